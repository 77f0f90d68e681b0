"""Any command by any seat in any order, with time passing and the state stored and read back: what always holds."""

import json
from typing import Any

from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from live.machine import Refused
from live.patches import plain
from negotiation.engine.scenario import Scenario
from tests.negotiation.engine.cases import CASE, machine
from tests.negotiation.engine.moves import EXPECT, JSON, KINDS, NAMED, SEATS, WHOLE, sensible
from tests.negotiation.engine.secrets import leaks
from tests.negotiation.engine.sitting import SEES, VIEWS, Sitting, words_in

CODES = {"bad_data", "not_allowed", "not_now", "not_your_turn", "stale", "illegal_terms", "closed"}


class AnySession(RuleBasedStateMachine):
    """``Sitting`` checks each view after each event: its client holds exactly what the server would send anew."""

    scenario: Scenario = CASE

    @initialize(setting=st.sampled_from(["hall", "online"]), phase=st.sampled_from([0, 1, 3, 3, 4, 5]))
    def begin(self, setting: str, phase: int) -> None:
        self.sitting = Sitting(machine(self.scenario, setting), watched=True)
        self.sent: list[tuple[str, str, Any, Any]] = []
        self.phases = [0]
        if phase:
            self.sitting.open(phase)

    def _send(self, seat: str, kind: str, data: Any, expect: Any) -> None:
        sitting = self.sitting
        self.sent.append((seat, kind, data, expect))
        try:
            events = sitting.decide(seat, kind, data, expect)
        except Refused as refusal:
            known, answer = refusal.code in CODES, json.dumps(refusal.data, ensure_ascii=False).encode()
        else:
            known, answer = bool(events), b""
            sitting.take(events)
        assert known
        assert not leaks({name: words_in(answer.decode()) for name in VIEWS if name in SEES.get(seat, ())}, sitting)

    @rule(data=st.data())
    def somebody_does_something_sensible(self, data: st.DataObject) -> None:
        seat, kind, what = data.draw(sensible(self.sitting))
        secret = f"whisper-{self.sitting.table.seats[seat].side}-{len(self.sent)}"
        if kind == "caucus.say":
            what = {"text": secret}
        elif kind == "offer.draft":
            what = {**what, "note": secret}
        self._send(seat, kind, what, self.sitting.seen())

    @rule(terms=WHOLE, side=st.booleans(), signs=st.booleans())
    def the_chiefs_come_to_terms(self, terms: dict[str, str], *, side: bool, signs: bool) -> None:
        """What chance alone would hardly ever bring about."""
        offering, answering = ("workers", "employer") if side else ("employer", "workers")
        open_terms = {key: name for key, name in terms.items() if key not in self.sitting.table.agreed}
        self._send(f"{offering}-chief", "offer.table", {"terms": open_terms}, self.sitting.seen())
        newest = f"o{len(self.sitting.table.offers)}"
        self._send(f"{answering}-chief", "offer.accept", {"offer": newest}, self.sitting.seen())
        if signs:
            self._send(f"{answering}-chief", "agreement.sign", {}, self.sitting.seen())

    @rule(seat=st.sampled_from(SEATS), kind=st.sampled_from(KINDS), data=NAMED | JSON, expect=EXPECT)
    def somebody_sends_anything(self, seat: str, kind: str, data: Any, expect: Any) -> None:
        self._send(seat, kind, data, expect)

    @rule(which=st.integers(0, 20))
    def somebody_sends_the_same_again(self, which: int) -> None:
        assume(self.sent)
        self._send(*self.sent[which % len(self.sent)])

    @rule(seconds=st.sampled_from([0.001, 1, 7.5, 30, 60, 61, 119, 120, 300, 700]))
    def time_passes(self, seconds: float) -> None:
        self.sitting.wait(seconds)

    @rule()
    def the_state_is_stored_and_read_back(self) -> None:
        sitting = self.sitting
        stored = json.loads(json.dumps(sitting.machine.dump(sitting.table), sort_keys=True))
        read = sitting.machine.load(stored)
        for name, audiences in VIEWS.items():
            assert plain(sitting.machine.view(read, audiences)) == sitting.clients[name]
        assert sitting.machine.due(read) == sitting.machine.due(sitting.table)
        sitting.table = read

    @precondition(lambda self: len(self.sitting.log) < 200)
    @rule()
    def the_log_folds_to_the_same_state(self) -> None:
        table = self.sitting.machine.initial()
        for event in self.sitting.log:
            table = self.sitting.machine.evolve(table, event)
        assert plain(self.sitting.machine.dump(table)) == plain(self.sitting.machine.dump(self.sitting.table))

    @invariant()
    def nobody_hears_what_is_not_for_them(self) -> None:
        if hasattr(self, "sitting"):
            assert not leaks(self.sitting.heard, self.sitting)

    # --- What always holds ----------------------------------------------------------------------

    @invariant()
    def one_seated_negotiator_has_the_floor_or_nobody(self) -> None:
        if not hasattr(self, "sitting"):
            return
        table = self.sitting.table
        if table.holder:
            seat = table.seats[table.holder]
            assert seat.side
            assert seat.person
            assert table.holder not in table.floor["queue"]
        assert all(table.seats[key].person for key in table.floor["queue"])
        assert ("since" in table.floor) == bool(table.holder and table.running_since is not None)

    @invariant()
    def what_is_agreed_is_lawful_and_what_is_signed_is_whole(self) -> None:
        if not hasattr(self, "sitting"):
            return
        table = self.sitting.table
        assert not self.scenario.unknown(table.agreed)
        assert not self.scenario.below_floor(table.agreed)
        if table.signatures or table.status == "agreed":
            assert table.agreed.keys() == self.scenario.issues.keys()
        assert (table.status == "agreed") == (len(table.signatures) == 2)

    @invariant()
    def phases_only_go_on(self) -> None:
        if not hasattr(self, "sitting"):
            return
        self.phases.append(self.sitting.table.phase["number"])
        assert self.phases[-1] - self.phases[-2] >= 0

    @invariant()
    def the_stopwatch_agrees(self) -> None:
        if not hasattr(self, "sitting"):
            return
        table, now = self.sitting.table, self.sitting.now
        speaking = dict(table.speaking)
        if "since" in table.floor:
            speaking[table.seats[table.holder].side] += now - table.floor["since"]
        assert speaking == self.sitting.spoken

    @invariant()
    def no_deadline_is_missed(self) -> None:
        if not hasattr(self, "sitting"):
            return
        timer = self.sitting.machine.due(self.sitting.table)
        assert timer is None or timer.at >= self.sitting.now
        assert timer is None or self.sitting.table.status == "open"


TestAnySession = AnySession.TestCase
TestAnySession.settings = settings(
    parent=settings(), stateful_step_count=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
