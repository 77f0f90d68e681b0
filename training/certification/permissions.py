"""Who may do what with schemes, people's records and certificates."""

from people.models import User
from people.permissions import Visitor, organises, trains
from training.certification.models import Certificate, Scheme


def may_run_scheme(user: Visitor, scheme: Scheme) -> bool:
    """Writes its rules, issues and decides: whoever trains or organises for the organisation responsible."""
    return trains(user, scheme.organization) or organises(user, scheme.organization)


def may_begin(user: Visitor) -> bool:
    """Begins a scheme, sees dashboard and radar of their own units."""
    return trains(user) or organises(user)


def may_see_record(user: Visitor, person: User) -> bool:
    """Hours, evidence and what is missing: the person, and whoever trains or organises for their unit."""
    if not isinstance(user, User):
        return False
    return user.pk == person.pk or may_keep_record(user, person)


def may_keep_record(user: Visitor, person: User) -> bool:
    """Enters hours and checks evidence: whoever trains or organises for the person's unit; never the person."""
    if not isinstance(user, User) or user.pk == person.pk:
        return False
    if person.organization is None:
        return user.is_staff
    return trains(user, person.organization) or organises(user, person.organization)


def may_see_certificate(user: Visitor, certificate: Certificate) -> bool:
    """Its page within the platform: the holder, whoever runs the scheme, and whoever keeps the holder's record."""
    return may_see_record(user, certificate.person) or may_run_scheme(user, certificate.scheme)
