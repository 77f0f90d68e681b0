"""Sending teams to a contest: by form, by spreadsheet, and what is decided about them."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from people.models import Office, Organization, User
from scoring.contests.library import formats
from scoring.contests.models import Contest, Member, Team
from scoring.contests.setting_up import create, open_for_teams

pytestmark = pytest.mark.django_db

HEADER = "代表队,选送单位,角色,姓名,工作单位"
PEOPLE = (
    ("领队", "王领队"),
    ("首席协商代表", "李首席"),
    ("协商代表", "赵一"),
    ("协商代表", "钱二"),
    ("协商代表", "孙三"),
)


@pytest.fixture
def city() -> Organization:
    province = Organization.objects.create(name="陕西省总工会", kind=Organization.Kind.PROVINCE)
    return Organization.objects.create(name="西安市总工会", kind=Organization.Kind.CITY, parent=province)


def organiser(organization: Organization) -> User:
    user = User.objects.create(username=f"o{organization.pk}", name="组织者", organization=organization)
    Office.objects.create(user=user, organization=organization, kind=Office.Kind.ORGANISER)
    return user


@pytest.fixture
def contest(city: Organization) -> Contest:
    assert city.parent
    contest = create(
        slug="shaanxi",
        organization=city.parent,
        format=formats()["recommended"],
        by=organiser(city.parent),
        title="协以成事",
        starts_on=date(2026, 12, 1),
    )
    open_for_teams(contest)
    return contest


@pytest.fixture
def sender(city: Organization) -> Client:
    client = Client()
    client.force_login(organiser(city))
    return client


def runner(contest: Contest) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=f"o{contest.organization_id}"))
    return client


def rows(team: str = "西安一队", city: str = "西安市总工会", mark: str = "") -> list[str]:
    return [f"{team},{city},{role},{name}{mark},西安重型机械厂" for role, name in PEOPLE]


def upload(client: Client, contest: Contest, lines: list[str], encoding: str = "utf-8") -> Any:
    file = SimpleUploadedFile("teams.csv", "\n".join([HEADER, *lines]).encode(encoding))
    return client.post(reverse("contests:sheet", args=[contest.slug]), {"file": file})


def take(client: Client, contest: Contest, token: str) -> Any:
    return client.post(reverse("contests:take_sheet", args=[contest.slug]), {"token": token})


def by_form(city: Organization, **more: Any) -> dict[str, Any]:
    given: dict[str, Any] = {"organization": city.pk, "name": "西安一队"}
    for role, number, name in (
        ("leader", 1, "王"),
        ("chief", 1, "李"),
        ("representative", 1, "赵"),
        ("representative", 2, "钱"),
        ("representative", 3, "孙"),
    ):
        given |= {f"{role}_{number}_name": name, f"{role}_{number}_employer": "西安重型机械厂"}
    return given | more


def test_a_city_registers_a_team_and_the_province_approves_it(
    sender: Client, contest: Contest, city: Organization
) -> None:
    assert sender.post(reverse("contests:teams", args=[contest.slug]), by_form(city)).status_code == 302
    team = contest.teams.get()
    assert (team.status, team.members.count()) == ("registered", 5)

    runner(contest).post(reverse("contests:decide", args=[contest.slug, team.pk]), {"decision": "approve"})

    team.refresh_from_db()
    assert team.status == "approved"
    assert "西安一队" in Client().get(reverse("contests:contest", args=[contest.slug])).content.decode()


def test_a_team_that_was_returned_can_be_completed_and_sent_again(
    sender: Client, contest: Contest, city: Organization
) -> None:
    address = reverse("contests:teams", args=[contest.slug])
    sender.post(address, by_form(city))
    team = contest.teams.get()
    decide = reverse("contests:decide", args=[contest.slug, team.pk])
    run = runner(contest)

    run.post(decide, {"decision": "return"})
    team.refresh_from_db()
    assert team.status == "registered", "nobody returns a team without a reason"
    run.post(decide, {"decision": "return", "reason": "缺一名替补"})
    assert "缺一名替补" in sender.get(address).content.decode()
    sender.post(address, by_form(city, reserve_1_name="周", reserve_1_employer="西安重型机械厂"))

    team.refresh_from_db()
    assert (team.status, team.members.count()) == ("registered", 6)


def test_nobody_is_in_two_teams(sender: Client, contest: Contest, city: Organization) -> None:
    address = reverse("contests:teams", args=[contest.slug])
    sender.post(address, by_form(city))

    answer = sender.post(address, by_form(city, name="西安二队"))

    assert answer.status_code == 422
    assert contest.teams.count() == 1


def test_a_city_neither_sends_for_another_nor_sees_its_people(sender: Client, contest: Contest) -> None:
    other = Organization.objects.create(name="宝鸡市总工会", kind="city", parent=contest.organization)
    team = Team.objects.create(contest=contest, organization=other, name="宝鸡队")
    Member.objects.create(team=team, role="chief", name="陈首席", employer="宝鸡机床厂")
    address = reverse("contests:teams", args=[contest.slug])

    assert sender.post(address, by_form(other)).status_code == 422
    assert "陈首席" not in sender.get(address).content.decode()
    assert sender.post(reverse("contests:decide", args=[contest.slug, team.pk])).status_code == 403
    assert upload(sender, contest, rows(city="宝鸡市总工会")).status_code == 422


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-16"])
def test_a_spreadsheet_writes_nothing_before_it_is_confirmed_and_nothing_twice(
    sender: Client, contest: Contest, encoding: str
) -> None:
    answer = upload(sender, contest, rows() + rows("西安二队", mark="乙"), encoding)
    assert (answer.status_code, contest.teams.count()) == (200, 0)

    take(sender, contest, answer.context["token"])
    take(sender, contest, answer.context["token"])
    assert (contest.teams.count(), Member.objects.count()) == (2, 10)

    again = upload(sender, contest, rows() + rows("西安三队", mark="丙"))
    assert [entry.there for entry in again.context["found"].entries] == [True, False]
    take(sender, contest, again.context["token"])
    assert (contest.teams.count(), Member.objects.count()) == (3, 15)


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        (["西安一队,西安市总工会,观察员,王,厂", *rows()], "C2"),
        ([*rows(), "西安一队,西安市总工会,替补,李首席,西安重型机械厂"], "D7"),
        (rows()[:3], "A2"),
        (["西安一队,不存在,领队,王,厂"], "B2"),
        (["西安一队,西安市总工会,领队,,厂"], "D2"),
    ],
)
def test_every_fault_of_a_spreadsheet_is_told_with_its_cell(
    sender: Client, contest: Contest, lines: list[str], place: str
) -> None:
    answer = upload(sender, contest, lines)

    assert answer.status_code == 422
    assert place in [fault.place for fault in answer.context["found"].faults]
    assert 'name="token"' not in answer.content.decode()
    assert contest.teams.count() == 0


def test_a_preview_of_somebody_else_or_with_changed_entries_is_not_taken(sender: Client, contest: Contest) -> None:
    token = upload(sender, contest, rows()).context["token"]

    take(runner(contest), contest, token)
    take(sender, contest, token[:-4] + "AAAA")
    take(sender, contest, "")

    assert contest.teams.count() == 0


def test_the_list_of_teams_makes_as_many_queries_for_two_hundred_as_for_one(
    sender: Client, contest: Contest, city: Organization, django_assert_max_num_queries: Any
) -> None:
    run = runner(contest)
    address = reverse("contests:teams", args=[contest.slug])
    sender.post(address, by_form(city))
    with django_assert_max_num_queries(25) as one:
        run.get(address)
    made = Team.objects.bulk_create(Team(contest=contest, organization=city, name=f"队{n}") for n in range(199))
    Member.objects.bulk_create(
        Member(contest=contest, team=team, role="chief", name=team.name, employer="厂") for team in made
    )
    with django_assert_max_num_queries(len(one)):
        run.get(address)
