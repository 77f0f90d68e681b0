"""What may stand as an answer to a question: read from a form or from a program, or refused."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

LONGEST = 20_000
Cleaner = Callable[[Mapping[str, Any], Any], Any]
SHORT = 200


class NoAnswer(ValueError):
    """The given thing cannot be an answer to this question."""


def cleaned(question: Mapping[str, Any], given: Any) -> Any:
    """The answer in the form that marking reads, or None for none. Raises NoAnswer.

    ``question``: its plain data with options as on this paper. ``given``: a name for single choice; true or false to
    judge; a list of names to choose or to order; a list of texts for blanks; a mapping of names to match; text else.
    """
    if given in (None, "", [], {}):
        return None
    cleaner: Cleaner = _CLEANERS.get(question["type"], _text)
    return cleaner(question, given)


def _single(question: Mapping[str, Any], given: Any) -> str:
    return _one(given, names(question, "options"))


def _judge(_question: Mapping[str, Any], given: Any) -> bool:
    if not isinstance(given, bool):
        raise NoAnswer
    return given


def _multiple(question: Mapping[str, Any], given: Any) -> list[str]:
    return sorted(set(_several(given, names(question, "options"))))


def _order(question: Mapping[str, Any], given: Any) -> list[str] | None:
    found = _several(given, ["", *names(question, "options")])
    told = [each for each in found if each]
    if len(set(told)) < len(told) or len(found) > len(question["options"]):
        raise NoAnswer
    return found if told else None


def _text(question: Mapping[str, Any], given: Any) -> str | None:
    if not isinstance(given, str) or len(given) > (SHORT if question["type"] == "number" else LONGEST):
        raise NoAnswer
    return given if given.strip() else None


def _pairs(question: Mapping[str, Any], given: Any) -> dict[str, str] | None:
    if not isinstance(given, Mapping):
        raise NoAnswer
    left, right = names(question, "left"), names(question, "right")
    found = {}
    for key, value in given.items():
        if key not in left or (value and value not in right):
            raise NoAnswer
        if value:
            found[key] = value
    return found or None


def _blanks(question: Mapping[str, Any], given: Any) -> list[str] | None:
    if not isinstance(given, Sequence) or isinstance(given, str) or len(given) > len(question["key"]):
        raise NoAnswer
    if not all(isinstance(each, str) and len(each) <= SHORT for each in given):
        raise NoAnswer
    return list(given) if any(each.strip() for each in given) else None


_CLEANERS: dict[str, Cleaner] = {
    "single": _single,
    "judge": _judge,
    "multiple": _multiple,
    "order": _order,
    "match": _pairs,
    "fill": _blanks,
}


def names(question: Mapping[str, Any], field: str) -> list[str]:
    """The names of the options to choose among."""
    return [each["id"] for each in question.get(field, ())]


def _one(given: Any, among: list[str]) -> str:
    if not isinstance(given, str) or given not in among:
        raise NoAnswer
    return given


def _several(given: Any, among: list[str]) -> list[str]:
    if not isinstance(given, Sequence) or isinstance(given, str) or len(given) > 30:
        raise NoAnswer
    return [_one(each, among) for each in given]


def from_form(question: Mapping[str, Any], name: str, form: Any) -> Any:
    """What a form's fields say as an answer; ``form`` is a QueryDict, ``name`` the field's. Raises NoAnswer."""
    kind = question["type"]
    if kind == "judge":
        return {"true": True, "false": False}.get(form.get(name, ""))
    if kind == "multiple":
        return cleaned(question, form.getlist(name))
    if kind == "order":
        places = [(form.get(f"{name}-{each}", ""), each) for each in names(question, "options")]
        row = [""] * len(places)
        for place, each in places:
            if place.isdecimal() and len(place) < 4 and 1 <= int(place) <= len(row):
                if row[int(place) - 1]:
                    raise NoAnswer
                row[int(place) - 1] = each
        return cleaned(question, row)
    if kind == "match":
        return cleaned(question, {each: form.get(f"{name}-{each}", "") for each in names(question, "left")})
    if kind == "fill":
        return cleaned(question, [form.get(f"{name}-{number}", "") for number in range(len(question["key"]))])
    return cleaned(question, form.get(name, ""))
