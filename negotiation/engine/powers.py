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

#: What each kind's ``expect`` must name. Any other *now* command names one of them, whichever it rests on.
EXPECTS: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "caucus.call",
            "clock.pause",
            "clock.resume",
            "floor.ask",
            "floor.give",
            "floor.yield",
            "inject.release",
            "phase.extend",
            "phase.next",
            "say",
        ),
        "phase",
    ),
    **dict.fromkeys(
        (
            "agreement.sign",
            "issue.reopen",
            "offer.accept",
            "offer.confirm",
            "offer.record",
            "offer.reject",
            "offer.table",
            "offer.withdraw",
        ),
        "terms",
    ),
}


def may(seat: Seat) -> frozenset[str]:
    """The command kinds of this role."""
    return POWERS.get(seat.role, frozenset())


def assert_seated(table: Table, seat: Seat) -> None:
    """Raises Refused ``not_allowed`` unless the sender still sits where their socket was let in."""
    if seat.role == HOUSE:
        return
    sitting = table.seats.get(seat.key)
    if sitting is None or not sitting.person or sitting.person != seat.person:
        raise Refused("not_allowed")


def assert_expected(table: Table, seat: Seat, command: Command) -> None:
    """Raises Refused: ``bad_data`` when what the sender saw is not said, ``stale`` when it has changed."""
    if command.kind in KEEP or seat.role == HOUSE:
        return
    now = {"phase": table.phase["number"], "terms": table.terms_version}
    needed = {EXPECTS[command.kind]} if command.kind in EXPECTS else set(now)
    if not isinstance(command.expect, Mapping) or not needed & command.expect.keys():
        raise Refused("bad_data", field="expect")
    seen = {key: command.expect[key] for key in now if key in command.expect}
    if any(not isinstance(value, int) or isinstance(value, bool) for value in seen.values()):
        raise Refused("bad_data", field="expect")
    changed = {key: now[key] for key, value in seen.items() if value != now[key]}
    if changed:
        raise Refused("stale", **changed)
