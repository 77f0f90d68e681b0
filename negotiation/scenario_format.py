"""The shape of a ``cb-scenario/2`` file: its keys, types and limits, and nothing that needs two of them at once.

The models are never played from: they judge the plain data of a file, and write ``docs/scenario.schema.json``.
What the parts mean to each other is checked in ``scenario_checks``.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

SCHEMA = "cb-scenario/2"

Id = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,47}$")]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,47}$", description="A name to calculate with in formulas.")]
Words = Annotated[str, Field(min_length=1, max_length=20_000)]
Short = Annotated[str, Field(min_length=1, max_length=200)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Minutes = Annotated[float, Field(gt=0, le=240, allow_inf_nan=False, description="Minutes; 2.5 is two and a half.")]
Points = Annotated[int, Field(ge=0, le=1_000_000)]
Side = Literal["workers", "employer"]
Audience = Annotated[
    Literal["public", "workers", "employer"], Field(description="Who may see it: everybody, or one side only.")
]
NotesAudience = Annotated[Literal["judge", "author"], Field(description="Who may see it before the session has ended.")]


class Part(BaseModel):
    """Strict: no key that is not named here, and no value is ever turned into another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Text(Part):
    """The same words in Chinese and English."""

    zh: Words
    en: Words


class Title(Part):
    zh: Short
    en: Short


class Provenance(Part):
    """Where the case comes from and what was changed."""

    based_on: Short | None = None
    authors: Annotated[list[Short], Field(max_length=20)] = []
    changes: Annotated[list[Text], Field(max_length=50)] = []


class Notes(Part):
    audience: NotesAudience
    points: Annotated[list[Text], Field(min_length=1, max_length=30)]


class Suggested(Part):
    preparation_minutes: Annotated[int, Field(ge=0, le=10_000)]
    team_size: Annotated[int, Field(ge=3, le=10)]


class SeatAt(Part):
    """A place at the table. The first of each side is the chief, who alone signs."""

    id: Id
    title: Title
    can_sign: bool = False
    private: Annotated[Text | None, Field(description="For this seat alone, not even for its own side.")] = None


class Batna(Part):
    """The best alternative to an agreement."""

    text: Text
    points: Points


class Secret(Part):
    """What the side must not let out. ``tokens`` are searched for in everything that others may read."""

    text: Text
    tokens: Annotated[list[Short], Field(max_length=20)] = []


class PartyAt(Part):
    name: Title
    seats: Annotated[list[SeatAt], Field(min_length=1, max_length=9)]
    brief: Annotated[Text, Field(description="For this side alone.")]
    priorities: Annotated[list[Id], Field(min_length=1, max_length=30)]
    secrets: Annotated[list[Secret], Field(max_length=20)] = []
    may_disclose: Annotated[list[Text], Field(max_length=20)] = []
    batna: Batna
    reservation: Points
    target: Points


class Parties(Part):
    workers: PartyAt
    employer: PartyAt


def _kind_of_label(value: Any) -> str:
    return "(number)" if isinstance(value, int | float) and not isinstance(value, bool) else "(text)"


def _kind_of_cell(value: Any) -> str:
    return "(number)" if isinstance(value, int | float) and not isinstance(value, bool) else "(words)"


Label = Annotated[Annotated[int, Tag("(number)")] | Annotated[Short, Tag("(text)")], Discriminator(_kind_of_label)]
Cell = Annotated[Annotated[Number, Tag("(number)")] | Annotated[Title, Tag("(words)")], Discriminator(_kind_of_cell)]


class Line(Part):
    label: Title
    values: Annotated[list[Number], Field(min_length=2, max_length=60)]


class Series(Part):
    """Figures over time, for a plot: one or more lines over the same labels ``x``."""

    x: Annotated[list[Label], Field(min_length=2, max_length=60)]
    lines: Annotated[list[Line], Field(min_length=1, max_length=6)]

    @model_validator(mode="after")
    def _even(self) -> Self:
        for number, line in enumerate(self.lines):
            if len(line.values) != len(self.x):
                data = {"at": ["lines", number], "found": len(line.values), "expected": len(self.x)}
                raise PydanticCustomError("uneven-series", "uneven", data)
        return self


class Table(Part):
    columns: Annotated[list[Title], Field(min_length=1, max_length=12)]
    rows: Annotated[list[list[Cell]], Field(min_length=1, max_length=60)]

    @model_validator(mode="after")
    def _even(self) -> Self:
        for number, row in enumerate(self.rows):
            if len(row) != len(self.columns):
                data = {"at": ["rows", number], "row": number + 1, "found": len(row), "expected": len(self.columns)}
                raise PydanticCustomError("uneven-table", "uneven", data)
        return self


CONTENTS = ("number", "text", "numbers", "series", "table")


class Datum(Part):
    """One entry of the data pack. It holds exactly one of number, text, numbers, series and table."""

    key: Key
    label: Title
    audience: Audience
    unit: Title | None = None
    number: Number | None = None
    text: Text | None = None
    numbers: Annotated[list[Number] | None, Field(min_length=1, max_length=60)] = None
    series: Series | None = None
    table: Table | None = None
    source: Text | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _one_content(self) -> Self:
        held = [name for name in CONTENTS if getattr(self, name) is not None]
        if len(held) != 1:
            raise PydanticCustomError("one-content", "one", {"at": [], "held": held})
        return self


