"""The round in the database: offered on the first look, scored apart, and silent about what is better."""

import json
from typing import Any

import pytest
from django.test import Client

from live import deadlines, log
from live.machine import PUBLIC, SIDES, Refused, side_audience
from negotiation.engine.improve.machine import OFFER_LASTS
from negotiation.engine.improve.state import OFFERED
from negotiation.engine.payoffs import enumerated, reference
from negotiation.improve import outcome
from negotiation.improve.offering import offer
from negotiation.improve.stream import machine_of
from negotiation.models import Improvement
from negotiation.scenarios import library, load
from negotiation.sessions import release
from tests.negotiation.bargained import BEGAN, PEOPLE, Bargained, seated, signed

pytestmark = pytest.mark.django_db(transaction=True)

AFTER = BEGAN + 600_000


def act(row: Improvement, table: Bargained, who: str, kind: str, data: Any = None, at: int = AFTER) -> None:
    seat = log.state_of("sessions", table.session.key).seats[PEOPLE[who]]
    log.act("improvements", row.key, kind, data or {}, seat=seat, expect={}, now=at)


def offered(table: Bargained) -> Improvement:
    row = offer(table.session, now=AFTER)
    assert row is not None
    return row


def better_than(table: Bargained, terms: Any) -> dict[str, str]:
    """A lawful package inside the mandates that is better for both."""
    scenario = table.session.scenario.compiled()
    space = enumerated(scenario)
    had = {side: scenario.points(side, terms) for side in SIDES}
    fits = space.lawful & space.mandated
    for side in SIDES:
        fits &= space.points[side] >= max(had[side] + 1, scenario.parties[side].reservation)
    return dict(space.terms(int(fits.argmax())))


def test_a_round_is_offered_once_and_improved_apart_from_what_was_signed() -> None:
    table = signed()
    row = offered(table)
    terms = better_than(table, row.set_up["signed"])
    act(row, table, "workers", "round.begin")
    act(row, table, "employer", "round.begin")
    act(row, table, "employer", "package.propose", {"terms": terms})
    act(row, table, "workers", "package.accept", {"proposal": "p1"})
    found = outcome(table.session)

    assert offer(table.session) == row
    assert found is not None
    assert (found.is_improved, found.final) == (True, terms)
    assert all(found.final_points[side] > found.signed_points[side] for side in SIDES)
    assert log.state_of("sessions", table.session.key).agreed == found.signed


def test_an_efficient_agreement_is_told_that_nothing_is_better() -> None:
    scenario = load(library()[0].read_bytes()).compiled()
    table = signed(reference(enumerated(scenario)).nash[0])
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(table.people["workers"])

    assert offer(table.session) is None
    assert outcome(table.session) is None
    page = client.get(f"/sessions/{table.session.key}/improve/").content
    assert b"No package is better for both" in page


def test_the_offer_lapses_by_the_server_s_clock_although_nobody_is_there() -> None:
    table = signed()
    row = offered(table)

    assert ("improvements", row.key) in deadlines.due(AFTER + OFFER_LASTS)
    log.append([], due=[("improvements", row.key)], now=AFTER + OFFER_LASTS)

    found = outcome(table.session)
    assert found is not None
    assert (found.status, found.reason, found.final) == ("kept", "time", found.signed)


def test_figures_are_not_released_while_the_round_is_open_and_no_round_is_offered_after_the_release() -> None:
    table = signed()
    row = offered(table)
    with pytest.raises(Refused, match="not_now"):
        release(table.session, table.people["host"])
    act(row, table, "host", "round.close")
    release(table.session, table.people["host"])

    assert table.session.released_at is not None
    Improvement.objects.all().delete()
    assert offer(table.session) is None


def test_what_a_team_is_sent_never_says_what_is_better_nor_what_the_other_side_gains() -> None:
    table = signed()
    row = offered(table)
    machine = machine_of(row.key)
    state = log.state_of("improvements", row.key)
    scenario = table.session.scenario.compiled()
    client = Client()
    client.force_login(table.people["workers"])

    page = client.get(f"/sessions/{table.session.key}/improve/").content.decode()
    seen = json.dumps(machine.view(state, frozenset({PUBLIC, side_audience("workers")})), default=dict)

    assert state.status == OFFERED
    for text in (page, seen):
        assert scenario.parties["employer"].brief["zh"][:40] not in text
        assert "frontier" not in text
        assert '"judging"' not in text
        assert '"final_points"' not in text


@pytest.mark.parametrize(
    ("who", "status"),
    [("workers", 200), ("workers-two", 200), ("host", 200), ("judge", 403), ("recorder", 403), ("stranger", 403)],
)
def test_the_round_is_for_both_sides_and_the_host(who: str, status: int) -> None:
    table = signed()
    client = Client()
    client.force_login(table.people[who])

    assert client.get(f"/sessions/{table.session.key}/improve/").status_code == status


def test_before_the_signatures_there_is_no_round() -> None:
    table = seated()
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(table.people["workers"])

    assert b"no signed agreement yet" in client.get(f"/sessions/{table.session.key}/improve/").content
    assert not Improvement.objects.exists()
