"""A person's record: everything in one place, seen by the right people, and taken along as one's own."""

import io
import json
import zipfile
from typing import Any

import pytest
from django.utils import timezone

from people.models import User
from scoring.contests.models import Member
from scoring.models import Panel
from tests.scoring.contests.house import confirmed, contest_of, match_of, teams_of
from tests.training.certification.house import certified, person, scheme, trainer
from tests.training.classes.house import signed_in
from tests.training.exams.house import boss, exam, sat, sitters
from training.certification import ledger
from training.credentials.issuing import documents_of
from training.exams import outcomes
from training.record import gathering
from training.register import keeping

pytestmark = pytest.mark.django_db
HERE = "/training/records/"


def judged() -> User:
    """Somebody who played for a team in a match whose result is published."""
    contest = contest_of(2, slug="judged")
    one, two = teams_of(contest)
    match = match_of(contest, one, two)
    who = person("赵协商")
    member = one.members.get(role=Member.Role.CHIEF)
    Member.objects.filter(pk=member.pk).update(person=who)
    seat = match.session.seats.get(side="workers", role="chief")
    seat.person = who
    seat.save()
    confirmed(match, {"workers": 8, "employer": 6}, published=True)
    type(match.session).objects.filter(pk=match.session.pk).update(status="agreed")
    return who


def test_strengths_come_from_published_panels_by_criterion() -> None:
    who = judged()
    (found,) = gathering.strengths(who)
    panel = Panel.objects.get(session__seats__person=who)
    law = next(each for each in panel.rubric.content["criteria"] if each["id"] == "law")

    assert found["title"] in law["title"].values()
    assert found["mean"] == pytest.approx(8 / float(law["weight"]))
    assert gathering.strengths(person("没打过")) == []


def test_the_page_holds_classes_hours_exams_sessions_contests_and_certificates() -> None:
    who = judged()
    certified(who, scheme())
    held = exam(people=1)
    sitter = sitters(held)[0]
    sat(held, sitter)
    outcomes.release(held, by=boss(held))
    text = signed_in(who).get(HERE).content.decode()
    assert "劳动争议调解员" in text
    assert "协以成事" in text
    assert "集体协商理论考试" in signed_in(sitter).get(HERE).content.decode()
    document = signed_in(who).get(f"{HERE}{who.uuid}/pdf/")

    assert document.content.startswith(b"%PDF-")


def test_the_record_is_seen_by_its_owner_and_by_whoever_keeps_it_alone() -> None:
    scheme()
    who = person()
    stranger = User.objects.create(username="stranger", name="路人")

    for path in (f"{HERE}{who.uuid}/", f"{HERE}{who.uuid}/pdf/"):
        assert signed_in(who).get(path).status_code == 200
        assert signed_in(trainer()).get(path).status_code == 200
        assert signed_in(stranger).get(path).status_code == 404


def packed(who: User) -> dict[str, bytes]:
    answer = signed_in(who).get(f"{HERE}export/")
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    return {name: archive.read(name) for name in archive.namelist()}


def test_ones_own_export_has_all_of_ones_rows_and_nobody_elses() -> None:
    scheme()
    who, other = person("本人"), person("旁人")
    made = documents_of(certified(who))
    certified(other)
    told: dict[str, Any] = {"by": who, "code": "other", "on": timezone.localdate(), "filename": "聘书 1.pdf"}
    ledger.offer(who, title="聘书", content=b"%PDF-1.7 x", **told)
    keeping.consent(who, {"name"})
    files = packed(who)
    data = json.loads(files["data.json"])

    assert data["person"]["name"] == who.name
    assert [each["hours"] for each in data["hours"]] == ["8.0"]
    assert len(data["certificates"]) == 1
    assert [each["field"] for each in data["register"]["consents"]] == ["name"]
    assert other.name not in files["data.json"].decode()
    assert files[f"certificates/{made.certificate.number}.pdf"] == bytes(made.pdf)
    assert any(name.startswith("evidence/") and content == b"%PDF-1.7 x" for name, content in files.items())


def test_answers_are_in_the_export_and_points_only_once_they_are_released() -> None:
    held = exam(people=1)
    sitter = sitters(held)[0]
    sat(held, sitter)
    before = json.loads(packed(sitter)["data.json"])["exams"][0]
    outcomes.release(held, by=boss(held))
    after = json.loads(packed(sitter)["data.json"])["exams"][0]

    assert (before["points"], after["points"]) == (None, "10")
    assert len(before["answers"]) == 6
