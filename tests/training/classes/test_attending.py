"""Signing, the teacher's word, scans sent late, and the end of a class, through the verbs."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.training.classes.house import class_of, lesson_now, nominated, statuses, trainer
from training.classes import attending, audit, scanning
from training.classes.engine import codes
from training.classes.models import Attendance, Class, Enrolment, FailedScan, Lesson, Status
from training.refusals import Refusal

pytestmark = pytest.mark.django_db
Room = tuple[Class, Lesson, list[Enrolment]]


@pytest.fixture
def room() -> Room:
    made = class_of()
    rows = nominated(made, 1, 3)
    return made, lesson_now(made), rows


def code(lesson: Lesson, way: str = "in", ago: int = 0) -> str:
    return codes.token(lesson.class_of.secret, lesson.pk, way, timezone.now().timestamp() - ago)


def whys() -> list[str]:
    return list(FailedScan.objects.order_by("pk").values_list("why", flat=True))


def test_the_code_of_the_moment_signs_in_and_out_and_every_refusal_stays_on_record(room: Room) -> None:
    _made, lesson, rows = room
    person = rows[0].person

    attending.sign(lesson, person, code(lesson))
    for given in (code(lesson), code(lesson, ago=60), "000 00", "x" * 90):
        with pytest.raises(Refusal):
            attending.sign(lesson, person, given)
    attending.sign(lesson, person, code(lesson, "out"))

    assert whys() == ["already", "old", "wrong", "wrong"]
    assert list(Attendance.objects.values_list("way", "source")) == [("in", "qr"), ("out", "qr")]


def test_from_outside_the_class_too_early_too_late_and_in_a_cancelled_session_nobody_signs(room: Room) -> None:
    made, lesson, rows = room
    with pytest.raises(Refusal):
        attending.sign(lesson, trainer(), code(lesson))
    now = timezone.now()
    for starts, more in ((now + timedelta(hours=2), {}), (now - timedelta(hours=5), {}), (now, {"cancelled": True})):
        other = lesson_now(made, starts_at=starts, ends_at=starts + timedelta(hours=3), **more)
        with pytest.raises(Refusal):
            attending.sign(other, rows[0].person, code(other))

    assert whys() == ["outside", "early", "late", "cancelled"]
    assert not Attendance.objects.exists()


def test_guessing_is_stopped_after_ten_wrong_codes(room: Room) -> None:
    _made, lesson, rows = room
    for _guess in range(attending.MOST_WRONG):
        with pytest.raises(Refusal):
            attending.sign(lesson, rows[0].person, "no code")
    with pytest.raises(Refusal):
        attending.sign(lesson, rows[0].person, code(lesson))
    assert whys()[-1] == "many"
    attending.sign(lesson, rows[1].person, code(lesson))


def test_the_teacher_s_word_takes_a_reason_and_wins(room: Room) -> None:
    _made, lesson, rows = room
    attending.sign(lesson, rows[0].person, code(lesson))
    with pytest.raises(Refusal):
        attending.decide(lesson, rows[:1], by=trainer(), minutes=0, reason=" ")
    attending.decide(lesson, rows[:2], by=trainer(), minutes=999, reason="点名在场")
    attending.decide(lesson, rows[:1], by=trainer(), minutes=0, reason="替签")

    later = lesson.ends_at + timedelta(minutes=1)
    found = attending.presences([lesson], rows, later)
    assert [found[(lesson.pk, row.pk)].state for row in rows] == ["absent", "present", "absent"]
    assert Attendance.objects.count() == 1
    assert len(attending.anomalies(lesson)) == 2


def test_one_device_for_two_people_is_listed(room: Room) -> None:
    _made, lesson, rows = room
    for row in rows[:2]:
        attending.sign(lesson, row.person, code(lesson), device="same")
    assert [str(row.person) in attending.anomalies(lesson)[0] for row in rows] == [True, True, False]


def test_scans_sent_hours_later_count_once_with_the_scanner_s_clock_put_right(room: Room) -> None:
    made, lesson, rows = room
    now = timezone.now() + timedelta(hours=8)
    wrong = timedelta(hours=3)  # the scanner's clock is fast
    own = codes.personal(made.secret, rows[0].pk)
    other = codes.personal("another class", rows[1].pk)

    def scan(code: str, minutes: int, way: str = "in", **more: object) -> dict[str, object]:
        at = lesson.starts_at + timedelta(minutes=minutes) + wrong
        return {"id": str(uuid4()), "code": code, "way": way, "at": at.isoformat()} | more

    sent = [scan(own, 5), scan(own, 150, "out"), scan(own, 6), scan(other, 5), scan(own, 300), scan(own, 0, at="soon")]
    sent.append(scan(own, 5, id=sent[0]["id"]))
    first = scanning.take_scans(lesson, sent, by=trainer(), sent_at=now + wrong, now=now)
    again = scanning.take_scans(lesson, sent, by=trainer(), sent_at=now + wrong, now=now)

    assert {each["id"]: each["why"] for each in first} == {each["id"]: each["why"] for each in again}
    assert list(Attendance.objects.values_list("way", "at")) == [
        ("in", lesson.starts_at + timedelta(minutes=5)),
        ("out", lesson.starts_at + timedelta(minutes=150)),
    ]
    assert sorted(whys()) == ["already", "clock", "late", "wrong"]
    assert attending.presences([lesson], rows[:1], now)[(lesson.pk, rows[0].pk)].minutes == 145


def test_scans_without_ids_or_too_many_are_refused_whole(room: Room) -> None:
    _made, lesson, _rows = room
    now = timezone.now()
    for scans in ([{"id": "x"}], [{}], [{"id": str(uuid4())}] * 501):
        with pytest.raises(Refusal):
            scanning.take_scans(lesson, scans, by=trainer(), sent_at=now)
    assert whys() == []


def test_at_the_end_everybody_has_completed_attended_in_part_or_never_came(room: Room) -> None:
    made, lesson, rows = room
    with pytest.raises(Refusal):
        attending.finish(made, by=trainer())
    made.lessons.exclude(pk=lesson.pk).delete()
    begins = timezone.now() - timedelta(hours=6)
    Lesson.objects.update(starts_at=begins, ends_at=begins + timedelta(hours=3))
    lesson.refresh_from_db()
    attending.decide(lesson, rows[:1], by=trainer(), minutes=180, reason="纸质签到")
    attending.decide(lesson, rows[1:2], by=trainer(), minutes=60, reason="纸质签到")

    assert attending.finish(made, by=trainer()) == 3
    assert statuses(rows) == [Status.COMPLETED, Status.PARTLY, Status.NO_SHOW]
    assert attending.finish(made, by=trainer()) == 0
    assert audit.faults() == []
