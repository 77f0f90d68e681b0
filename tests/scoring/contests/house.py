"""A contest for tests: organisers, teams with their people, and matches whose panels have confirmed results."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.test import Client

from negotiation.models import ScenarioVersion
from negotiation.scenarios import library, load
from people.models import Office, Organization, User
from scoring.contests.library import formats
from scoring.contests.matches import plan
from scoring.contests.models import Contest, Match, Team
from scoring.contests.registering import Person, decide, register
from scoring.contests.setting_up import create, open_for_teams
from scoring.models import Result
from scoring.panels import plan_panel

ROLES = ("leader", "chief", "representative", "representative", "representative")


def contest_of(teams: int = 4, *, slug: str = "shaanxi", format: dict[str, Any] | None = None) -> Contest:
    """An open contest of a province by the recommended format, its approved teams each sent by a city of its own."""
    province = Organization.objects.create(name=f"省总工会 {slug}", kind=Organization.Kind.PROVINCE)
    for number in (1, 2):
        user = User.objects.create(username=f"{slug}-{number}", name=f"组织者{number}", organization=province)
        Office.objects.create(user=user, organization=province, kind=Office.Kind.ORGANISER)
    contest = create(
        slug=slug,
        organization=province,
        format=format or formats()["recommended"],
        by=organiser_of(slug),
        title="协以成事",
        starts_on=date(2026, 12, 1),
    )
    open_for_teams(contest)
    for number in range(teams):
        city = Organization.objects.create(name=f"市总工会{number}", kind=Organization.Kind.CITY, parent=province)
        people = [Person(role, f"队{number}成员{n}", city.name) for n, role in enumerate(ROLES)]
        decide(register(contest, city, f"队{number}", people, name_en=f"Team {number}"), "approve")
    return contest


def organiser_of(slug: str, number: int = 1) -> User:
    """One of the contest's two organisers."""
    return User.objects.get(username=f"{slug}-{number}")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def teams_of(contest: Contest) -> list[Team]:
    return list(contest.teams.order_by("pk"))


def case() -> ScenarioVersion:
    """A case of the library."""
    return load(library()[0].read_bytes())


def match_of(contest: Contest, workers: Team, employer: Team, *, stage: str = "preliminary", round: int = 1) -> Match:
    """A planned match of these teams, an hour after the one of the round before."""
    begins = datetime(2026, 12, 1, 1, tzinfo=UTC) + timedelta(hours=round)
    return plan(
        contest, stage=stage, round=round, workers=workers, employer=employer, scenario=case(), starts_at=begins
    )


def confirmed(match: Match, marks: dict[str, int], *, published: bool = False) -> Result:
    """The match with a panel whose confirmed result gives each side, and everybody on it, these points of 100."""
    panel = plan_panel(match.session)
    subjects = {key: _sheet(each["kind"], marks[each["side"]]) for key, each in panel.set_up["subjects"].items()}
    return Result.objects.create(
        panel=panel,
        computed_by="one",
        confirmed_by="two",
        computed_at=1,
        published_at=2 if published else None,
        content={"totals": subjects, "working": {"subjects": subjects}},
    )


def _sheet(kind: str, points: int) -> dict[str, Any]:
    whole = str(points)
    line = {"values": {}, "points": {"law": whole}, "total": whole, "number": 1}
    return {
        "kind": kind,
        "mean": whole,
        "total": whole,
        "mark": f"{points}.00",
        "penalty": "0",
        "place": 1 if points > 50 else 2,
        "judges": {"judge-1": line},
    }
