"""What a title asks for, and those who may get one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Self

#: Teams by their place, persons by their mean individual score, or whoever officials name (best organiser).
KINDS = ("team", "person", "named")


#: Among what counts for a person: the mean of their own points over their judged matches.
MATCHES = "matches"


class BadTitles(ValueError):
    """Rules for titles that contradict themselves; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Title:
    """One award. ``quota`` is how many at most get it.

    ``team``: the best teams whose place is at least ``from_place``. ``person``: the highest mean individual
    scores among ``roles`` with ``min_matches`` judged matches, at most ``per_team`` of a team (0: any
    number). ``named``: by the choices of officials. Nobody who got one of ``not_with`` gets this one too.

    ``counts``: what makes a person's figure, and by what weight: ``MATCHES``, the mean of their own points at the
    table, and components that they were marked for by themselves, such as a written test. Nothing: the matches alone.
    """

    id: str
    kind: str
    quota: int
    from_place: int = 1
    roles: tuple[str, ...] = ()
    min_matches: int = 1
    per_team: int = 0
    not_with: tuple[str, ...] = ()
    counts: tuple[tuple[str, Fraction], ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise BadTitles(f"{self.id}: kind is one of {', '.join(KINDS)}")
        if self.quota < 1 or self.from_place < 1 or self.min_matches < 1 or self.per_team < 0:
            raise BadTitles(f"{self.id}: quota, from_place and min_matches count from 1, per_team from 0")
        if self.kind == "person" and not self.roles:
            raise BadTitles(f"{self.id}: which roles may get it?")
        if self.counts and (self.kind != "person" or not any(weight for _what, weight in self.counts)):
            raise BadTitles(
                f"{self.id}: only a person's title counts several things, and one of them must have a weight"
            )
        if any(weight < 0 for _what, weight in self.counts):
            raise BadTitles(f"{self.id}: no weight is negative")

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read one title as ``as_json`` writes it. Raises BadTitles."""
        try:
            return cls(
                str(data["id"]),
                str(data["kind"]),
                int(data["quota"]),
                int(data.get("from_place", 1)),
                tuple(map(str, data.get("roles", ()))),
                int(data.get("min_matches", 1)),
                int(data.get("per_team", 0)),
                tuple(map(str, data.get("not_with", ()))),
                tuple((str(what), Fraction(str(weight))) for what, weight in data.get("counts", {}).items()),
            )
        except (KeyError, TypeError, AttributeError, ValueError, ZeroDivisionError) as fault:
            if isinstance(fault, BadTitles):
                raise
            raise BadTitles(f"titles: {fault!r} is missing or wrong") from fault

    def as_json(self) -> dict[str, Any]:
        """What ``from_json`` reads."""
        return {
            "id": self.id,
            "kind": self.kind,
            "quota": self.quota,
            "from_place": self.from_place,
            "roles": list(self.roles),
            "min_matches": self.min_matches,
            "per_team": self.per_team,
            "not_with": list(self.not_with),
            "counts": {what: str(weight) for what, weight in self.counts},
        }

    def figure(self, person: "Person") -> Fraction:
        """What the person is compared by, 0 to 100; what they were not marked for counts nothing."""
        if not self.counts:
            return person.mean
        weights = sum((weight for _what, weight in self.counts), Fraction(0))
        return sum((person.of(what) * weight for what, weight in self.counts), Fraction(0)) / weights


@dataclass(frozen=True, slots=True)
class Person:
    """A member of a team with an individual score (0 to 100) of each match that was judged.

    ``marks``: of 100, by component, what they were marked for by themselves.
    """

    id: str
    team: str
    role: str
    scores: tuple[Fraction, ...] = ()
    marks: Mapping[str, Fraction] = field(default_factory=dict)

    def of(self, what: str) -> Fraction:
        """The mean over the matches, or the mark for a component; 0 without any."""
        return self.mean if what == MATCHES else self.marks.get(what, Fraction(0))

    @property
    def mean(self) -> Fraction:
        """Over the judged matches; 0 without any."""
        return sum(self.scores, Fraction(0)) / len(self.scores) if self.scores else Fraction(0)


@dataclass(frozen=True, slots=True)
class Place:
    """A team's place in the standings; several teams may share one. None when disqualified."""

    team: str
    place: int | None


@dataclass(frozen=True, slots=True)
class Choice:
    """What officials decided about a title, best first: for ``named`` titles, and to settle an open tie."""

    title: str
    order: tuple[str, ...]
    by: str
    reason: str

    def __post_init__(self) -> None:
        if not self.by.strip() or not self.reason.strip():
            raise BadTitles(f"{self.title}: a choice names who made it, and why")
