"""The exact efficient frontier of additive points, by merging issue by issue, and the points that theory names on it.

A package that is dominated on some issues stays dominated whatever is added on the others, so it is dropped at
once: 10^20 packages are judged without listing them. Equal packages are all kept. Integers only, so nothing is
ever lost to rounding; points too large for 64 bits are worked out with Python's own integers.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

Point = tuple[int, int]
Package = dict[str, str]
#: Both sides' points of every option: {issue: {option: (first side's, second side's)}}.
Points = Mapping[str, Mapping[str, Point]]

#: Sums stay below this, so that 64 bits hold them.
_SAFE = 2**62
#: Efficient points that are kept at most on the way; more than this no page and no person can read.
MOST = 1_000_000


class Unanalysable(ValueError):
    """There is nothing to analyse, or too much; the argument says why."""


@dataclass(frozen=True, slots=True)
class _Stage:
    """How each efficient partial package of one issue more came about: point, the one before, the option."""

    issue: str
    options: tuple[str, ...]
    of: NDArray[np.intp]
    before: NDArray[np.intp]
    option: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Frontier:
    """The efficient points, the first side's best first, and behind each all the packages that reach it."""

    points: tuple[Point, ...]
    counts: tuple[int, ...]  # packages at each point
    size: int  # packages there are in all
    best: Point  # what each side could have at most
    worst: Point
    stages: tuple[_Stage, ...]

    def packages(self, place: int) -> Iterator[Package]:
        """Every package at the point of this place, in the order of issues and options; there may be very many."""
        return self._back(len(self.stages) - 1, place)

    def package(self, place: int) -> Package:
        """The first of them."""
        return next(self.packages(place))

    def _back(self, number: int, point: int) -> Iterator[Package]:
        if number < 0:
            yield {}
            return
        stage = self.stages[number]
        first, last = np.searchsorted(stage.of, [point, point + 1])
        for at in range(int(first), int(last)):
            option = stage.options[int(stage.option[at])]
            for settled in self._back(number - 1, int(stage.before[at])):
                yield settled | {stage.issue: option}


def frontier(points: Points) -> Frontier:
    """Merge the issues one after the other. Raises Unanalysable."""
    if not points:
        raise Unanalysable("no issue")
    dtype = _dtype(points)
    sums = np.zeros((1, 2), dtype)
    counts: list[int] = [1]
    stages = []
    for issue, options in points.items():
        if not options:
            raise Unanalysable(f"no option: {issue}")
        sums, stage = _merged(sums, issue, options, dtype)
        if len(sums) > MOST:
            raise Unanalysable(f"{len(sums)} efficient points")
        stages.append(stage)
        counts = _counted(stage, counts, len(sums))
    return Frontier(
        tuple((int(first), int(second)) for first, second in sums.tolist()),
        tuple(counts),
        prod(len(options) for options in points.values()),
        _extreme(points, max),
        _extreme(points, min),
        tuple(stages),
    )


def _dtype(points: Points) -> Any:
    largest = sum(max((abs(p) for pair in options.values() for p in pair), default=0) for options in points.values())
    return np.int64 if largest < _SAFE else object


def _merged(sums: NDArray[Any], issue: str, options: Mapping[str, Point], dtype: Any) -> tuple[NDArray[Any], _Stage]:
    """All efficient sums with one more issue, the first side's best first."""
    worth = np.array(list(options.values()), dtype).reshape(-1, 2)
    first = np.add.outer(sums[:, 0], worth[:, 0]).ravel()
    second = np.add.outer(sums[:, 1], worth[:, 1]).ravel()
    order = _order(first, second)
    first, second = first[order], second[order]
    highest = np.maximum.accumulate(second)
    new = np.ones(len(order), np.bool_)
    new[1:] = (second[1:] > highest[:-1]).astype(np.bool_)
    of = np.cumsum(new) - 1
    kept = np.column_stack([first[new], second[new]])
    equal = ((first == kept[of, 0]) & (second == kept[of, 1])).astype(np.bool_)
    came = order[equal]
    return kept, _Stage(issue, tuple(options), of[equal], came // len(worth), came % len(worth))


def _order(first: NDArray[Any], second: NDArray[Any]) -> NDArray[np.intp]:
    """The first side's best first; among equals the second side's best first."""
    if first.dtype != object:
        return np.lexsort((-second, -first))
    return np.array(sorted(range(len(first)), key=lambda at: (-first[at], -second[at])), np.intp)


def _counted(stage: _Stage, counts: Sequence[int], points: int) -> list[int]:
    """How many packages reach each point; Python's integers, for there may be more than 64 bits count."""
    found = [0] * points
    for point, before in zip(stage.of.tolist(), stage.before.tolist(), strict=True):
        found[point] += counts[before]
    return found


def _extreme(points: Points, of: Callable[..., int]) -> Point:
    """What each side could have at most, or at least, were it asked alone."""
    first, second = (sum(of(pair[side] for pair in options.values()) for options in points.values()) for side in (0, 1))
    return first, second


@dataclass(frozen=True, slots=True)
class Solution:
    """A named point: the places on the frontier that tie, the first side's best first. Never empty."""

    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Solutions:
    """The points that bargaining theory names, among efficient ones that leave both sides their reservation.

    ``nash``: the largest product of both surpluses (Nash 1950). ``kalai_smorodinsky``: the largest smaller
    share, each surplus as a share of the best that side could have here (Kalai and Smorodinsky 1975), and
    among equals the larger other share. ``egalitarian``: the same with the surpluses themselves (Kalai 1977).
    ``utilitarian``: the largest sum. None of them where no package leaves both their reservation.
    """

    nash: Solution
    kalai_smorodinsky: Solution
    egalitarian: Solution
    utilitarian: Solution


def solutions(points: Sequence[Point], reservation: tuple[Fraction | int, Fraction | int] = (0, 0)) -> Solutions | None:
    """The named points among efficient ones; None when none of them is at or above both reservations."""
    surplus = {
        place: (first - reservation[0], second - reservation[1])
        for place, (first, second) in enumerate(points)
        if first >= reservation[0] and second >= reservation[1]
    }
    if not surplus:
        return None
    ideal = [max(each[side] for each in surplus.values()) for side in (0, 1)]

    def shares(place: int) -> tuple[Fraction, Fraction]:
        low, high = sorted(
            Fraction(mine, most) if most else Fraction(1) for mine, most in zip(surplus[place], ideal, strict=True)
        )
        return low, high

    return Solutions(
        _highest(surplus, lambda place: surplus[place][0] * surplus[place][1]),
        _highest(surplus, shares),
        _highest(surplus, lambda place: sorted(surplus[place])),
        _highest(surplus, lambda place: sum(surplus[place])),
    )


def _highest(places: Mapping[int, Any], figure: Callable[[int], Any]) -> Solution:
    figures = {place: figure(place) for place in places}
    best = max(figures.values())
    return Solution(tuple(place for place, each in figures.items() if each == best))


def opposition(points: Sequence[Point], best: Point, worst: Point) -> float:
    """How far the sides' wishes are apart: the least distance of any package to the best of both at once.

    Each side's points as a share of its own range, so 0 is a package that is best for both, and 1 at most is
    what two sides can be forced into that split one thing to the end. A side that likes all alike counts as served.
    """
    spans = [high - low for high, low in zip(best, worst, strict=True)]
    missing = (
        [(high - mine) / span if span else 0.0 for mine, high, span in zip(point, best, spans, strict=True)]
        for point in points
    )
    return min(sqrt(first**2 + second**2) for first, second in missing)
