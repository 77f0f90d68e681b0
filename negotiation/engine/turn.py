"""What a rule of play has before it: the case, the table as it stands, who asks, and when. It decides nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from live.machine import SIDES, Event, Refused, Seat
from negotiation.engine.audience import audience_of
from negotiation.engine.scenario import Phase, Scenario
from negotiation.engine.state import Table


@dataclass(frozen=True, slots=True)
class Turn:
    """One moment of one seat at one table. ``now`` is epoch milliseconds."""

    scenario: Scenario
    setting: str  # hall, online
    table: Table
    seat: Seat
    now: int

    @property
    def other_side(self) -> str:
        """The side across the table from the seat's own."""
        return SIDES[1 - SIDES.index(self.seat.side)]

    def phase(self) -> Phase:
        """The phase that is on, whether its clock goes or stands. Raises Refused ``not_now`` when none is."""
        number: int = self.table.phase["number"]
        if self.table.over or not number:
            raise Refused("not_now")
        return self.scenario.phases[number - 1]

    def running(self) -> Phase:
        """The phase that is on, its clock going. Raises Refused ``not_now`` when it stands, or none is on."""
        phase = self.phase()
        if self.table.status != "open" or self.table.in_caucus:
            raise Refused("not_now")
        return phase

    def happens(self, kind: str, data: Mapping[str, Any]) -> Event:
        """The event that this seat brings about now, for the audience of its kind."""
        return Event(kind, data, audience_of(kind, self.seat.side), self.now, self.seat.key)
