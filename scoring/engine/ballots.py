"""A judge's own ballot: setting scores, submitting it for good, and the head judge's way to give it back."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from live.machine import JUDGES, Command, Event, Refused, Seat, judge_audience
from scoring.engine.expect import expected
from scoring.engine.marks import exact
from scoring.engine.reading import bad, choice, decimal, moment, text
from scoring.engine.setup import PanelSetup
from scoring.engine.state import SUBMITTED, PanelState

NOTE = 2000  # characters
REASON = 500


def set_score(setup: PanelSetup, state: PanelState, seat: Seat, command: Command, now: int) -> Sequence[Event]:
    """One cell of the judge's own ballot, as often as they like until it is submitted.

    An empty ``value`` takes the value back. A ``note`` that is left out stays as it was, an
    empty one goes; ``at`` is the moment in the session that the note refers to.
    """
    data = command.data
    criterion = choice(data, "criterion", setup.cells)
    subject = choice(data, "subject", setup.cells[criterion])
    cell = {"criterion": criterion, "subject": subject, "value": _value(setup, criterion, data.get("value"))}
    cell |= _note(data) or _note(state.scores_of(seat.key).get(criterion, {}).get(subject, {})) or {"note": ""}
    if state.ballots.get(seat.key) == SUBMITTED or state.confirmed():
        raise Refused("not_now", ballot=state.ballots.get(seat.key, ""))
    return [Event("score.noted", cell, judge_audience(seat.key), now, seat.key)]


def _value(setup: PanelSetup, criterion: str, value: Any) -> str:
    """The value as it is kept: ``"7.0"`` and ``"7"`` are one."""
    if value == "":
        return ""
    number = decimal(value, "value")
    if not setup.rubric.criteria[criterion].scale.holds(number):
        raise bad("value")
    return exact(number)


def _note(data: Mapping[str, Any]) -> dict[str, Any]:
    """The note with the moment it refers to, or nothing when there is none in ``data``."""
    if data.get("note") is None:
        return {}
    note: dict[str, Any] = {"note": text(data, "note", most=NOTE)}
    if note["note"] and data.get("at") is not None:
        note["at"] = moment(data, "at")
    return note


def submit(setup: PanelSetup, state: PanelState, seat: Seat, command: Command, now: int) -> Sequence[Event]:
    """The judge's complete ballot, for good.

    Everybody on the panel learns who; only the judge gets the seal: a digest salted with the command's own
    id, which nobody else knows, so that the digest gives away nothing and yet proves the values.
    """
    expected(state, seat, command, "scores")
    if state.ballots.get(seat.key) == SUBMITTED or state.confirmed():
        raise Refused("not_now", ballot=state.ballots.get(seat.key, ""))
    if missing := missing_cells(setup, state, seat.key):
        raise Refused("not_now", missing=missing)
    sealed = {"digest": digest(command.id, state.scores_of(seat.key)), "salt": command.id}
    return [
        Event("ballot.sealed", sealed, judge_audience(seat.key), now, seat.key),
        Event("ballot.submitted", {"judge": seat.key}, JUDGES, now, seat.key),
    ]


def missing_cells(setup: PanelSetup, state: PanelState, judge: str) -> dict[str, list[str]]:
    """What this judge has not given a value yet: {criterion: [subjects]}."""
    scores = state.scores_of(judge)
    missing = {
        criterion: [s for s in subjects if not scores.get(criterion, {}).get(s, {}).get("value")]
        for criterion, subjects in setup.cells.items()
    }
    return {criterion: subjects for criterion, subjects in missing.items() if subjects}


def digest(salt: str, scores: Mapping[str, Any]) -> str:
    """SHA-256 over the salt and the ballot as canonical JSON: sorted keys, no spaces, UTF-8."""
    canonical = json.dumps(dict(scores), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256((salt + canonical).encode()).hexdigest()


def give_back(setup: PanelSetup, state: PanelState, seat: Seat, command: Command, now: int) -> Sequence[Event]:
    """A submitted ballot goes back to its judge, who may change it and submits again. A reason is required."""
    judge = choice(command.data, "judge", setup.judges())
    reason = text(command.data, "reason", least=1, most=REASON)
    expected(state, seat, command)
    if state.ballots.get(judge) != SUBMITTED or state.confirmed():
        raise Refused("not_now", judge=judge)
    return [Event("ballot.returned", {"judge": judge, "reason": reason}, JUDGES, now, seat.key)]
