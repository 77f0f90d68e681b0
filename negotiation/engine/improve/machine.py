"""The round after the signature as a machine on a durable stream: five minutes to find a better agreement.

The signed agreement is the fallback of both, whatever happens. Nobody is told which packages are better: a
command is refused only for what its own sender may know.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from live.machine import HOUSE, OFFICIALS, PUBLIC, Command, Event, Refused, Seat, Timer, side_audience
from negotiation.engine.case import case_for
from negotiation.engine.improve import state as _state
from negotiation.engine.improve.gain import is_better
from negotiation.engine.improve.state import ENDED, IMPROVED, KEPT, OFFERED, RUNNING, Round
from negotiation.engine.scenario import Scenario, Terms

#: How long an offer to look waits for both chiefs, and how long they then have, in ms.
OFFER_LASTS = 15 * 60_000
ROUND_LASTS = 5 * 60_000

_STAFF = frozenset({"host", "timekeeper", "organiser", HOUSE})
_POWERS: Mapping[str, frozenset[str]] = {
    "chief": frozenset({"round.begin", "round.decline", "package.propose", "package.accept"}),
    "host": frozenset({"round.close"}),
    "organiser": frozenset({"round.close"}),
    HOUSE: frozenset({"round.offer", "round.close"}),
}


@dataclass(frozen=True, slots=True)
class RoundSetup:
    """What is fixed when the round is offered: the signed terms and who sat where when they were signed."""

    signed: Terms
    seats: Mapping[str, Seat]
    titles: Mapping[str, Mapping[str, str]]


class ImprovementMachine:
    """The rules of one round, bound to the scenario and to what was signed."""

    shape = "improvement/1"
    kinds = frozenset().union(*_POWERS.values())
    keep: frozenset[str] = frozenset()
    staff = frozenset({"host", "timekeeper", "organiser"})
    seals = frozenset({"round.improved", "round.kept"})

    def __init__(self, scenario: Scenario, setup: RoundSetup) -> None:
        self.scenario = scenario
        self.setup = setup
        self._cases: dict[frozenset[str], Mapping[str, Any]] = {}
        self._rules = {
            "package.accept": self._package_accept,
            "package.propose": self._package_propose,
            "round.begin": self._round_begin,
            "round.close": self._round_close,
            "round.decline": self._round_decline,
            "round.offer": self._round_offer,
        }
        self._seats_shown = {
            key: {"role": seat.role, "side": seat.side, "title": dict(setup.titles[key]), "taken": True}
            for key, seat in setup.seats.items()
        }

    def initial(self) -> Round:
        """Nothing offered yet."""
        return Round()

    def decide(self, state: Round, seat: Seat, command: Command, now: int) -> Sequence[Event]:
        """The events that ``command`` makes happen; or Refused."""
        if command.kind not in self.kinds:
            raise Refused("unknown_kind")
        if self.ended(state):
            raise Refused("closed")
        if command.kind not in self.may(seat) or not self._sits(seat):
            raise Refused("not_allowed")
        return self._rules[command.kind](state, seat, command, now)

    def evolve(self, state: Round, event: Event) -> Round:
        """The state after ``event``."""
        return _AFTER[event.kind](state, event, self.setup)

    def due(self, state: Round) -> Timer | None:
        """When the offer lapses, or the time is over."""
        if state.status not in (OFFERED, RUNNING):
            return None
        return Timer(f"timer-{state.status}-{state.until}", state.until)

    def elapse(self, state: Round, timer: Timer) -> Sequence[Event]:
        """The signed agreement stays, whoever is connected."""
        return [Event("round.kept", {"reason": "time"}, PUBLIC, timer.at)]

    def seats(self, state: Round) -> Mapping[str, Seat]:
        """Who sits where, by seat key."""
        return self.setup.seats

    def audiences(self, seat: Seat) -> frozenset[str]:
        """A side's people see their own figures; staff the round."""
        if seat.side:
            return frozenset({PUBLIC, side_audience(seat.side)})
        return frozenset({PUBLIC, OFFICIALS}) if seat.role in _STAFF else frozenset({PUBLIC})

    def may(self, seat: Seat) -> frozenset[str]:
        """The command kinds of this role."""
        return _POWERS.get(seat.role, frozenset())

    def view(self, state: Round, audiences: frozenset[str]) -> Mapping[str, Any]:
        """All that these audiences may see, in the words of the session's own view: a proposal is an offer."""
        case = self._cases.get(audiences)
        if case is None:
            case = self._cases[audiences] = case_for(self.scenario, audiences)
        return {
            "status": state.status,
            "until": state.until,
            "ready": state.ready,
            "offers": state.proposals,
            "terms_version": len(state.proposals),
            "signed": self.setup.signed,
            "final": state.final,
            "reason": state.reason,
            "seats": self._seats_shown,
            "scenario": case,
        }

    def receipt(self, events: Sequence[Event]) -> Mapping[str, Any] | None:
        """An accepted package is a receipt of its own: the chief keeps the signed head of the log."""
        improved = next((event for event in events if event.kind == "round.improved"), None)
        return dict(improved.data) if improved else None

    def ended(self, state: Round) -> bool:
        """Once it is improved or kept."""
        return state.status in ENDED

    def dump(self, state: Round) -> Any:
        """The state as JSON."""
        return _state.dump(state)

    def load(self, dumped: Any) -> Round:
        """The state that was dumped."""
        return _state.load(dumped)

    # --- Rules --------------------------------------------------------------------------------

    def _sits(self, seat: Seat) -> bool:
        sitting = self.setup.seats.get(seat.key)
        return seat.role == HOUSE or (sitting is not None and sitting.person != "" and sitting.person == seat.person)

    def _round_offer(self, state: Round, seat: Seat, command: Command, now: int) -> Sequence[Event]:
        if state.status:
            raise Refused("not_now")
        return [_happens("round.offered", {"until": now + OFFER_LASTS}, now, seat)]

    def _round_begin(self, state: Round, seat: Seat, command: Command, now: int) -> Sequence[Event]:
        """A chief wants to look; when both do, their time runs."""
        if state.status != OFFERED or seat.side in state.ready:
            raise Refused("not_now")
        ready = _happens("round.ready", {"side": seat.side}, now, seat)
        if not state.ready:
            return [ready]
        return [ready, _happens("round.started", {"until": now + ROUND_LASTS}, now, seat)]

    def _round_decline(self, state: Round, seat: Seat, command: Command, now: int) -> Sequence[Event]:
        """A chief keeps to what is signed: at any time, without a reason."""
        if state.status not in (OFFERED, RUNNING):
            raise Refused("not_now")
        return [_happens("round.kept", {"reason": "declined", "side": seat.side}, now, seat)]

    def _round_close(self, state: Round, seat: Seat, command: Command, now: int) -> Sequence[Event]:
        if state.status not in (OFFERED, RUNNING):
            raise Refused("not_now")
        return [_happens("round.kept", {"reason": "closed"}, now, seat)]

    def _package_propose(self, state: Round, seat: Seat, command: Command, now: int) -> Sequence[Event]:
        """A chief puts a whole package to the other; it takes the place of the side's last one."""
        terms = self._whole_package(command.data.get("terms"))
        if state.status != RUNNING:
            raise Refused("not_now")
        if unlawful := self.scenario.below_floor(terms):
            raise Refused("illegal_terms", issues=unlawful)
        self._assert_not_worse(seat.side, terms)
        data = {"proposal": f"p{len(state.proposals) + 1}", "side": seat.side, "terms": terms}
        return [_happens("package.proposed", data, now, seat)]

    def _package_accept(self, state: Round, seat: Seat, command: Command, now: int) -> Sequence[Event]:
        """The other chief takes it. Equal points for both are no improvement: then the signed agreement stays."""
        proposal = command.data.get("proposal")
        if not isinstance(proposal, str) or proposal not in state.proposals:
            raise Refused("bad_data", field="proposal")
        stands = state.proposals[proposal]
        if stands["side"] == seat.side:
            raise Refused("not_allowed")
        if state.status != RUNNING or stands["status"] != "tabled":
            raise Refused("not_now")
        self._assert_not_worse(seat.side, stands["terms"])
        accepted = _happens("package.accepted", {"proposal": proposal}, now, seat)
        if is_better(self.scenario, stands["terms"], self.setup.signed):
            return [accepted, _happens("round.improved", {"terms": dict(stands["terms"])}, now, seat)]
        return [accepted, _happens("round.kept", {"reason": "equal"}, now, seat)]

    def _whole_package(self, terms: Any) -> dict[str, str]:
        """A package that settles every issue at one of its options. Raises Refused ``bad_data``."""
        if not isinstance(terms, Mapping) or self.scenario.unknown(terms) or len(terms) != len(self.scenario.issues):
            raise Refused("bad_data", field="terms")
        return {issue: terms[issue] for issue in self.scenario.issues}

    def _assert_not_worse(self, side: str, terms: Terms) -> None:
        """Nobody is led into less than they signed; it rests on the sender's own points alone."""
        if self.scenario.points(side, terms) < self.scenario.points(side, self.setup.signed):
            raise Refused("worse_than_signed")


