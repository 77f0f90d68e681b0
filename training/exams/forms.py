"""Forms of exams; what they mean is decided by the verbs."""

from typing import Any, get_args

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from people.models import Organization, User
from scoring.contests.models import Contest
from training.bank.shape import Topic, Type
from training.classes.models import Class
from training.exams.models import Exam, Void
from training.exams.setting import patterns

MOMENT = "%Y-%m-%dT%H:%M"

TYPES = {
    "single": _("single choice"),
    "multiple": _("multiple choice"),
    "judge": _("right or wrong"),
    "fill": _("blanks"),
    "order": _("putting in order"),
    "match": _("matching"),
    "number": _("a number"),
    "short": _("short answer"),
    "case": _("case analysis"),
    "draft": _("drafting a document"),
}
TOPICS = {
    "law-basics": _("basics of the law"),
    "representatives": _("representatives"),
    "demand-and-reply": _("demand and reply"),
    "meeting": _("the meeting"),
    "agreement": _("the agreement"),
    "ratification-and-filing": _("ratification and filing"),
    "wages": _("wages"),
    "hours-and-leave": _("hours and leave"),
    "safety-and-insurance": _("safety and insurance"),
    "women": _("women workers"),
    "new-forms-of-work": _("new forms of work"),
    "union-law": _("union law"),
    "disputes": _("disputes"),
    "practice": _("practice of bargaining"),
    "data-and-cost": _("data and cost"),
    "mutual-aid": _("mutual-aid cover"),
}
assert set(TYPES) == set(get_args(Type))
assert set(TOPICS) == set(get_args(Topic))


def _moment() -> forms.DateTimeInput:
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)


class ExamForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new exam."""

    pattern = forms.ChoiceField(label=_("Pattern of the papers"))

    class Meta:
        model = Exam
        fields = (
            "organization",
            "class_of",
            "code",
            "subject",
            "title",
            "title_en",
            "opens_at",
            "closes_at",
            "minutes",
            "pass_percent",
            "attempts",
            "same",
            "differ",
        )
        widgets = {"opens_at": _moment(), "closes_at": _moment()}
        help_texts = {
            "code": _("Letters, digits and hyphens, of this exam alone: theory-2026-12"),
            "subject": _("The code by which certification schemes name it: bargaining-theory"),
        }

    def __init__(
        self, *args: Any, organizations: QuerySet[Organization], classes: QuerySet[Class], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = organizations  # type: ignore[attr-defined]
        self.fields["class_of"].queryset = classes  # type: ignore[attr-defined]
        self.fields["pattern"].choices = [  # type: ignore[attr-defined]
            (name, told["title"]["zh"]) for name, told in patterns().items()
        ]
        self.helper = FormHelper()
        self.helper.add_input(Submit("submit", _("Set the exam")))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        opens, closes = given.get("opens_at"), given.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("An exam closes after it opens."))
        return given


class PartForm(forms.Form):
    """One more part of the papers."""

    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=80)
    title_en = forms.CharField(label=_("Title in English"), max_length=80)
    types = forms.MultipleChoiceField(
        label=_("Types (none: all)"),
        choices=list(TYPES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    topics = forms.MultipleChoiceField(
        label=_("Topics (none: all)"),
        choices=list(TOPICS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    difficulty = forms.MultipleChoiceField(
        label=_("Difficulty (none: all)"),
        choices=[("1", _("easy")), ("2", _("medium")), ("3", _("hard"))],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    count = forms.IntegerField(label=_("Questions"), min_value=1, max_value=200, initial=10)
    points = forms.IntegerField(label=_("Points each"), min_value=1, max_value=100, initial=2)

    def part(self) -> dict[str, Any]:
        """As the blueprint has it."""
        given = self.cleaned_data
        return {
            "title": {"zh": given["title_zh"], "en": given["title_en"]},
            "types": given["types"],
            "topics": given["topics"],
            "difficulty": [int(each) for each in given["difficulty"]],
            "count": given["count"],
            "points": given["points"],
        }


class PersonField(forms.CharField):
    """An account; cleans to the person."""

    def clean(self, value: Any) -> Any:
        name = super().clean(value)
        if not name:
            return None
        person = User.objects.filter(username=name, is_active=True).first()
        if person is None:
            raise forms.ValidationError(_("There is no account “%(name)s”."), params={"name": name})
        return person


class AdmitForm(forms.Form):
    """Somebody who may sit, or has more time."""

    person = PersonField(label=_("Account"), max_length=150)
    more_percent = forms.IntegerField(label=_("More time, in percent"), min_value=0, max_value=200, initial=0)
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)


class MarkersForm(forms.Form):
    """Who marks: accounts, with blanks or commas between them."""

    accounts = forms.CharField(label=_("Accounts of the markers"), max_length=2000, required=False)

    def clean_accounts(self) -> list[User]:
        names = self.cleaned_data["accounts"].replace(",", " ").replace("，", " ").replace("、", " ").split()
        found = {each.username: each for each in User.objects.filter(username__in=names, is_active=True)}
        missing = [name for name in names if name not in found]
        if missing:
            raise forms.ValidationError(_("There is no account “%(name)s”."), params={"name": missing[0]})
        return list(found.values())


class ExtendForm(forms.Form):
    """More minutes."""

    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=240, initial=10)
    reason = forms.CharField(label=_("Reason"), max_length=300)


class MarkForm(forms.Form):
    """One marker's points."""

    points = forms.DecimalField(label=_("Points"), min_value=0, max_value=100, max_digits=5, decimal_places=2)
    note = forms.CharField(label=_("Note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class VoidForm(forms.Form):
    """How an item counts from now on."""

    how = forms.ChoiceField(label=_("From now on"), choices=Void.How.choices)
    reason = forms.CharField(label=_("Reason"), max_length=300)


class HandOverForm(forms.Form):
    """Which contest's component gets the results."""

    contest = forms.ModelChoiceField(Contest.objects.none(), label=_("Contest"))
    component = forms.SlugField(label=_("Code of its component"), max_length=40, initial="theory")

    def __init__(self, *args: Any, contests: QuerySet[Contest], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contest"].queryset = contests  # type: ignore[attr-defined]
