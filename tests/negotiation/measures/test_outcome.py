"""A deal held against what was possible: by hand on four packages, and against listing every package on any case."""

from dataclasses import replace

import pytest
from hypothesis import given

from negotiation.engine.measures.across import among
from negotiation.engine.measures.ground import lay_out
from negotiation.engine.measures.integration import classes, common_found, fixed_pie_error, logrolling, potential
from negotiation.engine.measures.outcome import judged, soundness
from negotiation.engine.scenario import Scenario, Terms
from tests.negotiation.measures.cases import any_case, case, deals_of, scenario


def test_a_deal_of_four_possible_ones_by_hand() -> None:
    """Lawful packages are worth (30, 60), (50, 60), (50, 40) and (70, 40); both need 20; signed is the first."""
    found = judged(lay_out(scenario()), {"pay": "low", "leave": "short"})

    assert found.points == {"workers": 30, "employer": 60}
    assert found.surplus == {"workers": 10, "employer": 40}
    assert found.beats_alternative == {"workers": True, "employer": True}
    assert found.advantage["workers"].value == pytest.approx(10 / 50)
    assert found.advantage["employer"].value == pytest.approx(1.0)
    assert found.claim == {"workers": 0.2, "employer": 0.8}
    assert found.joint.value == pytest.approx(50 / 70)
    assert found.ray.value == pytest.approx(1.0)  # at this split the employer could have no more
    assert found.better_for_both == 1
    assert found.better[0].changes == {"leave": ("short", "long")}
    assert found.better[0].gains == {"workers": 20, "employer": 0}
    assert found.superiority.value == 0.0
    assert (found.left["workers"].value, found.left["employer"].value) == (20, 0)
    assert found.distance.value == pytest.approx(0.4)
    assert found.nash.value == pytest.approx(400 / 1200)
    assert found.egalitarian.value == pytest.approx(10 / 30)
    assert found.kalai_smorodinsky.value == pytest.approx(0.2 / 0.6)


def test_the_band_is_what_random_deals_reach() -> None:
    found = judged(lay_out(scenario()), {"pay": "low", "leave": "long"})

    assert found.joint.band == pytest.approx((50 / 70, 50 / 70, 1.0))
    assert found.joint_above_chance == pytest.approx(1.0)


@given(any_case())
def test_better_for_both_and_left_on_the_table_are_those_of_every_package_listed(made: tuple[Scenario, Terms]) -> None:
    case_, deal = made
    found = judged(lay_out(case_), deal)
    w, e = found.points["workers"], found.points["employer"]
    every = deals_of(case_)

    assert found.better_for_both == sum(x >= w and y >= e and (x, y) != (w, e) for x, y in every)
    assert found.left["workers"].value == max(x for x, y in every if y >= e) - w
    assert found.left["employer"].value == max(y for x, y in every if x >= w) - e


@given(any_case())
def test_shares_stay_shares_and_the_frontier_is_where_nothing_is_better(made: tuple[Scenario, Terms]) -> None:
    case_, deal = made
    found = judged(lay_out(case_), deal)

    for score in (found.ray, found.superiority):
        assert score.value is None or 0 <= score.value <= 1
    if found.better_for_both == 0:
        assert found.distance.value in (None, pytest.approx(0.0))
        assert found.left["workers"].value == found.left["employer"].value == 0
        if all(surplus > 0 for surplus in found.surplus.values()):
            assert found.ray.value == pytest.approx(1.0)


@given(any_case())
def test_counting_one_side_in_other_points_changes_no_share(made: tuple[Scenario, Terms]) -> None:
    """Points of two people cannot be compared: what compares them to the frontier must not depend on their unit."""
    case_, deal = made
    thrice = {
        key: replace(
            issue,
            options={
                o: replace(each, points={**each.points, "workers": 3 * each.points["workers"]})
                for o, each in issue.options.items()
            },
        )
        for key, issue in case_.issues.items()
    }
    workers = replace(case_.parties["workers"], reservation=3 * case_.parties["workers"].reservation)
    other = replace(case_, issues=thrice, parties={**case_.parties, "workers": workers})
    one, two = judged(lay_out(case_), deal), judged(lay_out(other), deal)

    for name in ("ray", "nash", "kalai_smorodinsky", "superiority", "distance"):
        assert getattr(one, name).value == pytest.approx(getattr(two, name).value)
    assert one.better_for_both == two.better_for_both


def test_no_zone_leaves_what_rests_on_it_undefined() -> None:
    found = judged(lay_out(case({"pay": [(10, 0), (0, 10)]}, (8, 8))), {"pay": "o0"})

    assert found.ray.value is None
    assert found.joint.band is None
    assert found.nash.value is None
    assert found.beats_alternative == {"workers": True, "employer": False}


def test_a_trade_of_unequal_weights_is_found_by_the_points_alone() -> None:
    traded = case({"pay": [(30, 0), (0, 10)], "leave": [(10, 0), (0, 30)], "safety": [(5, 5), (0, 0)]})
    kinds = classes(traded)

    assert kinds.of == {"pay": "distributive", "leave": "distributive", "safety": "compatible"}
    assert ("pay", "leave") in kinds.tradeable
    assert logrolling(traded, {"pay": "o0", "leave": "o1", "safety": "o0"}) == 1.0
    assert logrolling(traded, {"pay": "o1", "leave": "o0", "safety": "o0"}) == 0.0
    assert common_found(traded, {"pay": "o0", "leave": "o1", "safety": "o1"}) == (0, 1)
    found = potential(lay_out(traded))
    assert found is not None
    assert 0 < found < 1


def test_a_guess_of_the_other_sides_weights_is_right_at_0_and_all_wrong_at_1() -> None:
    traded = case({"pay": [(30, 0), (0, 10)], "leave": [(10, 0), (0, 30)]})

    assert fixed_pie_error({"pay": 1, "leave": 3}, traded, "employer") == pytest.approx(0.0)
    assert fixed_pie_error({"pay": 1, "leave": 0}, traded, "employer") == pytest.approx(0.75)
    assert fixed_pie_error({"pay": 0, "leave": 0}, traded, "employer") is None


def test_unlawful_clauses_are_named() -> None:
    assert soundness(scenario(), {"pay": "none", "leave": "long"}).below_floor == ("pay",)


@pytest.mark.parametrize(("own", "others", "place"), [(5, [7, 3], 2), (5, [5, 5], 1), (5, [], 1)])
def test_few_tables_give_a_place_and_no_spread(own: int, others: list[int], place: int) -> None:
    found = among(own, others)

    assert (found.tables, found.place, found.z) == (len(others) + 1, place, None)


def test_from_eight_tables_on_there_is_a_spread() -> None:
    found = among(8, [1, 2, 3, 4, 5, 6, 7])

    assert found.mean == 4.5
    assert found.better_than == 1.0
    assert found.z == pytest.approx(3.5 / 2.291, abs=1e-3)
