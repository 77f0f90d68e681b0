"""Penalties of a team: the timekeeper proposes, the head judge confirms. Until then they count for nothing."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from live.machine import OFFICIALS, Command, Event, Refused, Seat
from scoring.engine.expect import expected
from scoring.engine.marks import exact
from scoring.engine.reading import bad, choice, decimal
from scoring.engine.rubric import TEAM
from scoring.engine.setup import PanelSetup
from scoring.engine.state import PanelState

PROPOSED = "proposed"
CONFIRMED = "confirmed"


def propose(setup: PanelSetup, state: PanelState, seat: Seat, command: Command, now: int) -> Sequence[Event]:
    """A penalty of one team by one rule, within the points that the rule allows for one case."""
    penalty = {"penalty": f"p{len(state.penalties) + 1}", **_case(setup, command.data)}
    expected(state, seat, command)
    _still_open(state)
    return [Event("penalty.proposed", penalty, OFFICIALS, now, seat.key)]


def confirm(setup: PanelSetup, state: PanelState, seat: Seat, command: Command, now: int) -> Sequence[Event]:
    """A proposed penalty counts from now on: the one named by ``penalty``, or the first of this very case.

    A result that was computed before is outdated by it.
    """
    wanted = command.data.get("penalty")
    if wanted is None:
        case = _case(setup, command.data)
        matching = [key for key, penalty in _proposed(state).items() if case.items() <= penalty.items()]
    else:
        matching = [choice(command.data, "penalty", state.penalties)]
    expected(state, seat, command)
    _still_open(state)
    if not matching or matching[0] not in _proposed(state):
        raise Refused("not_now")
    stood = state.penalties[matching[0]]
    confirmed = {"penalty": matching[0]} | {key: stood[key] for key in ("subject", "rule", "points")}
    return [Event("penalty.confirmed", confirmed, OFFICIALS, now, seat.key)]


def confirmed_points(state: PanelState, subject: str) -> list[tuple[str, Fraction]]:
    """The rule and points of each penalty that counts against ``subject``, in the order they were proposed."""
    return [
        (penalty["rule"], Fraction(penalty["points"]))
        for penalty in state.penalties.values()
        if penalty["subject"] == subject and penalty["status"] == CONFIRMED
    ]


def _case(setup: PanelSetup, data: Mapping[str, Any]) -> dict[str, str]:
    teams = [subject.id for subject in setup.subjects.values() if subject.kind == TEAM]
    subject = choice(data, "subject", teams)
    rule = setup.rubric.penalties[choice(data, "rule", setup.rubric.penalties)]
    sent = data.get("points")
    whole = isinstance(sent, int) and not isinstance(sent, bool) and 0 <= sent < 10_000
    points = decimal(str(sent) if whole else sent, "points")
    if not rule.scale.holds(points):
        raise bad("points")
    return {"subject": subject, "rule": rule.id, "points": exact(points)}


def _proposed(state: PanelState) -> dict[str, Any]:
    return {key: penalty for key, penalty in state.penalties.items() if penalty["status"] == PROPOSED}


def _still_open(state: PanelState) -> None:
    if state.confirmed():
        raise Refused("not_now")
