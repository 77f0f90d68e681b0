"""How a panel judged, in words and figures: read from a table or a confirmed result, never changing either."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from paper import sheets
from scoring import judges_words as words
from scoring.engine.agreement import BadMarks, Mark, Marks, Study, study
from scoring.models import Panel
from scoring.sheets import in_words

#: Titles that a column may have.
COLUMNS = {
    "team": ("team", "队伍", "团队", "代表队"),
    "judge": ("judge", "评委", "裁判"),
    "criterion": ("criterion", "评分项", "评分标准", "指标"),
    "value": ("value", "分值", "得分", "分数"),
}
#: Digits of a value at most: more is no mark, and exact arithmetic would take forever.
DIGITS = 20


class Faulty(Exception):
    """A table that cannot be studied; ``lines`` say what is wrong and where, in the reader's language."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = list(lines)
        super().__init__("\n".join(self.lines))


def from_file(content: bytes) -> Marks:
    """The marks of a CSV, XLSX, XLS or ODS table with the columns team, judge, criterion, value. Raises Faulty.

    A row with no value is a mark that was not given.
    """
    try:
        read = sheets.read(content)
    except sheets.Unreadable as unreadable:
        raise Faulty([str(unreadable)]) from None
    records = sheets.records(read[0], COLUMNS, required=tuple(COLUMNS))
    faults, rows = list(records.faults), []
    for record in records:
        if not record.values["value"].strip():
            continue
        value = _number(record.values["value"].strip())
        if value is None:
            faults.append(record.fault("value", "no_number", _("This is not a number.")))
        for name in ("team", "judge", "criterion"):
            if not record.values[name].strip():
                faults.append(record.fault(name, "empty", _("This is empty.")))
        team, judge, criterion = (record.values[name].strip() for name in ("team", "judge", "criterion"))
        rows.append(Mark(team, judge, criterion, value or Fraction(0)))
    if faults:
        raise Faulty(f"{fault.place}: {fault.message}" if fault.place else fault.message for fault in faults[:20])
    return checked(rows)


def checked(rows: Iterable[Mark]) -> Marks:
    """Marks that can be studied. Raises Faulty."""
    try:
        return Marks(tuple(rows))
    except BadMarks as bad:
        raise Faulty([_bad(bad)]) from None


def _bad(bad: BadMarks) -> str:
    words = {
        "none": _("There is no mark in this table."),
        "twice": _("Two values stand for %(where)s; there can be one."),
        "too_many": _("There are more than %(where)s marks. Study one round at a time."),
        "too_large": _("The value for %(where)s is too large to be a mark."),
    }
    return words[bad.code] % {"where": bad.where}


def _number(text: str) -> Fraction | None:
    whole, _point, part = text.replace(",", ".").removeprefix("-").partition(".")
    plain = (whole + part).isascii() and (whole + part).isdigit() and len(whole + part) <= DIGITS
    if not plain:
        return None
    size = Fraction(int(whole + part), 10 ** len(part))
    return -size if text.startswith("-") else size


def of_panel(panel: Panel, content: Mapping[str, Any]) -> dict[str, Any]:
    """How this panel judged, from its confirmed result as the judges see it: figures with their sentences.

    Teams by criteria are the units. Judges go by number, as in the result; penalties are not in any ranking here.
    """
    rubric, working = panel.rubric.content, content["working"]
    teams = {key: sheet for key, sheet in working["subjects"].items() if sheet["kind"] == "team"}
    lines = [(key, judge, line) for key, sheet in teams.items() for judge, line in sheet["judges"].items()]
    numbers = {judge: line["number"] for _key, judge, line in lines}
    marks = checked(
        Mark(key, judge, criterion, Fraction(value))
        for key, judge, line in sorted(lines, key=lambda each: (each[0], each[2]["number"]))
        for criterion, value in sorted(line["values"].items())
    )
    weights = {each["id"]: Fraction(str(each["weight"])) for each in rubric["criteria"]}
    found = study(marks, weights=weights, drop=working["drop"], drop_from=working["drop_from"])
    names = {key: in_words(panel.set_up["subjects"][key]["title"]) for key in teams}
    names |= {judge: _("Judge %(number)s") % {"number": number} for judge, number in numbers.items()}
    return with_sentences(report(found, names))


