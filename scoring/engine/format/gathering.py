"""From sheets and marks to what the standings are made of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from scoring.engine.format.shape import Format
from scoring.engine.standings import Decision, Duel, Penalty, Record, Score

#: The sides of a match, by the names that its panel's subjects have.
SIDES = ("workers", "employer")

#: An exact number from its text. The same few means come back in every match.
exact = lru_cache(4096)(Fraction)


@dataclass(frozen=True, slots=True)
class Judged:
    """A match with a confirmed result. ``teams`` by side; ``found`` by subject, as ``working.brief`` has."""

    match: int
    stage: str
    round: int
    teams: Mapping[str, str]
    scenario: str
    found: Mapping[str, Any]


def gathered(
    format: Format,
    teams: Sequence[str],
    marks: Iterable[tuple[str, str, Fraction]],
    matches: Iterable[Judged],
    decisions: Iterable[Decision] = (),
) -> Record:
    """All that the teams are ranked by; what belongs to others is left out. ``marks``: (team, component, points)."""
    here, matches = set(teams), list(matches)
    scores = [Score(team, component, points) for team, component, points in marks if team in here]
    penalties, duels = list[Penalty](), list[Duel]()
    for match in matches:
        found = scores_of(match, format)
        scores += [score for score in found if score.team in here]
        penalties += [penalty for penalty in _penalties(match, found) if penalty.team in here]
        duels += [duel for duel in _duel(match) if {duel.winner, duel.loser} <= here]
    # A match that was played again counts by its last playing.
    newest = {(score.team, score.component, score.round): score for score in scores}
    return Record(
        tuple(teams),
        tuple(newest.values()),
        tuple(penalties),
        tuple(duels),
        tuple(decisions),
        reached=reached(format, matches) if format.data.get("by_stage") else {},
    )


def reached(format: Format, matches: Iterable[Judged]) -> dict[str, tuple[int, ...]]:
    """How far each team came: its last stage, and in a knock-out round by round what became of it there.

    A knock-out's rounds count 1 for a match that was won and for a bye, 0 for one that was lost: the final's winner
    (1, 1, 1), its loser (1, 1, 0), the match for the third place (1, 0, 1) and (1, 0, 0). After two defeats: the last
    round, and whether it was won.
    """
    stages = {stage.id: number for number, stage in enumerate(format.stages)}
    played: dict[str, dict[int, dict[int, int]]] = {}
    for match in matches:
        winner = next((duel.winner for duel in _duel(match)), "")
        for team in match.teams.values():
            rounds = played.setdefault(team, {}).setdefault(stages.get(match.stage, -1), {})
            rounds[match.round] = int(team == winner)
    return {team: _far(format, of_team) for team, of_team in played.items()}


def _far(format: Format, of_team: Mapping[int, Mapping[int, int]]) -> tuple[int, ...]:
    number = max(of_team)
    rounds, last = of_team[number], max(of_team[number])
    match format.stages[number].system:
        case "single":
            return (number, *(rounds.get(each, 1) for each in range(1, last + 1)))
        case "double":
            return (number, last, rounds[last])
    return (number,)


def scores_of(match: Judged, format: Format) -> list[Score]:
    """What the match gives its two teams; nothing where its stage counts for no component."""
    stages = [stage.id for stage in format.stages]
    component = next((stage.component for stage in format.stages if stage.id == match.stage), "")
    if not component:
        return []
    # Rounds are counted over all stages, so that a team's second stage is another round of the same component.
    number = stages.index(match.stage) * 100 + match.round
    steps = (step for step in format.rules.tie_breaks if step.component == component)
    compared = {criterion for step in steps for criterion in step.criteria}
    return [
        Score(
            match.teams[side],
            component,
            exact(match.found[side]["mean"]),
            number,
            side,
            match.scenario,
            {
                name: exact(match.found[side]["criteria"][name])
                for name in compared & match.found[side]["criteria"].keys()
            },
        )
        for side in SIDES
    ]


def _penalties(match: Judged, scores: Iterable[Score]) -> list[Penalty]:
    return [
        Penalty(score.team, score.component, exact(match.found[score.side]["penalty"]), score.round)
        for score in scores
        if exact(match.found[score.side]["penalty"])
    ]


def _duel(match: Judged) -> list[Duel]:
    workers, employer = (match.found[side]["place"] for side in SIDES)
    if workers == employer:
        return []
    pair = (match.teams["workers"], match.teams["employer"])
    return [Duel(*pair) if workers < employer else Duel(*reversed(pair))]
