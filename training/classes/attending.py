"""Signing in and out of sessions, the teacher's decisions, and what follows from both for each person."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.models import User
from training.classes.engine import codes
from training.classes.engine.presence import Mark, Presence, Progress, Ruling, Span, class_hours, presence, progress
from training.classes.models import Attendance, Class, Enrolment, FailedScan, Lesson, Override, Status
from training.classes.models.enrolment import ATTENDING
from training.classes.seating import Step, locked, moment, record
from training.refusals import Refusal

#: How long before its beginning and after its end a session can be signed.
AROUND = timedelta(minutes=30)
#: Wrong codes in five minutes, after which a person has to ask the teacher.
MOST_WRONG = 10
Why = FailedScan.Why


def sign(
    lesson: Lesson,
    person: User,
    given: str,
    *,
    device: str = "",
    seen_at: datetime | None = None,
    now: datetime | None = None,
) -> Attendance:
    """Sign this person in or out by the code that the room shows at this moment, on the server's clock.

    ``seen_at``: when the server showed this person the page that the QR leads to, if that is known; the code has to
    hold then. Raises Refusal; the attempt stays on record with its reason.
    """
    now = now or timezone.now()
    with transaction.atomic():
        enrolment = (
            Enrolment.objects.select_for_update(no_key=True)
            .filter(class_of=lesson.class_of_id, person=person, status__in=ATTENDING)
            .first()
        )
        found = codes.way_of(lesson.class_of.secret, lesson.pk, given, (seen_at or now).timestamp())
        why = _why_not(lesson, person, enrolment, found, now)
        if why is None and found is not None and enrolment is not None:
            source = Attendance.Source.CODE if len("".join(given.split())) == 6 else Attendance.Source.QR
            return Attendance.objects.create(
                lesson=lesson, enrolment=enrolment, way=found[0], source=source, at=now, by=person, device=device
            )
        why = why or Why.WRONG
        # 40 characters are enough to see what was typed; who wrote them does not matter to anybody else.
        FailedScan.objects.create(
            class_of=lesson.class_of, lesson=lesson, person=person, by=person, why=why, given=given[:40], at=now
        )
    raise Refusal(in_words(why, lesson))


def _why_not(
    lesson: Lesson, person: User, enrolment: Enrolment | None, found: tuple[str, bool] | None, now: datetime
) -> FailedScan.Why | None:
    if enrolment is None:
        return Why.NOT_IN_CLASS
    recent = FailedScan.objects.filter(lesson=lesson, person=person, at__gt=now - timedelta(minutes=5))
    if recent.filter(why=Why.WRONG).count() >= MOST_WRONG:
        return Why.TOO_MANY
    if found is None:
        return Why.WRONG
    way, holds = found
    if (closed := closed_for(lesson, way, now)) is not None:
        return closed
    if not holds:
        return Why.OLD
    last = enrolment.attendance.filter(lesson=lesson).order_by("at", "pk").last()
    return Why.ALREADY if (last.way if last else "out") == way and (last or way == "in") else None


def closed_for(lesson: Lesson, way: str, at: datetime) -> FailedScan.Why | None:
    """Why nobody can sign this session at this moment."""
    if lesson.cancelled:
        return Why.CANCELLED
    if at < lesson.starts_at - AROUND:
        return Why.TOO_EARLY
    return Why.TOO_LATE if at > lesson.ends_at + (AROUND if way == "out" else timedelta()) else None


def in_words(why: FailedScan.Why, lesson: Lesson) -> str:
    """What happened, and what to do now."""
    words = {
        Why.WRONG: _("This is no code of this session. Read the six digits on the screen again, or ask the teacher."),
        Why.OLD: _("The code had run out: it changes every 15 seconds. Take the one that is on the screen now."),
        Why.TOO_EARLY: _("The session can be signed from %(from)s. Nothing was recorded; come back then."),
        Why.TOO_LATE: _("The session was over. Nothing was recorded; the teacher can still enter that you were there."),
        Why.NOT_IN_CLASS: _("You have no place in this class. Nothing was recorded; ask the class’s organisers."),
        Why.CANCELLED: _("This session is cancelled. There is nothing to sign."),
        Why.ALREADY: _("You have signed already. Nothing was changed; all is well."),
        Why.TOO_MANY: _("Too many wrong codes. Wait five minutes, or let the teacher enter that you are here."),
        Why.CLOCK: _("The time of this scan cannot be. Nothing was recorded; let the teacher enter it."),
    }[why]
    return words % {"from": moment(lesson.starts_at - AROUND)}


def decide(
    lesson: Lesson, enrolments: Iterable[Enrolment], *, by: User, minutes: int, reason: str, excused: bool = False
) -> None:
    """The teacher's word on these people's half-day, which wins over every code. Raises Refusal."""
    rows = [row for row in enrolments if row.class_of_id == lesson.class_of_id and row.status in ATTENDING]
    if not reason.strip():
        raise Refusal(_("Write down why: the person and the organisers read it. Nothing was changed."))
    if not rows:
        raise Refusal(_("Nobody was chosen. Nothing was changed."))
    minutes = max(0, min(minutes, span_of(lesson).minutes))
    Override.objects.bulk_create(
        Override(lesson=lesson, enrolment=row, minutes=minutes, excused=excused, reason=reason.strip()[:300], by=by)
        for row in rows
    )


def span_of(lesson: Lesson) -> Span:
    """The session for the engine."""
    held = lesson.class_of
    return Span(lesson.starts_at, lesson.ends_at, held.present_percent, held.sign_out)


def presences(
    lessons: Iterable[Lesson], enrolments: Iterable[Enrolment], now: datetime | None = None
) -> dict[tuple[int, int], Presence]:
    """By session and enrolment, what is known of each: two queries, however many."""
    now = now or timezone.now()
    lessons, rows = list(lessons), [each.pk for each in enrolments]
    marks: dict[tuple[int, int], list[Mark]] = defaultdict(list)
    found = Attendance.objects.filter(lesson__in=lessons, enrolment__in=rows)
    for lesson, row, way, at in found.values_list("lesson", "enrolment", "way", "at"):
        marks[(lesson, row)].append(Mark(way, at))
    rulings = {}
    decided = Override.objects.filter(lesson__in=lessons, enrolment__in=rows).order_by("pk")
    for lesson, row, minutes, excused in decided.values_list("lesson", "enrolment", "minutes", "excused"):
        rulings[(lesson, row)] = Ruling(minutes, excused)
    return {
        key: presence(span, marks[key], rulings.get(key), now)
        for lesson, span in [(each, span_of(each)) for each in lessons]
        for key in [(lesson.pk, row) for row in rows]
    }


def progress_of(class_of: Class, enrolments: Sequence[Enrolment], now: datetime | None = None) -> dict[int, Progress]:
    """By enrolment, how far each is from the least attendance: three queries, however many."""
    now = now or timezone.now()
    lessons = list(class_of.lessons.filter(cancelled=False).select_related("class_of"))
    found = presences(lessons, enrolments, now)
    return {
        row.pk: progress(
            [(found[(each.pk, row.pk)], each.ends_at <= now) for each in lessons], class_of.least_attendance
        )
        for row in enrolments
    }


def hours_of(class_of: Class, found: Progress) -> Decimal:
    """The class hours that these minutes make."""
    return class_hours(found.minutes, class_of.minutes_per_hour)


def finish(class_of: Class, *, by: User) -> int:
    """After the last session: who completed, who came in part, who never came. How many changed. Raises Refusal."""
    with locked(class_of) as held:
        now = timezone.now()
        if held.lessons.filter(cancelled=False, ends_at__gt=now).exists():
            raise Refusal(_("The class has sessions still to come. Finish it after the last one."))
        rows = list(Enrolment.objects.filter(class_of=held, status__in=ATTENDING))
        found = progress_of(held, rows, now)
        steps = []
        for row in rows:
            each = found[row.pk]
            after = Status.COMPLETED if each.reached else Status.PARTLY if each.minutes else Status.NO_SHOW
            if after != row.status:
                steps.append(Step(row, after, by=by))
        record(steps, now)
    return len(steps)


def anomalies(lesson: Lesson) -> list[str]:
    """What somebody should look at; none of it proves anything."""
    names = {row.pk: str(row.person) for row in lesson.class_of.enrolments.select_related("person")}
    devices: dict[str, set[int]] = defaultdict(set)
    ways: dict[int, list[str]] = defaultdict(list)
    for row, way, device in lesson.attendance.values_list("enrolment", "way", "device").order_by("at", "pk"):
        ways[row].append(way)
        if device:
            devices[device].add(row)
    found = []
    for together in devices.values():
        if len(together) > 1:
            told = {"names": "、".join(sorted(names[row] for row in together))}
            found.append(_("One device signed for several people: %(names)s.") % told)
    over = lesson.ends_at <= timezone.now()
    for row, each in ways.items():
        if each[0] == "out":
            found.append(_("%(name)s signed out without having signed in.") % {"name": names[row]})
        if over and lesson.class_of.sign_out and each[-1] == "in":
            found.append(_("%(name)s never signed out.") % {"name": names[row]})
    wrong: dict[str, int] = defaultdict(int)
    for name in lesson.failed_scans.filter(why__in=(Why.WRONG, Why.OLD)).values_list("person__name", flat=True):
        wrong[name or _("unknown")] += 1
    found += [
        _("%(name)s: %(count)s codes that did not hold.") % {"name": name, "count": count}
        for name, count in wrong.items()
        if count >= 3
    ]
    decided = dict(lesson.overrides.order_by("pk").values_list("enrolment", "minutes"))
    for row, minutes in decided.items():
        if minutes and row not in ways:
            found.append(_("%(name)s is counted by the teacher’s word alone.") % {"name": names[row]})
        elif not minutes and row in ways:
            found.append(_("%(name)s signed, and the teacher says otherwise.") % {"name": names[row]})
    return found
