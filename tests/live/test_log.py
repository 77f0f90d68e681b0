"""The log: once, in order, on the disk, and the same for everybody who folds it."""

import sqlite3
import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction

from live import log
from live.log import Done
from live.machine import Command, Refused
from live.models import Entry, Receipt, Snapshot, Stream
from tests.live.conftest import Notes, new_id
from tests.live.notebook import NotebookStream


def test_a_command_becomes_an_event_and_says_where_its_senders_view_stands(notes: Notes) -> None:
    notes.sit("ann")
    notes.sit("bob")

    assert notes.write("ann", "whisper") == Done(3)
    assert notes.write("bob") == Done(3)
    assert notes.write("ann") == Done(5)
    assert list(notes.stream.entries.order_by("seq").values_list("seq", "audience")) == [
        (1, "public"),
        (2, "public"),
        (3, "side:workers"),
        (4, "public"),
        (5, "public"),
    ]


@pytest.mark.parametrize("fresh", [False, True], ids=["same process", "after a restart"])
def test_the_same_command_again_gets_the_same_answer_and_writes_nothing(notes: Notes, fresh: bool) -> None:
    notes.sit("ann")
    id = new_id()
    first = notes.write("ann", id=id)
    notes.write("ann")
    if fresh:
        log.forget()

    assert notes.write("ann", id=id) == first
    assert notes.stream.seq == 3


def test_the_same_id_with_other_content_is_refused(notes: Notes) -> None:
    notes.sit("ann")
    id = new_id()
    notes.write("ann", id=id)

    for kind, data in (("note", {"text": "other"}), ("whisper", {"text": "hello"})):
        outcome = notes.write("ann", kind, data, id=id)
        assert isinstance(outcome, Refused)
        assert outcome.code == "id_reused"


def test_the_same_id_of_another_seat_is_another_command(notes: Notes) -> None:
    notes.sit("ann")
    notes.sit("bob")
    id = new_id()

    assert notes.write("ann", id=id) == Done(3)
    assert notes.write("bob", id=id) == Done(4)


def test_a_refusal_is_not_remembered(notes: Notes) -> None:
    notes.sit("ann")
    id = new_id()
    refused = notes.write("ann", expect={"notes": 9}, id=id)
    assert isinstance(refused, Refused)

    assert notes.write("ann", id=id) == Done(2)


def test_twice_in_one_batch_is_once(notes: Notes) -> None:
    notes.sit("ann")
    command = Command("note", {"text": "hello"}, None, new_id())
    submission = log.Submission(*notes.address, notes.seat("ann"), command)

    assert log.append([submission, submission]) == [Done(2), Done(2)]
    assert notes.stream.seq == 2


def test_one_refused_command_takes_nobody_else_of_its_batch_with_it(notes: Notes) -> None:
    notes.sit("ann")
    seat = notes.seat("ann")
    batch = [
        log.Submission(*notes.address, seat, Command("note", {"text": text}, None, new_id())) for text in ("a", "", "b")
    ]

    done, refused, after = log.append(batch)
    assert (done, after) == (Done(2), Done(3))
    assert isinstance(refused, Refused)


def test_a_rolled_back_append_leaves_no_trace_in_what_follows(notes: Notes) -> None:
    notes.sit("ann")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        notes.write("ann", data={"text": "never"})
        raise ZeroDivisionError
    notes.write("ann", data={"text": "kept"})

    [note] = log.state_of(*notes.address).notes["public"].values()
    assert note["text"] == "kept"


def test_another_process_that_wrote_meanwhile_is_folded_first(notes: Notes) -> None:
    notes.sit("ann")
    before = dict(log._heads)
    notes.write("ann", data={"text": "theirs"})
    log._heads.clear()
    log._heads.update(before)  # as a process that has not heard of it

    assert notes.write("ann", expect={"notes": 1}, data={"text": "mine"}) == Done(3)


