"""Whatever anybody sends, in any order, from any seat: the panel keeps its promises."""

import json
from collections.abc import Mapping
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from live.machine import HOUSE, Command, Growing, Refused, Seat
from scoring.engine.machine import PanelMachine
from scoring.engine.state import PanelState
from tests.scoring.bench import FINE, Bench, rubric, setup

JUDGES = 3
STAFF = frozenset({"public", "judges", "officials"})
VIEWS = [
    frozenset({"public"}),
    STAFF,
    *(frozenset({"public", "judges", f"judge:judge-{n}"}) for n in range(1, JUDGES + 1)),
]
#: Also sets of audiences that no seat has: an event changes no view that it is not in.
ANY_VIEW = [
    frozenset({"public", *chosen})
    for size in range(4)
    for chosen in combinations(["judges", "officials", "judge:judge-1", "judge:judge-2"], size)
]


def plain(view: Any) -> Any:
    """A view as a client holds it."""
    if isinstance(view, Mapping):
        return {key: plain(value) for key, value in view.items()}
    return view


def difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """The merge patch (RFC 7386) from ``old`` to ``new``, skipping what is the same object, as the hub does."""
    if isinstance(old, Growing) and isinstance(new, Growing) and (changes := new.changes_since(old)) is not None:
        pairs = changes
    else:
        pairs = {key: (old.get(key), new.get(key)) for key in [*old, *new]}
    patch: dict[str, Any] = {}
    for key, (before, after) in pairs.items():
        if before is after or before == after:
            continue
        both = isinstance(before, Mapping) and isinstance(after, Mapping)
        patch[key] = difference(before, after) if both else plain(after)
    return patch


