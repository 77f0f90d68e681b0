"""News that the scenario holds ready (突发情况): released by the host, or by the clock at its minute."""

from collections.abc import Sequence

from live.machine import Event, Refused
from negotiation.engine.audience import hears_of
from negotiation.engine.scenario import Inject
from negotiation.engine.turn import Turn


def release(turn: Turn, inject: Inject) -> Sequence[Event]:
    """The host lets a piece of news arrive, once, in a phase that takes news."""
    if not turn.running().injects or turn.table.released(inject.id):
        raise Refused("not_now")
    return arrives(inject, turn.now, turn.seat.key)


def arrives(inject: Inject, at: int, by: str | None) -> Sequence[Event]:
    """The news, one event for each audience that hears of it."""
    data = {"inject": inject.id, "audience": inject.audience, "text": dict(inject.text)}
    return [Event("inject.released", data, audience, at, by) for audience in hears_of(inject.audience)]
