"""A game as small as can be, to try streams on: a notebook that two sides, an official and watchers share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any
from uuid import UUID

from live.kinds import Visitor
from live.machine import OFFICIALS, PUBLIC, Command, Event, Growing, Refused, Seat, Timer, side_audience

SEATS = {
    "ann": Seat("ann", "writer", "workers"),
    "amy": Seat("amy", "writer", "workers"),
    "bob": Seat("bob", "writer", "employer"),
    "olga": Seat("olga", "official"),
}


@dataclass(frozen=True)
class Pages:
    """``notes`` by audience; ``rings_at`` is when the bell rings by itself."""

    seats: Mapping[str, Seat]
    notes: Mapping[str, Growing] = field(default_factory=dict)
    rings_at: int | None = None
    rung: int = 0


class Notebook:
    """``note`` {text, to?}: to all, or to one's own side (keep). ``bell`` {at}: a timer. Seats can be given."""

    shape = "notebook/1"
    kinds = frozenset({"note", "whisper", "bell", "seat.give", "seat.take", "boom"})
    keep = frozenset({"whisper"})
    staff = frozenset({"official"})
    seals = frozenset({"rang"})

    def initial(self) -> Pages:
        return Pages(dict(SEATS))

    def decide(self, state: Pages, seat: Seat, command: Command, now: int) -> Sequence[Event]:
        if command.kind not in self.may(seat):
            raise Refused("not_allowed")
        match command.kind:
            case "note" | "whisper":
                text = command.data.get("text")
                if not isinstance(text, str) or not text:
                    raise Refused("bad_data", field="text")
                if command.kind == "note" and "notes" in (command.expect or {}):
                    seen = len(state.notes.get(PUBLIC, {}))
                    if command.expect["notes"] != seen:  # type: ignore[index]
                        raise Refused("stale", notes=seen)
                to = PUBLIC if command.kind == "note" else side_audience(seat.side) if seat.side else OFFICIALS
                return [Event("noted", {"text": text}, to, now, seat.key)]
            case "bell":
                return [Event("set", {"at": command.data["at"]}, PUBLIC, now, seat.key)]
            case "boom":
                raise ZeroDivisionError("a bug in a machine")
            case "seat.give":
                data = {"seat": command.data["seat"], "person": command.data["person"]}
                return [Event("seat.given", data, PUBLIC, now, seat.key)]
        return [Event("seat.taken", {"seat": command.data["seat"]}, PUBLIC, now, seat.key)]

    def evolve(self, state: Pages, event: Event) -> Pages:
        match event.kind:
            case "noted":
                notes = state.notes.get(event.audience, Growing())
                grown = notes.with_entry(f"n{len(notes) + 1}", {"text": event.data["text"], "by": event.by})
                return replace(state, notes={**state.notes, event.audience: grown})
            case "set":
                return replace(state, rings_at=event.data["at"])
            case "rang":
                return replace(state, rings_at=None, rung=state.rung + 1)
        seat = state.seats[event.data["seat"]]
        person = event.data.get("person", "")
        return replace(state, seats={**state.seats, seat.key: replace(seat, person=person)})

    def due(self, state: Pages) -> Timer | None:
        return Timer(f"timer-bell-{state.rings_at}", state.rings_at) if state.rings_at is not None else None

    def elapse(self, state: Pages, timer: Timer) -> Sequence[Event]:
        return [Event("rang", {}, PUBLIC, timer.at)]

    def seats(self, state: Pages) -> Mapping[str, Seat]:
        return state.seats

    def audiences(self, seat: Seat) -> frozenset[str]:
        if seat.side:
            return frozenset({PUBLIC, side_audience(seat.side)})
        return frozenset({PUBLIC, OFFICIALS}) if seat.role in ("official", "house") else frozenset({PUBLIC})

    def may(self, seat: Seat) -> frozenset[str]:
        if seat.role == "spectator":
            return frozenset()
        return self.kinds if seat.role in ("official", "house") else frozenset({"note", "whisper", "bell"})

    def view(self, state: Pages, audiences: frozenset[str]) -> Mapping[str, Any]:
        shown: dict[str, Any] = {"rung": state.rung}
        return shown | {f"notes {to}": notes for to, notes in state.notes.items() if to in audiences}

    def receipt(self, events: Sequence[Event]) -> Mapping[str, Any] | None:
        return {"set": events[0].data["at"]} if events[0].kind == "set" else None

    def ended(self, state: Pages) -> bool:
        return False

    def dump(self, state: Pages) -> Any:
        return {
            "seats": {key: seat.person for key, seat in state.seats.items()},
            "notes": {to: dict(notes) for to, notes in state.notes.items()},
            "rings_at": state.rings_at,
            "rung": state.rung,
        }

    def load(self, dumped: Any) -> Pages:
        seats = {key: replace(SEATS[key], person=person) for key, person in dumped["seats"].items()}
        notes = {to: Growing(entries) for to, entries in dumped["notes"].items()}
        return Pages(seats, notes, dumped["rings_at"], dumped["rung"])


@cache
def notebook() -> Notebook:
    return Notebook()


class NotebookStream:
    """``/ws/notebooks/<uuid>/``: public, so anybody may watch."""

    recorded: list[tuple[UUID, str]] = []

    def machine(self, key: UUID) -> Notebook:
        return notebook()

    def seat_of(self, key: UUID, seats: Mapping[str, Seat], visitor: Visitor) -> Seat | None:
        for seat in seats.values():
            if visitor.person and seat.person == visitor.person:
                return seat
        return Seat("spectator", "spectator")

    def record(self, key: UUID, state: Any, events: Sequence[Event]) -> None:
        self.recorded += [(key, event.kind) for event in events]
