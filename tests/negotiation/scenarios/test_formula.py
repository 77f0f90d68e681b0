"""Formulas calculate exactly and know nothing but numbers, keys and the four operations."""

from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from negotiation.scenario_formula import FormulaError, evaluate, parse

VALUES = {"a": Fraction(3), "b_2": Fraction(1, 2)}


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("0.1 + 0.2", Fraction(3, 10)),
        ("1 + 2 * 3", Fraction(7)),
        ("(1 + 2) * 3", Fraction(9)),
        ("8 / 2 / 2", Fraction(2)),
        ("8 - 2 - 2", Fraction(4)),
        ("a*b_2", Fraction(3, 2)),
        ("-a + 1", Fraction(-2)),
        ("--a", Fraction(3)),
        (" 174 ", Fraction(174)),
        ("1 / 3 * 3", Fraction(1)),
    ],
)
def test_a_formula_is_worked_out_exactly(text: str, result: Fraction) -> None:
    assert evaluate(parse(text), VALUES) == result


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("", 1), ("1 +", 4), ("(1", 3), ("1)", 2), ("1 2", 3), ("a.b", 2), ("a(1)", 2), ("2 ** 3", 4),
        ("1; 2", 2), ("1e5", 2), ("π", 1), ("A", 1), ("a[0]", 2), ("'a'", 1), (".5", 1),
    ],
)  # fmt: skip
def test_what_is_no_formula_is_refused_at_its_place(text: str, at: int) -> None:
    with pytest.raises(FormulaError) as refused:
        parse(text)
    assert (refused.value.code, refused.value.at) == ("formula-syntax", at)


def test_division_by_nothing_is_refused() -> None:
    with pytest.raises(FormulaError, match="formula-zero"):
        evaluate(parse("1 / (a - 3)"), VALUES)


def test_a_formula_names_the_keys_it_uses_once_each() -> None:
    assert parse("a * b_2 + a").names() == ["a", "b_2"]


@pytest.mark.parametrize("text", ["(" * 200 + "1" + ")" * 200, "-" * 250 + "1", "1" * 301])
def test_monsters_are_refused(text: str) -> None:
    with pytest.raises(FormulaError):
        parse(text)


@given(st.text(alphabet="ab_2 0.1+-*/()", max_size=40))
def test_any_text_is_a_formula_or_refused(text: str) -> None:
    with suppress(FormulaError):
        evaluate(parse(text), dict.fromkeys(parse(text).names(), Fraction(1)))
