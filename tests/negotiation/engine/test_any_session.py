"""Any command by any seat in any order, with time passing and the state stored and read back: what always holds."""

import json
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from live.machine import Refused
from live.patches import plain
from tests.negotiation.engine.always import ALWAYS
from tests.negotiation.engine.cases import machine
from tests.negotiation.engine.moves import EXPECT, JSON, KINDS, NAMED, SEATS, TERMS, WHOLE, possible, sensible
from tests.negotiation.engine.secrets import leaks
from tests.negotiation.engine.sitting import SEES, VIEWS, Sitting, words_in

CODES = {"bad_data", "not_allowed", "not_now", "not_your_turn", "stale", "illegal_terms", "closed"}
ARROWS = (("workers", "employer"), ("employer", "workers"))


def stored_and_read_back(sitting: Sitting) -> None:
    """The table goes to the database as JSON and comes back; no client and no deadline notices."""
    stored = json.loads(json.dumps(sitting.machine.dump(sitting.table), sort_keys=True))
    read = sitting.machine.load(stored)
    for name, audiences in VIEWS.items():
        assert plain(sitting.machine.view(read, audiences)) == sitting.clients[name]
    assert sitting.machine.due(read) == sitting.machine.due(sitting.table)
    sitting.table = read


def the_log_folds_to_the_same_table(sitting: Sitting) -> None:
    table = sitting.machine.initial()
    for event in sitting.log:
        table = sitting.machine.evolve(table, event)
    assert plain(sitting.machine.dump(table)) == plain(sitting.machine.dump(sitting.table))


class AnySession(RuleBasedStateMachine):
    """``Sitting`` checks each view after each event: its client holds exactly what the server would send anew."""

    def __init__(self) -> None:
        super().__init__()
        self.sitting = Sitting()
        self.sent: list[tuple[str, str, Any, Any]] = []
        self.phases = [0]

    @initialize(setting=st.sampled_from(["hall", "online"]), phase=st.sampled_from([0, 1, 3, 3, 4, 5]))
    def begin(self, setting: str, phase: int) -> None:
        self.sitting = Sitting(machine(setting=setting), watched=True)
        if phase:
            self.sitting.open(phase)

    def _send(self, seat: str, kind: str, data: Any, expect: Any) -> None:
        sitting = self.sitting
        self.sent.append((seat, kind, data, expect))
        try:
            events = sitting.decide(seat, kind, data, expect)
        except Refused as refusal:
            known, answer = refusal.code in CODES, json.dumps(refusal.data, ensure_ascii=False).encode().decode()
        else:
            known, answer = bool(events), ""
            sitting.take(events)
        assert known
        assert not leaks({SEES[seat]: words_in(answer)}, sitting)

    @rule(data=st.data(), rare=st.integers(0, 9), seconds=st.sampled_from([0, 0, 0.4, 12, 60]))
    def somebody_does_what_is_possible(self, data: st.DataObject, rare: int, seconds: float) -> None:
        if choices := possible(self.sitting, rare=rare == 9):
            kind = data.draw(st.sampled_from(sorted(choices)))
            seat, what = data.draw(st.sampled_from(choices[kind]))
            self._send(seat, kind, what, self.sitting.seen())
        self.sitting.wait(seconds)

    @rule(data=st.data())
    def somebody_does_something_sensible(self, data: st.DataObject) -> None:
        seat, kind, what = data.draw(sensible(self.sitting))
        secret = f"whisper-{self.sitting.table.seats[seat].side}-{len(self.sent)}"
        if kind == "caucus.say":
            what = {"text": secret}
        elif kind == "offer.draft":
            what = {**what, "note": secret}
        self._send(seat, kind, what, self.sitting.seen())

    @precondition(lambda self: self.sitting.table.status == "open")
    @rule(terms=TERMS | WHOLE, sides=st.sampled_from(ARROWS), signs=st.booleans())
    def the_chiefs_come_to_terms(self, terms: dict[str, str], sides: tuple[str, str], *, signs: bool) -> None:
        """What chance alone would hardly ever bring about; now and then they try what is unlawful."""
        offering, answering = sides
        open_terms = {key: name for key, name in terms.items() if key not in self.sitting.table.agreed}
        self._send(f"{offering}-chief", "offer.table", {"terms": open_terms}, self.sitting.seen())
        newest = f"o{len(self.sitting.table.offers)}"
        self._send(f"{answering}-chief", "offer.accept", {"offer": newest}, self.sitting.seen())
        if signs:
            self._send(f"{answering}-chief", "agreement.sign", {}, self.sitting.seen())

    @rule(seat=st.sampled_from(SEATS), kind=st.sampled_from(KINDS), data=NAMED | JSON, expect=EXPECT)
    def somebody_sends_anything(self, seat: str, kind: str, data: Any, expect: Any) -> None:
        self._send(seat, kind, data, expect)

    @precondition(lambda self: self.sent)
    @rule(which=st.integers(0, 20))
    def somebody_sends_the_same_again(self, which: int) -> None:
        self._send(*self.sent[which % len(self.sent)])

    @rule(seconds=st.sampled_from([0.001, 1, 7.5, 30, 60, 61, 119, 120, 300, 700]))
    def time_passes(self, seconds: float) -> None:
        self.sitting.wait(seconds)

    @rule()
    def the_table_is_stored_and_read_back(self) -> None:
        stored_and_read_back(self.sitting)
        the_log_folds_to_the_same_table(self.sitting)

    @invariant()
    def all_holds(self) -> None:
        for holds in ALWAYS:
            holds(self.sitting)

    @invariant()
    def phases_only_go_on(self) -> None:
        self.phases.append(self.sitting.table.phase["number"])
        assert self.phases[-2] <= self.phases[-1] <= len(self.sitting.machine.scenario.phases)


TestAnySession = AnySession.TestCase
TestAnySession.settings = settings(
    parent=settings(), stateful_step_count=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)

#: How often a walk takes each kind of what is possible; 8 where nothing is said.
_WEIGHTS = {
    **dict.fromkeys(("caucus.say", "minutes.write", "offer.draft", "ruling.make", "phase.extend", "seat.give"), 2),
    **dict.fromkeys(("phase.next", "clock.pause", "seat.take"), 1),
    "session.close": 0,
}


@pytest.mark.parametrize("setting", ["hall", "online"])
@pytest.mark.parametrize("seed", range(6))
def test_a_long_session_of_what_is_possible_at_each_moment(setting: str, seed: int) -> None:
    dice = Random(f"{setting}-{seed}")
    sitting = Sitting(machine(setting=setting), watched=True).open(3)
    for step in range(120):
        choices = possible(sitting, rare=dice.random() < 0.1)
        if not choices:
            break
        kinds = sorted(choices)
        [kind] = dice.choices(kinds, [_WEIGHTS.get(kind, 8) for kind in kinds])
        sitting.do(*_aimed(kind, *dice.choice(choices[kind]), secret=f"{step}"))
        sitting.wait(dice.choice([0, 0, 0.25, 1, 3, 9]))
        for holds in ALWAYS:
            holds(sitting)
        if step % 25 == 24:
            stored_and_read_back(sitting)
    the_log_folds_to_the_same_table(sitting)


def _aimed(kind: str, seat: str, data: dict[str, Any], *, secret: str) -> tuple[str, str, dict[str, Any]]:
    """The move, its private words marked as its side's own."""
    field = {"caucus.say": "text", "offer.draft": "note"}.get(kind)
    return seat, kind, {**data, field: f"whisper-{seat.split('-', maxsplit=1)[0]}-{secret}"} if field else data
