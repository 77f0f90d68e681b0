"""An independent client of the live protocol: one seat at one stream, on a bare WebSocket.

Written from the protocol alone: it imports nothing of the server and knows no rule of play. What it
shows after any number of lost connections is the state that the frames have told it, no more.
"""

import asyncio
import json
import secrets
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Origin, Subprotocol

SUBPROTOCOL = Subprotocol("xieshang.v1")
SILENCE = 35.0  # seconds without a frame after which the line counts as dead
HEARTBEAT = 15.0
SEEN_EVERY = 200  # events after which the server is told at once what was seen
#: After these a client does not come back.
FINAL = frozenset({4000, 4400, 4401, 4403, 4404, 4413, 4426, 4503})
#: After these refusals the same command is sent again.
AGAIN = frozenset({"slow_down", "try_again", "read_only", "internal"})


def merge(target: Any, patch: Any) -> Any:
    """``target`` after the JSON Merge Patch ``patch`` (RFC 7386). Objects of ``target`` are changed in place.

    >>> merge({"a": {"b": 1, "c": 2}}, {"a": {"b": None, "d": {"e": None}}})
    {'a': {'c': 2, 'd': {}}}
    """
    if not isinstance(patch, dict):
        return patch
    if not isinstance(target, dict):
        target = {}
    for key, value in patch.items():
        if value is None:
            target.pop(key, None)
        else:
            target[key] = merge(target.get(key), value)
    return target


class Refusal(Exception):
    """The server refused a command: nothing was changed."""

    def __init__(self, code: str, message: str, data: Mapping[str, Any]) -> None:
        super().__init__(code, message, data)
        self.code = code
        self.message = message
        self.data = data


class Lost(Exception):
    """A command that meant its moment never arrived, and the moment is gone. Whoever sent it decides anew."""


@dataclass(slots=True)
class Ack:
    """A command is durable. ``seq`` is where the view stands after it; ``seconds`` how long it took."""

    id: str
    seq: int
    seconds: float
    receipt: Mapping[str, Any] | None = None


@dataclass(slots=True)
class Pending:
    """A command on its way. ``link`` is the connection that it was last sent on, counted from 1."""

    frame: dict[str, Any]
    keep: bool
    answer: asyncio.Future[Ack]
    since: float
    link: int = 0


@dataclass(slots=True)
class Tally:
    """What a line has seen, for checking afterwards."""

    events: int = 0
    gaps: int = 0
    links: int = 0
    snapshots: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    closes: list[int] = field(default_factory=list)


