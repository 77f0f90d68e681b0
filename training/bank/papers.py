"""Papers: what a blueprint asks for, drawn and shuffled for one person, as documents to print and to mark by.

The same bank, blueprint, seed and person give the same paper. Nothing that a lawyer has still to check and no repealed
article gets into one.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from django.utils.translation import gettext as _
from django.utils.translation import override
from pydantic import Field, ValidationError

from scoring.engine.draw import Lots
from training.bank.engine.choosing import Part, Unmet, choose
from training.bank.shape import CHOOSING, Number, Option, Question, Shape, Text, Topic, Type

FEWEST, MOST = 1, 200
#: Characters of options that are set on one line.
ONE_LINE = 48


class PartAt(Shape):
    """One part of a paper; a list that is left out lets everything in."""

    title: Text = Text()
    topics: tuple[Topic, ...] = ()
    types: tuple[Type, ...] = ()
    difficulty: tuple[Annotated[int, Field(ge=1, le=3)], ...] = ()
    count: int = Field(ge=FEWEST, le=MOST)
    points: int = Field(ge=1, le=100)

    def fits(self, question: Question) -> bool:
        """Whether the part may hold it."""
        return (
            (not self.topics or question.topic in self.topics)
            and (not self.types or question.type in self.types)
            and (not self.difficulty or question.difficulty in self.difficulty)
        )


class Blueprint(Shape):
    """What a paper is made of. ``minutes`` is what is printed on it."""

    title: Text
    minutes: int = Field(ge=1, le=600)
    parts: tuple[PartAt, ...] = Field(min_length=1, max_length=20)

    @property
    def points(self) -> int:
        return sum(part.count * part.points for part in self.parts)


class Unfit(ValueError):
    """No paper can be made; the lines say why, for people."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("; ".join(lines))
        self.lines = list(lines)


@dataclass(frozen=True, slots=True)
class Paper:
    """The questions of each part, options in the order of this paper. ``mark`` tells papers apart on the table."""

    blueprint: Blueprint
    parts: tuple[tuple[Question, ...], ...]
    mark: str


def blueprint_of(content: bytes) -> Blueprint:
    """A blueprint from YAML. Raises Unfit with every fault."""
    from negotiation import scenario_yaml  # noqa: PLC0415 (a parser that no page needs)

    tree, faults = scenario_yaml.read(content)
    if tree is None or faults:
        raise Unfit([_("The blueprint cannot be read as YAML.")])
    try:
        return Blueprint.model_validate(tree.plain())
    except ValidationError as error:
        raise Unfit([f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()]) from None


def draw(blueprint: Blueprint, bank: Iterable[Question], seed: str, person: str, at: date) -> Paper:
    """The paper of one person on a day. Raises Unfit where the bank has too little for it."""
    digest = hashlib.sha256(f"{seed}\0{person}".encode()).digest()
    lots = Lots(digest)
    usable = {each.id: each for each in sorted(bank, key=lambda each: each.id) if each.usable(at)}
    row = lots.shuffled(usable)
    parts = [Part(each.count, [name for name in row if each.fits(usable[name])]) for each in blueprint.parts]
    try:
        chosen = choose(parts)
    except Unmet as unmet:
        names = ", ".join(str(number + 1) for number in unmet.parts)
        words = _("Part %(parts)s: %(asked)s questions are asked for, and the bank has %(there)s that fit.")
        raise Unfit([words % {"parts": names, "asked": unmet.asked, "there": unmet.there}]) from None
    made = tuple(tuple(shuffled(usable[name], lots) for name in names) for names in chosen)
    return Paper(blueprint, made, digest.hex()[:8].upper())


