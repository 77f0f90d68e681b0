"""What was found: a place and a panel for every match, and how good it is."""

from collections.abc import Mapping
from dataclasses import dataclass

Places = Mapping[str, tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Sitting:
    """One match: its start in minutes since midnight of the first day, its room, the ids of its judges."""

    start: int
    room: str
    panel: tuple[str, ...]


Answer = Mapping[str, Sitting]


@dataclass(frozen=True, slots=True)
class Core:
    """Rules that cannot hold together for these matches. ``smallest``: leaving any of them out was shown to help."""

    rules: tuple[str, ...]
    matches: tuple[str, ...]
    smallest: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """``status``: optimal, feasible, impossible or unknown. ``bound``: no answer at all costs less than this.

    ``changes`` is for repairs alone: how many the answer has, and whether fewer were shown to be impossible.
    """

    status: str
    answer: Answer | None = None
    cost: int | None = None
    bound: int = 0
    seconds: float = 0.0
    core: Core | None = None
    fewest: bool = False

    @property
    def gap(self) -> float | None:
        """How far the cost may be from the best: (cost - bound) / cost; 0 when proven, None without an answer."""
        if self.cost is None:
            return None
        return (self.cost - self.bound) / self.cost if self.cost else 0.0
