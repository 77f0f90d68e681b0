"""How far a contest has come in its format: which round is next, and who plays in it."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from scoring.engine.format.shape import Format, Stage


@dataclass(frozen=True, slots=True)
class Played:
    """A match that is planned. ``winner`` is a team once its result is confirmed, empty where the two are equal."""

    stage: str
    round: int
    workers: str
    employer: str
    done: bool = False
    winner: str = ""

    @property
    def loser(self) -> str:
        """Empty while there is no winner."""
        return {self.workers: self.employer, self.employer: self.workers}.get(self.winner, "")


#: The teams of a stage by its points so far, best first, each with its place, which equals share.
Ranking = Callable[[Stage, Sequence[str]], Sequence[tuple[str, int]]]


@dataclass(frozen=True, slots=True)
class Step:
    """The next round. ``pools``: teams that meet among themselves; ``groups`` of teams that met in groups before.

    ``by``: how they find each other (scoring.engine.draw.pairs.BY), over ``places`` where there are any.
    """

    stage: Stage
    round: int
    pools: tuple[tuple[str, ...], ...]
    places: Mapping[str, int] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    by: str = "lot"

    @property
    def teams(self) -> tuple[str, ...]:
        return tuple(team for pool in self.pools for team in pool)


class NotYet(Exception):
    """The next round cannot be drawn. ``code``: ``results`` or ``marks`` of the stage are missing, ``equal`` teams
    share the last place that goes on or a match of a knock-out has no winner, ``few`` teams, ``over`` when all is
    played."""

    def __init__(self, code: str, stage: str = "", teams: Iterable[str] = ()) -> None:
        super().__init__(code)
        self.code, self.stage, self.teams = code, stage, tuple(teams)


@dataclass(frozen=True, slots=True)
class Course:
    """Everything that is known of a contest under way. ``marked``: paper stages whose marks are all in.

    ``groups``: {stage: {team: group}} as they were drawn.
    """

    format: Format
    teams: Sequence[str]
    played: Sequence[Played]
    ranking: Ranking
    marked: frozenset[str] = frozenset()
    groups: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def next(self) -> Step:
        """The first round that is not drawn yet. Raises NotYet."""
        teams: Sequence[str] = self.teams
        groups: Mapping[str, str] = {}
        for stage in self.format.stages:
            if stage.system != "paper":
                if len(teams) < 2:
                    raise NotYet("few", stage.id)
                if step := self._step(stage, teams, groups):
                    return step
                self._assert_played(stage)
            elif stage.advance and stage.id not in self.marked:
                raise NotYet("marks", stage.id)
            teams = self.through(stage, teams)
            groups = self.groups.get(stage.id, {})
        raise NotYet("over")

    def _step(self, stage: Stage, teams: Sequence[str], groups: Mapping[str, str]) -> Step | None:
        """The stage's next round, or None when all of its rounds are drawn."""
        drawn = max((match.round for match in self._of(stage)), default=0)
        fixed = {"paired": stage.rounds, "swiss": stage.rounds}.get(stage.system, 1)
        if stage.system in ("single", "double"):
            pools = self._alive(stage, teams, drawn)
        else:
            pools = ((*teams,),) if drawn < fixed else ()
        if not pools:
            return None
        if drawn:
            self._assert_played(stage)
        if stage.seeded_by:
            # Groups are kept apart in every round, and in the first one the seeds say who meets whom.
            groups = self.groups.get(stage.seeded_by, groups)
            if not drawn:
                return Step(stage, 1, pools, self._seeds(stage, teams), groups, "seeds")
            return Step(stage, drawn + 1, pools, {}, groups)
        if stage.system == "double":
            lost = self.losses(stage)
            return Step(stage, drawn + 1, pools, {t: 1 + lost[t] for t in pools[0]}, {} if drawn else groups, "defeats")
        places = dict(self.ranking(stage, teams)) if stage.system in ("swiss", "ranking") else {}
        by = {"swiss": "swiss", "ranking": "places"}.get(stage.system, "lot")
        return Step(stage, drawn + 1, pools, places, groups if not drawn else {}, by)

    def _seeds(self, stage: Stage, teams: Sequence[str]) -> dict[str, int]:
        """Each team's place in its group, or in the ranking of the stage that seeds this one. Raises NotYet."""
        source = next(each for each in self.format.stages if each.id == stage.seeded_by)
        if source.system == "paper" and source.id not in self.marked:
            raise NotYet("marks", source.id)
        group_of = self.groups.get(source.id, {}) if source.system == "groups" else {}
        if not group_of:
            return dict(self.ranking(source, teams))
        ranked = self.ranking(source, list(group_of))
        return {
            team: 1 + sum(group_of[other] == group_of[team] and better < place for other, better in ranked)
            for team, place in ranked
            if team in set(teams)
        }

    def _of(self, stage: Stage) -> list[Played]:
        return [match for match in self.played if match.stage == stage.id]

    def _assert_played(self, stage: Stage) -> None:
        if not all(match.done for match in self._of(stage)):
            raise NotYet("results", stage.id)

    def _alive(self, stage: Stage, teams: Sequence[str], drawn: int) -> tuple[tuple[str, ...], ...]:
        """The pools of a knock-out's next round; none when as many are left as go on."""
        if drawn:
            self._assert_played(stage)
        lost = self.losses(stage)
        if stage.system == "double":
            above, below = ([team for team in teams if lost[team] == times] for times in (0, 1))
            if len(above) + len(below) <= (stage.advance or 1):
                return ()
            # One pool, so that the surplus of the unbeaten can meet one who lost once instead of both having a bye.
            return ((*above, *below),)
        alive = tuple(team for team in teams if not lost[team])
        until = stage.advance or 1
        if len(alive) <= until:
            return ()
        if stage.third and until == 1 and len(alive) == 2:
            beaten = [match.loser for match in self._of(stage) if match.round == drawn]
            return (alive, tuple(beaten)) if len(beaten) == 2 else (alive,)
        return (alive,)

    def losses(self, stage: Stage) -> Counter[str]:
        """How often each team lost in this stage. Raises NotYet where a knock-out's match has no winner."""
        lost = Counter[str]()
        for match in self._of(stage):
            if match.done and not match.winner:
                raise NotYet("equal", stage.id, (match.workers, match.employer))
            lost[match.loser] += 1
        return lost

    def through(self, stage: Stage, teams: Sequence[str]) -> list[str]:
        """The teams that go on from this stage, in the order of their places. Raises NotYet."""
        if not stage.advance or len(teams) <= stage.advance:
            return list(teams)
        if stage.system in ("single", "double"):
            lost = self.losses(stage)
            return [team for team in teams if lost[team] < (2 if stage.system == "double" else 1)]
        ranked = list(self.ranking(stage, teams))
        group_of = self.groups.get(stage.id, {}) if stage.system == "groups" else {}
        if not group_of:
            return _first(ranked, stage.advance, stage)
        each = stage.advance // len(set(group_of.values()))
        through: list[str] = []
        for name in sorted(set(group_of.values())):
            through += _first([line for line in ranked if group_of[line[0]] == name], each, stage)
        rest = [line for line in ranked if line[0] not in through]
        return through + _first(rest, stage.advance - len(through), stage)


def _first(ranked: Sequence[tuple[str, int]], count: int, stage: Stage) -> list[str]:
    """The first ``count`` teams; NotYet where the last of them shares its place with one who would stay behind."""
    if 0 < count < len(ranked) and ranked[count - 1][1] == ranked[count][1]:
        raise NotYet("equal", stage.id, [team for team, place in ranked if place == ranked[count][1]])
    return [team for team, _place in ranked[:count]]


def byes_of(step: Step) -> list[int]:
    """How many of each pool have no opponent: in a knock-out's first round as many as leave a power of two."""
    if step.stage.system == "single" and step.round == 1:
        size = step.stage.advance or 1
        while size < len(step.teams):
            size *= 2
        return [size - len(step.teams)]
    return [len(pool) % 2 for pool in step.pools]
