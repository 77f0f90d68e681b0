"""A real PostgreSQL and a real Redis, started on spare ports for whoever asks, stopped by their own ids.

Debian's packages bring them; PostgreSQL refuses to run as root, so there it runs as ``postgres``.
"""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

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


@contextlib.contextmanager
def redis(port: int | None = None) -> Iterator[str]:
    """A Redis with nothing in it; gives its address."""
    port = port or spare_port()
    with tempfile.TemporaryDirectory() as folder:
        command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            wait_for_port(port, process)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            stop(process)


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """A PostgreSQL with an empty database that flushes to the disk; gives its address."""
    programs = max(Path("/usr/lib/postgresql").glob("*/bin"))
    port = spare_port()
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    owner = {}
    if os.geteuid() == 0:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
        owner = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    data = folder / "data"
    quiet = {"stdout": subprocess.DEVNULL, "cwd": folder, **owner}
    subprocess.run(
        [programs / "initdb", "-D", data, "-A", "trust", "-U", "xieshang", "-E", "UTF8"], check=True, **quiet
    )  # type: ignore[call-overload]
    command = [programs / "postgres", "-D", data, "-p", str(port), "-k", folder, "-c", "listen_addresses=127.0.0.1"]
    process = subprocess.Popen([*command, "-c", "max_connections=200"], stderr=subprocess.DEVNULL, **quiet)  # type: ignore[call-overload]
    try:
        wait_for_port(port, process)
        create = [programs / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "xieshang", "xieshang"]
        _until_done(create)
        yield f"postgres://xieshang@127.0.0.1:{port}/xieshang"
    finally:
        stop(process, signal.SIGINT)
        shutil.rmtree(folder, ignore_errors=True)


def _until_done(command: list[object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while subprocess.run(command, capture_output=True, check=False).returncode:  # type: ignore[call-overload]
        if time.monotonic() > deadline:
            raise RuntimeError(f"{command!r} did not succeed")
        time.sleep(0.1)
