"""A session in memory, driven as ``live`` drives it, with a client of every view that holds what it was sent."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from live.machine import EMPLOYER, JUDGES, OFFICIALS, PUBLIC, SIDES, WORKERS, Command, Event, Refused, side_audience
from live.patches import diff, merge, plain
from negotiation.engine.machine import SessionMachine
from negotiation.engine.state import Table
from tests.negotiation.engine.cases import machine

NOON = 1_790_000_000_000
SEEN = object()

VIEWS = {
    "public": frozenset({PUBLIC}),
    WORKERS: frozenset({PUBLIC, side_audience(WORKERS)}),
    EMPLOYER: frozenset({PUBLIC, side_audience(EMPLOYER)}),
    "officials": frozenset({PUBLIC, OFFICIALS}),
    "judges": frozenset({PUBLIC, JUDGES}),
}


def person(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


_STAFF = dict.fromkeys(("host", "timekeeper", "organiser"), "officials")
_JUDGES = dict.fromkeys(("judge-1", "head-judge"), "judges")
#: The view of each seat.
SEES = {
    key: _STAFF.get(key) or _JUDGES.get(key) or seat.side or "public" for key, seat in machine().setup.seats.items()
}
PEOPLE = {key: person(number) for number, key in enumerate(machine().setup.seats, 1)}


class Sitting:
    """One session. ``watched`` keeps each view as a client would, from its first snapshot and patches alone.

    ``heard`` is every word that a view was ever sent, and ``frames`` all that it was sent after its snapshot.
    """

    def __init__(self, rules: SessionMachine | None = None, *, seated: bool = True, watched: bool = False) -> None:
        self.machine = rules or machine()
        self.table: Table = self.machine.initial()
        self.now = NOON
        self.log: list[Event] = []
        self.spoken = dict.fromkeys(SIDES, 0)
        self.clients: dict[str, Any] = {}
        self.heard: dict[str, set[str]] = {}
        self.frames: dict[str, list[Any]] = {name: [] for name in VIEWS}
        if seated:
            for key, who in PEOPLE.items():
                self.take([Event("seat.given", {"seat": key, "person": who}, PUBLIC, self.now, "house")])
        if watched:
            self.clients = {name: plain(self.view(name)) for name in VIEWS}
            self.heard = {name: words_in(client) for name, client in self.clients.items()}

    # What happens -------------------------------------------------------------------------------

    def seen(self) -> dict[str, int]:
        """What everybody at the table sees of where it stands."""
        return {"phase": self.table.phase["number"], "terms": self.table.terms_version}

    def decide(self, seat: str, kind: str, data: Any = None, expect: Any = SEEN) -> Sequence[Event]:
        command = Command(kind, {} if data is None else data, self.seen() if expect is SEEN else expect, "c" * 22)
        return self.machine.decide(self.table, self.table.seats[seat], command, self.now)

    def do(self, seat: str, kind: str, data: Any = None, expect: Any = SEEN) -> list[Event]:
        """Send a command as ``seat``, and let happen what it brings about."""
        events = list(self.decide(seat, kind, data, expect))
        assert events
        self.take(events)
        return events

    def refused(self, seat: str, kind: str, data: Any = None, expect: Any = SEEN) -> str:
        """The code with which the command is refused."""
        return self.refusal(seat, kind, data, expect).code

    def refusal(self, seat: str, kind: str, data: Any = None, expect: Any = SEEN) -> Refused:
        with pytest.raises(Refused) as caught:
            self.decide(seat, kind, data, expect)
        return caught.value

    def answer(self, seat: str, kind: str, data: Any = None, expect: Any = SEEN) -> str:
        """The code with which the command would be refused, empty when it would be done."""
        try:
            self.decide(seat, kind, data, expect)
        except Refused as refusal:
            return refusal.code
        return ""

    def wait(self, seconds: float) -> list[Event]:
        """Time passes; what it brings happens, each at its own moment. Returns what happened."""
        until, first = self.now + int(seconds * 1_000), len(self.log)
        while (timer := self.machine.due(self.table)) is not None and timer.at <= until:
            events = self.machine.elapse(self.table, timer)
            assert events
            assert all(event.at == timer.at and event.by is None for event in events)
            self.take(events)
        self._pass(until)
        return self.log[first:]

    def _pass(self, until: int) -> None:
        """The stopwatch beside the table: whoever has the floor while the clock goes, speaks."""
        table = self.table
        if table.status == "open" and not table.in_caucus and table.holder:
            self.spoken[table.seats[table.holder].side] += until - self.now
        self.now = until

    def take(self, events: Sequence[Event]) -> None:
        for event in events:
            assert event.at >= self.now, "time fell"
            self._pass(event.at)
            json.dumps(event.data)
            before = {name: self.view(name) for name in self.clients}
            self.table = self.machine.evolve(self.table, event)
            self.log.append(event)
            for name, view in before.items():
                self._told(name, event, view, self.view(name))

    def _told(self, name: str, event: Event, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        """A client that may hear of the event merges its patch; for any other nothing at all has changed."""
        patch = diff(before, after)
        if event.audience in VIEWS[name]:
            self.clients[name] = merge(self.clients[name], patch)
            self.heard[name] |= words_in([event.data, patch])
            self.frames[name].append((event.kind, event.at, event.by, plain(event.data), patch))
        else:
            assert patch == {}, f"{event.kind} for {event.audience} changed the view {name}"
        assert self.clients[name] == plain(after)

    def view(self, name: str) -> Mapping[str, Any]:
        return self.machine.view(self.table, VIEWS[name])

    # Short ways to a moment ---------------------------------------------------------------------

    def open(self, phase: int = 1) -> "Sitting":
        """Opened, in phase ``phase``."""
        self.do("host", "session.open")
        for _ in range(phase - 1):
            self.do("host", "phase.next")
        return self

    def agree(self, **terms: str) -> "Sitting":
        """The employer accepts these terms from the workers."""
        offer = self.do("workers-chief", "offer.table", {"terms": terms})[0].data["offer"]
        self.do("employer-chief", "offer.accept", {"offer": offer})
        return self


def words_in(value: Any) -> set[str]:
    """Every word and number in something that was sent."""
    return set(re.findall(r"[A-Za-z0-9.\-]+", json.dumps(plain(value), ensure_ascii=True)))