def with_sentences(figures: dict[str, Any]) -> dict[str, Any]:
    """The figures of ``report`` with what each means, for a page."""
    return {
        **figures,
        "alpha_says": words.of_alpha(figures["alpha"]["interval"]),
        "icc_says": words.of_icc(figures["icc"]),
        "cautions_say": words.of_cautions(figures["cautions"]),
        "unfit_says": words.of_unfit(figures["rasch"]["unfit"]),
        "rankings_say": words.of_rankings(figures["rankings"]),
        "of_judges": [{**one, "says": words.of_judge(one)} for one in figures["of_judges"]],
        "rankings": [{**one, "title": words.of_ranking(one)} for one in figures["rankings"]],
    }


def report(found: Study, names: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The study as plain data: what programs read, and what a page shows beside its sentences.

    ``names`` of teams and judges by their keys; keys that it lacks stand for themselves.
    """
    title = dict(names or {})
    return {
        "teams": len(found.marks.teams),
        "judges": len(found.marks.judges),
        "criteria": len(found.marks.criteria),
        "marks": len(found.marks.rows),
        "alpha": {metric: _rounded(value) for metric, value in found.alpha.items()},
        "icc": found.icc
        and {
            "single": [_rounded(found.icc.single), _rounded(found.icc.single_low), _rounded(found.icc.single_high)],
            "average": [_rounded(found.icc.average), _rounded(found.icc.average_low), _rounded(found.icc.average_high)],
            "units": found.icc.units,
            "left_out": found.icc.left_out,
        },
        "cautions": list(found.cautions),
        "of_judges": [_of_judge(found, one, title) for one in found.judges],
        "rasch": _of_rasch(found, title),
        "rankings": [
            {
                "way": one.way,
                "judge": title.get(one.judge, one.judge),
                "other": one.other,
                "teams": [
                    {"team": title.get(team, team), "figure": _rounded(float(one.figures[team])), "place": place}
                    for team, place in sorted(one.places.items(), key=lambda entry: (entry[1], entry[0]))
                ],
            }
            for one in found.rankings
        ],
    }


def _of_judge(found: Study, one: Any, title: Mapping[str, str]) -> dict[str, Any]:
    figures = ("mean", "severity", "spread", "of_others", "within", "within_others", "correlation")
    return {
        "judge": title.get(one.judge, one.judge),
        "values": one.values,
        **{name: _rounded(getattr(one, name)) for name in (*figures, "correlation_others")},
        "halo": one.halo,
        "central": one.central,
        "measure": _measure(found.rasch.judges[one.judge]) if found.rasch else None,
    }


def _of_rasch(found: Study, title: Mapping[str, str]) -> dict[str, Any]:
    if found.rasch is None:
        return {"unfit": found.unfit}
    return {
        "unfit": "",
        "teams": {
            title.get(key, key): {**_measure(one), "fair": _rounded(found.rasch.fair[key])}
            for key, one in found.rasch.teams.items()
        },
        "criteria": {key: _measure(one) for key, one in found.rasch.criteria.items()},
        "values": list(found.rasch.values),
        "steps": [_rounded(each) for each in found.rasch.steps],
        "per_parameter": _rounded(found.rasch.per_parameter),
        "connected": found.rasch.connected,
    }


def _measure(one: Any) -> dict[str, float | None]:
    return {name: _rounded(getattr(one, name)) for name in ("logit", "error", "infit", "outfit")}


def _rounded(value: float | None) -> float | None:
    """Three decimals, and no minus before zero."""
    return None if value is None else round(value, 3) + 0.0
