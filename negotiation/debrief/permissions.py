"""Whose figures a visitor sees in a debrief: their own side's when it is over, the other's after the release."""

from live.machine import SIDES
from negotiation.models import Session
from negotiation.permissions import may_run
from people.models import User
from people.permissions import Visitor

#: Seats that run a session: they decide about the release, so they see what they release.
STAFF = frozenset({"host", "timekeeper", "organiser"})


def sides_for(user: Visitor, session: Session) -> tuple[str, ...]:
    """The sides whose points, mandate and offers' worth this visitor may read, their own first; none: no debrief.

    Judges and the recorder wait for the release like the teams: what a case made possible must not weigh on a ballot.
    """
    if not session.is_over or not isinstance(user, User):
        return ()
    seats = list(session.seats.filter(person=user))
    own = [seat.side for seat in seats if seat.side]
    runs = may_run(user, session) or any(seat.role in STAFF for seat in seats)
    if (runs and not own) or (seats and session.released_at):
        return tuple(dict.fromkeys([*own, *SIDES]))
    return tuple(dict.fromkeys(own))


def may_debrief(user: Visitor, session: Session) -> bool:
    """Whether there is a debrief for this visitor at all."""
    return bool(sides_for(user, session))
