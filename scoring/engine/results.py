"""The result: the head judge has it computed, a second official confirms it, the organiser publishes it."""

from collections.abc import Mapping, Sequence
from typing import Any

from live.machine import JUDGES, OFFICIALS, PUBLIC, Command, Event, Refused, Seat
from scoring.engine.expect import expected
from scoring.engine.setup import PanelSetup
from scoring.engine.state import COMPUTED, CONFIRMED, OUTDATED, SUBMITTED, PanelState
from scoring.engine.working import Outcome


def compute(setup: PanelSetup, state: PanelState, seat: Seat, command: Command, now: int) -> Sequence[Event]:
    """The result of the ballots and penalties as they stand: totals and places, no judge's value.

    Every judge who counts must have submitted. Computing again is possible once something changed.
    """
    expected(state, seat, command)
    _signed_in(seat)
    if state.result is not None and state.result.status != OUTDATED:
        raise Refused("not_now", result=state.result.status)
    missing = [judge for judge, status in state.ballots.items() if status != SUBMITTED]
    if missing or not state.ballots:
        raise Refused("not_now", missing=sorted(missing))
    return [Event("result.computed", _shown(Outcome(setup, state)), OFFICIALS, now, seat.key)]


def confirm(setup: PanelSetup, state: PanelState, seat: Seat, command: Command, now: int) -> Sequence[Event]:
    """A second official stands for the result: another seat and another person than computed it.

    With it the whole working opens to the judges and officials, and nothing it rests on changes any more.
    """
    expected(state, seat, command, "result")
    _signed_in(seat)
    if state.result is None or state.result.status != COMPUTED:
        raise Refused("not_now", result=state.result.status if state.result else "")
    if state.result.computed_by == seat.person:
        raise Refused("not_allowed")
    outcome = Outcome(setup, state)
    return [Event("result.confirmed", {**_shown(outcome), "working": outcome.working}, JUDGES, now, seat.key)]


def publish(setup: PanelSetup, state: PanelState, seat: Seat, command: Command, now: int) -> Sequence[Event]:
    """The confirmed result becomes public, with judges by number and the totals they gave."""
    expected(state, seat, command, "result")
    if state.result is None or state.result.status != CONFIRMED:
        raise Refused("not_now", result=state.result.status if state.result else "")
    outcome = Outcome(setup, state)
    return [Event("result.published", {**_shown(outcome), "working": outcome.public_working}, PUBLIC, now, seat.key)]


def _signed_in(seat: Seat) -> None:
    """Two officials can be told apart only when both are somebody."""
    if not seat.person:
        raise Refused("not_allowed")


def _shown(outcome: Outcome) -> Mapping[str, Any]:
    return {"totals": outcome.totals, "ties": outcome.ties, "undecided": outcome.undecided}
