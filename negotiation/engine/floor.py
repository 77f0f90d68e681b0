"""The floor, held by one negotiator at a time, and what is done with it: a statement, a figure put before everyone."""

from collections.abc import Sequence
from typing import Any

from live.machine import Event, Refused
from negotiation.engine.commands import Statement
from negotiation.engine.scenario import Phase
from negotiation.engine.turn import Turn


def ask(turn: Turn, asked: None) -> Sequence[Event]:
    """A negotiator joins the queue for the floor, once."""
    phase, key = turn.running(), turn.seat.key
    if phase.speech not in ("floor", turn.seat.side) or turn.table.holder == key or key in turn.table.floor["queue"]:
        raise Refused("not_now")
    return [turn.happens("floor.asked", {"seat": key})]


def give_up(turn: Turn, asked: None) -> Sequence[Event]:
    """Whoever holds the floor yields it."""
    turn.running()
    if turn.table.holder != turn.seat.key:
        raise Refused("not_your_turn")
    return [turn.happens("floor.yielded", {"seat": turn.seat.key})]


def give(turn: Turn, whom: str) -> Sequence[Event]:
    """The presiding chief, or the host, gives the floor: the chiefs preside in turn (集体合同规定 Art. 34).

    Whoever had it loses it. An empty chair gets none.
    """
    phase, seat = turn.running(), turn.table.seats[whom]
    if turn.seat.side and phase.presides != turn.seat.side:
        raise Refused("not_your_turn")
    if phase.speech not in ("floor", seat.side) or turn.table.holder == whom or not seat.person:
        raise Refused("not_now")
    return [turn.happens("floor.given", {"seat": whom})]


def say(turn: Turn, statement: Statement) -> Sequence[Event]:
    """A typed statement, in an online session only: in the hall people speak."""
    phase = turn.running()
    if turn.setting != "online":
        raise Refused("not_now")
    _assert_speaks(turn, phase)
    data = {"statement": f"s{len(turn.table.statements) + 1}", "seat": turn.seat.key, "text": statement.text}
    return [turn.happens("said", data | ({"replies_to": statement.replies_to} if statement.replies_to else {}))]


def show_fact(turn: Turn, key: str) -> Sequence[Event]:
    """A negotiator with the floor puts a figure that the own side knows before everyone, once, without its note."""
    _assert_speaks(turn, turn.running())
    if key in turn.table.facts:
        raise Refused("not_now")
    fact = turn.scenario.facts[key]
    data: dict[str, Any] = {"fact": key, "side": turn.seat.side, "kind": fact.kind, "value": fact.value}
    data |= {"label": dict(fact.label), "unit": dict(fact.unit)}
    return [turn.happens("fact.shown", data | ({"source": dict(fact.source)} if fact.source else {}))]


def _assert_speaks(turn: Turn, phase: Phase) -> None:
    """Raises Refused: ``not_now`` where nobody speaks, ``not_your_turn`` for whoever has not the floor it takes."""
    if phase.speech == "none":
        raise Refused("not_now")
    if phase.speech != "open" and turn.table.holder != turn.seat.key:
        raise Refused("not_your_turn")
