"""The run of the meeting: opening, phases, the clock, caucuses.

While the clock stands (a pause, a caucus) nothing runs out and nobody's speaking time grows.
"""

from collections.abc import Sequence
from typing import Any

from live.machine import SIDES, Event, Refused
from negotiation.engine.audience import audience_of
from negotiation.engine.scenario import Scenario
from negotiation.engine.state import Table
from negotiation.engine.turn import Turn


def open_session(turn: Turn, asked: None) -> Sequence[Event]:
    """The host opens; the first phase begins."""
    if turn.table.status != "planned":
        raise Refused("not_now")
    return [turn.happens("session.opened", {}), started(turn.scenario, turn.table, 1, turn.now, turn.seat.key)]


def next_phase(turn: Turn, asked: None) -> Sequence[Event]:
    """The host ends the phase before its time and begins the next. After the last one only closing is left."""
    phase = turn.running()
    number = turn.table.phase["number"]
    if number == len(turn.scenario.phases):
        raise Refused("not_now")
    ended = turn.happens("phase.ended", {"key": phase.key, "number": number})
    return [ended, started(turn.scenario, turn.table, number + 1, turn.now, turn.seat.key)]


def started(scenario: Scenario, table: Table, number: int, at: int, by: str | None) -> Event:
    """Phase ``number`` begins. Where one side speaks, its chief has the floor from the start, if there is one."""
    phase = scenario.phases[number - 1]
    data: dict[str, Any] = {"key": phase.key, "number": number, "ends_at": at + phase.seconds * 1_000}
    if phase.presides:
        data["presides"] = phase.presides
    if phase.speech in SIDES and (chief := _chief(table, phase.speech)):
        data["floor"] = chief
    return Event("phase.started", data, audience_of("phase.started"), at, by)


def _chief(table: Table, side: str) -> str:
    seats = table.seats.values()
    return next((seat.key for seat in seats if seat.role == "chief" and seat.side == side and seat.person), "")


def extend(turn: Turn, seconds: int) -> Sequence[Event]:
    """The host gives the phase more time, from now on if it has run out; also while its clock stands."""
    turn.phase()
    phase = turn.table.phase
    if "remaining" in phase:
        return [turn.happens("phase.extended", {"seconds": seconds})]
    ends_at = max(phase["ends_at"], turn.now) + seconds * 1_000
    return [turn.happens("phase.extended", {"seconds": seconds, "ends_at": ends_at})]


def pause(turn: Turn, reason: str) -> Sequence[Event]:
    """Host or timekeeper stop the clock, with a reason that everybody sees."""
    turn.running()
    return [turn.happens("clock.paused", {"reason": reason, "remaining": _left(turn)})]


def resume(turn: Turn, asked: None) -> Sequence[Event]:
    """Host or timekeeper let the clock run on; a caucus that was still going is over."""
    if "remaining" not in turn.table.phase:
        raise Refused("not_now")
    ends_at = turn.now + turn.table.phase["remaining"]
    if turn.table.in_caucus:
        return [turn.happens("caucus.ended", {"side": turn.table.phase["caucus"]["side"], "ends_at": ends_at})]
    return [turn.happens("clock.resumed", {"ends_at": ends_at})]


def call_caucus(turn: Turn, asked: None) -> Sequence[Event]:
    """A chief calls the own side aside, while it has calls left; the clock of the phase stands."""
    phase = turn.running()
    if not phase.caucus or not turn.table.calls[turn.seat.side]:
        raise Refused("not_now")
    ends_at = turn.now + turn.scenario.caucus_seconds * 1_000
    data = {"side": turn.seat.side, "ends_at": ends_at, "remaining": _left(turn)}
    return [turn.happens("caucus.started", data)]


def _left(turn: Turn) -> int:
    """Milliseconds of the phase that are left; none once it has run out."""
    return max(0, int(turn.table.phase["ends_at"]) - turn.now)
