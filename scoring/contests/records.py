"""What the standings of a contest are made from: confirmed panels, typed marks, decisions, as the engine reads them."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from django.db.models import Prefetch

from scoring.contests.models import Contest, Match, Team
from scoring.engine.format import Format
from scoring.engine.standings import Decision, Duel, Penalty, Record, Score
from scoring.models import Result

#: The sides of a match, by the names that its panel's subjects have.
SIDES = ("workers", "employer")

Confirmed = list[tuple[Match, Mapping[str, Any]]]


def record(contest: Contest, format: Format, teams: Mapping[str, Team], confirmed: Confirmed) -> Record:
    """All that the engine ranks these teams by; ``teams`` by their ids as text."""
    scores, penalties, duels = list[Score](), list[Penalty](), list[Duel]()
    for mark in contest.marks.all():
        if str(mark.team_id) in teams:
            scores.append(Score(str(mark.team_id), mark.component, Fraction(mark.value)))
    for match, sheets in confirmed:
        found = _scores(match, sheets, format)
        scores += [score for score in found if score.team in teams]
        penalties += [penalty for penalty in _penalties(match, sheets, found) if penalty.team in teams]
        duels += [duel for duel in _duel(match, sheets) if {duel.winner, duel.loser} <= teams.keys()]
    decisions = tuple(
        Decision(tuple(map(str, each.order)), str(each.by), each.reason)
        for each in contest.decisions.select_related("by")
    )
    return Record(tuple(teams), tuple(_in_rounds(scores)), tuple(penalties), tuple(duels), decisions)


def confirmed_matches(contest: Contest) -> Confirmed:
    """Every match whose panel's result was confirmed, with the sheets of its subjects; three queries."""
    confirmed = Result.objects.exclude(confirmed_by="").order_by("pk")
    matches = contest.matches.select_related("session__panel", "session__scenario").prefetch_related(
        Prefetch("session__panel__results", confirmed, to_attr="confirmed")
    )
    panels = ((match, getattr(match.session, "panel", None)) for match in matches)
    return [
        (match, panel.confirmed[-1].content["working"]["subjects"])
        for match, panel in panels
        if panel is not None and panel.confirmed
    ]


def _scores(match: Match, sheets: Mapping[str, Any], format: Format) -> list[Score]:
    stages = [stage.id for stage in format.stages]
    component = next((stage.component for stage in format.stages if stage.id == match.stage), "")
    if not component:
        return []
    # Rounds are counted over all stages, so that a team's second stage is another round of the same component.
    number = stages.index(match.stage) * 100 + match.round
    return [
        Score(
            str(getattr(match, f"{side}_id")),
            component,
            Fraction(sheets[side]["mean"]),
            number,
            side,
            str(match.session.scenario_id),
            criteria_means(sheets[side]),
        )
        for side in SIDES
    ]


def criteria_means(sheet: Mapping[str, Any]) -> dict[str, Fraction]:
    """The mean points of each criterion over the judges whose totals count."""
    kept = [line["points"] for line in sheet["judges"].values() if "dropped" not in line]
    names = {name for points in kept for name in points}
    return {name: sum((Fraction(points[name]) for points in kept), Fraction(0)) / len(kept) for name in names}


def _penalties(match: Match, sheets: Mapping[str, Any], scores: Iterable[Score]) -> list[Penalty]:
    return [
        Penalty(score.team, score.component, Fraction(sheets[score.side]["penalty"]), score.round)
        for score in scores
        if Fraction(sheets[score.side]["penalty"])
    ]


def _duel(match: Match, sheets: Mapping[str, Any]) -> list[Duel]:
    workers, employer = (sheets[side]["place"] for side in SIDES)
    if workers == employer:
        return []
    pair = (str(match.workers_id), str(match.employer_id))
    return [Duel(*pair) if workers < employer else Duel(*reversed(pair))]


def _in_rounds(scores: Iterable[Score]) -> Iterable[Score]:
    """A match that was played again counts by its last playing."""
    newest = {(score.team, score.component, score.round): score for score in scores}
    return newest.values()
