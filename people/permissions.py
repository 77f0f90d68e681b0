"""Who may do what among people and organisations: the predicates that every room asks."""

from django.contrib.auth.models import AnonymousUser

from people.models import Office, Organization, User

Visitor = User | AnonymousUser


def is_operator(user: Visitor) -> bool:
    """Runs the platform itself: sees the administration."""
    return bool(user.is_authenticated and user.is_active and user.is_staff)


def organises(user: Visitor, organization: Organization | None = None) -> bool:
    """Organises for this organisation, or for any at all when none is named.

    An office counts for the organisation that it is held in and for all below it.
    """
    return _holds(user, Office.Kind.ORGANISER, organization)


def trains(user: Visitor, organization: Organization | None = None) -> bool:
    """Runs classes for this organisation and all below it, or for any at all when none is named."""
    return _holds(user, Office.Kind.TRAINER, organization)


def _holds(user: Visitor, kind: Office.Kind, organization: Organization | None) -> bool:
    if not isinstance(user, User) or not user.is_active:
        return False
    if user.is_staff:
        return True
    held = user.offices.filter(kind=kind)
    if organization is None:
        return held.exists()
    return any(organization.path.startswith(path) for path in held.values_list("organization__path", flat=True))
