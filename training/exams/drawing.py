"""Papers of an exam: drawn from the bank by its secret seed, frozen with their keys when somebody begins."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import ValidationError

from scoring.engine.draw import Lots
from training.bank import papers
from training.bank.shape import Question, plain
from training.exams.engine.points import Item
from training.exams.models import Attempt, Exam
from training.questions.keeping import bank_of
from training.refusals import Refusal


def blueprint_of(data: Mapping[str, Any]) -> papers.Blueprint:
    """The blueprint in an exam's data. Raises Refusal."""
    try:
        return papers.Blueprint.model_validate(data)
    except ValidationError as problem:
        told = problem.errors()[0]
        where = ".".join(map(str, told["loc"]))
        raise Refusal(_("The paper cannot be made so (%(where)s). Nothing was changed.") % {"where": where}) from None


def paper_for(exam: Exam, person_pk: int, number: int) -> tuple[list[dict[str, Any]], str]:
    """The paper of one person's attempt, and the mark that tells it from others. Raises Refusal.

    Parts with questions as plain data; each question also says its ``points``, its number ``no`` and, by ``was``, which
    entry of the bank each of its options is, so that what people chose can be compared between papers.
    """
    blueprint = blueprint_of(exam.blueprint)
    on = timezone.localdate(exam.opens_at)
    drawn_by = "" if exam.same else f"{person_pk}:{number}"
    try:
        bank = bank_of(exam.organization)
        paper = papers.draw(blueprint, bank, exam.seed, drawn_by, on)
    except papers.Unfit as problem:
        raise Refusal("；".join(problem.lines)) from None
    digest = hashlib.sha256(f"{exam.seed}\0order\0{person_pk}:{number}".encode()).digest()
    lots = Lots(digest)
    known = {each.id: each for each in bank}
    parts, count = [], 0
    for part, questions in zip(blueprint.parts, paper.parts, strict=True):
        told = []
        for question in lots.shuffled(questions):
            again = papers.shuffled(question, lots)
            count += 1
            told.append(plain(again) | {"points": part.points, "no": count, "was": _was(known[question.id], again)})
        parts.append({"title": part.title.model_dump(), "points": part.points, "questions": told})
    return parts, digest.hex()[:8].upper()


def _was(entry: Question, shown: Question) -> dict[str, str]:
    """By an option's letter on the paper, its name in the bank."""
    names = {option.text: option.id for option in (*entry.options, *entry.right)}
    return {option.id: names[option.text] for option in (*shown.options, *shown.right)}


def questions_of(attempt: Attempt) -> dict[str, dict[str, Any]]:
    """By the name of the entry, every question of the paper in its order."""
    return {each["id"]: each for part in attempt.paper for each in part["questions"]}


def items_of(attempt: Attempt) -> list[Item]:
    """The paper as marking reads it."""
    return [Item(name, each["type"], _key(each), each["points"]) for name, each in questions_of(attempt).items()]


def _key(question: Mapping[str, Any]) -> Any:
    key = question.get("key")
    return tuple(key) if isinstance(key, list) else key


def as_paper(attempt: Attempt) -> papers.Paper:
    """The attempt's paper as one that can be printed."""
    extra = ("points", "no", "was")
    parts = tuple(
        tuple(
            Question.model_validate({name: value for name, value in each.items() if name not in extra})
            for each in part["questions"]
        )
        for part in attempt.paper
    )
    return papers.Paper(blueprint_of(attempt.exam.blueprint), parts, attempt.mark)
