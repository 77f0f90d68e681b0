"""Who sits at the table: seats are given and taken in the log, and the rights go with them."""

from collections.abc import Sequence

from live.machine import Event, Refused
from negotiation.engine.commands import Seating, Unseating
from negotiation.engine.turn import Turn


def give_seat(turn: Turn, seating: Seating) -> Sequence[Event]:
    """A seat goes to somebody who has none at this table; whoever sat there leaves it."""
    for seat in turn.table.seats.values():
        if seat.person == seating.person:
            raise Refused("not_now", seat=seat.key)
    return [turn.happens("seat.given", {"seat": seating.seat, "person": seating.person})]


def take_seat(turn: Turn, unseating: Unseating) -> Sequence[Event]:
    """A seat is taken back, with a reason. Neither the floor nor a place in its queue stays with an empty chair."""
    if not turn.table.seats[unseating.seat].person:
        raise Refused("not_now", seat=unseating.seat)
    return [turn.happens("seat.taken", {"seat": unseating.seat, "reason": unseating.reason})]
