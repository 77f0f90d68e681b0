"""The public board and the pages behind it: only what is published, on every screen at once."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from live import log
from scoring.contests import board, results
from scoring.contests.models import Contest, Standings
from scoring.engine.board import BoardMachine, merged, patch_between
from tests.scoring.contests.house import confirmed, contest_of, match_of, organiser_of, teams_of

leaves = st.booleans() | st.integers() | st.text(max_size=5)
boards = st.recursive(
    st.dictionaries(st.text(max_size=3), leaves, max_size=4),
    lambda inner: st.dictionaries(st.text(max_size=3), leaves | inner, max_size=4),
    max_leaves=20,
)


@given(boards, boards)
def test_a_patch_makes_the_one_board_of_the_other_and_nothing_needs_none(before: Any, after: Any) -> None:
    assert merged(before, patch_between(before, after)) == after
    assert patch_between(after, after) == {}
    machine = BoardMachine()
    assert machine.load(json.loads(json.dumps(machine.dump(after)))) == after


def state(contest: Contest) -> Any:
    return log.state_of("boards", contest.key)


@pytest.mark.django_db
def test_the_board_shows_a_mark_only_once_its_result_is_published() -> None:
    contest = contest_of(2)
    match = match_of(contest, *teams_of(contest))
    result = confirmed(match, {"workers": 90, "employer": 60})
    board.refresh(contest)
    assert "marks" not in state(contest)["matches"][str(match.pk)]

    result.published_at = 5
    result.save()
    board.panel_published(result.panel)

    assert state(contest)["matches"][str(match.pk)]["marks"] == {"workers": "90.00", "employer": "60.00"}


@pytest.mark.django_db
def test_places_are_on_the_board_from_the_moment_two_officials_published_them_and_not_before() -> None:
    contest = contest_of(2)
    contest.format = {**contest.format, "titles": []}
    contest.save()
    confirmed(match_of(contest, *teams_of(contest)), {"workers": 90, "employer": 60})
    version = results.compute(contest, by=organiser_of("shaanxi"))
    results.confirm(version, by=organiser_of("shaanxi", 2))
    board.refresh(contest)
    assert "standings" not in state(contest)

    results.publish(version)

    first = state(contest)["standings"][str(teams_of(contest)[0].pk)]
    assert (first["place"], first["name"]["zh"]) == (1, "队0")


@pytest.mark.django_db
def test_a_blind_contest_shows_codes_until_its_standings_are_published() -> None:
    contest = contest_of(2)
    for number, team in enumerate(teams_of(contest), 1):
        team.code = f"0{number}"
        team.save()
    match_of(contest, *teams_of(contest))
    board.refresh(contest)

    told = json.dumps(state(contest), ensure_ascii=False)
    page = Client().get(reverse("contests:matches", args=["shaanxi"])).content.decode()

    assert "队0" not in told
    assert "01" in told
    assert "队0" not in page
    Standings.objects.create(
        contest=contest,
        version=1,
        content=[],
        computed_by=organiser_of("shaanxi"),
        confirmed_by=organiser_of("shaanxi", 2),
        published_at="2026-12-02T00:00:00Z",
    )
    assert "队0" in Client().get(reverse("contests:matches", args=["shaanxi"])).content.decode()


@pytest.mark.django_db
def test_other_pages_may_frame_the_embedded_board_and_no_other_page_of_the_house() -> None:
    contest_of(2)

    framed = Client().get(reverse("contests:embed", args=["shaanxi"]))
    whole = Client().get(reverse("contests:board", args=["shaanxi"]))

    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed
    assert whole["X-Frame-Options"] == "DENY"


@pytest.mark.django_db
def test_a_team_reads_its_criteria_on_its_own_page_once_the_result_is_published_and_strangers_never() -> None:
    contest = contest_of(2)
    team = teams_of(contest)[0]
    match = match_of(contest, *teams_of(contest))
    result = confirmed(match, {"workers": 90, "employer": 60})
    page = reverse("contests:team", args=["shaanxi", team.pk])
    chief = team.members.get(role="chief").person
    assert chief is not None
    insider = Client()
    insider.force_login(chief)
    assert insider.get(page).context["matches"][0].get("criteria") is None

    result.published_at = 5
    result.save()

    assert insider.get(page).context["matches"][0]["mark"] == "90.00"
    assert "criteria" in insider.get(page).context["matches"][0]
    stranger = Client().get(page).context["matches"][0]
    assert stranger["mark"] == "90.00"
    assert "criteria" not in stranger


@pytest.mark.django_db
def test_a_case_shows_what_is_public_of_it_and_no_sides_points() -> None:
    contest = contest_of(2)
    match = match_of(contest, *teams_of(contest))

    page = Client().get(reverse("contests:case", args=["shaanxi", match.session.scenario_id]))

    scenario = match.session.scenario.compiled()
    assert page.status_code == 200
    assert scenario.parties["workers"].brief["zh"][:20] not in page.content.decode()
