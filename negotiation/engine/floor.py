"""The floor, held by one at a time; what is said with it, and what is written down beside it."""

from collections.abc import Sequence
from typing import Any

from live.machine import PUBLIC, SIDES, Command, Event, Refused, Seat, side_audience
from negotiation.engine.audience import happens
from negotiation.engine.phases import running
from negotiation.engine.reading import bad, choice, known_id, refers_to, text
from negotiation.engine.scenario import Phase, Scenario
from negotiation.engine.state import Table


def ask(scenario: Scenario, table: Table, seat: Seat, command: Command, now: int) -> Sequence[Event]:
    """A negotiator joins the queue for the floor, once."""
    phase = running(scenario, table)
    if phase.speech not in ("floor", seat.side) or table.holder == seat.key or seat.key in table.floor["queue"]:
        raise Refused("not_now")
    return [happens("floor.asked", {"seat": seat.key}, now, seat.key)]


def give_up(scenario: Scenario, table: Table, seat: Seat, command: Command, now: int) -> Sequence[Event]:
    """Whoever holds the floor yields it."""
    running(scenario, table)
    if table.holder != seat.key:
        raise Refused("not_your_turn")
    return [happens("floor.yielded", {"seat": seat.key}, now, seat.key)]


def give(scenario: Scenario, table: Table, seat: Seat, command: Command, now: int) -> Sequence[Event]:
    """The presiding chief, or the host, gives the floor: the chiefs preside in turn (集体合同规定 Art. 34)."""
    whom = choice(command.data, "seat", [key for key, other in table.seats.items() if other.side])
    phase = running(scenario, table)
    if seat.side and phase.presides != seat.side:
        raise Refused("not_your_turn")
    if phase.speech not in ("floor", table.seats[whom].side) or table.holder == whom:
        raise Refused("not_now")
    return [happens("floor.given", {"seat": whom}, now, seat.key)]


def _assert_speaks(phase: Phase, table: Table, seat: Seat) -> None:
    """Raises Refused ``not_your_turn`` unless the seat has the floor, or the phase leaves it open to all."""
    if phase.speech != "open" and table.holder != seat.key:
        raise Refused("not_your_turn")


def say(scenario: Scenario, table: Table, seat: Seat, command: Command, now: int, *, setting: str) -> Sequence[Event]:
    """A typed statement, in an online session only: in the hall people speak."""
    data: dict[str, Any] = {"text": text(command.data, "text")}
    if "replies_to" in command.data:
        data["replies_to"] = known_id(command.data, "replies_to")
        if data["replies_to"] not in table.statements:
            raise bad("replies_to")
    phase = running(scenario, table)
    if setting != "online" or phase.speech == "none":
        raise Refused("not_now")
    _assert_speaks(phase, table, seat)
    return [happens("said", {"statement": f"s{len(table.statements) + 1}", "seat": seat.key, **data}, now, seat.key)]


def whisper(scenario: Scenario, table: Table, seat: Seat, command: Command, now: int) -> Sequence[Event]:
    """A word within one's own side, from the moment its brief is open."""
    number = f"c{len(table.caucus[seat.side]) + 1}"
    data = {"message": number, "seat": seat.key, "text": text(command.data, "text")}
    return [happens("caucus.said", data, now, seat.key, seat.side)]


def show_fact(scenario: Scenario, table: Table, seat: Seat, command: Command, now: int) -> Sequence[Event]:
    """A negotiator with the floor puts a figure that the own side knows before everyone, once."""
    own = {PUBLIC, side_audience(seat.side)}
    key = choice(command.data, "fact", [key for key, fact in scenario.facts.items() if fact.audience in own])
    phase = running(scenario, table)
    _assert_speaks(phase, table, seat)
    if key in table.facts:
        raise Refused("not_now")
    fact = scenario.facts[key]
    data = {"fact": key, "label": dict(fact.label), "value": fact.value, "unit": dict(fact.unit), "kind": fact.kind}
    return [happens("fact.shown", {**data, "side": seat.side}, now, seat.key)]


def write_minutes(scenario: Scenario, table: Table, seat: Seat, command: Command, now: int) -> Sequence[Event]:
    """The neutral recorder writes a line of the minutes (集体合同规定 Art. 33)."""
    number = f"m{len(table.minutes) + 1}"
    data = {"line": number, "text": text(command.data, "text"), **refers_to(command.data)}
    return [happens("minutes.written", data, now, seat.key)]


def rule(scenario: Scenario, table: Table, seat: Seat, command: Command, now: int) -> Sequence[Event]:
    """The host rules on how the session goes on, to one seat or to all."""
    data: dict[str, Any] = {"ruling": f"r{len(table.rulings) + 1}", "text": text(command.data, "text")}
    if "seat" in command.data:
        data["seat"] = choice(command.data, "seat", [key for key, other in table.seats.items() if other.side in SIDES])
    return [happens("ruled", data, now, seat.key)]
