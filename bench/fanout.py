"""Goals P1 to P5, P8, P10: one event to many watchers, in CPU of the server, in time to the last, in memory."""

import json
import secrets
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path

from bench.crowd import Crowd, Room, Watcher, cpu, mark, masked, private_kib
from bench.measure import QUICK, REPEATS, Process, Row, interleaved, micro, milli, ours, prepared, ratios
from tests.servers import postgresql, redis

SIZES = (100, 500) if QUICK else (100, 500, 1000, 2000)
FRAME = 400  # bytes of one event on the wire
IDLE = 0.025  # seconds between two events when nothing is to be joined


@dataclass(eq=False)
class Side:
    """One server with its watchers and one who publishes."""

    name: str
    servers: list[Process]
    watch: str
    publish: str
    cookie: str = ""
    writer: str = ""
    room: Room = field(default_factory=Room)
    pen: Watcher | None = None
    sent: int = 0
    size: int = FRAME
    watchers: list[Watcher] = field(default_factory=list)

    @property
    def pids(self) -> list[int]:
        return [server.pid for server in self.servers]

    def grow(self, crowd: Crowd, size: int) -> None:
        """Have so many watchers, and know that each of them is shown what is published."""
        if self.pen is None:
            [self.pen] = crowd.join(self.servers[0].address, self.publish, cookie=self.writer)
        missing, share = size - self.room.size, len(self.servers)
        for number, server in enumerate(self.servers):
            count = missing // share + (number < missing % share)
            new = crowd.join(server.address, self.watch, count=count, cookie=self.cookie, room=self.room)
            for watcher in new:
                watcher.high = self.sent
            self.watchers += new
        self.events(crowd, 2)

    def frame(self, number: int) -> bytes:
        """A command, or its like, that makes an event of ``FRAME`` bytes."""
        if self.writer:
            text = mark(number).ljust(self.size // 2 - 66, ".")
            said = {"id": secrets.token_urlsafe(18), "kind": "note", "data": {"text": text}}
        else:
            text = mark(number).ljust(self.size - 94, ".")
            said = {"kind": "noted", "by": "desk-1", "data": {"text": text}}
        return masked(json.dumps(said).encode())

    def events(self, crowd: Crowd, count: int, *, window: int = 1, gap: float = 0.0) -> list[float]:
        """Publish, at most ``window`` in flight; seconds from each to the last watcher of it."""
        assert self.pen is not None
        first, began = self.sent + 1, {}
        due = time.perf_counter()
        while self.room.newest < first + count - 1:
            while self.sent < first + count - 1 and self.sent - max(self.room.newest, first - 1) < window:
                if gap and time.perf_counter() < due:
                    break
                self.sent += 1
                due = began[self.sent] = time.perf_counter()
                due += gap
                self.pen.socket.sendall(self.frame(self.sent))
            crowd.pump(0.001 if gap else 0.5)
            if time.perf_counter() - due > 20:
                gone = "; its publisher was cut off" if self.pen.closed else ""
                raise TimeoutError(
                    f"{self.name}: event {self.sent} reached {self.room.arrived.get(self.sent, 0)}{gone}"
                )
        return [self.room.done[number] - moment for number, moment in began.items()]

    def burst(self, crowd: Crowd, count: int) -> None:
        """So many at once, then wait for the last."""
        assert self.pen is not None
        frames = []
        for _ in range(count):
            self.sent += 1
            frames.append(self.frame(self.sent))
        data = b"".join(frames)
        while data:
            try:
                data = data[self.pen.socket.send(data) :]
            except BlockingIOError:
                crowd.pump(0.01)
        crowd.until(self.room, self.sent)

    def cost(self, crowd: Crowd, count: int) -> float:
        """CPU seconds of the server for each delivery, one event at a time."""
        before = cpu(self.pids)
        self.events(crowd, count)
        return (cpu(self.pids) - before) / (count * self.room.size)

    def cost_of_bursts(self, crowd: Crowd, bursts: int, size: int) -> float:
        before = cpu(self.pids)
        for _ in range(bursts):
            self.burst(crowd, size)
        return (cpu(self.pids) - before) / (bursts * size * self.room.size)

    def latency(self, crowd: Crowd, count: int) -> float:
        """The median time to the last watcher, events apart from each other."""
        return statistics.median(self.events(crowd, count, gap=IDLE))


def our_side(name: str, servers: list[Process], made: dict[str, list[str]], stream: int) -> Side:
    path = made["streams"][stream]
    return Side(name, servers, path, path, cookie=str(made["watcher"]), writer=made["writers"][0])


def broadcast_side() -> Side:
    server = Process(["-m", "bench.references.broadcast", "PORT"]).start()
    return Side("websockets", [server], "/watch/a", "/publish/a")


def tutorial_side(url: str = "") -> Side:
    server = Process(["-m", "bench.references.tutorial", "PORT", *([url] if url else [])]).start()
    return Side("tutorial", [server], "/watch/a", "/watch/a")


def by_size(data: Path) -> Iterator[Row]:
    """P1, P10 and the last part of P9: the cost of a delivery, and of a watcher, as the hall fills."""
    made = prepared(data, "notes", 2)
    crowd = Crowd()
    sides = [
        our_side("uvicorn", [ours(data).start()], made, 0),
        our_side("daphne", [ours(data, "daphne").start()], made, 1),
        broadcast_side(),
    ]
    try:
        yield from _as_the_hall_fills(crowd, sides)
    finally:
        crowd.leave()
        for side in sides:
            side.servers[0].end()


def _as_the_hall_fills(crowd: Crowd, sides: Sequence[Side]) -> Iterator[Row]:
    at: dict[int, list[float]] = {}
    memory = {side.name: [(0, private_kib(side.pids[0]))] for side in sides}
    for size in SIZES:
        for side in sides:
            side.grow(crowd, size)
            crowd.settle()
            memory[side.name].append((size, private_kib(side.pids[0])))
        count = max(6, 12_000 // size)
        tasks = {side.name: partial(side.cost, crowd, count) for side in sides}
        costs = interleaved(REPEATS, tasks, crowd.alive)
        at[size] = costs["uvicorn"]
        if size == 100:
            continue
        theirs = costs["websockets"]
        for name, goal in (("uvicorn", 1.0), ("daphne", 3.0)):
            what = f"CPU for each delivery of a {FRAME}-byte event, committed, to {size:,} watchers, {name}"
            note = f"{micro(costs[name])} against {micro(theirs)}"
            yield Row("P1", what, "`websockets` broadcast() on uvloop", ratios(costs[name], theirs), goal, note=note)
    many = 1000 if 1000 in at else SIZES[-1]
    yield Row("P9", f"CPU for each delivery to {many:,} watchers", "itself at 100", ratios(at[many], at[100]), 1.25)
    grown = {name: _each(steps) for name, steps in memory.items()}
    note = f"{statistics.median(grown['uvicorn']):.1f} against {statistics.median(grown['websockets']):.1f} kB"
    values = ratios(grown["uvicorn"], grown["websockets"])
    yield Row("P10", "private memory of one watcher more", "`websockets` server", values, 2.0, note=note)


def _each(steps: Sequence[tuple[int, int]]) -> list[float]:
    """KiB for each watcher more, step by step; the first, with all that a process takes once, left out."""
    later = list(pairwise(steps[1:]))
    return [(after - before) / (many - few) for (few, before), (many, after) in later]


def at_five_hundred(data: Path) -> Iterator[Row]:
    """P3, P4 and P8, all with 500 watchers, each variant in a process of its own."""
    made = prepared(data, "notes", 5)
    crowd = Crowd()
    sides = {
        "ours": our_side("ours", [ours(data, BENCH_QUESTIONS="1").start()], made, 2),
        "at once": our_side("at once", [ours(data, BENCH_TICK="0").start()], made, 3),
        "unwritten": our_side("unwritten", [ours(data, BENCH_DURABLE="0").start()], made, 4),
        "websockets": broadcast_side(),
    }
    try:
        for side in sides.values():
            side.grow(crowd, 500)
        count = 10 if QUICK else 40
        last = interleaved(
            REPEATS, {name: partial(side.latency, crowd, count) for name, side in sides.items()}, crowd.alive
        )
        note = f"{milli(last['ours'])} against {milli(last['websockets'])}"
        yield Row(
            "P3",
            "publish to the last of 500, p50",
            "`websockets`",
            ratios(last["ours"], last["websockets"]),
            1.2,
            note=note,
        )
        yield Row("P4", "the same, events apart", "itself, joining nothing", ratios(last["ours"], last["at once"]), 1.3)
        note = f"{milli(last['ours'])} against {milli(last['unwritten'])}"
        yield Row(
            "P8",
            "the same, durable",
            "itself, writing nothing",
            ratios(last["ours"], last["unwritten"]),
            1.4,
            note=note,
        )
        two = {name: partial(sides[name].cost_of_bursts, crowd, 2, 64) for name in ("ours", "websockets")}
        bursts = interleaved(REPEATS, two, crowd.alive)
        note = f"{micro(bursts['ours'])} against {micro(bursts['websockets'])}"
        values = ratios(bursts["ours"], bursts["websockets"])
        yield Row("P4", "CPU for each delivery, 64 events at once to 500", "`websockets`", values, 0.25, note=note)
        yield from stalled(crowd, sides["ours"])
    finally:
        crowd.leave()
        for side in sides.values():
            side.servers[0].end()


def stalled(crowd: Crowd, side: Side) -> Iterator[Row]:
    """P3: somebody stops reading. Everybody else gets everything, and what waits for that one is bounded."""
    crowd.join(side.servers[0].address, side.watch, cookie=side.cookie, room=side.room, deaf=True)
    side.servers[0].ask("buffers")
    side.size = 4_000
    events, largest = (600 if QUICK else 2400), 0
    for _ in range(events // 50):
        side.events(crowd, 50, window=16)
        crowd.alive()
        largest = max(largest, int(side.servers[0].ask("buffers")))
    lost = sum(watcher.closed or watcher.high < side.sent for watcher in side.watchers)
    yield Row("P3", f"watchers that lost any of {events:,} events of 4 kB while one read nothing", "count", (lost,), 0)
    note = f"its buffer was {largest / 1024:.0f} kB at most, seen 20 times a second"
    yield Row("P3", "MB that waited for the one", "count", (largest / 2**20,), 1.0, note=note)


def against_the_tutorial(data: Path) -> Iterator[Row]:
    """P2."""
    made = prepared(data, "notes", 1)
    size = 200 if QUICK else 1000
    crowd = Crowd()
    with redis() as url:
        sides = {
            "ours": our_side("ours", [ours(data).start()], made, 0),
            "in memory": tutorial_side(),
            "over Redis": tutorial_side(url),
        }
        try:
            for side in sides.values():
                side.grow(crowd, size)
            counts = {"ours": 20, "in memory": 3, "over Redis": 4}
            tasks = {name: partial(side.cost, crowd, counts[name]) for name, side in sides.items()}
            costs = interleaved(REPEATS, tasks, crowd.alive)
            for name, goal in (("in memory", 25), ("over Redis", 12)):
                what = f"times cheaper for each delivery to {size:,}"
                note = f"{micro(costs['ours'])} against {micro(costs[name])}"
                yield Row(
                    "P2",
                    what,
                    f"Channels' tutorial {name}",
                    ratios(costs[name], costs["ours"]),
                    at_least=goal,
                    note=note,
                )
        finally:
            crowd.leave()
            for side in sides.values():
                side.servers[0].end()


def two_processes(data: Path) -> Iterator[Row]:
    """P5: the same hall served by two processes, on PostgreSQL and Redis."""
    size = 100 if QUICK else 500
    crowd = Crowd()
    with postgresql() as database, redis() as url:
        made = prepared(data, "notes", 2, DATABASE_URL=database)
        scaled = {"DATABASE_URL": database, "REDIS_URL": url}
        apart = scaled | {"REDIS_URL": url.replace("/0", "/1")}
        one = our_side("one", [ours(data, **scaled).start()], made, 0)
        two = our_side("two", [ours(data, **apart).start(), ours(data, **apart).start()], made, 1)
        try:
            for side in (one, two):
                side.grow(crowd, size)
            tasks = {side.name: partial(side.cost, crowd, 30) for side in (one, two)}
            costs = interleaved(REPEATS, tasks, crowd.alive)
            note = f"{micro(costs['two'])} against {micro(costs['one'])}"
            what = f"CPU for each delivery to {size}, two processes over Redis"
            yield Row("P5", what, "one process", ratios(costs["two"], costs["one"]), 1.3, note=note)
        finally:
            crowd.leave()
            for server in (*one.servers, *two.servers):
                server.end()
