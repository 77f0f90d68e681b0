"""The round after the signature: its rules in a few known cases, and in any order of anything."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from live.machine import HOUSE, SIDES, Command, Refused, Seat
from negotiation.engine.improve.better import better_exists
from negotiation.engine.improve.gain import is_better
from negotiation.engine.improve.machine import OFFER_LASTS, ROUND_LASTS, ImprovementMachine, RoundSetup
from negotiation.engine.improve.state import ENDED, Round
from negotiation.engine.payoffs import enumerated
from tests.negotiation.improve.small import scenario

WORKERS, EMPLOYER = Seat("w", "chief", "workers", "pw"), Seat("e", "chief", "employer", "pe")
SECOND, HOST = Seat("w2", "representative", "workers", "p2"), Seat("host", "host", "", "ph")
OFFICE = Seat(HOUSE, HOUSE)
SEATS = {seat.key: seat for seat in (WORKERS, EMPLOYER, SECOND, HOST)}
SIGNED = {"pay": "low", "leave": "short"}
#: Better for both; better for the workers alone; as good for both; unlawful.
BETTER = {"pay": "low", "leave": "long"}
WORSE = {"pay": "high", "leave": "short"}
UNLAWFUL = {"pay": "none", "leave": "long"}


class Play:
    """A round, played from its first event."""

    def __init__(self, signed: Any = None) -> None:
        titles = {key: {"zh": key, "en": key} for key in SEATS}
        self.machine = ImprovementMachine(scenario(), RoundSetup(signed or SIGNED, SEATS, titles))
        self.state, self.now = self.machine.initial(), 1_000
        self.do(OFFICE, "round.offer")

    def do(self, seat: Seat, kind: str, data: Any = None) -> Round:
        self.pass_time()
        for event in self.machine.decide(self.state, seat, Command(kind, data or {}), self.now):
            self.state = self.machine.evolve(self.state, event)
        return self.state

    def pass_time(self) -> None:
        while (timer := self.machine.due(self.state)) and timer.at <= self.now:
            for event in self.machine.elapse(self.state, timer):
                self.state = self.machine.evolve(self.state, event)

    def running(self) -> "Play":
        self.do(WORKERS, "round.begin")
        self.do(EMPLOYER, "round.begin")
        return self

    def code(self, seat: Seat, kind: str, data: Any = None) -> str:
        with pytest.raises(Refused) as refused:
            self.do(seat, kind, data)
        return refused.value.code


def test_the_time_runs_from_the_moment_that_both_chiefs_are_ready() -> None:
    play = Play()
    assert (play.state.status, play.state.until) == ("offered", 1_000 + OFFER_LASTS)
    play.do(WORKERS, "round.begin")
    assert play.state.status == "offered"
    assert play.code(WORKERS, "round.begin") == "not_now"
    play.now = 50_000
    play.do(EMPLOYER, "round.begin")

    assert (play.state.status, play.state.until) == ("running", 50_000 + ROUND_LASTS)


def test_a_better_package_that_both_take_is_the_end() -> None:
    play = Play().running()
    play.do(WORKERS, "package.propose", {"terms": BETTER})
    play.do(EMPLOYER, "package.accept", {"proposal": "p1"})

    assert (play.state.status, play.state.final) == ("improved", BETTER)
    assert play.code(WORKERS, "package.propose", {"terms": BETTER}) == "closed"


def test_nobody_is_led_into_less_than_they_signed_nor_below_the_law() -> None:
    play = Play().running()

    assert play.code(EMPLOYER, "package.propose", {"terms": WORSE}) == "worse_than_signed"
    play.do(WORKERS, "package.propose", {"terms": WORSE})
    assert play.code(EMPLOYER, "package.accept", {"proposal": "p1"}) == "worse_than_signed"
    assert play.code(WORKERS, "package.propose", {"terms": UNLAWFUL}) == "illegal_terms"


def test_what_gives_neither_side_more_is_no_improvement() -> None:
    play = Play().running()
    play.do(WORKERS, "package.propose", {"terms": SIGNED})
    play.do(EMPLOYER, "package.accept", {"proposal": "p1"})

    assert (play.state.status, play.state.reason, play.state.final) == ("kept", "equal", SIGNED)


def test_a_new_proposal_takes_the_place_of_the_side_s_last() -> None:
    play = Play().running()
    play.do(WORKERS, "package.propose", {"terms": WORSE})
    play.do(WORKERS, "package.propose", {"terms": BETTER})

    assert [entry["status"] for entry in play.state.proposals.values()] == ["withdrawn", "tabled"]
    assert play.code(EMPLOYER, "package.accept", {"proposal": "p1"}) == "not_now"
    assert play.code(WORKERS, "package.accept", {"proposal": "p2"}) == "not_allowed"


@pytest.mark.parametrize("running", [False, True])
def test_the_deadline_keeps_the_signed_agreement_with_nobody_connected(running: bool) -> None:
    play = Play()
    if running:
        play.running()
    play.now += OFFER_LASTS

    assert play.code(EMPLOYER, "package.accept", {"proposal": "p1"}) == "closed"
    assert (play.state.status, play.state.reason, play.state.final) == ("kept", "time", SIGNED)


@pytest.mark.parametrize(
    ("seat", "kind"), [(EMPLOYER, "round.decline"), (HOST, "round.close"), (OFFICE, "round.close")]
)
def test_a_chief_or_the_staff_may_end_it_and_what_is_signed_stays(seat: Seat, kind: str) -> None:
    play = Play().running()
    play.do(seat, kind)

    assert (play.state.status, play.state.final) == ("kept", SIGNED)


@pytest.mark.parametrize(
    "terms", [None, [], "x", {}, {"pay": "low"}, {**BETTER, "more": "x"}, {"pay": "low", "leave": None}, {1: 2}]
)
def test_a_package_that_is_none_is_refused(terms: Any) -> None:
    assert Play().running().code(WORKERS, "package.propose", {"terms": terms}) == "bad_data"


def test_each_side_sees_its_own_points_and_nobody_the_other_s() -> None:
    play = Play().running()
    play.do(WORKERS, "package.propose", {"terms": BETTER})
    seen = {seat.key: play.machine.view(play.state, play.machine.audiences(seat)) for seat in SEATS.values()}

    for seat in (WORKERS, SECOND, EMPLOYER):
        issues = play.machine.scenario.issues
        own = {key: {o.id: o.points[seat.side] for o in issue.options.values()} for key, issue in issues.items()}
        assert seen[seat.key]["scenario"]["points"] == own
        assert "judging" not in seen[seat.key]["scenario"]
        assert "briefs" not in seen[seat.key]["scenario"]
    assert "points" not in seen["host"]["scenario"]


# --- Anything, in any order -----------------------------------------------------------------------

terms = st.fixed_dictionaries(
    {"pay": st.sampled_from(["none", "low", "high"]), "leave": st.sampled_from(["short", "long"])}
)
data = st.one_of(
    st.builds(lambda t: {"terms": t}, terms),
    st.builds(lambda n: {"proposal": f"p{n}"}, st.integers(0, 5)),
    st.dictionaries(st.sampled_from(["terms", "proposal"]), st.one_of(st.none(), st.text(), st.integers())),
)
kinds = st.sampled_from([*sorted(ImprovementMachine.kinds), "session.open"])
steps = st.lists(
    st.tuples(st.sampled_from([*SEATS.values(), OFFICE]), kinds, data, st.integers(0, 90_000)), max_size=30
)


@given(terms.filter(lambda t: t["pay"] != "none"), steps)
@settings(max_examples=200)
def test_whatever_happens_nobody_ends_with_less_than_they_signed(signed: Any, tried: Any) -> None:
    play = Play(signed)
    rules = play.machine.scenario
    for seat, kind, said, later in tried:
        play.now += later
        before = play.state
        try:
            play.do(seat, kind, said)
        except Refused:
            assert play.state == before or play.state.reason == "time"
        assert play.machine.load(play.machine.dump(play.state)) == play.state
        if before.status in ENDED:
            assert play.state == before
    play.now += OFFER_LASTS
    play.pass_time()

    assert play.state.status in ENDED
    assert all(rules.points(side, play.state.final) >= rules.points(side, signed) for side in SIDES)
    assert (play.state.status == "improved") is is_better(rules, play.state.final, signed)
    assert not rules.below_floor(play.state.final)


@given(terms)
def test_that_a_better_package_exists_is_what_trying_all_of_them_says(signed: Any) -> None:
    rules = scenario()
    space = enumerated(rules)
    packages = [space.terms(place) for place in range(len(space.lawful)) if space.lawful[place]]
    enough = [t for t in packages if all(rules.points(s, t) >= rules.parties[s].reservation for s in SIDES)]

    assert better_exists(rules, signed) is any(is_better(rules, t, signed) for t in enough)


def test_the_commands_are_for_exactly_the_seats_that_the_page_names() -> None:
    page = (Path(__file__).parents[3] / "docs" / "improve.md").read_text()
    rows = [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in page.splitlines() if line[:1] == "|"]
    head, *lines = [rows[0], *rows[2:]]
    machine = Play().machine

    assert [line[0] for line in lines] == sorted(machine.kinds)
    for line in lines:
        for role, word in zip(head[1:6], line[1:6], strict=True):
            assert (line[0] in machine.may(Seat("x", role))) is (word == "yes"), (line[0], role)
    assert all(not machine.may(Seat("x", role)) for role in ("judge", "head_judge", "recorder", "spectator"))
