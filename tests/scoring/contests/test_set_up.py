"""Setting a contest up in the browser's way: typed, looked at, saved, frozen."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from people.models import Office, Organization, User
from scoring.contests.library import formats
from scoring.contests.models import Contest
from scoring.contests.setting_up import create, freeze, open_for_teams

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser() -> User:
    province = Organization.objects.create(name="陕西省总工会", kind=Organization.Kind.PROVINCE)
    user = User.objects.create(username="organiser", name="组织者", organization=province)
    Office.objects.create(user=user, organization=province, kind=Office.Kind.ORGANISER)
    return user


@pytest.fixture
def contest(organiser: User) -> Contest:
    assert organiser.organization
    return create(
        slug="shaanxi",
        organization=organiser.organization,
        format=formats()["recommended"],
        by=organiser,
        title="协以成事",
        starts_on=date(2026, 12, 1),
    )


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def typed(client: Client, contest: Contest) -> dict[str, Any]:
    """What the set-up's page holds, as a browser would send it back untouched."""
    form = client.get(reverse("contests:set_up", args=[contest.slug])).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value is not None and value is not False}


def test_every_format_can_be_begun_with(organiser: User) -> None:
    client = signed_in(organiser)
    for name in formats():
        given = {
            "template": name,
            "organization": organiser.organization_id,
            "title": f"比赛 {name}",
            "slug": name,
            "starts_on": "2026-12-01",
            "expected_teams": 16,
            "rooms": 4,
        }

        answer = client.post(reverse("contests:new"), given)

        assert answer.status_code == 302
        assert client.get(answer["Location"]).status_code == 200
        assert Contest.objects.get(slug=name).format == formats()[name]


def test_an_address_that_is_taken_or_the_platforms_own_is_refused(organiser: User, contest: Contest) -> None:
    client = signed_in(organiser)
    given = {
        "template": "league",
        "organization": organiser.organization_id,
        "title": "比赛",
        "starts_on": "2026-12-01",
        "expected_teams": 16,
        "rooms": 4,
    }

    for slug in ("new", contest.slug, "协商", ""):
        assert client.post(reverse("contests:new"), given | {"slug": slug}).status_code == 422

    assert Contest.objects.count() == 1


def test_an_untouched_set_up_changes_nothing(organiser: User, contest: Contest) -> None:
    client = signed_in(organiser)

    answer = client.post(reverse("contests:set_up", args=[contest.slug]), typed(client, contest))

    contest.refresh_from_db()
    assert answer.status_code == 302, answer.context["form"].errors
    assert (contest.revision, contest.format) == (1, formats()["recommended"])


def test_a_changed_number_is_saved_and_stands_in_the_record(organiser: User, contest: Contest) -> None:
    client = signed_in(organiser)

    client.post(reverse("contests:set_up", args=[contest.slug]), typed(client, contest) | {"stage_2_panel": 5})

    contest.refresh_from_db()
    assert contest.format["stages"][2]["panel"] == 5
    newest = contest.changes.first()
    assert newest is not None
    assert newest.changes == [["format.stages.2.panel", 3, 5]]


def test_the_day_answers_what_is_typed_and_saves_nothing(organiser: User, contest: Contest) -> None:
    client = signed_in(organiser)
    address = reverse("contests:outlook", args=[contest.slug])

    answer = client.post(address, typed(client, contest) | {"expected_teams": 64, "stage_2_minutes": 45})

    assert [stage["matches"] for stage in answer.context["day"]["stages"]] == [0, 0, 32, 4, 2]
    contest.refresh_from_db()
    assert contest.expected_teams == 16


def test_who_saves_second_is_told_what_changed_and_keeps_what_they_typed(organiser: User, contest: Contest) -> None:
    client = signed_in(organiser)
    address = reverse("contests:set_up", args=[contest.slug])
    second = typed(client, contest) | {"theme": "以比促学"}
    client.post(address, typed(client, contest) | {"venue": "西安"})

    answer = client.post(address, second)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "venue" in page
    assert "以比促学" in page
    contest.refresh_from_db()
    assert (contest.venue, contest.theme) == ("西安", "")

    again = second | {"venue": "西安", "revision": answer.context["newest"]}
    assert client.post(address, again).status_code == 302
    contest.refresh_from_db()
    assert (contest.venue, contest.theme) == ("西安", "以比促学")


def test_frozen_rules_change_only_with_a_reason_that_everybody_can_read(organiser: User, contest: Contest) -> None:
    client = signed_in(organiser)
    open_for_teams(contest)
    freeze(contest)
    address = reverse("contests:set_up", args=[contest.slug])
    given = typed(client, contest) | {"stage_2_minutes": 55}

    assert client.post(address, given).status_code == 422
    assert client.post(address, given | {"reason": "场地减少一间"}).status_code == 302

    assert "场地减少一间" in Client().get(reverse("contests:contest", args=[contest.slug])).content.decode()


@pytest.mark.parametrize(
    "bad",
    [
        {"stage_2_minutes": "0"},
        {"stage_2_minutes": "ten"},
        {"component_0_weight": "-5"},
        {"component_2_from": "2", "component_2_each_end": "1"},
        {"day_ends": "07:00"},
        {"expected_teams": "1"},
        {"rooms": ""},
        {"revision": "x"},
        {"team_chief_0": "3", "team_chief_1": "1"},
    ],
)
def test_what_cannot_be_saved_is_told_and_nothing_is_changed(
    organiser: User, contest: Contest, bad: dict[str, str]
) -> None:
    client = signed_in(organiser)
    given = typed(client, contest) | bad

    assert client.post(reverse("contests:set_up", args=[contest.slug]), given).status_code == 422
    assert client.post(reverse("contests:outlook", args=[contest.slug]), given).status_code == 200
    contest.refresh_from_db()
    assert (contest.revision, contest.format) == (1, formats()["recommended"])


def test_the_list_makes_as_many_queries_for_many_contests_as_for_one(
    organiser: User, contest: Contest, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(organiser)
    with django_assert_max_num_queries(12) as one:
        client.get(reverse("contests:contests"))
    for number in range(20):
        Contest.objects.create(
            slug=f"c{number}",
            organization=contest.organization,
            title="x",
            starts_on=contest.starts_on,
            format=contest.format,
        )
    with django_assert_max_num_queries(len(one)):
        client.get(reverse("contests:contests"))
