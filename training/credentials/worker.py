"""Beside the sockets: starts a process that does what waits in the background, and which ends when nothing does.

A process of its own, because a thread that makes sixty certificates would keep the live tables waiting. Where many
servers share a database, each may start one: no task is ever run twice.
"""

import asyncio
import logging
import sys

from django.conf import settings
from django.db import Error as DatabaseError
from django_tasks_db.models import DBTaskResult

from live.switchboard import Switchboard

logger = logging.getLogger(__name__)

TICK = 1.0
COMMAND = ("db_worker", "--batch", "--no-startup-delay", "--queue-name", "*", "--verbosity", "0")


async def run(board: Switchboard) -> None:
    """Look once a second whether something waits, until the process ends."""
    child: asyncio.subprocess.Process | None = None
    try:
        while not board.closing:
            await asyncio.sleep(TICK)
            if child is not None and child.returncode is None:
                continue
            try:
                if await board.read(waits):
                    child = await _start()
            except DatabaseError:
                logger.warning("Background work waits: the database does not answer", exc_info=True)
    finally:
        if child is not None and child.returncode is None:
            child.terminate()
            await child.wait()


def waits() -> bool:
    """Whether any task is ready."""
    return DBTaskResult.objects.ready().exists()


async def _start() -> asyncio.subprocess.Process:
    quiet = asyncio.subprocess.DEVNULL
    manage = str(settings.BASE_DIR / "manage.py")
    return await asyncio.create_subprocess_exec(sys.executable, manage, *COMMAND, cwd=settings.BASE_DIR, stdout=quiet)
