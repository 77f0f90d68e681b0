"""A house of bare engines: what a rehearsal plays in when there is no database."""

import json
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from demo.look import PANEL, SESSION, Move
from demo.player import Player
from live.machine import Command, Event, Machine, Refused, Seat
from negotiation.engine.machine import SessionMachine, SessionSetup
from negotiation.engine.scenario import Scenario
from negotiation.scenarios import check, library
from scoring.engine.machine import PanelMachine
from scoring.engine.rubric import PERSON, TEAM, Criterion, PenaltyRule, Rubric, Scale
from scoring.engine.setup import PanelSetup, Subject

STAFF = ("host", "timekeeper", "organiser", "recorder")


def scenario(path: Path) -> Scenario:
    report = check(path.read_bytes(), path.name)
    assert report.scenario is not None, list(report.lines())
    return report.scenario


LIBRARY = {path.stem: path for path in library()}


def rubric() -> Rubric:
    words = {"zh": "标准", "en": "Criterion"}
    scale = Scale(Fraction(0), Fraction(10), Fraction(1))
    criteria = {
        f"c{number}": Criterion(f"c{number}", kind, number, words, words, Fraction(50), scale, {"5": words})
        for number, kind in enumerate((TEAM, TEAM, PERSON), 1)
    }
    rules = {"late": PenaltyRule("late", words, words, Scale(Fraction(1), Fraction(3), Fraction(1)))}
    return Rubric("r", "v", words, criteria, rules)


class EngineHouse:
    """Both streams as machines in memory; every person is called by their seat."""

    def __init__(self, case: Scenario, *, setting: str, judges: int = 5) -> None:
        seats = {key: Seat(key, key) for key in STAFF}
        for side, party in case.parties.items():
            for number, key in enumerate(party.seats):
                seats[key] = Seat(key, "representative" if number else "chief", side)
        judging = {"head-judge": Seat("head-judge", "head_judge")}
        judging |= {f"judge-{n}": Seat(f"judge-{n}", "judge") for n in range(1, judges + 1)}
        titles = {key: {"zh": key, "en": key} for key in seats | judging}
        subjects = {side: Subject(side, TEAM, side, titles["host"]) for side in case.parties}
        subjects |= {key: Subject(key, PERSON, seat.side, titles[key]) for key, seat in seats.items() if seat.side}
        panel_seats = judging | {key: seats[key] for key in ("timekeeper", "host", "organiser")}
        seated = {key: replace(seat, person=f"p-{key}") for key, seat in panel_seats.items()}
        self.machines: dict[str, Machine[Any]] = {
            SESSION: SessionMachine(case, SessionSetup(setting, True, seats | judging, titles)),
            PANEL: PanelMachine(PanelSetup(rubric(), subjects, seated)),
        }
        self.states = {stream: machine.initial() for stream, machine in self.machines.items()}
        self.events: dict[str, list[Event]] = {SESSION: [], PANEL: []}
        self._plain: dict[tuple[str, frozenset[str]], tuple[int, Mapping[str, Any]]] = {}
        for key in seats | judging:
            given = Event("seat.given", {"seat": key, "person": f"p-{key}"}, "public", 0, "house")
            self._take(SESSION, [given])

    def players(self, seed: str, patience: int) -> list[Player]:
        seats = self.machines[SESSION].seats(self.states[SESSION])
        return [Player(seat.key, seat.role, seat.side, seed, patience) for seat in seats.values()]

    def view(self, stream: str, seat: str) -> Mapping[str, Any]:
        """As the wire would give it: plain JSON, so that no brain leans on an engine's own objects."""
        machine, state = self.machines[stream], self.states[stream]
        place = machine.seats(state).get(seat)
        if place is None:
            return {}
        audiences, length = machine.audiences(place), len(self.events[stream])
        known = self._plain.get((stream, audiences))
        if known is None or known[0] != length:
            seen = machine.view(state, audiences)
            plain = json.loads(json.dumps(seen, default=lambda growing: dict(growing.items())))
            known = self._plain[stream, audiences] = (length, plain)
        return known[1]

    def act(self, seat: str, move: Move, now: int) -> None:
        machine, state = self.machines[move.stream], self.states[move.stream]
        place = machine.seats(state).get(seat)
        if place is None:
            raise Refused("not_allowed")
        command = Command(move.kind, move.data, move.expect, "c" * 22)
        self._take(move.stream, machine.decide(state, place, command, now))

    def pass_time(self, now: int) -> None:
        machine = self.machines[SESSION]
        while (timer := machine.due(self.states[SESSION])) is not None and timer.at <= now:
            self._take(SESSION, machine.elapse(self.states[SESSION], timer))

    def _take(self, stream: str, events: Any) -> None:
        for event in events:
            self.events[stream].append(event)
            self.states[stream] = self.machines[stream].evolve(self.states[stream], event)
