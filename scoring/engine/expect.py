"""What the sender saw when they asked. Where it no longer holds the command is stale, and nothing happens."""

from collections.abc import Mapping
from typing import Any

from live.machine import Command, Refused, Seat
from scoring.engine.state import SUBMITTED, PanelState


def expected(state: PanelState, seat: Seat, command: Command, *required: str) -> None:
    """Refuses ``bad_data`` without ``expect`` or a ``required`` key of it, ``stale`` when a known key does not hold.

    Known: ``scores``, the cells that the sender has filled; ``result``, the number of the computed
    result in the officials' view; ``ballots``, either how many are in or {judge: status}.
    """
    expect = command.expect
    if not isinstance(expect, Mapping) or any(not _whole(expect.get(key)) for key in required):
        raise Refused("bad_data", field="expect")
    if "scores" in expect and not _same(expect["scores"], state.filled(seat.key)):
        raise Refused("stale", scores=state.filled(seat.key))
    if "result" in expect and not _holds_result(state, command.kind, expect["result"]):
        raise Refused("stale")
    if "ballots" in expect and not _holds_ballots(state, expect["ballots"]):
        raise Refused("stale")


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _same(seen: Any, now: int) -> bool:
    return _whole(seen) and seen == now


def _holds_result(state: PanelState, kind: str, seen: Any) -> bool:
    """Nothing and 0 both mean that there was no result yet."""
    result = state.result
    if result is None:
        return seen is None or _same(seen, 0)
    if kind == "result.publish" and result.confirmed_seq and _same(seen, result.confirmed_seq):
        return True
    return _same(seen, result.seq)


def _holds_ballots(state: PanelState, seen: Any) -> bool:
    if isinstance(seen, Mapping):
        return all(isinstance(judge, str) and state.ballots.get(judge) == status for judge, status in seen.items())
    return _same(seen, sum(status == SUBMITTED for status in state.ballots.values()))
