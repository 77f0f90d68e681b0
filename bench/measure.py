"""What a measurement is made of: processes of our own, rows of the table, ratios of the same round."""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.servers import ROOT, spare_port, stop

QUICK = bool(os.environ.get("BENCH_QUICK"))
REPEATS = 2 if QUICK else 5


@dataclass(frozen=True, slots=True)
class Row:
    """One goal: ``values`` are the ratios of the rounds, or counts; ``at_most`` or ``at_least`` is the aim."""

    goal: str
    what: str
    against: str
    values: tuple[float, ...]
    at_most: float | None = None
    at_least: float | None = None
    note: str = ""

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def met(self) -> bool:
        if self.at_most is not None:
            return self.median <= self.at_most
        return self.at_least is None or self.median >= self.at_least

    def cells(self) -> list[str]:
        """The row as the table shows it."""
        aim = f"≤ {self.at_most:g}" if self.at_most is not None else f"≥ {self.at_least:g}" if self.at_least else "–"
        spread = f"{self.median:.2f} [{min(self.values):.2f}–{max(self.values):.2f}]"
        verdict = "–" if self.at_most is None and self.at_least is None else "met" if self.met else "**not met**"
        return [self.goal, self.what, self.against, aim, spread, verdict, self.note]


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> tuple[float, ...]:
    """Round by round: what we took of what they took."""
    return tuple(one / other for one, other in zip(ours, theirs, strict=True))


def micro(seconds: Sequence[float]) -> str:
    """A median, in µs."""
    return f"{statistics.median(seconds) * 1e6:.1f} µs"


def milli(seconds: Sequence[float]) -> str:
    """A median, in ms."""
    return f"{statistics.median(seconds) * 1e3:.2f} ms"


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def interleaved(
    rounds: int, tasks: dict[str, Callable[[], Any]], between: Callable[[], None] | None = None
) -> dict[str, list[Any]]:
    """What each task gave in each round; every round runs all of them, the order turning."""
    names = list(tasks)
    results: dict[str, list[Any]] = {name: [] for name in names}
    for number in range(rounds):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            if between is not None:
                between()
            results[name].append(tasks[name]())
    return results


@dataclass
class Process:
    """A server of the bench: a Python module with its port as the last word."""

    arguments: Sequence[str]
    environment: dict[str, str] = field(default_factory=dict)
    port: int = 0
    process: subprocess.Popen[str] | None = None

    def start(self) -> "Process":
        self.port = spare_port()
        words = [each.replace("PORT", str(self.port)) for each in self.arguments]
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", *words],
            cwd=ROOT,
            env=os.environ | {"LOG_LEVEL": "ERROR"} | self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        while "Serving" not in (line := self.process.stdout.readline()):
            if not line:
                raise RuntimeError(f"{words} did not start")
        return self

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    @property
    def address(self) -> tuple[str, int]:
        return "127.0.0.1", self.port

    def ask(self, question: str) -> str:
        """A line to it, and its answer."""
        assert self.process is not None
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(question + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def end(self) -> None:
        if self.process is not None:
            stop(self.process)  # type: ignore[arg-type]


def ours(data: Path, server: str = "uvicorn", **environment: str) -> Process:
    """One of our servers on the bench's settings."""
    arguments = ["-m", "bench.manage", "serve", "--port", "PORT", "--server", server]
    database = {"DATABASE_URL": f"sqlite:///{data}/db.sqlite3", "REDIS_URL": ""}
    return Process(arguments, {"DATA_DIR": str(data), **database, **environment})


def prepared(data: Path, what: str, number: int, **environment: str) -> Any:
    """What ``bench.prepare`` has made in this folder."""
    database = {"DATABASE_URL": f"sqlite:///{data}/db.sqlite3", "REDIS_URL": ""}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "bench.prepare", what, str(number)],
        cwd=ROOT,
        env=os.environ | {"DATA_DIR": str(data), "LOG_LEVEL": "ERROR"} | database | environment,
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout)
