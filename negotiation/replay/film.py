"""The whole of a session as one audience saw it: where its view began, and the frames that made it what it became.

The frames are those of the wire, folded again from the log; nothing is kept and nothing is made up.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from live import log
from live.frames import event_text, text_of
from live.models import Stream
from live.patches import diff, plain
from negotiation.table import machine_of

#: What a side says and drafts among itself. It is never shown to anybody else, whatever is released.
AMONG_THEMSELVES = ("caucus", "drafts")


def film(key: UUID, audiences: frozenset[str], *, whole: bool = True) -> str:
    """``{"state": the view before the first event, "frames": [event frames in order]}`` as JSON text.

    Not ``whole``: without what a side said among itself, neither the words nor that there were any.
    """
    machine = machine_of(key)
    before = _shown(machine.view(machine.initial(), audiences), whole=whole)
    frames = ",".join(_frames(key, audiences, before, whole=whole))
    return f'{{"state":{text_of(plain(before))},"frames":[{frames}]}}'


def _frames(key: UUID, audiences: frozenset[str], view: Mapping[str, Any], *, whole: bool) -> Iterator[str]:
    machine = machine_of(key)
    row = Stream.objects.get(kind="sessions", key=key)
    head = log.Head(row.pk, 0, bytes(row.genesis), 0, machine.initial(), {})
    number = 0
    for entry in log.entries_between(row.pk, 0, row.seq):
        head = log.follow(machine, head, entry)
        if entry.audience not in audiences or (not whole and entry.kind in _WHISPERED):
            continue
        number += 1
        before, view = view, _shown(machine.view(head.state, audiences), whole=whole)
        yield event_text(number, log.event_of(entry), diff(before, view))


_WHISPERED = frozenset({"caucus.said", "offer.drafted"})


def _shown(view: Mapping[str, Any], *, whole: bool) -> Mapping[str, Any]:
    return view if whole else {name: part for name, part in view.items() if name not in AMONG_THEMSELVES}
