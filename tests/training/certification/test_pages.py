"""Pages of certification: who may open them, what bad input is answered, and that lists stay as cheap as they are."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from people.models import User
from tests.training.certification.house import certified, hours, person, scheme, trainer
from tests.training.classes.house import signed_in
from training.certification import ledger
from training.certification.models import Certificate, Evidence, Scheme

pytestmark = pytest.mark.django_db
HERE = "/training/certification/"
ENGLISH = {"headers": {"accept-language": "en"}}


def test_from_missing_hours_to_a_certificate_on_pages() -> None:
    made, who = scheme(), person()
    own, boss = signed_in(who), signed_in(trainer())
    standing = f"{HERE}schemes/{made.slug}/mediator/"
    assert "0 of 8; 8 missing" in own.get(standing, **ENGLISH).content.decode()

    ledger_page = f"{HERE}people/{who.uuid}/hours/"
    told = {"kind": "lecture", "hours": "8", "on": timezone.localdate().isoformat(), "what": "讲座"}
    assert own.post(ledger_page, told).status_code == 403
    assert boss.post(ledger_page, told).status_code == 302
    assert "Every need is met" in own.get(standing, **ENGLISH).content.decode()
    issue = f"{standing}{who.uuid}/issue/"
    assert own.post(issue, {"passed_on": timezone.localdate().isoformat()}).status_code == 403
    assert boss.post(issue, {"passed_on": timezone.localdate().isoformat()}).status_code == 302
    found = Certificate.objects.get()

    assert found.number in own.get(HERE).content.decode()
    document = own.get(f"/training/credentials/certificates/{found.number}/pdf/")
    assert document.content.startswith(b"%PDF-")


def test_evidence_is_handed_in_and_checked_and_what_is_no_document_is_refused() -> None:
    scheme()
    who = person()
    own, boss = signed_in(who), signed_in(trainer())
    page = f"{HERE}people/{who.uuid}/evidence/"
    told = {"code": "other", "title": "聘书", "on": timezone.localdate().isoformat()}
    for content in (b"<script>alert(1)</script>", b"MZ\x90", b"%PDF-" + b"x" * (2 * 1024 * 1024)):
        answer = own.post(page, told | {"file": SimpleUploadedFile("聘书.pdf", content)})
        assert answer.status_code == 422
    assert not Evidence.objects.exists()
    assert own.post(page, told | {"file": SimpleUploadedFile("聘书.pdf", b"%PDF-1.7 x")}).status_code == 302
    found = Evidence.objects.get()

    file = boss.get(f"{HERE}evidence/{found.pk}/file/")
    assert file["Content-Disposition"].startswith("attachment")
    assert file["Content-Type"] == "application/octet-stream"
    assert own.post(f"{HERE}evidence/{found.pk}/check/", {"decision": "accept"}).status_code == 403
    boss.post(f"{HERE}evidence/{found.pk}/check/", {"decision": "return"})  # without a reason
    found.refresh_from_db()
    assert found.state == Evidence.State.OFFERED
    boss.post(f"{HERE}evidence/{found.pk}/check/", {"decision": "accept"})
    found.refresh_from_db()
    assert found.state == Evidence.State.ACCEPTED


def test_nobody_of_another_unit_learns_of_a_persons_record() -> None:
    scheme()
    who, stranger = person(), User.objects.create(username="stranger", name="路人")
    client = signed_in(stranger)
    found = certified(who)
    for path in (
        f"people/{who.uuid}/hours/",
        f"people/{who.uuid}/evidence/",
        f"schemes/dispute-mediator/mediator/{who.uuid}/",
        f"certificates/{found.number}/",
    ):
        assert client.get(HERE + path).status_code == 404


NASTY = ["", "x" * 5000, "-1", "9" * 20, "\x00", "2026-13-40", "9999-12-31", "NaN", "1e400", "\u202e", "<b>"]


@pytest.mark.parametrize("value", NASTY)
def test_whatever_is_typed_into_any_form_is_answered_and_changes_nothing(value: Any) -> None:
    made, who = scheme(), person()
    found = certified(person(), made)
    boss = signed_in(trainer())
    revision = made.revision
    design = f"{HERE}schemes/{made.slug}/design/"
    fields: dict[str, list[str]] = {
        f"{HERE}new/": ["pattern", "organization", "slug"],
        f"{design}grade/": ["code", "title_zh", "title_en", "way", "months", "month", "day", "window_days", "revision"],
        f"{design}need/": ["which", "kind", "amount", "code", "within_months", "grade", "revision"],
        f"{design}drop/": ["grade", "which", "place", "revision"],
        f"{design}force/": ["in_force_from", "reason"],
        f"{HERE}people/{who.uuid}/hours/": ["kind", "hours", "on", "what"],
        f"{HERE}people/{who.uuid}/hours/1/": ["hours", "reason"],
        f"{HERE}people/{who.uuid}/evidence/": ["code", "title", "on", "file"],
        f"{HERE}schemes/{made.slug}/mediator/{who.uuid}/issue/": ["passed_on", "exception"],
        f"{HERE}certificates/{found.number}/decide/": ["decision", "reason"],
    }
    for address, names in fields.items():
        answer = boss.post(address, dict.fromkeys(names, value))
        assert answer.status_code in (302, 403, 404, 422), address
    for address in (
        "dashboard/?unit=",
        "certificates/?unit=",
        "certificates/?days=",
        f"schemes/{made.slug}/?passed_on=",
    ):
        assert boss.get(f"{HERE}{address}{value[:50]}".replace("\x00", "%00")).status_code in (200, 404, 422), address
    made.refresh_from_db()

    assert made.revision == revision
    assert Scheme.objects.count() == 1
    assert Certificate.objects.count() == 1
    assert who.hours.count() == 0


def test_the_dates_are_shown_before_anybody_passes() -> None:
    scheme()
    answer = Client().get(f"{HERE}schemes/dispute-mediator/?passed_on=2026-01-31", **ENGLISH)

    assert "from Jan. 31, 2026 until Jan. 30, 2029" in answer.content.decode()


def test_a_draft_is_written_and_put_in_force_on_pages() -> None:
    made = scheme()
    boss = signed_in(trainer())
    design = f"{HERE}schemes/{made.slug}/design/"
    need = {"which": "needs", "kind": "mocks", "amount": "2", "within_months": "12", "grade": "mediator"}
    boss.post(f"{design}need/", need | {"revision": made.revision})
    boss.post(f"{design}need/", need | {"revision": made.revision})  # what somebody else saw: refused
    made.refresh_from_db()
    assert len(made.draft["grades"][0]["needs"]) == 2
    assert boss.get(design).status_code == 200
    answer = boss.post(f"{design}force/", {"in_force_from": timezone.localdate().isoformat(), "reason": "新规"})

    assert answer.status_code == 302
    assert made.versions.count() == 2


def many(count: int) -> None:
    made = Scheme.objects.first() or scheme()
    for _each in range(count):
        certified(person(), made, on=timezone.localdate() - timedelta(days=1050))


@pytest.mark.parametrize("path", ["dashboard/", "certificates/", "reminders/", "evidence/", ""])
def test_a_page_costs_the_same_queries_for_two_people_and_for_eight(path: str) -> None:
    boss = signed_in(trainer())

    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            assert boss.get(HERE + path).status_code == 200
        return len(found)

    many(2)
    few = cost()
    many(6)

    assert cost() == few


def test_reminders_are_shown_word_for_word_before_they_are_sent(mailoutbox: list[Any]) -> None:
    many(1)
    User.objects.filter(certificates__isnull=False).update(email="a@example.org")
    boss = signed_in(trainer())
    assert "a@example.org" in boss.get(f"{HERE}reminders/").content.decode()
    assert mailoutbox == []
    boss.post(f"{HERE}reminders/")

    assert [each.to for each in mailoutbox] == [["a@example.org"]]
    assert "a@example.org" not in boss.get(f"{HERE}reminders/").content.decode()


def test_the_hours_of_one_person_are_listed_with_their_sum() -> None:
    scheme()
    who = person()
    hours(who, 3)
    hours(who, 4)

    assert "7 class hours in all" in signed_in(who).get(f"{HERE}people/{who.uuid}/hours/", **ENGLISH).content.decode()
    assert ledger.ancestry(None) == []
