"""``manage.py serve``, as a process: it says when it serves, why it cannot, and ends without a broken line."""

import contextlib
import http.cookiejar
import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.conftest import ROOT, Served


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo's contest day in it."""
    folder = tmp_path_factory.mktemp("demo")
    environment = os.environ | {"DATA_DIR": str(folder), "DEMO": "1"}
    command = [sys.executable, "manage.py", "demo", "--build-only"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    return folder


def sockets_of(lines: contextlib.ExitStack, served: Served, count: int) -> list[ClientConnection]:
    """Sockets of the first seats of the cast, each signed in by its own cookie."""
    with urllib.request.urlopen(f"{served.url}/demo/cast.json") as answer:
        cast: list[dict[str, Any]] = json.load(answer)[:count]
    opened = []
    for part in cast:
        jar = http.cookiejar.CookieJar()
        urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar)).open(served.url + part["sign_in"]).close()
        cookie = "; ".join(f"{each.name}={each.value}" for each in jar)
        line = connect(
            served.ws + part["ws"],
            subprotocols=["xieshang.v1"],  # type: ignore[list-item]
            additional_headers={"Cookie": cookie},
        )
        opened.append(lines.enter_context(line))
    return opened


def close_code(socket: ClientConnection) -> int:
    """The code with which the server ends this socket."""
    try:
        while True:
            socket.recv(timeout=20)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else 1006


@pytest.mark.parametrize("server", ["daphne", "uvicorn"])
def test_a_server_that_is_told_to_stop_says_so_to_every_socket_and_ends_cleanly(
    demo: Path, serve: Callable[..., Served], server: str
) -> None:
    served = serve("--server", server, folder=demo, DEMO="1")
    with contextlib.ExitStack() as lines:
        sockets = sockets_of(lines, served, 4)
        assert [json.loads(socket.recv(timeout=10))["type"] for socket in sockets] == ["welcome"] * 4

        assert served.end() == 0
        assert [close_code(socket) for socket in sockets] == [4012] * 4


def test_a_port_that_is_taken_is_one_clear_line(demo: Path, serve: Callable[..., Served]) -> None:
    served = serve(folder=demo, DEMO="1")
    environment = os.environ | {"DATA_DIR": str(demo), "DEMO": "1"}
    command = [sys.executable, "manage.py", "serve", "--port", str(served.port)]
    second = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)

    assert second.returncode == 1
    assert f"{served.port}" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_server_that_serves_says_that_it_is_ready(demo: Path, serve: Callable[..., Served]) -> None:
    served = serve(folder=demo, DEMO="1")
    for page in ("readyz", "healthz"):
        with urllib.request.urlopen(f"{served.url}/{page}") as answer:
            assert answer.status == 200
