"""The whole working of a result, step by step, so that anybody can redo it by hand with pencil and paper."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from scoring.engine import marks
from scoring.engine.penalties import confirmed_points
from scoring.engine.rubric import CRITERIA, DECISION, MARK, PENALTIES, TEAM
from scoring.engine.setup import PanelSetup, Subject
from scoring.engine.state import PanelState


class Outcome:
    """What the submitted ballots and confirmed penalties of a panel come to. All of it is JSON.

    ``totals`` {subject: {kind, mean, penalty, total, mark, place}}, without any judge's value ·
    ``ties`` {number: each comparison that was needed} · ``undecided`` whether people must decide ·
    ``working`` every step with every value · ``public_working`` the same with judges by number and
    their totals alone.
    """

    def __init__(self, setup: PanelSetup, state: PanelState) -> None:
        self._setup, self._state = setup, state
        self._judges = [judge for judge in setup.judges() if state.ballots.get(judge)]
        self._sheets = {subject.id: self._sheet(subject) for subject in setup.subjects.values()}
        places, self.ties, self.undecided = self._places()
        for subject, sheet in self._sheets.items():
            sheet["place"] = places[subject]
        self.totals = {subject: _total(sheet) for subject, sheet in self._sheets.items()}
        self.working = {**self._rules(), "subjects": self._sheets}
        shown = {subject: {**sheet, "judges": _by_number(sheet)} for subject, sheet in self._sheets.items()}
        self.public_working = {**self._rules(), "subjects": shown}

    def _rules(self) -> dict[str, Any]:
        rubric = self._setup.rubric
        return {
            "rubric": {"id": rubric.id, "version": rubric.version},
            "judges": len(self._judges),
            "drop_from": rubric.drop_from,
            "drop": rubric.drop,
        }

    def _sheet(self, subject: Subject) -> dict[str, Any]:
        """Everything about one subject: each judge's total, which are left out, the mean, the penalties."""
        points = {judge: self._points(judge, subject.id) for judge in self._judges}
        totals = {judge: marks.judge_total(given.values()) for judge, given in points.items()}
        rubric = self._setup.rubric
        out = marks.dropped(totals, drop=rubric.drop, drop_from=rubric.drop_from)
        kept = [total for judge, total in totals.items() if judge not in out]
        charged = confirmed_points(self._state, subject.id)
        penalty = sum((points for _, points in charged), Fraction(0))
        total = marks.after_penalties(marks.mean(kept), penalty)
        return {
            "kind": subject.kind,
            "judges": {judge: self._line(judge, subject.id, points[judge], out) for judge in self._judges},
            "sum": marks.exact(sum(kept, Fraction(0))),
            "count": len(kept),
            "mean": marks.exact(marks.mean(kept)),
            "penalties": {str(n): {"rule": rule, "points": marks.exact(p)} for n, (rule, p) in enumerate(charged, 1)},
            "penalty": marks.exact(penalty),
            "total": marks.exact(total),
            "mark": marks.rounded(total),
        }

    def _points(self, judge: str, subject: str) -> dict[str, Fraction]:
        scores = self._state.scores_of(judge)
        return {
            criterion: self._setup.rubric.criteria[criterion].points(Fraction(scores[criterion][subject]["value"]))
            for criterion, subjects in self._setup.cells.items()
            if subject in subjects
        }

    def _line(self, judge: str, subject: str, points: Mapping[str, Fraction], out: Mapping[str, str]) -> dict[str, Any]:
        scores = self._state.scores_of(judge)
        line = {
            "number": self._setup.judges().index(judge) + 1,
            "values": {criterion: scores[criterion][subject]["value"] for criterion in points},
            "points": {criterion: marks.exact(value) for criterion, value in points.items()},
            "total": marks.exact(marks.judge_total(points.values())),
        }
        return {**line, "dropped": out[judge]} if judge in out else line

    def _places(self) -> tuple[dict[str, int], dict[str, Any], bool]:
        """Teams by the declared order of tie-breaks; persons by their mark alone, sharing places."""
        teams = [subject.id for subject in self._setup.subjects.values() if subject.kind == TEAM]
        persons = [subject for subject in self._setup.subjects if subject not in teams]
        ranked = marks.ranking(teams, self._yardsticks(teams))
        steps = [self._step(step) for step in ranked.trail]
        if ranked.shared():
            steps.append(self._decision(ranked.places))
        by_mark = marks.Yardstick(MARK, {s: Fraction(self._sheets[s]["total"]) for s in persons})
        places = {**ranked.places, **marks.ranking(persons, [by_mark]).places}
        return places, {str(n): step for n, step in enumerate(steps, 1)}, ranked.shared()

    def _yardsticks(self, teams: list[str]) -> list[marks.Yardstick]:
        return [
            marks.Yardstick(str(n), {s: self._value(step.by, step.criteria, s) for s in teams}, step.by != PENALTIES)
            for n, step in enumerate(self._setup.rubric.tie_break)
            if step.by != DECISION
        ]

    def _value(self, by: str, criteria: tuple[str, ...], subject: str) -> Fraction:
        """What a tie-break step compares. Criteria: the mean of their points, of the judges whose totals count."""
        sheet = self._sheets[subject]
        if by == CRITERIA:
            kept = [line["points"] for line in sheet["judges"].values() if "dropped" not in line]
            return marks.mean([sum((Fraction(points[c]) for c in criteria), Fraction(0)) for points in kept])
        return Fraction(sheet["penalty"] if by == PENALTIES else sheet["total"])

    def _step(self, step: marks.Comparison) -> dict[str, Any]:
        declared = self._setup.rubric.tie_break[int(step.name)]
        values = {subject: marks.exact(value) for subject, value in step.values.items()}
        return {"by": declared.by, "title": dict(declared.title), "values": values, "decided": step.decided}

    def _decision(self, places: Mapping[str, int]) -> dict[str, Any]:
        """The step that people must take, over the places that are still shared."""
        declared = next((step for step in self._setup.rubric.tie_break if step.by == DECISION), None)
        held = list(places.values())
        shared = {subject: str(place) for subject, place in places.items() if held.count(place) > 1}
        title = dict(declared.title) if declared else {}
        return {"by": DECISION, "title": title, "values": shared, "decided": False}


def criteria_means(sheet: Mapping[str, Any]) -> dict[str, Fraction]:
    """The mean points of each criterion over the judges whose totals count, of one subject's sheet."""
    kept = [line["points"] for line in sheet["judges"].values() if "dropped" not in line]
    names = {name for points in kept for name in points}
    return {name: marks.mean([Fraction(points[name]) for points in kept]) for name in sorted(names)}


def brief(sheets: Mapping[str, Any]) -> dict[str, Any]:
    """What standings and titles need of a result's sheets, a tenth of their length.

    {subject: {kind, mean, penalty, total, place, criteria: {criterion: its mean}}}, exact numbers as text.
    """
    kept = ("kind", "mean", "penalty", "total", "place")
    return {
        subject: {key: sheet[key] for key in kept}
        | {"criteria": {name: marks.exact(points) for name, points in criteria_means(sheet).items()}}
        for subject, sheet in sheets.items()
    }


def _total(sheet: Mapping[str, Any]) -> dict[str, Any]:
    return {key: sheet[key] for key in ("kind", "mean", "penalty", "total", "mark", "place")}


def _by_number(sheet: Mapping[str, Any]) -> dict[str, Any]:
    return {
        str(line["number"]): {key: line[key] for key in ("total", "dropped") if key in line}
        for line in sheet["judges"].values()
    }
