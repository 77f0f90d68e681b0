"""What a serving process runs beside its sockets: the hubs, the writer, the timekeeper and the sweep.

There is one of it for each event loop, begun with the first socket or by ``manage.py serve``.
"""

import asyncio
import contextlib
import logging
import secrets
from collections import Counter
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from channels.layers import get_channel_layer
from django.db import Error as DatabaseError  # an InterfaceError is no DatabaseError of Django's
from django.db import close_old_connections

from live import deadlines, hints, log, rights
from live.hub import Hub, Peer
from live.log import Address, Grown, Outcome, Submission
from live.writer import Writer

logger = logging.getLogger(__name__)
T = TypeVar("T")

GROUP = "live"
CHECK_SECONDS = 1.0  # slow readers, silence, and whether a log grew unheard
RIGHTS_SECONDS = 3.0
CLOCK_SECONDS = 0.3
SILENCE = 45.0
ROOM = 4_000  # sockets that this process takes


class Switchboard:
    """The live part of one process."""

    here: ClassVar["Switchboard | None"] = None

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.hubs: dict[Address, Hub] = {}
        self.writer = Writer()
        self.readers = ThreadPoolExecutor(4, thread_name_prefix="live-reader")
        self.closing = False
        self.name = secrets.token_hex(8)
        self._opening: dict[Address, asyncio.Task[Hub]] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    @classmethod
    def running(cls) -> "Switchboard":
        """The one of the running loop, started if need be."""
        loop = asyncio.get_running_loop()
        if cls.here is None or cls.here.loop is not loop:
            cls.here = cls(loop)
            cls.here.start()
        return cls.here

    def start(self) -> None:
        self.writer.start()
        hints.listen(self._grown)
        for work in (self._listen, self._check, self._ask_rights, self._keep_time):
            self.keep(work())

    def keep(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run something beside everything else, and hold on to it until it is done."""
        task = self.loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """Close every socket with 4012, finish what was handed in, and end."""
        self.closing = True
        for peer in self.peers():
            peer.close(4012)
        await self.loop.run_in_executor(None, self.writer.stop)
        hints.unlisten(self._grown)
        await self._end_tasks()
        self.readers.shutdown(wait=False, cancel_futures=True)

    async def _end_tasks(self) -> None:
        """Cancel what runs beside. A library may swallow a cancellation, so it is asked again, for a second at most."""
        tasks = self._tasks - {asyncio.current_task()}
        for _ in range(10):
            for task in tasks:
                task.cancel()
            if not tasks:
                return
            _, tasks = await asyncio.wait(tasks, timeout=0.1)

    async def read(self, query: Callable[[], T]) -> T:
        """Run a query off the loop, on the few threads kept for that. Raises DatabaseError."""

        def run() -> T:
            close_old_connections()
            try:
                return query()
            finally:
                close_old_connections()

        return await self.loop.run_in_executor(self.readers, run)

    # --- Sockets ------------------------------------------------------------------------------

    def peers(self) -> list[Peer]:
        """Every socket of this process."""
        return [peer for hub in self.hubs.values() for peer in hub.peers()]

    def is_full(self) -> bool:
        """Whether one socket more would be one too many."""
        return sum(len(feed.peers) for hub in self.hubs.values() for feed in hub.feeds.values()) >= ROOM

    async def hub(self, address: Address) -> Hub:
        """The hub of a stream. Raises Stream.DoesNotExist, or DatabaseError."""
        if hub := self.hubs.get(address):
            return hub
        if address not in self._opening:
            self._opening[address] = self.loop.create_task(self._open(address))
        try:
            return await asyncio.shield(self._opening[address])
        finally:
            self._opening.pop(address, None)

    async def _open(self, address: Address) -> Hub:
        hub = Hub(address, await self.read(lambda: log.head_of(*address)))
        hub.presence_changed = self._tell_presence
        self.hubs[address] = hub
        await self._read_up(hub)  # what grew while the head was read
        return hub

    def leave(self, hub: Hub, peer: Peer) -> None:
        """A socket is gone; the last one takes the hub with it."""
        hub.leave(peer)
        if not hub.feeds:
            self.hubs.pop(hub.address, None)

    def submit(self, submission: Submission, answer: Callable[[Outcome], None]) -> None:
        """Have a command carried out; ``answer`` is called on the loop."""
        self.writer.submit(submission, lambda outcome: self._on_loop(answer, outcome))

    def _on_loop(self, call: Callable[..., Any], *arguments: Any) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended: nobody is left to tell
            self.loop.call_soon_threadsafe(call, *arguments)

    # --- What grew ----------------------------------------------------------------------------

    def _grown(self, grown: Grown) -> None:
        """Called by whichever thread of this process has committed."""
        self._on_loop(self._take, grown)

    def _take(self, grown: Grown) -> None:
        if (hub := self.hubs.get(grown.address)) and not hub.take(grown):
            self.keep(self._read_up(hub))
        kind, key = grown.address
        self._tell({"type": "live.grown", "kind": kind, "key": str(key), "seq": grown.steps[-1][0]})

    async def _read_up(self, hub: Hub) -> None:
        """Read from the log what this hub has not heard of."""
        try:
            grown = await self.read(lambda: log.grown_since(hub.address, hub.head))
        except DatabaseError:
            return  # the next check tries again
        if grown.steps:
            hub.take(grown)

    def _tell(self, message: dict[str, Any]) -> None:
        layer = get_channel_layer()
        if layer is not None and not self.closing:
            self.keep(self._send(layer, message | {"from": self.name}))

    async def _send(self, layer: Any, message: dict[str, Any]) -> None:
        try:
            await layer.group_send(GROUP, message)
        except Exception:  # a hint may be lost: whatever the layer raises, the log has it
            logger.warning("The channel layer did not take a hint", exc_info=True)

    async def _listen(self) -> None:
        """Hear the hints of other processes; come back when the layer went away."""
        layer = get_channel_layer()
        while layer is not None:
            try:
                channel = await layer.new_channel()
                await layer.group_add(GROUP, channel)
                while True:
                    self._hear(await layer.receive(channel))
            except asyncio.CancelledError:
                raise
            except Exception:  # any failure of the layer: the checks read the log meanwhile
                logger.warning("The channel layer is away", exc_info=True)
                await asyncio.sleep(1)

    def _hear(self, message: dict[str, Any]) -> None:
        if message["from"] == self.name:
            return
        hub = self.hubs.get((message["kind"], UUID(message["key"])))
        if hub is None:
            return
        if message["type"] == "live.presence":
            hub.elsewhere[message["from"]] = (self.loop.time(), message["seats"])
            hub.presence_soon()
        elif message["seq"] > hub.head.seq:
            self.keep(self._read_up(hub))

    def _tell_presence(self, hub: Hub) -> None:
        kind, key = hub.address
        self._tell({"type": "live.presence", "kind": kind, "key": str(key), "seats": dict(hub.here())})

    # --- What is looked at now and then -------------------------------------------------------

    async def _check(self) -> None:
        """Once a second: who reads too slowly, who is silent, and which logs grew unheard."""
        while True:
            await asyncio.sleep(CHECK_SECONDS)
            now = self.loop.time()
            for hub in list(self.hubs.values()):
                for feed in list(hub.feeds.values()):
                    for peer in list(feed.peers):
                        if now - peer.heard > SILENCE:
                            peer.close(4408)
                        elif feed.is_slow(peer, now):
                            peer.close(4490)
            await self._catch_up()

    async def _catch_up(self) -> None:
        watched = {hub.head.pk: hub for hub in self.hubs.values()}
        if not watched:
            return
        try:
            lengths = await self.read(partial(log.lengths, watched))
        except DatabaseError:
            return
        for pk, seq in lengths.items():
            if seq > watched[pk].head.seq:
                await self._read_up(watched[pk])

    async def _ask_rights(self) -> None:
        """Close whoever has signed out, was closed, or changed their password."""
        while True:
            await asyncio.sleep(RIGHTS_SECONDS)
            asked = {peer.check for peer in self.peers() if peer.check[0]}
            if not asked:
                continue
            try:
                ended = await self.read(partial(rights.ended, asked))
            except DatabaseError:
                continue
            for peer in self.peers():
                if peer.check in ended:
                    peer.close(4401)

    async def _keep_time(self) -> None:
        """Let what is due happen, on every stream there is, whoever is connected."""
        while True:
            await asyncio.sleep(CLOCK_SECONDS)
            try:
                due = await self.read(deadlines.due)
            except DatabaseError:
                continue
            if due:
                await self._pass_time(due)

    async def _pass_time(self, due: list[Address]) -> None:
        passed = asyncio.Event()
        self.writer.pass_time(due, lambda _: self._on_loop(passed.set))
        await passed.wait()

    def presence(self) -> Counter[str]:
        """Sockets of this process by kind of stream: for whoever runs it."""
        return Counter(hub.address[0] for hub in self.hubs.values() for _ in hub.peers())
