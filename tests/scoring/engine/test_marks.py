"""The arithmetic, against examples worked out by hand and against what must hold of any numbers."""

import doctest
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.engine import marks
from scoring.engine.marks import Yardstick, after_penalties, dropped, exact, judge_total, mean, ranking, rounded

TOTALS = st.lists(st.fractions(min_value=0, max_value=100, max_denominator=1000), min_size=1, max_size=15)


def by_judge(totals: list[Fraction]) -> dict[str, Fraction]:
    return {f"judge-{n}": total for n, total in enumerate(totals, 1)}


def trimmed(totals: list[Fraction], *, drop: int = 1, drop_from: int = 5) -> Fraction:
    named = by_judge(totals)
    out = dropped(named, drop=drop, drop_from=drop_from)
    return mean([total for judge, total in named.items() if judge not in out])


def test_the_examples_of_the_docstrings_hold() -> None:
    assert doctest.testmod(marks).failed == 0


def test_five_judges_worked_out_by_hand() -> None:
    # 92, 85.5, 81, 78 and 60: without 92 and 60 it is (85.5 + 81 + 78) / 3 = 244.5 / 3 = 81.5
    assert trimmed([Fraction(92), Fraction("85.5"), Fraction(81), Fraction(78), Fraction(60)]) == Fraction("81.5")


def test_four_judges_all_count() -> None:
    # (92 + 81 + 78 + 60) / 4 = 311 / 4
    assert trimmed([Fraction(92), Fraction(81), Fraction(78), Fraction(60)]) == Fraction("77.75")


def test_a_judges_total_is_the_sum_of_weighted_points() -> None:
    # 20·7/10 + 15·8/10 + 5·9/10 = 14 + 12 + 4.5
    points = [Fraction(20) * 7 / 10, Fraction(15) * 8 / 10, Fraction(5) * 9 / 10]

    assert judge_total(points) == Fraction("30.5")


def test_equal_totals_at_an_end_drop_only_one_of_them() -> None:
    assert dropped(by_judge([Fraction(n) for n in (9, 9, 7, 5, 5)]), drop=1, drop_from=5) == {
        "judge-4": "lowest",
        "judge-2": "highest",
    }


@pytest.mark.parametrize(("drop", "drop_from"), [(0, 5), (1, 0), (1, 6), (3, 5)])
def test_nothing_is_dropped_where_the_rule_does_not_ask_for_it(drop: int, drop_from: int) -> None:
    assert dropped(by_judge([Fraction(n) for n in range(5)]), drop=drop, drop_from=drop_from) == {}


def test_penalties_never_bring_a_mark_below_zero() -> None:
    assert after_penalties(Fraction(3), Fraction(5)) == 0


@given(TOTALS, st.randoms())
def test_the_order_of_the_judges_changes_nothing(totals: list[Fraction], random: Random) -> None:
    shuffled = list(totals)
    random.shuffle(shuffled)

    assert trimmed(shuffled) == trimmed(totals)


@given(TOTALS)
def test_a_trimmed_mean_lies_between_the_totals(totals: list[Fraction]) -> None:
    assert min(totals) <= trimmed(totals) <= max(totals)


@given(st.lists(st.fractions(0, 100, max_denominator=100), min_size=5, max_size=9), st.fractions(0, 100))
def test_with_five_judges_no_single_one_can_push_the_mark_past_the_others(
    totals: list[Fraction], own: Fraction
) -> None:
    assert min(totals) <= trimmed([*totals, own]) <= max(totals)


@given(TOTALS, st.fractions(0, 10))
def test_raising_every_total_raises_the_mean_by_as_much(totals: list[Fraction], more: Fraction) -> None:
    assert trimmed([total + more for total in totals]) == trimmed(totals) + more


@given(st.fractions(min_value=0, max_value=1000))
def test_rounding_is_half_up_on_the_full_value(value: Fraction) -> None:
    nearest = Fraction(rounded(value))

    assert abs(nearest - value) <= Fraction(1, 200)
    assert nearest - value != Fraction(-1, 200)  # a half goes up, never down


@given(st.decimals(min_value=0, max_value=1000, places=6))
def test_rounding_agrees_with_decimal_where_decimal_is_exact(value: Decimal) -> None:
    assert rounded(Fraction(value)) == str(value.quantize(Decimal("0.01"), ROUND_HALF_UP))


def test_rounding_happens_once() -> None:
    # 80.4949… rounded to three places first would become 80.495, and then 80.50.
    assert rounded(Fraction("80.4949")) == "80.49"


@given(st.fractions())
def test_an_exact_number_reads_back_as_itself(value: Fraction) -> None:
    assert Fraction(exact(value)) == value


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(0, 3), max_size=8))
def test_places_are_one_more_than_how_many_are_better(values: dict[str, int]) -> None:
    found = ranking(sorted(values), [Yardstick("mark", {key: Fraction(v) for key, v in values.items()})])

    assert found.places == {key: 1 + sum(other > mine for other in values.values()) for key, mine in values.items()}
    assert found.shared() == (len(set(values.values())) < len(values))


def test_the_next_yardstick_is_asked_only_of_those_who_are_equal() -> None:
    found = ranking(
        ["a", "b", "c"],
        [
            Yardstick("mark", {"a": Fraction(80), "b": Fraction(90), "c": Fraction(80)}),
            Yardstick("penalties", {"a": Fraction(2), "b": Fraction(9), "c": Fraction(1)}, more_is_better=False),
        ],
    )

    assert found.places == {"b": 1, "c": 2, "a": 3}
    assert [(step.name, dict(step.values), step.decided) for step in found.trail] == [
        ("mark", {"a": Fraction(80), "b": Fraction(90), "c": Fraction(80)}, False),
        ("penalties", {"a": Fraction(2), "c": Fraction(1)}, True),
    ]
