"""The reckoning of exams: points, two markers and a third, how items worked."""

from fractions import Fraction
from math import isclose
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.exams.engine import items
from training.exams.engine.answers import NoAnswer, cleaned
from training.exams.engine.points import Item, outcome, share_of, together

SHARES = st.fractions(0, 1, max_denominator=20)
LIMIT = Fraction(1, 5)


def test_two_who_agree_within_the_limit_make_their_mean() -> None:
    assert together([Fraction(1, 2), Fraction(7, 10)], LIMIT) == Fraction(3, 5)


def test_two_who_differ_more_wait_for_a_third_whose_nearer_neighbour_counts() -> None:
    assert together([Fraction(0), Fraction(1)], LIMIT) is None
    assert together([Fraction(0), Fraction(1), Fraction(3, 4)], LIMIT) == Fraction(7, 8)
    assert together([Fraction(0), Fraction(1), Fraction(1, 2)], LIMIT) == Fraction(1, 2)


@given(SHARES, SHARES, SHARES)
def test_what_three_make_lies_within_their_marks_and_does_not_depend_on_who_was_first_or_second(
    one: Fraction, two: Fraction, three: Fraction
) -> None:
    found = together([one, two, three], LIMIT)

    assert found is not None
    assert min(one, two, three) <= found <= max(one, two, three)
    assert found == together([two, one, three], LIMIT)


ITEMS = [Item("a", "single", "A", 3), Item("b", "multiple", ("A", "C"), 4), Item("c", "case", None, 10)]


def test_an_attempt_waits_only_for_written_answers_that_somebody_gave() -> None:
    answers: dict[str, Any] = {"a": "A", "b": ["A"], "c": "正文"}
    found = outcome(ITEMS, answers, {}, {}, LIMIT)
    assert (found.points, found.most, found.waiting) == (5, 17, ("c",))

    without = outcome(ITEMS, {"a": "A", "c": "  "}, {}, {}, LIMIT)
    assert without.waiting == ()


def test_a_voided_item_counts_for_nobody_or_for_everybody() -> None:
    out = outcome(ITEMS[:2], {"a": "B"}, {}, {"a": "out"}, LIMIT)
    for_all = outcome(ITEMS[:2], {"a": "B"}, {}, {"a": "all"}, LIMIT)

    assert (out.points, out.most) == (0, 4)
    assert (for_all.points, for_all.most) == (3, 7)


def test_a_number_may_miss_by_its_tolerance_and_has_commas() -> None:
    item = Item("n", "number", {"value": 1820.5, "tolerance": 0.5}, 2)

    assert share_of(item, "1,821") == 1
    assert share_of(item, "1821.01") == 0
    assert share_of(item, "一千") == 0


QUESTIONS: list[dict[str, Any]] = [
    {"type": "single", "options": [{"id": "A"}, {"id": "B"}]},
    {"type": "multiple", "options": [{"id": "A"}, {"id": "B"}]},
    {"type": "judge"},
    {"type": "order", "options": [{"id": "A"}, {"id": "B"}]},
    {"type": "match", "left": [{"id": "1"}], "right": [{"id": "A"}]},
    {"type": "fill", "key": [["x"], ["y"]]},
    {"type": "number"},
    {"type": "case"},
]
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3) | st.sampled_from("AB1"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(QUESTIONS), JUNK)
def test_whatever_is_sent_as_an_answer_is_taken_or_refused_and_what_is_taken_is_taken_again(
    question: dict[str, Any], sent: Any
) -> None:
    try:
        found = cleaned(question, sent)
    except NoAnswer:
        return
    assert cleaned(question, found) == found


def test_two_options_cannot_have_one_place() -> None:
    with pytest.raises(NoAnswer):
        cleaned(QUESTIONS[3], ["A", "A"])


# --- Items ---------------------------------------------------------------------------------------------

