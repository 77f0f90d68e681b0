"""What is judged and how much it counts: a rubric as the engine uses it.

Built by ``scoring.rubric_files`` from a rubric's content and never changed after. Texts are
``{"zh": …, "en": …}``; numbers are exact fractions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

Text = Mapping[str, str]

#: What a criterion looks at, and what a subject is.
TEAM = "team"
PERSON = "person"

#: The steps that a tie may be broken by, in whatever order the rubric declares.
MARK = "mark"
CRITERIA = "criteria"
PENALTIES = "penalties"
DECISION = "decision"


@dataclass(frozen=True, slots=True)
class Scale:
    """The values that a judge may give: from ``low`` to ``high`` in steps of ``step``."""

    low: Fraction
    high: Fraction
    step: Fraction

    def holds(self, value: Fraction) -> bool:
        """Whether ``value`` is on the scale and on one of its steps."""
        return self.low <= value <= self.high and (value - self.low) % self.step == 0


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing to look at. ``anchors`` say in words what some values of the scale mean."""

    id: str
    kind: str  # team, person
    number: int
    title: Text
    description: Text
    weight: Fraction
    scale: Scale
    anchors: Mapping[str, Text]  # by value

    def points(self, value: Fraction) -> Fraction:
        """What ``value`` adds to a judge's total: weight × value ÷ the scale's highest."""
        return self.weight * value / self.scale.high


@dataclass(frozen=True, slots=True)
class PenaltyRule:
    """What costs a team points: at least ``scale.low`` and at most ``scale.high`` for one case."""

    id: str
    title: Text
    description: Text
    scale: Scale


@dataclass(frozen=True, slots=True)
class TieBreak:
    """One step of the declared order. ``criteria`` only where the step looks at some criteria alone."""

    by: str
    title: Text
    criteria: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rubric:
    """A whole rubric. ``version`` is the SHA-256 of its canonical content.

    ``drop`` highest and as many lowest totals are left out where at least ``drop_from`` judges
    gave one; ``drop_from`` 0 leaves none out, ever.
    """

    id: str
    version: str
    title: Text
    criteria: Mapping[str, Criterion]
    penalties: Mapping[str, PenaltyRule] = field(default_factory=dict)
    tie_break: tuple[TieBreak, ...] = ()
    drop_from: int = 5
    drop: int = 1
