"""Offering the round after a signature, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.db import transaction

from live import log
from live.machine import SIDES
from negotiation.engine.improve.state import IMPROVED
from negotiation.models import Improvement, Session
from negotiation.table import machine_of

#: Who of the staff may watch the round and end it.
WATCHING = ("host", "organiser")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a round came to. ``signed`` and ``final`` are terms; points are by side.

    ``status``: offered, running, improved, kept. Scored apart: the session's own result rests on ``signed`` alone.
    """

    status: str
    reason: str
    signed: Mapping[str, str]
    final: Mapping[str, str]
    signed_points: Mapping[str, int]
    final_points: Mapping[str, int]

    @property
    def is_improved(self) -> bool:
        return self.status == IMPROVED


def outcome(session: Session) -> Outcome | None:
    """What came of the session's round of improvement; None when none was offered.

    Not for a side's eyes before the release: it holds both sides' points.
    """
    row = Improvement.objects.filter(session=session).first()
    if row is None:
        return None
    state = log.state_of("improvements", row.key)
    scenario, signed = session.scenario.compiled(), row.set_up["signed"]
    final = dict(state.final) or signed
    return Outcome(
        state.status,
        state.reason,
        signed,
        final,
        {side: scenario.points(side, signed) for side in SIDES},
        {side: scenario.points(side, final) for side in SIDES},
    )


@lru_cache(maxsize=1024)
def can_be_improved(key: UUID) -> bool:
    """Whether both sides of an agreed session could have done better by one package; False where nobody can tell.

    Right for ever once it is signed, so it is asked once. ValueError before the agreement.
    """
    from negotiation.engine.improve.better import better_exists  # noqa: PLC0415 (NumPy, which serving does not need)

    state = log.state_of("sessions", key)
    if state.status != "agreed":
        raise ValueError(f"session {key} is {state.status}")
    return bool(better_exists(machine_of(key).scenario, state.agreed))


def offer(session: Session, *, now: int | None = None) -> Improvement | None:
    """The round of this session: the one there is, else a new one, offered to both chiefs.

    None when there is nothing to look for, when there is no agreement, or after the release: whoever knows
    the other side's figures need not bargain.
    """
    row = Improvement.objects.filter(session=session).first()
    if row is not None:
        return row
    if session.status != Session.Status.AGREED or session.released_at or not can_be_improved(session.key):
        return None
    with transaction.atomic():
        Session.objects.select_for_update().get(pk=session.pk)  # two chiefs who look at once get one round
        row, made = Improvement.objects.get_or_create(session=session, defaults={"set_up": _set_up(session)})
        if made:
            log.create("improvements", row.key, row.digest())
            log.act("improvements", row.key, "round.offer", {}, now=now)
    return row


def _set_up(session: Session) -> dict[str, object]:
    """What was signed, and whoever of the table sat there then."""
    state = log.state_of("sessions", session.key)
    seats = {
        key: {"role": seat.role, "side": seat.side, "person": seat.person, "title": session.set_up[key]["title"]}
        for key, seat in state.seats.items()
        if seat.person and (seat.side or seat.role in WATCHING)
    }
    return {"signed": dict(state.agreed), "seats": seats}
