"""A whole class by itself, from the call to credentials that a checker takes."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openbadgeslib.ob3 import OB3LdpVerifier

from demo.training_simulation import Simulation
from training.classes.models import Enrolment, Status
from training.credentials import local

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]


def test_a_whole_class_ends_in_certificates_that_a_checker_takes(tmp_path: Path) -> None:
    said: list[str] = []
    held = Simulation(16, 7, tmp_path / "out", say=said.append).run()
    papers = sorted((tmp_path / "out").glob("*.json"))

    assert said[-1] == "audit: all invariants hold"
    assert Enrolment.objects.filter(class_of=held, status=Status.COMPLETED).exists()
    assert papers
    for path in papers:
        text = path.read_text()
        issuer = json.loads(text)["issuer"]["id"]
        OB3LdpVerifier.for_issuer_did(issuer).verify(text, check_status=True, download=local.download)
        assert path.with_suffix(".pdf").read_bytes().startswith(b"%PDF-")


def test_the_same_seed_tells_the_same_story() -> None:
    stories = []
    for _each in range(2):
        said: list[str] = []
        Simulation(16, 3, say=said.append).run()
        stories.append([line for line in said if "first:" not in line])

    assert stories[0] == stories[1]


def test_the_audit_by_command_says_that_all_holds_and_the_clock_can_be_told_to_tick() -> None:
    out = StringIO()
    call_command("training", "check", stdout=out)
    call_command("training", "tick", stdout=out)

    assert out.getvalue().splitlines() == [
        "training: all invariants hold",
        "exams: 0 attempts ended",
        "reminders: 0 sent",
    ]


def test_a_class_of_a_million_is_refused_in_a_sentence() -> None:
    with pytest.raises(CommandError, match="From 16 to 500"):
        call_command("training", "simulate", "--here", "--people", "1000000")
