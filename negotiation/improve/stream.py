"""The round as a stream: which rules it plays by, and who sits where."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from live.kinds import Visitor
from live.machine import Event, Machine, Seat
from negotiation.engine.improve.machine import ImprovementMachine, RoundSetup
from negotiation.models import Improvement


@lru_cache(maxsize=512)
def machine_of(key: UUID) -> ImprovementMachine:
    """The rules of one round, which never change after it is offered. KeyError when there is none."""
    row = Improvement.objects.select_related("session__scenario").filter(key=key).first()
    if row is None:
        raise KeyError(key)
    shown = row.set_up["seats"]
    seats = {name: Seat(name, seat["role"], seat["side"], seat["person"]) for name, seat in shown.items()}
    titles = {name: seat["title"] for name, seat in shown.items()}
    return ImprovementMachine(row.session.scenario.compiled(), RoundSetup(row.set_up["signed"], seats, titles))


class ImprovementStream:
    """``/ws/improvements/<uuid>/``"""

    def machine(self, key: UUID) -> Machine[Any]:
        return machine_of(key)

    def seat_of(self, key: UUID, seats: Mapping[str, Seat], visitor: Visitor) -> Seat | None:
        """The visitor's seat at the session; nobody else watches."""
        if visitor.guest:
            return seats.get(visitor.guest)
        return next((seat for seat in seats.values() if visitor.person and seat.person == visitor.person), None)

    def record(self, key: UUID, state: Any, events: Sequence[Event]) -> None:
        """Nothing follows from this log but itself."""
