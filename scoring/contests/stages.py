"""How far a contest has come: its matches, results and marks as the engine's course of the format."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from scoring.contests.models import Contest, Team
from scoring.contests.records import played, record
from scoring.engine.format import Course, Format, Played, Stage, read
from scoring.engine.format.gathering import Judged
from scoring.engine.standings import Record, Rules, standings


def course_of(contest: Contest) -> Course:
    """The contest as it stands now. The same number of queries for any number of teams and matches."""
    format = read(contest.format)
    teams = {str(team.pk): team for team in contest.teams.taking_part()}
    judged = played(contest)
    held = record(contest, format, teams, judged)
    winners = _winners(held, judged)
    matches = [
        Played(
            match.stage,
            match.round,
            str(match.workers_id),
            str(match.employer_id),
            match.pk in winners,
            winners.get(match.pk, ""),
        )
        for match in contest.matches.all()
    ]

    def ranking(stage: Stage, among: Sequence[str]) -> list[tuple[str, int]]:
        return ranked(format, held, stage, among)

    return Course(format, list(teams), matches, ranking, _marked(contest, format, set(teams)), _groups(contest, teams))


def _winners(held: Record, judged: Sequence[Judged]) -> dict[int, str]:
    """Who won each confirmed match: by its panel, else by a decision or lot between just these two."""
    orders = [each.order for each in held.decisions] + [each.order for each in held.lots]
    settled = [order for order in orders if len(order) == 2]
    found = {}
    for match in judged:
        pair = match.teams
        places = {side: match.found[side]["place"] for side in pair}
        winner = min(places, key=lambda side: places[side])
        if places["workers"] != places["employer"]:
            found[match.match] = pair[winner]
        else:
            found[match.match] = next((order[0] for order in reversed(settled) if set(order) == set(pair.values())), "")
    return found


def ranked(format: Format, held: Record, stage: Stage, among: Sequence[str]) -> list[tuple[str, int]]:
    """These teams by the points of this stage alone, equals by what of the written order can apply to it."""
    number = [each.id for each in format.stages].index(stage.id)
    component = next(each for each in format.rules.components if each.id == stage.component)
    steps = [step for step in format.rules.tie_breaks if step.component in ("", component.id)]
    rules = Rules((replace(component, weight=Fraction(1)),), tuple(steps))
    teams = set(among)

    def counts(each: Any) -> bool:
        in_stage = stage.system == "paper" or each.round // 100 == number
        return each.team in teams and each.component == component.id and in_stage

    own = Record(
        tuple(among),
        tuple(score for score in held.scores if counts(score)),
        tuple(penalty for penalty in held.penalties if counts(penalty)),
        tuple(duel for duel in held.duels if {duel.winner, duel.loser} <= teams),
        held.decisions,
        held.lots,
    )
    return [(line.team, line.place or 0) for line in standings(rules, own)]


def _marked(contest: Contest, format: Format, teams: set[str]) -> frozenset[str]:
    """The paper stages for whose component every team has a mark."""
    have: dict[str, set[str]] = {}
    for team, component in contest.marks.values_list("team", "component"):
        have.setdefault(component, set()).add(str(team))
    return frozenset(stage.id for stage in format.stages if teams <= have.get(stage.component, set()))


def _groups(contest: Contest, teams: dict[str, Team]) -> dict[str, dict[str, str]]:
    """Which group each team was drawn into, by stage."""
    by_code = {code_of(team): id for id, team in teams.items()}
    return {
        draw.stage: {
            by_code[code]: group["name"]
            for group in draw.result["groups"]
            for code in group["teams"]
            if code in by_code
        }
        for draw in contest.draws.standing().exclude(drawn=None)
        if draw.stage and "groups" in draw.result
    }


def code_of(team: Team) -> str:
    """What a team is called in a draw: its code by lot, or its number before that is drawn."""
    return team.code or f"T{team.pk}"
