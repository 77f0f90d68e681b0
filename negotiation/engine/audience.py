"""Who hears of what: every kind of event has its audience here, and one that has none cannot be written."""

from collections.abc import Mapping
from typing import Any

from live.machine import PUBLIC, Event, side_audience

_PUBLIC = {
    "agreement.signed",
    "caucus.ended",
    "caucus.started",
    "clock.paused",
    "clock.resumed",
    "fact.shown",
    "floor.asked",
    "floor.given",
    "floor.yielded",
    "impasse.declared",
    "issue.reopened",
    "minutes.written",
    "offer.accepted",
    "offer.recorded",
    "offer.rejected",
    "offer.tabled",
    "offer.withdrawn",
    "phase.ended",
    "phase.expired",
    "phase.extended",
    "phase.started",
    "ruled",
    "said",
    "seat.given",
    "seat.taken",
    "session.agreed",
    "session.closed",
    "session.opened",
    "session.suspended",
}
_OWN_SIDE = {"caucus.said", "offer.drafted"}
KINDS = frozenset(_PUBLIC | _OWN_SIDE | {"inject.released"})


def audience(kind: str, data: Mapping[str, Any], side: str = "") -> str:
    """The audience of an event. News goes to whom the scenario gives it, as its own data say."""
    if kind in _PUBLIC:
        return PUBLIC
    if kind in _OWN_SIDE:
        return side_audience(side)
    if kind == "inject.released":
        return str(data["audience"])
    raise KeyError(f"{kind} has no audience")


def happens(kind: str, data: Mapping[str, Any], at: int, by: str | None = None, side: str = "") -> Event:
    """An event of this kind, for its audience."""
    return Event(kind, data, audience(kind, data, side), at, by)
