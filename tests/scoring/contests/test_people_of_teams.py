"""Who may be in a team, who takes another's place, and who sits where at a match."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from live import log
from negotiation.models import Seat
from people.models import Office, Organization, User
from scoring.contests.lineups import take_seats
from scoring.contests.models import Contest, Member, Team
from scoring.contests.registering import Person, Refusal, decide, register
from tests.scoring.contests.house import ROLES, contest_of, match_of, organiser_of, signed_in, teams_of

pytestmark = pytest.mark.django_db


def sender_of(team: Team) -> User:
    user = User.objects.create(username=f"sender-{team.pk}", name="市组织者", organization=team.organization)
    Office.objects.create(user=user, organization=team.organization, kind=Office.Kind.ORGANISER)
    return user


def asking(contest: Contest, **rules: bool) -> None:
    contest.format = {**contest.format, "eligibility": rules}
    contest.save()


def registered(contest: Contest, employer: str = "") -> Team:
    city = Organization.objects.get(name="市总工会0")
    people = [Person(role, f"新成员{n}", employer or city.name) for n, role in enumerate(ROLES)]
    return register(contest, city, "新队", people)


def test_a_team_that_breaks_a_rule_is_approved_only_with_an_exception_and_its_reason() -> None:
    contest = contest_of(1)
    asking(contest, employer=True, certificate=True)
    team = registered(contest, employer="外省公司")
    client = signed_in(organiser_of("shaanxi"))
    approve = reverse("contests:decide", args=["shaanxi", team.pk])

    client.post(approve, {"decision": "approve"})
    client.post(reverse("contests:exempt", args=["shaanxi", team.pk]), {"rule": "employer", "reason": ""})
    client.post(reverse("contests:exempt", args=["shaanxi", team.pk]), {"rule": "employer", "reason": "借调"})
    client.post(approve, {"decision": "approve"})
    team.refresh_from_db()
    assert team.status == Team.Status.REGISTERED
    client.post(reverse("contests:exempt", args=["shaanxi", team.pk]), {"rule": "certificate", "reason": "首届"})
    client.post(approve, {"decision": "approve"})

    team.refresh_from_db()
    assert team.status == Team.Status.APPROVED
    assert list(team.exemptions.values_list("rule", "reason")) == [("employer", "借调"), ("certificate", "首届")]


def test_after_the_last_moment_only_the_contests_own_organisers_register() -> None:
    contest = contest_of(1)
    contest.teams_until = timezone.now() - timedelta(minutes=1)
    contest.save()

    with pytest.raises(Refusal):
        registered(contest)

    assert contest.teams.count() == 1


def test_a_team_that_was_returned_after_a_substitution_can_be_sent_again_and_keeps_the_record() -> None:
    contest = contest_of(1)
    team = teams_of(contest)[0]
    leaves = team.members.get(name="队0成员2")
    page = reverse("contests:replace", args=["shaanxi", team.pk])
    client = signed_in(sender_of(team))
    client.post(page, {"leaves": leaves.pk, "name": "接替者", "employer": team.organization.name, "reason": "病假"})
    decide(team, "return", reason="补材料")

    people = [Person(role, f"队0成员{n}", team.organization.name) for n, role in enumerate(ROLES)]
    register(contest, team.organization, "队0", people)

    assert {each.name for each in team.members.filter(left_at=None)} == {person.name for person in people}
    assert team.substitutions.get().comes.name == "接替者"


def seats(match: Any) -> dict[str, str]:
    return {
        seat.key: seat.person.name
        for seat in Seat.objects.filter(session=match.session).exclude(side="").select_related("person")
        if seat.person
    }


def test_both_teams_sit_at_their_match_from_the_moment_it_is_planned_each_under_an_account() -> None:
    contest = contest_of(2)

    match = match_of(contest, *teams_of(contest))

    chiefs = {key: name for key, name in seats(match).items() if match.session.set_up[key]["role"] == "chief"}
    assert set(chiefs.values()) == {"队0成员1", "队1成员1"}
    assert Member.objects.filter(role="chief", person=None).count() == 0


def test_who_comes_sits_at_the_matches_that_have_not_begun_and_a_played_one_stays_as_it_was() -> None:
    contest = contest_of(2)
    team, other = teams_of(contest)
    begun, ahead = match_of(contest, team, other), match_of(contest, other, team, round=2)
    host = User.objects.create(username="host", name="主持人")
    log.act("sessions", begun.session.key, "seat.give", {"seat": "host", "person": str(host.uuid)}, expect={})
    sitting = log.state_of("sessions", begun.session.key).seats["host"]
    log.act("sessions", begun.session.key, "session.open", {}, seat=sitting, expect={"phase": 0})
    leaves = team.members.get(role="chief")

    signed_in(sender_of(team)).post(
        reverse("contests:replace", args=["shaanxi", team.pk]),
        {"leaves": leaves.pk, "name": "新首席", "employer": "某厂", "reason": "出差"},
    )

    assert "新首席" in seats(ahead).values()
    assert "新首席" not in seats(begun).values()
    begun.refresh_from_db()
    assert take_seats(begun) == 0
    assert leaves.pk in begun.lineup.values()


@pytest.mark.parametrize("wrong", ["no reason", "nobody comes", "left already", "too late", "in another team"])
def test_a_substitution_that_may_not_be_changes_nothing(wrong: str) -> None:
    contest = contest_of(2)
    team, other = teams_of(contest)
    leaves = team.members.get(role="chief")
    typed = {"leaves": leaves.pk, "name": "新首席", "employer": "某厂", "reason": "出差"}
    if wrong == "no reason":
        typed["reason"] = " "
    elif wrong == "nobody comes":
        typed["name"] = ""
    elif wrong == "left already":
        leaves.left_at = timezone.now()
        leaves.save()
    elif wrong == "too late":
        contest.substitutes_until = timezone.now() - timedelta(hours=1)
        contest.save()
    else:
        typed |= {"name": "队1成员1", "employer": other.organization.name}

    signed_in(sender_of(team)).post(reverse("contests:replace", args=["shaanxi", team.pk]), typed)

    assert team.substitutions.count() == 0
    assert team.members.filter(role="chief").count() == 1


def test_a_stranger_reads_no_names_of_people_and_changes_nobody() -> None:
    contest = contest_of(1)
    team = teams_of(contest)[0]
    stranger = signed_in(User.objects.create(username="stranger", name="路人"))

    assert "队0成员1" not in stranger.get(reverse("contests:team", args=["shaanxi", team.pk])).content.decode()
    assert stranger.post(reverse("contests:replace", args=["shaanxi", team.pk])).status_code == 403
