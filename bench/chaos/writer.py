"""A client that keeps writing at one seat whatever happens to its line, and remembers all that it was told.

It knows the protocol and nothing else: no module of the platform is imported here.
"""

import asyncio
import json
import random
import secrets
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Origin, Subprotocol

AGAIN = frozenset({"slow_down", "try_again", "read_only", "internal"})
TWICE = 0.1  # of the commands are sent a second time for no reason


def merged(target: Any, patch: Any) -> Any:
    """JSON Merge Patch, RFC 7386 section 2; ``target`` is changed in place."""
    if not isinstance(patch, dict):
        return patch
    target = target if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            target.pop(key, None)
        else:
            target[key] = merged(target.get(key), value)
    return target


@dataclass(slots=True)
class Told:
    """All that one client was told, for the checker."""

    stream: str = ""
    view: str = ""
    audiences: frozenset[str] = frozenset()
    first: int = 0  # the seq of the first snapshot
    seq: int = 0
    state: Any = None
    events: dict[int, dict[str, Any]] = field(default_factory=dict)  # seq -> kind, at, by, data
    acked: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))  # id -> seq of each ack
    tokens: dict[str, str] = field(default_factory=dict)  # id -> the text that only this command holds
    given_up: set[str] = field(default_factory=set)  # ids that the server called unknown after a cut
    refused: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    closes: list[int] = field(default_factory=list)
    gaps: int = 0
    contradictions: int = 0  # the same seq told twice, differently
    snapshots: int = 0
    back: list[float] = field(default_factory=list)  # seconds from a lost line to the next welcome
    heard: float = 0.0  # of the last event


Thought = tuple[str, dict[str, Any], dict[str, Any] | None]  # kind, data, expect


