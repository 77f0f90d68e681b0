"""How the items of an exam worked, from what people did at their first attempt."""

from typing import Any

from training.exams.drawing import items_of, questions_of
from training.exams.engine import items
from training.exams.models import Exam
from training.exams.outcomes import answers_of, outcomes_of


def analysed(exam: Exam) -> tuple[items.Whole, list[dict[str, Any]]]:
    """The whole paper, and each item with its report, text and options; in the order of the bank's names."""
    rows = list(exam.sat.exclude(ended_at=None).filter(number=1))
    found, answers = outcomes_of(exam, rows), answers_of(rows)
    sat: list[items.Sat] = []
    texts: dict[str, dict[str, Any]] = {}
    keys: dict[str, tuple[str, ...]] = {}
    for row in rows:
        questions = questions_of(row)
        points = {each.name: float(each.points) for each in items_of(row)}
        shares = {name: float(share) for name, share in found[row.pk].shares.items() if share is not None}
        chosen = {}
        for name, question in questions.items():
            texts.setdefault(name, question)
            keys.setdefault(name, _named(question, question.get("key")))
            chosen[name] = _named(question, answers.get(row.pk, {}).get(name))
        sat.append(items.Sat(shares, chosen, points))
    told = [
        {"report": each, "question": texts[each.name], "options": _options(texts[each.name], each)}
        for each in items.reports(sat, {name: key for name, key in keys.items() if key})
    ]
    return items.whole(sat), told


def _named(question: dict[str, Any], value: Any) -> tuple[str, ...]:
    """What was chosen, by the names of the bank, for those types that choose."""
    if question["type"] not in ("single", "multiple", "judge") or value is None:
        return ()
    if isinstance(value, bool):
        return ("true" if value else "false",)
    chosen = [value] if isinstance(value, str) else value
    return tuple(question["was"].get(each, each) for each in chosen)


def _options(question: dict[str, Any], report: items.Report) -> list[dict[str, Any]]:
    texts = {question["was"][each["id"]]: each["text"] for each in question.get("options", ())}
    found = {each.name: each for each in report.options}
    names = sorted(texts) or sorted(found)
    rare = items.unused(report.options, list(texts), report.people)
    return [{"name": name, "text": texts.get(name), "found": found.get(name), "rare": name in rare} for name in names]
