"""Standings of a contest: from marks and confirmed panels to a published version."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from people.models import Office, Organization, User
from scoring.contests import results
from scoring.contests.library import formats
from scoring.contests.models import Contest, Match, Standings, Team
from scoring.contests.setting_up import create, freeze, open_for_teams
from scoring.models import Result
from tests.cast import Cast, judged_session

pytestmark = pytest.mark.django_db


def made(slug: str = "shaanxi", teams: int = 4) -> Contest:
    province = Organization.objects.create(name=f"省总工会 {slug}", kind=Organization.Kind.PROVINCE)
    people = [User.objects.create(username=f"{slug}-{n}", name=f"组织者{n}", organization=province) for n in (1, 2)]
    for user in people:
        Office.objects.create(user=user, organization=province, kind=Office.Kind.ORGANISER)
    contest = create(
        slug=slug,
        organization=province,
        format=formats()["recommended"],
        by=people[0],
        title="协以成事",
        starts_on=date(2026, 12, 1),
    )
    open_for_teams(contest)
    freeze(contest)
    Team.objects.bulk_create(
        Team(contest=contest, organization=province, name=f"队{n}", status=Team.Status.APPROVED) for n in range(teams)
    )
    return contest


def organiser(contest: Contest, number: int = 1) -> User:
    return User.objects.get(username=f"{contest.slug}-{number}")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def mark(contest: Contest, **values: str) -> Any:
    """Theory marks by the team's name, typed into the page."""
    typed = {f"mark_{team.pk}_theory": values.get(team.name, "") for team in contest.teams.all()}
    return signed_in(organiser(contest)).post(reverse("contests:marks", args=[contest.slug]), typed)


def test_marks_that_are_typed_in_become_places_by_their_weight() -> None:
    contest = made()

    assert mark(contest, 队0="80", 队1="92.5", 队2="60").status_code == 302

    assert [(line["name"]["zh"], line["place"], line["total"]) for line in results.lines(contest)] == [
        ("队1", 1, "37/2"),
        ("队0", 2, "16"),
        ("队2", 3, "12"),
        ("队3", 4, "0"),
    ]


@pytest.mark.parametrize("wrong", ["101", "-1", "1e1", "九十", "nan", "80,5"])
def test_a_mark_that_is_none_is_told_stays_typed_and_nothing_is_saved(wrong: str) -> None:
    contest = made()

    answer = mark(contest, 队0="80", 队1=wrong)

    assert answer.status_code == 422
    assert f'value="{wrong}"' in answer.content.decode()
    assert contest.marks.count() == 0


def judged(contest: Contest, cast: Cast) -> list[Team]:
    """The cast's published panel as a match of the first two teams."""
    workers, employer = contest.teams.all()[:2]
    Match.objects.create(
        contest=contest,
        stage="preliminary",
        session=cast.published_panel.session,
        workers=workers,
        employer=employer,
    )
    return [workers, employer]


@pytest.mark.django_db(transaction=True)
def test_what_a_panel_confirmed_counts_to_the_last_digit_for_both_its_teams() -> None:
    contest = made()
    cast = judged_session()
    totals = Result.objects.exclude(confirmed_by="").get(panel=cast.published_panel).content["totals"]
    contest.format["components"][2]["relative"] = False
    contest.save()

    workers, employer = judged(contest, cast)

    points = {line["team"]: Fraction(line["parts"]["live"]["points"]) for line in results.lines(contest)}
    assert points[workers.pk] == Fraction(totals["workers"]["total"])
    assert points[employer.pk] == Fraction(totals["employer"]["total"])


@pytest.mark.django_db(transaction=True)
def test_a_panel_that_nobody_confirmed_counts_nothing() -> None:
    contest = made()
    cast = judged_session()
    Result.objects.filter(panel=cast.published_panel).delete()
    judged(contest, cast)

    assert {line["total"] for line in results.lines(contest)} == {"0"}


