"""What attempts come to: reckoned when they end, when a mark comes and when an item is voided; released by a person."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.models import User
from training.exams.drawing import items_of
from training.exams.engine.points import Outcome, outcome
from training.exams.models import Answer, Attempt, Exam, Mark, Void
from training.refusals import Refusal


def answers_of(attempts: Iterable[Attempt]) -> dict[int, dict[str, Any]]:
    """By attempt and item, the answer that counts: the newest in time that was not overtaken; one query."""
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    rows = Answer.objects.filter(attempt__in=[each.pk for each in attempts], late=False, behind=False)
    for attempt, item, value in rows.order_by("pk").values_list("attempt", "item", "value"):
        found[attempt][item] = value
    return found


def marks_of(attempts: Iterable[Attempt]) -> dict[int, dict[str, list[Fraction]]]:
    """By attempt and item, the shares that markers gave, in their order; one query."""
    found: dict[int, dict[str, list[Fraction]]] = defaultdict(lambda: defaultdict(list))
    rows = Mark.objects.filter(attempt__in=[each.pk for each in attempts]).order_by("pk")
    for attempt, item, share in rows.values_list("attempt", "item", "share"):
        found[attempt][item].append(Fraction(share))
    return found


def outcomes_of(exam: Exam, attempts: list[Attempt]) -> dict[int, Outcome]:
    """What each attempt comes to as of now; three queries, however many."""
    answers, marks = answers_of(attempts), marks_of(attempts)
    voided = dict(exam.voids.values_list("item", "how"))
    limit = Fraction(exam.differ, 100)
    return {
        each.pk: outcome(items_of(each), answers.get(each.pk, {}), marks.get(each.pk, {}), voided, limit)
        for each in attempts
    }


def reckon(attempts: Iterable[Attempt]) -> None:
    """Write down what these ended attempts come to."""
    by_exam: dict[int, list[Attempt]] = defaultdict(list)
    for each in attempts:
        by_exam[each.exam_id].append(each)
    for exam in Exam.objects.filter(pk__in=by_exam):
        rows = by_exam[exam.pk]
        found = outcomes_of(exam, rows)
        for row in rows:
            now = found[row.pk]
            row.points, row.most = str(now.points), now.most
            row.passed = None if now.waiting else now.share * 100 >= exam.pass_percent
        Attempt.objects.bulk_update(rows, ["points", "most", "passed"], batch_size=200)


def release(exam: Exam, *, by: User) -> None:
    """Let everybody see what they reached. Raises Refusal while somebody writes or an answer waits to be marked."""
    with transaction.atomic():
        held = Exam.objects.select_for_update(no_key=True).get(pk=exam.pk)
        if held.sat.filter(ended_at=None).exists():
            raise Refusal(_("Somebody is still writing. Results are released afterwards."))
        if held.sat.filter(passed=None).exists():
            raise Refusal(_("Written answers still wait to be marked. Results are released afterwards."))
        if not held.sat.exists():
            raise Refusal(_("Nobody has sat the exam."))
        if held.released_at is None:
            held.released_at, held.released_by = timezone.now(), by
            held.save(update_fields=["released_at", "released_by"])
        exam.released_at = held.released_at


def void(exam: Exam, item: str, how: str, *, by: User, reason: str) -> Void:
    """Let an item count for nobody or for everybody, and mark all again; what changed is kept. Raises Refusal."""
    if how not in Void.How.values:
        raise Refusal(_("There is no such way to void an item."))
    if not reason.strip():
        raise Refusal(_("Write down why: everybody who sat the exam may read it."))
    with transaction.atomic():
        held = Exam.objects.select_for_update(no_key=True).get(pk=exam.pk)
        rows = list(held.sat.exclude(ended_at=None).select_related("person"))
        if not any(item == name.name for row in rows for name in items_of(row)):
            raise Refusal(_("Nobody had this item. Nothing was changed."))
        before = {row.pk: (row.points, row.most, row.passed) for row in rows}
        try:
            with transaction.atomic():
                made = Void.objects.create(exam=held, item=item, how=how, reason=reason.strip()[:300], by=by)
        except IntegrityError:
            raise Refusal(_("This item was voided already. Nothing was changed.")) from None
        reckon(rows)
        made.changes = [
            {
                "attempt": row.pk,
                "name": str(row.person),
                "before": before[row.pk],
                "after": [row.points, row.most, row.passed],
            }
            for row in rows
            if before[row.pk] != (row.points, row.most, row.passed)
        ]
        made.save(update_fields=["changes"])
    return made


@dataclass(frozen=True, slots=True)
class Reached:
    """What somebody reached in an exam that is released. ``share``: of the points, 0 to 1."""

    person: int
    subject: str
    title: str
    share: Fraction
    passed: bool
    on: date


def reached(people: Iterable[int]) -> list[Reached]:
    """Every released attempt of these people, the first first; one query."""
    rows = Attempt.objects.filter(person__in=list(people), exam__released_at__isnull=False, passed__isnull=False)
    fields = ("person", "exam__subject", "exam__title", "points", "most", "passed", "ended_at")
    return [
        Reached(
            person, subject, title, Fraction(points) / most if most else Fraction(0), passed, timezone.localdate(at)
        )
        for person, subject, title, points, most, passed, at in rows.order_by("ended_at").values_list(*fields)
    ]


def best(exam: Exam) -> dict[int, Fraction]:
    """By person, the best share of their attempts, once results are released. Raises Refusal before."""
    if exam.released_at is None:
        raise Refusal(_("The results are not released yet."))
    found: dict[int, Fraction] = {}
    for person, points, most in exam.sat.exclude(passed=None).values_list("person", "points", "most"):
        share = Fraction(points) / most if most else Fraction(0)
        found[person] = max(share, found.get(person, share))
    return found
