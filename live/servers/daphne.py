"""Daphne, run so that it stops well and lets sockets be written to directly."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from daphne.server import Server

from live.wire import EXTENSION


class Socket:
    """Writes whole frames to one of daphne's sockets."""

    __slots__ = ("_protocol",)

    def __init__(self, protocol: Any) -> None:
        self._protocol = protocol

    def write(self, data: bytes) -> None:
        """Send at once while nothing waits: Twisted would visit the selector twice for each socket and event."""
        if self._protocol.state != self._protocol.STATE_OPEN:
            return
        transport = self._protocol.transport
        sent = 0
        if not transport.dataBuffer and not transport._tempDataBuffer and not transport.disconnecting:
            written = transport.writeSomeData(data)
            sent = written if isinstance(written, int) else 0  # else it is lost, which Twisted will notice
        if sent < len(data):
            transport.write(data[sent:])


class LiveServer(Server):  # type: ignore[misc]
    """Gives each WebSocket its transport, and stops as ``stop_well`` says."""

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        if scope["type"] == "websocket":
            scope["extensions"] = {EXTENSION: Socket(protocol)}
        return super().create_application(protocol, scope)

    failure: str | None = None

    def listen_error(self, failure: Any) -> None:
        self.failure = str(failure.getErrorMessage())
        self.stop()


def serve(
    application: Any,
    host: str,
    port: int,
    *,
    ready: Callable[[], None],
    stop: Callable[[], Awaitable[None]],
    signals: Callable[[asyncio.AbstractEventLoop, Callable[[], None]], None],
) -> str | None:
    """Serve until a signal comes and ``stop`` has run. Returns what went wrong when it could not listen."""
    bracketed = host.replace(":", r"\:")
    server = LiveServer(
        application,
        endpoints=[f"tcp:port={port}:interface={bracketed}"],
        signal_handlers=False,
        http_timeout=60,
        websocket_timeout=-1,
        verbosity=1,
    )
    ending: list[asyncio.Task[None]] = []

    async def end() -> None:
        for listener in server.listeners:
            listener.addCallback(lambda port: port.stopListening())
        await stop()
        await _until_idle(server)
        server.stop()

    def begin_end() -> None:
        if not ending:
            ending.append(asyncio.get_running_loop().create_task(end()))

    def begin() -> None:
        loop = asyncio.get_event_loop()
        signals(loop, begin_end)
        loop.call_soon(ready)

    server.ready_callable = begin
    server.run()
    return server.failure


async def _until_idle(server: Server, seconds: float = 8.0) -> None:
    """Wait until what is under way has been answered, for a while."""
    waited = 0.0
    while waited < seconds and any("disconnected" not in details for details in server.connections.values()):
        await asyncio.sleep(0.05)
        waited += 0.05
        if waited > 1 and not any("application_instance" in details for details in server.connections.values()):
            return
