"""What a game must be to run on a durable stream, and the few words that both share.

Standard library only: every ``engine`` package imports this module and nothing else of the house.
A machine is pure. It is handed the time, never reads a clock; it is handed a state, never changes one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

PUBLIC = "public"
OFFICIALS = "officials"
JUDGES = "judges"
WORKERS = "workers"
EMPLOYER = "employer"
SIDES = (WORKERS, EMPLOYER)

#: The seat key of the server's own clock: the author of what nobody asked for, such as a deadline.
CLOCK = "clock"
#: The seat key of the house: verbs of the rooms that act on a stream in an official's name.
HOUSE = "house"


def side_audience(side: str) -> str:
    """The audience of one side's own members: ``side:workers`` or ``side:employer``."""
    return f"side:{side}"


def judge_audience(seat: str) -> str:
    """The audience of one judge's own ballot: ``judge:<seat key>``."""
    return f"judge:{seat}"


class Refused(Exception):
    """A command that changed nothing. ``code`` is the contract; its words live in the catalogue.

    ``data`` is what the words need and a program may read; it never holds what the sender may not see.
    """

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code, data)
        self.code = code
        self.data = data


@dataclass(frozen=True, slots=True)
class Seat:
    """A place at a stream. ``person`` is the opaque id of who sits there; empty when nobody does."""

    key: str
    role: str
    side: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """What somebody asked for, not yet checked. ``expect`` is what they saw when they asked."""

    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)
    expect: Mapping[str, Any] | None = None
    id: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """What happened. ``at`` is epoch milliseconds; ``by`` is a seat key, or None for the clock."""

    kind: str
    data: Mapping[str, Any]
    audience: str
    at: int
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Timer:
    """Something that happens at ``at`` (epoch ms) although nobody asks. ``id`` names this one moment."""

    id: str
    at: int


class Growing(Mapping[str, Any]):
    """A map that gains or replaces entries, each version sharing all of the one before it.

    Setting an entry costs the same at the tenth and at the ten-thousandth, and what changed
    between two versions is read back in the time of the changes, not of the map. This is what
    keeps an event's cost independent of how much was said before it.

    >>> one = Growing().with_entry("a", 1)
    >>> two = one.with_entry("b", 2)
    >>> dict(one), dict(two), two.changes_since(one)
    ({'a': 1}, {'a': 1, 'b': 2}, {'b': (None, 2)})
    """

    __slots__ = ("_changes", "_length", "_size", "_table")

    def __init__(self, entries: Mapping[str, Any] | None = None) -> None:
        # Shared by all versions of one map: every change ever made (key, value before, value),
        # and the table at the newest of them. A version is how many of the changes it has seen.
        self._changes: list[tuple[str, Any, Any]] = [(k, None, v) for k, v in (entries or {}).items()]
        self._table: dict[str, Any] = dict(entries or {})
        self._length = self._size = len(self._changes)

    def with_entry(self, key: str, value: Any) -> "Growing":
        """This map with ``key`` set to ``value``, which is never None."""
        newest = self if self._length == len(self._changes) else Growing(dict(self))
        grown = Growing.__new__(Growing)
        grown._changes, grown._table = newest._changes, newest._table
        grown._size = newest._size + (key not in newest._table)
        grown._changes.append((key, newest._table.get(key), value))
        grown._table[key] = value
        grown._length = newest._length + 1
        return grown

    def changes_since(self, older: "Growing") -> dict[str, tuple[Any, Any]] | None:
        """What became of each entry set after ``older``: (value then, value now), None where there
        was none; or None when ``older`` is no earlier version of this very map."""
        if older._changes is not self._changes or older._length > self._length:
            return None
        changed: dict[str, tuple[Any, Any]] = {}
        for key, before, after in self._changes[older._length : self._length]:
            changed[key] = (changed[key][0] if key in changed else before, after)
        return changed

    def _entries(self) -> dict[str, Any]:
        # From the changes, not the shared table: another thread may be adding to that.
        return {key: value for key, _, value in self._changes[: self._length]}

    def __getitem__(self, key: str) -> Any:
        return self._table[key] if self._length == len(self._changes) else self._entries()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries())

    def __len__(self) -> int:
        return self._size

    def items(self) -> Any:
        return self._entries().items()

    def values(self) -> Any:
        return self._entries().values()

    __hash__ = None  # type: ignore[assignment]  # equal by what it holds, like every map

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and self._entries() == dict(other.items())

    def __repr__(self) -> str:
        return f"Growing({self._entries()!r})"


State = TypeVar("State")


class Machine(Protocol[State]):
    """The rules of one stream, bound to its set-up (a scenario, a rubric): all that ``live`` knows of a game.

    Every method is pure. ``decide`` raises Refused; nothing else ever raises for a well-formed call,
    whatever is in the command. A state is immutable; its JSON form (``dump``, ``load``) is a cache.
    """

    #: Names the shape of the state. A stored snapshot of another shape is dropped and folded anew.
    shape: str
    #: All command kinds; anything else is ``unknown_kind``.
    kinds: frozenset[str]
    #: Kinds that a person wrote: the client keeps and resends them. All others carry ``expect``.
    keep: frozenset[str]
    #: Roles of those who run the stream: everybody on it may see whether they are here.
    staff: frozenset[str]
    #: Event kinds after which a signed head of the log leaves the database.
    seals: frozenset[str]

    def initial(self) -> State:
        """The state before the first event."""
        ...

    def decide(self, state: State, seat: Seat, command: Command, now: int) -> Sequence[Event]:
        """The events that ``command`` from ``seat`` makes happen, at least one; or Refused."""
        ...

    def evolve(self, state: State, event: Event) -> State:
        """The state after ``event``. It never refuses: what is in the log has happened."""
        ...

    def due(self, state: State) -> Timer | None:
        """The next thing that will happen by itself, if any."""
        ...

    def elapse(self, state: State, timer: Timer) -> Sequence[Event]:
        """The events of ``timer``, each with ``at`` the timer's own moment and ``by`` None."""
        ...

    def seats(self, state: State) -> Mapping[str, Seat]:
        """Who sits where, by seat key. A seat that is not here has no rights on the stream."""
        ...

    def audiences(self, seat: Seat) -> frozenset[str]:
        """The audiences of a seat: its view, and all it will ever be sent."""
        ...

    def may(self, seat: Seat) -> frozenset[str]:
        """The command kinds that a seat of this role may send at all, whatever the moment."""
        ...

    def view(self, state: State, audiences: frozenset[str]) -> Mapping[str, Any]:
        """All that these audiences may see of the state, as JSON objects keyed by id.

        Never holds None (a merge patch cannot say it) and no array of changing length. Shares
        what did not change with the view of the state before, so that a diff can skip it.
        An event of an audience that is not among these changes nothing here.
        """
        ...

    def receipt(self, events: Sequence[Event]) -> Mapping[str, Any] | None:
        """What the sender of the command behind ``events`` keeps as proof, if it is such a command."""
        ...

    def ended(self, state: State) -> bool:
        """Whether no event can follow any more."""
        ...

    def dump(self, state: State) -> Any:
        """The state as JSON."""
        ...

    def load(self, dumped: Any) -> State:
        """The state that was dumped."""
        ...