def test_a_tie_is_settled_only_by_name_with_a_reason_and_for_exactly_the_tied() -> None:
    contest = made(teams=3)
    mark(contest, 队0="80", 队1="80", 队2="90")
    first, second, third = contest.teams.all()
    client = signed_in(organiser(contest))
    address = reverse("contests:settle", args=[contest.slug])

    def tied() -> list[str]:
        return [line["name"]["zh"] for line in results.lines(contest) if line["open"]]

    for wrong in (
        {f"order_{first.pk}": "2", f"order_{second.pk}": "1"},
        {f"order_{first.pk}": "1", f"order_{second.pk}": "1", "reason": "评议"},
        {f"order_{first.pk}": "1", f"order_{third.pk}": "2", "reason": "评议"},
        {f"order_{first.pk}": "一", f"order_{second.pk}": "2", "reason": "评议"},
        {"reason": "评议"},
    ):
        client.post(address, wrong)
    assert tied() == ["队0", "队1"]

    client.post(address, {f"order_{first.pk}": "2", f"order_{second.pk}": "1", "reason": "评议表决3:2"})

    assert tied() == []
    assert [line["name"]["zh"] for line in results.lines(contest)] == ["队2", "队1", "队0"]
    assert "评议表决3:2" in client.get(reverse("contests:standings", args=[contest.slug])).content.decode()


def test_standings_stay_under_embargo_until_two_officials_stand_for_them() -> None:
    contest = made(teams=2)
    mark(contest, 队0="80", 队1="70")
    one, other = (signed_in(organiser(contest, number)) for number in (1, 2))
    page = reverse("contests:standings", args=[contest.slug])
    version = reverse("contests:stand_for", args=[contest.slug, 1])

    one.post(reverse("contests:compute", args=[contest.slug]))
    one.post(version, {"act": "confirm"})
    other.post(version, {"act": "publish"})
    assert "16.00" not in Client().get(page).content.decode(), "one person alone publishes nothing"
    other.post(version, {"act": "confirm"})
    assert "16.00" not in Client().get(page).content.decode()
    other.post(version, {"act": "publish"})

    assert "16.00" in Client().get(page).content.decode()


def test_a_reason_that_no_database_holds_is_taken_without_what_nobody_types() -> None:
    contest = made(teams=2)
    client = signed_in(organiser(contest))
    address = reverse("contests:compute", args=[contest.slug])
    client.post(address)

    client.post(address, {"reason": "理论卷\0复核" * 100})

    newest = contest.standings.first()
    assert newest is not None
    assert newest.reason.startswith("理论卷复核")


def test_a_correction_is_a_new_version_with_a_reason_and_the_old_one_stays() -> None:
    contest = made(teams=2)
    mark(contest, 队0="80", 队1="70")
    one, two = (organiser(contest, number) for number in (1, 2))
    first = results.compute(contest, by=one)
    results.confirm(first, by=two)
    results.publish(first)
    mark(contest, 队0="80", 队1="85")
    client = signed_in(one)
    address = reverse("contests:compute", args=[contest.slug])

    client.post(address)
    assert contest.standings.count() == 1
    client.post(address, {"reason": "理论卷复核"})
    second = Standings.objects.get(contest=contest, version=2)
    results.confirm(second, by=two)
    results.publish(second)

    page = Client().get(reverse("contests:standings", args=[contest.slug])).content.decode()
    assert "17.00" in page
    assert "理论卷复核" in page
    first.refresh_from_db()
    assert first.content[0]["total"] == "16"


def test_the_database_itself_refuses_who_would_confirm_their_own_standings() -> None:
    contest = made(teams=2)
    version = results.compute(contest, by=organiser(contest))

    with pytest.raises(IntegrityError), transaction.atomic():
        Standings.objects.filter(pk=version.pk).update(confirmed_by=organiser(contest))


def test_open_ties_are_never_confirmed() -> None:
    contest = made(teams=2)
    version = results.compute(contest, by=organiser(contest))

    with pytest.raises(results.Refusal):
        results.confirm(version, by=organiser(contest, 2))


def test_totals_that_look_equal_at_two_decimals_are_shown_at_full_length() -> None:
    contest = made(teams=2)
    mark(contest, 队0="80.01", 队1="80.02")

    page = signed_in(organiser(contest)).get(reverse("contests:standings", args=[contest.slug])).content.decode()

    assert "8001/500" in page
    assert "4001/250" in page


def test_pages_of_results_make_as_many_queries_for_two_hundred_teams_as_for_sixteen(
    django_assert_max_num_queries: Any,
) -> None:
    few, many = made("few", 16), made("many", 200)
    for name in ("contests:standings", "contests:marks"):
        with django_assert_max_num_queries(40) as asked:
            signed_in(organiser(few)).get(reverse(name, args=["few"]))
        with django_assert_max_num_queries(len(asked)):
            signed_in(organiser(many)).get(reverse(name, args=["many"]))
