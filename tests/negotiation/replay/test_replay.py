"""A session seen again: what is in the film, and through whose eyes it may be seen."""

import json
from typing import Any

import pytest
from django.test import Client

from live import log
from live.machine import Refused
from live.patches import merge, plain
from negotiation.replay.film import film
from negotiation.replay.permissions import EYES, eyes_for
from negotiation.sessions import release
from negotiation.table import machine_of
from tests.negotiation.bargained import Bargained, seated, signed

pytestmark = pytest.mark.django_db(transaction=True)


def played(told: Any) -> Any:
    """The view that the frames of a film lead to."""
    state = told["state"]
    for frame in told["frames"]:
        state = merge(state, frame["patch"])
    return state


@pytest.mark.parametrize("eyes", sorted(EYES))
def test_the_film_leads_to_exactly_the_view_that_these_eyes_have_in_the_room(eyes: str) -> None:
    table = signed()
    key, machine = table.session.key, machine_of(table.session.key)

    told = json.loads(film(key, EYES[eyes]))

    assert played(told) == plain(machine.view(log.state_of("sessions", key), EYES[eyes]))
    assert [frame["seq"] for frame in told["frames"]] == list(range(1, len(told["frames"]) + 1))
    assert told["frames"] == sorted(told["frames"], key=lambda frame: frame["at"])


def test_the_film_of_the_other_side_is_silent_about_what_it_said_and_drafted_among_itself() -> None:
    table = signed()

    whole = film(table.session.key, EYES["employer"])
    shown = film(table.session.key, EYES["employer"], whole=False)

    assert "whispered by employer" in whole
    assert "drafted by employer" in whole
    assert "whispered" not in shown
    assert "drafted" not in shown
    assert not {"caucus", "drafts"} & played(json.loads(shown)).keys()


def get(table: Bargained, who: str, eyes: str) -> tuple[int, str]:
    client = Client()
    if who:
        client.force_login(table.people[who])
    answer = client.get(f"/sessions/{table.session.key}/replay/film.json", {"as": eyes})
    return answer.status_code, answer.content.decode()


def secrets_of(table: Bargained, side: str) -> list[str]:
    """Words that only this side was told."""
    party = table.session.scenario.compiled().parties[side]
    return [party.brief["zh"][:40], *(secret["zh"][:20] for secret in party.secrets)]


@pytest.mark.parametrize("who", ["", "stranger", "workers", "recorder", "host", "judge", "organiser"])
def test_before_the_release_nobody_gets_a_film_of_a_side_but_its_own_people(who: str) -> None:
    table = signed()

    assert get(table, who, "public")[0] == 200
    assert get(table, who, "employer")[0] == 403
    assert get(table, who, "workers")[0] == (200 if who == "workers" else 403)
    for text in secrets_of(table, "employer"):
        for eyes in ("public", "workers", "employer"):
            assert text not in get(table, who, eyes)[1]


def test_a_side_s_film_holds_its_own_figures_and_never_the_other_side_s() -> None:
    table = signed()
    told = json.loads(get(table, "workers", "workers")[1])
    scenario = table.session.scenario.compiled()

    case = told["state"]["scenario"]
    assert case["points"] == {
        key: {o.id: o.points["workers"] for o in issue.options.values()} for key, issue in scenario.issues.items()
    }
    assert "judging" not in case
    assert "briefs" not in case
    assert "whispered by workers" in json.dumps(told)
    assert "whispered by employer" not in json.dumps(told)


def test_after_the_release_those_who_had_a_seat_see_both_sides_and_spectators_what_was_public() -> None:
    table = signed()
    release(table.session, table.people["host"])

    for who in ("workers", "employer", "recorder", "judge", "host", "organiser"):
        assert {"workers", "employer"} <= set(eyes_for(table.people[who], table.session))
        assert ("whispered by employer" in get(table, who, "employer")[1]) is (who == "employer")
        assert get(table, who, "employer")[0] == 200
    assert eyes_for(table.people["stranger"], table.session) == ["public"]
    assert get(table, "stranger", "workers")[0] == 403
    assert get(table, "", "workers")[0] == 403


def test_nothing_is_replayed_or_released_while_they_bargain() -> None:
    table = seated()

    assert get(table, "workers", "workers")[0] == 403
    assert get(table, "", "public")[0] == 403
    with pytest.raises(Refused, match="not_now"):
        release(table.session, table.people["host"])
    page = Client().get(f"/sessions/{table.session.key}/replay/", headers={"Accept-Language": "en"})
    assert (page.status_code, b"opens when the session is over" in page.content) == (200, True)


def test_the_first_release_stands_with_who_gave_it() -> None:
    table = signed()

    release(table.session, table.people["host"])
    first = table.session.released_at
    release(table.session, table.people["organiser"])

    assert (table.session.released_at, table.session.released_by) == (first, table.people["host"])


@pytest.mark.parametrize(("who", "may"), [("host", True), ("organiser", True), ("judge", False), ("workers", False)])
def test_who_ran_the_session_releases_by_a_button(who: str, may: bool) -> None:
    table = signed()
    client = Client()
    client.force_login(table.people[who])
    address = f"/sessions/{table.session.key}/replay/"

    assert (b"/replay/release/" in client.get(address).content) is may
    assert client.post(address + "release/").status_code == (302 if may else 403)
    table.session.refresh_from_db()
    assert (table.session.released_at is not None) is may


def test_eyes_that_nobody_has_are_refused() -> None:
    table = signed()

    assert get(table, "workers", "clock")[0] == 403
    assert Client().get(f"/sessions/{table.session.key}/replay/", {"as": "judges"}).status_code == 403
