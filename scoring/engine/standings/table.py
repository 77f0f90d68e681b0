"""The table itself: totals from components, and the written order of tie-breaks applied to equals.

A tie-break divides only those who are still equal, and the next step looks at each of the new groups
alone; so a step never moves a team past one that it was not tied with. Teams that nothing separates
share a place, and ``Standing.open`` says that somebody has to decide.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Any

from scoring.engine.standings.rules import Rules, TieBreak
from scoring.engine.standings.scores import Decision, Lot, Record, Score
from scoring.engine.standings.totals import ZERO, Part, Totals

#: What a team is placed by: how far it came, its total as a float, and exactly. The float is only there to be quick:
#: rounding never turns two totals round, and where it makes them equal the exact ones are compared.
Key = tuple[tuple[int, ...], float, Fraction]


@dataclass(frozen=True, slots=True)
class Separation:
    """Why two neighbours with equal totals are not equal: the step (counted from 1) and what it compared."""

    step: int
    kind: str
    mine: Fraction | None = None
    by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A team's line. ``place`` is shared by equals (1, 2, 2, 4); None when disqualified."""

    team: str
    place: int | None
    total: Fraction
    parts: Mapping[str, Part]
    separated: tuple[Separation, ...] = ()
    open: bool = False
    reason: str = ""  # of a disqualification


def standings(rules: Rules, record: Record) -> list[Standing]:
    """Every team's line, the best first; equals in the order of their ids. Raises ValueError for a score of a
    team or component that does not exist, and for two scores of one team in one round of a component."""
    return Table(rules, record).lines()


class Table:
    """The standings, which follow a changed score without being added up again.

    ``places`` {team: place}, shared by equals; ``relative`` the components in which one score moves the others.
    Raises ValueError as ``standings``.
    """

    def __init__(self, rules: Rules, record: Record) -> None:
        self._rules, self._record = rules, record
        self._scores = _by_cell(rules, record)
        self.relative = {component.id for component in rules.components if component.relative}
        self._reckon()

    def _reckon(self) -> None:
        record = self._record
        self._totals = Totals(self._rules, record.teams, self._scores.values(), record.penalties)
        ranked = [team for team in record.teams if team not in record.disqualified]
        self._keys_of = {team: self._key(team) for team in ranked}
        # The worst first, as lists are searched upwards.
        self._teams = sorted(ranked, key=self._keys_of.__getitem__)
        self._keys = [self._keys_of[team] for team in self._teams]
        self.places: dict[str, int] = dict.fromkeys(ranked, 0)
        self._why: dict[str, tuple[Separation, ...]] = {}
        self._settle(0, len(ranked))

    def _key(self, team: str) -> Key:
        total = self._totals.total(team)
        return self._record.reached.get(team, ()), float(total), total

    def put(self, score: Score) -> dict[str, tuple[int, int]]:
        """Another score in the place of the one of its team, component and round: {team: (place before, after)} of
        those whose place it moved. Raises ValueError where there is none.

        Where it moves no team past another it costs two searches in the list; a score of a relative component moves
        the others of its side and case, and everything is added up again.
        """
        cell = _cell(score)
        if cell not in self._scores:
            raise ValueError(f"no score to put another in its place: {cell}")
        self._scores[cell] = score
        if score.component in self.relative:
            before = self.places
            self._reckon()
            return {team: (before[team], now) for team, now in self.places.items() if before[team] != now}
        self._totals.put(score)
        return self._move(score.team) if score.team in self._keys_of else {}

    def _move(self, team: str) -> dict[str, tuple[int, int]]:
        old = self._teams.index(team, bisect_left(self._keys, self._keys_of[team]))
        # Whoever was equal to it may be told apart otherwise without it.
        low = bisect_left(self._keys, self._keys[old])
        high = bisect_right(self._keys, self._keys[old])
        key = self._keys_of[team] = self._key(team)
        del self._teams[old], self._keys[old]
        new = bisect_left(self._keys, key)
        self._teams.insert(new, team)
        self._keys.insert(new, key)
        return self._settle(min(low, new), max(high, bisect_right(self._keys, key)))

    def _settle(self, low: int, high: int) -> dict[str, tuple[int, int]]:
        """Places from ``low`` to ``high`` of the list, groups of equals whole; what changed."""
        moved = {}
        while low < high:
            above = bisect_right(self._keys, self._keys[low], low)
            place = len(self._teams) - above + 1
            for group, why in self._parted(self._teams[low:above]):
                for team in group:
                    self._why[team] = why.get(team, ())
                    if self.places[team] != place:
                        moved[team] = (self.places[team], place)
                        self.places[team] = place
                place += len(group)
            low = above
        return moved

    def _parted(self, equal: list[str]) -> list[tuple[list[str], dict[str, tuple[Separation, ...]]]]:
        if len(equal) == 1:
            return [(equal, {})]
        return _separated(sorted(equal), self._rules, self._record, self._totals)

    def is_tied(self, team: str) -> bool:
        """Whether another team is equal to it before any tie-break."""
        key = self._keys_of.get(team)
        return key is not None and bisect_right(self._keys, key) - bisect_left(self._keys, key) > 1

    def lines(self) -> list[Standing]:
        """Every team's line, the best first; equals in the order of their ids, the disqualified last."""
        at = Counter(self.places.values())
        totals, out = self._totals, self._record.disqualified
        return [
            Standing(team, place, totals.total(team), totals.parts(team), self._why[team], at[place] > 1)
            for team, place in sorted(self.places.items(), key=lambda held: (held[1], held[0]))
        ] + [Standing(team, None, totals.total(team), totals.parts(team), reason=out[team]) for team in sorted(out)]


