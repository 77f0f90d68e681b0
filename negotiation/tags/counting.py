"""What the tags of a session add up to: by side and phase, by cluster, and how far coders agree."""

import json
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from live.machine import SIDES
from live.models import Entry
from negotiation.engine.speech import CODES, Act, Agreement, agreement
from negotiation.models import Session, Tag


@dataclass(frozen=True, slots=True)
class Row:
    """How often one code was heard: of each side, in each phase and in all. Keys of ``cells`` are (phase, side)."""

    code: str
    cells: dict[tuple[int, str], int]
    sides: dict[str, int]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two coders, by the titles of their seats, and how far they agree."""

    first: str
    second: str
    agreement: Agreement

    @property
    def kappa(self) -> float | None:
        """For print only; the exact one is the agreement's."""
        return None if self.agreement.kappa is None else float(self.agreement.kappa)


def tags_of(session: Session, coder: Any = None) -> list[Tag]:
    """The tags of a session in order, or of one coder."""
    tags = Tag.objects.filter(session=session).select_related("coder")
    return list(tags.filter(coder=coder) if coder else tags)


def rows_of(session: Session, tags: Iterable[Tag]) -> list[Row]:
    """One row for every code, heard or not, in the order of the pad."""
    starts = phase_starts(session)
    heard: dict[str, Counter[tuple[int, str]]] = defaultdict(Counter)
    for tag in tags:
        heard[tag.code][phase_at(starts, tag.at), tag.side] += 1
    return [
        Row(code, dict(heard[code]), {side: sum(n for (_, s), n in heard[code].items() if s == side) for side in SIDES})
        for code in CODES
    ]


def clusters_of(rows: Iterable[Row]) -> dict[str, dict[str, int]]:
    """Each cluster's sum by side."""
    sums: dict[str, dict[str, int]] = {cluster: dict.fromkeys(SIDES, 0) for cluster in dict.fromkeys(CODES.values())}
    for row in rows:
        for side in SIDES:
            sums[CODES[row.code]][side] += row.sides[side]
    return sums


def phase_starts(session: Session) -> list[tuple[int, int]]:
    """(epoch ms, number) of each phase that was begun, in order."""
    begun = Entry.objects.filter(stream__kind="sessions", stream__key=session.key, kind="phase.started")
    rows = begun.order_by("seq").values_list("at", "data")
    return [(at, json.loads(data or "{}").get("number", 0)) for at, data in rows]


def phase_at(starts: list[tuple[int, int]], at: int) -> int:
    """The number of the phase that was on at this moment; 0 before the first."""
    place = bisect_right(starts, at, key=lambda start: start[0])
    return starts[place - 1][1] if place else 0


def pairs_of(session: Session, tags: Iterable[Tag]) -> list[Pair]:
    """Every two coders of the session, with how far they agree."""
    coded: dict[int, list[Act]] = defaultdict(list)
    for tag in tags:
        coded[tag.coder_id].append(Act(tag.at, tag.side, tag.code))
    titles = {seat.person_id: seat.title for seat in session.seats.all() if seat.person_id and not seat.side}
    return [
        Pair(titles.get(one, "—"), titles.get(other, "—"), agreement(coded[one], coded[other]))
        for one, other in combinations(sorted(coded), 2)
    ]
