"""How far two coders agree: against worked examples of textbooks, and in general."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negotiation.engine.speech import CODES, Act, agreement, kappa, pairs


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        # 50 grant proposals read by two people: a worked example of many textbooks.
        ((20, 5, 10, 15), Fraction(2, 5)),
        # The same share of agreement, 60 of 100, and very different kappas.
        ((45, 15, 25, 15), Fraction(3, 23)),
        ((25, 35, 5, 35), Fraction(7, 27)),
    ],
)
def test_kappa_is_that_of_the_worked_examples(table: tuple[int, int, int, int], expected: Fraction) -> None:
    yes_yes, yes_no, no_yes, no_no = table

    assert kappa({("y", "y"): yes_yes, ("y", "n"): yes_no, ("n", "y"): no_yes, ("n", "n"): no_no}) == expected


def test_without_pairs_or_with_one_code_only_there_is_no_kappa() -> None:
    assert kappa({}) is None
    assert kappa({("process", "process"): 7}) is None


codes = st.sampled_from(sorted(CODES))
acts = st.lists(st.builds(Act, st.integers(0, 60_000), st.sampled_from(["workers", "employer"]), codes), max_size=25)


@given(st.dictionaries(st.tuples(codes, codes), st.integers(1, 50)))
def test_kappa_is_never_above_one_and_does_not_ask_who_was_first(table: dict[tuple[str, str], int]) -> None:
    found = kappa(table)

    assert found is None or -1 <= found <= 1
    assert found == kappa({(other, one): times for (one, other), times in table.items()})


@given(acts)
def test_whoever_codes_the_same_agrees_wholly(coded: list[Act]) -> None:
    found = agreement(coded, coded)

    assert found.pairs == len(coded)
    assert found.alone == (0, 0)
    # Acts of one moment and side may be paired crosswise: which is which cannot be told from outside.
    if len({(act.at, act.side) for act in coded}) == len(coded):
        assert found.same == len(coded)
        assert found.kappa in (None, 1)


@given(acts, acts, st.integers(0, 20_000))
def test_pairs_are_near_of_one_side_and_use_each_act_once(first: list[Act], second: list[Act], near: int) -> None:
    found = pairs(first, second, near)

    assert all(abs(one.at - other.at) <= near and one.side == other.side for one, other in found)
    left, right = list(first), list(second)
    for one, other in found:
        left.remove(one)
        right.remove(other)
    assert len(found) == len(pairs(second, first, near))
