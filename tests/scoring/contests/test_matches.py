"""Planning matches of a contest."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from negotiation.models import ScenarioVersion
from negotiation.scenarios import load_library
from scoring.contests.models import Contest, Match
from scoring.panels import house_rubric, plan_panel
from tests.scoring.contests.house import contest_of, match_of, teams_of
from tests.scoring.contests.test_results import made, organiser, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest() -> Contest:
    load_library()
    return made(teams=3)


def post(contest: Contest, **more: Any) -> Any:
    first, second, _third = contest.teams.all()
    given = {
        "stage": "preliminary",
        "round": 1,
        "workers": first.pk,
        "employer": second.pk,
        "scenario": ScenarioVersion.objects.order_by("pk")[0].pk,
        "starts_at": "2026-12-01T09:00",
        "setting": "hall",
    }
    address = reverse("contests:matches", args=[contest.slug])
    return signed_in(organiser(contest)).post(address, given | more)


def test_a_match_is_a_session_with_as_many_judges_as_its_stage_has(contest: Contest) -> None:
    assert post(contest).status_code == 302

    session = Match.objects.get().session
    assert session.seats.filter(role__in=("judge", "head_judge")).count() == 3
    assert session.title in Client().get(reverse("negotiation:sessions")).content.decode()


def test_a_team_meets_nobody_twice_in_a_round_nor_itself_nor_outside_the_stages(contest: Contest) -> None:
    first, _second, third = contest.teams.all()
    post(contest)

    assert post(contest, employer=third.pk).status_code == 422
    assert post(contest, round=2, employer=first.pk).status_code == 422
    assert post(contest, round=2, stage="theory").status_code == 422
    assert post(contest, round=2, starts_at="tomorrow").status_code == 422
    assert Match.objects.count() == 1
    assert post(contest, round=2).status_code == 302


@pytest.mark.django_db
def test_the_panel_of_a_match_judges_by_the_rubric_and_leaves_out_the_ballots_that_the_format_says() -> None:
    contest = contest_of(2)
    live = next(each for each in contest.format["components"] if each["id"] == "live")
    live["drop"] = {"from": 3, "each_end": 1}
    contest.save()

    panel = plan_panel(match_of(contest, *teams_of(contest)).session)
    other = plan_panel(match_of(contest, *reversed(teams_of(contest)), round=2).session)

    assert panel.rubric.content["drop"] == {"from": 3, "each_end": 1}
    assert panel.rubric == other.rubric
    assert panel.rubric.slug == house_rubric().slug
    assert house_rubric().content["drop"] != panel.rubric.content["drop"]
