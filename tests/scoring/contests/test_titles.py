"""Titles of a contest: from confirmed panels to the reveal, and what officials choose."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from scoring.contests import results, titles
from scoring.contests.exporting import export
from scoring.contests.library import formats
from scoring.contests.models import Contest, Standings
from scoring.contests.recomputing import load
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


def type_in(contest: Contest, marks: dict[str, str]) -> Any:
    """Theory marks by people's names, typed into the page for people."""
    people = {each.name: each.pk for team in teams_of(contest) for each in team.members.all()}
    typed = {f"mark_{people[name]}_theory": mark for name, mark in marks.items()}
    page = reverse("contests:people_marks", args=[contest.slug])
    return signed_in(organiser_of(contest.slug)).post(page, typed)


def written_and_played() -> Contest:
    """Two teams of a format whose titles for people count the written test and the table, once each played."""
    contest = contest_of(2, format=formats()["written-and-live"])
    confirmed(match_of(contest, *teams_of(contest)), {"workers": 90, "employer": 80})
    return contest


def test_a_written_test_and_the_table_together_make_a_persons_figure_by_their_weights() -> None:
    contest = written_and_played()

    assert type_in(contest, {"队0成员1": "50", "队1成员1": "70"}).status_code == 302

    chiefs = award(contest, "best-chief")["winners"]
    # 60 of 90 and 40 of 50 make 74; 60 of 80 and 40 of 70 make 76.
    assert [(each["name"]["zh"], each["figure"], each["parts"]) for each in chiefs] == [
        ("队1成员1", "76", {"matches": "80", "theory": "70"}),
        ("队0成员1", "74", {"matches": "90", "theory": "50"}),
    ]
    page = signed_in(organiser_of(contest.slug)).get(reverse("contests:titles", args=[contest.slug]))
    assert "70.00" in page.content.decode()


def test_whoever_was_not_marked_has_nothing_for_it_and_no_team_moves() -> None:
    contest = written_and_played()
    before = results.lines(contest)

    type_in(contest, {"队1成员1": "100"})

    figures = {each["name"]["zh"]: each["figure"] for each in award(contest, "best-chief")["winners"]}
    assert figures == {"队1成员1": "88", "队0成员1": "54"}
    assert results.lines(contest) == before


@pytest.mark.parametrize("wrong", ["101", "-1", "1e1", "九十", "nan"])
def test_a_persons_mark_that_is_none_is_told_stays_typed_and_nothing_is_saved(wrong: str) -> None:
    contest = written_and_played()

    answer = type_in(contest, {"队0成员1": "50", "队1成员1": wrong})

    assert answer.status_code == 422
    assert f'value="{wrong}"' in answer.content.decode()
    assert contest.person_marks.count() == 0


def test_marks_of_people_are_exported_and_the_titles_come_out_the_same(tmp_path: Path) -> None:
    contest = written_and_played()
    type_in(contest, {"队0成员1": "33.3", "队1成员1": "66.7"})

    export(contest, tmp_path)

    tables = load(tmp_path)[1]
    assert {row["value"] for row in tables["person_marks"]} == {"33.3", "66.7"}
    told = [row["winner"] for row in tables["awards"] if row["title"] == "best-chief"]
    assert told == [each["id"] for each in award(contest, "best-chief")["winners"]]


def test_the_page_for_people_makes_as_many_queries_for_forty_teams_as_for_four() -> None:
    counts = []
    for number, teams in enumerate((4, 40)):
        contest = contest_of(teams, slug=f"c{number}", format=formats()["written-and-live"])
        client = signed_in(organiser_of(contest.slug))
        client.get(reverse("contests:people_marks", args=[contest.slug]))
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse("contests:people_marks", args=[contest.slug])).status_code == 200
        counts.append(len(found))

    assert counts[0] == counts[1]
