"""What a scenario's points make possible: every package counted, exactly.

A *package* settles every issue. The *zone* is the lawful packages that give each side at least its
reservation; inside the *mandates* are those that break no constraint of anybody. All figures are by
enumeration, up to ``MOST`` packages; nothing is sampled.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import combinations
from math import lcm, prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from live.machine import EMPLOYER, SIDES, WORKERS
from negotiation.engine.scenario import Constraint, Issue, Scenario, Terms

Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]
Band = tuple[float, float, float]

#: Packages that are enumerated at most (1 s and 200 MB); a scenario with more is judged issue by issue.
MOST = 2_000_000
#: Bands are taken over at most so many different pairs of surpluses; more would need too much memory at once.
PAIRS = 20_000


@dataclass(frozen=True)
class Space:
    """All packages of a scenario, each at the same place of every array."""

    scenario: Scenario
    points: dict[str, Whole]
    lawful: Mask
    mandated: Mask

    def terms(self, place: int) -> Terms:
        """The package at this place."""
        chosen = np.unravel_index(place, [len(issue.options) for issue in self.scenario.issues.values()])
        return {
            i: list(issue.options)[int(k)] for (i, issue), k in zip(self.scenario.issues.items(), chosen, strict=True)
        }


@dataclass(frozen=True)
class Reference:
    """The figures of a scenario against which a deal is read, and its author checks it."""

    packages: int
    lawful: int
    best: dict[str, int]  # the best lawful package of each side
    acceptable: int  # the zone
    zone: int  # the zone inside all mandates
    share: float  # of the lawful packages that are in the zone and mandates
    suits: dict[str, float]  # the share of the lawful packages that give each side its reservation
    frontier: tuple[tuple[int, int], ...]  # lawful efficient points (workers, employer), best for the employer first
    efficient: int  # lawful packages on it
    nash: tuple[Terms, ...]  # all packages that tie
    nash_points: tuple[int, int] | None
    joint_best: tuple[int, int] | None  # in the zone and mandates
    potential: float | None  # integrative potential
    joint_band: Band | None  # p10, p50, p90 of joint efficiency over all deals of the zone
    ray_band: Band | None


def size(scenario: Scenario) -> int:
    """How many packages there are."""
    return prod(len(issue.options) for issue in scenario.issues.values())


def enumerated(scenario: Scenario) -> Space:
    """Every package; ValueError when there are more than ``MOST``."""
    if size(scenario) > MOST:
        raise ValueError(f"{size(scenario)} packages are more than {MOST}")
    points = {side: _points(scenario, side) for side in SIDES}
    lawful = _across(scenario, np.logical_and, lambda option: option.lawful, np.bool_)
    return Space(scenario, points, lawful, _mandated(scenario))


def reference(space: Space) -> Reference:
    """The figures of a whole scenario."""
    scenario, points = space.scenario, space.points
    enough = [points[side] >= scenario.parties[side].reservation for side in SIDES]
    acceptable = space.lawful & enough[0] & enough[1]
    zone = acceptable & space.mandated
    lawful, inside = int(space.lawful.sum()), int(zone.sum())
    frontier = efficient(points, space.lawful)
    nash, nash_points = _nash(space, zone)
    surplus = _surplus(space, zone)
    return Reference(
        packages=len(space.lawful),
        lawful=lawful,
        best={side: int(points[side][space.lawful].max()) if lawful else 0 for side in SIDES},
        acceptable=int(acceptable.sum()),
        zone=inside,
        share=inside / lawful if lawful else 0.0,
        suits={
            side: int((space.lawful & good).sum()) / lawful if lawful else 0.0
            for side, good in zip(SIDES, enough, strict=True)
        },
        frontier=frontier,
        efficient=_on(frontier, points, space.lawful),
        nash=nash,
        nash_points=nash_points,
        joint_best=_joint_best(space, zone),
        potential=_potential(surplus),
        joint_band=_joint_band(surplus),
        ray_band=_ray_band(surplus, _above(frontier, scenario)),
    )


def best_by_issue(scenario: Scenario, side: str) -> int:
    """The points of a side's best lawful package, issue by issue: right where no rule crosses issues."""
    return sum(
        max((o.points[side] for o in issue.options.values() if o.lawful), default=0)
        for issue in scenario.issues.values()
    )


def fineness(scenario: Scenario) -> int:
    """The bits that the dearest package's cost takes in the common unit of all costs."""
    _share, largest = _unit(scenario, [rule.value for rule in scenario.constraints])
    return int(largest).bit_length()


