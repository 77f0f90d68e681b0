"""The fold: the table after each event. It never refuses: what is in the log has happened."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from live.machine import Event, Growing, Seat
from negotiation.engine.state import Table

_NOTHING = Growing()


def evolve(table: Table, event: Event) -> Table:
    """The table after ``event``."""
    return AFTER[event.kind](table, event, event.data)


def _without(mapping: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in mapping.items() if key not in keys}


# --- Clock ------------------------------------------------------------------------------------


def _spoken(table: Table, at: int) -> Mapping[str, int]:
    """Speaking time of each side up to ``at``: it grows while somebody has the floor and the clock runs."""
    if "since" not in table.floor:
        return table.speaking
    side = table.seats[table.holder].side
    return {**table.speaking, side: table.speaking[side] + max(0, at - table.floor["since"])}


def _floor(table: Table, at: int, holder: str = "", queue: Mapping[str, int] | None = None) -> Table:
    """The floor changes hands; whoever has it is no longer waiting for it."""
    waiting = _without(table.floor["queue"] if queue is None else queue, holder)
    floor: dict[str, Any] = {"queue": waiting}
    if holder:
        floor |= {"seat": holder, "since": at}
    return replace(table, speaking=_spoken(table, at), floor=floor)


def _stands(table: Table, at: int, phase: Mapping[str, Any], status: str) -> Table:
    """The clock stops: nobody's time grows, and no news comes by itself."""
    ran = table.ran + (at - table.running_since if table.running_since is not None else 0)
    floor = _without(table.floor, "since")
    return replace(
        table, speaking=_spoken(table, at), floor=floor, phase=phase, status=status, ran=ran, running_since=None
    )


def _runs(table: Table, at: int, phase: Mapping[str, Any]) -> Table:
    """The clock runs on from here."""
    floor = {**table.floor, "since": at} if table.holder else table.floor
    return replace(table, floor=floor, phase=phase, status="open", running_since=at)


def _opened(table: Table, event: Event, data: Mapping[str, Any]) -> Table:
    return replace(table, status="open", running_since=event.at)


def _phase_started(table: Table, event: Event, data: Mapping[str, Any]) -> Table:
    phase = {key: data[key] for key in ("number", "key", "presides", "ends_at") if key in data}
    table = _floor(table, event.at, data.get("floor", ""))
    return replace(table, phase={**phase, "started_at": event.at})


def _phase_ended(table: Table, event: Event, data: Mapping[str, Any]) -> Table:
    return _floor(table, event.at, queue={})


def _phase_expired(table: Table, event: Event, data: Mapping[str, Any]) -> Table:
    return replace(table, phase={**table.phase, "expired": True})


def _phase_extended(table: Table, event: Event, data: Mapping[str, Any]) -> Table:
    phase = _without(table.phase, "expired")
    if "ends_at" in data:
        return replace(table, phase={**phase, "ends_at": data["ends_at"]})
    return replace(table, phase={**phase, "remaining": phase["remaining"] + data["seconds"] * 1_000})


def _paused(table: Table, event: Event, data: Mapping[str, Any]) -> Table:
    phase = {**_without(table.phase, "ends_at"), "remaining": data["remaining"]}
    if data["reason"]:
        phase["reason"] = data["reason"]
    return _stands(table, event.at, phase, "paused")


def _caucus_started(table: Table, event: Event, data: Mapping[str, Any]) -> Table:
    caucus = {"side": data["side"], "ends_at": data["ends_at"]}
    phase = {**_without(table.phase, "ends_at"), "remaining": data["remaining"], "caucus": caucus}
    calls = {**table.calls, data["side"]: table.calls[data["side"]] - 1}
    return replace(_stands(table, event.at, phase, "open"), calls=calls)


def _clock_resumed(table: Table, event: Event, data: Mapping[str, Any]) -> Table:
    phase = _without(table.phase, "remaining", "reason", "caucus")
    # A phase that had run out before it was stopped has no deadline left to meet.
    return _runs(table, event.at, {**phase, "ends_at": data["ends_at"]})


# --- Floor and words --------------------------------------------------------------------------


def _asked(table: Table, event: Event, data: Mapping[str, Any]) -> Table:
    queue = {**table.floor["queue"], data["seat"]: event.at}
    return replace(table, floor={**table.floor, "queue": queue})


def _yielded(table: Table, event: Event, data: Mapping[str, Any]) -> Table:
    return _floor(table, event.at)


def _given(table: Table, event: Event, data: Mapping[str, Any]) -> Table:
    return _floor(table, event.at, data["seat"])


def _noted(event: Event, data: Mapping[str, Any], *leave_out: str) -> dict[str, Any]:
    return {**_without(data, *leave_out), "at": event.at, **({"by": event.by} if event.by else {})}


def _said(table: Table, event: Event, data: Mapping[str, Any]) -> Table:
    entry = _noted(event, data, "statement")
    return replace(table, statements=table.statements.with_entry(data["statement"], entry))


def _whispered(table: Table, event: Event, data: Mapping[str, Any]) -> Table:
    side = table.seats[data["seat"]].side
    said = table.caucus[side].with_entry(data["message"], _noted(event, data, "message"))
    return replace(table, caucus={**table.caucus, side: said})


def _fact_shown(table: Table, event: Event, data: Mapping[str, Any]) -> Table:
    return replace(table, facts=table.facts.with_entry(data["fact"], _noted(event, data)))


def _minutes_written(table: Table, event: Event, data: Mapping[str, Any]) -> Table:
    return replace(table, minutes=table.minutes.with_entry(data["line"], _noted(event, data, "line")))


def _ruled(table: Table, event: Event, data: Mapping[str, Any]) -> Table:
    return replace(table, rulings=table.rulings.with_entry(data["ruling"], _noted(event, data, "ruling")))


