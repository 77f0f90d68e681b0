"""The writer: whatever the database does, nobody is told "saved" in vain."""

import queue
import threading
from typing import Any

import pytest
from django.db import DatabaseError, InterfaceError, OperationalError

from live import log
from live.log import Done, Outcome, Submission
from live.machine import Command, Refused
from live.writer import Writer, refusal_for
from tests.live.conftest import Notes, new_id

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def writer() -> Any:
    made = Writer()
    made.start()
    yield made
    made.stop()


def ask(writer: Writer, submissions: list[Submission]) -> list[Outcome]:
    """The outcome of each, in the order in which they were handed in."""
    answers: queue.SimpleQueue[tuple[int, Outcome]] = queue.SimpleQueue()
    for number, submission in enumerate(submissions):
        writer.submit(submission, lambda outcome, number=number: answers.put((number, outcome)))
    return [outcome for _, outcome in sorted((answers.get(timeout=10) for _ in submissions), key=lambda pair: pair[0])]


def note(notes: Notes, text: str = "x", kind: str = "note") -> Submission:
    return Submission(*notes.address, notes.seat("ann"), Command(kind, {"text": text}, None, new_id()))


def test_commands_that_wait_at_the_same_moment_share_a_commit(notes: Notes, writer: Writer, monkeypatch: Any) -> None:
    notes.sit("ann")
    sizes: list[int] = []
    first = threading.Event()
    append = log.append

    def counted(batch: Any, **more: Any) -> Any:
        if not sizes:
            first.wait(5)
        sizes.append(len(batch))
        return append(batch, **more)

    monkeypatch.setattr(log, "append", counted)
    submissions = [note(notes) for _ in range(20)]
    answers: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
    for submission in submissions:
        writer.submit(submission, answers.put)
    first.set()
    outcomes = [answers.get(timeout=10) for _ in submissions]

    assert outcomes == [Done(seq) for seq in range(2, 22)]
    assert sum(sizes) == 20
    assert len(sizes) <= 3


def test_a_failed_commit_acknowledges_nobody_and_the_next_one_works(
    notes: Notes, writer: Writer, monkeypatch: Any
) -> None:
    notes.sit("ann")
    append, failures = log.append, [OperationalError("database is locked")] * 3

    def failing(batch: Any, **more: Any) -> Any:
        if failures:
            raise failures.pop()
        return append(batch, **more)

    monkeypatch.setattr(log, "append", failing)
    lost = ask(writer, [note(notes, "lost")])
    while failures:
        ask(writer, [note(notes, "lost")])

    assert [outcome.code for outcome in lost if isinstance(outcome, Refused)] == ["try_again"]
    assert ask(writer, [note(notes, "kept")]) == [Done(2)]


def test_one_command_that_breaks_its_machine_takes_no_neighbour_with_it(notes: Notes, writer: Writer) -> None:
    notes.sit("ann")
    notes.sit("olga")
    boom = Submission(*notes.address, notes.seat("olga"), Command("boom", {}, None, new_id()))
    before, broken, after = ask(writer, [note(notes), boom, note(notes)])

    assert (before, after) == (Done(3), Done(4))
    assert isinstance(broken, Refused)
    assert broken.code == "internal"


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (OperationalError("database is locked"), "try_again"),
        (OperationalError("server closed the connection unexpectedly"), "try_again"),
        (InterfaceError("connection already closed"), "try_again"),
        (OperationalError("database or disk is full"), "read_only"),
        (OperationalError("attempt to write a readonly database"), "read_only"),
        (DatabaseError("could not extend file: No space left on device"), "read_only"),
        (ZeroDivisionError(), "internal"),
    ],
)
def test_what_went_wrong_decides_what_the_sender_should_do(problem: Exception, code: str) -> None:
    assert refusal_for(problem).code == code


def test_what_was_handed_in_is_finished_before_the_writer_ends(notes: Notes) -> None:
    notes.sit("ann")
    writer = Writer()
    answers: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
    for _ in range(5):
        writer.submit(note(notes), answers.put)
    writer.start()
    writer.stop()

    assert [answers.get(timeout=1) for _ in range(5)] == [Done(seq) for seq in range(2, 7)]


def test_a_stream_that_has_grown_enough_is_kept_as_a_snapshot(notes: Notes, writer: Writer, monkeypatch: Any) -> None:
    notes.sit("ann")
    monkeypatch.setattr(log, "SNAPSHOT_EVERY", 10)
    ask(writer, [note(notes) for _ in range(12)])
    writer.stop()

    assert notes.stream.snapshots.count() >= 1
