"""Servers that are killed under load: nothing that was acknowledged is lost, and the proof can find what is.

On SQLite in one process, or, where this run of the tests has Redis, on PostgreSQL and Redis in two.
``make chaos`` is the same at length.
"""

import os
import sys

import pytest

from bench.chaos.cases import Report, run
from tests.servers import ROOT

SCALED = bool(os.environ.get("REDIS_URL"))
pytestmark = [pytest.mark.timeout(400)]


def said(report: Report) -> str:
    return "\n".join([f"seed {report.seed}", *report.verdict.found[:10], *report.amiss])


async def test_twenty_kills_lose_nothing_that_was_acknowledged() -> None:
    report = await run("kill9-scaled" if SCALED else "kill9", kills=20, clients=24, seed=7)

    assert report.good, said(report)
    assert report.verdict.acked > 500
    assert report.verdict.reconnects > 50


async def test_the_checker_finds_what_a_server_loses_that_acknowledges_too_early() -> None:
    early = (sys.executable, "-m", "tests.live.ack_early")

    report = await run("kill9", kills=6, clients=24, seed=7, program=early)

    assert report.verdict.lost > 0


async def test_a_restart_tells_every_socket_so_and_loses_nothing() -> None:
    report = await run("restart", kills=3, clients=12, seed=7)

    assert report.good, said(report)


@pytest.mark.skipif(not SCALED, reason="one process needs no Redis")
async def test_redis_may_die_without_a_socket_noticing() -> None:
    report = await run("redis", kills=2, clients=12, seed=7)

    assert report.good, said(report)


@pytest.mark.skipif(not SCALED, reason="SQLite has no server to stop")
async def test_postgresql_may_stop_without_anything_lost() -> None:
    report = await run("postgres", kills=2, clients=12, seed=7)

    assert report.good, said(report)


def test_the_checker_knows_nothing_of_the_platform() -> None:
    sources = [ROOT / "bench/chaos/writer.py", ROOT / "bench/chaos/checker.py"]

    for room in ("live", "negotiation", "scoring", "people", "config", "demo", "django"):
        assert not [source for source in sources if f"from {room}" in source.read_text()]
