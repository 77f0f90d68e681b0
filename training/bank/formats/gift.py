"""GIFT, Moodle's plain text: single, multiple, judge, fill with one blank, match and number.

The syntax is that of docs.moodle.org/en/GIFT_format; id and tags are comments, as Moodle 3.11 and later write them.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from training.bank.faults import Fault
from training.bank.formats.held import Defaults, choices, matched, named, tagged, taken
from training.bank.shape import Number, Question

_SPECIAL = re.compile(r"([\\~=#{}:])")
_FORMAT = re.compile(r"^\[(html|moodle|plain|markdown)\]")
_WEIGHT = re.compile(r"^%(-?\d+(?:\.\d+)?)%")
_NUMBER = re.compile(r"#\s*(-?\d+(?:\.\d+)?(?:e[-+]?\d+)?)\s*(?::\s*(\d+(?:\.\d+)?(?:e[-+]?\d+)?))?", re.IGNORECASE)
#: A place that no escape protects, before a mark that means something.
_FREE = r"(?<!\\)(?:\\\\)*"


def holds(question: Question) -> bool:
    """Answers with an arrow would be read as a match, which GIFT has no way to prevent."""
    words = [text.zh + text.en for text in (each.text for each in (*question.left, *question.right))]
    if question.type == "fill":
        key: Any = question.key
        words += list(key[0])
        if len(key) != 1:
            return False
    if question.type == "match" and (len(question.left) < 2 or not all(words)):
        return False
    return question.type != "order" and "->" not in "".join(words)


def write(questions: Sequence[Question]) -> str:
    """Canonical questions as one file. Raises nothing."""
    return "\n".join(_entry(question) for question in questions)


def read(content: bytes, defaults: Defaults) -> tuple[list[Question], list[Fault]]:
    """The questions of a file and everything wrong with it, each fault with the line where its entry begins."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return [], [Fault("syntax", data={"problem": "UTF-8"}, line=content[: error.start].count(b"\n") + 1)]
    found, faults = [], []
    for number, (line, remarks, entry) in enumerate(_entries(text), 1):
        try:
            values = _values(entry, remarks, number, defaults)
        except _Wrong as wrong:
            faults.append(Fault(wrong.code, f"#{number}", data={"problem": wrong.said, "found": wrong.said}, line=line))
            continue
        question, more = taken(values, number, line)
        found += [question] if question else []
        faults += more
    return found, faults


class _Wrong(Exception):
    def __init__(self, code: str, said: str) -> None:
        super().__init__(said)
        self.code, self.said = code, said


def _escaped(words: str, *, answer: bool = True) -> str:
    safe = _SPECIAL.sub(r"\\\1", words)
    return f"[plain]{safe}" if not answer or words[:1] in ("[", "%") else safe


def _plain(words: str) -> str:
    words = _FORMAT.sub("", words.strip())
    return re.sub(r"\\(.)", lambda found: " " if found[1] == "n" else found[1], words).strip()


def _entry(question: Question) -> str:
    language = "zh" if question.text.zh else "en"
    body = "\n".join(_answers(question, language))
    because = getattr(question.because, language) if question.because else ""
    reason = f"\n####{_escaped(because)}" if because else ""
    tags = f"// [id:{question.id}] [tag:topic-{question.topic}] [tag:difficulty-{question.difficulty}]"
    stem = _escaped(getattr(question.text, language), answer=False)
    return f"{tags}\n::{question.id}::{stem} {{{body}{reason}\n}}\n"


def _answers(question: Question, language: str) -> Iterator[str]:
    key: Any = question.key
    words = {each.id: _escaped(getattr(each.text, language)) for each in (*question.options, *question.right)}
    match question.type:
        case "single":
            yield from (("=" if name == key else "~") + each for name, each in words.items())
        case "multiple":
            wrong = len(words) - len(key)
            for name, each in words.items():
                yield f"~%{100 / len(key) if name in key else -100 / wrong:.5f}%{each}"
        case "judge":
            yield "TRUE" if key else "FALSE"
        case "fill":
            yield from ("=" + _escaped(each) for each in key[0])
        case "number":
            assert isinstance(key, Number)
            yield f"#{key.value!r}:{key.tolerance!r}"
        case _:
            used = {key[each.id] for each in question.left}
            for left in question.left:
                yield f"={_escaped(getattr(left.text, language))} -> {words[key[left.id]]}"
            yield from (f"= -> {words[other.id]}" for other in question.right if other.id not in used)


