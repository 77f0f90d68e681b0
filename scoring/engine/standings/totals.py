"""Totals of all teams from their scores, each component worked out once, and again only for a score that changes."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring.engine.standings.rules import Rules, TieBreak
from scoring.engine.standings.scores import Penalty, Score

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Part:
    """A component's share in a total: ``points`` of ``Component.maximum`` and ``weighted`` of 100."""

    points: Fraction
    weighted: Fraction
    rounds: Mapping[int, Fraction]  # each round's points, penalties taken off


class Totals:
    """What each team has of each component and of 100 in all.

    ``put`` takes another score in the place of one; sums over rounds are kept, so it costs the same in a long contest.
    """

    def __init__(self, rules: Rules, teams: Iterable[str], scores: Collection[Score], penalties: Sequence[Penalty]):
        weights = sum((component.weight for component in rules.components), ZERO)
        self._components = {component.id: component for component in rules.components}
        self._shares = {each.id: each.weight * 100 / weights / each.maximum for each in rules.components}
        self._rounds: dict[tuple[str, str], dict[int, Fraction]] = defaultdict(dict)
        self._criteria: dict[tuple[str, str], dict[int, Mapping[str, Fraction]]] = defaultdict(dict)
        self._off: dict[tuple[str, str, int], Fraction] = defaultdict(Fraction)
        self._penalties: dict[str, Fraction] = defaultdict(Fraction)
        self._levels = _levels(rules, scores)
        for penalty in penalties:
            self._penalties[penalty.team] += penalty.points
            self._off[penalty.team, penalty.component, penalty.round] += penalty.points
            self._rounds[penalty.team, penalty.component][penalty.round] = ZERO
        for score in scores:
            self._rounds[score.team, score.component][score.round] = score.value + self._levels(score)
            self._criteria[score.team, score.component][score.round] = score.criteria
        for (team, component, round), points in self._off.items():
            self._rounds[team, component][round] -= points
        self._sums = {key: sum(rounds.values(), ZERO) for key, rounds in self._rounds.items()}
        self._points = {(team, id): self._over_rounds(team, id) for team in teams for id in self._components}
        self._totals: dict[str, Fraction] = defaultdict(Fraction)
        for (team, component), points in self._points.items():
            self._totals[team] += points * self._shares[component]

    def put(self, score: Score) -> None:
        """Another score in the place of the one of its team, component and round.

        Not for a component that is relative: there one score moves the others.
        """
        key = score.team, score.component
        rounds = self._rounds[key]
        points = score.value + self._levels(score) - self._off.get((*key, score.round), ZERO)
        self._sums[key] += points - rounds[score.round]
        rounds[score.round] = points
        self._criteria[key][score.round] = score.criteria
        before = self._points[key]
        self._points[key] = self._over_rounds(*key)
        self._totals[score.team] += (self._points[key] - before) * self._shares[score.component]

    def _over_rounds(self, team: str, component: str) -> Fraction:
        """One score of all rounds; a team without any has nothing."""
        rounds = self._rounds.get((team, component))
        if not rounds:
            return ZERO
        match self._components[component].over_rounds:
            case "sum":
                return self._sums[team, component]
            case "best":
                return max(rounds.values())
            case "last":
                return rounds[max(rounds)]
        return self._sums[team, component] / len(rounds)

    def parts(self, team: str) -> Mapping[str, Part]:
        """Each component's part, as it is now."""
        return {
            id: Part(self.points(team, id), self.points(team, id) * share, dict(self._rounds.get((team, id), {})))
            for id, share in self._shares.items()
        }

    def points(self, team: str, component: str) -> Fraction:
        return self._points[team, component]

    def total(self, team: str) -> Fraction:
        """Of 100."""
        return self._totals[team]

    def penalty(self, team: str) -> Fraction:
        return self._penalties.get(team, ZERO)

    def of_criteria(self, team: str, step: TieBreak) -> Fraction:
        """The mean over the rounds of these criteria's points together."""
        rounds = self._criteria.get((team, step.component), {}).values()
        found = [[points[criterion] for points in rounds if criterion in points] for criterion in step.criteria]
        return sum((_mean(points) for points in found if points), ZERO)


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
