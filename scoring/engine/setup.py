"""What one panel is set up with: its rubric, whom it judges, and its seats."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from live.machine import Seat
from scoring.engine.marks import exact
from scoring.engine.rubric import Criterion, PenaltyRule, Rubric, Text


@dataclass(frozen=True, slots=True)
class Subject:
    """A team or a person who is judged. A team's id is its side's name, a person's the seat at the table.

    ``code`` is a team's blind code: judges never read a team's or a person's name here.
    """

    id: str
    kind: str  # team, person
    side: str
    title: Text
    code: str = ""


class PanelSetup:
    """The set-up of a panel; what every view shows of it is made once, so that no two views differ in it."""

    def __init__(self, rubric: Rubric, subjects: Mapping[str, Subject], seats: Mapping[str, Seat]) -> None:
        self.rubric = rubric
        self.subjects = subjects
        self.seats = seats
        #: What a complete ballot holds: {criterion: its subjects}.
        self.cells: Mapping[str, tuple[str, ...]] = {
            criterion.id: tuple(s.id for s in subjects.values() if s.kind == criterion.kind)
            for criterion in rubric.criteria.values()
        }
        self.criteria_view = {c.id: _criterion(c) for c in rubric.criteria.values() if self.cells[c.id]}
        self.subjects_view = {s.id: _subject(s, number) for number, s in enumerate(subjects.values(), 1)}
        self.rules_view = {rule.id: _rule(rule) for rule in rubric.penalties.values()}

    def judges(self) -> tuple[str, ...]:
        """The keys of the seats that have a ballot, in their order."""
        return tuple(key for key, seat in self.seats.items() if seat.role == "judge")


def _criterion(criterion: Criterion) -> Mapping[str, Any]:
    scale = criterion.scale
    return {
        "kind": criterion.kind,
        "number": criterion.number,
        "title": dict(criterion.title),
        "description": dict(criterion.description),
        "weight": exact(criterion.weight),
        "scale": {"low": exact(scale.low), "high": exact(scale.high), "step": exact(scale.step)},
        "anchors": {value: dict(words) for value, words in criterion.anchors.items()},
    }


def _subject(subject: Subject, number: int) -> Mapping[str, Any]:
    shown = {"kind": subject.kind, "number": number, "side": subject.side, "title": dict(subject.title)}
    return {**shown, "code": subject.code} if subject.code else shown


def _rule(rule: PenaltyRule) -> Mapping[str, Any]:
    return {
        "title": dict(rule.title),
        "description": dict(rule.description),
        "points": {"low": exact(rule.scale.low), "high": exact(rule.scale.high), "step": exact(rule.scale.step)},
    }
