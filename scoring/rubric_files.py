"""Rubrics as files: reading and checking one, and building what the engine judges by."""

import hashlib
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal

import rfc8785
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from scoring.engine.rubric import CRITERIA, Criterion, PenaltyRule, Rubric, Scale, TieBreak

HOUSE_RUBRIC = Path(__file__).parent / "rubrics" / "default.yaml"

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
Number = Annotated[int | float, Field(ge=0, le=1000, allow_inf_nan=False)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(_Part):
    """A text in both languages."""

    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]


class ScaleIn(_Part):
    """From ``low`` to ``high`` in steps."""

    low: Number
    high: Number
    step: Annotated[int | float, Field(gt=0, le=1000)]

    @model_validator(mode="after")
    def _goes_up(self) -> "ScaleIn":
        if self.high < self.low:
            raise ValueError("high must not be below low")
        return self

    def built(self) -> Scale:
        return Scale(*(Fraction(str(value)) for value in (self.low, self.high, self.step)))


class CriterionIn(_Part):
    id: Key
    kind: Literal["team", "person"]
    weight: Annotated[int | float, Field(gt=0, le=1000)]
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
    from_: Annotated[int, Field(alias="from", ge=0, le=99)]
    each_end: Annotated[int, Field(ge=0, le=10)]


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
        if len(ids) != len(set(ids)):
            raise ValueError("two criteria or penalties have the same id")
        team = {each.id for each in self.criteria if each.kind == "team"}
        if not team:
            raise ValueError("no criterion judges a team")
        named = {key for step in self.tie_break for key in step.criteria}
        if not named <= team:
            raise ValueError(f"the tie-break names no criterion of teams: {', '.join(sorted(named - team))}")
        if self.drop.from_ and self.drop.from_ <= 2 * self.drop.each_end:
            raise ValueError("drop.from leaves no judge's total when both ends are dropped")
        return self


class UnusableRubric(Exception):
    """A rubric file that cannot be used; the message says where and why, a line for each fault."""


def read(content: bytes) -> dict[str, Any]:
    """The checked content of a rubric file. Raises UnusableRubric naming every fault."""
    try:
        data = YAML(typ="safe").load(content.decode())
        RubricIn.model_validate(data)
    except (YAMLError, UnicodeDecodeError) as problem:
        raise UnusableRubric(str(problem)) from problem
    except ValidationError as problem:
        lines = [f"{'.'.join(map(str, error['loc'])) or '(file)'}: {error['msg']}" for error in problem.errors()]
        raise UnusableRubric("\n".join(lines)) from problem
    checked: dict[str, Any] = data
    return checked


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
