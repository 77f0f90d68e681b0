"""Who may send what at all, and what each command must say that its sender saw."""

from collections.abc import Mapping

from live.machine import HOUSE, Command, Refused, Seat
from negotiation.engine.state import Table

_SEATING = {"seat.give", "seat.take"}
_SPEAKS = {"floor.ask", "floor.yield", "say", "caucus.say", "offer.draft", "fact.show"}

#: By role. A chief alone binds a side; a recorder writes what others do; judges and spectators only look.
POWERS: Mapping[str, frozenset[str]] = {
    "host": frozenset(
        {
            "session.open",
            "session.close",
            "phase.next",
            "phase.extend",
            "clock.pause",
            "clock.resume",
            "floor.give",
            "ruling.make",
            "inject.release",
            "impasse.declare",
            *_SEATING,
        }
    ),
    "timekeeper": frozenset({"clock.pause", "clock.resume", *_SEATING}),
    "organiser": frozenset(_SEATING),
    HOUSE: frozenset(_SEATING),
    "recorder": frozenset({"offer.record", "minutes.write"}),
    "representative": frozenset(_SPEAKS),
    "chief": frozenset(
        {
            "floor.give",
            "caucus.call",
            "offer.table",
            "offer.confirm",
            "offer.withdraw",
            "offer.reject",
            "offer.accept",
            "issue.reopen",
            "agreement.sign",
            "impasse.declare",
            *_SPEAKS,
        }
    ),
}

#: What a person wrote: kept by the client until it is acknowledged. All others mean this moment.
KEEP = frozenset({"caucus.say", "offer.draft", "minutes.write"})

_BY_PHASE = {
    "floor.ask",
    "floor.yield",
    "floor.give",
    "clock.pause",
    "clock.resume",
    "phase.next",
    "phase.extend",
    "say",
    "caucus.call",
    "inject.release",
}
_BY_TERMS = {
    "offer.table",
    "offer.record",
    "offer.confirm",
    "offer.withdraw",
    "offer.reject",
    "offer.accept",
    "issue.reopen",
    "agreement.sign",
}


def may(seat: Seat) -> frozenset[str]:
    """The command kinds of this role."""
    return POWERS.get(seat.role, frozenset())


def assert_seated(table: Table, seat: Seat) -> None:
    """Raises Refused ``not_allowed`` unless the sender still sits where their socket was let in."""
    sitting = table.seats.get(seat.key)
    if seat.role != HOUSE and (sitting is None or not sitting.person or sitting.person != seat.person):
        raise Refused("not_allowed")


def assert_expected(table: Table, seat: Seat, command: Command) -> None:
    """Raises Refused: ``bad_data`` when what the sender saw is not said, ``stale`` when it has changed."""
    if command.kind in KEEP or seat.role == HOUSE:
        return
    now = {"phase": table.phase["number"], "terms": table.terms_version}
    seen = command.expect
    named = "phase" if command.kind in _BY_PHASE else "terms" if command.kind in _BY_TERMS else None
    if seen is None or (named is not None and named not in seen):
        raise Refused("bad_data", field="expect")
    for key, value in now.items():
        if key in seen and (not isinstance(seen[key], int) or isinstance(seen[key], bool)):
            raise Refused("bad_data", field="expect")
        if key in seen and seen[key] != value:
            raise Refused("stale", **{key: value})
