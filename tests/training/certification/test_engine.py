"""The rules of certification: when a certificate ends, and which needs somebody meets."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.certification.engine.expiry import later, renewable_from, term
from training.certification.engine.needs import Facts, Happened, Held, all_met, verdicts
from training.certification.engine.scheme import Need, SchemeFault, Validity, grades_of, need_of
from training.certification.library import patterns

DAYS = st.dates(date(1994, 1, 1), date(2090, 12, 31))
MONTHS = st.integers(1, 600)
TODAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_of_a_shorter_month(day: date, months: int, found: date) -> None:
    assert later(day, months) == found


@given(DAYS, MONTHS)
def test_from_the_pass_a_certificate_holds_exactly_its_months(passed: date, months: int) -> None:
    found = term(Validity("from_pass", months), passed)

    assert found.begins == passed
    assert found.until is not None
    assert found.until + timedelta(days=1) == later(passed, months)


@given(DAYS, MONTHS, st.integers(0, 400), st.integers(-500, 500))
def test_renewing_early_or_late_within_the_window_neither_loses_nor_gains_a_day(
    until: date, months: int, window: int, away: int
) -> None:
    passed = until + timedelta(days=away)
    found = term(Validity("from_previous", months, window_days=window), passed, until)

    if abs(away) <= window:
        assert found.until == later(until, months)
        assert found.begins == max(passed, until + timedelta(days=1))
    else:
        assert found == term(Validity("from_pass", months), passed)


@given(DAYS, st.integers(1, 60), st.integers(1, 12), st.integers(1, 28))
def test_a_fixed_day_is_the_first_such_day_after_the_months(passed: date, months: int, month: int, day: int) -> None:
    found = term(Validity("fixed_day", months, (month, day)), passed).until

    assert found is not None
    assert (found.month, found.day) == (month, day)
    assert later(passed, months) <= found < later(passed, months + 12) + timedelta(days=3)


def test_without_an_end_nothing_is_renewed() -> None:
    assert term(Validity("never"), TODAY).until is None
    assert renewable_from(Validity("never"), None) is None


def hours(amount: float, on: date, kind: str = "lecture") -> Happened:
    return Happened("hours", on, f"{kind} {on}", code=kind, amount=Decimal(str(amount)))


def test_only_hours_of_the_asked_kinds_and_months_count() -> None:
    need = Need("hours", least=Decimal(10), of=("lecture", "site"), within_months=12)
    facts = Facts(
        (
            hours(6, date(2026, 5, 1)),
            hours(9, date(2026, 5, 2), "drill"),
            hours(5, date(2025, 6, 1), "site"),
            hours(5, date(2025, 5, 31), "site"),
            hours(5, date(2026, 6, 2), "site"),
        )
    )
    (found,) = verdicts([need], facts, TODAY)

    assert found.have == 11
    assert found.met
    assert found.by == ("site 2025-06-01", "lecture 2026-05-01")


def test_a_correction_takes_hours_back() -> None:
    facts = Facts((hours(10, date(2026, 5, 1)), hours(-4, date(2026, 5, 1))))
    (found,) = verdicts([Need("hours", least=Decimal(8))], facts, TODAY)

    assert (found.met, found.have, found.missing) == (False, 6, 2)


def test_the_best_exam_counts_and_is_compared_exactly() -> None:
    need = Need("exam", exam="theory", least_percent=Fraction(60))
    almost = Happened("exam", TODAY, "spring", code="theory", share=Fraction(59999, 100000))
    (found,) = verdicts([need], Facts((almost,)), TODAY)

    assert str(found.have) == "6E+1"  # shown as 60
    assert not found.met
    assert all_met(verdicts([need], Facts((almost, replace(almost, share=Fraction(3, 5)))), TODAY))


def test_a_renewal_counts_only_what_happened_in_the_running_cycle() -> None:
    need = Need("hours", least=Decimal(8), since_last=True)
    facts = Facts((hours(8, date(2025, 1, 1)),))

    assert all_met(verdicts([need], facts, TODAY))
    assert not all_met(verdicts([need], facts, TODAY, cycle_from=date(2025, 2, 1)))


def test_another_certificate_counts_where_it_is_in_force_and_old_enough() -> None:
    need = Need("certificate", scheme="coordinator", grade="grade-4", held_months=12)
    young = Held("coordinator", "grade-4", date(2025, 6, 2), in_force=True, number="A")

    assert not all_met(verdicts([need], Facts(held=(young,)), TODAY))
    assert all_met(verdicts([need], Facts(held=(replace(young, since=date(2025, 6, 1)),)), TODAY))
    assert not all_met(verdicts([need], Facts(held=(replace(young, since=TODAY, in_force=False),)), TODAY))


@given(st.lists(st.tuples(st.integers(0, 800), st.integers(1, 20)), max_size=12), st.integers(0, 36))
def test_more_record_never_makes_a_need_unmet(rows: list[tuple[int, int]], within: int) -> None:
    need = Need("hours", least=Decimal(20), within_months=within)
    entries = tuple(hours(amount, TODAY - timedelta(days=ago)) for ago, amount in rows)
    met = [all_met(verdicts([need], Facts(entries[:count]), TODAY)) for count in range(len(entries) + 1)]

    assert met == sorted(met)


def test_every_scheme_that_comes_with_the_platform_can_be_read() -> None:
    for name, told in patterns().items():
        grades = grades_of({"grades": told["grades"]})
        assert grades, name
    coordinator = grades_of({"grades": patterns()["labour-relations-coordinator"]["grades"]})
    assert [each.code for each in coordinator] == ["grade-4", "grade-3", "grade-2", "grade-1"]


GOOD = {"code": "one", "title": {"zh": "一级", "en": "One"}, "needs": []}


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"grades": []}, "grades"),
        ({"grades": [GOOD, GOOD]}, "grades"),
        ({"grades": [GOOD | {"title": {"zh": "", "en": "One"}}]}, "grades[0].title"),
        ({"grades": [GOOD | {"code": "一"}]}, "grades[0].code"),
        ({"grades": [GOOD | {"needs": [{"kind": "age"}]}]}, "grades[0].needs[0].kind"),
        ({"grades": [GOOD | {"needs": [{"kind": "hours", "least": "NaN"}]}]}, "grades[0].needs[0].least"),
        ({"grades": [GOOD | {"needs": [{"kind": "hours", "least": 8, "x": 1}]}]}, "grades[0].needs[0].x"),
        ({"grades": [GOOD | {"validity": {"way": "soon"}}]}, "grades[0].validity.way"),
        ({"grades": [GOOD | {"validity": {"way": "from_pass"}}]}, "grades[0].validity.months"),
        (
            {"grades": [GOOD | {"validity": {"way": "fixed_day", "months": 1, "fixed_day": [2, 29]}}]},
            "grades[0].validity.fixed_day",
        ),
    ],
)
def test_a_scheme_that_is_none_is_refused_with_its_place(wrong: dict[str, object], where: str) -> None:
    with pytest.raises(SchemeFault) as found:
        grades_of(wrong)

    assert found.value.args[0] == where


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(("kind", "least", "of", "exam", "code", "title"), JUNK)))
def test_whatever_stands_for_a_need_is_read_or_refused(told: dict[str, object]) -> None:
    with suppress(SchemeFault):
        assert need_of(told).kind == told["kind"]
