"""A contest's matches, rooms and judges as the problem that the search solves, and its answers as versions."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from negotiation.models import Session
from people.models import User
from scoring.allocation.models import Judge, Plan, Room, Sitting
from scoring.contests.draws import city_of
from scoring.contests.models import Contest, Match
from scoring.contests.registering import Refusal
from scoring.timetable.answer import Answer
from scoring.timetable.answer import Sitting as Place
from scoring.timetable.check import Breach, check
from scoring.timetable.problem import DAY, Problem, Span, Team, minute, moment
from scoring.timetable.problem import Judge as Judging
from scoring.timetable.problem import Match as Playing
from scoring.timetable.problem import Room as Hall

#: Nothing goes on at noon.
NOON = (12 * 60, 13 * 60 + 30)
#: What a panel's judges should have judged before, on the average, where they can.
EXPERIENCE = 2
MOST_DAYS = 14


class Stale(Exception):
    """Somebody else changed the timetable meanwhile; nothing was saved. ``since``: their versions, the newest first."""

    def __init__(self, since: list[Plan]) -> None:
        super().__init__(f"{len(since)} versions")
        self.since = since


def ahead(contest: Contest) -> list[Match]:
    """The matches that have not begun."""
    planned = contest.matches.filter(session__status=Session.Status.PLANNED)
    return list(planned.select_related("session", "workers__organization", "employer__organization").order_by("pk"))


def problem_of(contest: Contest, *, days: int = 1, fresh: bool = False) -> Problem:
    """What the timetable must fit, over so many days from the contest's first. Raises Refusal.

    ``fresh``: no judge sees a team twice, in the matches ahead or in those that were played.
    """
    matches, rooms = ahead(contest), list(contest.halls.all())
    judges = list(contest.judges.with_conflicts())
    if not matches or not rooms or not judges:
        raise Refusal(_("A timetable needs matches that have not begun, rooms and judges."))
    stages = {stage["id"]: (number, stage) for number, stage in enumerate(contest.format["stages"])}
    day = contest.starts_on.isoformat()
    teams = {team.pk: team for match in matches for team in (match.workers, match.employer)}
    cities = city_of(contest, teams.values())
    employers = _employers(contest)
    begin, end = (at.hour * 60 + at.minute for at in (contest.day_begins, contest.day_ends))
    spans = tuple(
        (n * DAY + low, n * DAY + high) for n in range(days) for low, high in ((begin, NOON[0]), (NOON[1], end))
    )
    step = max(stages[m.stage][1]["minutes"] + stages[m.stage][1].get("between", 0) for m in matches)
    past = _judged_before(contest, judges) if fresh else {}
    after = _over(contest, stages, day)
    starts = tuple(start for low, high in spans for start in range(low, high, step) if start >= after)
    if not starts:
        raise Refusal(_("Every start on these days is before the end of a match that has begun: give more days."))
    return Problem(
        day,
        starts,
        tuple(Team(str(pk), cities[pk].name, employers.get(pk, "")) for pk in teams),
        tuple(Hall(room.name, spans) for room in rooms),
        tuple(_judging(judge, spans, day, past.get(judge.pk, ())) for judge in judges),
        tuple(
            Playing(
                str(match.pk),
                stages[match.stage][0] * 100 + match.round,
                (str(match.workers_id), str(match.employer_id)),
                stages[match.stage][1]["minutes"],
                max(1, stages[match.stage][1]["panel"]),
            )
            for match in matches
        ),
        team_rest=15,
        judge_rest=5,
        fresh=(frozenset(stages[m.stage][0] * 100 + m.round for m in matches),) if fresh else (),
        experience=EXPERIENCE,
    )


def _over(contest: Contest, stages: Mapping[str, Any], day: str) -> int:
    """When the last match that has begun is over by its plan, in minutes: what is ahead comes after it."""
    begun = contest.matches.exclude(session__status=Session.Status.PLANNED).values_list("stage", "session__starts_at")
    return max(
        (
            minute(day, f"{timezone.localtime(at):%Y-%m-%d %H:%M}") + stages[stage][1]["minutes"]
            for stage, at in begun
            if stage in stages
        ),
        default=-(10**9),
    )


def _judging(judge: Judge, spans: Iterable[Span], day: str, past: Iterable[str]) -> Judging:
    free = tuple(span for span in spans if half_day(day, span) not in judge.away)
    declared = [(str(each.team_id), each.why) for each in judge.conflicts.all()]
    return Judging(
        str(judge.pk),
        judge.city,
        judge.employer,
        judge.head,
        judge.experience,
        # No half-day at all must not mean any.
        free or ((-1, -1),) if judge.away else (),
        tuple(declared + [(team, "judged") for team in past]),
    )


def half_day(day: str, span: Span) -> str:
    """How a judge's absences name this half of a day: ``2026-12-01 am``."""
    at = datetime.fromisoformat(day) + timedelta(minutes=span[0])
    return f"{at:%Y-%m-%d} {'am' if span[0] % DAY < NOON[0] else 'pm'}"


