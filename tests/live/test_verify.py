"""``verify_log``: six ways to falsify a log, each called by its name."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from live import log
from live.heads import is_genuine, kept, public_key
from live.models import Entry, Stream
from live.verify import flaws
from tests.live.conftest import Notes


@pytest.fixture
def sealed(notes: Notes) -> Notes:
    """Six events, of which a signed head covers the first five."""
    notes.sit("ann")
    now = log.now_ms()
    notes.write("ann", data={"text": "one"}, now=now)
    notes.write("ann", "whisper", {"text": "two"}, now=now)
    notes.write("ann", "bell", {"at": now + 1}, now=now)
    log.append([], due=[notes.address], now=now + 1)  # the bell rings, and seals
    notes.write("ann", data={"text": "six"}, now=now + 2)
    assert notes.stream.seq == 6
    return notes


def found(notes: Notes) -> list[tuple[int, str]]:
    return [(flaw.seq, flaw.what) for flaw in flaws(notes.stream, kept())]


def test_a_true_log_fits_and_its_unsealed_tail_is_named(sealed: Notes) -> None:
    assert found(sealed) == [(6, "unsealed tail")]


def _edit(notes: Notes) -> None:
    Entry.objects.filter(stream=notes.stream, seq=2).update(data='{"text":"other"}')


def _delete(notes: Notes) -> None:
    Entry.objects.filter(stream=notes.stream, seq=3).delete()


def _reorder(notes: Notes) -> None:
    entries = Entry.objects.filter(stream=notes.stream)
    entries.filter(seq=2).update(seq=99)
    entries.filter(seq=3).update(seq=2)
    entries.filter(seq=99).update(seq=3)


def _move_in_time(notes: Notes) -> None:
    Entry.objects.filter(stream=notes.stream, seq=2).update(at=F("at") + 1)


def _other_author(notes: Notes) -> None:
    Entry.objects.filter(stream=notes.stream, seq=2).update(by="bob")


def _hidden(notes: Notes) -> None:
    Entry.objects.filter(stream=notes.stream, seq=3).update(audience="public")


@pytest.mark.parametrize(
    ("tamper", "seq"), [(_edit, 2), (_delete, 3), (_reorder, 2), (_move_in_time, 2), (_other_author, 2), (_hidden, 3)]
)
def test_a_changed_log_is_called_altered_from_the_first_event_on(
    sealed: Notes, tamper: Callable[[Notes], None], seq: int
) -> None:
    tamper(sealed)
    assert found(sealed) == [(seq, "altered")]


def test_a_tail_cut_off_together_with_its_count_is_called_cut(sealed: Notes) -> None:
    last = Entry.objects.get(stream=sealed.stream, seq=4)
    Entry.objects.filter(stream=sealed.stream, seq__gt=4).delete()
    Stream.objects.filter(pk=sealed.stream.pk).update(seq=4, head=last.h)

    assert found(sealed) == [(5, "cut")]


def test_a_history_written_anew_with_a_chain_of_its_own_is_called_rewritten(sealed: Notes) -> None:
    texts = [
        (entry.kind, entry.audience, entry.at, entry.by, entry.data) for entry in sealed.stream.entries.order_by("seq")
    ]
    row = sealed.stream
    row.entries.all().delete()
    Stream.objects.filter(pk=row.pk).update(seq=0, head=row.genesis)
    log.forget()
    for _kind, _audience, at, by, data in texts:
        content = json.loads(data)
        kind = "seat.give" if "person" in content else "bell" if "at" in content else "note"
        if by and content:
            seat = log.OFFICE if by == "house" else sealed.seat(by)
            from live.machine import Command

            log.append(
                [log.Submission(*sealed.address, seat, Command(kind, content, None, "x" * 22 + str(at)))], now=at
            )

    assert [what for _, what in found(sealed)][0] in ("rewritten", "cut")


def test_two_streams_that_were_swapped_are_both_altered(sealed: Notes) -> None:
    other = Notes()
    other.sit("ann")
    ours, theirs = sealed.stream, other.stream
    Entry.objects.filter(stream=ours).update(seq=F("seq") + 100)
    Entry.objects.filter(stream=theirs).update(stream=ours)
    Entry.objects.filter(stream=ours, seq__gt=100).update(stream=theirs, seq=F("seq") - 100)

    assert found(sealed)[0] == (1, "altered")
    assert found(other)[0] == (1, "altered")


def test_an_erased_text_leaves_the_chain_whole(sealed: Notes) -> None:
    Entry.objects.filter(stream=sealed.stream, seq=2).update(data=None, salt=None)
    assert found(sealed) == [(6, "unsealed tail")]


def test_a_forged_head_vouches_for_nothing(sealed: Notes, settings: Any) -> None:
    [head] = [json.loads(line) for line in Path(settings.LIVE_HEADS).read_text().splitlines()][-1:]
    assert is_genuine(head)
    assert head["key"] == public_key()
    for change in ({"count": 99}, {"h": "00"}, {"stream": "x"}, {"signature": ""}, {"key": "AAAA"}):
        assert not is_genuine(head | change)


def test_the_same_score_twice_has_two_commitments(notes: Notes) -> None:
    notes.sit("ann")
    for _ in range(2):
        notes.write("ann", data={"text": "7"}, now=1)

    one, two = notes.stream.entries.filter(kind="noted")
    assert one.data == two.data
    assert bytes(one.c) != bytes(two.c)


def test_the_command_says_which_streams_fit_and_fails_on_damage(sealed: Notes) -> None:
    out = StringIO()
    call_command("verify_log", stdout=out)
    assert "1 streams fit." in out.getvalue()
    _edit(sealed)
    problem = StringIO()
    with pytest.raises(CommandError, match="1 of 1 streams do not fit"):
        call_command("verify_log", str(sealed.stream), stderr=problem, stdout=out)
    assert f"notebooks/{sealed.key}: altered from event 2" in problem.getvalue()


def test_the_command_reads_heads_kept_elsewhere_and_refuses_what_is_none(
    sealed: Notes, tmp_path: Path, settings: Any
) -> None:
    elsewhere = tmp_path / "judges.jsonl"
    elsewhere.write_text(Path(settings.LIVE_HEADS).read_text())
    call_command("verify_log", heads=elsewhere, stdout=StringIO())
    elsewhere.write_text("{}\nnot json\n")
    with pytest.raises(CommandError, match=r"judges.jsonl:2"):
        call_command("verify_log", heads=elsewhere)
    with pytest.raises(CommandError, match="does not exist"):
        call_command("verify_log", heads=tmp_path / "nothing")
    with pytest.raises(CommandError, match="no stream sessions/x"):
        call_command("verify_log", "sessions/x")


def test_a_whole_stream_that_was_deleted_is_missed(sealed: Notes) -> None:
    row = sealed.stream
    row.entries.all().delete()
    row.delete()
    problem = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_log", stderr=problem)
    assert "no such stream" in problem.getvalue()
