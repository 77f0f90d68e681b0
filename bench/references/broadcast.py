"""``python -m bench.references.broadcast PORT``: the ``websockets`` library's own ``broadcast()``, on uvloop.

``/watch/<room>`` listens, ``/publish/<room>`` sends text that everybody in the room gets, numbered and stamped.
"""

import json
import sys
import time
from collections import defaultdict
from contextlib import suppress

import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve
from websockets.exceptions import ConnectionClosed

rooms: dict[str, set[ServerConnection]] = defaultdict(set)
counts: dict[str, int] = defaultdict(int)


async def handle(socket: ServerConnection) -> None:
    assert socket.request is not None
    _, what, room = socket.request.path.split("/")
    if what == "watch":
        rooms[room].add(socket)
        await socket.wait_closed()
        rooms[room].discard(socket)
        return
    with suppress(ConnectionClosed):
        await publish(socket, room)


async def publish(socket: ServerConnection, room: str) -> None:
    """Number, stamp and broadcast whatever comes."""
    async for text in socket:
        said = json.loads(text)
        counts[room] += 1
        event = {"type": "event", "seq": counts[room], "at": time.time_ns() // 1_000_000, **said}
        broadcast(rooms[room], json.dumps(event))
        await socket.send(json.dumps({"type": "ack", "seq": counts[room]}))


async def main(port: int) -> None:
    async with serve(handle, "127.0.0.1", port, compression=None, ping_timeout=None, max_queue=None) as server:
        print("Serving", flush=True)
        await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