def compatible(scenario: Scenario) -> list[str]:
    """The issues on which both sides like the same lawful option best."""
    return [i for i, issue in scenario.issues.items() if _favourites(issue, WORKERS) & _favourites(issue, EMPLOYER)]


def tradeable(scenario: Scenario) -> list[tuple[str, str]]:
    """The pairs of issues that the sides weigh against each other differently: one can be traded for the other."""
    weights = {i: [_range(issue, side) for side in SIDES] for i, issue in scenario.issues.items()}
    return [
        (i, j)
        for i, j in combinations(weights, 2)
        if weights[i][0] * weights[j][1] != weights[j][0] * weights[i][1] and all(weights[i] + weights[j])
    ]


def dominated(issue: Issue) -> list[str]:
    """The lawful options of an issue that another lawful one beats for one side and does not lose for the other."""
    lawful = [option for option in issue.options.values() if option.lawful]
    worth = {option.id: tuple(option.points[side] for side in SIDES) for option in lawful}
    return [
        o
        for o, mine in worth.items()
        if any(mine != w and all(m <= t for m, t in zip(mine, w, strict=True)) for w in worth.values())
    ]


def baits(scenario: Scenario) -> list[tuple[str, str, str]]:
    """(issue, option, side): unlawful options that give a side more than any lawful one of the issue."""
    found = []
    for i, issue in scenario.issues.items():
        for side in SIDES:
            best = max((o.points[side] for o in issue.options.values() if o.lawful), default=0)
            found += [(i, o.id, side) for o in issue.options.values() if not o.lawful and o.points[side] > best]
    return found


def _favourites(issue: Issue, side: str) -> set[str]:
    worth = {o.id: o.points[side] for o in issue.options.values() if o.lawful}
    return {o for o, points in worth.items() if points == max(worth.values())}


def _range(issue: Issue, side: str) -> int:
    worth = [o.points[side] for o in issue.options.values() if o.lawful]
    return max(worth) - min(worth) if worth else 0


def _across(scenario: Scenario, join: Any, of: Any, dtype: Any) -> Any:
    """One figure of each option, joined over the issues, for every package."""
    columns = [np.array([of(option) for option in issue.options.values()], dtype) for issue in scenario.issues.values()]
    return reduce(lambda left, right: join.outer(left, right).ravel(), columns)


def _points(scenario: Scenario, side: str) -> Whole:
    points: Whole = _across(scenario, np.add, lambda option: option.points[side], np.int64)
    for extra in scenario.interactions:
        points[_has(scenario, extra.when)] += extra.points.get(side, 0)
    return points


def _has(scenario: Scenario, chosen: Iterable[tuple[str, str]]) -> Mask:
    """The packages that settle all these issues at these options."""
    wanted: dict[str, set[str]] = {}
    for issue, option in chosen:
        wanted[issue] = wanted[issue] & {option} if issue in wanted else {option}
    columns = [
        np.array([i not in wanted or wanted[i] == {o} for o in issue.options]) for i, issue in scenario.issues.items()
    ]
    return reduce(lambda left, right: np.logical_and.outer(left, right).ravel(), columns)


def _mandated(scenario: Scenario) -> Mask:
    kept = np.ones(size(scenario), np.bool_)
    for rule in scenario.constraints:
        kept &= ~_breaks(scenario, rule)
    return kept


def _breaks(scenario: Scenario, rule: Constraint) -> Mask:
    """The packages that break ``rule``, as ``Scenario.broken`` has it for one."""
    match rule.kind:
        case "max_cost":
            return _dearer(scenario, rule)
        case "must_have" | "never":
            named = reduce(np.logical_or, [_has(scenario, [(rule.issue, option)]) for option in rule.options])
            return named if rule.kind == "never" else ~named
        case "requires":
            return _has(scenario, [rule.when]) & ~_has(scenario, [rule.then])
        case "excludes":
            return _has(scenario, [rule.when]) & _has(scenario, [rule.then])
    raise ValueError(f"no constraint is of kind {rule.kind!r}")


def _dearer(scenario: Scenario, rule: Constraint) -> Mask:
    """The packages that cost more than the rule's value; in whole shares of one denominator, so exactly."""
    share, largest = _unit(scenario, [rule.value])
    dtype = np.int64 if largest < 2**62 else object
    dearer: Mask = _across(scenario, np.add, lambda option: int(option.cost * share), dtype) > int(rule.value * share)
    return np.asarray(dearer, np.bool_)


