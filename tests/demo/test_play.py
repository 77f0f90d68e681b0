"""``manage.py play`` against a served demo: on whichever database and layer this run of the tests has."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.conftest import Served

ROOT = Path(__file__).parents[2]


def manage(folder: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=os.environ | {"DATA_DIR": str(folder), "DEMO": "1"} | environment,
        capture_output=True,
        check=False,
        timeout=170,
    )


def play(folder: Path, *urls: str, sessions: int) -> tuple[int, dict[str, Any]]:
    where = [part for url in urls for part in ("--url", url)]
    size = ["--sessions", str(sessions), "--watchers", "3", "--judges", "3", "--seed", "t", "--seconds", "150"]
    ended = manage(folder, "play", *where, *size, "--json")
    account: dict[str, Any] = json.loads(ended.stdout)
    return ended.returncode, account


def test_two_sessions_are_played_to_the_published_result_and_everybody_was_told_the_same(
    serve: Callable[..., Served], tmp_path: Path
) -> None:
    assert manage(tmp_path, "demo", "--build-only").returncode == 0
    # Two processes only where something carries hints between them and both may write at once.
    servers = [serve(DEMO="1") for _ in range(2 if os.environ.get("REDIS_URL") else 1)]

    code, account = play(tmp_path, *(server.url for server in servers), sessions=2)

    assert account["found"] == []
    assert (code, account["published"], account["mismatches"]) == (0, 2, 0)
    wrong = ("not_allowed", "bad_data", "illegal_terms", "unknown_kind", "internal")
    assert not [refused for refused in account["refused"] if refused.endswith(wrong)]
    assert manage(tmp_path, "verify_log").returncode == 0


def test_a_server_without_the_demo_is_not_played_on(serve: Callable[..., Served], tmp_path: Path) -> None:
    assert manage(tmp_path, "migrate").returncode == 0
    server = serve()

    ended = manage(tmp_path, "play", "--url", server.url, "--json")

    assert ended.returncode == 1
    assert ended.stderr.decode().strip() == f"CommandError: {server.url}: HTTP Error 404: Not Found. Is it a demo?"
