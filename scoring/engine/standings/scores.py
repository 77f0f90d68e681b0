"""What standings are made from: scores, penalties, who beat whom, and what people decided by name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Score:
    """What a team got for one component in one round, after trimming and before penalties.

    ``criteria`` are the same points taken apart, for tie-breaks. ``side`` and ``scenario`` say what was played.
    """

    team: str
    component: str
    value: Fraction
    round: int = 1
    side: str = ""
    scenario: str = ""
    criteria: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Penalty:
    """Points taken from a team's score of a component in one round."""

    team: str
    component: str
    points: Fraction
    round: int = 1


@dataclass(frozen=True, slots=True)
class Duel:
    """A match that was won; a draw has no winner and is not recorded."""

    winner: str
    loser: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A tie that people settled: best first, who answers for it, and why. Both stand in the record."""

    order: tuple[str, ...]
    by: str
    reason: str

    def __post_init__(self) -> None:
        if not self.by.strip() or not self.reason.strip():
            raise ValueError("a decision names who made it, and why")


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot that was drawn between teams, best first, with the record by which it can be checked."""

    order: tuple[str, ...]
    record: str


@dataclass(frozen=True, slots=True)
class Record:
    """All of it. ``disqualified`` teams are listed last, without a place, each with the reason.

    ``reached``: how far each team came, where that goes before points: the greater tuple is the better place.
    """

    teams: tuple[str, ...]
    scores: tuple[Score, ...]
    penalties: tuple[Penalty, ...] = ()
    duels: tuple[Duel, ...] = ()
    decisions: tuple[Decision, ...] = ()
    lots: tuple[Lot, ...] = ()
    disqualified: Mapping[str, str] = field(default_factory=dict)
    reached: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
