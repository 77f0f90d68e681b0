"""What a player knows when asked for the next move, and what a move is. No clock, no network, no chance of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

SESSION = "sessions"
PANEL = "panels"

#: A session in one of these is over.
OVER = frozenset({"agreed", "suspended", "abandoned"})
SIDES = ("workers", "employer")


@dataclass(frozen=True, slots=True)
class Move:
    """One command on one stream. ``keep``: a person wrote it, so it waits for the line instead of being lost.

    ``note`` is what the player remembers of it beside its kind once it went through.
    """

    stream: str
    kind: str
    data: Mapping[str, Any] = field(default_factory=dict)
    expect: Mapping[str, Any] | None = None
    keep: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """All that one seat can know: what the wire gave it, the time, and what it has done itself.

    ``table`` and ``panel`` are the states of its views, empty where it has no line. ``quiet`` is how
    many ms nothing has happened, ``patience`` how long a host waits in silence before going on.
    ``done`` counts its own moves that went through, by kind and by ``kind@phase``.
    """

    seat: str
    role: str
    side: str
    table: Mapping[str, Any]
    panel: Mapping[str, Any]
    now: int
    quiet: int
    patience: int
    done: Mapping[str, int]
    seed: str
    language: str = "zh"

    # Chance ------------------------------------------------------------------------------------------

    def dice(self, *about: object) -> Random:
        """Dice for one question: the same question always falls the same way, however often it is asked."""
        return Random("|".join([self.seed, self.seat, *map(str, about)]))

    def chance(self, probability: float, *about: object) -> bool:
        return self.dice("chance", *about).random() < probability

    # The table ---------------------------------------------------------------------------------------

    @property
    def status(self) -> str:
        return str(self.table.get("status", ""))

    @property
    def over(self) -> bool:
        return self.status in OVER

    @property
    def number(self) -> int:
        """The number of the phase; 0 before the session opens."""
        return int(self.table.get("phase", {}).get("number", 0))

    @property
    def phase(self) -> Mapping[str, Any]:
        """The phase as the scenario has it: ``speech``, ``offers``, ``caucus``, ``presides``."""
        return phases(self.table).get(self.number, {})

    @property
    def in_caucus(self) -> bool:
        return bool(self.table.get("phase", {}).get("caucus"))

    @property
    def holder(self) -> str:
        """The seat that has the floor, or nobody's."""
        return str(self.table.get("floor", {}).get("seat") or "")

    @property
    def queue(self) -> list[str]:
        """Who waits for the floor, who asked first first."""
        waiting: Mapping[str, int] = self.table.get("floor", {}).get("queue") or {}
        return sorted(waiting, key=lambda seat: (waiting[seat], seat))

    @property
    def online(self) -> bool:
        return self.table.get("setting") == "online"

    @property
    def other(self) -> str:
        return "employer" if self.side == "workers" else "workers"

    @property
    def presides(self) -> bool:
        """Whether this chief's side presides over the phase."""
        return bool(self.side) and self.table.get("phase", {}).get("presides") == self.side

    def count(self, kind: str, *, here: bool = False) -> int:
        """How many moves of this kind went through; ``here``: in this phase."""
        return self.done.get(f"{kind}@{self.number}" if here else kind, 0)

    def words(self, text: Any) -> str:
        """A bilingual text in the player's language."""
        if not isinstance(text, Mapping):
            return str(text or "")
        return str(text.get(self.language) or text.get("zh") or "")

    # Moves -------------------------------------------------------------------------------------------

    def by_phase(self, kind: str, **data: Any) -> Move:
        """A command that means this phase."""
        return Move(SESSION, kind, data, {"phase": self.number})

    def by_terms(self, kind: str, **data: Any) -> Move:
        """A command that means what is on the table now."""
        return Move(SESSION, kind, data, {"terms": self.table.get("terms_version", 0)})

    def written(self, kind: str, **data: Any) -> Move:
        """Something that a person wrote at the table, and that waits for the line."""
        return Move(SESSION, kind, data, keep=True)


def phases(table: Mapping[str, Any]) -> dict[int, Mapping[str, Any]]:
    """The phases by their number, in order."""
    listed: Mapping[str, Any] = table.get("scenario", {}).get("phases") or {}
    numbered = {int(phase.get("number", key)): phase for key, phase in listed.items()}
    return dict(sorted(numbered.items()))
