"""``manage.py`` with the bench's settings, and three things that it can be asked to do otherwise.

``BENCH_TICK=0``: nothing is put together. ``BENCH_DURABLE=0``: nothing is written down (what durability costs).
A line ``buffers`` on its input is answered by the largest buffer towards a socket since the last time.
"""

import asyncio
import os
import sys
import threading
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
django.setup()

from django.core.management import execute_from_command_line  # noqa: E402 (the apps must be ready)

from live import consumers, hub, log, switchboard  # noqa: E402
from live.log import Done, Grown, Head, Submission  # noqa: E402

largest = [0]


def remember_in_vain(board: switchboard.Switchboard, submission: Submission, answer: Any) -> None:
    """Decide and show, and write nothing down."""
    room = board.hubs[submission.address]
    head = room.head
    [event] = room.machine.decide(head.state, submission.seat, submission.command, log.now_ms())
    state = room.machine.evolve(head.state, event)
    told = {**head.told, event.audience: head.told.get(event.audience, 0) + 1}
    room.take(Grown(submission.address, [(head.seq + 1, event, state)]))
    after = Head(head.pk, head.seq + 1, b"", event.at, state, told)
    answer(Done(after.seq_for(room.machine.audiences(submission.seat))))


async def nothing(*_: Any) -> None:
    """There is no log to catch up with."""


def look_at_buffers() -> None:
    """Twenty times a second, how much waits for the slowest socket; told to whoever asks."""
    board = switchboard.Switchboard.here
    if board is not None and not board.closing:
        for peer in board.peers():
            transport = getattr(peer.line, "_transport", None)
            protocol = getattr(transport, "_protocol", None)
            inner = getattr(protocol, "transport", None)
            size = getattr(inner, "get_write_buffer_size", lambda: 0)()
            largest[0] = max(largest[0], size)
    asyncio.get_running_loop().call_later(0.05, look_at_buffers)


def answer_questions() -> None:
    """Each ``buffers`` is answered by the largest one since the last question."""
    for line in sys.stdin:
        if line.strip() == "buffers":
            print(largest[0], flush=True)
            largest[0] = 0


if __name__ == "__main__":
    consumers.ALL_RATE = consumers.ALL_BURST = 10**9
    if "BENCH_TICK" in os.environ:
        hub.TICK = float(os.environ["BENCH_TICK"])
    if os.environ.get("BENCH_DURABLE") == "0":
        switchboard.Switchboard.submit = remember_in_vain  # type: ignore[method-assign]
        switchboard.Switchboard._catch_up = nothing  # type: ignore[method-assign]
    if os.environ.get("BENCH_QUESTIONS"):
        start = switchboard.Switchboard.start

        def begin(board: switchboard.Switchboard) -> None:
            start(board)
            board.loop.call_soon(look_at_buffers)

        switchboard.Switchboard.start = begin  # type: ignore[method-assign]
        threading.Thread(target=answer_questions, daemon=True).start()
    execute_from_command_line(["manage.py", *sys.argv[1:]])
