"""What a scenario makes possible, laid out once so that any deal can be judged on it, and a random one as well.

Every package is listed, so it ends where `payoffs.enumerated` ends. Points come in pairs, the workers' first:
arrays of shape (n, 2), whole numbers.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from live.machine import SIDES
from negotiation.engine import frontier, payoffs
from negotiation.engine.payoffs import Mask, Space, Whole
from negotiation.engine.scenario import Scenario

Figures = NDArray[np.float64]

#: Cells of the table of dominance at most (8 bytes each); with finer points no band of it is drawn.
MOST_CELLS = 4_000_000


@dataclass(frozen=True, eq=False)  # by identity: what is worked out of it is kept
class Ground:
    """A scenario's packages as the measures need them.

    ``efficient``: the points no lawful package beats; ``fair_game``: those of them that leave both sides their
    reservation. The zone: lawful packages that leave both their reservation and break nobody's mandate;
    ``agreeable``: the points no package of the zone beats, theory's among them. A random deal is any package of the
    zone; ``drawn`` and ``times``: the different points of all of them and how many packages reach each.
    """

    space: Space
    zone: Mask
    reservations: Whole
    best: Whole  # each side's best lawful package
    efficient: Whole
    fair_game: Whole
    ideal: Whole  # each side's best in ``fair_game``
    agreeable: Whole
    solutions: frontier.Solutions | None  # places in ``agreeable``
    drawn: Whole
    times: Whole

    @property
    def empty(self) -> bool:
        """Whether no package is good enough for both: then nothing can be judged against what was possible."""
        return not len(self.fair_game)

    def named(self, name: str) -> tuple[int, int] | None:
        """The point that theory names so (a field of `frontier.Solutions`); the workers' best where some tie."""
        if self.solutions is None:
            return None
        workers, employer = self.agreeable[getattr(self.solutions, name).places[0]].tolist()
        return workers, employer


def ground(space: Space) -> Ground:
    """Lay out a scenario's packages."""
    points = np.column_stack([space.points[side] for side in SIDES])
    reservations = np.array([space.scenario.parties[side].reservation for side in SIDES], np.int64)
    zone = space.lawful & space.mandated & (points >= reservations).all(axis=1)
    efficient = _efficient(points[space.lawful])
    fair_game = efficient[(efficient >= reservations).all(axis=1)]
    agreeable = _efficient(points[zone])
    drawn, times = np.unique(points[zone], axis=0, return_counts=True)
    return Ground(
        space=space,
        zone=zone,
        reservations=reservations,
        best=points[space.lawful].max(axis=0, initial=0),
        efficient=efficient,
        fair_game=fair_game,
        ideal=fair_game.max(axis=0, initial=0),
        agreeable=agreeable,
        solutions=frontier.solutions(
            [(w, e) for w, e in agreeable.tolist()], (int(reservations[0]), int(reservations[1]))
        ),
        drawn=drawn.reshape(-1, 2),
        times=times,
    )


def _efficient(points: Whole) -> Whole:
    """The points that none of these beats, the workers' best first."""
    different = np.unique(points, axis=0)[::-1]
    if not len(different):
        return different.reshape(-1, 2)
    highest = np.maximum.accumulate(different[:, 1])
    new = np.ones(len(different), np.bool_)
    new[1:] = different[1:, 1] > highest[:-1]
    return different[new]


@dataclass(frozen=True)
class Tally:
    """For every point of a grid: how many of some packages are at least as good for both, at most, and equal."""

    first: Whole
    second: Whole
    above: Whole
    below: Whole
    equal: Whole

    def beside(self, points: Whole) -> tuple[Whole, Whole]:
        """(packages that dominate each point, packages it dominates); the points must be among those counted."""
        at = np.searchsorted(self.first, points[:, 0]), np.searchsorted(self.second, points[:, 1])
        return self.above[at] - self.equal[at], self.below[at] - self.equal[at]


def tally(points: Whole) -> Tally | None:
    """Count these packages on their grid; None where the grid would be too fine."""
    first, x = np.unique(points[:, 0], return_inverse=True)
    second, y = np.unique(points[:, 1], return_inverse=True)
    if not 0 < len(first) * len(second) <= MOST_CELLS:
        return None
    equal = np.bincount(x * len(second) + y, minlength=len(first) * len(second)).reshape(len(first), len(second))
    below = equal.cumsum(axis=0).cumsum(axis=1)
    above = equal[::-1, ::-1].cumsum(axis=0).cumsum(axis=1)[::-1, ::-1]
    return Tally(first, second, above, below, equal)


def lawful_points(space: Space) -> Whole:
    """The points of every lawful package."""
    return np.column_stack([space.points[side][space.lawful] for side in SIDES])


def lay_out(scenario: Scenario) -> Ground:
    """The ground of a scenario. ValueError when it has more packages than are ever enumerated."""
    return ground(payoffs.enumerated(scenario))