def _happens(kind: str, data: Mapping[str, Any], at: int, seat: Seat) -> Event:
    return Event(kind, data, PUBLIC, at, seat.key)


def _proposed(state: Round, event: Event, setup: RoundSetup) -> Round:
    """The new proposal stands, and the side's last one no longer."""
    data, proposals = event.data, state.proposals
    for key, entry in proposals.items():
        if entry["side"] == data["side"] and entry["status"] == "tabled":
            proposals = proposals.with_entry(key, {**entry, "status": "withdrawn"})
    entry = {"side": data["side"], "terms": data["terms"], "at": event.at, "by": event.by, "status": "tabled"}
    return replace(state, proposals=proposals.with_entry(data["proposal"], entry))


def _accepted(state: Round, event: Event, setup: RoundSetup) -> Round:
    key = event.data["proposal"]
    return replace(state, proposals=state.proposals.with_entry(key, {**state.proposals[key], "status": "accepted"}))


def _offered(state: Round, event: Event, setup: RoundSetup) -> Round:
    return replace(state, status=OFFERED, until=event.data["until"])


def _ready(state: Round, event: Event, setup: RoundSetup) -> Round:
    return replace(state, ready={**state.ready, event.data["side"]: event.at})


def _started(state: Round, event: Event, setup: RoundSetup) -> Round:
    return replace(state, status=RUNNING, until=event.data["until"])


def _improved(state: Round, event: Event, setup: RoundSetup) -> Round:
    return replace(state, status=IMPROVED, until=0, final=dict(event.data["terms"]))


def _kept(state: Round, event: Event, setup: RoundSetup) -> Round:
    return replace(state, status=KEPT, until=0, final=dict(setup.signed), reason=event.data["reason"])


#: What each kind of event does to the round. No other kind is ever written.
_AFTER: Mapping[str, Callable[[Round, Event, RoundSetup], Round]] = {
    "package.accepted": _accepted,
    "package.proposed": _proposed,
    "round.improved": _improved,
    "round.kept": _kept,
    "round.offered": _offered,
    "round.ready": _ready,
    "round.started": _started,
}
