"""A scheme of certification as data: its grades, what each needs, how long it holds.

Nothing here knows of a grade's name or a number of hours: they stand in the file of the scheme. The standard of the
labour-relations coordinator had three grades before 2019 and has four since: grades are a list, versions are kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

#: What can be asked of a person, and the fields of each.
KINDS = {
    "hours": ("least", "of", "within_months"),
    "exam": ("exam", "title", "least_percent", "within_months"),
    "class": ("certification", "title", "within_months"),
    "mocks": ("number", "within_months"),
    "certificate": ("scheme", "grade", "title", "held_months"),
    "evidence": ("code", "title", "number", "within_months"),
}
#: How the last day of a certificate is found.
WAYS = ("never", "from_pass", "from_previous", "fixed_day")
MOST_GRADES, MOST_NEEDS, MOST_MONTHS = 12, 20, 600


class SchemeFault(ValueError):
    """The data is no scheme; ``args[0]`` is where, as in ``grades[0].needs[2].least``, ``args[1]`` a code."""


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that is asked. ``within_months``: only what happened so long ago or less counts; 0: whenever it was.

    ``since_last``: only what happened in the running cycle counts, that is since the certificate that is renewed began.
    ``title``: what people call the exam, class, certificate or evidence; without one its code is shown.
    """

    kind: str
    least: Decimal = Decimal(0)
    of: tuple[str, ...] = ()
    exam: str = ""
    least_percent: Fraction = Fraction(0)
    certification: str = ""
    number: int = 1
    scheme: str = ""
    grade: str = ""
    held_months: int = 0
    code: str = ""
    title: tuple[str, str] = ("", "")
    within_months: int = 0
    since_last: bool = False


@dataclass(frozen=True, slots=True)
class Validity:
    """``months`` from the pass or from the last expiry; ``fixed_day`` (month, day): the first such day after them.

    ``window_days``: how long before its end a certificate can be renewed, and after it still from the last expiry.
    """

    way: str = "never"
    months: int = 0
    fixed_day: tuple[int, int] = (12, 31)
    window_days: int = 90


@dataclass(frozen=True, slots=True)
class Grade:
    """A level; ``order`` 1 is the lowest. ``renewal``: what a renewal needs; empty where it cannot be renewed."""

    code: str
    order: int
    title: tuple[str, str]
    needs: tuple[Need, ...]
    renewal: tuple[Need, ...] = ()
    renewable: bool = False
    validity: Validity = Validity()


def grades_of(definition: Mapping[str, Any]) -> tuple[Grade, ...]:
    """The grades of a scheme's data, the lowest first. Raises SchemeFault."""
    told = definition.get("grades")
    if not isinstance(told, list) or not 1 <= len(told) <= MOST_GRADES:
        raise SchemeFault("grades", "number_of_grades")
    grades = [_grade(each, f"grades[{place}]", place + 1) for place, each in enumerate(told)]
    codes = [each.code for each in grades]
    if len(set(codes)) < len(codes):
        raise SchemeFault("grades", "grade_twice")
    return tuple(grades)


def grade_of(definition: Mapping[str, Any], code: str) -> Grade | None:
    """The grade of this code, if the scheme has it."""
    return next((each for each in grades_of(definition) if each.code == code), None)


def _grade(told: Any, where: str, order: int) -> Grade:
    told = _mapping(told, where)
    renewal = told.get("renewal")
    return Grade(
        code=_slug(told.get("code"), f"{where}.code"),
        order=order,
        title=_title(told.get("title"), f"{where}.title"),
        needs=_needs(told.get("needs", []), f"{where}.needs"),
        renewal=_needs(renewal or [], f"{where}.renewal"),
        renewable=renewal is not None,
        validity=_validity(told.get("validity", {}), f"{where}.validity"),
    )


def _needs(told: Any, where: str) -> tuple[Need, ...]:
    if not isinstance(told, list) or len(told) > MOST_NEEDS:
        raise SchemeFault(where, "number_of_needs")
    return tuple(need_of(each, f"{where}[{place}]") for place, each in enumerate(told))


def need_of(told: Any, where: str = "need") -> Need:
    """One need as it stands in the data. Raises SchemeFault."""
    told = _mapping(told, where)
    kind = told.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise SchemeFault(f"{where}.kind", "kind_of_need")
    unknown = set(told) - set(KINDS[kind]) - {"kind", "since_last"}
    if unknown:
        raise SchemeFault(f"{where}.{min(unknown)}", "unknown_field")
    months = _whole(told.get("within_months", 0), f"{where}.within_months", 0, MOST_MONTHS)
    common: dict[str, Any] = {"kind": kind, "within_months": months, "since_last": bool(told.get("since_last", False))}
    return Need(**common, **_READERS[kind](told, where))