def merge(target: Any, patch: Any) -> Any:
    """RFC 7386, as its text has it."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge(merged.get(key), value)
    return merged


def holds_none(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(holds_none(entry) for entry in value.values())
    return value is None


def foreign_canaries(view: Mapping[str, Any], own: str, canaries: Mapping[str, set[str]]) -> set[str]:
    """The values and notes of other judges that stand anywhere in ``view``."""
    text = json.dumps(plain(view), ensure_ascii=False)
    return {canary for judge, planted in canaries.items() if judge != own for canary in planted if canary in text}


SMALL = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 9),
    st.sampled_from(["", "0", "5", "7.25", "law", "workers", "judge-1", "p1", "\x00"]),
)
JSON = st.recursive(
    SMALL, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2)
)
KEYS = ("criterion", "subject", "value", "note", "at", "judge", "reason", "rule", "points", "penalty", "seat", "person")
LIKELY = {
    "criterion": st.sampled_from(["law", "facts", "argument"]),
    "subject": st.sampled_from(["workers", "employer", "workers-chief", "employer-2"]),
    "value": st.sampled_from(["", "1", "9.5"]),
    "note": st.sampled_from(["", "a note"]),
    "judge": st.sampled_from(["judge-1", "judge-2", "judge-3"]),
    "reason": st.just("a reason"),
    "rule": st.sampled_from(["overrun", "help"]),
    "points": st.sampled_from(["1", "3", "5", 2]),
    "penalty": st.sampled_from(["p1", "p2", "p3"]),
    "seat": st.sampled_from(["judge-1", "judge-2", "head-judge", "host", "timekeeper"]),
    "person": st.sampled_from(["person-judge-1", "person-head-judge", "newcomer-1", "newcomer-2"]),
}
DATA = st.fixed_dictionaries({}, optional={key: LIKELY.get(key, JSON) | JSON for key in KEYS})
EXPECT = st.none() | st.fixed_dictionaries({}, optional=dict.fromkeys(("scores", "result", "ballots"), JSON))


class AnyPanel(RuleBasedStateMachine):
    """Random commands, mostly sensible, with a canary in every value and note."""

    def __init__(self) -> None:
        super().__init__()
        self.bench = Bench(setup(judges=JUDGES, of=rubric(scale=FINE)))
        self.canaries: dict[str, set[str]] = {f"judge-{n}": set() for n in range(1, JUDGES + 1)}
        self.planted = 0
        self.frozen: dict[str, str] = {}
        self.clients = {view: plain(self.bench.machine.view(self.bench.state, view)) for view in VIEWS}
        self.results = 0

    def send(self, seat: Seat, kind: str, data: Any, expect: Any) -> bool:
        """Carry out one command as a server would, watched by a client of every view; False when refused."""
        machine, before = self.bench.machine, self.bench.state
        command = Command(kind, data, expect, f"command-{self.planted:020d}")
        try:
            events = list(machine.decide(before, seat, command, next(self.bench.clock)))
        except Refused:
            return False
        assert events
        for event in events:
            self.follow(event)
        self.bench.log += events
        return True

    def follow(self, event: Any) -> None:
        machine, before = self.bench.machine, self.bench.state
        after = machine.evolve(before, event)
        for view in {*VIEWS, *ANY_VIEW}:
            old, new = machine.view(before, view), machine.view(after, view)
            if event.audience not in view:
                assert plain(old) == plain(new), f"{event.kind} shows in {sorted(view)}"
            elif view in self.clients:
                self.clients[view] = merge(self.clients[view], json.loads(json.dumps(difference(old, new))))
        self.bench.state = after
        self.results += event.kind == "result.confirmed"
        if event.kind == "ballot.returned":
            self.frozen.pop(event.data["judge"])
        if event.kind == "ballot.submitted":
            self.frozen[event.data["judge"]] = json.dumps(plain(after.scores_of(event.data["judge"])))
        if event.kind == "ballot.cleared":
            self.canaries[event.data["judge"]].clear()

    @initialize(full=st.integers(0, JUDGES))
    def some_ballots_are_full(self, full: int) -> None:
        """Else a random walk would hardly ever reach a result."""
        for number in range(1, full + 1):
            for criterion, subjects in self.bench.machine.setup.cells.items():
                for subject in subjects:
                    self.plant(number, criterion, subject)

    def plant(self, number: int, criterion: str, subject: str) -> bool:
        judge = f"judge-{number}"
        self.planted += 1
        value, note = f"{self.planted % 9}.{number}{self.planted % 90 + 10}{number}", f"canary-{self.planted:05d}"
        data = {"criterion": criterion, "subject": subject, "value": value, "note": note}
        done = self.send(self.bench.seat(judge), "score.set", data, None)
        if done:
            self.canaries[judge] |= {value, note}
        return done

    @rule(number=st.integers(1, JUDGES), criterion=LIKELY["criterion"], subject=LIKELY["subject"])
    def a_judge_scores(self, number: int, criterion: str, subject: str) -> None:
        self.plant(number, criterion, subject)

    @rule(number=st.integers(1, JUDGES))
    def a_judge_submits(self, number: int) -> None:
        judge = f"judge-{number}"
        self.planted += 1
        self.send(self.bench.seat(judge), "ballot.submit", {}, {"scores": self.bench.state.filled(judge)})

    @rule(number=st.integers(1, JUDGES))
    def a_ballot_is_returned(self, number: int) -> None:
        self.send(
            self.bench.seat("head-judge"), "ballot.return", {"judge": f"judge-{number}", "reason": "look again"}, {}
        )

    @rule()
    def the_head_judge_computes(self) -> None:
        self.send(self.bench.seat("head-judge"), "result.compute", {}, {})

    @precondition(lambda self: self.bench.state.result is not None)
    @rule(
        kind=st.sampled_from(["result.confirm", "result.publish"]),
        seat=st.sampled_from(["timekeeper", "host", "organiser"]),
    )
    def an_official_goes_on(self, kind: str, seat: str) -> None:
        self.send(self.bench.seat(seat), kind, {}, {"result": self.bench.result()["seq"]})

    @rule(
        seat=st.sampled_from([*setup(judges=JUDGES).seats, "spectator", HOUSE]),
        kind=st.sampled_from(sorted(PanelMachine.kinds)),
        data=DATA,
        expect=EXPECT | st.just({}),
    )
    def anybody_sends_anything(self, seat: str, kind: str, data: Any, expect: Any) -> None:
        role = {"spectator": "spectator", HOUSE: "house"}.get(seat, "")
        sender = Seat(seat, role) if role else self.bench.seat(seat)
        self.send(sender, kind, data, expect)

    @invariant()
    def a_submitted_ballot_is_frozen(self) -> None:
        state = self.bench.state
        assert {j for j, status in state.ballots.items() if status == "submitted"} == set(self.frozen)
        for judge, was in self.frozen.items():
            assert json.dumps(plain(state.scores_of(judge))) == was

    @invariant()
    def nobody_reads_anothers_score_before_it_is_confirmed(self) -> None:
        if self.bench.state.confirmed():
            return
        for key, seat in self.bench.state.seats.items():
            assert foreign_canaries(self.without_totals(self.bench.view(seat)), key, self.canaries) == set()
        assert foreign_canaries(self.bench.view(Seat("spectator", "spectator")), "", self.canaries) == set()

    @staticmethod
    def without_totals(view: Mapping[str, Any]) -> Mapping[str, Any]:
        """Of a mean of three, digits may be anybody's by chance."""
        return {key: value for key, value in view.items() if key != "result"}

    @invariant()
    def notes_stay_with_their_judge_for_ever(self) -> None:
        notes = {judge: {c for c in planted if c.startswith("canary")} for judge, planted in self.canaries.items()}
        for key, seat in self.bench.state.seats.items():
            assert foreign_canaries(self.bench.view(seat), key, notes) == set()

    @invariant()
    def every_client_holds_what_a_snapshot_would_show(self) -> None:
        for view, held in self.clients.items():
            fresh = self.bench.machine.view(self.bench.state, view)
            assert held == plain(fresh)
            assert not holds_none(fresh)

    @invariant()
    def a_dumped_state_is_the_state(self) -> None:
        machine, state = self.bench.machine, self.bench.state
        again: PanelState = machine.load(json.loads(json.dumps(machine.dump(state), default=dict)))
        for view in VIEWS:
            assert plain(machine.view(again, view)) == plain(machine.view(state, view))
        assert machine.dump(again) == machine.dump(state)

    @invariant()
    def the_log_folds_to_the_state(self) -> None:
        machine = self.bench.machine
        state = machine.initial()
        for event in self.bench.log:
            state = machine.evolve(state, event)
        assert machine.dump(state) == machine.dump(self.bench.state)

    @invariant()
    def at_most_one_result_is_confirmed_and_by_somebody_else(self) -> None:
        result = self.bench.state.result
        assert self.results <= 1
        if result is not None and result.confirmed_by:
            assert result.confirmed_by != result.computed_by

    @invariant()
    def a_person_sits_once(self) -> None:
        sitting = [seat.person for seat in self.bench.state.seats.values() if seat.person]
        assert len(sitting) == len(set(sitting))


