"""Drawing a contest in the browser: committed to, drawn, checked by the command, and planned as matches."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from live.machine import Refused
from negotiation.models import Seat
from negotiation.sessions import seat
from people.models import User
from scoring.contests import draws
from scoring.contests.library import formats
from scoring.contests.models import Contest, Draw
from scoring.contests.registering import Refusal
from scoring.engine.format import NotYet
from scoring.models import Panel
from scoring.panels import house_rubric, plan_panel
from tests.scoring.contests.house import case, confirmed, contest_of, organiser_of, signed_in, teams_of

pytestmark = pytest.mark.django_db


def when(draw: Draw) -> dict[str, str]:
    told = {"scenario": str(case().pk), "begins": "2026-12-01T09:00", "rooms": "2", "setting": "hall"}
    return {f"draw{draw.pk}-{name}": value for name, value in told.items()}


def prepared(contest: Contest, what: str = "round") -> Draw:
    client = signed_in(organiser_of(contest.slug))
    assert client.post(reverse("contests:prepare", args=[contest.slug]), {"what": what}).status_code == 302
    found = contest.draws.filter(pair=0).last()
    assert found is not None
    return found


def drawn(contest: Contest, draw: Draw, **typed: str) -> Draw:
    page = reverse("contests:draw", args=[contest.slug, draw.pk])
    answer = signed_in(organiser_of(contest.slug)).post(page, {"act": "draw", **typed})
    assert answer.status_code == 302
    draw.refresh_from_db()
    return draw


def coded(contest: Contest) -> None:
    drawn(contest, prepared(contest, "codes"))


def round_of(contest: Contest) -> Draw:
    draw = prepared(contest)
    return drawn(contest, draw, **when(draw))


def test_codes_are_drawn_once_for_all_and_checked_by_the_command(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    contest = contest_of(4)
    before = prepared(contest, "codes")
    page = reverse("contests:draw_document", args=["shaanxi", before.pk])
    (tmp_path / "commitment.json").write_bytes(Client().get(page).content)
    assert before.seed not in Client().get(page).content.decode()

    drawn(contest, before)

    (tmp_path / "draw.json").write_bytes(Client().get(page).content)
    out = StringIO()
    call_command("draw", "verify", tmp_path / "draw.json", commitment=tmp_path / "commitment.json", stdout=out)
    assert "is what the seed gives" in out.getvalue()
    assert sorted(team.code for team in teams_of(contest)) == ["01", "02", "03", "04"]


def test_a_round_is_planned_as_it_was_drawn_side_by_side_in_the_rooms_and_freezes_the_rules() -> None:
    contest = contest_of(6)
    coded(contest)

    draw = round_of(contest)

    matches = list(contest.matches.order_by("pk"))
    assert [[match.workers.code, match.employer.code] for match in matches] == draw.result["matches"]
    starts = [match.session.starts_at for match in matches]
    assert starts[0] == starts[1] < starts[2]
    contest.refresh_from_db()
    assert contest.frozen_at is not None


def test_a_blind_contest_publishes_no_name_and_no_city_with_its_draw() -> None:
    contest = contest_of(4)
    coded(contest)
    draw = prepared(contest)

    told = Client().get(reverse("contests:draw_document", args=["shaanxi", draw.pk])).content.decode()

    assert "队" not in told
    assert "市" not in told


def test_a_blind_contest_draws_no_round_before_its_codes() -> None:
    contest = contest_of(4)

    signed_in(organiser_of("shaanxi")).post(reverse("contests:prepare", args=["shaanxi"]), {"what": "round"})

    assert contest.draws.count() == 0


def test_the_next_round_waits_until_the_results_of_the_last_are_confirmed_and_then_takes_the_best() -> None:
    contest = contest_of(16)
    contest.format["components"][2]["relative"] = False
    contest.save()
    coded(contest)
    round_of(contest)
    with pytest.raises(NotYet) as not_yet:
        draws.next_step(contest)
    assert not_yet.value.code == "results"

    for number, match in enumerate(contest.matches.all()):
        confirmed(match, {"workers": 90 - number, "employer": 40 - number})

    winners = {str(match.workers_id) for match in contest.matches.all()}
    step = draws.next_step(contest)
    assert (step.stage.id, set(step.teams)) == ("semi", winners)


def test_sides_are_drawn_at_the_table_and_nobody_is_seated_before() -> None:
    contest = contest_of(4)
    contest.format = {**contest.format, "sides": "table"}
    contest.save()
    coded(contest)
    round_of(contest)
    match = contest.matches.first()
    assert match is not None
    assert not Seat.objects.filter(session=match.session).exclude(side="").exclude(person=None).exists()

    side_draw = contest.draws.get(pair=1)
    drawn(contest, side_draw)

    match.refresh_from_db()
    assert [[match.workers.code, match.employer.code]] == side_draw.result["matches"]
    chief = match.workers.members.get(role="chief").person
    seat = Seat.objects.get(session=match.session, person=chief)
    assert (seat.side, match.sides_open) == ("workers", False)


def test_a_panel_waits_for_sides_that_are_drawn_at_the_table_and_then_knows_the_teams_by_their_codes() -> None:
    contest = contest_of(2, format=formats()["recommended"] | {"sides": "table", "blind": True})
    coded(contest)
    round_of(contest)
    match = contest.matches.get()
    organiser = organiser_of("shaanxi")
    with pytest.raises(Refused):
        plan_panel(match.session)
    page = reverse("scoring:open", args=[match.session.key])
    answer = signed_in(organiser).post(page, {"rubric": house_rubric().pk}, follow=True)
    assert answer.status_code == 200
    assert not Panel.objects.exists()
    judge = User.objects.create(username="head", name="评委", organization=contest.organization)
    seat(match.session, "head-judge", judge)

    drawn(contest, contest.draws.get(pair=1))

    match.refresh_from_db()
    panel = Panel.objects.get(session=match.session)
    told = {each["side"]: each["code"] for each in panel.set_up["subjects"].values() if each["kind"] == "team"}
    assert told == {"workers": match.workers.code, "employer": match.employer.code}
    assert panel.places.get(key="head-judge").person == judge


def test_a_draw_is_made_once_and_a_void_one_stays_on_record_with_its_reason() -> None:
    contest = contest_of(4)
    coded(contest)
    draw = prepared(contest)
    with pytest.raises(Refusal):
        draws.prepare(contest, draws.next_step(contest), by=organiser_of("shaanxi"))
    page = reverse("contests:draw", args=["shaanxi", draw.pk])
    client = signed_in(organiser_of("shaanxi"))

    client.post(page, {"act": "void", "reason": ""})
    draw.refresh_from_db()
    assert draw.void_at is None
    client.post(page, {"act": "void", "reason": "名单有误"})
    draw.refresh_from_db()
    assert "名单有误" in draw.reason
    client.post(page, {"act": "draw", **when(draw)})

    assert contest.matches.count() == 0
    assert round_of(contest).pk != draw.pk


def test_a_round_without_its_hour_is_not_drawn_and_the_seed_stays_secret() -> None:
    contest = contest_of(4)
    coded(contest)
    draw = prepared(contest)

    answer = signed_in(organiser_of("shaanxi")).post(reverse("contests:draw", args=["shaanxi", draw.pk]))

    assert answer.status_code == 422
    draw.refresh_from_db()
    assert draw.drawn is None
    assert draw.seed not in Client().get(reverse("contests:draws", args=["shaanxi"])).content.decode()


def test_a_stranger_prepares_and_draws_nothing() -> None:
    contest = contest_of(4)
    stranger = signed_in(User.objects.create(username="stranger", name="路人"))

    assert stranger.post(reverse("contests:prepare", args=["shaanxi"]), {"what": "codes"}).status_code == 403
    draw = prepared(contest, "codes")
    assert stranger.post(reverse("contests:draw", args=["shaanxi", draw.pk])).status_code == 403


def test_what_is_published_holds_all_that_the_draw_rests_on() -> None:
    contest = contest_of(4)
    coded(contest)
    draw = round_of(contest)

    told = json.loads(Client().get(reverse("contests:draw_document", args=["shaanxi", draw.pk])).content)

    assert {"schema", "entries", "rules", "commitment", "seed", "matches", "byes"} == set(told)
