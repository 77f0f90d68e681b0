"""Who codes what is said at a session, and who reads the counts."""

from negotiation.models import Session
from negotiation.permissions import has_seat, may_run
from negotiation.table import CODERS
from people.models import User
from people.permissions import Visitor


def may_tag(user: Visitor, session: Session) -> bool:
    """The recorder and the judges of the session, while it lasts and in its replay."""
    return isinstance(user, User) and session.seats.filter(person=user, role__in=CODERS).exists()


def may_read_tags(user: Visitor, session: Session) -> bool:
    """Who codes or runs the session; once it is over, everybody who had a seat."""
    return may_tag(user, session) or may_run(user, session) or (session.is_over and has_seat(user, session))


def may_compare(user: Visitor, session: Session) -> bool:
    """Whether all coders' tags may be read: while coding goes on, a coder who sees another's is no second coder."""
    return may_run(user, session) or (session.is_over and has_seat(user, session))