TestAnyPanel = AnyPanel.TestCase
TestAnyPanel.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


class LeakyMachine(PanelMachine):
    """The control: one judge's values stand where another can read them."""

    def view(self, state: PanelState, audiences: frozenset[str]) -> Mapping[str, Any]:
        seen = super().view(state, audiences)
        return {**seen, "progress": state.scores_of("judge-1")} if "judge:judge-2" in audiences else seen


@pytest.mark.parametrize(("machine", "found"), [(PanelMachine, set()), (LeakyMachine, {"3.1411", "canary-1"})])
def test_a_planted_leak_is_found(machine: type[PanelMachine], found: set[str]) -> None:
    bench = Bench(setup(judges=2, of=rubric(scale=FINE)))
    bench.machine = machine(bench.machine.setup)
    bench.score("judge-1", "law", "workers", "3.1411", note="canary-1")

    assert foreign_canaries(bench.view("judge-2"), "judge-2", {"judge-1": {"3.1411", "canary-1"}}) == found


@pytest.mark.parametrize("view", [view for view in VIEWS if "judge:judge-1" not in view], ids=sorted)
def test_how_far_a_judge_has_come_is_nobody_elses_business(view: frozenset[str]) -> None:
    bench = Bench()
    before = plain(bench.machine.view(bench.state, view))
    bench.fill("judge-1")

    assert plain(bench.machine.view(bench.state, view)) == before


@settings(max_examples=300, deadline=None)
@given(
    kind=st.text(max_size=5) | st.sampled_from(sorted(PanelMachine.kinds)),
    role=st.sampled_from(["judge-1", "head-judge", "timekeeper", "host", "organiser"]),
    data=DATA | JSON,
    expect=EXPECT | JSON,
)
def test_whatever_is_sent_is_answered_or_refused(kind: str, role: str, data: Any, expect: Any) -> None:
    bench = Bench()
    command = Command(kind, data, expect, "id")
    try:
        events = bench.machine.decide(bench.state, bench.seat(role), command, 0)
    except Refused as refused:
        answer = refused
    else:
        assert events
        return
    assert answer.code in {"unknown_kind", "bad_data", "not_allowed", "not_now", "stale"}
    json.dumps(answer.data)


def test_a_view_shares_what_did_not_change() -> None:
    bench = Bench()
    bench.score("judge-1", "law", "workers", "7")
    before = bench.view("judge-1")
    bench.score("judge-1", "law", "employer", "7")
    after = bench.view("judge-1")

    assert {key for key in before if before[key] is not after[key]} == {"scores"}
    assert after["scores"].changes_since(before["scores"]).keys() == {"law"}
