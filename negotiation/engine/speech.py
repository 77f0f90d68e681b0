"""Speech acts: the twelve kinds that a coder taps, and how far two coders of one session agree.

The twelve are a practical cut of the published schemes (docs/tags.md names them). Pure; times are milliseconds.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

#: Tags of two coders that lie this far apart or nearer may be of one and the same act.
TOLERANCE = 5_000
#: Below this, nothing may be concluded from counts of one coder alone.
ENOUGH = Fraction(6, 10)

#: Every code with its cluster: integrative or distributive, seeking or sharing; or other.
CODES: Mapping[str, str] = MappingProxyType(
    {
        "ask-interest": "integrative-seek",
        "share-interest": "integrative-share",
        "ask-priority": "integrative-seek",
        "share-priority": "integrative-share",
        "single-offer": "distributive-share",
        "package-offer": "integrative-share",
        "reason-data": "distributive-share",
        "reason-law": "distributive-share",
        "reject-threat": "distributive-share",
        "process": "other",
        "listening": "other",
        "relationship": "other",
    }
)


@dataclass(frozen=True, slots=True)
class Act:
    """One tag as agreement is measured on it."""

    at: int
    side: str
    code: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two coders agree. ``kappa`` is None where chance alone would make them agree, or nothing is paired."""

    pairs: int
    alone: tuple[int, int]  # acts that only the first, only the second coder tagged
    same: int  # pairs with the same code
    kappa: Fraction | None

    @property
    def is_enough(self) -> bool:
        """Whether counts of a single coder may be talked about at all."""
        return self.kappa is not None and self.kappa >= ENOUGH


def kappa(table: Mapping[tuple[str, str], int]) -> Fraction | None:
    """Cohen's kappa of a table of pairs ``{(first coder's code, second coder's): how often}``, exactly.

    (p_o - p_e) / (1 - p_e), J. Cohen (1960), Educational and Psychological Measurement 20, 37-46. None when the
    table is empty or p_e is 1.
    """
    total = sum(table.values())
    if not total:
        return None
    first: Counter[str] = Counter()
    second: Counter[str] = Counter()
    for (one, other), times in table.items():
        first[one] += times
        second[other] += times
    observed = Fraction(sum(times for (one, other), times in table.items() if one == other), total)
    expected = sum((Fraction(first[code] * second[code], total * total) for code in first), Fraction(0))
    return (observed - expected) / (1 - expected) if expected != 1 else None


def agreement(first: Sequence[Act], second: Sequence[Act], tolerance: int = TOLERANCE) -> Agreement:
    """How far two coders of the same session agree on what was said.

    Their acts are paired without a look at the codes (or the pairing would flatter them): as many pairs as
    possible, in order, of the same side and no further apart than ``tolerance``; among those the nearest in time.
    """
    paired = pairs(first, second, tolerance)
    table = Counter((one.code, other.code) for one, other in paired)
    same = sum(one.code == other.code for one, other in paired)
    return Agreement(len(paired), (len(first) - len(paired), len(second) - len(paired)), same, kappa(table))


def pairs(first: Sequence[Act], second: Sequence[Act], tolerance: int = TOLERANCE) -> list[tuple[Act, Act]]:
    """The pairs of acts, each act at most once and none crossing another."""
    ones, others = (sorted(acts, key=lambda act: act.at) for acts in (first, second))
    best = _best(ones, others, tolerance)
    found, i, j = [], 0, 0
    while i < len(ones) and j < len(others):
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            found.append((ones[i], others[j]))
            i, j = i + 1, j + 1
    return found


def _best(ones: Sequence[Act], others: Sequence[Act], tolerance: int) -> list[list[tuple[int, int]]]:
    """For the rest from each (i, j): the most pairs, and minus their least distance in all."""
    best = [[(0, 0)] * (len(others) + 1) for _ in range(len(ones) + 1)]
    for i in range(len(ones) - 1, -1, -1):
        one, row, below = ones[i], best[i], best[i + 1]
        for j in range(len(others) - 1, -1, -1):
            other = others[j]
            row[j] = max(below[j], row[j + 1])
            apart = abs(one.at - other.at)
            if apart <= tolerance and one.side == other.side:
                number, distance = below[j + 1]
                row[j] = max(row[j], (number + 1, distance - apart))
    return best
