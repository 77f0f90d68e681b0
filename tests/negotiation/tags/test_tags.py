"""Tags from a pad on bad wifi, and the page that counts them."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from live.machine import Refused
from negotiation.engine.speech import CODES
from negotiation.models import Session, Tag
from negotiation.tags.counting import pairs_of, phase_at, rows_of, tags_of
from negotiation.tags.keeping import keep
from tests.negotiation.bargained import BEGAN, Bargained, seated, signed

pytestmark = pytest.mark.django_db(transaction=True)


def tag(**other: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "at": BEGAN + 61_000, "code": "package-offer", "speaker": "workers-chief"} | other


def post(table: Bargained, who: str, data: Any) -> tuple[int, Any]:
    client = Client()
    client.force_login(table.people[who])
    answer = client.post(f"/sessions/{table.session.key}/tags/", data, content_type="application/json")
    return answer.status_code, answer.json()


def test_a_tag_sent_twice_is_one_and_one_taken_back_twice_is_gone() -> None:
    table = seated()
    sent = tag()

    assert [post(table, "recorder", sent) for _ in range(2)] == [(200, {"id": sent["id"]})] * 2
    assert [(each.side, each.speaker, each.code) for each in Tag.objects.all()] == [
        ("workers", "workers-chief", "package-offer")
    ]
    assert [post(table, "recorder", {"id": sent["id"], "gone": True})[0] for _ in range(2)] == [200, 200]
    assert not Tag.objects.exists()


def test_the_id_of_another_coder_s_tag_is_refused_and_their_tag_stays() -> None:
    table = seated()
    sent = tag()
    post(table, "recorder", sent)

    assert post(table, "judge", sent | {"code": "process"})[1]["code"] == "id_reused"
    assert post(table, "judge", {"id": sent["id"], "gone": True})[0] == 200
    assert [(each.coder.username, each.code) for each in Tag.objects.all()] == [("recorder", "package-offer")]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"id": "no"}, "id"),
        ({"id": None}, "id"),
        ({"at": "now"}, "at"),
        ({"at": True}, "at"),
        ({"at": 2**60}, "at"),
        ({"code": "laughs"}, "code"),
        ({"code": ["process"]}, "code"),
        ({"speaker": "host"}, "speaker"),
        ({"speaker": "nobody"}, "speaker"),
        ({"speaker": "", "side": "judges"}, "side"),
        ({"speaker": ""}, "side"),
        ({"offer": "x' --"}, "offer"),
    ],
)
def test_what_is_wrong_with_a_tag_is_named_and_nothing_is_kept(wrong: dict[str, Any], field: str) -> None:
    table = seated()

    status, answer = post(table, "recorder", tag() | wrong)

    assert (status, answer["code"], answer["data"]) == (422, "bad_data", {"field": field})
    assert not Tag.objects.exists()


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"[" * 100_000, b"\xff", b'"x"', b"{}"])
def test_a_body_that_is_no_tag_is_refused_politely(body: bytes) -> None:
    table = seated()

    assert post(table, "recorder", body)[0] == 422


@pytest.mark.parametrize("who", ["workers", "host", "stranger", "organiser"])
def test_only_recorder_and_judges_code(who: str) -> None:
    table = seated()
    client = Client()
    client.force_login(table.people[who])

    assert post(table, who, tag())[0] == 403
    assert client.get(f"/sessions/{table.session.key}/tags/pad.json").status_code == 403


def test_the_pad_learns_its_keys_and_the_coder_s_own_tags_only() -> None:
    table = seated()
    mine, other = tag(), tag()
    post(table, "judge", mine)
    post(table, "second", other)
    client = Client()
    client.force_login(table.people["judge"])

    pad = client.get(f"/sessions/{table.session.key}/tags/pad.json").json()

    assert [each["code"] for each in pad["codes"]] == list(CODES)
    assert [each["id"] for each in pad["mine"]] == [mine["id"]]


def test_tags_are_counted_by_side_and_phase() -> None:
    table = signed()
    coder = table.people["recorder"]
    for at in (1, 61_000, 62_000):
        keep(table.session, coder, tag(at=BEGAN + at))
    keep(table.session, coder, tag(speaker="", side="employer", at=BEGAN - 1))

    row = next(row for row in rows_of(table.session, tags_of(table.session)) if row.code == "package-offer")

    assert row.sides == {"workers": 3, "employer": 1}
    assert sum(row.cells.values()) == 4
    assert row.cells[0, "employer"] == 1
    assert phase_at([(10, 1), (20, 2)], 20) == 2


def test_two_coders_are_compared_once_the_session_is_over_and_not_before() -> None:
    table = seated()
    for who in ("judge", "second"):
        for step, code in enumerate(("process", "listening", "process")):
            keep(table.session, table.people[who], tag(code=code, at=BEGAN + 20_000 * step))
    [pair] = pairs_of(table.session, tags_of(table.session))
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(table.people["judge"])

    assert (pair.first, pair.second, pair.kappa) == ("评委1", "评委2", 1.0)
    assert b"Where two people coded" not in client.get(f"/sessions/{table.session.key}/tags/").content
    client.force_login(table.people["organiser"])
    assert b"Where two people coded" in client.get(f"/sessions/{table.session.key}/tags/").content


def test_the_counts_are_for_coders_and_staff_and_after_the_end_for_whoever_had_a_seat() -> None:
    def answers(table: Bargained) -> dict[str, int]:
        client = Client()
        found = {}
        for who in ("workers", "recorder", "organiser", "stranger"):
            client.force_login(table.people[who])
            found[who] = client.get(f"/sessions/{table.session.key}/tags/").status_code
        return found

    table = signed()
    after = answers(table)
    Session.objects.update(status=Session.Status.OPEN)

    assert after == {"workers": 200, "recorder": 200, "organiser": 200, "stranger": 403}
    assert answers(table) == {"workers": 403, "recorder": 200, "organiser": 200, "stranger": 403}


anything = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=30), st.lists(st.integers(), max_size=2))
fields = st.sampled_from(["id", "at", "code", "speaker", "side", "offer", "more"])


@given(st.lists(st.dictionaries(fields, anything), max_size=10))
@settings(max_examples=10)
def test_no_tag_whatever_is_in_it_does_more_than_be_refused(sent: list[dict[str, Any]]) -> None:
    with transaction.atomic():
        table = seated()
        for data in sent:
            with pytest.raises(Refused, match="bad_data"):
                keep(table.session, table.people["recorder"], data)
        transaction.set_rollback(True)
