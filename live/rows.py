"""The rows of the hot path, in SQL: by the ORM the same cost several times the whole rest of a command.

It locks, finds and inserts what ``live.log`` names, inside ``live.log``'s transaction, and decides nothing.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from live.models import Stream

Done = tuple[bytes, int, str | None]  # digest, seq and proof of a receipt
Values = tuple[Any, ...]
Asked = tuple[int, str, str]  # stream, seat, command

_LOCK = "SELECT id, kind, key, seq, genesis, head FROM live_stream WHERE key IN ({}) ORDER BY id"
_FIND = (
    "SELECT stream_id, seat, command, digest, seq, proof FROM live_receipt"
    " WHERE (stream_id, seat, command) IN (VALUES {})"
)
_ENTRY = (
    "INSERT INTO live_entry (stream_id, seq, kind, audience, at, by, data, salt, c, h)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
_RECEIPT = "INSERT INTO live_receipt (stream_id, seat, command, digest, seq, proof) VALUES (%s, %s, %s, %s, %s, %s)"
_MOVE = "UPDATE live_stream SET seq = %s, head = %s, due_at = %s WHERE id = %s"
_KEY = Stream._meta.get_field("key")


def locked(keys: Iterable[UUID]) -> list[Stream]:
    """The streams of these keys, locked in one order by every writer. On SQLite the transaction is the lock."""
    wanted = [_KEY.get_db_prep_value(key, connection) for key in keys]
    if not wanted:
        return []
    statement = _LOCK.format(", ".join(["%s"] * len(wanted)))
    if connection.features.has_select_for_no_key_update:
        statement += " FOR NO KEY UPDATE"
    with connection.cursor() as cursor:
        cursor.execute(statement, wanted)
        return [
            Stream(pk=pk, kind=kind, key=UUID(str(key)), seq=seq, genesis=bytes(genesis), head=bytes(head))
            for pk, kind, key, seq, genesis, head in cursor.fetchall()
        ]


def receipts(asked: Sequence[Asked]) -> dict[Asked, Done]:
    """Which of these commands were done before, and how they were answered."""
    if not asked:
        return {}
    with connection.cursor() as cursor:
        values = ", ".join(["(%s, %s, %s)"] * len(asked))
        cursor.execute(_FIND.format(values), [part for each in asked for part in each])
        return {(pk, seat, id): (bytes(digest), seq, proof) for pk, seat, id, digest, seq, proof in cursor.fetchall()}


def insert(
    entries: Sequence[tuple[Any, ...]], done: Sequence[tuple[Any, ...]], moves: Sequence[tuple[Any, ...]]
) -> None:
    """Write events, receipts, and where each stream stands now: (seq, head, due at, stream)."""
    with connection.cursor() as cursor:
        for statement, rows in ((_ENTRY, entries), (_RECEIPT, done), (_MOVE, moves)):
            if len(rows) == 1:
                cursor.execute(statement, rows[0])
            elif rows:
                cursor.executemany(statement, rows)
