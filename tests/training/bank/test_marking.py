"""Marking: the whole for the key, nothing for nothing, and the stated share in between."""

from decimal import Decimal
from fractions import Fraction

from training.bank.engine import marking


def test_a_choice_is_all_or_nothing() -> None:
    assert [marking.choice("B", each) for each in ("B", "A", None)] == [1, 0, 0]
    assert [marking.choice(False, each) for each in (False, True, None)] == [1, 0, 0]


def test_a_wrong_option_loses_everything_and_a_missing_one_its_share() -> None:
    answers = (["A", "C"], ["A"], [], ["A", "B"], ["A", "A"])

    assert [marking.multiple(["A", "C"], each) for each in answers] == [1, Fraction(1, 2), 0, 0, Fraction(1, 2)]


def test_blanks_places_and_pairs_earn_their_share() -> None:
    assert marking.fill([["Three", "3"], ["十"]], [" three ", "九"]) == Fraction(1, 2)
    assert marking.fill([["3"], ["十"]], []) == 0
    assert marking.order(["B", "A", "C"], ["B", "C", "A"]) == Fraction(1, 3)
    assert marking.match({"1": "B", "2": "A"}, {"1": "B"}) == Fraction(1, 2)


def test_a_number_may_miss_by_its_tolerance_exactly() -> None:
    answers = (Decimal("90.1"), Decimal("90.11"), Decimal("NaN"), None)

    assert [marking.number(Decimal(90), Decimal("0.1"), each) for each in answers] == [1, 0, 0, 0]
