"""How a session ends: signed by both chiefs, suspended, or closed by the host. And who sits at it."""

from collections.abc import Sequence

from live.machine import Command, Event, Refused, Seat
from negotiation.engine.audience import happens
from negotiation.engine.phases import current, running
from negotiation.engine.reading import REASON, choice, person, text
from negotiation.engine.scenario import Scenario
from negotiation.engine.state import Table

OUTCOMES = ("agreed", "suspended", "abandoned")


def sign(scenario: Scenario, table: Table, seat: Seat, command: Command, now: int) -> Sequence[Event]:
    """A chief signs the agreement when every issue is agreed; with the second signature the session is agreed.

    An issue that the sides leave as it is must be agreed at its status quo: nothing is settled by silence.
    """
    running(scenario, table)
    still_open = [issue for issue in scenario.issues if issue not in table.agreed]
    if still_open:
        raise Refused("not_now", issues=still_open)
    if unlawful := scenario.below_floor(table.agreed):
        raise Refused("illegal_terms", issues=unlawful)
    if seat.side in table.signatures:
        raise Refused("not_now")
    signed = happens("agreement.signed", {"side": seat.side}, now, seat.key)
    if not table.signatures:
        return [signed]
    return [signed, happens("session.agreed", {"terms": dict(table.agreed)}, now, seat.key)]


def declare_impasse(scenario: Scenario, table: Table, seat: Seat, command: Command, now: int) -> Sequence[Event]:
    """A chief sees no way on; when the other does too, or the host says so, bargaining is suspended (Art. 35)."""
    reason = text(command.data, "reason", most=REASON)
    current(scenario, table)
    if seat.side and seat.side in table.impasse:
        raise Refused("not_now")
    data = {"reason": reason, **({"side": seat.side} if seat.side else {})}
    declared = happens("impasse.declared", data, now, seat.key)
    if seat.side and not table.impasse:
        return [declared]
    return [declared, happens("session.suspended", {"reason": reason}, now, seat.key)]


def close(scenario: Scenario, table: Table, seat: Seat, command: Command, now: int) -> Sequence[Event]:
    """The host closes the session for good: ``agreed`` if, and only if, both chiefs have signed."""
    outcome = choice(command.data, "outcome", OUTCOMES)
    if (outcome == "agreed") != (table.status == "agreed"):
        raise Refused("not_now")
    if outcome == "suspended" and table.status == "planned":
        raise Refused("not_now")
    return [happens("session.closed", {"outcome": outcome}, now, seat.key)]


def give_seat(scenario: Scenario, table: Table, seat: Seat, command: Command, now: int) -> Sequence[Event]:
    """A seat goes to somebody who has none at this table; whoever sat there leaves it."""
    key = choice(command.data, "seat", table.seats)
    who = person(command.data, "person")
    for other in table.seats.values():
        if other.person == who:
            raise Refused("not_now", seat=other.key)
    return [happens("seat.given", {"seat": key, "person": who}, now, seat.key)]


def take_seat(scenario: Scenario, table: Table, seat: Seat, command: Command, now: int) -> Sequence[Event]:
    """A seat is taken back, with a reason. The floor does not stay with an empty chair."""
    key = choice(command.data, "seat", table.seats)
    reason = text(command.data, "reason", most=REASON)
    if not table.seats[key].person:
        raise Refused("not_now", seat=key)
    return [happens("seat.taken", {"seat": key, "reason": reason}, now, seat.key)]
