"""A bargaining session as a machine on a durable stream: who may do what, what happens, who sees what."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from live.machine import JUDGES, OFFICIALS, PUBLIC, Command, Event, Refused, Seat, Timer, side_audience
from negotiation.engine import closing, floor, offers, phases, powers
from negotiation.engine import state as _state
from negotiation.engine.evolve import evolve
from negotiation.engine.scenario import Scenario
from negotiation.engine.state import Table
from negotiation.engine.view import case_for, view

Decide = Callable[[Scenario, Table, Seat, Command, int], Sequence[Event]]

_DECIDES: Mapping[str, Decide] = {
    "session.open": phases.open_session,
    "session.close": closing.close,
    "phase.next": phases.next_phase,
    "phase.extend": phases.extend,
    "clock.pause": phases.pause,
    "clock.resume": phases.resume,
    "caucus.call": phases.call_caucus,
    "inject.release": phases.release,
    "floor.ask": floor.ask,
    "floor.yield": floor.give_up,
    "floor.give": floor.give,
    "caucus.say": floor.whisper,
    "fact.show": floor.show_fact,
    "minutes.write": floor.write_minutes,
    "ruling.make": floor.rule,
    "offer.draft": offers.draft,
    "offer.table": offers.table_offer,
    "offer.confirm": offers.confirm,
    "offer.withdraw": offers.withdraw,
    "offer.reject": offers.reject,
    "offer.accept": offers.accept,
    "issue.reopen": offers.reopen,
    "agreement.sign": closing.sign,
    "impasse.declare": closing.declare_impasse,
    "seat.give": closing.give_seat,
    "seat.take": closing.take_seat,
}

_SETTING_MATTERS = {"say": floor.say, "offer.record": offers.record}


@dataclass(frozen=True, slots=True)
class SessionSetup:
    """What is fixed when a session is planned, beside its scenario. ``titles`` are by seat key."""

    setting: str  # hall, online
    public: bool
    seats: Mapping[str, Seat]
    titles: Mapping[str, Mapping[str, str]]

    @classmethod
    def from_json(cls, setting: str, public: bool, seats: Mapping[str, Mapping[str, Any]]) -> Self:
        """From ``{seat key: {"role", "side", "title"}}``."""
        places = {key: Seat(key, seat["role"], seat["side"]) for key, seat in seats.items()}
        return cls(setting, public, places, {key: seat["title"] for key, seat in seats.items()})


class SessionMachine:
    """The rules of one session, bound to its scenario and its set-up."""

    shape = "session/1"
    kinds = frozenset(_DECIDES) | frozenset(_SETTING_MATTERS)
    keep = powers.KEEP
    staff = frozenset({"host", "timekeeper", "organiser", "recorder"})
    seals = frozenset({"session.agreed", "session.suspended", "session.closed"})

    def __init__(self, scenario: Scenario, setup: SessionSetup) -> None:
        self.scenario = scenario
        self.setup = setup
        self._cases: dict[frozenset[str], Mapping[str, Any]] = {}

    def initial(self) -> Table:
        """Planned, nobody seated."""
        shown = {
            key: {"role": seat.role, "side": seat.side, "title": dict(self.setup.titles[key])}
            for key, seat in self.setup.seats.items()
        }
        calls = dict.fromkeys(self.scenario.parties, self.scenario.caucus_calls)
        return Table(dict(self.setup.seats), calls, seats_shown=shown)

    def decide(self, state: Table, seat: Seat, command: Command, now: int) -> Sequence[Event]:
        """The events that ``command`` makes happen; or Refused."""
        if command.kind not in self.kinds:
            raise Refused("unknown_kind")
        if command.kind not in powers.may(seat):
            raise Refused("not_allowed")
        powers.assert_seated(state, seat)
        if state.outcome:
            raise Refused("closed")
        if not isinstance(command.data, Mapping):
            raise Refused("bad_data")
        powers.assert_expected(state, seat, command)
        if command.kind in _SETTING_MATTERS:
            decide = _SETTING_MATTERS[command.kind]
            return decide(self.scenario, state, seat, command, now, setting=self.setup.setting)
        return _DECIDES[command.kind](self.scenario, state, seat, command, now)

    def evolve(self, state: Table, event: Event) -> Table:
        """The state after ``event``."""
        return evolve(state, event)

    def due(self, state: Table) -> Timer | None:
        """The next deadline."""
        return phases.due(self.scenario, state)

    def elapse(self, state: Table, timer: Timer) -> Sequence[Event]:
        """What that deadline brings."""
        return phases.elapse(self.scenario, state, timer)

    def seats(self, state: Table) -> Mapping[str, Seat]:
        """Who sits where, by seat key."""
        return state.seats

    def audiences(self, seat: Seat) -> frozenset[str]:
        """A side's members see their side; officials and judges what is theirs; the recorder is neutral."""
        if seat.side:
            return frozenset({PUBLIC, side_audience(seat.side)})
        if seat.role in ("host", "timekeeper", "organiser", "house"):
            return frozenset({PUBLIC, OFFICIALS})
        if seat.role in ("judge", "head_judge"):
            return frozenset({PUBLIC, JUDGES})
        return frozenset({PUBLIC})

    def may(self, seat: Seat) -> frozenset[str]:
        """The command kinds of this role."""
        return powers.may(seat)

    def view(self, state: Table, audiences: frozenset[str]) -> Mapping[str, Any]:
        """All that these audiences may see."""
        case = self._cases.get(audiences)
        if case is None:
            case = self._cases[audiences] = case_for(self.scenario, audiences)
        return view(state, audiences, self.setup.setting, case)

    def receipt(self, events: Sequence[Event]) -> Mapping[str, Any] | None:
        """A signature is a receipt of its own: the chief keeps the signed head of the log."""
        signed = next((event for event in events if event.kind == "agreement.signed"), None)
        return dict(signed.data) if signed else None

    def ended(self, state: Table) -> bool:
        """Once the host has closed it."""
        return bool(state.outcome)

    def dump(self, state: Table) -> Any:
        """The state as JSON."""
        return _state.dump(state)

    def load(self, dumped: Any) -> Table:
        """The state that was dumped."""
        return _state.load(dumped)
