"""Who may do what with an exam."""

from people.models import User
from people.permissions import Visitor, organises, trains
from training.exams.models import Attempt, Exam


def may_run(user: Visitor, exam: Exam) -> bool:
    """Sets, watches, extends, voids and releases: whoever trains or organises for the organisation that holds it."""
    return trains(user, exam.organization) or organises(user, exam.organization)


def may_set(user: Visitor) -> bool:
    """Sets exams of their own."""
    return trains(user) or organises(user)


def may_mark(user: Visitor, exam: Exam) -> bool:
    """Marks written answers: whoever was asked to."""
    return isinstance(user, User) and exam.markers.filter(pk=user.pk).exists()


def may_see_attempt(user: Visitor, attempt: Attempt) -> bool:
    """What somebody answered and reached: the person, once released; whoever runs the exam."""
    if not isinstance(user, User):
        return False
    if user.pk == attempt.person_id:
        return attempt.exam.released_at is not None
    return may_run(user, attempt.exam)
