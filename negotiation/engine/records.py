"""What is written beside the bargaining: a side's own words, the minutes, the host's rulings. The clock binds none."""

from collections.abc import Sequence

from live.machine import Event
from negotiation.engine.commands import Line, Ruling
from negotiation.engine.turn import Turn


def whisper(turn: Turn, text: str) -> Sequence[Event]:
    """A word within one's own side, from the moment its brief is open until the session is closed."""
    number = len(turn.table.caucus[turn.seat.side]) + 1
    return [turn.happens("caucus.said", {"message": f"c{number}", "seat": turn.seat.key, "text": text})]


def write_minutes(turn: Turn, line: Line) -> Sequence[Event]:
    """The neutral recorder writes a line of the minutes (集体合同规定 Art. 33)."""
    data = {"line": f"m{len(turn.table.minutes) + 1}", "text": line.text, **line.about}
    return [turn.happens("minutes.written", data)]


def rule(turn: Turn, ruling: Ruling) -> Sequence[Event]:
    """The host rules on how the session goes on, to one negotiator or to all."""
    data = {"ruling": f"r{len(turn.table.rulings) + 1}", "text": ruling.text}
    return [turn.happens("ruled", data | ({"seat": ruling.seat} if ruling.seat else {}))]
