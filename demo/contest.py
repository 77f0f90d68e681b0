"""The demo's contest: sixteen teams of Shaanxi's cities, registered and approved, its rules frozen."""

from collections.abc import Iterable
from datetime import date
from random import Random

from django.db import transaction

from demo.contest_day import NUMERALS, pairs, person, province, teams
from negotiation.models import Session
from people.models import Office
from scoring.contests import results
from scoring.contests.library import formats
from scoring.contests.models import Contest, Match
from scoring.contests.registering import Person, decide, register
from scoring.contests.setting_up import create, freeze, open_for_teams

SLUG = "shaanxi"
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
    for session, (workers, employer) in zip(sessions, pairs(), strict=False):
        Match.objects.create(
            contest=made,
            stage="preliminary",
            session=session,
            workers=by_name[workers.name],
            employer=by_name[employer.name],
        )
    return made
