"""Beyond what can be listed: the true figures, known here by listing after all, lie between reached and bound."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negotiation.analysis_bounds import EVERYBODY, bounds
from negotiation.engine.scenario import Interaction, Scenario
from tests.negotiation.measures.cases import TABLES, case

Tables = list[list[tuple[int, int]]]
Extras = list[tuple[int, int, int, int]]
RULES = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(-9, 9), st.integers(-9, 9)), max_size=3)


def with_extras(made: Scenario, extras: Extras) -> Scenario:
    """Extra points where two issues are settled so."""
    first, *_rest, last = list(made.issues) * 2

    def chosen(issue: str, number: int) -> tuple[str, str]:
        return issue, f"o{number % len(made.issues[issue].options)}"

    interactions = tuple(
        Interaction((chosen(first, a), chosen(last, b)), {"workers": w, "employer": e}) for a, b, w, e in extras
    )
    return replace(made, interactions=interactions)


@given(TABLES, RULES)
def test_the_true_figures_lie_between_reached_and_bound(
    tables: list[list[tuple[int, int]]], extras: list[tuple[int, int, int, int]]
) -> None:
    made = with_extras(case({f"i{n}": table for n, table in enumerate(tables)}), extras)
    options = {
        key: {o: (each.points["workers"], each.points["employer"]) for o, each in issue.options.items()}
        for key, issue in made.issues.items()
    }
    found = bounds(made, options, 1)
    every = [
        dict(zip(made.issues, package, strict=True))
        for package in product(*(issue.options for issue in made.issues.values()))
    ]
    points = [
        (made.points("workers", terms), made.points("employer", terms))
        for terms in every
        if not made.broken(terms, EVERYBODY)
    ]

    for point in points:
        assert any(w >= point[0] and e >= point[1] for w, e in found["frontier"])
    for reached in found["reached"]:
        assert tuple(reached) in points
    for name, best in (("sum", max(map(sum, points))), ("smaller_surplus", max(map(min, points)))):
        reached_at, at_most = found["bound"][name]
        assert reached_at <= best <= at_most
    assert found["exact"] is False


def test_without_anything_that_crosses_issues_both_ends_meet() -> None:
    made = case({"a": [(3, 0), (0, 4)], "b": [(5, 1), (2, 2)]})
    options = {
        key: {o: (each.points["workers"], each.points["employer"]) for o, each in issue.options.items()}
        for key, issue in made.issues.items()
    }
    found = bounds(made, options, 1)

    assert found["frontier"] == found["reached"]
    assert found["bound"]["sum"] == pytest.approx([10, 10])
