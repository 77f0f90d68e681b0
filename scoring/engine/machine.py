"""A panel of judges as a machine on a durable stream: who may do what, what happens, who sees what."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from live.machine import HOUSE, JUDGES, OFFICIALS, PUBLIC, Command, Event, Refused, Seat, Timer, judge_audience
from scoring.engine import ballots, evolve, penalties, results, seats
from scoring.engine import state as _state
from scoring.engine.setup import PanelSetup
from scoring.engine.state import PanelState
from scoring.engine.view import view

Decide = Callable[[PanelSetup, PanelState, Seat, Command, int], Sequence[Event]]

_DECIDES: Mapping[str, Decide] = {
    "score.set": ballots.set_score,
    "ballot.submit": ballots.submit,
    "ballot.return": ballots.give_back,
    "penalty.propose": penalties.propose,
    "penalty.confirm": penalties.confirm,
    "result.compute": results.compute,
    "result.confirm": results.confirm,
    "result.publish": results.publish,
    "seat.give": seats.give,
    "seat.take": seats.take,
}

_SEATING = {"seat.give", "seat.take"}

#: By role. The head judge has no ballot, and can neither confirm nor publish what was computed for them.
POWERS: Mapping[str, frozenset[str]] = {
    "judge": frozenset({"score.set", "ballot.submit"}),
    "head_judge": frozenset({"ballot.return", "penalty.confirm", "result.compute"}),
    "timekeeper": frozenset({"penalty.propose", "result.confirm", *_SEATING}),
    "host": frozenset({"result.confirm", *_SEATING}),
    "organiser": frozenset({"result.confirm", "result.publish", *_SEATING}),
    # A verb acts for the office and is nobody in particular, so it never confirms.
    HOUSE: frozenset({"result.publish", *_SEATING}),
}
_OF_OFFICIALS = frozenset({PUBLIC, JUDGES, OFFICIALS})


class PanelMachine:
    """The rules of one panel, bound to its set-up. Nothing here happens by itself: it has no timers."""

    shape = "panel/1"
    kinds = frozenset(_DECIDES)
    keep = frozenset({"score.set"})
    staff = frozenset({"host", "timekeeper", "organiser", "head_judge"})
    seals = frozenset({"ballot.submitted", "result.computed", "result.confirmed", "result.published"})

    def __init__(self, setup: PanelSetup) -> None:
        self.setup = setup

    def initial(self) -> PanelState:
        """Nothing has happened. A judge who is named in the set-up already has an open ballot."""
        judges = {key: seat.person for key, seat in self.setup.seats.items() if seat.role == "judge" and seat.person}
        return PanelState(dict(self.setup.seats), ballots=dict.fromkeys(judges, _state.OPEN), authors=judges)

    def decide(self, state: PanelState, seat: Seat, command: Command, now: int) -> Sequence[Event]:
        """The events that ``command`` makes happen; or Refused. Rights are those of who sits there at this moment."""
        if command.kind not in _DECIDES:
            raise Refused("unknown_kind")
        if state.published():
            raise Refused("closed")
        if command.kind not in self.may(seat) or not _sits_there(state, seat):
            raise Refused("not_allowed")
        if not isinstance(command.data, Mapping):
            raise Refused("bad_data")
        return _DECIDES[command.kind](self.setup, state, seat, command, now)

    def evolve(self, state: PanelState, event: Event) -> PanelState:
        """The state after ``event``."""
        return evolve.evolve(state, event)

    def due(self, state: PanelState) -> Timer | None:
        """Nothing, ever."""
        return None

    def elapse(self, state: PanelState, timer: Timer) -> Sequence[Event]:
        """Never asked for, as nothing is ever due."""
        return []

    def seats(self, state: PanelState) -> Mapping[str, Seat]:
        """Who sits where, by seat key."""
        return state.seats

    def audiences(self, seat: Seat) -> frozenset[str]:
        """Judges see their own ballot beside what all judges see; officials see no ballot at all."""
        if seat.role == "judge":
            return frozenset({PUBLIC, JUDGES, judge_audience(seat.key)})
        return _OF_OFFICIALS if seat.role in POWERS else frozenset({PUBLIC})

    def may(self, seat: Seat) -> frozenset[str]:
        """The command kinds of this role."""
        return POWERS.get(seat.role, frozenset())

    def view(self, state: PanelState, audiences: frozenset[str]) -> Mapping[str, Any]:
        """All that these audiences may see."""
        return view(self.setup, state, audiences)

    def receipt(self, events: Sequence[Event]) -> Mapping[str, Any] | None:
        """The judge's proof of a submitted ballot: its digest and the salt that only this judge is given."""
        sealed = next((event for event in events if event.kind == "ballot.sealed"), None)
        return dict(sealed.data) if sealed else None

    def ended(self, state: PanelState) -> bool:
        """Once the result is published."""
        return state.published()

    def dump(self, state: PanelState) -> Any:
        """The state as JSON."""
        return _state.dump(state)

    def load(self, dumped: Any) -> PanelState:
        """The state that was dumped."""
        return _state.load(dumped)


def _sits_there(state: PanelState, seat: Seat) -> bool:
    """Whether the sender still sits where their socket was let in."""
    sitting = state.seats.get(seat.key)
    return seat.role == HOUSE or (sitting is not None and sitting.person == seat.person)
