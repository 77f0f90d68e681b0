"""Titles of a contest: from confirmed panels to the reveal, and what officials choose."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from scoring.contests import results, titles
from scoring.contests.models import Contest, Standings
from scoring.contests.registering import Refusal
from tests.scoring.contests.house import confirmed, contest_of, match_of, organiser_of, signed_in, teams_of

pytestmark = pytest.mark.django_db


def played(contest: Contest, points: dict[int, tuple[int, int]]) -> None:
    """Two rounds, so that everybody was judged twice: the same marks, the sides changed."""
    teams = teams_of(contest)
    for number, (one, other) in points.items():
        pair = teams[2 * number], teams[2 * number + 1]
        confirmed(match_of(contest, *pair), {"workers": one, "employer": other})
        confirmed(match_of(contest, *reversed(pair), round=2), {"workers": other, "employer": one})


def award(contest: Contest, title: str) -> dict[str, Any]:
    return next(each for each in results.reckon(contest).awards if each["title"] == title)


def names(award: dict[str, Any], part: str = "winners") -> list[str]:
    return [each["name"]["zh"] for each in award[part]]


def test_places_become_team_titles_and_everybodys_own_points_become_individual_ones() -> None:
    contest = contest_of(4)
    played(contest, {0: (90, 60), 1: (80, 70)})

    assert names(award(contest, "first")) == ["队0"]
    assert names(award(contest, "places")) == ["队2", "队3", "队1"]
    chiefs = award(contest, "best-chief")
    assert [(each["name"]["zh"], each["team"]["zh"], each["figure"]) for each in chiefs["winners"]] == [
        ("队0成员1", "队0", "90"),
        ("队2成员1", "队2", "80"),
        ("队3成员1", "队3", "70"),
        ("队1成员1", "队1", "60"),
    ]


def test_one_match_is_too_few_for_an_individual_title() -> None:
    contest = contest_of(2)
    confirmed(match_of(contest, *teams_of(contest)), {"workers": 90, "employer": 60})

    chiefs = award(contest, "best-chief")

    assert chiefs["winners"] == []
    assert {each["why"] for each in chiefs["passed_over"]} == {"few_matches"}


def test_people_of_one_team_with_equal_points_are_left_to_officials_who_say_why() -> None:
    contest = contest_of(2)
    played(contest, {0: (90, 60)})
    open_for = award(contest, "best-representative")["open"]
    page = reverse("contests:choose", args=["shaanxi", "best-representative"])
    client = signed_in(organiser_of("shaanxi"))

    typed = {f"order_{each['id']}": str(len(open_for) - n) for n, each in enumerate(open_for)}
    assert client.post(page, typed | {"reason": ""}).status_code == 302
    assert names(award(contest, "best-representative")) == []
    assert client.post(page, typed | {"reason": "评委会投票"}).status_code == 302

    chosen = award(contest, "best-representative")
    assert chosen["winners"][0]["id"] == open_for[-1]["id"]
    assert chosen["winners"][0]["reason"] == "评委会投票"


def test_organisers_are_named_from_those_who_sent_teams_and_no_more_than_the_quota() -> None:
    contest = contest_of(8)
    senders = titles.senders(contest)
    page = reverse("contests:choose", args=["shaanxi", "best-organiser"])
    client = signed_in(organiser_of("shaanxi"))

    for chosen in (senders[:7], [contest.organization]):
        client.post(page, {"chosen": [each.pk for each in chosen], "reason": "组织有力"})
        assert names(award(contest, "best-organiser")) == []
    client.post(page, {"chosen": [each.pk for each in senders[:2]], "reason": "组织有力"})

    assert names(award(contest, "best-organiser")) == ["市总工会0", "市总工会1"]


def test_a_version_with_an_open_title_is_not_confirmed() -> None:
    contest = contest_of(2)
    played(contest, {0: (90, 60)})
    version = results.compute(contest, by=organiser_of("shaanxi"))

    with pytest.raises(Refusal):
        results.confirm(version, by=organiser_of("shaanxi", 2))

    assert Standings.objects.get().confirmed_by is None


def settled(contest: Contest) -> Standings:
    """A confirmed version; every title between equals by the order of their ids."""
    by = organiser_of(contest.slug)
    for _group in range(20):
        made = results.reckon(contest).awards
        for each in [each for each in made if each["open"]][:1]:
            order = [one["id"] for one in each["open"]]
            titles.choose(contest, each["title"], order, made=made, by=by, reason="评委会")
    version = results.compute(contest, by=by)
    results.confirm(version, by=organiser_of(contest.slug, 2))
    return version


def test_the_reveal_goes_from_the_last_to_the_first_and_only_organisers_see_it_before_it_is_published() -> None:
    contest = contest_of(2)
    played(contest, {0: (90, 60)})
    version = settled(contest)
    page = reverse("contests:reveal", args=["shaanxi"])
    organiser = signed_in(organiser_of("shaanxi"))
    count = organiser.get(page).context["count"]

    last, first = (organiser.get(page, {"step": step}).context["step"] for step in (count - 1, count))

    assert (last["name"], first["name"]) == ("队1", "队0")
    public = reverse("contests:titles", args=["shaanxi"])
    assert "队0成员1" not in Client().get(public).content.decode()
    results.publish(version)
    assert "队0成员1" in Client().get(public).content.decode()


@pytest.mark.parametrize("step", ["", "-1", "x", "99999", "１"])
def test_a_step_that_is_none_is_the_beginning_or_the_end(step: str) -> None:
    contest = contest_of(2)
    played(contest, {0: (90, 60)})
    settled(contest)

    answer = signed_in(organiser_of("shaanxi")).get(reverse("contests:reveal", args=["shaanxi"]), {"step": step})

    assert answer.status_code == 200


def test_pages_make_as_many_queries_for_forty_teams_as_for_four() -> None:
    counts = []
    for slug, teams in (("small", 4), ("large", 40)):
        contest = contest_of(teams, slug=slug)
        played(contest, {n: (60 + n, 40 + n) for n in range(teams // 2)})
        client = signed_in(organiser_of(slug))
        for page in ("titles", "standings", "matches", "contest", "teams", "draws", "parts"):
            client.get(reverse(f"contests:{page}", args=[slug]))
            with CaptureQueriesContext(connection) as captured:
                assert client.get(reverse(f"contests:{page}", args=[slug])).status_code == 200
            counts.append((page, len(captured)))

    assert counts[:7] == counts[7:]
