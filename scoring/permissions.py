"""Who may see a panel's desk, and who its result. What is allowed on the panel is the engine's."""

from negotiation.models import Session
from negotiation.permissions import may_read as may_read_session
from negotiation.permissions import may_run
from people.models import User
from people.permissions import Visitor
from scoring.models import Panel, Result


def sits_on(user: Visitor, panel: Panel) -> bool:
    """Whether this person has a seat on the panel."""
    return isinstance(user, User) and panel.places.filter(person=user).exists()


def bargains_at(session: Session, user: User) -> bool:
    """Whether this person sits on a side of the session, and so may never judge it."""
    return session.seats.filter(person=user).exclude(side="").exists()


def may_know(user: Visitor, panel: Panel) -> bool:
    """Whoever sits on the panel, or organises its session. One at a time what ``seen_by`` says of all."""
    return sits_on(user, panel) or may_run(user, panel.session)


def may_open(user: Visitor, session: Session) -> bool:
    """Whoever runs the session opens its panel."""
    return may_run(user, session)


def may_seat(user: Visitor, panel: Panel) -> bool:
    """Whoever runs the session seats its panel; the officials do so at their desk, by the panel's own stream."""
    return may_run(user, panel.session)


def may_read_result(user: Visitor, panel: Panel) -> bool:
    """A published result is for everybody who may see the session; before that for the panel, once confirmed."""
    results = Result.objects.filter(panel=panel).exclude(confirmed_by="")
    if results.exclude(published_at=None).exists():
        return may_read_session(user, panel.session) or may_know(user, panel)
    return results.exists() and may_know(user, panel)


def may_study_judges(user: Visitor, panel: Panel) -> bool:
    """How the panel judged is for its head judge and organisers, and shows single judges: once confirmed."""
    asks = may_run(user, panel.session) or (
        isinstance(user, User) and panel.places.filter(person=user, role__in=("head_judge", "organiser")).exists()
    )
    return asks and Result.objects.filter(panel=panel).exclude(confirmed_by="").exists()
