"""A bargaining session as a machine on a durable stream: the rules, bound to a scenario and a set-up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from live.machine import HOUSE, JUDGES, OFFICIALS, PUBLIC, Command, Event, Seat, Timer, side_audience
from negotiation.engine import deadlines, powers
from negotiation.engine import state as _state
from negotiation.engine.case import case_for
from negotiation.engine.decide import RULES, decide
from negotiation.engine.evolve import evolve
from negotiation.engine.scenario import Scenario
from negotiation.engine.state import Table
from negotiation.engine.turn import Turn
from negotiation.engine.view import view

_OFFICIALS = frozenset({"host", "timekeeper", "organiser", HOUSE})
_JUDGES = frozenset({"judge", "head_judge"})


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

    shape = "session/2"
    kinds = frozenset(RULES)
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
        return decide(Turn(self.scenario, self.setup.setting, state, seat, now), command)

    def evolve(self, state: Table, event: Event) -> Table:
        """The state after ``event``."""
        return evolve(state, event)

    def due(self, state: Table) -> Timer | None:
        """The next deadline."""
        return deadlines.due(self.scenario, state)

    def elapse(self, state: Table, timer: Timer) -> Sequence[Event]:
        """What that deadline brings."""
        return deadlines.elapse(self.scenario, state, timer)

    def seats(self, state: Table) -> Mapping[str, Seat]:
        """Who sits where, by seat key."""
        return state.seats

    def audiences(self, seat: Seat) -> frozenset[str]:
        """A side's members see their side; officials and judges what is theirs; the recorder is neutral."""
        if seat.side:
            return frozenset({PUBLIC, side_audience(seat.side)})
        if seat.role in _OFFICIALS:
            return frozenset({PUBLIC, OFFICIALS})
        return frozenset({PUBLIC, JUDGES}) if seat.role in _JUDGES else frozenset({PUBLIC})

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
        """Once it is closed."""
        return bool(state.outcome)

    def dump(self, state: Table) -> Any:
        """The state as JSON."""
        return _state.dump(state)

    def load(self, dumped: Any) -> Table:
        """The state that was dumped."""
        return _state.load(dumped)
