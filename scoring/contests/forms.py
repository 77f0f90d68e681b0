"""Forms of a contest's set-up and its teams; what they mean is decided by the verbs."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from negotiation.forms import open_to
from negotiation.models import ScenarioVersion, Session
from people.models import Organization, User
from scoring.contests.library import formats, in_words
from scoring.contests.models import Contest, Member, Team
from scoring.contests.registering import Person
from scoring.contests.setting_up import PLAIN

#: What is typed for each stage, where its system knows it.
OF_STAGE = {
    "minutes": (_("Minutes"), 1, 600),
    "between": (_("Break after it"), 0, 600),
    "panel": (_("Judges"), 1, 15),
    "groups": (_("Groups"), 1, 26),
    "rounds": (_("Rounds"), 1, 20),
    "advance": (_("Teams that go on (0: all)"), 0, 500),
}
#: What a contest asks for or does not.
YES_OR_NO = {
    "blind": _("Judges see only the teams’ codes"),
    "by_stage": _("Whoever came further is placed before whoever has more points"),
    "employer": _("Everybody is employed by a member organisation"),
    "certificate": _("Whoever bargains holds a certificate"),
}
#: Those of them that stand at the top of the format; the others are rules of eligibility.
AT_THE_TOP = ("blind", "by_stage")
ONLY_OF = {"groups": {"groups"}, "rounds": {"swiss", "paired"}}


MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class PlainForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a contest is called, when and where."""

    class Meta:
        model = Contest
        fields: tuple[str, ...] = PLAIN
        widgets = {
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "day_begins": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "day_ends": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "teams_until": MOMENT,
            "substitutes_until": MOMENT,
        }

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        begins, ends = given.get("day_begins"), given.get("day_ends")
        if begins and ends and not begins < ends:
            self.add_error("day_ends", _("A day ends after it begins."))
        for name, least, most in (("expected_teams", 2, 500), ("rooms", 1, 50)):
            if given.get(name) is not None and not least <= given[name] <= most:
                words = _("A number from %(least)s to %(most)s is needed here.") % {"least": least, "most": most}
                self.add_error(name, words)
        return given


