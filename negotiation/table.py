"""The session as a stream: which rules it plays by, who sits where, and the rows that follow from its log."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from live.kinds import Visitor
from live.machine import Event, Machine, Seat
from negotiation.engine.machine import SessionMachine, SessionSetup
from negotiation.models import Seat as SeatRow
from negotiation.models import Session
from people.models import User

#: The seat of whoever watches a public session: it sees what is public and can do nothing.
SPECTATOR = Seat("spectator", "spectator")
#: The roles that code what is said, by a pad beside the table.
CODERS = frozenset({"recorder", "judge", "head_judge"})
#: Only events of these kinds can change a session's status; all others spare the database a question.
MOVING = ("session.", "phase.", "clock.", "caucus.")


@lru_cache(maxsize=512)
def machine_of(key: UUID) -> SessionMachine:
    """The rules of one session, which never change after it is planned. KeyError when there is none."""
    session = Session.objects.select_related("scenario").filter(key=key).first()
    if session is None:
        raise KeyError(key)
    return SessionMachine(session.played(), SessionSetup.from_json(session.setting, session.public, session.set_up))


class SessionStream:
    """``/ws/sessions/<uuid>/``"""

    def machine(self, key: UUID) -> Machine[Any]:
        return machine_of(key)

    def seat_of(self, key: UUID, seats: Mapping[str, Seat], visitor: Visitor) -> Seat | None:
        """The first seat that is this person's, else the spectator's where the session is public."""
        if visitor.guest and visitor.guest in seats:
            return seats[visitor.guest]
        if visitor.person:
            for seat in seats.values():
                if seat.person == visitor.person:
                    return seat
        return SPECTATOR if machine_of(key).setup.public else None

    def record(self, key: UUID, state: Any, events: Sequence[Event]) -> None:
        """Keep the lists of the office in step with the log: who sits where, and how far it has come."""
        for event in events:
            if event.kind == "seat.given":
                person = User.objects.filter(uuid=event.data["person"]).first()
                SeatRow.objects.filter(session__key=key, key=event.data["seat"]).update(person=person)
            elif event.kind == "seat.taken":
                SeatRow.objects.filter(session__key=key, key=event.data["seat"]).update(person=None)
        if any(event.kind.startswith(MOVING) for event in events):
            moved = Session.objects.filter(key=key).exclude(status=state.status).update(status=state.status)
            if moved:
                transaction.on_commit(lambda: _moved(key), robust=True)


def _moved(key: UUID) -> None:
    """Tell the upper rooms, which the settings name."""
    session = Session.objects.filter(key=key).first()
    for name in settings.AFTER_SESSION_MOVES if session else ():
        import_string(name)(session)
