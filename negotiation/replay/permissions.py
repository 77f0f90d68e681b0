"""Through whose eyes a session may be seen again, once it is over. While it lasts the engine's audiences decide."""

from collections.abc import Mapping

from live.machine import JUDGES, OFFICIALS, PUBLIC, SIDES, side_audience
from negotiation.models import Session
from negotiation.permissions import may_run
from people.models import User
from people.permissions import Visitor

#: What each pair of eyes saw. The neutral recorder and whoever watched saw what is public.
EYES: Mapping[str, frozenset[str]] = {
    "public": frozenset({PUBLIC}),
    **{side: frozenset({PUBLIC, side_audience(side)}) for side in SIDES},
    "officials": frozenset({PUBLIC, OFFICIALS}),
    "judges": frozenset({PUBLIC, JUDGES}),
}
_BY_ROLE = {
    "host": "officials",
    "timekeeper": "officials",
    "organiser": "officials",
    "judge": "judges",
    "head_judge": "judges",
}


def eyes_for(user: Visitor, session: Session) -> list[str]:
    """The keys of ``EYES`` that this visitor, who may read the session, may borrow; their own first.

    Their own once the session is over. The other side's when, beyond that, staff has released both sides' figures,
    and then for whoever had a seat or runs the session; spectators see what was public, before and after.
    """
    if not session.is_over:
        return ["public"]
    seats = list(session.seats.filter(person=user)) if isinstance(user, User) else []
    own = [seat.side or _BY_ROLE.get(seat.role, "public") for seat in seats]
    if may_run(user, session):
        own.append("officials")
    released = list(SIDES) if own and session.released_at else []
    return list(dict.fromkeys([*own, *released, "public"]))


def sees_all_of(user: Visitor, session: Session, eyes: str) -> bool:
    """Whether these eyes are their own: words among one side stay that side's even after the release."""
    return eyes not in SIDES or (isinstance(user, User) and session.seats.filter(person=user, side=eyes).exists())


def may_replay(user: Visitor, session: Session, eyes: str) -> bool:
    """Whether this visitor may see the session again through these eyes."""
    return session.is_over and eyes in eyes_for(user, session)