def _inject_released(table: Table, event: Event, data: Mapping[str, Any]) -> Table:
    released = table.injects.get(event.audience, _NOTHING)
    arrived = released.with_entry(data["inject"], _noted(event, data, "inject"))
    return replace(table, injects={**table.injects, event.audience: arrived})


# --- Offers -----------------------------------------------------------------------------------


def _changed(table: Table, key: str, entry: Mapping[str, Any]) -> Table:
    """Something on the table changed: whoever decided on what was there before, or signed it, must look again."""
    offers = table.offers.with_entry(key, entry)
    return replace(table, offers=offers, terms_version=table.terms_version + 1, signatures={})


def _drafted(table: Table, event: Event, data: Mapping[str, Any]) -> Table:
    side = table.seats[data["seat"]].side
    drafts = table.drafts[side].with_entry(data["draft"], _noted(event, data, "draft"))
    return replace(table, drafts={**table.drafts, side: drafts})


def _recorded(table: Table, event: Event, data: Mapping[str, Any]) -> Table:
    return _changed(table, data["offer"], {**_noted(event, data, "offer"), "status": "recorded"})


def _tabled(table: Table, event: Event, data: Mapping[str, Any]) -> Table:
    return _changed(table, data["offer"], {**_noted(event, data, "offer"), "status": "tabled"})


def _withdrawn(table: Table, event: Event, data: Mapping[str, Any]) -> Table:
    return _put_by(table, data, "withdrawn")


def _rejected(table: Table, event: Event, data: Mapping[str, Any]) -> Table:
    return _put_by(table, data, "rejected")


def _put_by(table: Table, data: Mapping[str, Any], status: str) -> Table:
    reason = {"reason": data["reason"]} if data.get("reason") else {}
    return _changed(table, data["offer"], {**table.offers[data["offer"]], "status": status, **reason})


def _accepted(table: Table, event: Event, data: Mapping[str, Any]) -> Table:
    table = _put_by(table, {"offer": data["offer"]}, "accepted")
    # Whoever saw no way on has just found one: that word does not stand until the other side says it too.
    return replace(table, agreed={**table.agreed, **data["terms"]}, impasse={})


def _reopened(table: Table, event: Event, data: Mapping[str, Any]) -> Table:
    agreed = _without(table.agreed, data["issue"])
    return replace(table, agreed=agreed, signatures={}, terms_version=table.terms_version + 1)


# --- The end, and the seats -------------------------------------------------------------------


def _signed(table: Table, event: Event, data: Mapping[str, Any]) -> Table:
    return replace(table, signatures={**table.signatures, data["side"]: event.at})


def _impasse(table: Table, event: Event, data: Mapping[str, Any]) -> Table:
    who = data.get("side", "host")
    return replace(table, impasse={**table.impasse, who: {"at": event.at, "reason": data["reason"]}})


def _ends(table: Table, event: Event, status: str) -> Table:
    """The clock stops for good and nobody has the floor."""
    phase = _without(table.phase, "ends_at", "remaining", "reason", "caucus")
    return replace(_stands(table, event.at, phase, status), floor={"queue": {}})


def _agreed(table: Table, event: Event, data: Mapping[str, Any]) -> Table:
    return _ends(table, event, "agreed")


def _suspended(table: Table, event: Event, data: Mapping[str, Any]) -> Table:
    return _ends(table, event, "suspended")


def _closed(table: Table, event: Event, data: Mapping[str, Any]) -> Table:
    return replace(_ends(table, event, data["outcome"]), outcome=data["outcome"])


def _sits(table: Table, key: str, person: str) -> Table:
    seat = table.seats[key]
    shown = {**_without(table.seats_shown[key], "taken"), **({"taken": True} if person else {})}
    seats = {**table.seats, key: Seat(seat.key, seat.role, seat.side, person)}
    return replace(table, seats=seats, seats_shown={**table.seats_shown, key: shown})


def _seat_given(table: Table, event: Event, data: Mapping[str, Any]) -> Table:
    return _sits(table, data["seat"], data["person"])


def _seat_taken(table: Table, event: Event, data: Mapping[str, Any]) -> Table:
    key = data["seat"]
    table = _sits(table, key, "")
    if table.holder == key:
        return _floor(table, event.at)
    return replace(table, floor={**table.floor, "queue": _without(table.floor["queue"], key)})


#: What each kind of event does to the table. No other kind is ever written.
AFTER: Mapping[str, Callable[[Table, Event, Mapping[str, Any]], Table]] = {
    "agreement.signed": _signed,
    "caucus.ended": _clock_resumed,
    "caucus.said": _whispered,
    "caucus.started": _caucus_started,
    "clock.paused": _paused,
    "clock.resumed": _clock_resumed,
    "fact.shown": _fact_shown,
    "floor.asked": _asked,
    "floor.given": _given,
    "floor.yielded": _yielded,
    "impasse.declared": _impasse,
    "inject.released": _inject_released,
    "issue.reopened": _reopened,
    "minutes.written": _minutes_written,
    "offer.accepted": _accepted,
    "offer.drafted": _drafted,
    "offer.recorded": _recorded,
    "offer.rejected": _rejected,
    "offer.tabled": _tabled,
    "offer.withdrawn": _withdrawn,
    "phase.ended": _phase_ended,
    "phase.expired": _phase_expired,
    "phase.extended": _phase_extended,
    "phase.started": _phase_started,
    "ruled": _ruled,
    "said": _said,
    "seat.given": _seat_given,
    "seat.taken": _seat_taken,
    "session.agreed": _agreed,
    "session.closed": _closed,
    "session.opened": _opened,
    "session.suspended": _suspended,
}
