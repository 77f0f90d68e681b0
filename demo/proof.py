"""What is checked when a play is over: that what every line was told is what the log says."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from asgiref.sync import sync_to_async
from django.db import DatabaseError

from demo.stage import Part, Stage
from demo.wire import Line, snapshot
from live import log
from live.kinds import kind_named
from live.models import Receipt, Stream


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One thing that does not agree, in words for whoever has to find out why."""

    session: str
    seat: str
    stream: str
    what: str


async def mismatches(stage: Stage) -> list[Mismatch]:
    """Everything that does not agree on this stage; empty is the proof."""
    found: list[Mismatch] = []
    views: dict[tuple[str, str], list[tuple[Part, str, Line]]] = defaultdict(list)
    for part in stage.parts:
        for stream, line in part.lines.items():
            found += [Mismatch(stage.session, part.role.seat, stream, what) for what in told(line)]
            views[line.address, line.view].append((part, stream, line))
    for (address, _), seats in views.items():
        part, stream, line = seats[0]
        fresh = await snapshot(address, cookie=part.cookie, origin=str(line.origin))
        logged = await sync_to_async(from_the_log)(address, line.you["audiences"])
        for part, stream, line in seats:
            compared = [("a fresh snapshot", fresh.state, fresh.seq)]
            compared += [("the log", *logged)] if logged else []
            for name, state, seq in compared:
                if line.state != state or line.seq != seq:
                    what = f"at {line.seq} it is not {name} at {seq}: {difference(line.state, state)}"
                    found.append(Mismatch(stage.session, part.role.seat, stream, what))
            if logged and (missing := await sync_to_async(unacknowledged)(address, part.role.seat, line)):
                found.append(
                    Mismatch(
                        stage.session,
                        part.role.seat,
                        stream,
                        f"acknowledged, not in the log: {missing}",
                    )
                )
            await asyncio.sleep(0)
    return found


def told(line: Line) -> list[str]:
    """What is wrong with what one line was told, seen from the line alone."""
    wrong = [f"{line.tally.gaps} gaps"] if line.tally.gaps else []
    numbers = sorted(line.authors)
    if numbers != list(range(line.first + 1, line.seq + 1)):
        wrong.append(f"events {numbers[:1]}…{numbers[-1:]} do not run from {line.first + 1} to {line.seq}")
    mine = sum(by == line.you.get("seat") for _, by in line.authors.values())
    if mine < len({ack.id for ack in line.acks}):
        wrong.append(f"{len(line.acks)} commands acknowledged, {mine} events of this seat")
    if late := [ack.seq for ack in line.acks if ack.seq > line.seq]:
        wrong.append(f"acknowledged at {max(late)}, told up to {line.seq}")
    return wrong


def difference(one: Any, other: Any, path: str = "") -> str:
    """Where two states first differ."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for key in sorted({*one, *other}, key=str):
            if one.get(key) != other.get(key):
                return difference(one.get(key), other.get(key), f"{path}/{key}")
    return f"{path}: {str(one)[:80]} ≠ {str(other)[:80]}" if one != other else "the numbers alone differ"


def _stream(address: str) -> tuple[str, UUID]:
    _, _, kind, key, _ = urlsplit(address).path.split("/")
    return kind, UUID(key)


def from_the_log(address: str, audiences: Sequence[str]) -> tuple[Any, int] | None:
    """This view's state and number as the log itself has them; None where this process cannot read that log."""
    kind, key = _stream(address)
    try:
        head = log.head_of(kind, key)
    except (Stream.DoesNotExist, KeyError, DatabaseError):
        return None
    view = kind_named(kind).machine(key).view(head.state, frozenset(audiences))
    return json.loads(json.dumps(view, default=lambda growing: dict(growing.items()))), head.seq_for(set(audiences))


def unacknowledged(address: str, seat: str, line: Line) -> list[str]:
    """The ids that this line was told are durable and that have no receipt in the log."""
    kind, key = _stream(address)
    ids = [ack.id for ack in line.acks]
    kept = Receipt.objects.filter(stream__kind=kind, stream__key=key, seat=seat, command__in=ids)
    return sorted(set(ids) - set(kept.values_list("command", flat=True)))