class NewForm(PlainForm):
    """A new contest: a format to begin with, whose, and its address."""

    template = forms.ChoiceField(label=_("Format to begin with"), widget=forms.RadioSelect)

    class Meta(PlainForm.Meta):
        fields = ("organization", "title", "title_en", "theme", "venue", "slug", "starts_on", "expected_teams", "rooms")
        help_texts = {"slug": _("Letters, digits and hyphens, as it stands in the address: shaanxi-2026")}

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug == "new":
            raise ValidationError(_("This address is the platform’s own: choose another one."))
        return slug

    def __init__(self, *args: Any, organizations: QuerySet[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = organizations  # type: ignore[attr-defined]
        self.fields["template"].choices = [  # type: ignore[attr-defined]
            (name, f"{in_words(each['title'])}：{in_words(each['about'])}") for name, each in formats().items()
        ]
        self.helper = FormHelper()
        self.helper.add_input(Submit("submit", _("Create the contest")))


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table in the form: its title, and its cells by column; None where nothing is typed."""

    title: Any
    cells: list[Any]


class SetUpForm(PlainForm):
    """All of a contest's set-up. ``format()`` is the format as typed, once the form is valid."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason for the change"),
        required=False,
        max_length=300,
        help_text=_("Needed once the rules are frozen; it stands in the record."),
    )

    def __init__(self, data: Any, *, instance: Contest) -> None:
        self.held = instance.format
        super().__init__(data, instance=instance)
        self.initial["revision"] = instance.revision
        for name, field in self._typed():
            self.fields[name] = field

    def _typed(self) -> Iterator[tuple[str, forms.Field]]:
        for role, bounds in self.held["team"].items():
            for n, label in enumerate((_("At least"), _("At most"))):
                yield f"team_{role}_{n}", _whole(label, 0, 20, bounds[n])
        for number, each in enumerate(self.held["components"]):
            yield f"component_{number}_weight", _points(_("Weight"), each["weight"], least=0)
            yield f"component_{number}_maximum", _points(_("Full marks"), each.get("maximum", 100), least=1)
            drop = each.get("drop", {})
            yield f"component_{number}_each_end", _whole(_("Left out at each end"), 0, 5, drop.get("each_end", 0))
            yield f"component_{number}_from", _whole(_("… from so many ballots"), 0, 15, drop.get("from", 0))
            relative = each.get("relative", False)
            yield f"component_{number}_relative", forms.BooleanField(required=False, initial=relative)
        for number, each in enumerate(self.held["stages"]):
            for name in _of(each["system"]):
                label, least, most = OF_STAGE[name]
                yield f"stage_{number}_{name}", _whole(label, least, most, each.get(name, least))
        for number, each in enumerate(self.held["titles"]):
            yield f"title_{number}_quota", _whole(_("How many"), 1, 200, each["quota"])
        for name, label in YES_OR_NO.items():
            yield name, forms.BooleanField(label=label, required=False, initial=_told(self.held, name))
        choices = [("draw", _("by the draw")), ("table", _("at the table, on the day"))]
        minutes = self.held.get("protest_minutes", 0)
        yield "protest_minutes", _whole(_("Minutes for protests after a result"), 0, 600, minutes)
        sides = self.held.get("sides", "draw")
        yield "sides", forms.ChoiceField(label=_("Sides are drawn"), choices=choices, initial=sides)

    def roles(self) -> list[Row]:
        names = dict(Member.Role.choices)
        return [Row(names[role], [self[f"team_{role}_0"], self[f"team_{role}_1"]]) for role in self.held["team"]]

    def components(self) -> list[Row]:
        columns = ("weight", "maximum", "each_end", "from", "relative")
        return [
            Row(in_words(each["title"]), [self[f"component_{number}_{column}"] for column in columns])
            for number, each in enumerate(self.held["components"])
        ]

    def stages(self) -> list[Row]:
        return [
            Row(
                in_words(each["title"]),
                [self[f"stage_{number}_{name}"] if name in _of(each["system"]) else None for name in OF_STAGE],
            )
            for number, each in enumerate(self.held["stages"])
        ]

    def titles(self) -> list[Row]:
        return [
            Row(in_words(each["title"]), [self[f"title_{number}_quota"]])
            for number, each in enumerate(self.held["titles"])
        ]

    component_columns = (
        _("Weight"),
        _("Full marks"),
        _("Left out at each end"),
        _("… from so many ballots"),
        _("Compared with the same side only"),
    )
    stage_columns = tuple(label for label, _least, _most in OF_STAGE.values())
    role_columns = (_("At least"), _("At most"))
    title_columns = (_("How many"),)

    def plain(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in PLAIN}

    def format(self) -> dict[str, Any]:
        """The held format with what was typed in it; an untouched number stays as it was written."""
        made: dict[str, Any] = deepcopy(self.held)
        given = self.cleaned_data
        for role in made["team"]:
            made["team"][role] = [given[f"team_{role}_0"], given[f"team_{role}_1"]]
        self._into_components(made["components"])
        for number, each in enumerate(made["stages"]):
            for name in _of(each["system"]):
                if given[f"stage_{number}_{name}"] != each.get(name, OF_STAGE[name][1]):
                    each[name] = given[f"stage_{number}_{name}"]
        for number, each in enumerate(made["titles"]):
            each["quota"] = given[f"title_{number}_quota"]
        for name in YES_OR_NO:
            if given[name] != _told(made, name):
                _tell(made, name, given[name])
        for name, before in (("sides", "draw"), ("protest_minutes", 0)):
            if given[name] != made.get(name, before):
                made[name] = given[name]
        return made

    def _into_components(self, components: list[dict[str, Any]]) -> None:
        given = self.cleaned_data
        for number, each in enumerate(components):
            for name in ("weight", "maximum"):
                if Decimal(str(each.get(name, 100))) != given[f"component_{number}_{name}"]:
                    each[name] = f"{given[f'component_{number}_{name}'].normalize():f}"
            drop = {name: given[f"component_{number}_{name}"] for name in ("from", "each_end")}
            if drop != {"from": 0, "each_end": 0} or "drop" in each:
                each["drop"] = drop
            if given[f"component_{number}_relative"] != each.get("relative", False):
                each["relative"] = given[f"component_{number}_relative"]


def _told(format: dict[str, Any], name: str) -> bool:
    """A yes or no of the format, wherever it stands in it."""
    return bool(format.get(name, False) if name in AT_THE_TOP else format.get("eligibility", {}).get(name, False))


def _tell(format: dict[str, Any], name: str, value: bool) -> None:
    if name in AT_THE_TOP:
        format[name] = value
    else:
        format["eligibility"] = {**format.get("eligibility", {}), name: value}


def _of(system: str) -> list[str]:
    """Which numbers a stage of this system has."""
    names = [name for name in OF_STAGE if system in ONLY_OF.get(name, {system})]
    return [name for name in names if name != "panel" or system != "paper"]


def _whole(label: Any, least: int, most: int, initial: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, initial=initial)


def _points(label: Any, initial: Any, *, least: int) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, min_value=least, max_value=1000, max_digits=6, decimal_places=2, initial=initial
    )


