"""The table itself: totals from components, and the written order of tie-breaks applied to equals.

A tie-break divides only those who are still equal, and the next step looks at each of the new groups
alone; so a step never moves a team past one that it was not tied with. Teams that nothing separates
share a place, and ``Standing.open`` says that somebody has to decide.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Any

from scoring.engine.standings.rules import Component, Rules, TieBreak
from scoring.engine.standings.scores import Decision, Lot, Record, Score

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Part:
    """A component's share in a total: ``points`` of ``Component.maximum`` and ``weighted`` of 100."""

    points: Fraction
    weighted: Fraction
    rounds: Mapping[int, Fraction]  # each round's points, penalties taken off


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
    _check(rules, record)
    totals = _Totals(rules, record)
    ranked = [team for team in sorted(record.teams) if team not in record.disqualified]
    groups = _split(ranked, {team: (record.reached.get(team, ()), totals.total(team)) for team in ranked})
    lines: list[Standing] = []
    for equal in groups:
        for group, separated in _separated(equal, rules, record, totals):
            place = len(lines) + 1
            lines += [_line(team, place, totals, separated.get(team, ()), len(group) > 1) for team in group]
    return lines + [
        Standing(team, None, totals.total(team), totals.parts(team), reason=record.disqualified[team])
        for team in sorted(record.disqualified)
    ]


def _line(team: str, place: int, totals: "_Totals", why: tuple[Separation, ...], open: bool) -> Standing:
    return Standing(team, place, totals.total(team), totals.parts(team), why, open)


def _check(rules: Rules, record: Record) -> None:
    teams, components = set(record.teams), {component.id for component in rules.components}
    seen = set()
    for score in record.scores:
        cell = (score.team, score.component, score.round)
        if score.team not in teams or score.component not in components:
            raise ValueError(f"no team or component for {cell}")
        if cell in seen:
            raise ValueError(f"two scores for {cell}")
        seen.add(cell)


class _Totals:
    """Totals of all teams, each component worked out once."""

    def __init__(self, rules: Rules, record: Record) -> None:
        self.rules = rules
        self.weights = sum((component.weight for component in rules.components), ZERO)
        self.points: dict[tuple[str, str], dict[int, Fraction]] = defaultdict(dict)
        self.criteria: dict[tuple[str, str, str], list[Fraction]] = defaultdict(list)
        self.penalties: dict[str, Fraction] = defaultdict(Fraction)
        levels = _levels(rules, record.scores)
        for score in record.scores:
            self.points[score.team, score.component][score.round] = score.value + levels(score)
            for criterion, points in score.criteria.items():
                self.criteria[score.team, score.component, criterion].append(points)
        for penalty in record.penalties:
            self.penalties[penalty.team] += penalty.points
            rounds = self.points[penalty.team, penalty.component]
            rounds[penalty.round] = rounds.get(penalty.round, ZERO) - penalty.points
        self._parts = {team: self._parts_of(team) for team in record.teams}

    def _parts_of(self, team: str) -> dict[str, Part]:
        return {component.id: self._part(team, component) for component in self.rules.components}

    def _part(self, team: str, component: Component) -> Part:
        rounds = self.points.get((team, component.id), {})
        points = _over_rounds(component, rounds)
        return Part(points, points / component.maximum * component.weight / self.weights * 100, dict(rounds))

    def parts(self, team: str) -> Mapping[str, Part]:
        return self._parts[team]

    def total(self, team: str) -> Fraction:
        """Of 100."""
        return sum((part.weighted for part in self._parts[team].values()), ZERO)

    def of_criteria(self, team: str, step: TieBreak) -> Fraction:
        """The mean over the rounds of these criteria's points together."""
        found = [self.criteria.get((team, step.component, criterion), []) for criterion in step.criteria]
        return sum((sum(points, ZERO) / len(points) for points in found if points), ZERO)


def _over_rounds(component: Component, rounds: Mapping[int, Fraction]) -> Fraction:
    """One score of all rounds; a team without any has nothing."""
    if not rounds:
        return ZERO
    match component.over_rounds:
        case "sum":
            return sum(rounds.values(), ZERO)
        case "best":
            return max(rounds.values())
        case "last":
            return rounds[max(rounds)]
    return sum(rounds.values(), ZERO) / len(rounds)


def _levels(rules: Rules, scores: Iterable[Score]) -> Callable[[Score], Fraction]:
    """What is added to a score so that every side of every scenario has the mean of its component.

    Compared with those who played the same, then put back on the common level. A component that is
    not relative adds nothing.
    """
    relative = {component.id for component in rules.components if component.relative}
    alike: dict[tuple[str, str, str], list[Fraction]] = defaultdict(list)
    all_of: dict[str, list[Fraction]] = defaultdict(list)
    for score in scores:
        if score.component in relative:
            alike[score.component, score.side, score.scenario].append(score.value)
            all_of[score.component].append(score.value)
    common = {component: _mean(values) for component, values in all_of.items()}
    added = {played: common[played[0]] - _mean(values) for played, values in alike.items()}
    return lambda score: added.get((score.component, score.side, score.scenario), ZERO)


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, ZERO) / len(values)


def _split(group: Sequence[str], figures: Mapping[str, Any]) -> list[list[str]]:
    ordered = sorted(sorted(group), key=lambda team: figures[team], reverse=True)
    return [list(equal) for _figure, equal in groupby(ordered, key=lambda team: figures[team])]


def _separated(
    equal: Sequence[str], rules: Rules, record: Record, totals: _Totals
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
    group: list[str], number: int, step: TieBreak, record: Record, totals: _Totals
) -> tuple[list[list[str]], dict[str, Separation]]:
    if step.kind in ("decision", "lot"):
        settled: Sequence[Decision | Lot] = record.decisions if step.kind == "decision" else record.lots
        return _by_order(group, number, step.kind, settled)
    figures = _figures(group, step, record, totals)
    split = _split(group, figures)
    if len(split) == 1:
        return split, {}
    return split, {team: Separation(number, step.kind, figures[team]) for team in group}


def _figures(group: Sequence[str], step: TieBreak, record: Record, totals: _Totals) -> dict[str, Fraction]:
    """What the step compares; more is better."""
    match step.kind:
        case "component":
            return {team: totals.parts(team)[step.component].points for team in group}
        case "criteria":
            return {team: totals.of_criteria(team, step) for team in group}
        case "penalties":
            return {team: -totals.penalties.get(team, ZERO) for team in group}
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
