"""The run of the meeting: opening, phases, the clock, caucuses, and what happens by itself.

The server's clock is the only one. A phase that runs out ends at its own deadline, whoever is
there; while the clock stands (a pause, a caucus) nothing runs out and nobody's speaking time grows.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from live.machine import SIDES, Command, Event, Refused, Seat, Timer
from negotiation.engine.audience import happens
from negotiation.engine.reading import REASON, text, whole
from negotiation.engine.scenario import Inject, Phase, Scenario
from negotiation.engine.state import Table

LONGEST_EXTENSION = 3_600  # seconds


def current(scenario: Scenario, table: Table) -> Phase:
    """The phase that runs. Raises Refused ``not_now`` when none does."""
    number: int = table.phase["number"]
    if table.over or not number:
        raise Refused("not_now")
    return scenario.phases[number - 1]


def running(scenario: Scenario, table: Table) -> Phase:
    """The phase that runs, with its clock going. Raises Refused ``not_now`` when it stands or none runs."""
    phase = current(scenario, table)
    if table.status != "open" or table.in_caucus:
        raise Refused("not_now")
    return phase


def open_session(scenario: Scenario, table: Table, seat: Seat, command: Command, now: int) -> Sequence[Event]:
    """The host opens; the first phase begins."""
    if table.status != "planned":
        raise Refused("not_now")
    return [happens("session.opened", {}, now, seat.key), started(scenario, table, 1, now, seat.key)]


def next_phase(scenario: Scenario, table: Table, seat: Seat, command: Command, now: int) -> Sequence[Event]:
    """The host ends the phase before its time and begins the next. The last one ends by closing the session."""
    phase = running(scenario, table)
    if table.phase["number"] == len(scenario.phases):
        raise Refused("not_now")
    ended = happens("phase.ended", {"key": phase.key, "number": table.phase["number"]}, now, seat.key)
    return [ended, started(scenario, table, table.phase["number"] + 1, now, seat.key)]


def started(scenario: Scenario, table: Table, number: int, at: int, by: str | None) -> Event:
    """Phase ``number`` begins. Where one side speaks, its chief has the floor from the start."""
    phase = scenario.phases[number - 1]
    data: dict[str, Any] = {"key": phase.key, "number": number, "ends_at": at + phase.seconds * 1_000}
    if phase.presides:
        data["presides"] = phase.presides
    if phase.speech in SIDES:
        chief = next(key for key, seat in table.seats.items() if seat.role == "chief" and seat.side == phase.speech)
        data["floor"] = chief
    return happens("phase.started", data, at, by)


def extend(scenario: Scenario, table: Table, seat: Seat, command: Command, now: int) -> Sequence[Event]:
    """The host gives the phase more time, also when it is over or its clock stands."""
    current(scenario, table)
    seconds = whole(command.data, "seconds", 1, LONGEST_EXTENSION)
    if "remaining" in table.phase:
        return [happens("phase.extended", {"seconds": seconds}, now, seat.key)]
    ends_at = max(table.phase["ends_at"], now) + seconds * 1_000
    return [happens("phase.extended", {"seconds": seconds, "ends_at": ends_at}, now, seat.key)]


def pause(scenario: Scenario, table: Table, seat: Seat, command: Command, now: int) -> Sequence[Event]:
    """Host or timekeeper stop the clock, with a reason that everybody sees."""
    running(scenario, table)
    reason = text(command.data, "reason", most=REASON, least=0)
    return [happens("clock.paused", {"reason": reason, "remaining": left(table, now)}, now, seat.key)]


def resume(scenario: Scenario, table: Table, seat: Seat, command: Command, now: int) -> Sequence[Event]:
    """The clock runs on; a caucus that was still going is over."""
    current(scenario, table)
    if "remaining" not in table.phase:
        raise Refused("not_now")
    ends_at = now + table.phase["remaining"]
    if table.in_caucus:
        return [happens("caucus.ended", {"side": table.phase["caucus"]["side"], "ends_at": ends_at}, now, seat.key)]
    return [happens("clock.resumed", {"ends_at": ends_at}, now, seat.key)]


def call_caucus(scenario: Scenario, table: Table, seat: Seat, command: Command, now: int) -> Sequence[Event]:
    """A chief calls the own side aside, while it has calls left; the clock of the phase stands."""
    phase = running(scenario, table)
    if not phase.caucus or not table.calls[seat.side]:
        raise Refused("not_now")
    ends_at = now + scenario.caucus_seconds * 1_000
    data = {"side": seat.side, "ends_at": ends_at, "remaining": left(table, now)}
    return [happens("caucus.started", data, now, seat.key)]


def left(table: Table, now: int) -> int:
    """Milliseconds of the phase that are left."""
    ends_at: int = table.phase.get("ends_at", now)
    return max(0, ends_at - now)


def release(scenario: Scenario, table: Table, seat: Seat, command: Command, now: int) -> Sequence[Event]:
    """The host lets a piece of news arrive, once, in a phase that takes news."""
    inject = scenario.injects.get(text(command.data, "inject", most=60))
    if inject is None:
        raise Refused("bad_data", field="inject")
    if not running(scenario, table).injects or table.released(inject.id):
        raise Refused("not_now")
    return [_arrives(inject, now, seat.key)]


def _arrives(inject: Inject, at: int, by: str | None) -> Event:
    data = {"inject": inject.id, "audience": inject.audience, "text": dict(inject.text)}
    return happens("inject.released", data, at, by)


# --- What happens by itself -------------------------------------------------------------------


def due(scenario: Scenario, table: Table) -> Timer | None:
    """The next deadline: of a piece of news, of the caucus, of the phase; at the same moment in that order."""
    return min(_timers(scenario, table), key=lambda timer: timer.at, default=None)


def _timers(scenario: Scenario, table: Table) -> Iterator[Timer]:
    if table.over or table.status != "open":
        return
    if table.in_caucus:
        ends_at = table.phase["caucus"]["ends_at"]
        yield Timer(f"timer-caucus-{ends_at}", ends_at)
        return
    phase = scenario.phases[table.phase["number"] - 1]
    if phase.injects and table.running_since is not None:
        for inject in scenario.injects.values():
            if inject.minute is not None and not table.released(inject.id):
                at = table.running_since + inject.minute * 60_000 - table.ran
                yield Timer(f"timer-inject-{inject.id}", max(at, table.phase["started_at"], table.running_since))
    if "expired" not in table.phase:
        ends_at = table.phase["ends_at"]
        yield Timer(f"timer-{phase.key}-{ends_at}", ends_at)


def elapse(scenario: Scenario, table: Table, timer: Timer) -> Sequence[Event]:
    """What the deadline brings, at its own moment."""
    if timer.id.startswith("timer-inject-"):
        return [_arrives(scenario.injects[timer.id.removeprefix("timer-inject-")], timer.at, None)]
    if table.in_caucus:
        ends_at = timer.at + table.phase["remaining"]
        return [happens("caucus.ended", {"side": table.phase["caucus"]["side"], "ends_at": ends_at}, timer.at)]
    number = table.phase["number"]
    phase = scenario.phases[number - 1]
    facts: Mapping[str, Any] = {"key": phase.key, "number": number}
    match phase.then:
        case "next" if number < len(scenario.phases):
            ended = happens("phase.ended", facts, timer.at)
            return [ended, started(scenario, table, number + 1, timer.at, None)]
        case "close":
            ended = happens("phase.ended", facts, timer.at)
            return [ended, happens("session.closed", {"outcome": "suspended"}, timer.at)]
        case _:
            return [happens("phase.expired", facts, timer.at)]
