"""Goal P11: a contest day. Sixteen rooms at once, each with its table, its judges and its watchers."""

import json
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from bench.crowd import Crowd, Room, Watcher, mark, masked
from bench.measure import QUICK, REPEATS, Process, Row, interleaved, milli, ours, percentile, prepared, ratios

ROOMS = 4 if QUICK else 16
WATCHERS = 20
A_SECOND = 2  # events in each room
SECONDS = 3.0 if QUICK else 8.0


def rows(data: Path) -> Iterator[Row]:
    """The same load on our sessions and on a bare server that passes text on."""
    made = prepared(data, "sessions", ROOMS)
    server, library = ours(data).start(), Process(["-m", "bench.references.broadcast", "PORT"]).start()
    crowd = Crowd()
    try:
        days = {"ours": _our_day(crowd, server, made), "websockets": _bare_day(crowd, library, made)}
        found = interleaved(REPEATS, {name: partial(day, crowd) for name, day in days.items()}, crowd.alive)
        worst = {name: [percentile(times, 0.99) for times in rounds] for name, rounds in found.items()}
        usual = {name: [statistics.median(times) for times in rounds] for name, rounds in found.items()}
        people = sum(_at_the_table(each) for each in made) + WATCHERS * ROOMS
        what = f"command to last delivery, {ROOMS} rooms, {people} sockets, {A_SECOND}/s a room"
        note = f"{milli(worst['ours'])} against {milli(worst['websockets'])}"
        yield Row(
            "P11", f"{what}, p99", "bare `websockets` echo", ratios(worst["ours"], worst["websockets"]), 3, note=note
        )
        note = f"{milli(usual['ours'])} against {milli(usual['websockets'])}"
        yield Row("P11", f"{what}, p50", "the same", ratios(usual["ours"], usual["websockets"]), note=note)
    finally:
        crowd.leave()
        server.end()
        library.end()


def _at_the_table(made: dict[str, Any]) -> int:
    return len(made["seats"])


class Day:
    """Rooms with a pen each. ``say`` makes what a pen sends so that event ``number`` follows."""

    def __init__(self, rooms: list[tuple[Room, Watcher]], say: Callable[[int], dict[str, Any]]) -> None:
        self.rooms, self.say = rooms, say
        self.sent = 0

    def __call__(self, crowd: Crowd) -> list[float]:
        """Seconds from each command to its last delivery, the rooms speaking one after another all the time."""
        step, began = 1 / (A_SECOND * len(self.rooms)), {}
        due = time.perf_counter()
        for _ in range(round(SECONDS * A_SECOND)):
            self.sent += 1
            for number, (_, pen) in enumerate(self.rooms):
                due += step
                while (left := due - time.perf_counter()) > 0:
                    crowd.pump(left)
                began[number, self.sent] = time.perf_counter()
                pen.socket.sendall(masked(json.dumps(self.say(self.sent)).encode()))
        for room, _ in self.rooms:
            crowd.until(room, self.sent)
        return [self.rooms[number][0].done[event] - moment for (number, event), moment in began.items()]


def _our_day(crowd: Crowd, server: Process, made: list[dict[str, Any]]) -> Day:
    rooms = []
    for each in made:
        room = Room()
        for seat in each["seats"]:
            crowd.join(server.address, each["path"], cookie=each["seats"][seat], room=room)
        crowd.join(server.address, each["path"], count=WATCHERS, cookie=each["watcher"], room=room)
        [pen] = crowd.join(server.address, each["path"], cookie=each["seats"]["recorder"])
        rooms.append((room, pen))

    def minutes(number: int) -> dict[str, Any]:
        return {"id": str(uuid4()), "kind": "minutes.write", "data": {"text": mark(number).ljust(120, ".")}}

    return Day(rooms, minutes)


def _bare_day(crowd: Crowd, server: Process, made: list[dict[str, Any]]) -> Day:
    rooms = []
    for number, each in enumerate(made):
        room = Room()
        crowd.join(server.address, f"/watch/{number}", count=_at_the_table(each) + WATCHERS, room=room)
        [pen] = crowd.join(server.address, f"/publish/{number}")
        rooms.append((room, pen))
    return Day(rooms, lambda number: {"kind": "noted", "data": {"text": mark(number).ljust(306, ".")}})
