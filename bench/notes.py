"""The plainest game there is: whoever has a desk writes a note, everybody sees the last one. The rest is ``live``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from uuid import UUID

from live.kinds import Visitor
from live.machine import PUBLIC, Command, Event, Seat, Timer

DESKS = 64
WRITERS = {f"desk-{n}": Seat(f"desk-{n}", "writer", person=str(UUID(int=n))) for n in range(1, DESKS + 1)}


@dataclass(frozen=True)
class Pad:
    """The last note, and how many there were."""

    count: int = 0
    last: Mapping[str, Any] | None = None


class Notes:
    """``note`` {text} makes ``noted`` {text}."""

    shape = "notes/1"
    kinds = frozenset({"note"})
    keep = kinds
    staff: frozenset[str] = frozenset()
    seals: frozenset[str] = frozenset()

    def initial(self) -> Pad:
        return Pad()

    def decide(self, state: Pad, seat: Seat, command: Command, now: int) -> Sequence[Event]:
        return [Event("noted", {"text": command.data["text"]}, PUBLIC, now, seat.key)]

    def evolve(self, state: Pad, event: Event) -> Pad:
        return replace(state, count=state.count + 1, last=event.data)

    def due(self, state: Pad) -> Timer | None:
        return None

    def elapse(self, state: Pad, timer: Timer) -> Sequence[Event]:
        return []

    def seats(self, state: Pad) -> Mapping[str, Seat]:
        return WRITERS

    def audiences(self, seat: Seat) -> frozenset[str]:
        return frozenset({PUBLIC})

    def may(self, seat: Seat) -> frozenset[str]:
        return self.kinds if seat.role == "writer" else frozenset()

    def view(self, state: Pad, audiences: frozenset[str]) -> Mapping[str, Any]:
        return {"count": state.count} | ({"last": state.last} if state.last else {})

    def receipt(self, events: Sequence[Event]) -> Mapping[str, Any] | None:
        return None

    def ended(self, state: Pad) -> bool:
        return False

    def dump(self, state: Pad) -> Any:
        return [state.count, state.last]

    def load(self, dumped: Any) -> Pad:
        return Pad(*dumped)


@cache
def notes() -> Notes:
    return Notes()


class NotesStream:
    """``/ws/notes/<uuid>/``: public."""

    def machine(self, key: UUID) -> Notes:
        return notes()

    def seat_of(self, key: UUID, seats: Mapping[str, Seat], visitor: Visitor) -> Seat | None:
        for seat in seats.values():
            if visitor.person and seat.person == visitor.person:
                return seat
        return Seat("spectator", "spectator")

    def record(self, key: UUID, state: Any, events: Sequence[Event]) -> None:
        """Nothing follows from a note."""
