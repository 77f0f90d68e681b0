"""The fold of a panel's log. It never refuses: what is in the log has happened."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from live.machine import JUDGES, OFFICIALS, PUBLIC, Event
from scoring.engine import penalties
from scoring.engine.state import COMPUTED, CONFIRMED, OPEN, OUTDATED, PUBLISHED, RETURNED, SUBMITTED, PanelState, Result

_OF_OFFICIALS = frozenset({PUBLIC, JUDGES, OFFICIALS})


def evolve(state: PanelState, event: Event) -> PanelState:
    """The state after ``event``."""
    if event.audience in _OF_OFFICIALS:
        state = replace(state, counted=state.counted + 1)
    return _FOLDS[event.kind](state, event)


def _seat_given(state: PanelState, event: Event) -> PanelState:
    """A judge's seat that goes to somebody new starts an empty ballot, which a result so far does not hold."""
    key, person = event.data["seat"], event.data["person"]
    state = replace(state, seats={**state.seats, key: replace(state.seats[key], person=person)})
    if state.seats[key].role != "judge":
        return state
    if state.authors.get(key) != person:
        ballots = {**state.ballots, key: OPEN}
        state = replace(
            state, ballots=ballots, authors={**state.authors, key: person}, returned=_without(state.returned, key)
        )
    elif key not in state.ballots:
        state = replace(state, ballots={**state.ballots, key: OPEN})
    return state if state.ballots[key] == SUBMITTED else _outdated(state)


def _seat_taken(state: PanelState, event: Event) -> PanelState:
    key = event.data["seat"]
    state = replace(state, seats={**state.seats, key: replace(state.seats[key], person="")})
    if state.ballots.get(key) == SUBMITTED:
        return state
    return replace(state, ballots=_without(state.ballots, key))


def _ballot_cleared(state: PanelState, event: Event) -> PanelState:
    judge = event.data["judge"]
    return replace(state, scores=_without(state.scores, judge), receipts=_without(state.receipts, judge))


def _score_noted(state: PanelState, event: Event) -> PanelState:
    """The cell as it is now; without value and note it is as if it had never been."""
    judge, data = str(event.by), event.data
    criterion, subject = data["criterion"], data["subject"]
    scores = state.scores_of(judge)
    cells = {key: cell for key, cell in scores.get(criterion, {}).items() if key != subject}
    if data["value"] or data["note"]:
        cells[subject] = {key: data[key] for key in ("value", "note", "at") if key in data}
    return replace(state, scores={**state.scores, judge: scores.with_entry(criterion, cells)})


def _ballot_sealed(state: PanelState, event: Event) -> PanelState:
    receipt = {"digest": event.data["digest"], "salt": event.data["salt"], "at": event.at}
    return replace(state, receipts={**state.receipts, str(event.by): receipt})


def _ballot_submitted(state: PanelState, event: Event) -> PanelState:
    judge = event.data["judge"]
    return replace(state, ballots={**state.ballots, judge: SUBMITTED})


def _ballot_returned(state: PanelState, event: Event) -> PanelState:
    judge = event.data["judge"]
    returned = {**state.returned, judge: {"reason": event.data["reason"], "at": event.at}}
    return _outdated(replace(state, ballots={**state.ballots, judge: RETURNED}, returned=returned))


def _penalty_proposed(state: PanelState, event: Event) -> PanelState:
    case = {key: event.data[key] for key in ("subject", "rule", "points")}
    penalty = {**case, "status": penalties.PROPOSED, "at": event.at}
    return replace(state, penalties=state.penalties.with_entry(event.data["penalty"], penalty))


def _penalty_confirmed(state: PanelState, event: Event) -> PanelState:
    key = event.data["penalty"]
    penalty = {**state.penalties[key], "status": penalties.CONFIRMED}
    return _outdated(replace(state, penalties=state.penalties.with_entry(key, penalty)))


def _result_computed(state: PanelState, event: Event) -> PanelState:
    seen = {"status": COMPUTED, "seq": state.counted, "computed_by": event.by, "computed_at": event.at, **event.data}
    return replace(state, result=Result(state.counted, COMPUTED, _person(state, event), seen_by_officials=seen))


def _result_confirmed(state: PanelState, event: Event) -> PanelState:
    """Judges learn of the result only now. The officials' ``seq`` stays theirs: it counts what judges never see."""
    if state.result is None:
        return state
    seen = {"status": CONFIRMED, "confirmed_by": event.by, "confirmed_at": event.at, **event.data}
    result = replace(
        state.result,
        status=CONFIRMED,
        confirmed_seq=state.counted,
        confirmed_by=_person(state, event),
        seen_by_officials={**state.result.seen_by_officials, **seen},
        seen_by_judges=seen,
    )
    return replace(state, result=result)


def _result_published(state: PanelState, event: Event) -> PanelState:
    if state.result is None:
        return state
    public = {"status": PUBLISHED, "published_at": event.at, **event.data}
    told = {"status": PUBLISHED, "published_at": event.at}
    result = replace(
        state.result,
        status=PUBLISHED,
        seen_by_officials={**state.result.seen_by_officials, **told},
        seen_by_judges={**(state.result.seen_by_judges or {}), **told},
        seen_by_all=public,
    )
    return replace(state, result=result)


def _outdated(state: PanelState) -> PanelState:
    """A result that was computed before must be computed again; one that was confirmed stands."""
    result = state.result
    if result is None or result.status != COMPUTED:
        return state
    seen = {**result.seen_by_officials, "status": OUTDATED}
    return replace(state, result=replace(result, status=OUTDATED, seen_by_officials=seen))


def _person(state: PanelState, event: Event) -> str:
    seat = state.seats.get(str(event.by))
    return seat.person if seat else ""


def _without(entries: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {k: v for k, v in entries.items() if k != key}


_FOLDS: Mapping[str, Callable[[PanelState, Event], PanelState]] = {
    "seat.given": _seat_given,
    "seat.taken": _seat_taken,
    "ballot.cleared": _ballot_cleared,
    "score.noted": _score_noted,
    "ballot.sealed": _ballot_sealed,
    "ballot.submitted": _ballot_submitted,
    "ballot.returned": _ballot_returned,
    "penalty.proposed": _penalty_proposed,
    "penalty.confirmed": _penalty_confirmed,
    "result.computed": _result_computed,
    "result.confirmed": _result_confirmed,
    "result.published": _result_published,
}
EVENTS = frozenset(_FOLDS)
