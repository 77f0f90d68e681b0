"""The counting of packages against the engine's own rules, one package at a time, and against published figures."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from live.machine import SIDES
from negotiation.engine import payoffs
from negotiation.engine.scenario import Constraint, Interaction, Issue, Option, Party, Scenario, Terms


def scenario_of(table: list[list[tuple[int, int, bool, Fraction]]], **more: Any) -> Scenario:
    """A scenario of nothing but points: each issue a list of (workers, employer, lawful, cost)."""
    issues = {
        f"i{n}": Issue(
            f"i{n}",
            {},
            "other",
            {
                chr(65 + k): Option(chr(65 + k), {}, {"workers": w, "employer": e}, lawful, cost=cost)
                for k, (w, e, lawful, cost) in enumerate(options)
            },
            "A",
        )
        for n, options in enumerate(table)
    }
    reservations = more.pop("reservations", (0, 0))
    parties = {s: Party({}, {}, {}, (), {}, 0, r, 0) for s, r in zip(SIDES, reservations, strict=True)}
    return Scenario("s", "", {}, {}, "", {}, {}, parties, issues, {}, {}, (), **more)


option = st.tuples(st.integers(0, 9), st.integers(0, 9), st.booleans(), st.fractions(-5, 5, max_denominator=12))
tables = st.lists(st.lists(option, min_size=2, max_size=3), min_size=2, max_size=4)
RULES = (
    Constraint("max", "max_cost", "side:employer", value=Fraction(7, 3)),
    Constraint("must", "must_have", "side:workers", issue="i0", options=("A",)),
    Constraint("never", "never", "side:workers", issue="i1", options=("B",)),
    Constraint("requires", "requires", "public", when=("i0", "A"), then=("i1", "A")),
    Constraint("excludes", "excludes", "public", when=("i0", "B"), then=("i1", "B")),
)
EXTRA = Interaction((("i0", "A"), ("i1", "A")), {"workers": 3, "employer": -1})


@settings(deadline=None, max_examples=80)
@given(tables, st.sets(st.sampled_from(range(5))), st.booleans(), st.tuples(st.integers(0, 12), st.integers(0, 12)))
def test_arrays_say_of_every_package_what_the_scenario_says(
    table: list[list[tuple[int, int, bool, Fraction]]], rules: set[int], extra: bool, reservations: tuple[int, int]
) -> None:
    scenario = scenario_of(
        table,
        constraints=tuple(RULES[n] for n in sorted(rules)),
        interactions=(EXTRA,) if extra else (),
        reservations=reservations,
    )
    space = payoffs.enumerated(scenario)
    packages = [
        dict(zip(scenario.issues, chosen, strict=True))
        for chosen in product(*(issue.options for issue in scenario.issues.values()))
    ]
    assert payoffs.size(scenario) == len(packages)
    everybody = {"public", "side:workers", "side:employer"}
    for place, terms in enumerate(packages):
        assert space.terms(place) == terms
        assert [space.points[side][place] for side in SIDES] == [scenario.points(side, terms) for side in SIDES]
        assert space.lawful[place] == (not scenario.below_floor(terms))
        assert space.mandated[place] == (not scenario.broken(terms, everybody))
    assert_reference(scenario, packages, payoffs.reference(space))


def assert_reference(scenario: Scenario, packages: Sequence[Terms], found: payoffs.Reference) -> None:
    """The figures, worked out the slow way."""
    worth = {n: tuple(scenario.points(side, terms) for side in SIDES) for n, terms in enumerate(packages)}
    least = tuple(scenario.parties[side].reservation for side in SIDES)
    lawful = [n for n, terms in enumerate(packages) if not scenario.below_floor(terms)]
    everybody = {"public", "side:workers", "side:employer"}
    zone = [n for n in lawful if worth[n][0] >= least[0] and worth[n][1] >= least[1]]
    inside = [n for n in zone if not scenario.broken(packages[n], everybody)]
    points = {worth[n] for n in lawful}
    frontier = {p for p in points if not any(q != p and q[0] >= p[0] and q[1] >= p[1] for q in points)}
    assert (found.packages, found.lawful, found.acceptable, found.zone) == (
        len(packages),
        len(lawful),
        len(zone),
        len(inside),
    )
    assert set(found.frontier) == frontier
    assert found.efficient == sum(worth[n] in frontier for n in lawful)
    if inside:
        best = max((worth[n][0] - least[0]) * (worth[n][1] - least[1]) for n in inside)
        ties = [packages[n] for n in inside if (worth[n][0] - least[0]) * (worth[n][1] - least[1]) == best]
        assert list(found.nash) == ties
        assert found.joint_best
        assert sum(found.joint_best) == max(sum(worth[n]) for n in inside)
    else:
        assert (found.nash, found.joint_best) == ((), None)


#: A police union and a city (H. Raiffa, The Art and Science of Negotiation):
#: workers' and employer's points of each issue.
POLICE = [
    ([0, 16452, 29248, 38388, 43872, 45700], [13000, 8320, 4680, 2080, 520, 0]),
    ([0, 3268, 5700, 7068, 7600], [1900, 1064, 475, 114, 0]),
    ([0, 780, 1560, 2340, 3120, 3900], [20500, 16400, 12300, 8200, 4100, 0]),
    ([0, 0, 0, 3000, 3000], [2800, 0, 0, 0, 0]),
    ([0, 1750, 3500], [14200, 7100, 0]),
    ([0, 4719, 9581, 14300], [4000, 2640, 1320, 0]),
    ([0, 900, 1800], [5100, 2550, 0]),
    ([0, 630, 1260, 1890, 2520, 3150], [6100, 4941, 3843, 2745, 1647, 549]),
    ([0, 7000], [8100, 0]),
    ([9700, 0, 0, 0, 0], [0, 12150, 0, 24300, 0]),
]


def test_the_published_police_case_has_its_published_figures() -> None:
    scenario = scenario_of([[(w, e, True, Fraction(0)) for w, e in zip(*issue, strict=True)] for issue in POLICE])
    found = payoffs.reference(payoffs.enumerated(scenario))
    assert (found.packages, len(found.frontier), found.nash_points) == (1_944_000, 196, (70_600, 78_300))


def test_what_cannot_be_counted_is_refused() -> None:
    with pytest.raises(ValueError, match="4194304 packages"):
        payoffs.enumerated(scenario_of([[(0, 0, True, Fraction(0))] * 2 for _ in range(22)]))


def test_costs_beyond_machine_numbers_are_compared_exactly() -> None:
    tiny = Fraction(1, 3**50)
    table = [[(0, 0, True, Fraction(1)), (1, 1, True, Fraction(1) + tiny)], [(0, 0, True, Fraction(0))] * 2]
    limited = scenario_of(table, constraints=(Constraint("k", "max_cost", "public", value=Fraction(1)),))
    assert payoffs.enumerated(limited).mandated.tolist() == [True, True, False, False]
    assert payoffs.fineness(limited) > 62


def test_issue_kinds_are_read_from_the_points() -> None:
    free = Fraction(0)
    scenario = scenario_of(
        [
            [(0, 10, True, free), (10, 0, True, free)],  # opposed
            [(0, 0, True, free), (4, 6, True, free), (3, 5, True, free)],  # both like B best
            [(0, 20, True, free), (5, 0, True, free), (0, 30, False, free)],  # opposed, other weights, with bait
        ]
    )
    assert payoffs.compatible(scenario) == ["i1"]
    assert payoffs.tradeable(scenario) == [("i0", "i1"), ("i0", "i2"), ("i1", "i2")]
    assert payoffs.dominated(scenario.issues["i1"]) == ["A", "C"]
    assert payoffs.baits(scenario) == [("i2", "C", "employer")]
    assert payoffs.best_by_issue(scenario, "workers") == 19


def test_potential_and_bands_are_those_of_all_deals_of_the_zone() -> None:
    free = Fraction(0)
    scenario = scenario_of([[(0, 10, True, free), (10, 0, True, free)], [(0, 0, True, free), (10, 10, True, free)]])
    found = payoffs.reference(payoffs.enumerated(scenario))
    assert found.potential == pytest.approx(1 / 3)  # joint 10 10 30 30: best 30, mean 20
    assert found.joint_band == pytest.approx(tuple(np.percentile([1 / 3, 1, 1 / 3, 1], [10, 50, 90])))
    assert found.ray_band is not None


def test_a_scenario_without_zone_has_no_figures_of_deals() -> None:
    scenario = replace(scenario_of([[(0, 1, True, Fraction(0))] * 2], reservations=(5, 5)))
    found = payoffs.reference(payoffs.enumerated(scenario))
    assert (found.zone, found.nash, found.potential, found.joint_band, found.ray_band) == (0, (), None, None, None)
