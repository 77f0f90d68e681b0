"""How frames reach a socket: straight to the server's transport where it lets us, else by ASGI ``send``.

Our servers (``manage.py serve``) put a ``Transport`` into the scope's extensions. Writing to it
never waits and takes the same bytes for every socket. Elsewhere a small pump sends in order.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

from live.frames import on_the_wire

EXTENSION = "xieshang.transport"


class Frame:
    """One frame, as text and as the bytes that every socket of a view shares."""

    __slots__ = ("_wire", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._wire: bytes | None = None

    @property
    def wire(self) -> bytes:
        if self._wire is None:
            self._wire = on_the_wire(self.text)
        return self._wire

    def __len__(self) -> int:
        return len(self.wire)


class Transport(Protocol):
    """What a server gives a socket to write whole WebSocket frames with."""

    def write(self, data: bytes) -> None: ...


class Line:
    """One socket's way out. ``write`` never waits."""

    __slots__ = ("_pump", "_queue", "_send", "_transport")

    def __init__(self, scope: Mapping[str, Any], send: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
        self._transport: Transport | None = (scope.get("extensions") or {}).get(EXTENSION)
        self._send = send
        self._queue: asyncio.Queue[Frame | int] = asyncio.Queue()
        self._pump: asyncio.Task[None] | None = None

    def write(self, frames: list[Frame], joined: bytes | None = None) -> None:
        """Send ``frames`` in order; ``joined`` is their bytes when somebody has put them together already."""
        if self._transport is not None:
            self._transport.write(joined if joined is not None else b"".join(frame.wire for frame in frames))
            return
        for frame in frames:
            self._queue.put_nowait(frame)
        self._pump_on()

    def close(self, code: int) -> None:
        """Close the socket after what was written before."""
        self._queue.put_nowait(code)
        self._pump_on()

    def drop(self) -> None:
        """The socket is gone: forget what was not sent."""
        if self._pump is not None:
            self._pump.cancel()

    def _pump_on(self) -> None:
        if self._pump is None or self._pump.done():
            self._pump = asyncio.get_running_loop().create_task(self._send_all())

    async def _send_all(self) -> None:
        while not self._queue.empty():
            item = self._queue.get_nowait()
            if isinstance(item, int):
                await self._send({"type": "websocket.close", "code": item})
                return
            await self._send({"type": "websocket.send", "text": item.text})
