"""Goals P6 and P7: what a durable event costs, by us, by the bare database, and by the plain ORM.

``python -m bench.appending FOLDER ROUNDS`` is the part that runs inside Django; it prints its figures as JSON.
"""

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from bench.crowd import Crowd, Room, cpu, mark, masked
from bench.measure import QUICK, REPEATS, Row, interleaved, micro, milli, ours, percentile, prepared, ratios
from bench.raw import postgres_event, sqlite_event
from tests.servers import ROOT, postgresql

WRITERS = 16
SECONDS = 0.4 if QUICK else 1.0
Figure = tuple[float, float]  # events a second, p99 in seconds


def rows(data: Path) -> Iterator[Row]:
    """P6 on both databases."""
    yield from durable("SQLite", data, f"sqlite:///{data}/db.sqlite3")
    with postgresql() as url:
        yield from durable("PostgreSQL", data, url)


def durable(name: str, data: Path, url: str) -> Iterator[Row]:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "bench.appending", str(data), str(REPEATS)],
        cwd=ROOT,
        env=os.environ | {"DATA_DIR": str(data), "DATABASE_URL": url, "REDIS_URL": "", "LOG_LEVEL": "ERROR"},
        stdout=subprocess.PIPE,
        check=True,
    )
    found: dict[str, list[Figure]] = json.loads(done.stdout)
    rate = {way: [events for events, _ in figures] for way, figures in found.items()}
    tail = {way: [p99 for _, p99 in figures] for way, figures in found.items()}
    what = f"durable events a second, {WRITERS} writers, {name}"
    note = f"{percentile(rate['ours'], 0.5):,.0f}/s against {percentile(rate['raw'], 0.5):,.0f}/s"
    yield Row("P6", what, "one bare writer", ratios(rate["ours"], rate["raw"]), at_least=2, note=note)
    note = f"{milli(tail['ours'])} against {milli(tail['orm'])}"
    values = ratios(tail["ours"], tail["orm"])
    yield Row("P6", f"its p99, {name}", "one ORM transaction an event", values, 0.05, note=note)


# Inside Django ----------------------------------------------------------------------------------


def raw(event: Callable[[], None]) -> Figure:
    """One writer, one transaction an event."""
    times, end = [], time.perf_counter() + SECONDS
    while (before := time.perf_counter()) < end:
        event()
        times.append(time.perf_counter() - before)
    return len(times) / SECONDS, percentile(times, 0.99)


def by_orm(pk: int) -> Figure:
    """``WRITERS`` threads; each event is locked, counted, created and committed by the ORM."""
    from django.db import connection, transaction

    from live.models import Entry, Stream

    times: list[float] = []
    end = time.perf_counter() + SECONDS

    def write() -> None:
        while (before := time.perf_counter()) < end:
            with transaction.atomic():
                row = Stream.objects.select_for_update().get(pk=pk)
                row.seq += 1
                Entry.objects.create(
                    stream=row, seq=row.seq, kind="noted", audience="public", at=0, by="desk-1", data="{}", c=b"", h=b""
                )
                row.save(update_fields=["seq"])
            times.append(time.perf_counter() - before)
        connection.close()

    threads = [threading.Thread(target=write) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(times) / SECONDS, percentile(times, 0.99)


def by_us(writer: Any, key: UUID) -> Figure:
    """The platform's writer with ``WRITERS`` commands in flight: checked, decided, hashed, receipted, committed."""
    from bench.notes import WRITERS as DESKS
    from live.log import Done, Submission
    from live.machine import Command

    seats = list(DESKS.values())[:WRITERS]
    answers: queue.SimpleQueue[tuple[int, Any]] = queue.SimpleQueue()
    began: dict[int, float] = {}
    times: list[float] = []

    def send(number: int) -> None:
        began[number] = time.perf_counter()
        command = Command("note", {"text": "." * 120}, None, str(uuid4()))
        writer.submit(Submission("notes", key, seats[number], command), lambda outcome: answers.put((number, outcome)))

    end = time.perf_counter() + SECONDS
    for number in range(WRITERS):
        send(number)
    waiting = WRITERS
    while waiting:
        number, outcome = answers.get()
        now = time.perf_counter()
        assert isinstance(outcome, Done), outcome
        times.append(now - began[number])
        if now < end:
            send(number)
        else:
            waiting -= 1
    return len(times) / SECONDS, percentile(times, 0.99)


def inside(folder: Path, rounds: int) -> dict[str, list[Figure]]:
    """All three ways in turn, in one process on one database."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from live import log
    from live.writer import Writer

    call_command("migrate", verbosity=0)
    key, other = uuid4(), uuid4()
    log.create("notes", key, "")
    plain = log.create("notes", other, "").pk
    url = os.environ["DATABASE_URL"]
    event = sqlite_event(folder) if connection.vendor == "sqlite" else postgres_event(url)
    connection.close()
    writer = Writer()
    writer.start()
    tasks = {"raw": partial(raw, event), "orm": partial(by_orm, plain), "ours": partial(by_us, writer, key)}
    found = interleaved(rounds, tasks)
    writer.stop()
    return found


# The whole path ---------------------------------------------------------------------------------


def whole_path(data: Path) -> Iterator[Row]:
    """P7: from a frame to the frames that follow from it, on a real session that every kind of view is watching."""
    [made] = prepared(data, "sessions", 1)
    server = ours(data).start()
    crowd, room = Crowd(), Room()
    event = sqlite_event(data)
    sent = 0

    def frames(count: int) -> bytes:
        nonlocal sent
        said = []
        for _ in range(count):
            sent += 1
            command = {"id": str(uuid4()), "kind": "minutes.write", "data": {"text": mark(sent).ljust(120, ".")}}
            said.append(masked(json.dumps(command).encode()))
        return b"".join(said)

    def path(together: int) -> float:
        before, count = cpu([server.pid]), 256 // together
        for _ in range(count):
            pen.socket.sendall(frames(together))
            crowd.until(room, sent)
        return (cpu([server.pid]) - before) / (count * together)

    def bare() -> float:
        before = time.process_time()
        for _ in range(256):
            event()
        return (time.process_time() - before) / 256

    try:
        [pen] = crowd.join(server.address, made["path"], cookie=made["seats"]["recorder"])
        for seat in ("workers-chief", "employer-chief", "host", "judge-1"):
            crowd.join(server.address, made["path"], cookie=made["seats"][seat], room=room)
        crowd.join(server.address, made["path"], cookie=made["watcher"], room=room)
        path(16)
        found = interleaved(
            REPEATS, {"alone": partial(path, 1), "sixteen": partial(path, 16), "bare": bare}, crowd.alive
        )
        for name, how in (("alone", "one at a time"), ("sixteen", f"{WRITERS} in flight")):
            note = f"{micro(found[name])} against {micro(found['bare'])}"
            what = f"CPU of a command's whole path (frame, decide, hash, 5 views, commit, ack), {how}"
            goal = 4 if name == "sixteen" else None
            yield Row("P7", what, "CPU of the bare transaction", ratios(found[name], found["bare"]), goal, note=note)
    finally:
        crowd.leave()
        server.end()


if __name__ == "__main__":
    print(json.dumps(inside(Path(sys.argv[1]), int(sys.argv[2]))))
