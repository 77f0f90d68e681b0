"""Real servers (ours, PostgreSQL, Redis), started on spare ports for whoever asks, stopped by their own ids.

Debian's packages bring them; PostgreSQL refuses to run as root, so there it runs as ``postgres``.
"""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
MANAGE = (sys.executable, "manage.py")
PATIENCE = 30.0  # seconds for a server to answer


def spare_port() -> int:
    """A port of the loopback that nobody uses now."""
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int, process: subprocess.Popen[bytes]) -> None:
    """Return when something listens on ``port``; raise when the process ended first or takes too long."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
        with contextlib.closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"{process.args!r} did not answer on port {port}")


def stop(process: subprocess.Popen[bytes], number: int = signal.SIGTERM) -> None:
    """End a process that was started here, and wait for it."""
    if process.poll() is None:
        process.send_signal(number)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)


class Served:
    """One ``manage.py serve`` of its own, with its address and its log. It can be ended and started again."""

    def __init__(
        self,
        folder: Path,
        *arguments: str,
        port: int | None = None,
        program: Sequence[str] = MANAGE,
        **environment: str,
    ) -> None:
        self.port = port or spare_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.ws = f"ws://127.0.0.1:{self.port}"
        self.log = folder / f"serve-{self.port}.log"
        self.environment = os.environ | {"DATA_DIR": str(folder)} | environment
        self.command = [*program, "serve", "--port", str(self.port), *arguments]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Served":
        """Start, and wait until it says that it serves."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=log, text=False
            )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if b"Serving" not in line:
            raise RuntimeError(f"The server did not start: {line!r} {self.log.read_text()[-2000:]}")
        return self

    def end(self, number: int = signal.SIGTERM) -> int:
        """End it, and give its exit code."""
        assert self.process is not None
        stop(self.process, number)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return int(self.process.returncode)

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None


class Redis:
    """A Redis with nothing in it, on a port of its own that it keeps when it is started again."""

    def __init__(self) -> None:
        self.port = spare_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Redis":
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", "/tmp"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        wait_for_port(self.port, self.process)
        return self

    def end(self, number: int = signal.SIGTERM) -> None:
        assert self.process is not None
        stop(self.process, number)


class PostgreSQL:
    """A PostgreSQL with an empty database that flushes to the disk; it keeps port and data when started again."""

    def __init__(self) -> None:
        self.programs = max(Path("/usr/lib/postgresql").glob("*/bin"))
        self.port = spare_port()
        self.url = f"postgres://xieshang@127.0.0.1:{self.port}/xieshang"
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self.process: subprocess.Popen[bytes] | None = None
        self.quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": self.folder}
        if os.geteuid() == 0:  # it refuses to run as root
            account = pwd.getpwnam("postgres")
            os.chown(self.folder, account.pw_uid, account.pw_gid)
            self.quiet |= {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}

    def start(self) -> "PostgreSQL":
        data = self.folder / "data"
        new = not data.exists()
        if new:
            initdb = [self.programs / "initdb", "-D", data, "-A", "trust", "-U", "xieshang", "-E", "UTF8"]
            subprocess.run(initdb, check=True, **self.quiet)
        command = [self.programs / "postgres", "-D", data, "-p", str(self.port), "-k", self.folder]
        command += ["-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200"]
        self.process = subprocess.Popen(command, **self.quiet)
        wait_for_port(self.port, self.process)
        at = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "xieshang"]
        if new:
            _until_done([self.programs / "createdb", *at, "xieshang"])
        else:
            _until_done([self.programs / "psql", *at, "-c", "SELECT 1", "xieshang"])
        return self

    def end(self, number: int = signal.SIGINT) -> None:
        """SIGINT stops it well, SIGQUIT at once and without mercy."""
        assert self.process is not None
        stop(self.process, number)

    def forget(self) -> None:
        """Take its files away."""
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """A Redis for as long as it is needed; gives its address."""
    server = Redis().start()
    try:
        yield server.url
    finally:
        server.end()


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """A PostgreSQL for as long as it is needed; gives its address."""
    server = PostgreSQL()
    try:
        yield server.start().url
    finally:
        if server.process is not None:
            server.end()
        server.forget()


def _until_done(command: list[Any]) -> None:
    deadline = time.monotonic() + PATIENCE
    while subprocess.run(command, capture_output=True, check=False).returncode:
        if time.monotonic() > deadline:
            raise RuntimeError(f"{command!r} did not succeed")
        time.sleep(0.1)
