"""The demo's data and pages: one contest day, every seat one click away, and nowhere but in the demo."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from demo.cast import new_session, open_sessions, parts_of
from demo.contest_day import build, demo_sessions
from live.models import Entry
from negotiation.models import Session
from negotiation.scenarios import load_library
from people.models import Organization, User

ROOT = Path(__file__).parents[2]
ROLES = {
    "host",
    "timekeeper",
    "organiser",
    "recorder",
    "chief",
    "representative",
    "judge",
    "head_judge",
    "spectator",
}

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.demo.urls")]


@pytest.fixture
def demo(settings: Any, tmp_path: Path) -> None:
    settings.DEMO = True
    settings.LIVE_HEADS = tmp_path / "heads.jsonl"


def test_a_day_built_towards_midnight_is_found_again_though_its_matches_lie_in_two_days(demo: None) -> None:
    late = timezone.localtime().replace(hour=23, minute=40) - timedelta(days=1)

    first = [session.key for session in build(late)]

    assert len({timezone.localdate(session.starts_at) for session in Session.objects.all()}) == 2
    assert [session.key for session in build(late + timedelta(minutes=15))] == first
    assert not set(first) & {session.key for session in build(late + timedelta(minutes=25))}


@pytest.fixture
def planned(demo: None) -> Session:
    load_library()
    return new_session()


def seats(client: Client) -> list[dict[str, str]]:
    entries: list[dict[str, str]] = client.get("/demo/cast.json").json()
    return entries


def test_the_contest_day_is_built_once_a_day(demo: None, capsys: pytest.CaptureFixture[str]) -> None:
    first = [session.key for session in build()]
    written = Entry.objects.count()
    again = [session.key for session in build()]

    assert first == again
    assert len(first) == 8
    assert Entry.objects.count() == written
    assert [s.status for s in Session.objects.order_by("pk")] == ["agreed", "open", *["planned"] * 6]
    assert Organization.objects.count() == 13
    assert not [user for user in User.objects.all() if user.has_usable_password()]
    call_command("verify_log")
    assert "altered" not in capsys.readouterr().out


def test_what_has_been_played_ended_in_the_past_and_was_published(demo: None) -> None:
    played = build()[0]
    times = list(Entry.objects.filter(stream__key=played.key).order_by("seq").values_list("at", flat=True))

    assert times == sorted(times)
    assert times[0] < played.starts_at.timestamp() * 1000 < times[-1]
    assert played.panel.results.exclude(confirmed_by="").get().published_at is not None


def test_the_cast_has_every_role_of_a_planned_session(planned: Session, client: Client) -> None:
    entries = seats(client)

    assert {entry["role"] for entry in entries} == ROLES
    assert {frozenset(entry) for entry in entries} == {
        frozenset({"role", "side", "seat", "session", "sign_in", "page", "ws"})
    }
    assert len(entries) == len(planned.set_up) + 1
    for entry in entries:
        kind = "panels" if entry["role"] in ("judge", "head_judge") else "sessions"
        key = planned.panel.key if kind == "panels" else planned.key
        assert entry["ws"] == f"/ws/{kind}/{key}/"
        assert entry["page"] == f"/sessions/{planned.key}/"


def test_one_click_signs_a_seat_in_and_opens_its_session(planned: Session, client: Client) -> None:
    for entry in seats(client):
        response = client.get(entry["sign_in"])
        assert response.status_code == 302
        assert response["Location"] == entry["page"]
        signed_in = User.objects.get(pk=client.session["_auth_user_id"])
        seated = planned.seats.filter(key=entry["seat"]).first()
        assert seated is None or seated.person == signed_in


def test_a_sign_in_that_was_made_up_is_not_found(planned: Session, client: Client) -> None:
    assert client.get("/demo/as/WyJ4Il0:made:up/").status_code == 404


def test_a_program_gets_the_seats_of_a_new_session(planned: Session) -> None:
    client = Client(enforce_csrf_checks=True)

    response = client.post("/demo/reset?judges=3", headers={"accept": "application/json"})

    assert response.status_code == 201
    made = {entry["session"] for entry in response.json()}
    assert made != {str(planned.key)}
    assert sum(entry["role"] == "judge" for entry in response.json()) == 3
    assert demo_sessions().filter(key=made.pop(), status="planned").exists()


def test_a_person_gets_the_page_back(planned: Session, client: Client) -> None:
    response = client.post("/demo/reset", headers={"accept": "text/html,*/*"}, follow=True)

    assert response.redirect_chain == [("/demo/", 302)]
    assert response.content.count(b'<section class="demo__session') == 2


def test_nothing_of_the_demo_is_found_outside_of_it(planned: Session, client: Client, settings: Any) -> None:
    addresses = ["/demo/", "/demo/cast.json", parts_of(open_sessions()[0])[0].sign_in]
    settings.DEMO = False

    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]
    assert client.post("/demo/reset").status_code == 404
    assert Session.objects.count() == 1


def test_another_machine_finds_no_demo_here(planned: Session) -> None:
    away = Client(REMOTE_ADDR="192.0.2.7")

    assert [away.get("/demo/").status_code, away.post("/demo/reset").status_code] == [404, 404]


def test_the_page_costs_the_same_for_one_session_as_for_three(
    planned: Session, client: Client, django_assert_num_queries: Any
) -> None:
    for _ in range(2):
        with django_assert_num_queries(PAGE):
            client.get("/demo/")
        new_session()
        new_session()


PAGE = 3  # sessions, seats, what is over


def test_production_refuses_the_demo(tmp_path: Path) -> None:
    production = {"ALLOWED_HOSTS": "xieshang.example", "SECRET_KEY": "x" * 60, "DATA_DIR": str(tmp_path)}

    for command in (["check"], ["demo"]):
        environment = os.environ | production | ({} if command == ["demo"] else {"DEMO": "1"})
        ended = subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, capture_output=True, check=False
        )
        assert ended.returncode != 0
        assert b"DEMO" in ended.stderr
