"""Beside the sockets: has opponents act when their moment has come. All it knows is in the log: it may die any time."""

import asyncio
import logging

from django.db import Error as DatabaseError

from live.switchboard import Switchboard
from negotiation.practice.models import Practice

logger = logging.getLogger(__name__)

TICK = 0.5


async def run(board: Switchboard) -> None:
    """Look at everything that is being practised, twice a second, until the process ends."""
    while not board.closing:
        await asyncio.sleep(TICK)
        try:
            await board.read(act_everywhere)
        except DatabaseError:
            logger.warning("Practice waits: the database does not answer", exc_info=True)


def act_everywhere(now: int | None = None) -> int:
    """Do what is due in every practice that is going on; how many acts that were."""
    going_on = list(Practice.objects.going_on().select_related("session__scenario", "person__organization"))
    if not going_on:
        return 0
    from negotiation.practice.acting import act_in  # noqa: PLC0415 (NumPy: only where somebody practises)

    return sum(act_in(practice, now) for practice in going_on)
