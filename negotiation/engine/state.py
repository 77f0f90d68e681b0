"""The table as it stands: what the rules need and, ready to be shown, what people see.

Maps that only grow are ``Growing``; every other map is small and replaced whole when it changes. All
times are epoch milliseconds, all durations milliseconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from live.machine import SIDES, Growing, Seat

#: Statuses in which the bargaining is over.
OVER = frozenset({"agreed", "suspended", "abandoned"})


def _for_each_side(value: Any) -> Mapping[str, Any]:
    return dict.fromkeys(SIDES, value)


@dataclass(frozen=True, slots=True)
class Table:
    """One session.

    ``phase``: ``{"number", "key"?, "presides"?, "started_at"?, "ends_at"? or "remaining"?, "reason"?,
    "expired"?, "caucus"?: {"side", "ends_at"}}``. ``floor``: ``{"seat"?, "since"?, "queue"}``.
    ``ran`` counts the running time before ``running_since``, which is absent while the clock stands.
    ``agreed`` and ``signatures`` are by issue and by side.
    """

    seats: Mapping[str, Seat]
    calls: Mapping[str, int]
    status: str = "planned"
    phase: Mapping[str, Any] = field(default_factory=lambda: {"number": 0})
    floor: Mapping[str, Any] = field(default_factory=lambda: {"queue": {}})
    ran: int = 0
    running_since: int | None = None
    speaking: Mapping[str, int] = field(default_factory=lambda: _for_each_side(0))
    offers: Growing = field(default_factory=Growing)
    agreed: Mapping[str, str] = field(default_factory=dict)
    terms_version: int = 0
    statements: Growing = field(default_factory=Growing)
    minutes: Growing = field(default_factory=Growing)
    facts: Growing = field(default_factory=Growing)
    rulings: Growing = field(default_factory=Growing)
    injects: Mapping[str, Growing] = field(default_factory=dict)  # by audience
    caucus: Mapping[str, Growing] = field(default_factory=lambda: _for_each_side(Growing()))
    drafts: Mapping[str, Growing] = field(default_factory=lambda: _for_each_side(Growing()))
    signatures: Mapping[str, int] = field(default_factory=dict)
    impasse: Mapping[str, Any] = field(default_factory=dict)
    seats_shown: Mapping[str, Any] = field(default_factory=dict)
    outcome: str = ""

    @property
    def over(self) -> bool:
        """Whether nobody bargains any more."""
        return self.status in OVER

    @property
    def holder(self) -> str:
        """The seat that has the floor, or nobody's."""
        return str(self.floor.get("seat", ""))

    @property
    def in_caucus(self) -> bool:
        """Whether a called caucus is running."""
        return "caucus" in self.phase

    def released(self, inject: str) -> bool:
        """Whether this piece of news has come."""
        return any(inject in released for released in self.injects.values())


def dump(table: Table) -> Any:
    """The table as JSON."""
    plain = {name: getattr(table, name) for name in Table.__dataclass_fields__}
    for name in _GROWING:
        plain[name] = dict(plain[name])
    for name in _GROWING_BY:
        plain[name] = {key: dict(entries) for key, entries in plain[name].items()}
    plain["seats"] = {key: [seat.role, seat.side, seat.person] for key, seat in table.seats.items()}
    return plain


def load(dumped: Any) -> Table:
    """The table that was dumped."""
    parts = dict(dumped)
    for name in _GROWING:
        parts[name] = Growing(parts[name])
    for name in _GROWING_BY:
        parts[name] = {key: Growing(entries) for key, entries in parts[name].items()}
    parts["seats"] = {key: Seat(key, *rest) for key, rest in parts["seats"].items()}
    return Table(**parts)


_GROWING = ("offers", "statements", "minutes", "facts", "rulings")
_GROWING_BY = ("injects", "caucus", "drafts")