def _cell(score: Score) -> tuple[str, str, int]:
    return score.team, score.component, score.round


def _by_cell(rules: Rules, record: Record) -> dict[tuple[str, str, int], Score]:
    teams, components = set(record.teams), {component.id for component in rules.components}
    held: dict[tuple[str, str, int], Score] = {}
    for score in record.scores:
        cell = _cell(score)
        if score.team not in teams or score.component not in components:
            raise ValueError(f"no team or component for {cell}")
        if cell in held:
            raise ValueError(f"two scores for {cell}")
        held[cell] = score
    return held


def _split(group: Sequence[str], figures: Mapping[str, Any]) -> list[list[str]]:
    ordered = sorted(sorted(group), key=lambda team: figures[team], reverse=True)
    return [list(equal) for _figure, equal in groupby(ordered, key=lambda team: figures[team])]


def _separated(
    equal: Sequence[str], rules: Rules, record: Record, totals: Totals
) -> list[tuple[list[str], dict[str, tuple[Separation, ...]]]]:
    """The group of equals taken apart by the written order; each part with why it stands where it stands."""
    parts: list[list[str]] = [list(equal)]
    why: dict[str, tuple[Separation, ...]] = {}
    for number, step in enumerate(rules.tie_breaks, 1):
        after: list[list[str]] = []
        for group in parts:
            split, reasons = _applied(group, number, step, record, totals) if len(group) > 1 else ([group], {})
            after += split
            for team, reason in reasons.items():
                why[team] = (*why.get(team, ()), reason)
        parts = after
    return [(group, why) for group in parts]


def _applied(
    group: list[str], number: int, step: TieBreak, record: Record, totals: Totals
) -> tuple[list[list[str]], dict[str, Separation]]:
    if step.kind in ("decision", "lot"):
        settled: Sequence[Decision | Lot] = record.decisions if step.kind == "decision" else record.lots
        return _by_order(group, number, step.kind, settled)
    figures = _figures(group, step, record, totals)
    split = _split(group, figures)
    if len(split) == 1:
        return split, {}
    return split, {team: Separation(number, step.kind, figures[team]) for team in group}


def _figures(group: Sequence[str], step: TieBreak, record: Record, totals: Totals) -> dict[str, Fraction]:
    """What the step compares; more is better."""
    match step.kind:
        case "component":
            return {team: totals.points(team, step.component) for team in group}
        case "criteria":
            return {team: totals.of_criteria(team, step) for team in group}
        case "penalties":
            return {team: -totals.penalty(team) for team in group}
    among = set(group)
    wins: dict[str, Fraction] = dict.fromkeys(group, ZERO)
    for duel in record.duels:
        if duel.winner in among and duel.loser in among:
            wins[duel.winner] += 1
    return wins


def _by_order(
    group: list[str], number: int, kind: str, settled: Sequence[Decision | Lot]
) -> tuple[list[list[str]], dict[str, Separation]]:
    """The newest decision or lot that names exactly these teams."""
    for each in reversed(settled):
        if sorted(each.order) == sorted(group):
            by, reason = (each.by, each.reason) if isinstance(each, Decision) else ("", each.record)
            return [[team] for team in each.order], {
                team: Separation(number, kind, by=by, reason=reason) for team in group
            }
    return [group], {}
