"""Questions and answers as pages show them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from training.exams.models import Attempt


def in_words(text: Mapping[str, str] | None) -> str:
    """A text of the bank in the reader's language."""
    if not text:
        return ""
    one, other = ("en", "zh") if (get_language() or "").startswith("en") else ("zh", "en")
    return text.get(one) or text.get(other) or ""


def asked(attempt: Attempt, answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The paper’s parts with every question as its fields need it, and what was answered; never a key."""
    found = []
    for number, part in enumerate(attempt.paper, 1):
        questions = [asked_one(each, answers.get(each["id"])) for each in part["questions"]]
        title = in_words(part["title"]) or _("Part %(number)s") % {"number": number}
        found.append({"title": title, "points": part["points"], "questions": questions})
    return found


def asked_one(question: Mapping[str, Any], answer: Any) -> dict[str, Any]:
    """One question as its fields need it, with what was answered; never its key."""
    kind = question["type"]
    told: dict[str, Any] = {
        "id": question["id"],
        "no": question["no"],
        "name": f"q{question['no']}",
        "type": kind,
        "text": in_words(question["text"]),
        "points": question["points"],
        "answer": answer,
        "answered": answer is not None,
    }
    options = [(each["id"], in_words(each["text"])) for each in question.get("options", ())]
    if kind in ("single", "multiple"):
        chosen = [answer] if isinstance(answer, str) else answer or []
        told["options"] = [{"id": name, "text": text, "chosen": name in chosen} for name, text in options]
    elif kind == "order":
        places = {name: place for place, name in enumerate(answer or [], 1) if name}
        told["options"] = [{"id": name, "text": text, "place": places.get(name)} for name, text in options]
        told["places"] = list(range(1, len(options) + 1))
    elif kind == "match":
        pairs = answer or {}
        told["right"] = [(each["id"], in_words(each["text"])) for each in question["right"]]
        told["left"] = [
            {"id": each["id"], "text": in_words(each["text"]), "chosen": pairs.get(each["id"])}
            for each in question["left"]
        ]
    elif kind == "fill":
        given = list(answer or [])
        blanks = len(question["key"])
        told["blanks"] = [{"no": place, "value": given[place] if place < len(given) else ""} for place in range(blanks)]
    return told


def said(question: Mapping[str, Any], answer: Any) -> str:
    """An answer as people read it."""
    if answer is None:
        return _("no answer")
    if isinstance(answer, bool):
        return _("right") if answer else _("wrong")
    if isinstance(answer, Mapping):
        return ", ".join(f"{left}–{right}" for left, right in answer.items())
    if isinstance(answer, list):
        return (" → " if question["type"] == "order" else "; ").join(each or "–" for each in answer)
    return str(answer)
