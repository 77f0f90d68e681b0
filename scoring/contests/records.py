"""What the standings of a contest are made from: confirmed panels, typed marks, decisions, as the engine reads them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.db.models import Prefetch

from scoring.contests.models import Contest, Match
from scoring.engine.format import Format
from scoring.engine.format.gathering import Judged, gathered
from scoring.engine.standings import Decision, Record
from scoring.models import Result

Confirmed = list[tuple[Match, Mapping[str, Any]]]


def record(contest: Contest, format: Format, teams: Collection[str], played: Sequence[Judged]) -> Record:
    """All that the engine ranks these teams by; ``teams`` by their ids as text."""
    decisions = contest.decisions.select_related("by")
    return gathered(
        format,
        list(teams),
        [(str(mark.team_id), mark.component, Fraction(mark.value)) for mark in contest.marks.all()],
        played,
        [Decision(tuple(map(str, each.order)), str(each.by), each.reason) for each in decisions],
    )


def played(contest: Contest) -> list[Judged]:
    """Every match with a confirmed result, as the engine knows it, in the order of planning; one query."""
    found = Result.objects.exclude(confirmed_by="").filter(panel__session__match__contest=contest)
    at = "panel__session__match"
    columns = (at, f"{at}__stage", f"{at}__round", f"{at}__workers", f"{at}__employer", "panel__session__scenario")
    return [
        Judged(match, stage, round, {"workers": str(workers), "employer": str(employer)}, str(scenario), brief)
        for match, stage, round, workers, employer, scenario, brief in found.order_by(at).values_list(*columns, "brief")
    ]


def confirmed_matches(contest: Contest) -> Confirmed:
    """Every match whose panel's result was confirmed, with the whole sheets of its subjects; two queries."""
    return [(match, result.content["working"]["subjects"]) for match, result in _confirmed(contest, "brief")]


def confirmed_briefs(contest: Contest) -> Confirmed:
    """The same with what of them counts for places and titles."""
    return [(match, result.brief) for match, result in _confirmed(contest, "content")]


def _confirmed(contest: Contest, unread: str) -> Iterator[tuple[Match, Result]]:
    results = Result.objects.exclude(confirmed_by="").order_by("pk").defer(unread)
    matches = contest.matches.select_related("session__panel__rubric", "session__scenario").prefetch_related(
        Prefetch("session__panel__results", results, to_attr="confirmed")
    )
    for match in matches:
        panel = getattr(match.session, "panel", None)
        if panel is not None and panel.confirmed:
            yield match, panel.confirmed[-1]
