"""Sitting an exam: beginning, saving each answer as it comes, more time, handing in, and the end that comes by itself.

The server's clock alone decides. What reaches it after the deadline and its grace is kept and not counted, and whoever
sent it is told so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.models import User
from training.classes.seating import moment
from training.exams import outcomes
from training.exams.drawing import paper_for, questions_of
from training.exams.engine.answers import NoAnswer, cleaned
from training.exams.models import Answer, Attempt, Exam, Extension
from training.exams.setting import may_sit
from training.refusals import Refusal


def begin(exam: Exam, person: User, *, device: str = "", now: datetime | None = None) -> Attempt:
    """The person's attempt that is under way, or a new one. Raises Refusal, with why there is none."""
    now = now or timezone.now()
    with transaction.atomic():
        # One person's attempts come one after the other, also from two devices at once.
        User.objects.select_for_update(no_key=True).get(pk=person.pk)
        rows = list(exam.sat.filter(person=person).order_by("number"))
        if rows and rows[-1].ended_at is None:
            return _taken_up(rows[-1], device)
        _may_begin(exam, person, len(rows), now)
        number = len(rows) + 1
        paper, mark = paper_for(exam, person.pk, number)
        return Attempt.objects.create(
            exam=exam,
            person=person,
            number=number,
            paper=paper,
            mark=mark,
            started_at=now,
            deadline_at=_deadline(exam, person, now),
            pen=device,
        )


def _may_begin(exam: Exam, person: User, done: int, now: datetime) -> None:
    if not may_sit(exam, person):
        raise Refusal(_("You are not in the list of this exam. Ask the people who hold it."))
    if now < exam.opens_at:
        raise Refusal(_("The exam opens at %(moment)s. Come back then.") % {"moment": moment(exam.opens_at)})
    if now >= exam.closes_at:
        raise Refusal(_("The exam closed at %(moment)s.") % {"moment": moment(exam.closes_at)})
    if done >= exam.attempts:
        raise Refusal(_("You have sat this exam already; your answers are kept."))


def _deadline(exam: Exam, person: User, now: datetime) -> datetime:
    admission = exam.admissions.filter(person=person).first()
    factor = 100 + (admission.more_percent if admission else 0)
    more = timedelta(minutes=exam.minutes * factor / 100)
    # Whoever has more time has it at the end, too: the exam closes later for them by as much.
    closes = exam.closes_at + timedelta(minutes=exam.minutes * (factor - 100) / 100)
    return min(now + more, closes)


