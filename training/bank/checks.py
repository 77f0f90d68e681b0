"""What must hold between the fields of an entry, and between entries: each fault with entry and field."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from training.bank.faults import Fault
from training.bank.shape import CHOOSING, CLOSED, Number, Option, Question, Text

_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
#: A tag, a script's address, or a character reference; "a < b" and "5 > 3" are none.
_MARKUP = re.compile(r"</?[A-Za-z!][^>]*>?|javascript:|&(#\d+|#x[0-9a-fA-F]+|[A-Za-z]+);", re.IGNORECASE)
_BLANK = re.compile(r"_{2,}|＿{2,}")


@dataclass(frozen=True, slots=True)
class Entry:
    """A question and where it stands."""

    question: Question
    file: str = ""
    line: int = 0


def check(entries: Sequence[Entry], at: date) -> list[Fault]:
    """Everything wrong with the entries as of a day, in the order of the entries."""
    found: list[Fault] = []
    ids: dict[str, str] = {}
    stems: dict[str, str] = {}
    for entry in entries:
        faults = [*single(entry.question, at), *_again(entry, ids, stems)]
        found += [
            Fault(fault.code, entry.question.id, fault.field, fault.data, entry.file, entry.line) for fault in faults
        ]
    return found


def single(question: Question, at: date) -> Iterator[Fault]:
    """What is wrong with one entry by itself."""
    yield from key_faults(question)
    for place, text in texts(question):
        yield from _text(place, text)
    yield from _papers(question, at)


def texts(question: Question) -> Iterator[tuple[str, Text]]:
    """Every text of an entry with its field."""
    yield "text", question.text
    for name in ("options", "left", "right"):
        options: tuple[Option, ...] = getattr(question, name)
        yield from ((f"{name}[{option.id}].text", option.text) for option in options)
    for name in ("rubric", "because"):
        if text := getattr(question, name):
            yield name, text


def key_faults(question: Question) -> Iterator[Fault]:
    """What is wrong with options and key: what a paper could not be marked by."""
    for name, wanted in (
        ("options", question.type in CHOOSING),
        ("left", question.type == "match"),
        ("right", question.type == "match"),
    ):
        yield from _options(name, getattr(question, name), wanted=wanted)
    if question.type not in CLOSED:
        if question.key is not None:
            yield Fault("not-for-type", field="key")
        return
    yield from _key(question)


def _options(name: str, options: Sequence[Option], *, wanted: bool) -> Iterator[Fault]:
    if options and not wanted:
        yield Fault("not-for-type", field=name)
    if wanted and len(options) < 2:
        yield Fault("few-options", field=name)
    yield from (Fault("option-twice", field=name, data={"name": each}) for each in _twice([one.id for one in options]))


def _key(question: Question) -> Iterator[Fault]:
    key, names = question.key, [option.id for option in question.options]
    match question.type, key:
        case "single", str():
            yield from _known("key", [key], names)
        case (("multiple" | "order"), tuple()) if key and all(isinstance(each, str) for each in key):
            chosen = [str(each) for each in key]
            yield from _known("key", chosen, names)
            yield from _whole(question.type, chosen, names)
        case "judge", bool():
            pass
        case "number", Number():
            pass
        case "fill", tuple() if key and all(isinstance(each, tuple) and each for each in key):
            yield from _blanks(question, len(key))
        case "match", dict():
            yield from _pairs(question, key)
        case _:
            yield Fault("no-key", field="key")


def _known(field: str, named: Sequence[str], names: Sequence[str]) -> Iterator[Fault]:
    yield from (Fault("key-not-option", field=field, data={"name": each}) for each in named if each not in names)
    yield from (Fault("key-twice", field=field, data={"name": each}) for each in _twice(named))


def _whole(type: str, chosen: Sequence[str], names: Sequence[str]) -> Iterator[Fault]:
    if type == "order":
        yield from (Fault("key-incomplete", field="key", data={"name": each}) for each in names if each not in chosen)
    elif len(chosen) < 2:
        yield Fault("key-single", field="key")


def _blanks(question: Question, lists: int) -> Iterator[Fault]:
    """Blanks may also be written otherwise: only lines of ``__`` are counted."""
    for language, text in (("zh", question.text.zh), ("en", question.text.en)):
        blanks = len(_BLANK.findall(text))
        if blanks and blanks != lists:
            yield Fault("blanks", field=f"text.{language}", data={"text": blanks, "key": lists})


def _pairs(question: Question, key: Mapping[str, str]) -> Iterator[Fault]:
    left = [option.id for option in question.left]
    right = [option.id for option in question.right]
    yield from (Fault("key-not-option", field="key", data={"name": each}) for each in key if each not in left)
    yield from (Fault("key-incomplete", field="key", data={"name": each}) for each in left if each not in key)
    for each in key.values():
        if each not in right:
            yield Fault("key-not-option", field="key", data={"name": each})


def _text(place: str, text: Text) -> Iterator[Fault]:
    for language, words in (("zh", text.zh), ("en", text.en)):
        if not words.strip():
            yield Fault("no-text", field=f"{place}.{language}", data={"language": language})
        if found := _MARKUP.search(words):
            yield Fault("markup", field=f"{place}.{language}", data={"found": found[0][:40]})
    if found := _CHINESE.search(text.en):
        yield Fault("chinese-in-english", field=f"{place}.en", data={"found": found[0][:20]})


def _papers(question: Question, at: date) -> Iterator[Fault]:
    """Reason, source and review: what makes a key one that can be answered for."""
    if question.type in CLOSED and question.because is None:
        yield Fault("no-reason", field="because")
    if question.type not in CLOSED and question.rubric is None:
        yield Fault("no-rubric", field="rubric")
    source = question.source
    if source is None or not (source.work or (source.law and source.article)):
        yield Fault("no-source", field="source")
    elif source.since and source.until and source.until <= source.since:
        yield Fault("dates", field="source.until")
    elif not source.in_force(at):
        yield Fault("repealed", field="source", data={"at": at.isoformat()})
    if question.reviewed is None:
        yield Fault("no-review", field="reviewed")
    if question.to_check:
        yield Fault("to-check", field="to_check")


def _again(entry: Entry, ids: dict[str, str], stems: dict[str, str]) -> Iterator[Fault]:
    question = entry.question
    if question.id in ids:
        yield Fault("duplicate-id", field="id", data={"file": ids[question.id]})
    ids.setdefault(question.id, entry.file)
    # Two questions may share a stem ("which is right?") when their options differ.
    told = [question.text.zh or question.text.en, *sorted(option.text.zh for option in question.options)]
    stem = "\n".join("".join(re.findall(r"\w+", words)).casefold() for words in told)
    if stem.strip() and stems.get(stem, question.id) != question.id:
        yield Fault("duplicate-stem", field="text", data={"other": stems[stem]})
    stems.setdefault(stem, question.id)


def _twice(names: Sequence[str]) -> list[str]:
    return sorted({each for each in names if names.count(each) > 1})
