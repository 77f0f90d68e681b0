"""What a file of points makes possible: the efficient frontier and the points that theory names on it.

Additive points are merged issue by issue. A scenario whose rules or extra points cross issues is enumerated, every
package, up to ``payoffs.MOST``; beyond that `analysis_bounds` says between what the figures lie. Rules that speak of
one issue alone cost nothing: in a scenario with more packages they only take options away before the merge.
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np

from live.machine import SIDES
from negotiation.analysis_bounds import bounds
from negotiation.engine import payoffs
from negotiation.engine.frontier import (
    MOST,
    Package,
    Point,
    Points,
    Solution,
    Unanalysable,
    frontier,
    opposition,
    solutions,
)
from negotiation.engine.scenario import Scenario
from negotiation.scenario_compile import compile_scenario
from negotiation.scenario_points import PointTable, point_table
from negotiation.scenario_yaml import Node, read
from negotiation.scenarios import Faulty, Report, check, without_nulls

#: The format whose rules across issues are heeded.
FULL = "cb-scenario/2"
NAMED = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian")


class _TooMany(Exception):
    """More packages than are listed, and rules that cross issues: only bounds can be told."""

    def __init__(self, scenario: Scenario) -> None:
        super().__init__(scenario.id)
        self.scenario = scenario


@dataclass(frozen=True, slots=True)
class _Found:
    """Efficient points in whole numbers, and a way to the packages behind them."""

    points: tuple[Point, ...]
    counts: tuple[int, ...]
    outcomes: int
    considered: int
    best: Point
    worst: Point
    package: Callable[[int], Package]


def analyse(content: bytes, file: str = "", *, unlawful_too: bool = False) -> dict[str, Any]:
    """The figures of a scenario file, ready for JSON; utilities in the file's own unit, workers' first.

    ``outcomes`` counts all packages, ``considered`` those that may be agreed. A named point is
    ``{"utilities", "terms", "ties"}``: the first of the packages that tie and how many points do; null where no
    package leaves both sides their reservation. ``opposition`` as `frontier.opposition` has it; times in ms.
    Unlawful options are left out and listed, unless they are asked for. ``not_counted`` names what the file says
    across issues and no figure here heeds, for only the full format says it exactly. Raises Faulty.
    """
    began = time.perf_counter()
    tree, faults = read(content)
    if tree is None:
        raise Faulty(Report(file, tuple(faults)))
    table, found_faults = point_table(tree, unlawful_too=unlawful_too)
    faults = [fault for fault in (*faults, *found_faults) if fault.severity == "error"]
    if faults or table is None:
        raise Faulty(Report(file, tuple(faults)))
    try:
        found = _found(tree, table, content, file, unlawful_too=unlawful_too)
    except _TooMany as many:
        kept = _kept(many.scenario, table.options)
        bounded = _as_json(table, _merged(table, kept)) | bounds(many.scenario, kept, table.scale)
        elapsed = round((time.perf_counter() - began) * 1000, 3)
        return bounded | {"not_counted": [], "elapsed_ms": elapsed}
    except Unanalysable as unable:
        raise Faulty(Report(file, (tree["issues"].fault("too-long", found=str(unable), limit=MOST),))) from unable
    elapsed = round((time.perf_counter() - began) * 1000, 3)
    return _as_json(table, found) | {"not_counted": _not_counted(tree), "elapsed_ms": elapsed}


def of_table(table: PointTable) -> dict[str, Any]:
    """The figures of points that came from another format, as ``analyse`` has them. Raises Unanalysable."""
    began = time.perf_counter()
    found = _as_json(table, _merged(table, table.options))
    return found | {"not_counted": [], "elapsed_ms": round((time.perf_counter() - began) * 1000, 3)}


def _not_counted(tree: Node) -> list[str]:
    """What stands in a file of another format than the full one and would change the figures, were it heeded."""
    if tree["schema"].text == FULL:
        return []
    return [key for key in ("constraints", "interactions") if tree[key].value]


def _found(tree: Node, table: PointTable, content: bytes, file: str, *, unlawful_too: bool) -> _Found:
    """Merged, or enumerated where the full format has something that crosses issues."""
    if tree["schema"].text != FULL or not (tree["constraints"].value or tree["interactions"].value):
        return _merged(table, table.options)
    report = check(content, file)
    if {fault.code for fault in report.errors} == {"packages-cross"}:
        raise _TooMany(compile_scenario(without_nulls(tree.plain()), ""))
    if report.scenario is None:
        raise Faulty(report)
    if payoffs.size(report.scenario) > payoffs.MOST:  # the check has refused every rule that crosses issues
        kept = _kept(report.scenario, table.options)
        for issue, options in kept.items():
            if not options:
                raise Faulty(Report(file, (tree["constraints"].fault("rules-exclude-all", issue=issue),)))
        return _merged(table, kept)
    return _enumerated(report.scenario, unlawful_too=unlawful_too)


def _kept(scenario: Scenario, options: Points) -> dict[str, dict[str, Point]]:
    """The options that every rule about their issue leaves."""
    kept = {issue: dict(worth) for issue, worth in options.items()}
    for rule in scenario.constraints:
        if rule.kind not in ("must_have", "never"):
            continue
        kept[rule.issue] = {
            option: pair
            for option, pair in kept[rule.issue].items()
            if (option in rule.options) is (rule.kind == "must_have")
        }
    return kept


def _merged(table: PointTable, options: Points) -> _Found:
    found = frontier(options)
    left_out = Counter(issue for issue, _option in table.unlawful)
    outcomes = prod(len(options) + left_out[issue] for issue, options in table.options.items())
    return _Found(found.points, found.counts, outcomes, found.size, found.best, found.worst, found.package)


def _enumerated(scenario: Scenario, *, unlawful_too: bool) -> _Found:
    """Every package that keeps all the rules of both sides."""
    space = payoffs.enumerated(scenario)
    allowed = np.flatnonzero(space.mandated if unlawful_too else space.mandated & space.lawful)
    worth = np.column_stack([space.points[side][allowed] for side in SIDES])
    order = np.lexsort((-worth[:, 1], -worth[:, 0]))
    ordered = worth[order]
    highest = np.maximum.accumulate(ordered[:, 1])
    new = np.ones(len(order), np.bool_)
    new[1:] = ordered[1:, 1] > highest[:-1]
    points = ordered[new]
    of = np.cumsum(new) - 1
    counts = np.bincount(of[(ordered == points[of]).all(axis=1)])
    first = allowed[order[new]]
    return _Found(
        tuple((int(w), int(e)) for w, e in points.tolist()),
        tuple(int(count) for count in counts),
        len(space.lawful),
        len(allowed),
        (int(worth[:, 0].max()), int(worth[:, 1].max())),
        (int(worth[:, 0].min()), int(worth[:, 1].min())),
        lambda place: dict(space.terms(int(first[place]))),
    )


def _as_json(table: PointTable, found: _Found) -> dict[str, Any]:
    own = table.scale
    reservation = table.reservation[0] * own, table.reservation[1] * own
    named = solutions(found.points, reservation)
    return {
        "outcomes": found.outcomes,
        "considered": found.considered,
        "unlawful": [list(each) for each in table.unlawful],
        "reservation": [_number(each) for each in table.reservation],
        "frontier": [_utilities(point, own) for point in found.points],
        "efficient": sum(found.counts),
        **{name: _named(getattr(named, name), found, own) if named else None for name in NAMED},
        "opposition": opposition(found.points, found.best, found.worst),
    }


def _named(solution: Solution, found: _Found, scale: int) -> dict[str, Any]:
    place = solution.places[0]
    return {
        "utilities": _utilities(found.points[place], scale),
        "terms": found.package(place),
        "ties": [_utilities(found.points[other], scale) for other in solution.places[1:]],
    }


def _utilities(point: Point, scale: int) -> list[int | float]:
    return [_number(Fraction(each, scale)) for each in point]


def _number(figure: Fraction) -> int | float:
    return int(figure) if figure.denominator == 1 else float(figure)
