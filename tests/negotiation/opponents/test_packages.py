"""The arrays say of every package what asking one by one says."""

from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from negotiation.engine.opponents.own import Own
from negotiation.engine.scenario import Constraint
from tests.negotiation.opponents.sides import own

rows = st.lists(st.lists(st.integers(0, 30), min_size=2, max_size=4), min_size=2, max_size=4)
rules = st.lists(
    st.one_of(
        st.integers(0, 8).map(lambda most: Constraint("r", "max_cost", "public", value=Fraction(most))),
        st.sampled_from(["never", "must_have"]).map(
            lambda kind: Constraint("r", kind, "public", issue="i0", options=("o0",))
        ),
        st.sampled_from(["requires", "excludes"]).map(
            lambda kind: Constraint("r", kind, "public", when=("i0", "o1"), then=("i1", "o1"))
        ),
    ),
    max_size=3,
)


def listed(side: Own, agreed: dict[str, str]) -> list[dict[str, str]]:
    left = {issue: options for issue, options in side.points.items() if issue not in agreed}
    return [dict(zip(left, chosen, strict=True)) for chosen in product(*left.values())]


@given(rows, rules, st.booleans())
def test_every_package_has_its_worth_and_its_place(points: list[list[int]], kept: list[Constraint], some: bool) -> None:
    side = own(points, rules=kept)
    agreed = {"i0": "o1"} if some else {}
    packages = side.open_packages(agreed)

    for place, terms in enumerate(listed(side, agreed)):
        assert packages.terms(place) == terms
        assert packages.worth[place] == side.worth({**agreed, **terms})
        assert packages.allowed[place] == side.may_sign({**agreed, **terms})


@given(rows, st.integers(0, 100), st.integers(0, 20))
def test_what_is_asked_for_is_found_or_else_the_next_better(points: list[list[int]], low: int, band: int) -> None:
    packages = own(points).packages
    found = packages.between(low, low + band)

    better = packages.worth[packages.worth >= low]
    assert len(found)
    assert set(packages.worth[found]) <= (
        set(range(low, low + band + 1)) | {better.min() if len(better) else packages.best}
    )
