"""The state of a panel, and its JSON form, which is a cache of what the log says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from live.machine import Growing, Seat

#: Of a ballot.
OPEN = "open"
SUBMITTED = "submitted"
RETURNED = "returned"

#: Of a result. ``outdated``: a ballot or a penalty changed after it was computed.
COMPUTED = "computed"
OUTDATED = "outdated"
CONFIRMED = "confirmed"
PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Result:
    """A result on its way. ``seen_by_*`` is what a view shows of it, made when it changes.

    ``seq`` and ``confirmed_seq`` count the events of the officials' view up to the computing and the
    confirming one: what an official's ``expect`` names.
    """

    seq: int
    status: str
    computed_by: str  # person
    seen_by_officials: Mapping[str, Any]
    seen_by_judges: Mapping[str, Any] | None = None
    seen_by_all: Mapping[str, Any] | None = None
    confirmed_seq: int = 0
    confirmed_by: str = ""  # person


@dataclass(frozen=True, slots=True)
class PanelState:
    """Everything that happened on a panel.

    ``scores`` {judge: {criterion: {subject: cell}}}, a cell being ``{"value", "note", "at"?}``.
    ``ballots`` has an entry for each judge who counts: who sits there, or has submitted.
    ``authors`` says whose scores a judge's seat holds, so that a successor never inherits them.
    """

    seats: Mapping[str, Seat]
    ballots: Mapping[str, str] = field(default_factory=dict)
    scores: Mapping[str, Growing] = field(default_factory=dict)
    authors: Mapping[str, str] = field(default_factory=dict)
    receipts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    returned: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    penalties: Growing = field(default_factory=Growing)
    result: Result | None = None
    counted: int = 0  # events of the officials' view

    def filled(self, judge: str) -> int:
        """How many cells this judge has given a value: what the judge's ``expect`` names."""
        return sum(bool(cell["value"]) for cells in self.scores_of(judge).values() for cell in cells.values())

    def scores_of(self, judge: str) -> Growing:
        """This judge's own scores, empty before the first."""
        return self.scores.get(judge, _NONE)

    def confirmed(self) -> bool:
        """Whether a result stands, so that nothing it rests on may change any more."""
        return self.result is not None and self.result.status in (CONFIRMED, PUBLISHED)

    def published(self) -> bool:
        return self.result is not None and self.result.status == PUBLISHED


_NONE = Growing()


def dump(state: PanelState) -> Any:
    """The state as JSON."""
    result = state.result
    return {
        "seats": {key: [seat.role, seat.side, seat.person] for key, seat in state.seats.items()},
        "ballots": dict(state.ballots),
        "scores": {judge: dict(scores) for judge, scores in state.scores.items()},
        "authors": dict(state.authors),
        "receipts": dict(state.receipts),
        "returned": dict(state.returned),
        "penalties": dict(state.penalties),
        "result": result and {name: getattr(result, name) for name in Result.__dataclass_fields__},
        "counted": state.counted,
    }


def load(dumped: Any) -> PanelState:
    """The state that was dumped."""
    return PanelState(
        seats={key: Seat(key, *rest) for key, rest in dumped["seats"].items()},
        ballots=dumped["ballots"],
        scores={judge: Growing(scores) for judge, scores in dumped["scores"].items()},
        authors=dumped["authors"],
        receipts=dumped["receipts"],
        returned=dumped["returned"],
        penalties=Growing(dumped["penalties"]),
        result=Result(**dumped["result"]) if dumped["result"] else None,
        counted=dumped["counted"],
    )
