"""Goal P9: what a command, and coming back, cost at the ten-thousandth event over the tenth, on a real session."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from bench.crowd import Crowd, Room, Watcher, cpu, entered, knock, mark, masked
from bench.measure import QUICK, REPEATS, Process, Row, interleaved, micro, ours, prepared, ratios
from tests.servers import ROOT

LENGTH = 2_000 if QUICK else 10_000
ONES = 100  # commands, and returns, in a round


@dataclass(eq=False)
class Table:
    """One session, with a recorder who writes and the chiefs, a host and a watcher who see it."""

    crowd: Crowd
    server: Process
    made: dict[str, Any]
    room: Room = field(default_factory=Room)
    sent: int = 0
    pen: Watcher | None = None

    def sit(self) -> None:
        at = self.server.address
        [self.pen] = self.crowd.join(at, self.made["path"], cookie=self.made["seats"]["recorder"])
        for seat in ("workers-chief", "employer-chief", "host"):
            self.crowd.join(at, self.made["path"], cookie=self.made["seats"][seat], room=self.room)
        self.crowd.join(at, self.made["path"], cookie=self.made["watcher"], room=self.room)

    def write(self, count: int) -> float:
        """CPU seconds of the server for each line of the minutes."""
        assert self.pen is not None
        before = cpu([self.server.pid])
        for _ in range(count):
            self.sent += 1
            command = {"id": str(uuid4()), "kind": "minutes.write", "data": {"text": mark(self.sent).ljust(120, ".")}}
            self.pen.socket.sendall(masked(json.dumps(command).encode()))
            self.crowd.until(self.room, self.sent)
        return (cpu([self.server.pid]) - before) / count

    def come_back(self, count: int) -> float:
        """CPU seconds of the server for each watcher who comes back five events later and is told these."""
        view, seq = self._stand()
        self.write(5)
        before = cpu([self.server.pid])
        for _ in range(count):
            plug = knock(self.server.address, f"{self.made['path']}?after={seq}&view={view}", self.made["watcher"])
            rest = entered(plug)
            while mark(self.sent).encode() not in rest:
                rest += plug.recv(1 << 16)
            plug.close()
        spent = (cpu([self.server.pid]) - before) / count
        self.crowd.settle(0.02)
        return spent

    def _stand(self) -> tuple[str, int]:
        """The watcher's view and how far it has come."""
        plug = knock(self.server.address, self.made["path"], self.made["watcher"])
        rest = entered(plug)
        while b'"type":"snapshot","seq":' not in rest:
            rest += plug.recv(1 << 16)
        plug.close()
        seq = rest.split(b'"type":"snapshot","seq":')[1].split(b",")[0]
        return rest.split(b'"view":"')[1].split(b'"')[0].decode(), int(seq)


def rows(data: Path) -> Iterator[Row]:
    """A short session and a long one, side by side on one server."""
    short, long = prepared(data, "sessions", 2)
    environment = os.environ | {"DATA_DIR": str(data), "DATABASE_URL": f"sqlite:///{data}/db.sqlite3", "REDIS_URL": ""}
    lengthen = [sys.executable, "-W", "ignore", "-m", "bench.growth", long["path"].split("/")[3], str(LENGTH)]
    subprocess.run(lengthen, cwd=ROOT, env=environment | {"LOG_LEVEL": "ERROR"}, check=True)
    server, crowd = ours(data).start(), Crowd()
    young, old = Table(crowd, server, short), Table(crowd, server, long)
    try:
        for table in (young, old):
            table.sit()
            table.write(5)
        for what, goal in (("write", 1.2), ("come_back", 1.5)):
            tasks = {"young": partial(getattr(young, what), ONES), "old": partial(getattr(old, what), ONES)}
            found = interleaved(REPEATS, tasks, crowd.alive)
            name = "CPU of a command" if what == "write" else "CPU of a return, five events behind"
            note = f"{micro(found['old'])} against {micro(found['young'])}"
            values = ratios(found["old"], found["young"])
            yield Row("P9", f"{name}, after {LENGTH:,} events", "itself, after 10 to 600", values, goal, note=note)
    finally:
        crowd.leave()
        server.end()


def lengthen(key: str, count: int) -> None:
    """Have the recorder write ``count`` lines straight into the log."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    django.setup()
    from uuid import UUID

    from live import log
    from live.machine import Command

    stream = "sessions", UUID(key)
    seat = log.state_of(*stream).seats["recorder"]
    for begin in range(0, count, 250):
        lines = range(begin, min(begin + 250, count))
        commands = [Command("minutes.write", {"text": f"{line}".ljust(120, ".")}, None, str(uuid4())) for line in lines]
        log.append([log.Submission(*stream, seat, command) for command in commands])


if __name__ == "__main__":
    lengthen(sys.argv[1], int(sys.argv[2]))