class Line:
    """One seat's line to one stream. ``run`` holds it; ``send`` commands; ``state`` is what the view shows.

    ``changed`` is called after every frame that may have changed ``state`` or ``you``.
    """

    def __init__(
        self,
        address: str,
        *,
        cookie: str = "",
        origin: str = "",
        changed: Callable[[], None] | None = None,
    ):
        self.address = address
        self.headers = {"Cookie": cookie} if cookie else {}
        self.origin = Origin(origin) if origin else None
        self.changed = changed or (lambda: None)
        self.state: dict[str, Any] | None = None
        self.seq = 0
        self.first = 0  # the seq of the snapshot that the events follow on
        self.view = ""
        self.you: dict[str, Any] = {}
        self.limits: dict[str, int] = {}
        self.offset = 0.0  # server's clock minus ours, ms
        self.authors: dict[int, tuple[str, str]] = {}  # seq -> (kind, by) of every event seen
        self.acks: list[Ack] = []
        self.tally = Tally()
        self.closed: int | None = None
        self.heard_at = time.monotonic()  # of the last event
        self._pending: dict[str, Pending] = {}
        self._socket: ClientConnection | None = None
        self._welcome = asyncio.Event()
        self._trips: list[tuple[float, float]] = []
        self._unseen = 0
        self._random = Random()

    # The line itself ---------------------------------------------------------------------------------

    async def run(self) -> int:
        """Hold the line, through every reconnect, until it ends for good; the code it ended with."""
        wait = 0.5
        while True:
            links = self.tally.links
            code = await self._link()
            self._socket = None
            self._welcome.clear()
            self.tally.closes.append(code)
            if code in FINAL:
                self.closed = code
                self._give_up(code)
                return code
            wait = 0.5 if self.tally.links > links else min(wait * 2, 15.0)
            await asyncio.sleep(30.0 if code == 4429 else self._random.uniform(0, wait))

    async def _link(self) -> int:
        """One connection from its handshake to its close; the close code."""
        resume = f"?after={self.seq}&view={self.view}" if self.state is not None else ""
        try:
            async with connect(
                self.address + resume,
                subprotocols=[SUBPROTOCOL],
                additional_headers=self.headers,
                origin=self.origin,
                compression=None,
                max_size=None,
                ping_interval=None,
                open_timeout=30,
                close_timeout=2,
                proxy=None,
            ) as socket:
                self._socket = socket
                beat = asyncio.create_task(self._beat(socket))
                try:
                    await self._listen(socket)
                finally:
                    beat.cancel()
                return socket.close_code or 1006
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006
        except InvalidHandshake as refused:
            status = getattr(getattr(refused, "response", None), "status_code", 0)
            return 4403 if status == 403 else 1006
        except (OSError, TimeoutError):
            return 1006

    async def _listen(self, socket: ClientConnection) -> None:
        """Take in frame after frame. After a gap, or too long a silence, leave: the next link resumes."""
        while True:
            async with asyncio.timeout(SILENCE):
                text = await socket.recv()
            frame = json.loads(text)
            take = getattr(self, f"_on_{frame.get('type')}", None)
            if take is not None and take(frame) is False:
                await socket.close(1000)
                return

    async def _beat(self, socket: ClientConnection) -> None:
        """Say every 15 s ± 20 % what was seen; the first at once, to learn the server's clock."""
        with suppress(ConnectionClosed):
            await self._welcome.wait()
            while True:
                await self._ping(socket)
                await asyncio.sleep(HEARTBEAT * self._random.uniform(0.8, 1.2))

    async def _ping(self, socket: ClientConnection) -> None:
        self._unseen = 0
        await socket.send(json.dumps({"type": "ping", "t": time.monotonic() * 1000, "seen": self.seq}))

    def _soon(self, frame: Mapping[str, Any]) -> None:
        """Send a frame from where nothing can be awaited. A line that breaks meanwhile is resumed anyway."""
        if self._socket is not None:
            task = asyncio.ensure_future(self._socket.send(json.dumps(frame, ensure_ascii=False)))
            task.add_done_callback(lambda done: done.cancelled() or done.exception())

    # Frames --------------------------------------------------------------------------------------------

    def _on_welcome(self, frame: Mapping[str, Any]) -> None:
        self.tally.links += 1
        self.you, self.limits = frame["you"], frame["limits"]
        if frame["view"] != self.view:
            self.view, self.state, self.seq = frame["view"], None, 0
            self.authors.clear()
        self.offset = frame["now"] - time.time() * 1000
        self._welcome.set()
        self._resend()
        self.changed()

    def _on_snapshot(self, frame: Mapping[str, Any]) -> None:
        self.tally.snapshots += 1
        self.state, self.seq = frame["state"], frame["seq"]
        if not self.authors:
            self.first = self.seq
        self.changed()

    def _on_event(self, frame: Mapping[str, Any]) -> bool:
        if frame["seq"] <= self.seq:
            return True
        if frame["seq"] != self.seq + 1 or self.state is None:
            self.tally.gaps += 1
            return False
        self.state = merge(self.state, frame["patch"])
        self.seq = frame["seq"]
        self.authors[self.seq] = (frame["kind"], frame.get("by") or "")
        self.tally.events += 1
        self.heard_at = time.monotonic()
        self._unseen += 1
        if self._unseen >= SEEN_EVERY:
            self._unseen = 0
            self._soon({"type": "ping", "t": time.monotonic() * 1000, "seen": self.seq})
        self.changed()
        return True

    def _on_ack(self, frame: Mapping[str, Any]) -> None:
        if pending := self._pending.pop(frame["id"], None):
            taken = time.monotonic() - pending.since
            ack = Ack(frame["id"], frame["seq"], taken, frame.get("receipt"))
            self.acks.append(ack)
            if not pending.answer.done():
                pending.answer.set_result(ack)

    def _on_refuse(self, frame: Mapping[str, Any]) -> None:
        code = frame["code"]
        self.tally.refused[code] = self.tally.refused.get(code, 0) + 1
        pending = self._pending.get(frame["id"] or "")
        if pending is None:
            return
        if code in AGAIN:
            # ``retry_after`` is in seconds, as in HTTP.
            wait = float(frame.get("retry_after") or 1.0)
            asyncio.get_running_loop().call_later(wait, self._repeat, frame["id"])
            return
        del self._pending[frame["id"]]
        if not pending.answer.done():
            pending.answer.set_exception(Refusal(code, frame["message"], frame.get("data") or {}))

    def _on_did(self, frame: Mapping[str, Any]) -> None:
        """What the server says of commands whose answer was lost: what is done is asked for its ack once more."""
        for id, what in frame["ids"].items():
            pending = self._pending.get(id)
            if pending is None:
                continue
            if what == "done":
                self._put(pending)
            else:
                del self._pending[id]
                if not pending.answer.done():
                    pending.answer.set_exception(Lost(pending.frame["kind"]))

    def _on_pong(self, frame: Mapping[str, Any]) -> None:
        """Keep the clock of the shortest of the last eight round trips."""
        trip = time.monotonic() * 1000 - frame["t"]
        self._trips = [
            *self._trips[-7:],
            (trip, frame["now"] + trip / 2 - time.time() * 1000),
        ]
        self.offset = min(self._trips)[1]

    # Commands ------------------------------------------------------------------------------------------

    async def send(
        self,
        kind: str,
        data: Mapping[str, Any],
        expect: Mapping[str, Any] | None = None,
        *,
        keep: bool = False,
    ) -> Ack:
        """Send a command and wait until it is durable. Raises Refusal; Lost (never for a *keep* command)."""
        frame: dict[str, Any] = {
            "id": secrets.token_urlsafe(18),
            "kind": kind,
            "data": data,
        }
        if expect is not None:
            frame["expect"] = expect
        future: asyncio.Future[Ack] = asyncio.get_running_loop().create_future()
        pending = self._pending[frame["id"]] = Pending(frame, keep, future, time.monotonic())
        if self.closed is not None:
            self._give_up(self.closed)
        elif self._welcome.is_set():
            self._put(pending)
        return await future

    def _put(self, pending: Pending) -> None:
        pending.link = self.tally.links
        self._soon(pending.frame)

    def _repeat(self, id: str) -> None:
        if (pending := self._pending.get(id)) and self._welcome.is_set():
            self._put(pending)

    def _resend(self) -> None:
        """After a welcome: what was kept goes again in its order; of the rest it is asked what became of it."""
        unsure = [id for id, one in self._pending.items() if one.link and not one.keep]
        for pending in self._pending.values():
            if pending.keep or not pending.link:
                self._put(pending)
        if unsure:
            self._soon({"type": "did", "ids": unsure})

    def _give_up(self, code: int) -> None:
        for pending in self._pending.values():
            if not pending.answer.done():
                pending.answer.set_exception(Lost(f"{pending.frame['kind']}: closed with {code}"))
        self._pending.clear()

    def now(self) -> int:
        """The server's clock as this line knows it, epoch ms."""
        return round(time.time() * 1000 + self.offset)

    async def hang_up(self) -> None:
        """Close from this side; ``run`` is cancelled by whoever started it."""
        if self._socket is not None:
            await self._socket.close(1000)


async def snapshot(address: str, *, cookie: str = "", origin: str = "") -> Line:
    """A new line that has just received its first snapshot, and is closed again: what a newcomer sees."""
    line = Line(address, cookie=cookie, origin=origin)
    ready = asyncio.Event()
    line.changed = lambda: ready.set() if line.state is not None else None
    run = asyncio.create_task(line.run())
    waiting = asyncio.create_task(ready.wait())
    try:
        await asyncio.wait({run, waiting}, timeout=30, return_when=asyncio.FIRST_COMPLETED)
        await line.hang_up()
    finally:
        for task in (run, waiting):
            task.cancel()
        await asyncio.gather(run, waiting, return_exceptions=True)
    return line
