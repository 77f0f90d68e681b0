"""The frontier by merging is the frontier by counting every package, with every tie, whatever the points are."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negotiation.engine.frontier import Package, Point, Points, Unanalysable, frontier, opposition, solutions

figures = st.integers(-5, 5) | st.integers(-(2**70), 2**70)
tables = st.lists(st.lists(st.tuples(figures, figures), min_size=1, max_size=4), min_size=1, max_size=4).map(
    lambda issues: {
        f"i{number}": {f"o{place}": pair for place, pair in enumerate(options)} for number, options in enumerate(issues)
    }
)


def every_package(points: Points) -> list[tuple[Point, Package]]:
    """All packages with their points, by listing them: another way to the same."""
    found = []
    for chosen in product(*points.values()):
        package = dict(zip(points, chosen, strict=True))
        pairs = [points[issue][option] for issue, option in package.items()]
        found.append(((sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs)), package))
    return found


def efficient(points: Points) -> dict[Point, list[Package]]:
    listed = every_package(points)
    worth = {point for point, _package in listed}
    best = {mine for mine in worth if not any(o != mine and o[0] >= mine[0] and o[1] >= mine[1] for o in worth)}
    return {point: [package for its, package in listed if its == point] for point in best}


@given(tables)
def test_merging_finds_every_efficient_point_and_package_and_nothing_else(points: Points) -> None:
    found, expected = frontier(points), efficient(points)
    assert list(found.points) == sorted(expected, reverse=True)
    assert found.counts == tuple(len(expected[point]) for point in found.points)
    assert found.size == len(every_package(points))
    for place, point in enumerate(found.points):
        reached = list(found.packages(place))
        assert found.package(place) == reached[0]
        assert sorted(map(str, reached)) == sorted(map(str, expected[point]))


@given(tables, st.fractions(-6, 6, max_denominator=3), st.fractions(-6, 6, max_denominator=3))
def test_the_named_points_are_those_that_counting_names(points: Points, first: Fraction, second: Fraction) -> None:
    found = frontier(points)
    named = solutions(found.points, (first, second))
    above = [p for p, _package in every_package(points) if p[0] >= first and p[1] >= second]
    assert (named is None) == (not above)
    if named is None:
        return
    at = {name: [found.points[place] for place in getattr(named, name).places] for name in ("nash", "utilitarian")}
    assert all(
        (p[0] - first) * (p[1] - second) == max((o[0] - first) * (o[1] - second) for o in above) for p in at["nash"]
    )
    assert all(sum(p) == max(map(sum, above)) for p in at["utilitarian"])
    fair = found.points[named.egalitarian.places[0]]
    assert min(fair[0] - first, fair[1] - second) == max(min(o[0] - first, o[1] - second) for o in above)


@given(tables, st.integers(1, 1000), st.integers(-100, 100))
def test_another_unit_of_points_names_the_same_packages(points: Points, unit: int, shift: int) -> None:
    issue = next(iter(points))
    moved = {
        name: {option: (pair[0] * unit + (shift if name == issue else 0), pair[1]) for option, pair in options.items()}
        for name, options in points.items()
    }
    before, after = frontier(points), frontier(moved)
    assert before.counts == after.counts
    one, other = solutions(before.points, before.worst), solutions(after.points, after.worst)
    assert one is not None
    assert other is not None
    assert (one.nash, one.kalai_smorodinsky) == (other.nash, other.kalai_smorodinsky)


def test_four_packages_on_two_points_are_all_kept() -> None:
    points = {"i": {"a": (1, 0), "b": (0, 1)}, "j": {"p": (2, 2), "q": (2, 2)}}
    found = frontier(points)
    assert found.points == ((3, 2), (2, 3))
    assert [list(found.packages(place)) for place in (0, 1)] == [
        [{"i": "a", "j": "p"}, {"i": "a", "j": "q"}],
        [{"i": "b", "j": "p"}, {"i": "b", "j": "q"}],
    ]


def test_nothing_is_opposed_where_one_package_is_best_for_both_and_a_split_pie_is() -> None:
    both = frontier({"i": {"a": (5, 5), "b": (0, 0)}})
    assert opposition(both.points, both.best, both.worst) == 0
    pie = frontier({"i": {str(share): (share, 10 - share) for share in range(11)}})
    assert opposition(pie.points, pie.best, pie.worst) == pytest.approx(0.5**0.5)


def test_a_hundred_million_million_million_packages_are_merged() -> None:
    points = {f"i{n}": {f"o{m}": ((n * 7 + m * m) % 97, (n * 13 + m * 31) % 89) for m in range(10)} for n in range(20)}
    found = frontier(points)
    assert found.size == 10**20
    assert found.points[0][0] == found.best[0]
    assert found.points[-1][1] == found.best[1]


@pytest.mark.parametrize(("points", "why"), [({}, "no issue"), ({"i": {}}, "no option: i")])
def test_where_nothing_can_be_agreed_nothing_is_analysed(points: Points, why: str) -> None:
    with pytest.raises(Unanalysable, match=why):
        frontier(points)
