"""A rubric as a form: every criterion with its weight and what its values mean, every penalty with its points."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError

from scoring import rubric_files
from scoring.contests.library import in_words
from scoring.engine.rubric import PERSON, TEAM

LANGUAGES = {"zh": gettext_lazy("in Chinese"), "en": gettext_lazy("in English")}
KINDS = {TEAM: gettext_lazy("judges a team"), PERSON: gettext_lazy("judges a person")}
#: Fields for one more criterion; it is one once it has a title.
MORE = "more"


class RubricForm(forms.Form):
    """``content`` as a rubric file has it; ``edited()`` the same with what was typed, once the form is valid.

    Which values have words (anchors), penalties' texts and the order of tie-breaks stay as they are.
    """

    revision = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=gettext_lazy("Reason for the change"), required=False, max_length=300)

    def __init__(self, data: Any, *, content: Mapping[str, Any], revision: int) -> None:
        super().__init__(data, initial={"revision": revision})
        self.content = content
        self._made: dict[str, Any] = {}
        self.values = sorted({value for each in content["criteria"] for value in each["anchors"]}, key=float)
        self._words("title", content["title"], 60)
        for name in ("low", "high", "step"):
            self.fields[f"scale_{name}"] = self._number(content["scale"][name], 1000)
        for number, each in enumerate(content["criteria"]):
            self._criterion(str(number), each)
        self._criterion(MORE, {"kind": TEAM, "anchors": {value: {} for value in self.values}})
        for number, each in enumerate(content.get("penalties", [])):
            for name in ("low", "high"):
                self.fields[f"penalty_{number}_{name}"] = self._number(each["points"][name], 1000)

    def _criterion(self, at: str, each: Mapping[str, Any]) -> None:
        needed = at != MORE
        self._words(f"{at}_title", each.get("title", {}), 60, needed=needed)
        self._words(f"{at}_description", each.get("description", {}), 200, needed=needed)
        self.fields[f"{at}_weight"] = self._number(each.get("weight"), 100, needed=needed)
        for value in each["anchors"]:
            self._words(f"{at}_anchor_{value}", each["anchors"][value], 200, needed=needed)
        if needed:
            self.fields[f"{at}_out"] = forms.BooleanField(label=_("Take this criterion out"), required=False)
        else:
            self.fields[f"{at}_kind"] = forms.ChoiceField(
                label=_("What it judges"), choices=KINDS.items(), initial=TEAM
            )

    def _words(self, name: str, words: Mapping[str, str], most: int, *, needed: bool = True) -> None:
        for language, called in LANGUAGES.items():
            self.fields[f"{name}_{language}"] = forms.CharField(
                label=called, max_length=most, required=needed, initial=words.get(language, "")
            )

    def _number(self, value: float | None, most: int, *, needed: bool = True) -> forms.DecimalField:
        shown = None if value is None else Decimal(f"{value:g}")
        return forms.DecimalField(
            min_value=0, max_value=most, max_digits=8, decimal_places=4, required=needed, initial=shown
        )

    # --- For the page --------------------------------------------------------------------------------

    def criteria(self) -> Iterator[dict[str, Any]]:
        """Every criterion's fields in the order of the page, the one more last."""
        for number, each in enumerate(self.content["criteria"]):
            yield {"kind": each["kind"], "called": KINDS[each["kind"]], **self._fields_of(str(number))}
        yield {"kind": "", "called": "", "more": True, **self._fields_of(MORE)}

    def _fields_of(self, at: str) -> dict[str, Any]:
        def pair(name: str) -> list[forms.BoundField]:
            return [self[f"{at}_{name}_{language}"] for language in LANGUAGES]

        values = [value for value in self.values if f"{at}_anchor_{value}_zh" in self.fields]
        return {
            "title": pair("title"),
            "about": pair("description"),
            "weight": self[f"{at}_weight"],
            "anchors": [(value, pair(f"anchor_{value}")) for value in values],
            "last": self[f"{at}_kind"] if at == MORE else self[f"{at}_out"],
        }

    def titles(self) -> list[forms.BoundField]:
        """What the rubric is called, in both languages."""
        return [self[f"title_{language}"] for language in LANGUAGES]

    def penalties(self) -> Iterator[dict[str, Any]]:
        """Every penalty with the fields of its least and most points."""
        for number, each in enumerate(self.content.get("penalties", [])):
            fields = [self[f"penalty_{number}_{name}"] for name in ("low", "high")]
            yield {"called": in_words(each["title"]), "fields": fields}

    # --- What comes of it ------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        self._complete(given)
        if self.errors:
            return given
        content = self._typed(given)
        try:
            rubric_files.RubricIn.model_validate(content)
        except ValidationError as problem:
            for error in problem.errors():
                self.add_error(None, rubric_files.explained(error))
        self._made = content
        return given

    def _complete(self, given: Mapping[str, Any]) -> None:
        """The one more criterion is either empty or whole: both languages of all that it says."""
        begun = any(given.get(name) for name in self.fields if name.startswith(f"{MORE}_") and name != f"{MORE}_kind")
        needed = [f"{MORE}_{name}_{language}" for name in ("title", "description") for language in LANGUAGES]
        for value in self.values:
            pair = [f"{MORE}_anchor_{value}_{language}" for language in LANGUAGES]
            needed += pair if any(given.get(name) for name in pair) else []
        for name in [*needed, f"{MORE}_weight"] if begun else []:
            if not given.get(name) and name not in self.errors:
                self.add_error(name, _("Fill this in too, or leave the whole criterion empty."))

    def edited(self) -> dict[str, Any]:
        """The rubric as it was typed."""
        return self._made

    def _typed(self, given: Mapping[str, Any]) -> dict[str, Any]:
        content = deepcopy(dict(self.content))
        content["title"] = self._both(given, "title")
        content["scale"] = {name: _plain(given[f"scale_{name}"]) for name in ("low", "high", "step")}
        content["criteria"] = [
            self._entry(given, str(number), each["id"], each["kind"])
            for number, each in enumerate(self.content["criteria"])
            if not given[f"{number}_out"]
        ]
        if given[f"{MORE}_title_zh"] or given[f"{MORE}_title_en"]:
            taken = {each["id"] for each in self.content["criteria"] + self.content.get("penalties", [])}
            id = next(f"criterion-{n}" for n in range(1, len(taken) + 2) if f"criterion-{n}" not in taken)
            content["criteria"].append(self._entry(given, MORE, id, given[f"{MORE}_kind"]))
        for number, each in enumerate(content.get("penalties", [])):
            for name in ("low", "high"):
                each["points"][name] = _plain(given[f"penalty_{number}_{name}"])
        return content

    def _entry(self, given: Mapping[str, Any], at: str, id: str, kind: str) -> dict[str, Any]:
        anchors = {
            value: self._both(given, f"{at}_anchor_{value}")
            for value in self.values
            if given.get(f"{at}_anchor_{value}_zh") or given.get(f"{at}_anchor_{value}_en")
        }
        return {
            "id": id,
            "kind": kind,
            "weight": _plain(given[f"{at}_weight"] or Decimal(0)),
            "title": self._both(given, f"{at}_title"),
            "description": self._both(given, f"{at}_description"),
            "anchors": anchors,
        }

    def _both(self, given: Mapping[str, Any], name: str) -> dict[str, str]:
        return {language: given[f"{name}_{language}"] for language in LANGUAGES}


def _plain(number: Decimal) -> int | float:
    """As a file has it: whole where it is whole, so that the same rubric has the same digest."""
    return int(number) if number == number.to_integral_value() else float(number)
