"""The demo's contest: sixteen teams of Shaanxi's cities, registered and approved, its rules frozen."""

from collections.abc import Iterable
from datetime import date
from random import Random

from django.db import transaction

from demo.contest_day import NUMERALS, pairs, person, province, teams
from negotiation.models import Session
from people.models import Office
from scoring.allocation.models import Judge, Room, Sitting
from scoring.contests import draws, results
from scoring.contests.board import refresh
from scoring.contests.library import formats
from scoring.contests.models import Contest, Match, Member
from scoring.contests.registering import Person, decide, register
from scoring.contests.setting_up import create, freeze, open_for_teams
from scoring.day.models import Announcement, Presence

SLUG = "shaanxi"
ROOMS = 4
ROLES = ("leader", "chief", "representative", "representative", "representative")


@transaction.atomic
def contest(today: date, sessions: Iterable[Session] = ()) -> Contest:
    """Made on first use, with this day's sessions as its first matches; a demo that goes on for days keeps it."""
    if found := Contest.objects.filter(slug=SLUG).first():
        return found
    organiser = person("room-1-organiser", "第1会场·组织者", province())
    Office.objects.get_or_create(user=organiser, organization=province(), kind=Office.Kind.ORGANISER)
    made = create(
        slug=SLUG,
        organization=province(),
        format=formats()["recommended"],
        by=organiser,
        title="首届集体协商竞赛",
        title_en="First collective-bargaining contest",
        theme="协以成事",
        venue="西安",
        starts_on=today,
    )
    open_for_teams(made)
    for team in teams():
        people = [Person(role, f"{team.name}队员{NUMERALS[n]}", str(team.city.name)) for n, role in enumerate(ROLES)]
        decide(register(made, team.city, team.name, people, name_en=team.name_en), "approve")
    freeze(made)
    by_name = {team.name: team for team in made.teams.all()}
    papers = ("theory", "documents")
    marks = {
        (team.pk, paper): str(Random(f"{paper}{team.name}").randint(62, 97))
        for team in made.teams.all()
        for paper in papers
    }
    results.enter(made, marks, by=organiser)
    draws.make(draws.prepare_codes(made, by=organiser), by=organiser)
    for number, (session, (workers, employer)) in enumerate(zip(sessions, pairs(), strict=False)):
        match = Match.objects.create(
            contest=made,
            stage="preliminary",
            session=session,
            workers=by_name[workers.name],
            employer=by_name[employer.name],
        )
        _hold(match, number)
    Announcement.objects.create(
        contest=made,
        text="午餐在二楼餐厅，12:10开始。",
        text_en="Lunch is on the second floor from 12:10.",
        by=organiser,
    )
    refresh(made)
    return made


def _hold(match: Match, number: int) -> None:
    """The match in its room, its judges on the contest's list, and both teams checked in where it has begun."""
    contest = match.contest
    room, _new = Room.objects.get_or_create(contest=contest, name=f"第{number % ROOMS + 1}会场")
    Sitting.objects.create(match=match, room=room)
    seats = match.session.seats.exclude(person=None).select_related("person")
    for seat in seats.filter(role__in=("judge", "head_judge")):
        name = str(seat.person)
        Judge.objects.get_or_create(
            contest=contest, name=name, defaults={"person": seat.person, "head": seat.role == "head_judge"}
        )
    # The people of the table are those of the team, in the order of their seats.
    for side in ("workers", "employer"):
        team = getattr(match, side)
        members = team.members.exclude(role="leader").order_by("pk")
        for member, seat in zip(members, seats.filter(side=side).order_by("pk"), strict=False):
            Member.objects.filter(pk=member.pk).update(person=seat.person)
            match.lineup[seat.key] = member.pk
        if match.session.status != match.session.Status.PLANNED:
            Presence.objects.create(contest=contest, team=team, by=contest.changes.latest("revision").by)
    match.save(update_fields=["lineup"])