class TeamForm(forms.Form):
    """A team and its people: as many lines for each role as the format allows."""

    organization = forms.ModelChoiceField(Organization.objects.none(), label=_("Sent by"))
    name = forms.CharField(label=_("Team’s name"), max_length=60)
    name_en = forms.CharField(label=_("Team’s name in English"), max_length=60, required=False)

    def __init__(self, *args: Any, contest: Contest, organizations: QuerySet[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = organizations  # type: ignore[attr-defined]
        self.roles: list[tuple[str, Any, int]] = []
        names = dict(Member.Role.choices)
        for role, (least, most) in contest.format["team"].items():
            for number in range(1, most + 1):
                self.roles.append((role, names[role], number))
                needed = number <= least
                self.fields[f"{role}_{number}_name"] = forms.CharField(label=_("Name"), max_length=80, required=needed)
                self.fields[f"{role}_{number}_employer"] = forms.CharField(
                    label=_("Employer"), max_length=120, required=needed
                )
                self.fields[f"{role}_{number}_certificate"] = forms.CharField(
                    label=_("Certificate"), max_length=60, required=False
                )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for role, _name, number in self.roles:
            name, employer = given.get(f"{role}_{number}_name"), given.get(f"{role}_{number}_employer")
            if name and employer == "":
                self.add_error(f"{role}_{number}_employer", _("Where does this person work?"))
        return given

    line_columns = (_("Name"), _("Employer"), _("Certificate"))

    def lines(self) -> list[Row]:
        return [
            Row(f"{name} {number}", [self[f"{role}_{number}_{part}"] for part in ("name", "employer", "certificate")])
            for role, name, number in self.roles
        ]

    def people(self) -> list[Person]:
        given = self.cleaned_data
        return [
            Person(role, *(given[f"{role}_{number}_{part}"] for part in ("name", "employer", "certificate")))
            for role, _name, number in self.roles
            if given.get(f"{role}_{number}_name")
        ]


class SheetForm(forms.Form):
    """A spreadsheet of teams."""

    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("XLSX, XLS, ODS or CSV, one person a row: team, organisation, role, name, employer, certificate."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("submit", _("Look through the file")))


class MatchForm(forms.Form):
    """Who meets whom, on which case, when and where."""

    stage = forms.ChoiceField(label=_("Stage"))
    round = forms.IntegerField(label=_("Round"), min_value=1, max_value=20, initial=1)
    workers = forms.ModelChoiceField(Team.objects.none(), label=_("Workers’ side"))
    employer = forms.ModelChoiceField(Team.objects.none(), label=_("Employer’s side"))
    scenario = forms.ModelChoiceField(ScenarioVersion.objects.none(), label=_("Scenario"))
    starts_at = forms.DateTimeField(
        label=_("Starts at"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    setting = forms.ChoiceField(label=_("Where"), choices=Session.Setting.choices)

    def __init__(self, *args: Any, contest: Contest, planner: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = [each for each in contest.format["stages"] if each["system"] != "paper"]
        self.fields["stage"].choices = [(each["id"], in_words(each["title"])) for each in held]  # type: ignore[attr-defined]
        for side in ("workers", "employer"):
            self.fields[side].queryset = contest.teams.filter(status=Team.Status.APPROVED)  # type: ignore[attr-defined]
        usable = ScenarioVersion.objects.newest().filter(scenario__in=open_to(planner))
        self.fields["scenario"].queryset = usable  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.add_input(Submit("submit", _("Plan the match")))


class WhenForm(forms.Form):
    """When a drawn round is played, and over which case."""

    scenario = forms.ModelChoiceField(ScenarioVersion.objects.none(), label=_("Scenario"))
    begins = forms.DateTimeField(label=_("The first match begins at"), widget=MOMENT)
    rooms = forms.IntegerField(label=_("Rooms side by side"), min_value=1, max_value=50)
    setting = forms.ChoiceField(label=_("Where"), choices=Session.Setting.choices)

    def __init__(self, *args: Any, contest: Contest, planner: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usable = ScenarioVersion.objects.newest().filter(scenario__in=open_to(planner))
        self.fields["scenario"].queryset = usable  # type: ignore[attr-defined]
        self.fields["begins"].initial = datetime.combine(contest.starts_on, contest.day_begins)
        self.fields["rooms"].initial = contest.rooms
