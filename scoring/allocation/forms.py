"""Forms of the timetable: rooms, judges, what to search for, a judge to move."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from people.models import User
from scoring.allocation.models import Conflict, Judge, Room
from scoring.allocation.planning import MOST_DAYS, half_days
from scoring.contests.models import Contest, Team


class RoomForm(forms.ModelForm):  # type: ignore[type-arg]
    """One more room."""

    class Meta:
        model = Room
        fields = ("name",)

    def __init__(self, *args: Any, contest: Contest, **kwargs: Any) -> None:
        super().__init__(*args, instance=Room(contest=contest), **kwargs)  # type: ignore[misc]
        self.helper = FormHelper()
        self.helper.form_action = "."
        self.helper.add_input(Submit("add_room", _("Add the room")))

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - {"contest"}  # type: ignore[misc,no-any-return]


class JudgeForm(forms.ModelForm):  # type: ignore[type-arg]
    """A judge: who, where from, when not there."""

    account = forms.CharField(
        label=_("Sign-in name"),
        required=False,
        max_length=150,
        help_text=_("Left empty, the judge gets a personal link instead."),
    )
    away = forms.MultipleChoiceField(label=_("Not there"), required=False, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Judge
        fields = ("name", "city", "employer", "head", "experience", "away")

    def __init__(
        self, *args: Any, contest: Contest, instance: Judge | None = None, days: int = 3, **kwargs: Any
    ) -> None:
        super().__init__(*args, instance=instance or Judge(contest=contest), **kwargs)  # type: ignore[misc]
        held = list(self.instance.away)
        offered = half_days(contest, days)
        self.fields["away"].choices = [  # type: ignore[attr-defined]
            (each, each.replace("am", "上午").replace("pm", "下午")) for each in dict.fromkeys([*offered, *held])
        ]
        if self.instance.person:
            self.fields["account"].initial = self.instance.person.username

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - {"contest"}  # type: ignore[misc,no-any-return]

    def clean_account(self) -> User | None:
        name = self.cleaned_data["account"].strip()
        if not name:
            return self.instance.person  # type: ignore[no-any-return]
        person = User.objects.filter(username=name, is_active=True).first()
        if person is None:
            raise ValidationError(_("Nobody signs in as “%(name)s”. Check the spelling."), params={"name": name})
        return person

    def save(self, commit: bool = True) -> Any:
        self.instance.person = self.cleaned_data["account"]
        return super().save(commit)


class ConflictForm(forms.Form):
    """A team that a judge may not judge, and why."""

    team = forms.ModelChoiceField(Team.objects.none(), label=_("Team"))
    why = forms.ChoiceField(label=_("Why"), choices=Conflict.Why.choices)

    def __init__(self, *args: Any, contest: Contest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = contest.teams.taking_part()  # type: ignore[attr-defined]


class JudgesSheetForm(forms.Form):
    """A spreadsheet of judges."""

    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_(
            "XLSX, XLS, ODS or CSV, one judge a row: name, city, employer, head judge, contests judged before."
        ),
    )


class SearchForm(forms.Form):
    """What the search goes by."""

    days = forms.IntegerField(label=_("Days"), min_value=1, max_value=MOST_DAYS, initial=1)
    fresh = forms.BooleanField(label=_("No judge sees a team twice"), required=False)


class MoveForm(forms.Form):
    """A judge into another panel."""

    judge = forms.ModelChoiceField(Judge.objects.none(), label=_("Judge"))
    match = forms.ChoiceField(label=_("Match"))
    instead = forms.ChoiceField(label=_("In the place of"), required=False)
    basis = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, contest: Contest, matches: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["judge"].queryset = contest.judges.all()  # type: ignore[attr-defined]
        self.fields["match"].choices = list(matches.items())  # type: ignore[attr-defined]
        judges = [(str(judge.pk), str(judge)) for judge in contest.judges.all()]
        self.fields["instead"].choices = [("", _("nobody: they change places")), *judges]  # type: ignore[attr-defined]
