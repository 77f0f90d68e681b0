"""Every command and every event of the protocol, its sender, what it must expect, and the page that explains them."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from live.machine import HOUSE, PUBLIC, WORKERS, Command, Machine, Refused, Seat
from live.patches import plain
from negotiation.engine import evolve, powers
from negotiation.engine.audience import AUDIENCES, audience_of
from negotiation.engine.commands import READS
from negotiation.engine.decide import RULES
from negotiation.engine.machine import SessionMachine
from negotiation.engine.state import Table
from tests.negotiation.engine.cases import machine
from tests.negotiation.engine.moves import EXPECT, JSON, KINDS, NAMED, SEATS
from tests.negotiation.engine.sitting import PEOPLE, VIEWS, Sitting, person

#: Command: who sends it, what its ``expect`` names ("any" for one of them, "" for kept ones), and its events.
PROTOCOL: dict[str, tuple[str, str, str]] = {
    "session.open": ("host", "any", "session.opened phase.started"),
    "phase.next": ("host", "phase", "phase.ended phase.started"),
    "phase.extend": ("host", "phase", "phase.extended"),
    "clock.pause": ("host timekeeper", "phase", "clock.paused"),
    "clock.resume": ("host timekeeper", "phase", "clock.resumed caucus.ended"),
    "floor.ask": ("chief representative", "phase", "floor.asked"),
    "floor.yield": ("chief representative", "phase", "floor.yielded"),
    "floor.give": ("chief host", "phase", "floor.given"),
    "say": ("chief representative", "phase", "said"),
    "caucus.say": ("chief representative", "", "caucus.said"),
    "caucus.call": ("chief", "phase", "caucus.started"),
    "offer.draft": ("chief representative", "", "offer.drafted"),
    "offer.table": ("chief", "terms", "offer.tabled"),
    "offer.record": ("recorder", "terms", "offer.recorded"),
    "offer.confirm": ("chief", "terms", "offer.tabled"),
    "offer.withdraw": ("chief", "terms", "offer.withdrawn"),
    "offer.reject": ("chief", "terms", "offer.rejected"),
    "offer.accept": ("chief", "terms", "offer.accepted"),
    "issue.reopen": ("chief", "terms", "issue.reopened"),
    "ruling.make": ("host", "any", "ruled"),
    "inject.release": ("host", "phase", "inject.released"),
    "fact.show": ("chief representative", "any", "fact.shown"),
    "minutes.write": ("recorder", "", "minutes.written"),
    "agreement.sign": ("chief", "terms", "agreement.signed session.agreed"),
    "impasse.declare": ("chief host", "any", "impasse.declared session.suspended"),
    "seat.give": ("host timekeeper organiser house", "any", "seat.given"),
    "seat.take": ("host timekeeper organiser house", "any", "seat.taken"),
    "session.close": ("host", "any", "session.closed"),
}
EVENTS = {event for _, _, events in PROTOCOL.values() for event in events.split()} | {"phase.expired"}
KEYS = {
    *("setting", "status", "phase", "floor", "speaking", "calls", "offers", "agreed", "terms_version", "statements"),
    *("minutes", "facts", "rulings", "injects", "signatures", "impasse", "seats", "scenario"),
}
REFUSALS = {"unknown_kind", "closed", "not_allowed", "bad_data", "stale", "not_now", "not_your_turn", "illegal_terms"}


def test_there_are_exactly_these_commands() -> None:
    rules: Machine[Table] = machine()

    assert set(PROTOCOL) == set(RULES) == set(READS) == rules.kinds
    assert rules.keep == {kind for kind, (_, expect, _) in PROTOCOL.items() if not expect}


def test_there_are_exactly_these_events_each_with_an_audience() -> None:
    assert EVENTS == set(AUDIENCES) == set(evolve.AFTER)


def test_an_event_without_an_audience_cannot_be_written() -> None:
    with pytest.raises(KeyError):
        audience_of("secret.told")
    with pytest.raises(KeyError):
        audience_of("inject.released")
    assert audience_of("caucus.said", WORKERS) == "side:workers"


@pytest.mark.parametrize("kind", PROTOCOL)
def test_a_command_is_sent_by_these_roles_only(kind: str) -> None:
    roles = {seat.role for seat in machine().setup.seats.values()} | {HOUSE, "spectator"}

    assert {role for role in roles if kind in powers.may(Seat("x", role))} == set(PROTOCOL[kind][0].split())


@pytest.mark.parametrize("kind", PROTOCOL)
def test_who_may_not_send_it_is_refused_before_anything_is_read(kind: str) -> None:
    sitting = Sitting().open(3)
    for key, seat in sitting.table.seats.items():
        if kind not in powers.may(seat):
            assert sitting.refused(key, kind, None, None) == "not_allowed"


def test_a_spectator_only_watches() -> None:
    rules = machine()
    seat = Seat("spectator", "spectator")

    assert rules.may(seat) == frozenset()
    assert rules.audiences(seat) == frozenset({PUBLIC})


# --- One order of checks ------------------------------------------------------------------------

GOOD: dict[str, tuple[str, dict[str, Any]]] = {
    "session.open": ("host", {}),
    "phase.next": ("host", {}),
    "phase.extend": ("host", {"seconds": 60}),
    "clock.pause": ("timekeeper", {"reason": "A break"}),
    "clock.resume": ("timekeeper", {}),
    "floor.ask": ("workers-2", {}),
    "floor.yield": ("workers-2", {}),
    "floor.give": ("host", {"seat": "workers-2"}),
    "say": ("workers-2", {"text": "Good morning."}),
    "caucus.call": ("workers-chief", {}),
    "offer.table": ("workers-chief", {"terms": {"pay": "A"}}),
    "offer.record": ("recorder", {"side": "workers", "terms": {"pay": "A"}}),
    "offer.confirm": ("workers-chief", {"offer": "o1"}),
    "offer.withdraw": ("workers-chief", {"offer": "o1"}),
    "offer.reject": ("employer-chief", {"offer": "o1"}),
    "offer.accept": ("employer-chief", {"offer": "o1"}),
    "issue.reopen": ("workers-chief", {"issue": "pay", "reason": "New figures"}),
    "ruling.make": ("host", {"text": "Phones off."}),
    "inject.release": ("host", {"inject": "N4"}),
    "fact.show": ("workers-2", {"fact": "people"}),
    "agreement.sign": ("workers-chief", {}),
    "impasse.declare": ("workers-chief", {"reason": "No way on"}),
    "seat.give": ("organiser", {"seat": "recorder", "person": person(99)}),
    "seat.take": ("organiser", {"seat": "recorder", "reason": "Ill"}),
    "session.close": ("host", {"outcome": "abandoned"}),
}
NOW = sorted(GOOD)


def test_every_command_that_means_this_moment_is_tried_below() -> None:
    assert set(GOOD) == set(PROTOCOL) - powers.KEEP


@pytest.fixture
def sitting() -> Sitting:
    """At a moment at which most commands are refused, with one offer made."""
    sitting = Sitting().open(3)
    sitting.do("workers-chief", "offer.table", {"terms": {"pay": "C"}})
    return sitting


@pytest.mark.parametrize("kind", NOW)
@pytest.mark.parametrize(
    "expect", [None, {}, {"else": 3}, [], "phase", 3, {"phase": "3", "terms": "1"}, {"phase": True, "terms": True}]
)
def test_what_the_sender_saw_has_to_be_said(sitting: Sitting, kind: str, expect: Any) -> None:
    seat, data = GOOD[kind]
    refusal = sitting.refusal(seat, kind, data, expect)

    assert (refusal.code, refusal.data) == ("bad_data", {"field": "expect"})


@pytest.mark.parametrize("kind", NOW)
def test_what_the_sender_saw_has_to_be_what_it_rests_on(sitting: Sitting, kind: str) -> None:
    seat, data = GOOD[kind]
    other = {"phase": "terms", "terms": "phase"}.get(PROTOCOL[kind][1])
    if other:
        assert sitting.refused(seat, kind, data, {other: sitting.seen()[other]}) == "bad_data"
    else:
        for key, value in sitting.seen().items():
            assert sitting.answer(seat, kind, data, {key: value}) in ("", "not_now", "not_your_turn")


@pytest.mark.parametrize("kind", NOW)
def test_what_no_longer_holds_is_stale_before_it_is_the_wrong_moment(sitting: Sitting, kind: str) -> None:
    seat, data = GOOD[kind]
    for key, value in sitting.seen().items():
        refusal = sitting.refusal(seat, kind, data, {**sitting.seen(), key: value - 1})
        assert (refusal.code, refusal.data) == ("stale", {key: value})


@pytest.mark.parametrize("kind", sorted(set(GOOD) - {kind for kind, (_, data) in GOOD.items() if not data}))
def test_what_cannot_be_read_is_bad_before_it_is_stale(sitting: Sitting, kind: str) -> None:
    seat, data = GOOD[kind]
    for wrong in ({**data, key: ["?"]} for key in data):
        assert sitting.refused(seat, kind, wrong, {"phase": -1, "terms": -1}) == "bad_data"


@pytest.mark.parametrize("data", [None, [], "text", 7, True])
def test_data_are_an_object(sitting: Sitting, data: Any) -> None:
    command = Command("floor.ask", data, {"phase": 3})
    with pytest.raises(Refused) as caught:
        sitting.machine.decide(sitting.table, sitting.table.seats["workers-2"], command, sitting.now)
    assert caught.value.code == "bad_data"


@settings(max_examples=250)
@given(seat=st.sampled_from(SEATS), data=NAMED | JSON, expect=EXPECT, phase=st.integers(0, 6), draw=st.data())
def test_whatever_is_sent_is_done_or_refused(
    seat: str, data: Any, expect: Any, phase: int, draw: st.DataObject
) -> None:
    sitting = Sitting()
    if phase:
        sitting.open(phase)
    kind = draw.draw(st.sampled_from(sorted(sitting.machine.may(sitting.table.seats[seat])) or KINDS))

    assert sitting.answer(seat, kind, data, expect) in REFUSALS | {""}


def test_an_unknown_kind_is_unknown_to_everybody() -> None:
    assert Sitting().refused("host", "score.set") == "unknown_kind"


# --- The clock and the phase --------------------------------------------------------------------


def busy(setting: str) -> Sitting:
    """A table at which much could be done next: one issue agreed, one more offered, somebody speaking."""
    sitting = Sitting(machine(setting=setting)).open(3)
    sitting.agree(pay="B")
    if setting == "hall":
        sitting.do("recorder", "offer.record", {"side": "workers", "terms": {"rest": "A"}})
    else:
        sitting.do("workers-chief", "offer.table", {"terms": {"rest": "A"}})
    sitting.do("host", "floor.give", {"seat": "workers-2"})
    return sitting


TABLE: dict[str, dict[str, tuple[str, dict[str, Any]]]] = {
    "hall": {
        "floor.ask": ("employer-2", {}),
        "floor.give": ("host", {"seat": "employer-2"}),
        "floor.yield": ("workers-2", {}),
        "fact.show": ("workers-2", {"fact": "people"}),
        "caucus.call": ("workers-chief", {}),
        "clock.pause": ("host", {}),
        "phase.next": ("host", {}),
        "offer.table": ("workers-chief", {"terms": {"rest": "B"}}),
        "offer.record": ("recorder", {"side": "workers", "terms": {"rest": "B"}}),
        "offer.confirm": ("workers-chief", {"offer": "o2"}),
        "offer.withdraw": ("workers-chief", {"offer": "o2"}),
        "issue.reopen": ("workers-chief", {"issue": "pay", "reason": "New"}),
    },
    "online": {
        "say": ("workers-2", {"text": "Now."}),
        "offer.withdraw": ("workers-chief", {"offer": "o2"}),
        "offer.reject": ("employer-chief", {"offer": "o2"}),
        "offer.accept": ("employer-chief", {"offer": "o2"}),
    },
}
AT_THE_TABLE = [(setting, kind) for setting, moves in TABLE.items() for kind in moves]
OFFERS = {"offer.table", "offer.record", "offer.confirm", "offer.accept", "issue.reopen"}


@pytest.mark.parametrize(("setting", "kind"), AT_THE_TABLE)
def test_what_happens_at_the_table_happens_while_the_clock_runs(setting: str, kind: str) -> None:
    sitting = busy(setting)
    seat, data = TABLE[setting][kind]
    assert sitting.answer(seat, kind, data) == ""
    sitting.do("timekeeper", "clock.pause")
    assert sitting.refused(seat, kind, data) == "not_now"
    sitting.do("timekeeper", "clock.resume")
    assert sitting.answer(seat, kind, data) == ""
    sitting.do("employer-chief", "caucus.call")
    assert sitting.refused(seat, kind, data) == "not_now"


@pytest.mark.parametrize(("setting", "kind"), [pair for pair in AT_THE_TABLE if pair[1].startswith(("offer", "issue"))])
def test_a_phase_without_offers_lets_them_only_be_put_by(setting: str, kind: str) -> None:
    sitting = busy(setting)
    for _ in range(3):
        sitting.do("host", "phase.next")
    seat, data = TABLE[setting][kind]

    assert sitting.answer(seat, kind, data) == ("not_now" if kind in OFFERS else "")


def test_the_clock_has_to_run_for_a_signature_and_for_news() -> None:
    sitting = Sitting().open(4).agree(pay="B", hours="B", rest="A")
    sitting.do("host", "clock.pause")

    assert sitting.refused("workers-chief", "agreement.sign") == "not_now"
    assert sitting.refused("host", "inject.release", {"inject": "N4"}) == "not_now"
    assert sitting.answer("host", "phase.extend", {"seconds": 5}) == ""
    assert sitting.answer("workers-chief", "impasse.declare", {"reason": "Stuck"}) == ""


# --- A tour of everything -----------------------------------------------------------------------


def tour() -> list[Sitting]:
    """Sessions in which every event of the protocol happens, each view checked after each of them."""
    hall = Sitting(machine(setting="hall"), seated=False, watched=True)
    for key, who in PEOPLE.items():
        give = Command("seat.give", {"seat": key, "person": who})
        hall.take(hall.machine.decide(hall.table, Seat(HOUSE, "house"), give, hall.now))
    hall.open(3).do("recorder", "offer.record", {"side": "workers", "terms": {"rest": "A"}})
    hall.do("workers-chief", "offer.confirm", {"offer": "o1"})
    hall.do("employer-chief", "offer.reject", {"offer": "o1"})
    hall.do("host", "impasse.declare", {"reason": "No time left"})

    online = Sitting(machine(), watched=True)
    online.do("workers-2", "caucus.say", {"text": "Ready."}, None)
    online.open(2).do("workers-chief", "say", {"text": "We ask."})
    online.do("workers-chief", "fact.show", {"fact": "people"})
    online.do("workers-chief", "floor.yield")
    online.wait(60)
    online.do("workers-2", "floor.ask")
    online.do("host", "floor.give", {"seat": "workers-2"})
    online.do("host", "clock.pause")
    online.do("host", "clock.resume")
    online.do("workers-chief", "caucus.call")
    online.do("workers-2", "offer.draft", {"terms": {"pay": "A"}}, None)
    online.wait(120)
    online.do("host", "ruling.make", {"text": "Be brief."})
    online.do("workers-chief", "offer.table", {"terms": {"pay": "A"}})
    online.do("workers-chief", "offer.withdraw", {"offer": "o1"})
    online.agree(pay="B", hours="B", rest="A").do("host", "phase.extend", {"seconds": 5})
    online.do("workers-chief", "issue.reopen", {"issue": "rest", "reason": "A slip"})
    online.agree(rest="B").do("recorder", "minutes.write", {"text": "All agreed."}, None)
    online.do("host", "seat.take", {"seat": "employer-2", "reason": "Left"})
    online.wait(800)
    online.do("workers-chief", "agreement.sign")
    online.do("employer-chief", "agreement.sign")
    online.do("host", "session.close", {"outcome": "agreed"})
    return [hall, online]


def test_every_event_of_the_protocol_happens() -> None:
    assert {event.kind for sitting in tour() for event in sitting.log} == EVENTS


def test_a_state_holds_exactly_these_keys() -> None:
    sitting = Sitting()

    for name in VIEWS:
        own = {"caucus", "drafts"} if name in ("workers", "employer") else set()
        assert set(sitting.view(name)) == KEYS | own


def test_no_view_ever_holds_null() -> None:
    def holds_none(value: Any) -> bool:
        if isinstance(value, dict):
            return any(holds_none(inner) for inner in value.values())
        return any(holds_none(inner) for inner in value) if isinstance(value, list) else value is None

    assert not [name for sitting in tour() for name, client in sitting.clients.items() if holds_none(client)]


def test_a_view_shares_what_did_not_change() -> None:
    sitting = Sitting().open(2)
    sitting.do("workers-chief", "say", {"text": "One."})
    before = sitting.view("workers")
    sitting.do("workers-chief", "say", {"text": "Two."})
    after = sitting.view("workers")

    assert {key for key in before if before[key] is not after[key]} == {"statements"}
    assert after["statements"].changes_since(before["statements"]).keys() == {"s2"}


def test_ids_are_counted_for_each_audience_alone() -> None:
    sitting = Sitting()
    sitting.do("employer-2", "caucus.say", {"text": "We."}, None)
    sitting.do("employer-2", "offer.draft", {"terms": {"pay": "A"}}, None)
    sitting.do("workers-2", "caucus.say", {"text": "Us."}, None)
    sitting.do("workers-2", "offer.draft", {"terms": {"pay": "A"}}, None)

    assert [event.data.get("message") or event.data["draft"] for event in sitting.log[-4:]] == ["c1", "d1", "c1", "d1"]


def test_the_view_of_a_fresh_session_is_plain_json() -> None:
    assert plain(Sitting().view("public"))["phase"] == {"number": 0}


def test_what_ends_a_session_seals_its_log() -> None:
    assert SessionMachine.seals == {"session.agreed", "session.suspended", "session.closed"}


# --- The page for organisers --------------------------------------------------------------------

PAGE = (Path(__file__).parents[3] / "docs" / "session-rules.md").read_text()


def rows() -> dict[str, list[str]]:
    """The cells of each command's row."""
    lines = [line.strip("|").split("|") for line in PAGE.splitlines() if line.startswith("| `")]
    return {re.findall(r"`([^`]+)`", cells[0])[0]: [cell.strip() for cell in cells] for cells in lines}


@pytest.mark.parametrize("kind", PROTOCOL)
def test_the_page_says_who_sends_each_command_and_what_happens(kind: str) -> None:
    roles, expect, events = PROTOCOL[kind]
    _, who, _, seen, _, happens = rows()[kind]

    assert set(re.findall(r"\w+", who)) == set(roles.split()) - {HOUSE}
    assert seen == {"": "kept", "any": "either"}.get(expect, f"`{expect}`")
    assert set(re.findall(r"`([^`]+)`", happens)) == set(events.split())


def test_the_page_explains_every_refusal_and_nothing_else() -> None:
    assert rows().keys() - set(PROTOCOL) == REFUSALS
