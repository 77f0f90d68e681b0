"""Matches of a contest: a session for two of its teams, planned in one step."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from negotiation.models import ScenarioVersion
from negotiation.sessions import plan_session
from scoring.contests.board import refresh
from scoring.contests.lineups import take_seats
from scoring.contests.models import Contest, Match, Team
from scoring.contests.registering import Refusal


def plan(
    contest: Contest,
    *,
    stage: str,
    round: int,
    workers: Team,
    employer: Team,
    scenario: ScenarioVersion,
    starts_at: datetime,
    setting: str = "hall",
    sides_open: bool = False,
) -> Match:
    """A planned session with as many judges' seats as the stage has, and the match that it is; both teams are seated.

    ``sides_open``: not yet, for the sides are drawn at the table.

    Raises Refusal for a team against itself, one that does not take part, and one that plays in this round already.
    """
    held = next(each for each in contest.format["stages"] if each["id"] == stage)
    teams = {workers.pk, employer.pk}
    if len(teams) < 2:
        raise Refusal(_("A team cannot meet itself."))
    with transaction.atomic():
        Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
        _assert_free(contest, stage, round, teams)
        blind = contest.format.get("blind") and workers.code and employer.code
        names = f"{workers.code} — {employer.code}" if blind else f"{workers.name} — {employer.name}"
        # The head judge has a seat of their own beside the judges.
        session = plan_session(
            scenario,
            title=f"{contest.title}·{held['title']['zh']}：{names}"[:120],
            organization=contest.organization,
            starts_at=starts_at,
            setting=setting,
            judges=max(1, held["panel"] - 1),
        )
        match = Match.objects.create(
            contest=contest,
            stage=stage,
            round=round,
            session=session,
            workers=workers,
            employer=employer,
            sides_open=sides_open,
        )
        take_seats(match)
    refresh(contest)
    return match


def _assert_free(contest: Contest, stage: str, round: int, teams: set[int]) -> None:
    if contest.teams.filter(pk__in=teams, status=Team.Status.APPROVED).count() < 2:
        raise Refusal(_("Only teams that take part can be given a match."))
    for match in contest.matches.filter(stage=stage, round=round).select_related("workers", "employer"):
        if busy := [team for team in (match.workers, match.employer) if team.pk in teams]:
            raise Refusal(_("%(team)s has a match in this round already.") % {"team": busy[0]})
