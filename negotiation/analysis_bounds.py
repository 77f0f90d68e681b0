"""Between what the figures lie where nobody can list every package and rules or extra points cross issues.

*Upper*: the exact frontier without those rules, every point raised by the most that interactions could add. No package
is better for both than some point of it. *Reached*: packages behind that frontier that keep all rules, with what they
are really worth. The true frontier lies between the two; nothing here is called exact.
"""

from fractions import Fraction
from itertools import islice
from typing import Any

from live.machine import PUBLIC, SIDES, side_audience
from negotiation.engine.frontier import Package, Point, Points, frontier, solutions
from negotiation.engine.scenario import Scenario

#: Points of the frontier behind which packages are looked at, and packages behind each.
LOOKED_AT, BEHIND = 4_000, 4
EVERYBODY = frozenset({PUBLIC, *(side_audience(side) for side in SIDES)})
NAMED = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian")


def bounds(scenario: Scenario, options: Points, scale: int) -> dict[str, Any]:
    """What replaces the exact figures: ``frontier`` is the upper bound, named points are packages that are there.

    ``options``: what rules about single issues leave, in whole numbers of ``1 / scale``. ``bound`` has, for the Nash
    product, the smaller surplus and the sum, ``[reached, at most]``.
    """
    merged = frontier(options)
    extra = [sum(max(0, x.points.get(side, 0)) for x in scenario.interactions) * scale for side in SIDES]
    upper = [(first + extra[0], second + extra[1]) for first, second in merged.points]
    reached: dict[Point, Package] = {}
    for place in range(0, len(merged.points), max(1, len(merged.points) // LOOKED_AT)):
        for package in islice(merged.packages(place), BEHIND):
            if not scenario.broken(package, EVERYBODY):
                worth = scenario.points(SIDES[0], package) * scale, scenario.points(SIDES[1], package) * scale
                reached.setdefault(worth, package)
    points = efficient(reached)
    reservation = tuple(Fraction(scenario.parties[side].reservation * scale) for side in SIDES)
    named = solutions(points, (reservation[0], reservation[1])) if points else None
    return {
        "exact": False,
        "frontier": [_shown(point, scale) for point in upper],
        "reached": [_shown(point, scale) for point in points],
        "efficient": None,
        **{name: _named(getattr(named, name).places[0], points, reached, scale) if named else None for name in NAMED},
        "bound": {
            name: [_best(points, reservation, of, scale, power), _best(upper, reservation, of, scale, power)]
            for name, of, power in (("nash_product", _product, 2), ("smaller_surplus", min, 1), ("sum", sum, 1))
        },
    }


def efficient(points: Any) -> tuple[Point, ...]:
    """Those of them that none of the others beats, the first side's best first."""
    kept: list[Point] = []
    for point in sorted(points, key=lambda each: (-each[0], -each[1])):
        if not kept or point[1] > kept[-1][1]:
            kept.append(point)
    return tuple(kept)


def _product(surplus: tuple[Fraction, Fraction]) -> Fraction:
    return surplus[0] * surplus[1] if min(surplus) >= 0 else Fraction(0)


def _best(points: Any, reservation: Any, of: Any, scale: int, power: int) -> float | None:
    """The most that any of the points has, in the file's own unit; None where there is none."""
    found = [of((point[0] - reservation[0], point[1] - reservation[1])) for point in points]
    return float(max(found) / scale**power) if found else None


def _named(place: int, points: tuple[Point, ...], reached: dict[Point, Package], scale: int) -> dict[str, Any]:
    return {"utilities": _shown(points[place], scale), "terms": reached[points[place]], "ties": []}


def _shown(point: Point, scale: int) -> list[int | float]:
    figures = (Fraction(each, scale) for each in point)
    return [int(each) if each.denominator == 1 else float(each) for each in figures]
