"""A contest's public board as a machine on a durable stream: only what is published, put there by the house alone."""

from collections.abc import Mapping, Sequence
from typing import Any

from live.machine import HOUSE, PUBLIC, Command, Event, Refused, Seat, Timer

Board = Mapping[str, Any]
SHOW = "board.show"


class BoardMachine:
    """The board's state is a JSON object; what happens is always a merge patch (RFC 7386) of it."""

    shape = "board/1"
    kinds = frozenset({SHOW})
    keep = frozenset[str]()
    staff = frozenset[str]()
    seals = frozenset({"board.shown"})

    def initial(self) -> Board:
        """An empty board."""
        return {}

    def decide(self, state: Board, seat: Seat, command: Command, now: int) -> Sequence[Event]:
        """One event with the patch; Refused for everybody but the house, and for what is no patch."""
        if command.kind not in self.kinds:
            raise Refused("unknown_kind")
        if seat.role != HOUSE:
            raise Refused("not_allowed")
        patch = command.data.get("patch") if isinstance(command.data, Mapping) else None
        if not isinstance(patch, Mapping) or not patch:
            raise Refused("bad_data")
        return [Event("board.shown", {"patch": dict(patch)}, PUBLIC, now, seat.key)]

    def evolve(self, state: Board, event: Event) -> Board:
        """The board with the event's patch in it; parts that it does not name stay the same objects."""
        after: Board = merged(state, event.data["patch"])
        return after

    def due(self, state: Board) -> Timer | None:
        """Nothing, ever."""
        return None

    def elapse(self, state: Board, timer: Timer) -> Sequence[Event]:
        """Never asked for, as nothing is ever due."""
        return []

    def seats(self, state: Board) -> Mapping[str, Seat]:
        """Nobody sits at a board."""
        return {}

    def audiences(self, seat: Seat) -> frozenset[str]:
        """Everybody sees the same."""
        return frozenset({PUBLIC})

    def may(self, seat: Seat) -> frozenset[str]:
        """Nobody who watches may send anything."""
        return self.kinds if seat.role == HOUSE else frozenset()

    def view(self, state: Board, audiences: frozenset[str]) -> Mapping[str, Any]:
        """The board itself."""
        return state

    def receipt(self, events: Sequence[Event]) -> Mapping[str, Any] | None:
        """Nobody needs a proof."""
        return None

    def ended(self, state: Board) -> bool:
        """A correction may always follow."""
        return False

    def dump(self, state: Board) -> Any:
        """The board as JSON."""
        return state

    def load(self, dumped: Any) -> Board:
        """The board that was dumped."""
        loaded: Board = dumped
        return loaded


def merged(target: Any, patch: Any) -> Any:
    """The merge patch applied (RFC 7386, section 2)."""
    if not isinstance(patch, Mapping):
        return patch
    made = dict(target) if isinstance(target, Mapping) else {}
    for key, value in patch.items():
        if value is None:
            made.pop(key, None)
        else:
            made[key] = merged(made.get(key), value)
    return made


def patch_between(before: Any, after: Mapping[str, Any]) -> dict[str, Any]:
    """The merge patch that makes ``after`` of ``before``; empty where they are equal. Neither holds None."""
    old = before if isinstance(before, Mapping) else {}
    patch: dict[str, Any] = dict.fromkeys(old.keys() - after.keys())
    for key, value in after.items():
        if key in old and old[key] == value:
            continue
        if isinstance(value, Mapping) and isinstance(old.get(key), Mapping):
            patch[key] = patch_between(old[key], value)
        else:
            patch[key] = value
    return patch
