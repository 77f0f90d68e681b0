"""What happens by itself: a phase runs out, a caucus ends, news arrives. At its own moment, whoever is there."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from live.machine import Event, Timer
from negotiation.engine.audience import audience_of
from negotiation.engine.news import arrives
from negotiation.engine.phases import started
from negotiation.engine.scenario import Scenario
from negotiation.engine.state import Table


def due(scenario: Scenario, table: Table) -> Timer | None:
    """The next deadline: of a piece of news, of the caucus, of the phase; at the same moment in that order."""
    return min(_timers(scenario, table), key=lambda timer: timer.at, default=None)


def _timers(scenario: Scenario, table: Table) -> Iterator[Timer]:
    if table.status != "open":
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
                # News whose minute fell into a phase without news comes when the next phase lets it in.
                yield Timer(f"timer-inject-{inject.id}", max(at, table.phase["started_at"], table.running_since))
    if "expired" not in table.phase:
        ends_at = table.phase["ends_at"]
        yield Timer(f"timer-{phase.key}-{ends_at}", ends_at)


def elapse(scenario: Scenario, table: Table, timer: Timer) -> Sequence[Event]:
    """What the deadline brings, at its own moment and by nobody."""
    if timer.id.startswith("timer-inject-"):
        return arrives(scenario.injects[timer.id.removeprefix("timer-inject-")], timer.at, None)
    if table.in_caucus:
        ends_at = timer.at + table.phase["remaining"]
        return [_happens("caucus.ended", {"side": table.phase["caucus"]["side"], "ends_at": ends_at}, timer.at)]
    return _phase_runs_out(scenario, table, timer.at)


def _phase_runs_out(scenario: Scenario, table: Table, at: int) -> Sequence[Event]:
    """As the phase's ``then`` says. The last phase has no next one: it waits for the host."""
    number = table.phase["number"]
    phase = scenario.phases[number - 1]
    data = {"key": phase.key, "number": number}
    match phase.then:
        case "next" if number < len(scenario.phases):
            return [_happens("phase.ended", data, at), started(scenario, table, number + 1, at, None)]
        case "close":
            return [_happens("phase.ended", data, at), _happens("session.closed", {"outcome": "suspended"}, at)]
        case _:
            return [_happens("phase.expired", data, at)]


def _happens(kind: str, data: Mapping[str, Any], at: int) -> Event:
    return Event(kind, data, audience_of(kind), at)
