"""Who may do what with the register."""

from people.models import Organization, User
from people.permissions import Visitor, organises, trains
from training.register.models import Alliance


def may_search(user: Visitor) -> bool:
    """Searches, sees coverage: whoever organises or trains anywhere; people see each other only so."""
    return organises(user) or trains(user)


def may_appoint(user: Visitor, enterprise: Organization) -> bool:
    """Appoints instructors and confirms their cases: whoever organises for the enterprise or above it."""
    return organises(user, enterprise) or trains(user, enterprise)


def may_run(user: Visitor, alliance: Alliance) -> bool:
    """Enters the steps of an alliance: whoever organises for those responsible, or for the one that leads."""
    return isinstance(user, User) and (organises(user, alliance.organization) or organises(user, alliance.lead))
