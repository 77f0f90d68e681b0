"""Planning matches of a contest."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from negotiation.models import ScenarioVersion
from negotiation.scenarios import load_library
from scoring.contests.models import Contest, Match
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
