"""What everybody may ask of a certificate, and how a whole class gets theirs."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from people.models import User
from tests.training.certification.house import certified, hours, scheme, trainer
from tests.training.classes.house import class_of, nominated, signed_in
from training.certification import granting
from training.certification.models import Certificate
from training.credentials import batches, public_views
from training.credentials.issuing import documents_of
from training.credentials.models import Batch

pytestmark = pytest.mark.django_db
ENGLISH = {"headers": {"accept-language": "en"}}


@pytest.fixture(autouse=True)
def _fresh_counts() -> Iterator[None]:
    """How often one address looked is counted in the cache, which outlives a test."""
    cache.clear()
    yield
    cache.clear()


def page(found: Certificate, **more: str) -> str:
    answer = Client().get(f"/v/{found.number}/", **ENGLISH, **more)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_says_what_holds_and_names_nobody() -> None:
    found = certified()
    text = page(found)

    assert "This certificate holds." in text
    assert found.person.name not in text


def test_a_typed_name_is_compared_and_the_holders_consent_shows_it() -> None:
    found = certified()
    address = f"/v/{found.number}/"
    assert "Yes: this is the name" in Client().post(address, {"name": found.person.name}, **ENGLISH).content.decode()
    assert "No: another name" in Client().post(address, {"name": "张三"}, **ENGLISH).content.decode()

    granting.open_name(found, by=found.person, agreed=True)
    assert found.person.name in page(found)


def test_expired_revoked_and_replaced_are_told_apart_and_never_a_404() -> None:
    made = scheme()
    old = certified(scheme_=made, on=timezone.localdate() - timedelta(days=1200))
    assert "genuine and held until" in page(old)
    hours(old.person, 4)
    new = granting.grant(old.person, made, "mediator", by=trainer(), passed_on=timezone.localdate())
    assert "replaced by a newer one" in page(old)
    assert new.number in page(old)
    granting.revoke(new, by=trainer(), reason="材料不实")
    text = page(new)

    assert "was revoked" in text
    assert "材料不实" in text


def test_a_number_that_was_never_issued_is_404_with_a_way_on() -> None:
    answer = Client().get("/v/2026-AAAAA-BBBB/", **ENGLISH)

    assert answer.status_code == 404
    assert "was ever issued" in answer.content.decode()


def test_machines_get_the_credential_at_the_same_address() -> None:
    found = certified()
    answer = Client().get(f"/v/{found.number}/", headers={"accept": "application/vc+ld+json"})

    assert answer["Content-Type"] == "application/vc+ld+json"
    assert json.loads(answer.content)["credentialSubject"]["id"] == f"urn:uuid:{found.subject}"
    assert Client().get(f"/v/{found.number}/credential.jwt").content.decode() == documents_of(found).jwt
    issuer = Client().get(f"/training/issuers/o{found.scheme.organization_id}/did.json").json()
    assert issuer["id"].startswith("did:web:127.0.0.1%3A8000:training:issuers:o")


def test_too_many_looks_from_one_address_are_slowed_down_and_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    found = certified()
    monkeypatch.setattr(public_views, "LOOKS", 3)
    client = Client()
    with time_machine.travel(timezone.now(), tick=False):
        codes = [client.get(f"/v/{found.number}/").status_code for _each in range(5)]
        other = Client(REMOTE_ADDR="10.0.0.9").get(f"/v/{found.number}/").status_code

    assert codes == [200, 200, 200, 429, 429]
    assert other == 200


def test_a_file_is_checked_on_the_page_and_what_is_no_credential_is_refused_in_words() -> None:
    made = documents_of(certified())

    def told(content: bytes, name: str) -> tuple[int, str]:
        answer = Client().post("/v/", {"file": SimpleUploadedFile(name, content)}, **ENGLISH)
        return answer.status_code, answer.content.decode()

    assert "the certificate holds today" in told(bytes(made.pdf), "a.pdf")[1]
    assert "the certificate holds today" in told(made.credential.encode(), "a.json")[1]
    changed = made.credential.replace("劳动争议调解员", "一级协调师")
    assert "This is not what was issued" in told(changed.encode(), "a.json")[1]
    assert told(b"hello", "a.txt")[0] == 422
    assert told(b"%PDF-1.7 broken", "a.pdf")[0] == 422
    assert told(b"x" * 3_000_000, "a.json")[0] in (413, 422)
    assert Client().post("/v/", {"number": "<script>"}, **ENGLISH).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_a_whole_class_gets_its_certificates_in_the_background_as_one_zip() -> None:
    made, held = scheme(), class_of(slug="batch")
    rows = nominated(held, 1, 4)
    people = [row.person for row in rows]
    for each in people[:3]:
        hours(each)
    User.objects.filter(pk=people[2].pk).update(name="王\U00020000明")
    client = signed_in(trainer())
    chosen = {
        "class_of": held.pk,
        "grade": "dispute-mediator/mediator",
        "passed_on": timezone.localdate().isoformat(),
    }
    office = trainer().offices.get()
    assert office.organization != held.organization  # of another province: may not
    assert client.post("/training/credentials/batches/new/", chosen).status_code in (403, 422)

    batch = batches.ask(
        made, "mediator", people, by=trainer(), passed_on=timezone.localdate(), title="培训班", class_of=held
    )
    assert batches.progress(batch)["waiting"] == 4
    call_command("db_worker", batch=True, startup_delay=False, queue_name="*", verbosity=0)
    found = batches.progress(batch)
    faults = [item.fault for item in batch.items.exclude(fault="")]

    assert (found["made"], found["failed"], found["waiting"]) == (2, 2, 0)
    assert any("\U00020000" in each for each in faults)
    answer = client.get(f"/training/credentials/batches/{batch.pk}/zip/")
    packed = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[arg-type]
    assert len(packed.namelist()) == 2
    assert packed.testzip() is None
    assert all(packed.read(name).startswith(b"%PDF-") for name in packed.namelist())


def test_a_batch_that_was_cut_off_goes_on_where_it_stopped() -> None:
    made, held = scheme(), class_of(slug="cut")
    people = [row.person for row in nominated(held, 1, 3)]
    for each in people:
        hours(each)
    batch = batches.ask(made, "mediator", people, by=trainer(), passed_on=timezone.localdate(), title="班")
    batches._make_one(batch, batch.items.first())
    before = list(Certificate.objects.values_list("number", flat=True))

    assert batches.make.call(batch.pk, "zh-hans") == 2
    assert batches.make.call(batch.pk, "zh-hans") == 0
    assert set(before) < set(Certificate.objects.values_list("number", flat=True))
    assert Certificate.objects.count() == 3


def test_choosing_a_class_costs_the_same_queries_for_two_people_and_for_twelve() -> None:
    made, held = scheme(), class_of(slug="queries")
    boss = User.objects.get(username="queries-trainer")
    type(made).objects.filter(pk=made.pk).update(organization=held.organization)
    client = signed_in(boss)
    told = {"class_of": held.pk, "grade": "dispute-mediator/mediator", "passed_on": timezone.localdate().isoformat()}

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get("/training/credentials/batches/new/", told).status_code == 200
        return len(found)

    nominated(held, 1, 2)
    few = cost()
    nominated(held, 1, 10)

    assert cost() == few
    answer = client.post("/training/credentials/batches/new/", told | {"chosen": ["x", "9" * 30, "-1"]})
    assert answer.status_code == 422
    assert not Batch.objects.exists()