class FloorAt(Part):
    """A minimum under an issue, with law and article."""

    id: Id
    issue: Id
    rule: Text
    source: Text
    severity: Literal["statute", "policy"]
    to_check: Annotated[bool, Field(description="The source is still to be checked by a lawyer.")] = False


class BothPoints(Part):
    workers: Points
    employer: Points


class Extra(Part):
    workers: Annotated[int, Field(ge=-1_000_000, le=1_000_000)] = 0
    employer: Annotated[int, Field(ge=-1_000_000, le=1_000_000)] = 0


def _kind_of_cost(value: Any) -> str:
    if isinstance(value, dict):
        return "(sides)"
    return _kind_of_label(value)


Formula = Annotated[
    str, Field(min_length=1, max_length=300, description="+ - * / ( ), numbers and keys of the data pack.")
]
OneCost = Annotated[
    Annotated[Number, Tag("(number)")] | Annotated[Formula, Tag("(text)")], Discriminator(_kind_of_label)
]


class Costs(Part):
    """What each side works out from the data that it may see. The mandate counts the employer's."""

    workers: OneCost
    employer: OneCost


Cost = Annotated[
    Annotated[Number, Tag("(number)")] | Annotated[Formula, Tag("(text)")] | Annotated[Costs, Tag("(sides)")],
    Discriminator(_kind_of_cost),
]


class OptionAt(Part):
    id: Id
    text: Text
    points: BothPoints
    lawful: bool = True
    floor: Annotated[Id | None, Field(description="The legal floor that it breaks, when unlawful.")] = None
    risk: Annotated[Id | None, Field(description="The policy floor that it falls behind, although lawful.")] = None
    decoy: Annotated[bool, Field(description="On purpose worse for both sides than another option.")] = False
    cost: Annotated[Cost, Field(description="A year's cost to the employer, in the money unit.")] = 0
    note: Text | None = None


class IssueAt(Part):
    id: Id
    title: Title
    kind: Literal["wage", "hours", "leave", "insurance", "security", "safety", "women", "union", "term", "other"]
    article: Short | None = None
    status_quo: Annotated[Id, Field(description="The option that stands when the issue is dropped.")]
    options: Annotated[list[OptionAt], Field(min_length=2, max_length=30)]


class Place(Part):
    issue: Id
    option: Id


class Rule(Part):
    id: Id
    audience: Audience
    note: Text | None = None


class MaxCost(Rule):
    kind: Literal["max_cost"]
    value: Number


class MustHave(Rule):
    kind: Literal["must_have"]
    issue: Id
    options: Annotated[list[Id], Field(min_length=1, max_length=30)]


class Never(Rule):
    kind: Literal["never"]
    issue: Id
    options: Annotated[list[Id], Field(min_length=1, max_length=30)]


class Requires(Rule):
    kind: Literal["requires"]
    when: Place
    then: Place


class Excludes(Rule):
    kind: Literal["excludes"]
    when: Place
    then: Place


AnyRule = Annotated[MaxCost | MustHave | Never | Requires | Excludes, Field(discriminator="kind")]


class Together(Part):
    """Extra points when all of ``when`` are agreed together."""

    when: Annotated[list[Place], Field(min_length=2, max_length=6)]
    points: Extra


class PhaseAt(Part):
    id: Id
    title: Title
    minutes: Minutes
    presides: Side | None = None
    speech: Literal["workers", "employer", "floor", "open", "none"]
    offers: bool
    caucus: bool
    injects: bool
    then: Literal["next", "wait", "close"]


class Caucus(Part):
    calls: Annotated[int, Field(ge=0, le=10, description="How often each side may call one.")]
    minutes: Minutes


class Clock(Part):
    caucus: Caucus
    phases: Annotated[list[PhaseAt], Field(min_length=1, max_length=30)]


class InjectAt(Part):
    """News in the middle. Without ``minute`` the host lets it out; caucuses do not count."""

    id: Id
    audience: Audience
    text: Text
    minute: Annotated[int | None, Field(ge=0, le=1_000)] = None


class DocumentAt(Part):
    id: Id
    title: Title
    kind: Literal["demand", "reply", "authorisation", "minutes", "agreement", "other"]
    audience: Audience


class File(Part):
    """A scenario of collective bargaining between two sides."""

    model_config = ConfigDict(title=SCHEMA)

    schema_: Annotated[Literal["cb-scenario/2"], Field(alias="schema")]
    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,47}$", description="Small letters, digits and hyphens.")]
    title: Title
    level: Literal["enterprise", "industry", "region"]
    contract_kind: Title
    jurisdiction: Short
    difficulty: Annotated[int, Field(ge=1, le=3)]
    money_unit: Title
    licence: Short
    fictional: bool
    provenance: Provenance | None = None
    suggested: Suggested | None = None
    learning_goals: Notes
    background: Annotated[Text, Field(description="Public.")]
    parties: Parties
    data: Annotated[list[Datum], Field(min_length=1, max_length=200)]
    legal_floors: Annotated[list[FloorAt], Field(max_length=60)]
    issues: Annotated[list[IssueAt], Field(min_length=1, max_length=30)]
    constraints: Annotated[list[AnyRule], Field(max_length=60)] = []
    interactions: Annotated[list[Together], Field(max_length=20)] = []
    clock: Clock
    injects: Annotated[list[InjectAt], Field(max_length=30)] = []
    documents: Annotated[list[DocumentAt], Field(max_length=30)] = []
    debrief: Notes
