"""Marking written answers: two people each, blind to the name and to each other; a third where they differ."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from people.models import User
from training.exams.drawing import questions_of
from training.exams.engine.points import WRITTEN, together
from training.exams.models import Attempt, Exam, Mark
from training.exams.outcomes import answers_of, reckon
from training.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Waiting:
    """A written answer that this marker may mark next. ``third``: two others differ too much."""

    attempt: Attempt
    question: dict[str, Any]
    answer: str
    third: bool


def waiting(exam: Exam, marker: User) -> list[Waiting]:
    """What waits for this marker, item by item, so that one answer is compared with the next; four queries."""
    rows = list(exam.sat.exclude(ended_at=None).filter(passed=None).exclude(person=marker).order_by("mark", "pk"))
    answers = answers_of(rows)
    given: dict[tuple[int, str], list[Mark]] = {}
    for mark in Mark.objects.filter(attempt__in=rows).order_by("pk"):
        given.setdefault((mark.attempt_id, mark.item), []).append(mark)
    limit = Fraction(exam.differ, 100)
    found = []
    for row in rows:
        for name, question in questions_of(row).items():
            marks = given.get((row.pk, name), [])
            said = str(answers.get(row.pk, {}).get(name) or "")
            if question["type"] not in WRITTEN or not said.strip() or marker.pk in {mark.marker_id for mark in marks}:
                continue
            if together([Fraction(mark.share) for mark in marks], limit) is None:
                found.append(Waiting(row, question, said, third=len(marks) >= 2))
    return sorted(found, key=lambda each: (each.question["id"], each.attempt.mark))


def mark(attempt: Attempt, item: str, *, marker: User, points: Fraction, note: str = "") -> Mark:
    """One marker's points for one answer. Raises Refusal."""
    with transaction.atomic():
        held = Attempt.objects.select_for_update(no_key=True, of=("self",)).select_related("exam").get(pk=attempt.pk)
        question = questions_of(held).get(item)
        if question is None or question["type"] not in WRITTEN:
            raise Refusal(_("This is no answer that people mark."))
        if marker.pk == held.person_id or not held.exam.markers.filter(pk=marker.pk).exists():
            raise Refusal(_("You are not asked to mark this answer."))
        if held.ended_at is None:
            raise Refusal(_("It is not handed in yet."))
        if not 0 <= points <= question["points"]:
            told = {"most": question["points"]}
            raise Refusal(_("From 0 to %(most)s points can be given. Nothing was written.") % told)
        marks = [Fraction(each.share) for each in held.marks.filter(item=item)]
        if together(marks, Fraction(held.exam.differ, 100)) is not None:
            raise Refusal(_("Two others have marked this answer meanwhile. Nothing more is needed."))
        try:
            with transaction.atomic():
                made = Mark.objects.create(
                    attempt=held,
                    item=item,
                    marker=marker,
                    share=str(points / question["points"]),
                    note=note.strip()[:500],
                )
        except IntegrityError:
            raise Refusal(_("You have marked this answer already. Nothing was changed.")) from None
        reckon([held])
    return made
