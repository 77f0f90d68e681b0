"""Who sits on the panel. A judge who is replaced leaves nothing to the successor, and no ballot in is ever lost."""

from collections.abc import Sequence

from live.machine import JUDGES, Command, Event, Refused, Seat, judge_audience
from scoring.engine.expect import expected
from scoring.engine.reading import choice, person, text
from scoring.engine.setup import PanelSetup
from scoring.engine.state import SUBMITTED, PanelState

REASON = 500  # characters


def give(setup: PanelSetup, state: PanelState, seat: Seat, command: Command, now: int) -> Sequence[Event]:
    """A seat goes to somebody who has none on this panel; whoever sat there leaves it.

    A judge's seat whose ballot is in goes to nobody else, unless the head judge returned the ballot
    first; and to nobody new once the result is confirmed.
    """
    key = choice(command.data, "seat", setup.seats)
    who = person(command.data, "person")
    expected(state, seat, command)
    for other in state.seats.values():
        if other.person == who:
            raise Refused("not_now", seat=other.key)
    events = [Event("seat.given", {"seat": key, "person": who}, JUDGES, now, seat.key)]
    if setup.seats[key].role != "judge" or state.authors.get(key) == who:
        return events
    if state.ballots.get(key) == SUBMITTED or state.confirmed():
        raise Refused("not_now", seat=key)
    if state.scores_of(key):
        events.insert(0, Event("ballot.cleared", {"judge": key}, judge_audience(key), now, seat.key))
    return events


def take(setup: PanelSetup, state: PanelState, seat: Seat, command: Command, now: int) -> Sequence[Event]:
    """A seat is taken back, with a reason. A ballot that is not in no longer counts; one that is in stands."""
    key = choice(command.data, "seat", setup.seats)
    reason = text(command.data, "reason", least=1, most=REASON)
    expected(state, seat, command)
    if not state.seats[key].person:
        raise Refused("not_now", seat=key)
    return [Event("seat.taken", {"seat": key, "reason": reason}, JUDGES, now, seat.key)]
