"""What a format makes of a number of teams, rooms and hours: matches, judges, and when each day ends."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from scoring.engine.format.shape import Format, Stage


@dataclass(frozen=True, slots=True)
class Hours:
    """When a day goes, minutes since midnight; ``noon`` is a break in which nothing begins or goes on."""

    begin: int = 8 * 60 + 30
    end: int = 18 * 60
    noon: tuple[int, int] = (12 * 60, 13 * 60 + 30)


@dataclass(frozen=True, slots=True)
class Block:
    """Matches that run side by side, or a paper. ``day`` counts from 1; minutes since midnight."""

    stage: str
    round: int
    matches: int
    day: int
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class OfStage:
    """One stage: teams that enter and go on, matches by round."""

    stage: str
    teams: int
    after: int
    rounds: tuple[int, ...]

    @property
    def matches(self) -> int:
        return sum(self.rounds)


@dataclass(frozen=True, slots=True)
class Day:
    """One day: its blocks, and when the last one ends."""

    number: int
    blocks: tuple[Block, ...]

    @property
    def end(self) -> int:
        return max(block.end for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Outlook:
    """The whole contest at a glance. ``seatings``: how many times a judge sits; ``at_once``: judges at one time.

    ``too_long``: stages of which not even one match fits into half a day.
    """

    stages: tuple[OfStage, ...]
    days: tuple[Day, ...]
    matches: int
    seatings: int
    at_once: int
    too_long: tuple[str, ...] = ()


def outlook(format: Format, *, teams: int, rooms: int, hours: Hours | None = None) -> Outlook:
    """Each round after the one before it, as many matches at once as there are rooms; nothing crosses noon.

    This is the plainest timetable, not the best: the search for rooms and panels can only be shorter. Raises
    ValueError for fewer than two teams, no room, or hours that are none.
    """
    hours = hours or Hours()
    if teams < 2 or rooms < 1 or not hours.begin < hours.end:
        raise ValueError("two teams, a room and an hour are needed")
    clock = _Clock(hours)
    found, blocks = list[OfStage](), list[Block]()
    too_long = []
    left = teams
    for stage in format.stages:
        counts = rounds_of(stage, left)
        after = min(stage.advance or left, left)
        found.append(OfStage(stage.id, left, after, counts))
        if not clock.fits(stage.minutes):
            too_long.append(stage.id)
        else:
            blocks += _blocks(stage, counts, rooms, clock)
        left = after
    days = [Day(number, tuple(of_day)) for number, of_day in groupby(blocks, key=lambda block: block.day)]
    of = {each.stage: each for each in found}
    live = [stage for stage in format.stages if stage.system != "paper"]
    return Outlook(
        tuple(found),
        tuple(days),
        sum(of[stage.id].matches for stage in live),
        sum(of[stage.id].matches * stage.panel for stage in live),
        max((min(rooms, max(of[s.id].rounds, default=0)) * s.panel for s in live), default=0),
        tuple(too_long),
    )


def rounds_of(stage: Stage, teams: int) -> tuple[int, ...]:
    """How many matches each round of a stage has when ``teams`` enter it; a paper is one round of no match."""
    if teams < 2:
        return ()
    match stage.system:
        case "groups":
            found: Iterable[int] = _groups(teams, stage.groups)
        case "double":
            found = _double(teams)
        case "single":
            found = _single(teams, stage.advance or 1, third=stage.third)
        case "paper" | "turns":
            found = (teams if stage.system == "turns" else 0,)
        case _:
            found = (teams // 2,) * (1 if stage.system == "ranking" else stage.rounds)
    return tuple(found)


def _groups(teams: int, groups: int) -> Iterator[int]:
    """Everybody meets everybody in their group; sizes differ by at most one."""
    sizes = [teams // groups + (number < teams % groups) for number in range(groups)]
    for number in range(max(size - 1 + size % 2 for size in sizes)):
        yield sum(size // 2 for size in sizes if number < size - 1 + size % 2)


def _single(teams: int, until: int, *, third: bool) -> Iterator[int]:
    """The first round leaves a power of two times ``until``; whoever has no opponent in it goes on."""
    while teams > until:
        size = until
        while size * 2 < teams:
            size *= 2
        last = size == 1
        yield teams - size + (1 if third and last else 0)
        teams = size


def _double(teams: int) -> Iterator[int]:
    """Out after two defeats: 2n - 2 matches, the two brackets' matches of one round together.

    Where both have one too many, these two meet, and the unbeaten one is reckoned to win.
    """
    winners, losers = teams, 0
    while winners > 1 or losers > 1:
        above, below = winners // 2, losers // 2
        across = winners % 2 and losers % 2 and winners + losers > 2
        yield above + below + across
        winners, losers = winners - above, losers - below + above - across
    yield 1


def _blocks(stage: Stage, counts: Sequence[int], rooms: int, clock: "_Clock") -> Iterator[Block]:
    for number, matches in enumerate(counts, 1):
        left = matches
        while left > 0 or (not matches and left == 0):
            now = min(left, rooms)
            day, begin = clock.take(stage.minutes, stage.between)
            yield Block(stage.id, number, now, day, begin, begin + stage.minutes)
            left = left - now if matches else -1


class _Clock:
    """Hands out stretches of time, one after the other, day by day."""

    def __init__(self, hours: Hours) -> None:
        noon = hours.noon if hours.begin < hours.noon[0] < hours.noon[1] < hours.end else (hours.end, hours.end)
        self.halves = [half for half in ((hours.begin, noon[0]), (noon[1], hours.end)) if half[0] < half[1]]
        self.day, self.half, self.now = 1, 0, self.halves[0][0]

    def fits(self, minutes: int) -> bool:
        """Whether so long a stretch fits into any half of a day."""
        return any(end - begin >= minutes for begin, end in self.halves)

    def take(self, minutes: int, between: int) -> tuple[int, int]:
        """Day and beginning of the next stretch that lies wholly inside one half of a day."""
        while self.now + minutes > self.halves[self.half][1]:
            self.half += 1
            if self.half == len(self.halves):
                self.day, self.half = self.day + 1, 0
            self.now = self.halves[self.half][0]
        begin = self.now
        self.now = begin + minutes + between
        return self.day, begin