def _taken_up(attempt: Attempt, device: str) -> Attempt:
    if device and device != attempt.pen:
        attempt.pen = device
        attempt.save(update_fields=["pen"])
    return attempt


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of it. ``seqs``: stored now or before; ``wrong``: cannot be answers; ``late``: not counted."""

    seqs: list[int]
    wrong: list[int]
    late: bool
    ended: bool
    pen: bool
    deadline: datetime


@dataclass(frozen=True, slots=True)
class Given:
    """One answer as a device sends it."""

    seq: int
    item: str
    value: Any


def save(attempt: Attempt, given: Iterable[Given], *, device: str, by: User, now: datetime | None = None) -> Saved:
    """Keep these answers, each once. Nothing is refused for being late: it is kept, and said not to count."""
    now = now or timezone.now()
    told = list(given)
    with transaction.atomic():
        held = Attempt.objects.select_for_update(no_key=True, of=("self",)).select_related("exam").get(pk=attempt.pk)
        questions = questions_of(held)
        late = _too_late(held, now)
        there = set(
            held.answers.filter(device=device, seq__in=[each.seq for each in told]).values_list("seq", flat=True)
        )
        newest = _newest(held, device)
        seqs, wrong, rows = [], [], []
        for each in sorted(told, key=lambda one: one.seq):
            if each.seq in there:
                seqs.append(each.seq)
                continue
            try:
                value = cleaned(questions[each.item], each.value)
            except (NoAnswer, KeyError, TypeError):
                wrong.append(each.seq)
                continue
            behind = each.seq < newest.get(each.item, 0)
            rows.append(
                Answer(
                    attempt=held,
                    item=each.item,
                    value=value,
                    device=device,
                    seq=each.seq,
                    late=late,
                    behind=behind,
                    by=by,
                    at=now,
                )
            )
            there.add(each.seq)
            seqs.append(each.seq)
        Answer.objects.bulk_create(rows)
        pen = held.ended_at is not None or device == held.pen
    return Saved(seqs, wrong, late and bool(told), held.ended_at is not None, pen, held.deadline_at)


def _too_late(attempt: Attempt, now: datetime) -> bool:
    grace = timedelta(seconds=attempt.exam.grace_seconds)
    if attempt.ended_at is not None and attempt.ended != Attempt.Ended.TIME:
        return True
    return now > attempt.deadline_at + grace


def _newest(attempt: Attempt, device: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for item, seq in attempt.answers.filter(device=device).values_list("item", "seq"):
        found[item] = max(seq, found.get(item, 0))
    return found


def hand_in(attempt: Attempt, *, now: datetime | None = None) -> Attempt:
    """The person is done before the time is over. Done twice is done once."""
    return _end(attempt, Attempt.Ended.PERSON, now or timezone.now())


def _end(attempt: Attempt, how: str, now: datetime) -> Attempt:
    with transaction.atomic():
        held = Attempt.objects.select_for_update(no_key=True).get(pk=attempt.pk)
        if held.ended_at is None:
            held.ended_at, held.ended = now, how
            held.save(update_fields=["ended_at", "ended"])
            outcomes.reckon([held])
    return held


def close_due(now: datetime | None = None, exam: Exam | None = None) -> int:
    """End every attempt whose time and grace are over, with what it has; how many. Done by whoever looks first."""
    now = now or timezone.now()
    rows = Attempt.objects.filter(ended_at=None, deadline_at__lt=now).select_related("exam")
    if exam is not None:
        rows = rows.filter(exam=exam)
    due = [row for row in rows if now > row.deadline_at + timedelta(seconds=row.exam.grace_seconds)]
    for row in due:
        _end(row, Attempt.Ended.TIME, row.deadline_at)
    return len(due)


def extend(attempts: Iterable[Attempt], minutes: int, *, by: User, reason: str) -> int:
    """More minutes for attempts that are under way; how many got them. Raises Refusal."""
    if not reason.strip():
        raise Refusal(_("Write down why there is more time: it stays with the exam."))
    if not 1 <= minutes <= 240:
        raise Refusal(_("From 1 to 240 minutes can be added."))
    count = 0
    with transaction.atomic():
        for row in Attempt.objects.select_for_update(no_key=True).filter(pk__in=[each.pk for each in attempts]):
            if row.ended_at is not None:
                continue
            row.deadline_at += timedelta(minutes=minutes)
            row.save(update_fields=["deadline_at"])
            Extension.objects.create(attempt=row, minutes=minutes, reason=reason.strip()[:300], by=by)
            count += 1
    if not count:
        raise Refusal(_("Nobody chosen is writing at this moment. Nothing was changed."))
    return count


def on_paper(exam: Exam, person: User, *, by: User) -> Attempt:
    """A paper to be answered by hand, for when no screen works; typed in later. Raises Refusal."""
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=person.pk)
        rows = list(exam.sat.filter(person=person).order_by("number"))
        if rows and rows[-1].ended_at is None:
            Attempt.objects.filter(pk=rows[-1].pk).update(on_paper=True)
            rows[-1].on_paper = True
            return rows[-1]
        _may_begin(exam, person, len(rows), max(timezone.now(), exam.opens_at))
        paper, mark = paper_for(exam, person.pk, len(rows) + 1)
        return Attempt.objects.create(
            exam=exam,
            person=person,
            number=len(rows) + 1,
            paper=paper,
            mark=mark,
            deadline_at=timezone.now() + timedelta(days=14),
            on_paper=True,
        )


def type_in(attempt: Attempt, values: dict[str, Any], *, by: User) -> Attempt:
    """The answers of a paper that was written by hand, typed in by somebody else; that ends it. Raises Refusal."""
    if by.pk == attempt.person_id:
        raise Refusal(_("Somebody else types in what you wrote."))
    with transaction.atomic():
        held = Attempt.objects.select_for_update(no_key=True).get(pk=attempt.pk)
        if held.ended_at is not None or not held.on_paper:
            raise Refusal(_("This attempt is no open paper. Nothing was changed."))
        try:
            Answer.objects.bulk_create(
                Answer(attempt=held, item=item, value=value, device="paper", seq=number, by=by)
                for number, (item, value) in enumerate(values.items(), 1)
            )
        except IntegrityError:
            raise Refusal(_("It was typed in already. Nothing was changed.")) from None
        return _end(held, Attempt.Ended.STAFF, timezone.now())