def shuffled(question: Question, lots: Lots) -> Question:
    """Options in an order of this paper, lettered anew; the key goes with them."""
    if question.type == "match":
        right = lots.shuffled(question.right)
        names = {each.id: chr(ord("A") + number) for number, each in enumerate(right)}
        assert isinstance(question.key, dict)
        pairs = {left: names[each] for left, each in question.key.items()}
        return question.model_copy(update={"right": _lettered(right), "key": pairs})
    if question.type not in CHOOSING:
        return question
    options = lots.shuffled(question.options)
    names = {each.id: chr(ord("A") + number) for number, each in enumerate(options)}
    if isinstance(question.key, str):
        return question.model_copy(update={"options": _lettered(options), "key": names[question.key]})
    assert isinstance(question.key, tuple)
    moved = [names[str(each)] for each in question.key]
    key = tuple(moved if question.type == "order" else sorted(moved))
    return question.model_copy(update={"options": _lettered(options), "key": key})


def _lettered(options: Sequence[Option]) -> tuple[Option, ...]:
    return tuple(each.model_copy(update={"id": chr(ord("A") + n)}) for n, each in enumerate(options))


# --- Documents --------------------------------------------------------------------------------------


def document(paper: Paper, language: str, person: str, *, key: bool) -> dict[str, Any]:
    """The paper, or its key, as data of the template ``plain``."""
    with override("en" if language == "en" else "zh-hans"):
        title = _said(paper.blueprint.title, language)
        about = [
            _("Name: %(name)s") % {"name": person},
            _("%(minutes)s minutes, %(points)s points")
            % {
                "minutes": paper.blueprint.minutes,
                "points": paper.blueprint.points,
            },
            _("Paper %(mark)s") % {"mark": paper.mark},
        ]
        parts: list[dict[str, Any]] = []
        number = 0
        for place, (part, questions) in enumerate(zip(paper.blueprint.parts, paper.parts, strict=True), 1):
            heading = _said(part.title, language) or _("Part %(number)s") % {"number": place}
            each = _("%(count)s × %(points)s points") % {"count": part.count, "points": part.points}
            numbered = list(enumerate(questions, number + 1))
            number += len(numbered)
            parts.append({"kind": "heading", "text": f"{heading} ({each})"})
            parts += _key(numbered, language) if key else _asked(numbered, language)
        subtitle = _("Key, for those who mark") if key else ""
        return {"title": title, "subtitle": subtitle, "about": about, "parts": parts, "imprint": paper.mark}


Numbered = Iterable[tuple[int, Question]]


def _asked(numbered: Numbered, language: str) -> Iterator[dict[str, Any]]:
    """Each question with its options: on one line where they are short."""
    for number, question in numbered:
        mark = f" {_('( right / wrong )')}" if question.type == "judge" else ""
        yield {"kind": "text", "text": f"{number}. {_said(question.text, language)}{mark}"}
        for options in (question.options, question.left, question.right):
            lines = [f"{each.id}. {_said(each.text, language)}" for each in options]
            if sum(map(len, lines)) <= ONE_LINE:
                yield from [{"kind": "text", "text": "    ".join(lines)}] if lines else []
            else:
                yield {"kind": "list", "items": lines}


def _key(numbered: Numbered, language: str) -> Iterator[dict[str, Any]]:
    """A row for each question: the key, why, and where it stands in the law and in the bank."""
    rows = []
    for number, question in numbered:
        because, source = question.because or question.rubric, question.source
        rests = f"{source.law} {source.article or ''}".strip() if source and source.law else "–"
        why = _said(because, language) if because else ""
        rows.append([str(number), answer_of(question), why, rests, question.id])
    yield {"kind": "table", "head": [_("No."), _("Right answer"), _("Why"), _("Law"), _("Entry")], "rows": rows}


def answer_of(question: Question) -> str:
    """The key as people write it on paper."""
    key = question.key
    if isinstance(key, bool):
        return _("right") if key else _("wrong")
    if isinstance(key, Number):
        spread = f" ± {key.tolerance:g}" if key.tolerance else ""
        return f"{key.value:g}{spread}"
    if isinstance(key, dict):
        return ", ".join(f"{left}–{right}" for left, right in key.items())
    if isinstance(key, tuple):
        joint = " → " if question.type == "order" else "; "
        return joint.join(" / ".join(each) if isinstance(each, tuple) else each for each in key)
    return key or _("by the rubric")


def _said(text: Text, language: str) -> str:
    return (text.en if language == "en" else text.zh) or text.zh or text.en
