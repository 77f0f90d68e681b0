"""What a question is: the shape of one entry of the bank, and how entries are written back as YAML.

The shape says what types and fields there are; what must hold between fields is `training.bank.checks`.
Texts may lack a language here, since other formats hold one only: the checks ask for both.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool

Topic = Literal[
    "law-basics",
    "representatives",
    "demand-and-reply",
    "meeting",
    "agreement",
    "ratification-and-filing",
    "wages",
    "hours-and-leave",
    "safety-and-insurance",
    "women",
    "new-forms-of-work",
    "union-law",
    "disputes",
    "practice",
    "data-and-cost",
    "mutual-aid",
]
Type = Literal["single", "multiple", "judge", "fill", "order", "match", "short", "case", "draft", "number"]
#: Types that a program marks; the others are read by a person with the rubric.
CLOSED = ("single", "multiple", "judge", "fill", "order", "match", "number")
#: Types that choose among ``options``.
CHOOSING = ("single", "multiple", "order")


def _worded(value: Any) -> Any:
    """YAML reads ``1`` as a number where a name is meant: names and accepted answers are text."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _no_number(value: Any) -> Any:
    """A mapping with ``value`` is a number's key, never the pairs of a match."""
    if isinstance(value, dict) and "value" in value:
        raise ValueError("this is the key of a number")
    return value


Name = Annotated[str, BeforeValidator(_worded), Field(min_length=1, max_length=40)]
Words = Annotated[str, BeforeValidator(_worded), Field(max_length=5000)]
Pairs = Annotated[dict[Name, Name], BeforeValidator(_no_number)]
Accepted = Annotated[str, BeforeValidator(_worded), Field(min_length=1, max_length=200)]


class Shape(BaseModel):
    """What all parts share: nothing unknown, nothing changed afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class Text(Shape):
    """One text in both languages; one may be empty in what came from elsewhere."""

    zh: Words = ""
    en: Words = ""


class Option(Shape):
    """One of the answers to choose among."""

    id: Name
    text: Text


class Number(Shape):
    """A number to be found, and by how much an answer may miss it."""

    value: float = Field(allow_inf_nan=False)
    tolerance: float = Field(default=0, ge=0, allow_inf_nan=False)


class Source(Shape):
    """Where the key is from: an article while it is in force, or a work for practice."""

    law: str | None = None
    article: Annotated[str | None, BeforeValidator(_worded)] = None
    since: date | None = None
    until: date | None = None
    work: str | None = None

    def in_force(self, at: date) -> bool:
        """Whether the article holds on a day; ``until`` is the first day on which it no longer does."""
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


class Reviewed(Shape):
    """Who last looked at the question, and on which day."""

    by: str = Field(min_length=1)
    on: date


class Question(Shape):
    """One entry. ``key`` has the form that the type asks for; `training.bank.checks` holds it to that."""

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)
    version: int = Field(default=1, ge=1)
    topic: Topic
    type: Type
    difficulty: int = Field(ge=1, le=3)
    text: Text
    options: tuple[Option, ...] = Field(default=(), max_length=26)
    left: tuple[Option, ...] = Field(default=(), max_length=26)
    right: tuple[Option, ...] = Field(default=(), max_length=26)
    key: StrictBool | Number | Pairs | tuple[tuple[Accepted, ...], ...] | tuple[Name, ...] | Name | None = None
    rubric: Text | None = None
    because: Text | None = None
    source: Source | None = None
    reviewed: Reviewed | None = None
    to_check: bool = False

    def usable(self, at: date) -> bool:
        """Whether a paper may hold it on a day: nothing left to check, and its article in force."""
        return not self.to_check and (self.source is None or self.source.in_force(at))


def plain(question: Question) -> dict[str, Any]:
    """One entry as JSON and YAML have it, without what is not there."""
    found: dict[str, Any] = question.model_dump(mode="json", exclude_defaults=True)
    return {"id": question.id, "version": question.version} | {
        name: value for name, value in found.items() if name not in ("id", "version")
    }


def written(questions: Iterable[Question]) -> str:
    """The entries as a YAML file that `training.bank.reading.read` reads again. Raises nothing."""
    from negotiation import scenario_yaml  # noqa: PLC0415 (a parser that no page needs)

    return scenario_yaml.written([plain(question) for question in questions])