@dataclass(slots=True)
class Writer:
    """One seat. ``think`` makes the next command of this seat from its state and a token, or None to wait."""

    seat: str
    address: str
    cookie: str
    origin: str
    dice: random.Random
    think: Callable[[dict[str, Any], str, random.Random], Thought | None] | None
    keep: bool = True
    told: Told = field(default_factory=Told)
    up: Callable[[], float] = time.monotonic  # when the server was last known to serve
    pause: float = 0.05
    waiting: dict[str, Any] | None = None  # the frame on its way
    writing: bool = True
    stopped: bool = False
    _socket: ClientConnection | None = None
    _moved: asyncio.Event = field(default_factory=asyncio.Event)
    _cut: float = 0.0
    _unsure: bool = False

    async def run(self) -> None:
        """Hold the line and write, until ``stopped``."""
        pen = asyncio.create_task(self._write())
        wait = 0.25
        try:
            while not self.stopped:
                links = len(self.told.back) + self.told.snapshots
                code = await self._link()
                self._socket = None
                self._cut = self._cut or time.monotonic()
                self.told.closes.append(code)
                wait = 0.25 if len(self.told.back) + self.told.snapshots > links else min(2 * wait, 2.0)
                await asyncio.sleep(self.dice.uniform(0, wait))
        finally:
            pen.cancel()

    async def end(self) -> None:
        """Write no more and hang up."""
        self.stopped = True
        if self._socket is not None:
            await self._socket.close()

    @property
    def connected(self) -> bool:
        return self._socket is not None and not self._cut

    # The line -----------------------------------------------------------------------------------

    async def _link(self) -> int:
        resume = f"?after={self.told.seq}&view={self.told.view}" if self.told.state is not None else ""
        try:
            async with connect(
                self.address + resume,
                subprotocols=[Subprotocol("xieshang.v1")],
                additional_headers={"Cookie": self.cookie},
                origin=Origin(self.origin),
                compression=None,
                max_size=None,
                ping_interval=None,
                open_timeout=5,
                close_timeout=1,
                proxy=None,
            ) as socket:
                beat = asyncio.create_task(self._beat(socket))
                try:
                    async for text in socket:
                        self._hear(socket, json.loads(text))
                finally:
                    beat.cancel()
                return socket.close_code or 1006
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006
        except (InvalidHandshake, OSError, TimeoutError, EOFError):
            return 1006

    async def _beat(self, socket: ClientConnection) -> None:
        with suppress(ConnectionClosed):
            while True:
                await asyncio.sleep(3)
                await socket.send(json.dumps({"type": "ping", "t": 0, "seen": self.told.seq}))

    def _hear(self, socket: ClientConnection, frame: Mapping[str, Any]) -> None:
        match frame["type"]:
            case "welcome":
                self._welcomed(socket, frame)
            case "snapshot":
                self.told.snapshots += 1
                if self.told.state is None:
                    self.told.first = frame["seq"]
                self.told.state, self.told.seq = frame["state"], frame["seq"]
                self._ask_or_repeat()
            case "event":
                self._event(socket, frame)
            case "ack":
                self.told.acked[frame["id"]].append(frame["seq"])
                self._settled(frame["id"])
            case "refuse":
                self._refused(frame)
            case "did":
                self._did(frame["ids"])

    def _welcomed(self, socket: ClientConnection, frame: Mapping[str, Any]) -> None:
        told = self.told
        if frame["view"] != told.view:
            told.view, told.state = frame["view"], None
            told.events.clear()
        told.stream, told.audiences = frame["stream"], frozenset(frame["you"]["audiences"])
        self._socket = socket
        if self._cut:
            told.back.append(time.monotonic() - max(self._cut, self.up()))
            self._cut = 0.0
        if told.state is not None:
            self._ask_or_repeat()
        self._moved.set()

    def _event(self, socket: ClientConnection, frame: Mapping[str, Any]) -> None:
        told = self.told
        known = {key: frame[key] for key in ("kind", "at", "by", "data")}
        if frame["seq"] <= told.seq:
            told.contradictions += told.events.get(frame["seq"], known) != known
        elif frame["seq"] != told.seq + 1:
            told.gaps += 1
            self._later(socket.close())
        else:
            told.seq = frame["seq"]
            told.events[told.seq] = known
            told.state = merged(told.state, frame["patch"])
            told.heard = time.monotonic()
            self._moved.set()

    # Writing ------------------------------------------------------------------------------------

    async def _write(self) -> None:
        """One command after another: the next when the one before is settled."""
        while self.think is not None:
            await asyncio.sleep(self.dice.uniform(0, 2 * self.pause))
            self._moved.clear()
            if self.waiting is None and self.writing and self.connected and self.told.state:
                self._begin()
            else:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._moved.wait(), 0.5)

    def _begin(self) -> None:
        assert self.think is not None
        token = secrets.token_urlsafe(9)
        thought = self.think(self.told.state, token, self.dice)
        if thought is None:
            return
        kind, data, expect = thought
        frame = {"id": secrets.token_urlsafe(18), "kind": kind, "data": data}
        self.waiting = frame if expect is None else {**frame, "expect": expect}
        if token in json.dumps(data):
            self.told.tokens[frame["id"]] = token
        self._send(self.waiting)
        if self.dice.random() < TWICE:
            self._send(self.waiting)

    def _send(self, frame: Mapping[str, Any]) -> None:
        if self._socket is not None:
            self._later(self._socket.send(json.dumps(frame)))

    def _later(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        task.add_done_callback(lambda done: done.cancelled() or done.exception())

    def _ask_or_repeat(self) -> None:
        """After a cut: what was kept goes again; of what meant its moment it is asked what became of it."""
        if self.waiting is None:
            return
        if self.keep:
            self._send(self.waiting)
        else:
            self._send({"type": "did", "ids": [self.waiting["id"]]})

    def _did(self, ids: Mapping[str, str]) -> None:
        for id, what in ids.items():
            if self.waiting is not None and self.waiting["id"] == id:
                if what == "done":
                    self._send(self.waiting)
                else:
                    self.told.given_up.add(id)
                    self._settled(id)

    def _refused(self, frame: Mapping[str, Any]) -> None:
        self.told.refused[frame["code"]] += 1
        if self.waiting is None or frame["id"] != self.waiting["id"]:
            return
        if frame["code"] in AGAIN:
            again = self.waiting
            wait = min(float(frame.get("retry_after") or 1), 1.0)
            asyncio.get_running_loop().call_later(wait, lambda: self.waiting is again and self._send(again))
        else:
            self._settled(frame["id"])

    def _settled(self, id: str) -> None:
        if self.waiting is not None and self.waiting["id"] == id:
            self.waiting = None
            self._moved.set()


async def newcomer(address: str, cookie: str, origin: str) -> tuple[int, Any]:
    """The (seq, state) that somebody who has never been here is shown first."""
    headers = {"Cookie": cookie}
    protocols = [Subprotocol("xieshang.v1")]
    async with (
        asyncio.timeout(10),
        connect(
            address, subprotocols=protocols, additional_headers=headers, origin=Origin(origin), proxy=None
        ) as socket,
    ):
        async for text in socket:
            frame = json.loads(text)
            if frame["type"] == "snapshot":
                return frame["seq"], frame["state"]
    raise ConnectionError(f"{address} showed nothing")
