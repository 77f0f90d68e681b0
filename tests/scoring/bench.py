"""A small panel to play with: two teams of two, a short rubric, as many judges as a test wants."""

import itertools
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from live.machine import Command, Event, Seat
from scoring.engine.machine import PanelMachine
from scoring.engine.rubric import Criterion, PenaltyRule, Rubric, Scale, TieBreak
from scoring.engine.setup import PanelSetup, Subject
from scoring.engine.state import PanelState

TENTHS = Scale(Fraction(0), Fraction(10), Fraction(1))
FINE = Scale(Fraction(0), Fraction(10), Fraction(1, 10_000))
WORDS = {"zh": "甲", "en": "A"}


def criterion(key: str, weight: int, *, kind: str = "team", number: int = 1, scale: Scale = TENTHS) -> Criterion:
    return Criterion(key, kind, number, WORDS, WORDS, Fraction(weight), scale, {"2": WORDS})


def rubric(*, drop_from: int = 5, scale: Scale = TENTHS, persons: bool = True) -> Rubric:
    """Law 60 and facts 40 for a team, argument 100 for a person; overrun costs 1 to 3, outside help 5."""
    criteria = [criterion("law", 60, scale=scale), criterion("facts", 40, number=2, scale=scale)]
    if persons:
        criteria.append(criterion("argument", 100, kind="person", number=3, scale=scale))
    rules = [
        PenaltyRule("overrun", WORDS, WORDS, Scale(Fraction(1), Fraction(3), Fraction(1))),
        PenaltyRule("help", WORDS, WORDS, Scale(Fraction(5), Fraction(5), Fraction(1))),
    ]
    order = (
        TieBreak("mark", WORDS),
        TieBreak("criteria", WORDS, ("law",)),
        TieBreak("penalties", WORDS),
        TieBreak("decision", WORDS),
    )
    return Rubric(
        "short", "0" * 64, WORDS, {c.id: c for c in criteria}, {r.id: r for r in rules}, order, drop_from=drop_from
    )


def seats(judges: int) -> dict[str, Seat]:
    keys = [*((f"judge-{n}", "judge") for n in range(1, judges + 1)), ("head-judge", "head_judge")]
    keys += [(role, role) for role in ("timekeeper", "host", "organiser")]
    return {key: Seat(key, role, person=f"person-{key}") for key, role in keys}


def setup(*, judges: int = 3, persons: bool = True, of: Rubric | None = None) -> PanelSetup:
    subjects = {
        side: Subject(side, "team", side, WORDS, code=f"A0{n}") for n, side in enumerate(("workers", "employer"))
    }
    if persons:
        for side, key in itertools.product(("workers", "employer"), ("chief", "2")):
            subjects[f"{side}-{key}"] = Subject(f"{side}-{key}", "person", side, WORDS)
    return PanelSetup(of or rubric(persons=persons), subjects, seats(judges))


class Bench:
    """A panel being played, with the log that it leaves behind."""

    def __init__(self, panel: PanelSetup | None = None) -> None:
        self.machine = PanelMachine(panel or setup())
        self.state: PanelState = self.machine.initial()
        self.log: list[Event] = []
        self.clock = itertools.count(1_700_000_000_000, 1_000)
        self.ids = (f"command-{n:020d}" for n in itertools.count())

    def seat(self, key: str) -> Seat:
        return self.state.seats[key]

    def do(self, seat: str | Seat, kind: str, data: Any = None, expect: Any = None) -> list[Event]:
        """Send a command and fold what comes of it; Refused leaves everything as it was."""
        sender = self.seat(seat) if isinstance(seat, str) else seat
        command = Command(kind, {} if data is None else data, expect, next(self.ids))
        events = list(self.machine.decide(self.state, sender, command, next(self.clock)))
        for event in events:
            self.state = self.machine.evolve(self.state, event)
        self.log += events
        return events

    def score(self, judge: str, criterion: str, subject: str, value: str, **more: Any) -> list[Event]:
        return self.do(judge, "score.set", {"criterion": criterion, "subject": subject, "value": value, **more})

    def fill(self, judge: str, values: Mapping[str, str] | str = "5") -> None:
        """Every cell of a ballot: one value, or {"criterion subject": value} over a 5 everywhere else."""
        for criterion, subjects in self.machine.setup.cells.items():
            for subject in subjects:
                given = values if isinstance(values, str) else values.get(f"{criterion} {subject}", "5")
                self.score(judge, criterion, subject, given)

    def submit(self, judge: str) -> list[Event]:
        return self.do(judge, "ballot.submit", expect={"scores": self.state.filled(judge)})

    def all_in(self, *ballots: Mapping[str, str] | str) -> None:
        """Fill and submit the ballot of every judge: judge-1's first."""
        judges = self.machine.setup.judges()
        for judge, values in itertools.zip_longest(judges, ballots, fillvalue="5"):
            self.fill(str(judge), values)
            self.submit(str(judge))

    def compute(self) -> Mapping[str, Any]:
        self.do("head-judge", "result.compute", expect={})
        return self.result()

    def confirm(self, seat: str = "timekeeper") -> Mapping[str, Any]:
        self.do(seat, "result.confirm", expect={"result": self.result()["seq"]})
        return self.result()

    def publish(self) -> Mapping[str, Any]:
        self.do("organiser", "result.publish", expect={"result": self.result()["seq"]})
        return self.result()

    def view(self, seat: str | Seat) -> Mapping[str, Any]:
        return self.machine.view(self.state, self.machine.audiences(self.seat(seat) if isinstance(seat, str) else seat))

    def result(self) -> Mapping[str, Any]:
        seen: Mapping[str, Any] = self.view("organiser")["result"]
        return seen
