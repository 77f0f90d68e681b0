"""What an upper room tells ``live`` about one kind of stream, found by ``settings.LIVE_STREAMS``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from live.machine import Event, Machine, Seat


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is at the door: a person's opaque id, or the seat that a ticket grants; both empty for anybody."""

    person: str = ""
    guest: str = ""


class StreamKind(Protocol):
    """One kind of stream: its rules, its seats, and the rows that follow from its log."""

    def machine(self, key: UUID) -> Machine[Any]:
        """The rules of this stream, bound to their set-up. KeyError when there is no such stream."""
        ...

    def seat_of(self, key: UUID, seats: Mapping[str, Seat], visitor: Visitor) -> Seat | None:
        """The visitor's place among those of the log, or None for a stranger."""
        ...

    def record(self, key: UUID, state: Any, events: Sequence[Event]) -> None:
        """Write the rows that follow from ``events``, inside the transaction that appends them."""
        ...


@cache
def kind_named(segment: str) -> StreamKind:
    """The kind behind an address segment such as ``sessions``. KeyError when there is none."""
    kind: StreamKind = import_string(settings.LIVE_STREAMS[segment])()
    return kind
