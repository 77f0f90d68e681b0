"""Uvicorn for halls with many watchers: the same application, a faster loop."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import uvicorn
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from live.wire import EXTENSION


class Socket:
    """Writes whole frames to one of uvicorn's sockets."""

    __slots__ = ("_protocol",)

    def __init__(self, protocol: "LiveProtocol") -> None:
        self._protocol = protocol

    def write(self, data: bytes) -> None:
        protocol = self._protocol
        if protocol.handshake_complete and not protocol.close_sent and not protocol.transport.is_closing():
            protocol.transport.write(data)


class LiveProtocol(WebSocketsSansIOProtocol):
    """Gives each WebSocket its transport."""

    async def run_asgi(self) -> None:
        self.scope["extensions"] = {**(self.scope.get("extensions") or {}), EXTENSION: Socket(self)}  # type: ignore[dict-item]
        await super().run_asgi()


class LiveServer(uvicorn.Server):
    """Runs ``stop`` before uvicorn closes what is left, and leaves signals to whoever serves.

    Uvicorn's own handlers raise the signal again at the end, so that a clean stop looks like a kill.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        ready: Callable[[], None],
        stop: Callable[[], Awaitable[None]],
        signals: Callable[[asyncio.AbstractEventLoop, Callable[[], None]], None],
    ) -> None:
        super().__init__(config)
        self._ready, self._stop, self._signals = ready, stop, signals

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._signals(asyncio.get_running_loop(), self._end)
            self._ready()

    def _end(self) -> None:
        self.should_exit = True

    async def shutdown(self, sockets: Any = None) -> None:
        await self._stop()
        await asyncio.sleep(0)
        await super().shutdown(sockets)


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
    config = uvicorn.Config(
        application,
        host=host,
        port=port,
        ws=LiveProtocol,
        ws_per_message_deflate=False,
        ws_max_size=1 << 20,
        lifespan="off",
        log_level="warning",
        timeout_graceful_shutdown=8,
    )
    server = LiveServer(config, ready, stop, signals)
    try:
        server.run()
    except SystemExit:
        return f"cannot listen on {host}:{port}"
    return None
