"""Who may see a session and who may run it in the office; what is allowed at the table is the engine's."""

from negotiation.models import Session
from people.models import User
from people.permissions import Visitor, is_operator, organises


def may_read(user: Visitor, session: Session) -> bool:
    """Everybody may watch a public session; else whoever has a seat, runs it, or runs the platform.

    One at a time what ``Session.objects.seen_by`` says of them all.
    """
    return session.public or may_run(user, session) or has_seat(user, session)


def has_seat(user: Visitor, session: Session) -> bool:
    """Whether this person sits at the session."""
    return isinstance(user, User) and session.seats.filter(person=user).exists()


def may_plan(user: Visitor) -> bool:
    """Whoever organises anywhere may plan a session there."""
    return organises(user)


def may_run(user: Visitor, session: Session) -> bool:
    """Organisers of the session's own organisation, or of one above it: seats, links, starting time."""
    return is_operator(user) or organises(user, session.organization)


def may_release(user: Visitor, session: Session) -> bool:
    """Who ran the session, at its table or in the office, decides when each side may see the other's figures."""
    staff = isinstance(user, User) and session.seats.filter(person=user, role__in=("host", "organiser")).exists()
    return staff or may_run(user, session)