def half_days(contest: Contest, days: int = 1) -> list[str]:
    """Every half-day of the contest's first days."""
    dates = [contest.starts_on + timedelta(days=n) for n in range(days)]
    return [f"{date.isoformat()} {half}" for date in dates for half in ("am", "pm")]


def _employers(contest: Contest) -> dict[int, str]:
    """The employer of each team whose people all have one and the same."""
    found: dict[int, set[str]] = {}
    for team, employer in contest.teams.filter(members__left_at=None).values_list("pk", "members__employer"):
        found.setdefault(team, set()).add(employer or "")
    return {team: next(iter(names)) for team, names in found.items() if len(names) == 1}


def _judged_before(contest: Contest, judges: Iterable[Judge]) -> dict[int, list[str]]:
    """The teams that each judge has judged in this contest."""
    of = {judge.person_id: judge.pk for judge in judges if judge.person_id}
    begun = contest.matches.exclude(session__status=Session.Status.PLANNED)
    sat = begun.filter(session__seats__role__in=("judge", "head_judge"), session__seats__person__in=list(of))
    found: dict[int, list[str]] = {}
    for person, *teams in sat.values_list("session__seats__person", "workers", "employer"):
        found.setdefault(of[person], []).extend(map(str, teams))
    return found


# --- Versions --------------------------------------------------------------------------------------


def answer_of(plan: Plan, problem: Problem) -> Answer:
    """The version as the search knows it: only matches that are still ahead."""
    known = {match.id for match in problem.matches}
    return {
        id: Place(minute(problem.day, start), room, tuple(panel))
        for id, (start, room, panel) in plan.answer.items()
        if id in known
    }


def saved(
    contest: Contest,
    problem: Problem,
    answer: Answer,
    *,
    by: User,
    note: str,
    basis: int | None = None,
    outcome: Mapping[str, Any] | None = None,
) -> Plan:
    """The answer as the next version. Raises Stale when ``basis`` is not the newest version any more."""
    told = {id: [moment(problem.day, each.start), each.room, list(each.panel)] for id, each in answer.items()}
    with transaction.atomic():
        Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
        last = contest.plans.aggregate(last=Max("version"))["last"] or 0
        if basis is not None and basis != last:
            raise Stale(list(contest.plans.filter(version__gt=basis).select_related("by")))
        return Plan.objects.create(
            contest=contest, version=last + 1, answer=told, by=by, note=note[:300], outcome=dict(outcome or {})
        )


def broken(problem: Problem, answer: Answer) -> list[Breach]:
    """The hard rules that an answer breaks, by the checker that knows only the rules."""
    return check(problem, answer)


def apply(plan: Plan) -> int:
    """Put a version in force: times, rooms and panels of the matches that have not begun. Returns how many.

    Raises Refusal for a version that is not the newest, or that breaks a hard rule now.
    """
    from scoring.allocation.seating import seat_panel  # noqa: PLC0415 (it reads this module's rows)

    contest = plan.contest
    if contest.plans.filter(version__gt=plan.version).exists():
        raise Refusal(_("There is a newer version: nothing was changed in this one."))
    problem = problem_of(contest, days=MOST_DAYS)
    answer = answer_of(plan, problem)
    hard = [breach for breach in broken(problem, answer) if breach.code != "missing"]
    if hard:
        raise Refusal(_("The version breaks rules by now: look at them below. Nothing was changed."))
    rooms = {room.name: room for room in Room.objects.filter(contest=contest)}
    judges = {str(judge.pk): judge for judge in contest.judges.select_related("person")}
    matches = [match for match in ahead(contest) if str(match.pk) in answer]
    first = datetime.combine(contest.starts_on, datetime.min.time())
    for match in matches:
        place = answer[str(match.pk)]
        starts_at = timezone.make_aware(first + timedelta(minutes=place.start))
        Session.objects.filter(pk=match.session_id, status=Session.Status.PLANNED).update(starts_at=starts_at)
        Sitting.objects.update_or_create(match=match, defaults={"room": rooms[place.room]})
        seat_panel(match, [judges[id] for id in place.panel])
    plan.applied_at = timezone.now()
    plan.save(update_fields=["applied_at"])
    return len(matches)
