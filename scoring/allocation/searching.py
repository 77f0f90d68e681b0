"""Searching for a timetable: asked for in a page, carried out by a process of its own, bounded, never twice at once."""

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from people.models import User
from scoring.allocation import planning
from scoring.allocation.models import Plan, Search
from scoring.contests.models import Contest
from scoring.contests.registering import Refusal
from scoring.timetable import words
from scoring.timetable.answer import Core, Outcome
from scoring.timetable.problem import Problem

SECONDS = 60
#: A search that says nothing for so long is over: its process was ended with the machine.
LOST = timedelta(seconds=SECONDS * 3)


def ask(contest: Contest, *, by: User, days: int, fresh: bool, gone: str = "", language: str = "zh-hans") -> Search:
    """A new search. ``gone``: a judge's id or a room's name that falls out; then as little as possible is changed.

    Raises Refusal where there is nothing to search for, and while another search is running.
    """
    planning.problem_of(contest, days=days, fresh=fresh)
    newest = contest.plans.first()
    if gone and newest is None:
        raise Refusal(_("There is no timetable yet that could be repaired."))
    Search.objects.filter(contest=contest, status=Search.Status.RUNNING, began_at__lt=timezone.now() - LOST).update(
        status=Search.Status.FAILED
    )
    asked = {"days": days, "fresh": fresh, "gone": gone, "basis": newest.version if newest else 0, "language": language}
    try:
        with transaction.atomic():
            return Search.objects.create(contest=contest, asked=asked, by=by)
    except IntegrityError:
        raise Refusal(_("A search is running already: its answer comes in a minute.")) from None


def start(search: Search) -> None:
    """Carry it out in a process of its own, which ends by itself."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "search_timetable", str(search.pk)]
    quiet = subprocess.DEVNULL
    subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=quiet, stderr=quiet, start_new_session=True)  # noqa: S603


def carry_out(search: Search, *, seconds: float = SECONDS, workers: int = 2) -> Search:
    """Search, and save what was found as a version, or why there is nothing."""
    with translation.override(search.asked["language"]):
        try:
            _carry_out(search, seconds, workers)
        except Refusal as refusal:
            search.status, search.lines = Search.Status.FAILED, [str(refusal)]
        except planning.Stale:
            search.status = Search.Status.FAILED
            search.lines = [_("Somebody changed the timetable meanwhile: theirs stands, search again from it.")]
        search.save()
    return search


def _carry_out(search: Search, seconds: float, workers: int) -> None:
    from scoring.timetable.solve import solve  # noqa: PLC0415 (OR-tools costs a third of a second)

    contest, asked = search.contest, search.asked
    problem = planning.problem_of(contest, days=asked["days"], fresh=asked["fresh"])
    named = _named(contest, problem)
    if asked["gone"]:
        outcome, note = _repaired(contest, problem, asked["gone"], seconds, workers)
    else:
        outcome, note = solve(problem, seconds=seconds, workers=workers), _("found by the search")
    if outcome.answer is None:
        search.status = Search.Status.NONE if outcome.core else Search.Status.FAILED
        search.lines = list(words.impossible(named, _renamed(outcome, problem, named))) if outcome.core else []
        return
    if planning.broken(problem, outcome.answer):
        # Nobody may see what the independent checker does not pass.
        search.status, search.lines = (
            Search.Status.FAILED,
            [_("The search gave what breaks a rule: it was thrown away.")],
        )
        return
    told = {
        "status": outcome.status,
        "cost": outcome.cost,
        "bound": outcome.bound,
        "seconds": round(outcome.seconds, 1),
        "fewest": outcome.fewest,
    }
    search.plan = planning.saved(
        contest, problem, outcome.answer, by=search.by, note=note, basis=asked["basis"], outcome=told
    )
    search.status = Search.Status.DONE


def _repaired(contest: Contest, problem: Problem, gone: str, seconds: float, workers: int) -> tuple[Outcome, str]:
    from scoring.timetable.repair import repair, without  # noqa: PLC0415

    plan = contest.plans.first()
    assert plan is not None  # ``ask`` has looked
    before = planning.answer_of(plan, problem)
    if set(before) != {match.id for match in problem.matches}:
        raise Refusal(_("Matches were planned since this version: search for a whole timetable first."))
    since = min(problem.starts)
    try:
        changed = without(problem, before, gone, since)
    except KeyError:
        raise Refusal(_("%(name)s is neither a judge nor a room.") % {"name": gone}) from None
    name = next((str(judge) for judge in contest.judges.all() if str(judge.pk) == gone), gone)
    return repair(changed, before, since, seconds=seconds, workers=workers), _("without %(name)s") % {"name": name}


def names_of(contest: Contest) -> dict[str, dict[str, str]]:
    """How ids are called for people: ``{"match", "team", "judge": {id: name}}``; three queries."""
    teams = {str(team.pk): team.code or str(team) for team in contest.teams.all()}
    matches = {
        str(match.pk): f"{teams[str(match.workers_id)]} — {teams[str(match.employer_id)]}"
        for match in contest.matches.all()
    }
    return {"match": matches, "team": teams, "judge": {str(judge.pk): str(judge) for judge in contest.judges.all()}}


def _named(contest: Contest, problem: Problem) -> Problem:
    names = names_of(contest)
    return replace(
        problem,
        teams=tuple(replace(team, id=names["team"].get(team.id, team.id)) for team in problem.teams),
        judges=tuple(
            replace(
                judge,
                id=names["judge"].get(judge.id, judge.id),
                conflicts=tuple((names["team"].get(team, team), why) for team, why in judge.conflicts),
            )
            for judge in problem.judges
        ),
        matches=tuple(
            replace(
                match,
                id=names["match"].get(match.id, match.id),
                teams=(names["team"].get(match.teams[0], ""), names["team"].get(match.teams[1], "")),
            )
            for match in problem.matches
        ),
    )


def _renamed(outcome: Outcome, problem: Problem, named: Problem) -> Core:
    assert outcome.core is not None
    called = {plain.id: told.id for plain, told in zip(problem.matches, named.matches, strict=True)}
    return replace(outcome.core, matches=tuple(called.get(id, id) for id in outcome.core.matches))


def latest(contest: Contest) -> tuple[Plan | None, Search | None]:
    """The newest version, and the last search."""
    return contest.plans.select_related("by").first(), contest.searches.first()
