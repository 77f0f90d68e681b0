"""The signed credential: accepted by a checker not written here, refused once anything of it is changed."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from openbadgeslib.ob3 import OB3LdpVerifier, OB3Verifier
from openbadgeslib.ob3.verifier import OB3VerificationError
from pypdf import PdfReader

from tests.training.certification.house import certified, person, scheme, trainer
from training.certification import granting
from training.certification.models import Certificate
from training.credentials import checking, keys, local, status
from training.credentials.issuing import documents_of
from training.credentials.models import Issued, StatusPlace
from training.credentials.signing import base58

pytestmark = pytest.mark.django_db


def fault_of(credential: bytes | str) -> str:
    return checking.check(credential, local.download).fault


def test_a_checker_not_written_here_accepts_the_proof_and_the_jwt() -> None:
    made = documents_of(certified())
    issuer = json.loads(made.credential)["issuer"]["id"]
    badge = OB3LdpVerifier.for_issuer_did(issuer).verify(made.credential, check_status=True, download=local.download)
    token = OB3Verifier.for_issuer_did(issuer, download=local.download).verify(made.jwt)

    assert badge.id == token.id == f"http://127.0.0.1:8000/v/{made.certificate.number}/"


def changed(credential: str, *path: str, to: Any) -> bytes:
    document = json.loads(credential)
    place = document
    for step in path[:-1]:
        place = place[int(step)] if isinstance(place, list) else place[step]
    if to is None:
        del place[path[-1]]
    else:
        place[path[-1]] = to
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("path", "to"),
    [
        (("name",), "劳动关系协调师（一级）"),
        (("validUntil",), "2099-01-01T00:00:00Z"),
        (("validUntil",), None),
        (("credentialStatus",), None),
        (("credentialStatus", "0", "statusListIndex"), "1"),
        (("credentialSubject", "id"), "urn:uuid:2c5e0d5a-6b0b-4a83-9b9d-2f6f3a7f8d10"),
        (("issuer", "name"), "别的工会"),
        (("proof", "proofValue"), "z" + "1" * 87),
    ],
)
def test_whatever_is_changed_of_a_credential_is_seen(path: tuple[str, ...], to: Any) -> None:
    made = documents_of(certified())
    assert fault_of(made.credential.encode()) == ""

    assert fault_of(changed(made.credential, *path, to=to)) != ""


def test_another_issuers_signature_is_not_taken_for_this_ones() -> None:
    made = scheme()
    tokens = [documents_of(certified(scheme_=made)).jwt.split(".") for _each in range(2)]
    (head, body, _signature), (_head, _body, other) = tokens

    assert fault_of(".".join(tokens[0])) == ""
    assert fault_of(f"{head}.{body}.{other}") != ""


def test_suspended_and_revoked_certificates_are_refused_and_their_neighbours_are_not() -> None:
    made = scheme()
    first, second = certified(scheme_=made), certified(scheme_=made)
    texts = [documents_of(each).credential.encode() for each in (first, second)]
    granting.suspend(first, by=trainer(), reason="核查")
    assert "'suspension' is set" in fault_of(texts[0])
    granting.reinstate(first, by=trainer(), reason="无误")
    assert fault_of(texts[0]) == ""
    granting.revoke(first, by=trainer(), reason="不实")

    assert "'revocation' is set" in fault_of(texts[0])
    assert fault_of(texts[1]) == ""


def test_an_expired_credential_is_told_as_expired() -> None:
    old = certified(on=timezone.localdate() - timedelta(days=4 * 365))

    assert "expired" in fault_of(documents_of(old).credential.encode())


def test_new_keys_sign_from_now_on_and_old_credentials_stay_good() -> None:
    made = scheme()
    before = documents_of(certified(scheme_=made))
    keys.rotate(made.organization)
    after = documents_of(certified(scheme_=made))

    methods = [json.loads(each.credential)["proof"]["verificationMethod"] for each in (before, after)]
    assert methods[0] != methods[1]
    for each in (before, after):
        assert fault_of(each.credential.encode()) == ""
        assert fault_of(each.jwt) == ""


def test_the_private_key_is_in_a_file_that_only_its_owner_reads_and_nowhere_in_the_database() -> None:
    made = scheme()
    key = keys.signing_key(made.organization)
    path = keys.path_of(key)

    assert path.stat().st_mode & 0o077 == 0
    assert b"PRIVATE" in path.read_bytes()
    assert "PRIVATE" not in key.public


def test_without_the_key_file_the_fault_names_where_it_should_be() -> None:
    found = certified()
    path = keys.path_of(keys.signing_key(found.scheme.organization))
    path.unlink()
    keys._read.cache_clear()
    with pytest.raises(keys.KeyMissing, match=path.name):
        documents_of(found)


def test_a_credential_says_nothing_of_who_its_holder_is() -> None:
    holder = person("欧阳明月")
    holder.username = "ouyang-mingyue"  # too long to stand in a signature by chance
    holder.save()
    found = certified(holder)
    made = documents_of(found)

    for secret in (found.person.name, found.person.username, str(found.person.uuid), str(found.unit)):
        assert secret not in made.credential
    assert str(found.subject) in made.credential


def test_what_was_handed_out_is_never_made_anew() -> None:
    found = certified()
    first = documents_of(found)
    Certificate.objects.filter(pk=found.pk).update(printed=found.printed | {"name": "改名"})

    assert documents_of(Certificate.objects.get()).pdf == first.pdf
    assert Issued.objects.count() == 1


def test_the_pdf_keeps_its_credential_and_can_be_read_aloud_and_kept(tmp_path: Path) -> None:
    made = documents_of(certified())
    path = tmp_path / "c.pdf"
    path.write_bytes(made.pdf)
    reader = PdfReader(path)
    metadata = reader.xmp_metadata

    assert checking.taken_out(bytes(made.pdf)).decode() == made.credential
    assert metadata is not None
    told = metadata.stream.get_data().decode()
    assert "pdfaid:part>3<" in told
    assert "pdfaid:conformance>A<" in told
    assert "pdfuaid:part>1<" in told
    assert made.certificate.number in reader.pages[0].extract_text()


def test_places_in_the_status_lists_are_given_by_lot_and_never_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    made = scheme()
    draws = iter([7, 7, 7, 12])
    monkeypatch.setattr(status, "randbelow", lambda bits: next(draws))
    first, second = certified(scheme_=made), certified(scheme_=made)

    assert status.place_of(first) == status.place_of(first)
    assert status.place_of(second).index == 12
    assert StatusPlace.objects.count() == 2


@given(st.binary(max_size=80))
def test_base58_can_be_read_back(content: bytes) -> None:
    from training.credentials.signing import BASE58

    written, number = base58(content), 0
    for sign in written:
        number = number * 58 + BASE58.index(sign)
    zeros = len(written) - len(written.lstrip("1"))

    assert b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8) == content


def test_the_command_checks_json_jwt_and_pdf_and_says_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = certified()
    made = documents_of(found)
    for name, content in (("a.json", made.credential.encode()), ("a.jwt", made.jwt.encode()), ("a.pdf", made.pdf)):
        (tmp_path / name).write_bytes(content)
        call_command("credential", "verify", str(tmp_path / name))
        assert "valid: proof, form and days are right; status lists looked at" in capsys.readouterr().out
    granting.revoke(found, by=trainer(), reason="不实")
    with pytest.raises(CommandError, match="revocation"):
        call_command("credential", "verify", str(tmp_path / "a.json"))


def test_the_command_needs_only_saved_files_and_says_when_the_status_was_not_looked_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = certified()
    made = documents_of(found)
    issuer, sheet = found.scheme.organization, found.status_place.sheet
    (tmp_path / "a.json").write_text(made.credential)
    (tmp_path / "did.json").write_text(json.dumps(keys.document_of(issuer)))
    lists = [tmp_path / f"{purpose}.jwt" for purpose in status.PURPOSES]
    for path in lists:
        path.write_text(status.published(issuer, sheet, path.stem))
    Certificate.objects.filter(pk=found.pk).update(state="revoked")  # what was saved before does not know of it

    call_command("credential", "verify", str(tmp_path / "a.json"), did=tmp_path / "did.json")
    assert "NO status list" in capsys.readouterr().out
    call_command("credential", "verify", str(tmp_path / "a.json"), did=tmp_path / "did.json", status=lists)
    assert "status lists looked at" in capsys.readouterr().out


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"{}", b"%PDF-1.7 broken", b"ey.ey.ey", b'{"a":' * 3000, b"\xff" * 50, b"x" * 300_000]
)
def test_whatever_file_is_given_the_command_answers_in_a_sentence(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    with pytest.raises(CommandError):
        call_command("credential", "verify", str(path))


def test_a_missing_file_is_told() -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("credential", "verify", "/nowhere/at/all")


def test_a_list_older_than_two_days_is_no_proof_of_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    found = certified()
    text = documents_of(found).credential
    monkeypatch.setattr(status, "LIFE", timedelta(days=-1))
    with pytest.raises(OB3VerificationError):
        OB3LdpVerifier.for_issuer_did(json.loads(text)["issuer"]["id"]).verify(
            text, check_status=True, download=local.download
        )
