"""What every other format holds of a question: one language, options lettered by their place, no source."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any

from pydantic import ValidationError

from training.bank import checks, reading
from training.bank.faults import Fault
from training.bank.shape import Option, Question


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a file that does not say it is taken to mean."""

    language: str = "zh"
    topic: str = "practice"
    difficulty: int = 1


def canonical(question: Question, language: str) -> Question | None:
    """The part that a format holds, or None for questions whose key it could not: those that people mark."""

    def said(text: Any) -> str:
        return " ".join(str(getattr(text, language)).split()) if text else ""

    values: dict[str, Any] = {name: getattr(question, name) for name in ("id", "topic", "type", "difficulty")}
    values |= {"text": {language: said(question.text)}}
    if because := said(question.because):
        values["because"] = {language: because}
    match question.type:
        case "single" | "multiple" | "order":
            values |= lettered(question.options, question.key, said, language)
        case "match":
            pairs = question.key if isinstance(question.key, dict) else {}
            words = {each.id: said(each.text) for each in question.right}
            values |= matched(
                [(said(each.text), words[pairs[each.id]]) for each in question.left], list(words.values()), language
            )
        case "judge" | "number":
            values["key"] = question.key
        case "fill":
            lists: Any = question.key
            values["key"] = [[" ".join(each.split()) for each in accepted] for accepted in lists]
        case _:
            return None
    try:
        question = Question.model_validate(values)
        # Right sides of a match that read the same in this language are one: what is left may be no match.
        return None if any(checks.key_faults(question)) else question
    except ValidationError:  # an answer of blanks alone has nothing that could be held
        return None


def lettered(options: Sequence[Option], key: Any, said: Any, language: str) -> dict[str, Any]:
    """Options named by letters, and their key."""
    names = {option.id: ascii_uppercase[place] for place, option in enumerate(options)}
    return {
        "options": [{"id": names[each.id], "text": {language: said(each.text)}} for each in options],
        "key": names[key] if isinstance(key, str) else [names[each] for each in key],
    }


def choices(words: Sequence[str], right: Sequence[int], language: str) -> dict[str, Any]:
    """Options from their words, and the places of the right ones as key: one place a single choice."""
    letters = [ascii_uppercase[place] for place in range(min(len(words), 26))]
    return {"options": [{"id": n, "text": {language: w}} for n, w in zip(letters, words, strict=False)]} | {
        "key": [letters[place] for place in right if place < 26]
    }


def matched(pairs: Sequence[tuple[str, str]], all_right: Sequence[str], language: str) -> dict[str, Any]:
    """The parts of a match: left by number, right by letter in the order in which the pairs name it."""
    right = list(dict.fromkeys([*(each for _left, each in pairs), *all_right]))[:26]
    return {
        "left": [{"id": str(n), "text": {language: words}} for n, (words, _right) in enumerate(pairs, 1)],
        "right": [{"id": ascii_uppercase[n], "text": {language: words}} for n, words in enumerate(right)],
        "key": {
            str(n): ascii_uppercase[right.index(words)] for n, (_left, words) in enumerate(pairs, 1) if words in right
        },
    }


def lost(question: Question, language: str) -> list[str]:
    """The fields that are there and stay behind."""
    other = "en" if language == "zh" else "zh"
    found = [name for name in ("source", "reviewed", "rubric") if getattr(question, name)]
    found += ["version"] if question.version > 1 else []
    found += ["to_check"] if question.to_check else []
    return found + ([other] if getattr(question.text, other) else [])


def tagged(text: str, defaults: Defaults) -> dict[str, Any]:
    """Topic and difficulty from tags that name them, or the defaults."""
    topic = re.search(r"\btopic-([a-z-]+)", text)
    difficulty = re.search(r"\bdifficulty-([1-3])", text)
    return {
        "topic": topic[1] if topic else defaults.topic,
        "difficulty": int(difficulty[1]) if difficulty else defaults.difficulty,
    }


def named(title: str, number: int) -> str:
    """An id from a title, if it can be one."""
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:80].strip("-")
    return slug or f"question-{number}"


def taken(values: Mapping[str, Any], number: int, line: int = 0) -> tuple[Question | None, list[Fault]]:
    """A question from what a format said, held to its shape and its key."""
    question, faults = reading.entry(dict(values), number, line)
    if question is None:
        return None, faults
    wrong = [*checks.key_faults(question)]
    wrong += [
        Fault("markup", field=place, data={"found": words[:40]})
        for place, text in checks.texts(question)
        for words in (text.zh, text.en)
        if re.search(r"<\s*(script|iframe|object|style)|javascript:", words, re.IGNORECASE)
    ]
    return question, [Fault(each.code, question.id, each.field, each.data, line=line) for each in wrong]
