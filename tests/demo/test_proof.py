"""The proof's negative control: whatever is taken from a line, or added to it, is found."""

import pytest

from demo.proof import difference, told
from demo.wire import Ack, Line


@pytest.fixture
def line() -> Line:
    """A line that was told events 3 to 5 after a snapshot at 2, two of them its own seat's."""
    line = Line("ws://127.0.0.1/ws/sessions/s/")
    line.you = {"seat": "recorder"}
    line.first, line.seq, line.state = 2, 5, {"minutes": {"m1": {"text": "…"}}}
    line.authors = {3: ("minutes.written", "recorder"), 4: ("said", "workers-2"), 5: ("minutes.written", "recorder")}
    line.acks = [Ack("a", 3, 0.01), Ack("b", 5, 0.01)]
    return line


def test_a_line_that_was_told_everything_has_nothing_against_it(line: Line) -> None:
    assert told(line) == []


def test_an_event_that_is_missing_is_found(line: Line) -> None:
    del line.authors[4]

    assert told(line) == ["events [3]…[5] do not run from 3 to 5"]


def test_an_acknowledged_command_without_its_event_is_found(line: Line) -> None:
    line.acks.append(Ack("c", 5, 0.01))

    assert told(line) == ["3 commands acknowledged, 2 events of this seat"]


def test_an_acknowledgement_beyond_what_was_told_is_found(line: Line) -> None:
    line.acks[1] = Ack("b", 6, 0.01)

    assert told(line) == ["acknowledged at 6, told up to 5"]


def test_a_gap_that_was_mended_is_counted_all_the_same(line: Line) -> None:
    line.tally.gaps = 1

    assert told(line) == ["1 gaps"]


def test_a_difference_is_named_by_its_place() -> None:
    assert difference({"a": {"b": 1, "c": 2}}, {"a": {"b": 1}}) == "/a/c: 2 ≠ None"
