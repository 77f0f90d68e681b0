"""Who gets a place: a class's total, a share for each unit at any level of the tree, a spare pool, a waiting list.

A unit is named by its path in the tree, ``"1/4/"`` lying below ``"1/"``. A share keeps so many places for everyone
below its unit. What a share leaves to no share inside it is open to all below that unit; what the class leaves to
no share at all is the spare pool, which opens on a date. A place kept for a unit is never given to another unit,
until the shares lapse.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

#: Why somebody who waits gets no place now: nothing is free; the unit's share is used up and the spare pool is
#: closed; the unit has no share and the spare pool is closed; what is free is kept for other units; the party is
#: not complete; the party as a whole does not fit.
Why = Literal["full", "share_full", "spare_closed", "kept", "party_incomplete", "party_too_large"]


@dataclass(frozen=True, slots=True)
class Share:
    """So many places for the unit at ``node`` and all below it."""

    node: str
    places: int


@dataclass(frozen=True, slots=True)
class Rules:
    """How the places of a class are shared at one moment."""

    capacity: int
    shares: tuple[Share, ...] = ()
    spare_open: bool = True
    lapsed: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody who waits. All with the same ``party`` get places together or not at all."""

    id: int
    node: str
    party: str = ""


@dataclass(frozen=True, slots=True)
class Skip:
    """Why somebody got no place. ``node``: the share it failed at, if any; ``free``: places free in the class."""

    id: int
    why: Why
    node: str = ""
    free: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whom places go to, in order, and everybody else with the reason."""

    given: tuple[int, ...]
    skipped: tuple[Skip, ...]


class Seats:
    """The places of a class while they are given out."""

    def __init__(self, rules: Rules, holders: Iterable[str] = ()) -> None:
        self.rules = rules
        self.places = {share.node: share.places for share in rules.shares}
        self.held = 0
        self._need = dict.fromkeys((*self.places, ""), 0)
        # From the leaves up, so that each share's claim is known before it counts in the one around it.
        for node in sorted(self.places, key=len, reverse=True):
            self._need[self._above(node)] += self._claim(node)
        for node in holders:
            self._add(node)

    @property
    def free(self) -> int:
        return max(0, self.rules.capacity - self.held)

    def take(self, nodes: Sequence[str]) -> tuple[Why, str] | None:
        """A place for each of these units' people, or none of them at all and why, with the share it failed at."""
        before = (self.held, dict(self._need))
        for node in nodes:
            refused = self._why_not(node)
            if refused:
                self.held, self._need = before
                return refused
            self._add(node)
        return None

    def _why_not(self, node: str) -> tuple[Why, str] | None:
        if self.held >= self.rules.capacity:
            return "full", ""
        share = self._around(node)
        at = share
        while at:
            if not self.rules.lapsed and self._need[at] < self.places[at]:
                return None
            at = self._above(at)
        if not (self.rules.spare_open or self.rules.lapsed):
            return ("share_full", share) if share else ("spare_closed", "")
        return ("kept", share) if self._need[""] >= self.rules.capacity else None

    def _add(self, node: str) -> None:
        """One more person of this unit, whether there is room or not."""
        self.held += 1
        at = self._around(node)
        while at:
            before = self._claim(at)
            self._need[at] += 1
            if self._claim(at) == before:
                return
            at = self._above(at)
        self._need[""] += 1

    def _claim(self, node: str) -> int:
        """How many places of the level above this share stands for."""
        return self._need[node] if self.rules.lapsed else max(self.places[node], self._need[node])

    def _around(self, node: str) -> str:
        """The innermost share that this unit lies in; empty for none."""
        inside = [share for share in self.places if node.startswith(share)]
        return max(inside, key=len, default="")

    def _above(self, share: str) -> str:
        inside = [other for other in self.places if other != share and share.startswith(other)]
        return max(inside, key=len, default="")


def allocate(
    rules: Rules, holders: Iterable[str], waiting: Sequence[Wish], incomplete: frozenset[str] = frozenset()
) -> Outcome:
    """Try everyone who waits, in order; a place that the first may not have goes to the next who may.

    ``holders``: the units of those who have places. ``incomplete``: parties of which somebody is not approved yet.
    """
    seats = Seats(rules, holders)
    parties: dict[str, list[Wish]] = {}
    for wish in waiting:
        if wish.party:
            parties.setdefault(wish.party, []).append(wish)
    given: list[int] = []
    skipped: list[Skip] = []
    done: set[int] = set()
    for wish in waiting:
        if wish.id in done:
            continue
        together = parties[wish.party] if wish.party else [wish]
        done.update(each.id for each in together)
        if wish.party in incomplete and wish.party:
            refused: tuple[Why, str] | None = ("party_incomplete", "")
        else:
            refused = seats.take([each.node for each in together])
            if refused and len(together) > 1 and seats.free:
                refused = ("party_too_large", refused[1])
        if refused:
            skipped += [Skip(each.id, refused[0], refused[1], seats.free) for each in together]
        else:
            given += [each.id for each in together]
    return Outcome(tuple(given), tuple(skipped))


def overbooked(shares: Sequence[Share], capacity: int) -> list[str]:
    """The shares inside which, or the class (empty) in which, more is promised than there is."""
    seats = Seats(Rules(capacity, tuple(shares)))
    found = [node for node, places in seats.places.items() if seats._need[node] > places]
    return found + ([""] if seats._need[""] > capacity else [])
