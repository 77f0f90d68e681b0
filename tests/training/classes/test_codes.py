"""Codes of a moment and of a person, and what signing in and out comes to, without a database."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from training.classes.engine import codes
from training.classes.engine.presence import Mark, Presence, Ruling, Span, class_hours, presence, progress

MOMENTS = st.integers(10_000, 4_000_000_000)
BEGINS = datetime(2027, 3, 1, 0, 30, tzinfo=UTC)
SPAN = Span(BEGINS, BEGINS + timedelta(hours=3))
LATER = BEGINS + timedelta(days=1)


@given(MOMENTS, st.sampled_from(codes.WAYS), st.booleans())
def test_a_code_holds_for_its_window_and_the_next_and_is_known_as_old_after_it(
    moment: int, way: str, short: bool
) -> None:
    make = codes.digits if short else codes.token
    code = make("secret", 7, way, moment)

    assert len(code) == (6 if short else 16)
    assert codes.way_of("secret", 7, code, moment) == (way, True)
    assert codes.way_of("secret", 7, code, moment + codes.WINDOW) == (way, True)
    later = codes.way_of("secret", 7, code, moment + 3 * codes.WINDOW)
    assert later == (way, False) or short  # six digits may come again by chance
    assert short or codes.way_of("secret", 7, code, moment + 3600) is None


@given(MOMENTS)
def test_a_code_is_worthless_for_another_session_and_with_another_secret(moment: int) -> None:
    code = codes.token("secret", 7, "in", moment)
    assert codes.way_of("secret", 8, code, moment) is None
    assert codes.way_of("other", 7, code, moment) is None


@given(st.text(max_size=60))
def test_whatever_is_typed_is_answered(typed: str) -> None:
    assert codes.way_of("secret", 7, typed, 1_000_000) in (
        None,
        ("in", True),
        ("in", False),
        ("out", True),
        ("out", False),
    )
    assert codes.enrolment_of("secret", typed) is None


@given(st.integers(1, 10**12))
def test_a_personal_code_names_its_enrolment_in_its_own_class_alone(pk: int) -> None:
    code = codes.personal("secret", pk)
    assert codes.enrolment_of("secret", f" {code.lower()} ") == pk
    assert codes.enrolment_of("other", code) is None


MARKS = st.lists(
    st.builds(Mark, st.sampled_from(["in", "out"]), st.integers(-60, 240).map(lambda m: BEGINS + timedelta(minutes=m)))
)


@given(MARKS, st.booleans(), st.integers(-60, 300))
def test_minutes_are_never_more_than_the_session_and_present_means_enough_of_them(
    marks: list[Mark], sign_out: bool, minute: int
) -> None:
    span = Span(SPAN.begins, SPAN.ends, 80, sign_out)
    found = presence(span, marks, None, BEGINS + timedelta(minutes=minute))

    assert 0 <= found.minutes <= 180
    if found.state == "present":
        assert found.minutes >= 144
    if not any(mark.way == "in" for mark in marks):
        assert found.minutes == 0


@given(MARKS, st.integers(0, 400), st.booleans())
def test_the_teacher_s_word_wins_over_every_code(marks: list[Mark], minutes: int, excused: bool) -> None:
    found = presence(SPAN, marks, Ruling(minutes, excused), LATER)
    assert found.ruled
    assert found.minutes == min(minutes, 180)
    assert (found.state == "excused") == excused


def test_in_and_out_give_minutes_and_minutes_hours() -> None:
    def at(minutes: int) -> datetime:
        return BEGINS + timedelta(minutes=minutes)

    away = [Mark("in", at(-5)), Mark("out", at(60)), Mark("in", at(90)), Mark("out", at(185))]
    assert presence(SPAN, away, None, LATER) == Presence("present", 150)
    assert presence(SPAN, [Mark("in", at(0)), Mark("out", at(90))], None, LATER) == Presence("partly", 90)
    assert presence(SPAN, [Mark("in", at(10))], None, LATER) == Presence("present", 170)
    assert presence(Span(BEGINS, SPAN.ends, 80, sign_out=True), [Mark("in", at(10))], None, LATER).state == "open"
    assert presence(SPAN, [], None, BEGINS - timedelta(minutes=1)).state == "to_come"
    assert class_hours(170, 45) == Decimal("3.8")


def test_what_may_still_be_missed_is_told() -> None:
    here, gone, coming = Presence("present", 180), Presence("absent", 0), Presence("to_come", 0)
    found = progress([(here, True)] * 3 + [(gone, True)] * 2 + [(coming, False)] * 5, 80)
    assert (found.needed, found.attended, found.may_miss, found.out_of_reach) == (8, 3, 0, False)
    assert progress([(gone, True)] * 3 + [(coming, False)] * 7, 80).out_of_reach
    assert progress([(here, True)] * 8 + [(gone, True)] * 2, 80).reached
    assert not progress([], 80).reached
