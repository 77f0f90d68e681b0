"""From a command to what happens, always checked in one order, so that a refusal means the same everywhere.

Closed; not allowed; bad data; what the sender saw; whether this is the moment; whether the terms are lawful.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from live.machine import Command, Event, Refused
from negotiation.engine import closing, floor, news, offers, phases, powers, records, seating
from negotiation.engine.commands import read
from negotiation.engine.turn import Turn

Rule = Callable[[Turn, Any], Sequence[Event]]

RULES: Mapping[str, Rule] = {
    "agreement.sign": closing.sign,
    "caucus.call": phases.call_caucus,
    "caucus.say": records.whisper,
    "clock.pause": phases.pause,
    "clock.resume": phases.resume,
    "fact.show": floor.show_fact,
    "floor.ask": floor.ask,
    "floor.give": floor.give,
    "floor.yield": floor.give_up,
    "impasse.declare": closing.declare_impasse,
    "inject.release": news.release,
    "issue.reopen": offers.reopen,
    "minutes.write": records.write_minutes,
    "offer.accept": offers.accept,
    "offer.confirm": offers.confirm,
    "offer.draft": offers.draft,
    "offer.record": offers.record,
    "offer.reject": offers.reject,
    "offer.table": offers.table_offer,
    "offer.withdraw": offers.withdraw,
    "phase.extend": phases.extend,
    "phase.next": phases.next_phase,
    "ruling.make": records.rule,
    "say": floor.say,
    "seat.give": seating.give_seat,
    "seat.take": seating.take_seat,
    "session.close": closing.close,
    "session.open": phases.open_session,
}


def decide(turn: Turn, command: Command) -> Sequence[Event]:
    """The events that ``command`` makes happen, at least one. Raises Refused, and never anything else."""
    if command.kind not in RULES:
        raise Refused("unknown_kind")
    if turn.table.outcome:
        raise Refused("closed")
    if command.kind not in powers.may(turn.seat):
        raise Refused("not_allowed")
    powers.assert_seated(turn.table, turn.seat)
    asked = read(command.kind, command.data, turn)
    powers.assert_expected(turn.table, turn.seat, command)
    return RULES[command.kind](turn, asked)
