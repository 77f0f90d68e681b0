"""Forms for one more component, stage, tie-break or title, and how an entry that is there is called."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from scoring.contests.library import in_words
from scoring.contests.models import Member
from scoring.engine.format.shape import MOST, number_of
from scoring.models import Rubric

COMPONENT_KINDS = {
    "theory": _("theory exam"),
    "documents": _("document drafting"),
    "practical": _("practical test"),
    "live": _("mock session before a panel"),
    "presentation": _("presentation"),
    "questions": _("judges’ questions"),
}
SYSTEMS = {
    "paper": _("everybody at once at a desk"),
    "turns": _("one team after the other before a panel"),
    "paired": _("one match each, the best by points go on"),
    "single": _("knock-out"),
    "double": _("knock-out after two defeats"),
    "groups": _("groups, everybody against everybody"),
    "swiss": _("Swiss: equals meet"),
    "ranking": _("matches for the places"),
}
OVER_ROUNDS = {
    "mean": _("the mean of its rounds"),
    "sum": _("their sum"),
    "best": _("the best of them"),
    "last": _("the last of them"),
}
TIE_BREAKS = {
    "component": _("points for one component"),
    "criteria": _("points for chosen criteria"),
    "penalties": _("fewest penalties"),
    "duel": _("matches won among equals"),
    "decision": _("a decision by name"),
    "lot": _("by lot, on record"),
}
TITLE_KINDS = {
    "team": _("teams by their place"),
    "person": _("people by their own points"),
    "named": _("organisations that officials name"),
}


class PartForm(forms.Form):
    """One more entry of a list. ``entry()`` is what is added, once the form is valid."""

    def __init__(self, data: Any, *, format: Mapping[str, Any]) -> None:
        super().__init__(data, auto_id=f"{type(self).__name__.lower()}_%s")
        self.held = format

    def both(self) -> dict[str, str]:
        return {"zh": self.cleaned_data["title_zh"], "en": self.cleaned_data["title_en"]}

    def entry(self) -> dict[str, Any]:
        raise NotImplementedError

    def _components(self) -> list[tuple[str, str]]:
        return [(each["id"], in_words(each["title"])) for each in self.held["components"]]


class TitledForm(PartForm):
    """An entry that has a title in both languages."""

    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=60)
    title_en = forms.CharField(label=_("Title in English"), max_length=60)


class ComponentForm(TitledForm):
    """One more thing that is scored."""

    kind = forms.ChoiceField(label=_("Kind"), choices=COMPONENT_KINDS.items())
    weight = forms.DecimalField(label=_("Weight"), min_value=0, max_value=1000, max_digits=6, decimal_places=2)
    maximum = forms.DecimalField(
        label=_("Full marks"), min_value=1, max_value=1000, max_digits=6, decimal_places=2, initial=100
    )
    over_rounds = forms.ChoiceField(label=_("Several rounds count by"), choices=OVER_ROUNDS.items())
    rubric = forms.ChoiceField(label=_("Rubric of the panel"), required=False)

    def __init__(self, data: Any, *, format: Mapping[str, Any]) -> None:
        super().__init__(data, format=format)
        known = Rubric.objects.order_by("slug").values_list("slug", flat=True).distinct()
        self.fields["rubric"].choices = [("", "—"), *((slug, slug) for slug in known)]  # type: ignore[attr-defined]

    def entry(self) -> dict[str, Any]:
        given = self.cleaned_data
        made = {
            "title": self.both(),
            "kind": given["kind"],
            "weight": f"{given['weight'].normalize():f}",
            "maximum": f"{given['maximum'].normalize():f}",
            "over_rounds": given["over_rounds"],
        }
        return made | ({"rubric": given["rubric"]} if given["rubric"] else {})


class StageForm(TitledForm):
    """One more stage at the end."""

    system = forms.ChoiceField(label=_("How it goes"), choices=SYSTEMS.items())
    component = forms.ChoiceField(label=_("Its points count for"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=MOST["minutes"], initial=60)
    between = forms.IntegerField(label=_("Break after it"), min_value=0, max_value=MOST["minutes"], initial=20)
    panel = forms.IntegerField(label=_("Judges"), min_value=0, max_value=MOST["panel"], initial=3)
    rounds = forms.IntegerField(label=_("Rounds"), min_value=1, max_value=MOST["rounds"], initial=1)
    groups = forms.IntegerField(label=_("Groups"), min_value=1, max_value=26, initial=1)
    advance = forms.IntegerField(label=_("Teams that go on (0: all)"), min_value=0, max_value=MOST["teams"], initial=0)
    seeded_by = forms.ChoiceField(
        label=_("Knock-out: seeded by the places of"),
        required=False,
        help_text=_("Then the first meets the last. Without it who meets whom is by lot"),
    )

    def __init__(self, data: Any, *, format: Mapping[str, Any]) -> None:
        super().__init__(data, format=format)
        self.fields["component"].choices = self._components()  # type: ignore[attr-defined]
        stages = [(each["id"], in_words(each["title"])) for each in format["stages"]]
        self.fields["seeded_by"].choices = [("", "—"), *stages]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("seeded_by") and given.get("system") != "single":
            self.add_error("seeded_by", _("Only a single knock-out can be seeded."))
        return given

    def entry(self) -> dict[str, Any]:
        given = self.cleaned_data
        numbers = ("minutes", "between", "panel", "rounds", "groups", "advance")
        return {
            "title": self.both(),
            "system": given["system"],
            "component": given["component"],
            **{name: given[name] for name in numbers},
            **({"seeded_by": given["seeded_by"]} if given["seeded_by"] else {}),
        }


class TieBreakForm(PartForm):
    """One more step of the written order."""

    kind = forms.ChoiceField(label=_("What is compared"), choices=TIE_BREAKS.items())
    component = forms.ChoiceField(label=_("Of which component"), required=False)
    criteria = forms.CharField(
        label=_("Which criteria"), required=False, max_length=200, help_text=_("Their ids, with commas between them")
    )

    def __init__(self, data: Any, *, format: Mapping[str, Any]) -> None:
        super().__init__(data, format=format)
        self.fields["component"].choices = [("", "—"), *self._components()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        kind = given.get("kind")
        if kind in ("component", "criteria") and not given.get("component"):
            self.add_error("component", _("This step needs a component."))
        if kind == "criteria" and not self._criteria(given):
            self.add_error("criteria", _("This step needs criteria."))
        return given

    def _criteria(self, given: Mapping[str, Any]) -> list[str]:
        return [each.strip() for each in given.get("criteria", "").replace("，", ",").split(",") if each.strip()]

    def entry(self) -> dict[str, Any]:
        given = self.cleaned_data
        made = {"kind": given["kind"]}
        if given["kind"] in ("component", "criteria"):
            made["component"] = given["component"]
        if given["kind"] == "criteria":
            made["criteria"] = self._criteria(given)
        return made


class TitleForm(TitledForm):
    """One more title at the end."""

    kind = forms.ChoiceField(label=_("Who gets it"), choices=TITLE_KINDS.items())
    quota = forms.IntegerField(label=_("How many"), min_value=1, max_value=200, initial=1)
    from_place = forms.IntegerField(label=_("Teams: from which place"), min_value=1, max_value=500, initial=1)
    roles = forms.MultipleChoiceField(
        label=_("People: of which roles"),
        choices=Member.Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    min_matches = forms.IntegerField(label=_("People: judged matches at least"), min_value=1, max_value=20, initial=1)
    per_team = forms.IntegerField(label=_("People: at most of a team (0: any)"), min_value=0, max_value=20, initial=1)
    counts = forms.CharField(
        label=_("People: what counts, and how much"),
        required=False,
        max_length=200,
        help_text=_(
            "Such as “matches 60, theory 40”: the table, and components that are typed in. Empty: the table alone"
        ),
    )
    not_with = forms.MultipleChoiceField(
        label=_("Not together with"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any, *, format: Mapping[str, Any]) -> None:
        super().__init__(data, format=format)
        held = [(each["id"], in_words(each["title"])) for each in format["titles"]]
        self.fields["not_with"].choices = held  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("kind") == "person" and not given.get("roles"):
            self.add_error("roles", _("Which roles may get it?"))
        return given

    def clean_counts(self) -> dict[str, str]:
        """What counts by its weight; the format says what of it can be."""
        found = {}
        for each in self.cleaned_data["counts"].replace("，", ",").replace("、", ",").split(","):
            what, _between, weight = each.strip().rpartition(" ")
            if each.strip() and (not what or number_of(weight) is None):
                raise forms.ValidationError(_("“%(text)s” is no id and weight, such as “theory 40”.") % {"text": each})
            if each.strip():
                found[what.strip()] = weight
        return found

    def entry(self) -> dict[str, Any]:
        given = self.cleaned_data
        made: dict[str, Any] = {"title": self.both(), "kind": given["kind"], "quota": given["quota"]}
        if given["kind"] == "team":
            made["from_place"] = given["from_place"]
        if given["kind"] == "person":
            made |= {name: given[name] for name in ("roles", "min_matches", "per_team")}
            made |= {"counts": given["counts"]} if given["counts"] else {}
        return made | ({"not_with": given["not_with"]} if given["not_with"] else {})


FORMS: Mapping[str, type[PartForm]] = {
    "components": ComponentForm,
    "stages": StageForm,
    "tie_breaks": TieBreakForm,
    "titles": TitleForm,
}


def described(format: Mapping[str, Any], part: str) -> list[dict[str, Any]]:
    """Every entry of a list in words: ``{"title", "about"}``."""
    components = {each["id"]: in_words(each["title"]) for each in format["components"]}
    return [_described(each, part, components) for each in format[part]]


def _described(each: Mapping[str, Any], part: str, components: Mapping[str, str]) -> dict[str, Any]:
    if part == "tie_breaks":
        about = [components.get(each.get("component", ""), ""), *each.get("criteria", ())]
        return {"title": TIE_BREAKS[each["kind"]], "about": " · ".join(filter(None, about))}
    title = in_words(each["title"])
    if part == "components":
        words = format_lazy("{kind} · {weight}", kind=COMPONENT_KINDS[each["kind"]], weight=each["weight"])
        return {"title": title, "about": words, "rubric_of": each["id"] if each["kind"] != "theory" else ""}
    if part == "stages":
        component = components.get(each["component"], each["component"])
        words = format_lazy("{system} · {component}", system=SYSTEMS[each["system"]], component=component)
    else:
        words = format_lazy("{kind} · {quota}", kind=TITLE_KINDS[each["kind"]], quota=each["quota"])
    return {"title": title, "about": words}
