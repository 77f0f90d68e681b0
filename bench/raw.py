"""The bare durable transaction: one event into a table, flushed to the disk, by the database's own driver alone."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pysqlite3.dbapi2 as sqlite

TABLES = (
    "CREATE TABLE stream (id integer PRIMARY KEY, seq bigint)",
    """CREATE TABLE entry (stream_id integer, seq bigint, kind text, audience text, at bigint, by text, data text,
    salt {bytes}, c {bytes}, h {bytes}, UNIQUE (stream_id, seq))""",
    "INSERT INTO stream VALUES (1, 0)",
)
DATA = '{"text":"' + "." * 120 + '"}'


def sqlite_event(folder: Path) -> Callable[[], None]:
    """One event into an SQLite file with the platform's own pragmas."""
    database = sqlite.connect(folder / "raw.sqlite3", isolation_level=None)
    database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
    for table in TABLES:
        database.execute(table.format(bytes="blob"))
    run = database.execute

    def event() -> None:
        run("BEGIN IMMEDIATE")
        [seq] = run("UPDATE stream SET seq = seq + 1 WHERE id = 1 RETURNING seq").fetchone()
        run("INSERT INTO entry VALUES (1, ?, 'noted', 'public', ?, 'desk-1', ?, ?, ?, ?)", _values(seq))
        run("COMMIT")

    return event


def postgres_event(url: str) -> Callable[[], None]:
    """The same on PostgreSQL."""
    database = psycopg.connect(url, autocommit=True)
    for table in TABLES:
        database.execute(table.format(bytes="bytea"))  # type: ignore[call-overload]

    def event() -> None:
        with database.transaction():
            row: Any = database.execute("UPDATE stream SET seq = seq + 1 WHERE id = 1 RETURNING seq").fetchone()
            database.execute(
                "INSERT INTO entry VALUES (1, %s, 'noted', 'public', %s, 'desk-1', %s, %s, %s, %s)", _values(row[0])
            )

    return event


def _values(seq: int) -> tuple[Any, ...]:
    return seq, time.time_ns() // 1_000_000, DATA, b"s" * 16, b"c" * 32, b"h" * 32