def test_time_never_runs_backwards(notes: Notes) -> None:
    notes.sit("ann")
    notes.write("ann", now=4_000_000_000_000)
    notes.write("ann", now=1_000)

    times = list(notes.stream.entries.order_by("seq").values_list("at", flat=True))
    assert times == sorted(times)


def test_what_is_due_happens_first_at_its_own_moment_and_once(notes: Notes) -> None:
    notes.sit("ann")
    start = log.now_ms()
    notes.write("ann", "bell", {"at": start + 1_000}, now=start)
    notes.write("ann", now=start + 60_000)
    log.append([], due=[notes.address], now=start + 61_000)

    rang, noted = notes.stream.entries.order_by("seq")[2:4]
    assert (rang.kind, rang.at, rang.by) == ("rang", start + 1_000, None)
    assert noted.at == start + 60_000
    assert notes.stream.entries.filter(kind="rang").count() == 1
    assert Receipt.objects.filter(command=f"timer-bell-{start + 1_000}", seat="clock").count() == 1


def test_rows_that_follow_from_events_are_written_in_the_same_transaction(notes: Notes) -> None:
    NotebookStream.recorded.clear()
    notes.sit("ann")
    notes.write("ann")

    assert [kind for key, kind in NotebookStream.recorded if key == notes.key] == ["seat.given", "noted"]


def test_the_database_itself_refuses_a_second_event_of_one_number(notes: Notes) -> None:
    notes.sit("ann")
    entry = notes.stream.entries.get(seq=1)
    entry.pk = None

    with pytest.raises(IntegrityError):
        entry.save()


def test_a_snapshot_and_the_events_after_it_fold_to_the_same_state(notes: Notes) -> None:
    notes.sit("ann")
    for text in "abc":
        notes.write("ann", data={"text": text})
    log.keep_snapshot(log.head_of(*notes.address), notes.address)
    notes.write("ann", "whisper")
    folded = log.state_of(*notes.address)
    log.forget()
    from_snapshot = log.state_of(*notes.address)
    Snapshot.objects.all().delete()
    log.forget()

    assert log.state_of(*notes.address) == from_snapshot == folded


def test_a_snapshot_of_another_shape_is_not_used(notes: Notes) -> None:
    notes.sit("ann")
    log.keep_snapshot(log.head_of(*notes.address), notes.address)
    Snapshot.objects.update(shape="notebook/0", state="not even JSON")
    log.forget()

    assert log.state_of(*notes.address).seats["ann"].person


def test_many_writers_at_once_leave_a_log_without_gap_or_double(notes: Notes) -> None:
    notes.sit("ann")
    notes.sit("bob")
    seats = [notes.seat("ann"), notes.seat("bob")]
    outcomes: list[Any] = []
    start = threading.Barrier(8)

    def write(number: int) -> None:
        start.wait()
        for _ in range(10):
            command = Command("note", {"text": str(number)}, None, new_id())
            outcomes.extend(log.append([log.Submission(*notes.address, seats[number % 2], command)]))
        connections.close_all()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcome.seq for outcome in outcomes) == list(range(3, 83))
    assert list(Entry.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 83))


def test_what_was_acknowledged_survives_in_the_file_itself(notes: Notes) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps no file that another library could read")
    notes.sit("ann")
    notes.write("ann", data={"text": "durable"})
    name = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)
        assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    other = sqlite3.connect(f"file:{name}?mode=ro", uri=True)
    try:
        [[data]] = other.execute("SELECT data FROM live_entry WHERE seq = 2").fetchall()
    finally:
        other.close()

    assert "durable" in data


def test_a_stream_that_does_not_exist_is_closed_to_writing(notes: Notes) -> None:
    notes.sit("ann")
    seat = notes.seat("ann")
    Stream.objects.filter(key=notes.key).exists()
    other = log.Submission("notebooks", new_key(), seat, Command("note", {"text": "x"}, None, new_id()))

    [outcome] = log.append([other])
    assert isinstance(outcome, Refused)
    assert outcome.code == "closed"


def new_key() -> Any:
    from uuid import uuid4

    return uuid4()
