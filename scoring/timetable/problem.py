"""What a timetable must fit: matches, rooms, teams and judges. Times are minutes since midnight of the first day."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

DAY = 24 * 60
FED = re.compile(r"(winner|loser) of (.+)")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Team:
    """Who plays, and whose they are: a judge of the same city or employer may not judge them."""

    id: str
    city: str
    employer: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """A room and the spans in which it is open; a match lies wholly inside one."""

    id: str
    open: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Judge:
    """``free``: the spans in which the judge can sit, none given: always. ``conflicts``: team and reason."""

    id: str
    city: str
    employer: str = ""
    head: bool = False
    experience: int = 1
    free: tuple[Span, ...] = ()
    conflicts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """Two teams, each an id or ``winner of M3``, ``loser of M3``; ``panel``: how many judges sit."""

    id: str
    round: int
    teams: tuple[str, str]
    minutes: int
    panel: int

    def feeders(self) -> tuple[str, ...]:
        """The matches whose ends decide who plays here."""
        return tuple(found[2] for team in self.teams if (found := FED.fullmatch(team)))


@dataclass(frozen=True, slots=True)
class Weights:
    """What one unit of each soft fault costs. docs/timetable.md says what a unit is."""

    load: int = 4
    experience: int = 2
    moves: int = 1
    repeats: int = 3
    possible: int = 1


@dataclass(frozen=True, slots=True)
class Problem:
    """All that is given. ``day``: the first day, ISO.

    ``fresh``: sets of rounds within which no judge sees a team twice. ``experience``: what a judge of a panel should
    have on the average.
    """

    day: str
    starts: tuple[int, ...]
    teams: tuple[Team, ...]
    rooms: tuple[Room, ...]
    judges: tuple[Judge, ...]
    matches: tuple[Match, ...]
    team_rest: int = 0
    judge_rest: int = 0
    fresh: tuple[frozenset[int], ...] = ()
    experience: int = 0
    weights: Weights = field(default_factory=Weights)


def minute(day: str, when: str) -> int:
    """Minutes from midnight of the day to a moment ``YYYY-MM-DD HH:MM``. Raises ValueError for what is none."""
    return int((datetime.fromisoformat(when) - datetime.fromisoformat(day)).total_seconds() // 60)


def moment(day: str, at: int) -> str:
    """The moment so many minutes after midnight of the day."""
    return (datetime.fromisoformat(day) + timedelta(minutes=at)).strftime("%Y-%m-%d %H:%M")
