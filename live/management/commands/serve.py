"""``manage.py serve``: pages and streams, and an end that no socket takes for a crash."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils.module_loading import import_string

from live.switchboard import Switchboard


class Command(BaseCommand):
    help = "Serve pages and live streams. SIGTERM: no new work, 4012 to every socket, then end within ten seconds."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--server", choices=["daphne", "uvicorn"], default="daphne")

    def handle(self, *, host: str, port: int, server: str, **options: Any) -> None:
        self.assert_durable()
        self.assert_free(host, port)
        application = import_string(settings.ASGI_APPLICATION)
        serve = import_string(f"live.servers.{server}.serve")
        boards: list[Switchboard] = []

        def ready() -> None:
            asyncio.get_event_loop().call_soon(start)

        def start() -> None:
            asyncio.get_running_loop().create_task(self.open(boards))
            self.stdout.write(f"Serving on http://{host}:{port}")
            self.stdout.flush()

        async def stop() -> None:
            for board in boards:
                await board.stop()

        failure = serve(application, host, port, ready=ready, stop=stop, signals=on_signals)
        if failure:
            raise CommandError(failure)
        # Threads of requests that nobody waits for any more would hold the interpreter, and on
        # Python 3.11 its last garbage collection can crash: everything is on the disk, so leave.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)

    async def open(self, boards: list[Switchboard]) -> None:
        board = Switchboard.running()
        boards.append(board)
        for work in settings.LIVE_BESIDE:
            board.keep(import_string(work)(board))

    def assert_free(self, host: str, port: int) -> None:
        """One clear line instead of a traceback when somebody else has the port."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with contextlib.closing(socket.socket(family)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as problem:
                raise CommandError(
                    f"Port {port} of {host} cannot be used: {problem.strerror}. Choose another by --port."
                ) from None

    def assert_durable(self) -> None:
        """PostgreSQL may be set up to acknowledge before the disk has it: then nothing is served."""
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SHOW synchronous_commit")
                [value] = cursor.fetchone()
            if value not in ("on", "remote_apply", "remote_write"):
                raise CommandError(f"PostgreSQL runs with synchronous_commit={value}; it must be on.")
        connection.close()


def on_signals(loop: asyncio.AbstractEventLoop, end: Callable[[], Any]) -> None:
    """Have SIGTERM and SIGINT end the server well."""
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end)
