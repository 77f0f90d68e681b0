"""Who may do what with a class."""

from people.models import Office, Organization, OrganizationQuerySet, User
from people.permissions import Visitor, organises, trains
from training.classes.models import Class, Enrolment, Lesson


def may_run(user: Visitor, class_of: Class) -> bool:
    """Prepares it, approves, marks: whoever trains or organises for the organisation that holds it."""
    return trains(user, class_of.organization) or organises(user, class_of.organization)


def may_prepare(user: Visitor) -> bool:
    """Begins a class of their own."""
    return trains(user) or organises(user)


def may_teach(user: Visitor, lesson: Lesson) -> bool:
    """Shows the codes, decides on presence: whoever runs the class, and the session’s own teacher."""
    return (isinstance(user, User) and lesson.teacher_id == user.pk) or may_run(user, lesson.class_of)


def may_nominate(user: Visitor, class_of: Class) -> bool:
    """Sends people: an organiser of a unit below the class’s organisation; those who run it always."""
    return may_run(user, class_of) or (class_of.announced and nominating(user, class_of).exists())


def nominating(user: Visitor, class_of: Class) -> OrganizationQuerySet:
    """The units that this person may nominate for: those below the class’s organisation that are theirs."""
    below = Organization.objects.below(class_of.organization)
    if not isinstance(user, User):
        return below.none()
    if may_run(user, class_of):
        return below
    found = below.none()
    for office in user.offices.filter(kind=Office.Kind.ORGANISER).select_related("organization"):
        found |= below.filter(path__startswith=office.organization.path)
    return found


def may_apply(user: Visitor, class_of: Class) -> bool:
    """Applies to their own unit: anybody in a unit below the class’s organisation, while it is announced."""
    return (
        isinstance(user, User)
        and class_of.announced
        and user.organization is not None
        and user.organization.path.startswith(class_of.organization.path)
    )


def may_decide_for_unit(user: Visitor, enrolment: Enrolment) -> bool:
    """Endorses, returns or takes back: an organiser of the unit, and those who run the class."""
    return organises(user, enrolment.organization) or may_run(user, enrolment.class_of)


def held_by(user: User) -> OrganizationQuerySet:
    """The organisations that this person may begin a class for."""
    if user.is_staff:
        return Organization.objects.all()
    found = Organization.objects.none()
    for office in user.offices.select_related("organization"):
        found |= Organization.objects.below(office.organization)
    return found
