"""How offers went, worked out by hand on accounts of a few offers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live.machine import SIDES
from negotiation.engine.measures import process
from negotiation.engine.measures.account import Account, Closed, Heard, Put
from negotiation.engine.measures.pacing import pace
from negotiation.engine.measures.worth import Interval, Purse, purses
from negotiation.engine.scenario import Scenario, Terms
from tests.negotiation.measures.cases import any_case, case

CASE = case({"pay": [(40, 0), (20, 20), (0, 40)], "leave": [(20, 0), (10, 5), (0, 10)]}, (10, 10))
PURSES = purses(CASE, SIDES)


def account(*offers: tuple[str, int, Terms]) -> Account:
    """Offers (side, second, terms) of a session of a hundred seconds."""
    puts = [
        Put(f"o{n}", side, at * 1000, at * 1000, terms, terms, "talk", place=n)
        for n, (side, at, terms) in enumerate(offers, 1)
    ]
    return Account(opened_at=0, ended_at=100_000, ran=100_000, puts=puts, side_of={f"{s}-chief": s for s in SIDES})


def package(pay: int, leave: int) -> Terms:
    return {"pay": f"o{pay}", "leave": f"o{leave}"}


def test_an_opening_is_measured_from_the_reservation_to_the_best() -> None:
    told = account(("employer", 5, package(2, 2)), ("workers", 10, package(0, 0)))
    found = process.opening(told, "workers", PURSES["workers"], 60)

    assert found is not None
    assert found.worth == Interval(60, 60)
    assert found.demand == (1.0, 1.0)
    assert process.first_mover(told) == "employer"
    assert process.anchor_zone(told, PURSES["workers"]) == Interval(60, 60)
    assert process.anchor_pull(told, PURSES["workers"], package(1, 1)) == pytest.approx(0.5)


def test_concessions_are_counted_in_own_points() -> None:
    told = account(
        ("workers", 0, package(0, 0)),
        ("workers", 50, package(0, 1)),
        ("workers", 90, package(1, 1)),
    )
    found = process.curve(told, "workers", PURSES["workers"])

    assert found is not None
    assert found.total == 30
    assert found.mean_step == 15
    assert found.monotone == 1.0
    assert found.late == pytest.approx(20 / 30)
    assert found.exponent is not None
    assert found.exponent < 1  # most of it came late


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (package(2, 0), package(1, 1), "selfish"),
        (package(0, 0), package(1, 0), "concession"),
        (package(0, 2), package(0, 2), "silent"),
        (package(1, 0), package(2, 0), "concession"),
        (package(1, 2), package(0, 2), "selfish"),
    ],
)
def test_a_step_is_what_it_does_to_both(before: Terms, after: Terms, kind: str) -> None:
    told = account(("workers", 1, before), ("workers", 2, after))

    assert [move.kind for move in process.moves(told, "workers", PURSES)] == [kind]


def test_an_offer_that_leaves_issues_open_is_worth_an_interval_and_never_a_guess() -> None:
    assert PURSES["workers"].worth({"pay": "o0"}) == Interval(40, 60)
    told = account(("workers", 1, {"pay": "o0"}), ("workers", 2, package(1, 0)))

    assert [move.kind for move in process.moves(told, "workers", PURSES)] == ["open"]
    assert process.curve(told, "workers", PURSES["workers"]) is None


@given(any_case())
def test_an_interval_holds_whatever_the_open_issues_come_to(made: tuple[Scenario, Terms]) -> None:
    scenario, deal = made
    purse = Purse(scenario, "workers")
    part = dict(list(deal.items())[:1])

    assert purse.worth(part).low <= scenario.points("workers", deal) <= purse.worth(part).high
    assert purse.worth(deal).exact


def test_giving_after_the_other_gave_is_reciprocity() -> None:
    told = account(
        ("employer", 1, package(2, 2)),
        ("workers", 2, package(0, 0)),
        ("employer", 3, package(1, 2)),  # gives 20
        ("workers", 4, package(1, 0)),  # gives 20
        ("employer", 5, package(1, 1)),  # gives 5
        ("workers", 6, package(1, 1)),  # gives 10
        ("employer", 7, package(0, 1)),  # gives 20
        ("workers", 8, package(2, 1)),  # gives 20
    )

    assert process.reciprocity(told, "workers", PURSES) == pytest.approx(1.0)
    assert (
        process.coupling(account(("workers", 1, package(0, 0)), ("workers", 2, package(1, 0))), "workers", PURSES)
        == 1.0
    )


def test_equal_choices_in_a_row_are_one_set() -> None:
    even = case({"pay": [(20, 0), (10, 10)], "leave": [(10, 0), (20, 5)]})
    told = account(("workers", 1, {"pay": "o0", "leave": "o0"}), ("workers", 2, {"pay": "o1", "leave": "o1"}))
    found = process.packaging(told, "workers", Purse(even, "workers"))

    assert found is not None
    assert (found.offers, found.issues_each, found.many_issues, found.choices) == (2, 2.0, 1.0, 1)


def test_an_offer_below_ones_own_reservation_is_seen() -> None:
    found = process.discipline(account(("workers", 1, package(2, 2))), "workers", PURSES["workers"])

    assert found.below_reservation == ("o1",)


def test_a_secret_is_given_away_by_ones_own_words_or_the_minutes_and_never_by_the_other_side() -> None:
    told = account()
    told.heard.extend(
        Heard(side, second * 1000, second * 1000, text)
        for second, (side, text) in enumerate(
            [
                ("workers", "Some would HAVE THE CASH."),
                ("employer", "You have the cash?"),
                ("", "9人想要现金"),
                ("", "午休"),
            ]
        )
    )

    found = process.disclosed(told, "workers", ["have the cash", "想要现金", ""])
    assert [(heard.ran, token) for heard, token in found] == [(0, "have the cash"), (2000, "想要现金")]
    assert process.disclosed(told, "workers", []) == []


@given(st.lists(st.integers(0, 100), min_size=1, max_size=6))
def test_the_rush_is_the_share_of_issues_that_closed_in_the_last_fifth(seconds: list[int]) -> None:
    told = account()
    told.closings.extend(Closed("pay", "o0", at * 1000, at * 1000) for at in sorted(seconds))

    assert pace(told).rush == pytest.approx(sum(at >= 80 for at in seconds) / len(seconds))