def _hours(told: Mapping[str, Any], where: str) -> dict[str, Any]:
    of = told.get("of", [])
    if not isinstance(of, list) or not all(isinstance(each, str) for each in of):
        raise SchemeFault(f"{where}.of", "kinds_of_hours")
    return {"least": _decimal(told.get("least"), f"{where}.least", Decimal("0.5"), Decimal(5000)), "of": tuple(of)}


def _exam(told: Mapping[str, Any], where: str) -> dict[str, Any]:
    percent = Fraction(_decimal(told.get("least_percent", 60), f"{where}.least_percent", Decimal(0), Decimal(100)))
    exam = _slug(told.get("exam"), f"{where}.exam")
    return {"exam": exam, "title": _called(told, where), "least_percent": percent}


def _class(told: Mapping[str, Any], where: str) -> dict[str, Any]:
    return {"certification": _slug(told.get("certification"), f"{where}.certification"), "title": _called(told, where)}


def _mocks(told: Mapping[str, Any], where: str) -> dict[str, Any]:
    return {"number": _whole(told.get("number", 1), f"{where}.number", 1, 1000)}


def _certificate(told: Mapping[str, Any], where: str) -> dict[str, Any]:
    return {
        "scheme": _slug(told.get("scheme"), f"{where}.scheme"),
        "grade": _slug(told.get("grade"), f"{where}.grade"),
        "title": _called(told, where),
        "held_months": _whole(told.get("held_months", 0), f"{where}.held_months", 0, MOST_MONTHS),
    }


def _evidence(told: Mapping[str, Any], where: str) -> dict[str, Any]:
    return {
        "code": _slug(told.get("code"), f"{where}.code"),
        "title": _title(told.get("title"), f"{where}.title"),
        "number": _whole(told.get("number", 1), f"{where}.number", 1, 1000),
    }


def _called(told: Mapping[str, Any], where: str) -> tuple[str, str]:
    """A title where one is given."""
    return _title(told["title"], f"{where}.title") if "title" in told else ("", "")


_READERS = {
    "hours": _hours,
    "exam": _exam,
    "class": _class,
    "mocks": _mocks,
    "certificate": _certificate,
    "evidence": _evidence,
}


def _validity(told: Any, where: str) -> Validity:
    told = _mapping(told, where)
    way = told.get("way", "never")
    if way not in WAYS:
        raise SchemeFault(f"{where}.way", "way_of_validity")
    least = 0 if way == "never" else 1
    months = _whole(told.get("months", 0), f"{where}.months", least, MOST_MONTHS)
    day = told.get("fixed_day", [12, 31])
    if not isinstance(day, list) or len(day) != 2:
        raise SchemeFault(f"{where}.fixed_day", "fixed_day")
    month = _whole(day[0], f"{where}.fixed_day", 1, 12)
    # 29 February would leave three years of four without an end.
    last = {2: 28, 4: 30, 6: 30, 9: 30, 11: 30}.get(month, 31)
    window = _whole(told.get("window_days", 90), f"{where}.window_days", 0, 1000)
    return Validity(way, months, (month, _whole(day[1], f"{where}.fixed_day", 1, last)), window)


def _mapping(told: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(told, Mapping):
        raise SchemeFault(where, "fields")
    return told


def _title(told: Any, where: str) -> tuple[str, str]:
    told = _mapping(told, where)
    words = (told.get("zh", ""), told.get("en", ""))
    if not all(isinstance(each, str) and 1 <= len(each.strip()) <= 120 for each in words):
        raise SchemeFault(where, "title")
    return words[0].strip(), words[1].strip()


def _slug(told: Any, where: str) -> str:
    if not isinstance(told, str) or not 1 <= len(told) <= 60 or not told.replace("-", "").replace("_", "").isascii():
        raise SchemeFault(where, "code")
    if not told.replace("-", "").replace("_", "").isalnum():
        raise SchemeFault(where, "code")
    return told


def _whole(told: Any, where: str, least: int, most: int) -> int:
    if isinstance(told, bool) or not isinstance(told, int) or not least <= told <= most:
        raise SchemeFault(where, "whole_number")
    return told


def _decimal(told: Any, where: str, least: Decimal, most: Decimal) -> Decimal:
    if isinstance(told, bool) or not isinstance(told, int | float | str | Decimal):
        raise SchemeFault(where, "number")
    try:
        found = Decimal(str(told))
    except InvalidOperation:
        raise SchemeFault(where, "number") from None
    if not found.is_finite() or not least <= found <= most:
        raise SchemeFault(where, "number")
    return found
