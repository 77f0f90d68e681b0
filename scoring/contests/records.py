"""What the standings of a contest are made from: confirmed panels, typed marks, decisions, as the engine reads them."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.db.models import Prefetch

from scoring.contests.models import Contest, Match, Team
from scoring.engine.format import Format
from scoring.engine.format.gathering import Judged, gathered
from scoring.engine.standings import Decision, Record
from scoring.models import Result

Confirmed = list[tuple[Match, Mapping[str, Any]]]


def record(contest: Contest, format: Format, teams: Mapping[str, Team], confirmed: Confirmed) -> Record:
    """All that the engine ranks these teams by; ``teams`` by their ids as text."""
    decisions = contest.decisions.select_related("by")
    return gathered(
        format,
        list(teams),
        [(str(mark.team_id), mark.component, Fraction(mark.value)) for mark in contest.marks.all()],
        [judged(match, sheets) for match, sheets in confirmed],
        [Decision(tuple(map(str, each.order)), str(each.by), each.reason) for each in decisions],
    )


def judged(match: Match, sheets: Mapping[str, Any]) -> Judged:
    """The match as the engine knows it."""
    teams = {"workers": str(match.workers_id), "employer": str(match.employer_id)}
    return Judged(match.stage, match.round, teams, str(match.session.scenario_id), sheets)


def confirmed_matches(contest: Contest) -> Confirmed:
    """Every match whose panel's result was confirmed, with the sheets of its subjects; three queries."""
    confirmed = Result.objects.exclude(confirmed_by="").order_by("pk")
    matches = contest.matches.select_related("session__panel__rubric", "session__scenario").prefetch_related(
        Prefetch("session__panel__results", confirmed, to_attr="confirmed")
    )
    panels = ((match, getattr(match.session, "panel", None)) for match in matches)
    return [
        (match, panel.confirmed[-1].content["working"]["subjects"])
        for match, panel in panels
        if panel is not None and panel.confirmed
    ]