#: Five people, four items marked 0 or 1, worked out by hand: variances of the items .24 .24 .16 .24, together .88;
#: totals 4 3 2 1 1, variance 1.36; alpha = 4/3 * (1 - .88/1.36) = 0.470588.
ROWS = [[1, 1, 1, 1], [1, 1, 1, 0], [1, 0, 1, 0], [0, 0, 1, 0], [0, 0, 0, 1]]


def test_alpha_of_a_table_worked_out_by_hand() -> None:
    found = items.alpha(ROWS)

    assert found is not None
    assert isclose(found, 4 / 3 * (1 - 0.88 / 1.36))


def test_alpha_is_one_where_all_items_say_the_same_and_unknown_where_nobody_differs() -> None:
    assert items.alpha([[1, 1, 1], [0, 0, 0]]) == 1
    assert items.alpha([[1, 1], [1, 1]]) is None
    assert items.alpha([[1, 0]]) is None


def people(rows: list[list[int]], chosen: list[dict[str, tuple[str, ...]]] | None = None) -> list[items.Sat]:
    names = [f"i{place}" for place in range(len(rows[0]))]
    return [
        items.Sat(
            dict(zip(names, map(float, row), strict=True)),
            (chosen or [{}] * len(rows))[number],
            dict.fromkeys(names, 1.0),
        )
        for number, row in enumerate(rows)
    ]


def test_facility_and_item_rest_correlation_of_the_same_table() -> None:
    found = {each.name: each for each in items.reports(people(ROWS), {})}

    assert found["i0"].facility == pytest.approx(0.6)
    # The rest of i0 is 3 2 1 1 1 of 3; with 1 1 1 0 0: covariance .24, deviations .4899 and .8 (of 3).
    assert found["i0"].rest == pytest.approx(0.24 / (0.6 * 0.4) ** 0.5 / 0.8)
    assert all("few" in each.flags for each in found.values())


def test_a_wrong_key_is_suspected_and_a_good_item_is_not() -> None:
    rows, chosen = [], []
    for number in range(40):
        good = number >= 20
        rows.append([int(good), int(good), int(good), int(not good)])
        chosen.append({"i3": ("A",) if not good else ("B",)})
    found = {each.name: each for each in items.reports(people(rows, chosen), {"i3": ("A",)})}

    assert "key" in found["i3"].flags
    assert found["i0"].flags == ()
    assert [(each.name, each.taken, each.right) for each in found["i3"].options] == [("A", 20, True), ("B", 20, False)]


def test_what_nearly_everybody_knows_and_options_that_nobody_takes_are_told() -> None:
    rows = [[1, number % 2] for number in range(40)]
    (first, _second) = items.reports(people(rows, [{"i0": ("A",)}] * 40), {"i0": ("A",)})

    assert "easy" in first.flags
    assert items.unused(first.options, ["A", "B", "C"], 40) == ["B", "C"]


@given(st.lists(st.lists(st.integers(0, 1), min_size=5, max_size=5), min_size=2, max_size=40))
def test_the_figures_stay_within_their_bounds(rows: list[list[int]]) -> None:
    for each in items.reports(people(rows), {}):
        assert 0 <= each.facility <= 1
        assert each.rest is None or -1.0001 <= each.rest <= 1.0001
        assert each.spread is None or -1 <= each.spread <= 1
    found = items.alpha(rows)
    assert found is None or found <= 1.0001


@given(st.lists(st.lists(st.integers(0, 1), min_size=4, max_size=4), min_size=3, max_size=20))
def test_the_order_of_people_changes_nothing_but_ties_of_the_groups(rows: list[list[int]]) -> None:
    one = items.reports(people(rows), {})
    other = items.reports(people(rows[::-1]), {})

    for a, b in zip(one, other, strict=True):
        assert a.facility == pytest.approx(b.facility)
        assert (a.rest is None) == (b.rest is None)
        assert a.rest is None or b.rest is None or a.rest == pytest.approx(b.rest)
