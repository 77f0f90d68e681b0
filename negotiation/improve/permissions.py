"""Who may look for a better agreement, or watch those who do."""

from django.db.models import Q

from negotiation.improve.offering import WATCHING
from negotiation.models import Session
from people.models import User
from people.permissions import Visitor


def may_improve(user: Visitor, session: Session) -> bool:
    """Both sides' people, and the host and the organiser of the table."""
    here = Q(role__in=WATCHING) | ~Q(side="")
    return isinstance(user, User) and session.seats.filter(here, person=user).exists()