def _unit(scenario: Scenario, limits: Iterable[Fraction]) -> tuple[int, Fraction]:
    """How many of the smallest common unit of all costs make one, and a bound of any sum of them in that unit."""
    costs = [option.cost for issue in scenario.issues.values() for option in issue.options.values()]
    costs += limits
    share = lcm(*(cost.denominator for cost in costs))
    return share, sum((abs(cost) for cost in costs), Fraction(0)) * share


def efficient(points: dict[str, Whole], among: Mask) -> tuple[tuple[int, int], ...]:
    """The points that no package among these beats for one side without losing for the other."""
    workers, employer = points[WORKERS][among], points[EMPLOYER][among]
    order = np.lexsort((-workers, -employer))
    found, most = [], None
    for w, e in zip(workers[order].tolist(), employer[order].tolist(), strict=True):
        if most is None or w > most:
            found.append((w, e))
            most = w
    return tuple(found)


def _on(frontier: tuple[tuple[int, int], ...], points: dict[str, Whole], among: Mask) -> int:
    """How many packages among these lie on the frontier, ties included."""
    employer = dict(frontier)
    top = max(employer, default=0) + 1
    table = np.full(top, -1, np.int64)
    for w, e in frontier:
        table[w] = e
    workers = points[WORKERS][among]
    return int((table[np.clip(workers, 0, top - 1)] == points[EMPLOYER][among]).sum())


def _surplus(space: Space, zone: Mask) -> tuple[Whole, Whole]:
    """What each deal of the zone gives each side above its reservation."""
    parties = space.scenario.parties
    workers, employer = (space.points[side][zone] - parties[side].reservation for side in SIDES)
    return workers, employer


def _nash(space: Space, zone: Mask) -> tuple[tuple[Terms, ...], tuple[int, int] | None]:
    """All packages of the zone with the largest product of the two surpluses, and the first one's points."""
    places = np.flatnonzero(zone)
    if not len(places):
        return (), None
    workers, employer = _surplus(space, zone)
    product = workers * employer
    ties = places[product == product.max()]
    first = int(ties[0])
    return tuple(space.terms(int(place)) for place in ties[:100]), _at(space, first)


def _joint_best(space: Space, zone: Mask) -> tuple[int, int] | None:
    places = np.flatnonzero(zone)
    if not len(places):
        return None
    return _at(space, int(places[np.argmax((space.points[WORKERS] + space.points[EMPLOYER])[places])]))


def _at(space: Space, place: int) -> tuple[int, int]:
    return int(space.points[WORKERS][place]), int(space.points[EMPLOYER][place])


def _potential(surplus: tuple[Whole, Whole]) -> float | None:
    """Integrative potential: how far the average acceptable deal falls short of the best joint one.

    (best joint surplus - mean joint surplus) / best joint surplus.
    """
    joint = surplus[0] + surplus[1]
    if not len(joint) or not joint.max():
        return None
    return float((joint.max() - joint.mean()) / joint.max())


def _joint_band(surplus: tuple[Whole, Whole]) -> Band | None:
    """What a random acceptable deal reaches of the best joint surplus."""
    joint = surplus[0] + surplus[1]
    return _band(joint / joint.max()) if len(joint) and joint.max() else None


def _above(frontier: tuple[tuple[int, int], ...], scenario: Scenario) -> Whole:
    """The frontier's surpluses where both sides have one."""
    reservations = [scenario.parties[side].reservation for side in SIDES]
    above = np.array(frontier, np.int64).reshape(-1, 2) - reservations
    return above[(above >= 0).all(axis=1)]


def _ray_band(surplus: tuple[Whole, Whole], frontier: Whole) -> Band | None:
    """What a random acceptable deal reaches of the frontier along its own split (ray efficiency)."""
    pairs, counts = np.unique(np.column_stack(surplus), axis=0, return_counts=True)
    if not len(pairs) or len(pairs) > PAIRS or not len(frontier):
        return None
    with np.errstate(divide="ignore", invalid="ignore"):
        rays = np.where(pairs[:, None, :] > 0, frontier[None] / pairs[:, None, :], np.inf)
        reached = 1 / rays.min(axis=2).max(axis=1)
    return _band(np.repeat(np.where(np.isfinite(reached), reached, 0.0), counts))


def _band(values: NDArray[Any]) -> Band:
    low, middle, high = np.percentile(values, [10, 50, 90])
    return float(low), float(middle), float(high)
