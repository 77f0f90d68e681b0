"""What a socket asks of the log that its hub does not hold: old events of its view, and what became of its commands."""

from collections.abc import Sequence

from live import log
from live.frames import event_text
from live.kinds import kind_named
from live.log import Address
from live.models import Entry, Receipt, Stream
from live.patches import diff


def frames_between(address: Address, audiences: frozenset[str], after: int, upto: int) -> list[str]:
    """The events of a view numbered ``after + 1`` to ``upto`` as they were sent, folded again from the log."""
    machine = kind_named(address[0]).machine(address[1])
    row = Stream.objects.get(kind=address[0], key=address[1])
    head = log.folded_from_snapshot(address, row, at_most=_seq_at(row, audiences, after))
    number, view, frames = head.seq_for(audiences), machine.view(head.state, audiences), []
    for entry in log.entries_between(row.pk, head.seq, row.seq):
        head = log.follow(machine, head, entry)
        if entry.audience not in audiences:
            continue
        number += 1
        before, view = view, machine.view(head.state, audiences)
        if number > after:
            frames.append(event_text(number, log.event_of(entry), diff(before, view)))
        if number == upto:
            break
    return frames


def _seq_at(row: Stream, audiences: frozenset[str], number: int) -> int:
    """The seq of the log at which a view had been told ``number`` events; 0 for none."""
    if number == 0:
        return 0
    told = Entry.objects.filter(stream_id=row.pk, audience__in=audiences).order_by("seq").values_list("seq", flat=True)
    return told[number - 1]


def done_by(address: Address, seat: str, ids: Sequence[str]) -> set[str]:
    """Those of these commands that this seat has had carried out."""
    done = Receipt.objects.filter(stream__kind=address[0], stream__key=address[1], seat=seat, command__in=ids)
    return set(done.values_list("command", flat=True))
