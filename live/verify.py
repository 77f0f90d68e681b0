"""Whether a log is what it was: each event against the chain, the chain against the heads that left the house."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from live.heads import is_genuine
from live.log import commitment, event_of
from live.models import Entry, Stream

ALTERED, CUT, REWRITTEN, UNSEALED = "altered", "cut", "rewritten", "unsealed tail"


@dataclass(frozen=True, slots=True)
class Flaw:
    """What does not fit: in which stream, from which event on. An unsealed tail is a notice, not damage."""

    stream: str
    seq: int
    what: str
    why: str

    @property
    def is_damage(self) -> bool:
        return self.what != UNSEALED


def flaws(stream: Stream, heads: Iterable[Mapping[str, Any]]) -> Iterator[Flaw]:
    """Everything that does not fit in this stream, the first event of each kind of damage.

    *altered*: an event is not what was committed, is missing or stands elsewhere. *cut*: a signed
    head counts more events than there are. *rewritten*: the chain fits in itself but not to a signed
    head. *unsealed tail*: nobody outside can vouch for the events after the last head yet.
    """
    name = str(stream)
    links: dict[int, str] = {0: bytes(stream.genesis).hex()}
    altered = _first_misfit(stream, links)
    if altered is not None:
        yield Flaw(name, *altered)
        return
    count, sealed = len(links) - 1, 0
    for head in heads:
        if head.get("stream") != name or not is_genuine(head):
            continue
        if head["count"] > count:
            yield Flaw(name, count + 1, CUT, f"a signed head counts {head['count']} events, {count} are there")
            return
        if links[head["count"]] != head["h"]:
            yield Flaw(name, head["count"], REWRITTEN, "the chain is another one than the signed head's")
            return
        sealed = max(sealed, head["count"])
    if sealed < count:
        yield Flaw(name, sealed + 1, UNSEALED, f"{count - sealed} events since the last signed head")


def _first_misfit(stream: Stream, links: dict[int, str]) -> tuple[int, str, str] | None:
    """The first event that breaks the chain, as (seq, what, why); fills ``links`` with each event's ``h``."""
    h, seq = bytes(stream.genesis), 0
    for entry in Entry.objects.filter(stream=stream).order_by("seq").iterator():
        seq += 1
        if entry.seq != seq:
            return seq, ALTERED, "the event is missing"
        if entry.salt is not None and commitment(event_of(entry), bytes(entry.salt)) != bytes(entry.c):
            return seq, ALTERED, "its content is not what was committed"
        h = hashlib.sha256(h + seq.to_bytes(8, "big") + bytes(entry.c)).digest()
        if h != bytes(entry.h):
            return seq, ALTERED, "it does not follow from the one before"
        links[seq] = h.hex()
    if seq != stream.seq or h != bytes(stream.head):
        return (
            min(seq, stream.seq) + 1,
            CUT if seq < stream.seq else ALTERED,
            f"the stream says {stream.seq} events, {seq} are there",
        )
    return None
