"""Who may look into whose practice, and who may change what opponents say."""

from live.machine import SIDES
from negotiation.models import Session
from negotiation.practice.models import Practice
from negotiation.replay.permissions import may_replay
from people.models import Office, Organization, User
from people.permissions import Visitor


def trains(user: Visitor, organization: Organization | None = None) -> bool:
    """Trains the people of this organisation, or of any at all when none is named; an office counts for all below."""
    if not isinstance(user, User) or not user.is_active:
        return False
    held = user.offices.filter(kind=Office.Kind.TRAINER)
    if organization is None:
        return held.exists()
    return any(organization.path.startswith(path) for path in held.values_list("organization__path", flat=True))


def may_fork(user: Visitor, session: Session, side: str) -> bool:
    """Goes on alone on a side through whose eyes the session may be seen again."""
    return side in SIDES and may_replay(user, session, side)


def may_coach(user: Visitor, practice: Practice) -> bool:
    """A trainer of the person's organisation, or of one above it, may see both sides; nobody may see their own."""
    home = practice.person.organization
    return home is not None and practice.person != user and trains(user, home)


def may_edit_lines(user: Visitor) -> bool:
    """Trainers put sentences of their own in place of the house's, for their own people."""
    return trains(user)
