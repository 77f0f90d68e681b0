"""Addresses of streams: ``/ws/<kind>/<uuid>/``. Anything else is told so by a close code."""

from collections.abc import Awaitable, Callable
from typing import Any

from channels.routing import URLRouter
from django.urls import path, re_path

from live.consumers import StreamConsumer
from live.frames import SUBPROTOCOL


async def nowhere(
    scope: dict[str, Any], receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]
) -> None:
    """There is no such stream: accept, so that a browser can read the code, and close."""
    await receive()
    subprotocol = SUBPROTOCOL if SUBPROTOCOL in scope.get("subprotocols", []) else None
    await send({"type": "websocket.accept", "subprotocol": subprotocol})
    await send({"type": "websocket.close", "code": 4404})


routes: list[Any] = [
    path("ws/<slug:kind>/<uuid:key>/", StreamConsumer.as_asgi()),  # type: ignore[arg-type]
    re_path(r"", nowhere),  # type: ignore[arg-type]
]
streams = URLRouter(routes)