def _entries(text: str) -> Iterator[tuple[int, str, str]]:
    """Each entry with the line on which it begins and the comments before it: an empty line parts them."""
    begun, remarks, lines = 0, "", []
    for number, line in enumerate([*text.splitlines(), ""], 1):
        if line.lstrip().startswith("//"):
            remarks += line
        elif line.startswith("$CATEGORY:"):
            remarks = ""
        elif line.strip():
            begun = begun or number
            lines.append(line)
        elif lines:
            yield begun, remarks, "\n".join(lines)
            begun, remarks, lines = 0, "", []


def _values(entry: str, remarks: str, number: int, defaults: Defaults) -> dict[str, Any]:
    title, rest = re.match(rf"\s*(?:::(.*?{_FREE})::)?(.*)", entry, re.DOTALL).groups()  # type: ignore[union-attr]
    marks = [match.end() - 1 for match in re.finditer(_FREE + r"[{}]", rest)]
    if [rest[at] for at in marks] != ["{", "}"]:
        raise _Wrong("syntax", "{ }")
    stem, answers, tail = rest[: marks[0]], rest[marks[0] + 1 : marks[1]], rest[marks[1] + 1 :].strip()
    given = re.search(r"\[id:([a-z0-9-]+)\]", remarks)
    text = f"{_plain(stem)} ____ {_plain(tail)}" if tail else _plain(stem)
    values = {"id": given[1] if given else named(title or "", number), **tagged(remarks, defaults)}
    answers, _mark, because = answers.partition("####")
    if because.strip():
        values["because"] = {defaults.language: _plain(because)}
    return values | {"text": {defaults.language: text}} | _key(answers.strip(), defaults.language)


def _key(answers: str, language: str) -> dict[str, Any]:
    if answers.upper() in ("T", "TRUE", "F", "FALSE"):
        return {"type": "judge", "key": answers.upper().startswith("T")}
    if number := _NUMBER.fullmatch(answers):
        return {"type": "number", "key": {"value": float(number[1]), "tolerance": float(number[2] or 0)}}
    parts = _parts(answers)
    if not parts:
        raise _Wrong("unsupported", "essay" if not answers else answers[:40])
    if all(mark == "=" and "->" in words for mark, _weight, words in parts):
        pairs = [(_plain(left), _plain(right)) for left, _arrow, right in (each[2].partition("->") for each in parts)]
        all_right = [each for _left, each in pairs]
        return {"type": "match", **matched([each for each in pairs if each[0]], all_right, language)}
    if all(mark == "=" and weight in (None, 100) for mark, weight, _words in parts):
        return {"type": "fill", "key": [[_plain(words) for _mark, _weight, words in parts]]}
    words = [_plain(each) for _mark, _weight, each in parts]
    right = [n for n, (mark, weight, _words) in enumerate(parts) if mark == "=" or (weight or 0) > 0]
    found = choices(words, right, language)
    if any(mark == "=" for mark, _weight, _words in parts):
        if len(right) != 1:
            raise _Wrong("wrong-key", "=")
        return {"type": "single", **found, "key": found["key"][0]}
    return {"type": "multiple", **found}


def _parts(answers: str) -> list[tuple[str, float | None, str]]:
    """Each answer with its mark and weight, feedback left out."""
    starts = [match.end() - 1 for match in re.finditer(_FREE + "[=~]", answers)]
    if not starts or answers[: starts[0]].strip():
        return []
    parts = []
    for start, end in zip(starts, [*starts[1:], len(answers)], strict=True):
        words = re.split(_FREE + "#", answers[start + 1 : end].strip())[0]
        weight = _WEIGHT.match(words)
        parts.append((answers[start], float(weight[1]) if weight else None, words[weight.end() if weight else 0 :]))
    return parts
