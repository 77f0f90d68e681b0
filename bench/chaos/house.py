"""The parts of a chaos run: servers that can be hurt, sessions to write in, and who writes what."""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.chaos.writer import Thought, Writer, newcomer
from demo.company import Company, Role
from tests.servers import MANAGE, ROOT, PostgreSQL, Redis, Served

JUDGES = 5


class House:
    """One installation in a folder of its own: one server on SQLite, or two on PostgreSQL and Redis."""

    def __init__(self, folder: Path, *, scaled: bool = False, program: Sequence[str] = MANAGE) -> None:
        self.folder = folder
        self.environment = {
            "DEMO": "1",
            "LOG_LEVEL": "ERROR",
            "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
            "REDIS_URL": "",
        }
        self.redis = Redis().start() if scaled else None
        self.postgres = PostgreSQL().start() if scaled else None
        if self.redis and self.postgres:
            self.environment |= {"DATABASE_URL": self.postgres.url, "REDIS_URL": self.redis.url}
        self.servers = [Served(folder, program=program, **self.environment) for _ in range(2 if scaled else 1)]
        self.up = 0.0  # when everything was last known to serve

    def open(self) -> None:
        self.manage("migrate", "-v", "0")
        self.manage("scenario", "load", "--library")
        for server in self.servers:
            server.start()
        self.up = time.monotonic()

    def manage(self, *arguments: str) -> str:
        """Run a management command to its end; what it printed."""
        return self._run(["manage.py", *arguments])

    def log(self) -> dict[str, list[dict[str, Any]]]:
        """The exported log, by stream."""
        log = defaultdict(list)
        for line in self._run(["-m", "bench.chaos.export"]).splitlines():
            entry = json.loads(line)
            log[entry.pop("stream")].append(entry)
        return log

    def _run(self, arguments: list[str]) -> str:
        environment = os.environ | self.environment | {"DATA_DIR": str(self.folder)}
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(arguments)}: {done.stdout[-2000:]} {done.stderr[-2000:]}")
        return done.stdout

    def hurt(self, number: int, signal_: int) -> int:
        """End one server by a signal and start it again. Returns its exit code."""
        server = self.servers[number % len(self.servers)]
        code = server.end(signal_)
        server.start()
        self.up = time.monotonic()
        return code

    def close(self) -> None:
        for server in self.servers:
            if server.running:
                server.end()
        if self.postgres:
            self.postgres.end()
            self.postgres.forget()
        if self.redis:
            self.redis.end()

    def shut(self) -> None:
        """End the servers well, so that the log can be read at rest."""
        for server in self.servers:
            server.end(signal.SIGTERM)


# Who writes what --------------------------------------------------------------------------------


def whisper(state: dict[str, Any], token: str, dice: random.Random) -> Thought:
    return "caucus.say", {"text": token}, None


def minutes(state: dict[str, Any], token: str, dice: random.Random) -> Thought | None:
    return ("minutes.write", {"text": token}, None) if state["phase"]["number"] else None


def score(state: dict[str, Any], token: str, dice: random.Random) -> Thought:
    criterion = dice.choice(sorted(state["criteria"]))
    kind, scale = state["criteria"][criterion]["kind"], state["criteria"][criterion]["scale"]
    subject = dice.choice(sorted(key for key, each in state["subjects"].items() if each["kind"] == kind))
    value = dice.choice([scale["low"], scale["high"]])
    return "score.set", {"criterion": criterion, "subject": subject, "value": value, "note": token}, None


def conduct(state: dict[str, Any], token: str, dice: random.Random) -> Thought | None:
    """The host opens, then stops and starts the clock: commands that mean their moment."""
    seen = {"phase": state["phase"]["number"]}
    if state["status"] == "planned":
        return "session.open", {}, seen
    if state["status"] == "open":
        return "clock.pause", {"reason": token}, seen
    return "clock.resume", {}, seen


THINKS = {"host": conduct, "recorder": minutes, "judge": score, "chief": whisper, "representative": whisper}


async def writers(house: House, count: int, seed: int) -> list[Writer]:
    """``count`` writers and for each session two who only watch, over as many sessions as that takes."""
    company = Company([server.url for server in house.servers])
    found: list[Writer] = []
    while sum(writer.think is not None for writer in found) < count:
        left = count - sum(writer.think is not None for writer in found)
        roles = await company.new_session(judges=JUDGES)
        active = [role for role in roles if role.role in THINKS][:left]
        watching = [role for role in roles if role.role in ("spectator", "head_judge")]
        for role in (*active, *watching):
            found.append(await _writer(house, company, role, len(found), seed))
    return found


async def _writer(house: House, company: Company, role: Role, number: int, seed: int) -> Writer:
    server = house.servers[number % len(house.servers)]
    return Writer(
        seat=role.seat,
        address=server.ws + role.ws,
        cookie=await company.cookie(role),
        origin=server.url,
        dice=random.Random(f"{seed}-{number}"),
        think=THINKS.get(role.role),
        keep=role.role != "host",
        up=lambda: house.up,
        pause=0.3 if role.role == "host" else 0.05,
    )


async def settled(writing: Sequence[Writer], seconds: float = 30.0) -> dict[tuple[str, str], tuple[int, Any]]:
    """Stop writing, wait until nothing is on its way and everybody has been shown everything.

    Returns what a newcomer to each (stream, view) is shown, which by then is what all of that view hold; when the
    time is over they may differ, and the checker will say so.
    """
    for writer in writing:
        writer.writing = False
    deadline = time.monotonic() + seconds
    fresh: dict[tuple[str, str], tuple[int, Any]] = {}
    while time.monotonic() < deadline:
        await asyncio.sleep(0.2)
        if any(writer.waiting is not None or not writer.connected for writer in writing):
            continue
        views = {(writer.told.stream, writer.told.view): writer for writer in writing}
        for view, writer in views.items():
            fresh[view] = await newcomer(writer.address, writer.cookie, writer.origin)
        if all(writer.told.seq == fresh[writer.told.stream, writer.told.view][0] for writer in writing):
            break
    return fresh
