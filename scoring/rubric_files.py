"""Rubrics as files: reading and checking one, and building what the engine judges by."""

import hashlib
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import rfc8785
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from scoring.engine.rubric import CRITERIA, PERSON, TEAM, Criterion, PenaltyRule, Rubric, Scale, TieBreak

if TYPE_CHECKING:
    from negotiation.scenario_yaml import Node

HOUSE_RUBRIC = Path(__file__).parent / "rubrics" / "default.yaml"

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
Number = Annotated[float, Field(strict=True, ge=0, le=1000, allow_inf_nan=False)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Part):
    """A text in both languages."""

    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]


class ScaleIn(_Part):
    """From ``low`` to ``high`` in steps."""

    low: Number
    high: Annotated[float, Field(strict=True, gt=0, le=1000, allow_inf_nan=False)]
    step: Annotated[float, Field(strict=True, ge=0.0001, le=1000, allow_inf_nan=False)]

    @model_validator(mode="after")
    def _goes_up(self) -> "ScaleIn":
        scale = self.built()
        if not scale.low <= scale.high or not scale.holds(scale.high):
            raise ValueError(_("high must be reached from low by whole steps"))
        return self

    def built(self) -> Scale:
        return Scale(*(Fraction(str(value)) for value in (self.low, self.high, self.step)))


class CriterionIn(_Part):
    id: Key
    kind: Literal["team", "person"]
    weight: Annotated[float, Field(strict=True, gt=0, le=100)]
    title: Words
    description: Words
    anchors: dict[str, Words]


class PenaltyIn(_Part):
    id: Key
    title: Words
    description: Words
    points: ScaleIn


class TieBreakIn(_Part):
    by: Literal["mark", "criteria", "penalties", "decision"]
    title: Words
    criteria: tuple[Key, ...] = ()


class Drop(_Part):
    from_: Annotated[int, Field(strict=True, alias="from", ge=0, le=99)]
    each_end: Annotated[int, Field(strict=True, ge=0, le=10)]


class RubricIn(_Part):
    """A rubric file."""

    schema_: Annotated[Literal["rubric/1"], Field(alias="schema")]
    id: Key
    title: Words
    scale: ScaleIn
    drop: Drop
    criteria: Annotated[list[CriterionIn], Field(min_length=1, max_length=40)]
    penalties: list[PenaltyIn] = []
    tie_break: Annotated[list[TieBreakIn], Field(min_length=1)]

    @model_validator(mode="after")
    def _fits(self) -> "RubricIn":
        ids = [each.id for each in self.criteria] + [each.id for each in self.penalties]
        team = {each.id for each in self.criteria if each.kind == TEAM}
        named = {key for step in self.tie_break for key in step.criteria}
        if len(ids) != len(set(ids)):
            raise ValueError(_("two criteria or penalties have the same id"))
        if not team:
            raise ValueError(_("no criterion judges a team"))
        if not named <= team:
            unknown = ", ".join(sorted(named - team))
            raise ValueError(_("the tie-break names what is no criterion of a team: %(ids)s") % {"ids": unknown})
        if self.drop.from_ and self.drop.from_ <= 2 * self.drop.each_end:
            raise ValueError(_("drop leaves no judge's total: from must be more than twice each_end"))
        self._weigh_up()
        self._anchored()
        return self

    def _weigh_up(self) -> None:
        """A mark is out of 100, for a team and for a person."""
        for kind in (TEAM, PERSON):
            weights = [Fraction(str(each.weight)) for each in self.criteria if each.kind == kind]
            if weights and sum(weights) != 100:
                found = {"kind": kind, "sum": f"{float(sum(weights)):g}"}
                raise ValueError(_("the weights for a %(kind)s come to %(sum)s, not 100") % found)

    def _anchored(self) -> None:
        """Every anchor stands at a value that a judge can give."""
        scale = self.scale.built()
        for each in self.criteria:
            for value in each.anchors:
                if not value.isdecimal() or not scale.holds(Fraction(value)):
                    raise ValueError(
                        _("%(id)s has an anchor at %(value)s, which is not on the scale")
                        % {"id": each.id, "value": value}
                    )


class UnusableRubric(Exception):
    """A rubric file that cannot be used; the message has a line for each fault: FILE:LINE:COLUMN: field: fault."""


def read(content: bytes, file: str = "") -> dict[str, Any]:
    """The checked content of a rubric file. Raises UnusableRubric naming every fault and its place."""
    # Only who reads a file pays for the YAML reader: a serving process starts without it.
    from negotiation.scenario_yaml import read as read_yaml  # noqa: PLC0415

    tree, faults = read_yaml(content)
    if tree is None or faults:
        raise UnusableRubric("\n".join(fault.line_in(file) for fault in faults))
    data: dict[str, Any] = tree.plain()
    try:
        RubricIn.model_validate(data)
    except ValidationError as problem:
        lines = [_fault(file, tree, error["loc"], dict(error)) for error in problem.errors()]
        raise UnusableRubric("\n".join(lines)) from problem
    return data


def _fault(file: str, tree: "Node", where: Iterable[int | str], error: Mapping[str, Any]) -> str:
    """One fault as editors and people read it, at the nearest place that stands in the file."""
    node, path = tree, ""
    for part in where:
        entries: dict[int | str, Node] = dict(enumerate(node)) if isinstance(part, int) else dict(node.items())
        if isinstance(part, int):
            path += f"[{part + 1}]"
        elif part in entries or error["type"] in ("missing", "extra_forbidden"):
            path += f".{part}"
        node = entries.get(part, node)
    return f"{file}:{node.line}:{node.column}: {path.lstrip('.') or 'rubric'}: {explained(error)}"


def explained(error: Mapping[str, Any]) -> str:
    """What is wrong, in the language of now; the limit itself as the checker names it."""
    kind, limits = error["type"], error.get("ctx") or {}
    if kind == "value_error":
        return str(limits["error"])
    if kind == "literal_error":
        return _("must be one of %(expected)s") % {"expected": limits["expected"]}
    words = {
        "missing": _("is missing"),
        "extra_forbidden": _("is not a field of a rubric"),
        "string_pattern_mismatch": _("must be small letters, digits, - or _, at most 40, beginning with a letter"),
        "int_type": _("must be a number"),
        "float_type": _("must be a number"),
    }
    return words.get(kind) or _("cannot be used: %(why)s") % {"why": error["msg"]}


def digest(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON (RFC 8785) of a rubric's content."""
    return hashlib.sha256(rfc8785.dumps(content)).hexdigest()


def built(content: dict[str, Any]) -> Rubric:
    """The rubric as the engine judges by it."""
    file = RubricIn.model_validate(content)
    scale = file.scale.built()
    criteria = {
        each.id: Criterion(
            each.id,
            each.kind,
            number,
            each.title.model_dump(),
            each.description.model_dump(),
            Fraction(str(each.weight)),
            scale,
            {value: words.model_dump() for value, words in each.anchors.items()},
        )
        for number, each in enumerate(file.criteria, 1)
    }
    penalties = {
        each.id: PenaltyRule(each.id, each.title.model_dump(), each.description.model_dump(), each.points.built())
        for each in file.penalties
    }
    steps = tuple(
        TieBreak(each.by, each.title.model_dump(), each.criteria if each.by == CRITERIA else ())
        for each in file.tie_break
    )
    drop = file.drop
    return Rubric(
        file.id, digest(content), file.title.model_dump(), criteria, penalties, steps, drop.from_, drop.each_end
    )
