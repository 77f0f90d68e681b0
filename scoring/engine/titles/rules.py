"""What a title asks for, and those who may get one."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Self

#: Teams by their place, persons by their mean individual score, or whoever officials name (best organiser).
KINDS = ("team", "person", "named")


class BadTitles(ValueError):
    """Rules for titles that contradict themselves; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Title:
    """One award. ``quota`` is how many at most get it.

    ``team``: the best teams whose place is at least ``from_place``. ``person``: the highest mean individual
    scores among ``roles`` with ``min_matches`` judged matches, at most ``per_team`` of a team (0: any
    number). ``named``: by the choices of officials. Nobody who got one of ``not_with`` gets this one too.
    """

    id: str
    kind: str
    quota: int
    from_place: int = 1
    roles: tuple[str, ...] = ()
    min_matches: int = 1
    per_team: int = 0
    not_with: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise BadTitles(f"{self.id}: kind is one of {', '.join(KINDS)}")
        if self.quota < 1 or self.from_place < 1 or self.min_matches < 1 or self.per_team < 0:
            raise BadTitles(f"{self.id}: quota, from_place and min_matches count from 1, per_team from 0")
        if self.kind == "person" and not self.roles:
            raise BadTitles(f"{self.id}: which roles may get it?")

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
            )
        except (KeyError, TypeError) as fault:
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
        }


@dataclass(frozen=True, slots=True)
class Person:
    """A member of a team with an individual score (0 to 100) of each match that was judged."""

    id: str
    team: str
    role: str
    scores: tuple[Fraction, ...] = ()

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
