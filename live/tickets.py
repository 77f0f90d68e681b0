"""Tickets: how somebody without an account gets one socket, for one seat, within half a minute, once."""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from live.kinds import Visitor, kind_named
from live.log import state_of
from live.machine import Refused
from live.models import Stream, Ticket

LIFE = timedelta(seconds=30)


def issue(kind: str, key: UUID, visitor: Visitor, *, now: datetime) -> str:
    """A ticket for the seat that this visitor has on the stream.

    Raises Refused (``not_allowed``) for a stranger, KeyError where there is no such stream.
    """
    if not Stream.objects.filter(kind=kind, key=key).exists():
        raise KeyError(key)
    door = kind_named(kind)
    seat = door.seat_of(key, door.machine(key).seats(state_of(kind, key)), visitor)
    if seat is None:
        raise Refused("not_allowed")
    token = secrets.token_urlsafe(24)
    Ticket.objects.filter(expires_at__lt=now - LIFE).delete()
    Ticket.objects.create(
        digest=_digest(token), kind=kind, key=key, seat=seat.key, person=visitor.person, expires_at=now + LIFE
    )
    return token


def spend(token: str, kind: str, key: UUID, *, now: datetime) -> Visitor | None:
    """Whom this ticket lets in here, once; None when it is spent, too old, or for somewhere else."""
    with transaction.atomic():
        good = Ticket.objects.filter(digest=_digest(token), kind=kind, key=key, used_at=None, expires_at__gt=now)
        if not good.update(used_at=now):
            return None
    ticket = Ticket.objects.get(digest=_digest(token))
    return Visitor(person=ticket.person, guest=ticket.seat)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
