"""How the offers went (measures 21 to 25 and 27 of docs/metrics.md).

Everything is worked out from the purses handed in, so from one side's points alone when there is only one. An offer
that leaves issues open is worth an interval; whatever hangs on what is open is left out, never filled in.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from negotiation.engine.measures.account import Account, Heard, Put, other_side
from negotiation.engine.measures.worth import Interval, Purse
from negotiation.engine.scenario import Terms

#: The last part of the running time, in which late concessions and the deadline's rush are counted.
LATE = 0.2
FORTUNATE, SELFISH, CONCESSION = "fortunate", "selfish", "concession"
NICE, UNFORTUNATE, SILENT, OPEN = "nice", "unfortunate", "silent", "open"
MOVES = (FORTUNATE, NICE, CONCESSION, SELFISH, UNFORTUNATE, SILENT, OPEN)
_KIND = {FORTUNATE, NICE, CONCESSION}
_UNKIND = {SELFISH, UNFORTUNATE, SILENT}


@dataclass(frozen=True, slots=True)
class Opening:
    """The first demand of a side (21): its worth to that side, and as a share of what it could gain at most."""

    offer: str
    worth: Interval
    demand: tuple[float, float] | None  # least and most


def opening(account: Account, side: str, purse: Purse, best: int) -> Opening | None:
    """A side's first offer that bound it; None where it made none. ``best``: its best lawful package's points."""
    puts = account.put_by(side)
    if not puts:
        return None
    worth = purse.worth(puts[0].package)
    reservation = purse.scenario.parties[side].reservation
    span = best - reservation
    demand = ((worth.low - reservation) / span, (worth.high - reservation) / span) if span > 0 else None
    return Opening(puts[0].id, worth, demand)


def first_mover(account: Account) -> str:
    """The side that made the first binding offer; empty where nobody did."""
    return next((put.side for put in account.puts if not put.spoken_only), "")


def anchor_zone(account: Account, purse: Purse) -> Interval | None:
    """How far the first offer and the first counteroffer lie apart in this side's points (21)."""
    first = {put.side: put for put in reversed(account.puts) if not put.spoken_only}
    if len(first) < 2:
        return None
    one, two = (purse.worth(put.package) for put in first.values())
    nearest = max(0, one.low - two.high, two.low - one.high)
    return Interval(nearest, max(one.high - two.low, two.high - one.low))


def anchor_pull(account: Account, purse: Purse, deal: Terms) -> float | None:
    """Where the deal lies between the other side's opening (0) and the own one (1) in own points; .5 is midway."""
    first = {put.side: purse.worth(put.package) for put in reversed(account.puts) if not put.spoken_only}
    if len(first) < 2 or not all(worth.exact for worth in first.values()):
        return None
    own, theirs = first[purse.side].low, first[other_side(purse.side)].low
    return (purse.worth(deal).low - theirs) / (own - theirs) if own != theirs else None


# --- Concessions ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Curve:
    """A side's full offers in its own points along the clock (22). ``exponent``: below 1 Boulware, above 1 conceder."""

    points: tuple[tuple[float, int], ...]  # (share of the running time, points)
    total: int
    mean_step: float
    monotone: float  # share of steps that do not go up
    patience: float  # share of offers before the first drop
    late: float | None  # share of the concession made in the last part of the clock
    exponent: float | None


def curve(account: Account, side: str, purse: Purse) -> Curve | None:
    """The concessions of a side; None with fewer than two full offers."""
    points = [
        (min(1.0, put.ran / account.ran) if account.ran else 0.0, worth.low)
        for put in account.put_by(side)
        if (worth := purse.worth(put.package)).exact
    ]
    if len(points) < 2:
        return None
    worths = [worth for _, worth in points]
    steps = [before - after for before, after in pairwise(worths)]
    drop = next((k for k, step in enumerate(steps, 1) if step > 0), len(worths))
    total = worths[0] - worths[-1]
    at_late = [worth for share, worth in points if share <= 1 - LATE]
    return Curve(
        points=tuple(points),
        total=total,
        mean_step=total / len(steps),
        monotone=sum(step >= 0 for step in steps) / len(steps),
        patience=drop / len(worths),
        late=((at_late[-1] if at_late else worths[0]) - worths[-1]) / total if total > 0 else None,
        exponent=_fitted(points, purse.scenario.parties[side].reservation),
    )


def _fitted(points: Sequence[tuple[float, int]], reservation: int) -> float | None:
    """The e of s(t) = r + (s₁ - r)(1 - t^(1/e)) with the least squares, from 1/20 to 20; None under three offers.

    The form is Faratin, Sierra and Jennings' time-dependent tactic (1998).
    """
    times = np.array([share for share, _ in points])
    worths = np.array([worth for _, worth in points], np.float64)
    if len(points) < 3 or worths[0] <= reservation or not (worths[0] > worths).any():
        return None
    exponents = np.geomspace(0.05, 20, 241)
    curves = reservation + (worths[0] - reservation) * (1 - times[None] ** (1 / exponents[:, None]))
    return float(exponents[((curves - worths) ** 2).sum(axis=1).argmin()])


# --- Moves ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Move:
    """From one offer of a side to its next: what it did to the own points and to the other's (23)."""

    offer: str
    kind: str


def moves(account: Account, side: str, purses: Mapping[str, Purse]) -> list[Move]:
    """The classes of Hindriks, Jonker and Tykhonov (2007); ``open`` where it hangs on issues still open."""
    own, theirs = purses[side], purses[other_side(side)]
    return [
        Move(after.id, _kind(own.step(before.package, after.package), theirs.step(before.package, after.package)))
        for before, after in pairwise(account.put_by(side))
    ]


def _kind(own: int | None, other: int | None) -> str:
    if own is None or other is None:
        return OPEN
    if own > 0:
        return FORTUNATE if other > 0 else SELFISH
    if own == 0:
        return NICE if other > 0 else SILENT if other == 0 else UNFORTUNATE
    return CONCESSION if other >= 0 else UNFORTUNATE


def sensitivity(made: Sequence[Move]) -> float | None:
    """Moves that gave the other side something, or cost only oneself, against those that did not (23)."""
    counted = Counter("kind" if move.kind in _KIND else "unkind" for move in made if move.kind in _KIND | _UNKIND)
    return counted["kind"] / counted["unkind"] if counted["unkind"] else None


def reciprocity(account: Account, side: str, purses: Mapping[str, Purse]) -> float | None:
    """Whether this side gave more where the other had just given more (24): a correlation, from three pairs on."""
    last: dict[str, int] = {}
    given: dict[str, int] = {}
    pairs: list[tuple[int, int]] = []
    for put in account.puts:
        worth = purses[put.side].worth(put.package)
        if put.spoken_only or not worth.exact:
            continue
        if put.side in last:
            given[put.side] = last[put.side] - worth.low
            if put.side == side and other_side(side) in given:
                pairs.append((given[side], given[other_side(side)]))
        last[put.side] = worth.low
    mine, theirs = np.array(pairs).reshape(-1, 2).T
    if len(pairs) < 3 or not mine.std() or not theirs.std():
        return None
    return float(np.corrcoef(mine, theirs)[0, 1])


def coupling(account: Account, side: str, purses: Mapping[str, Purse]) -> float | None:
    """What the other side gained by each point this side moved (24): Σ max(Δother, 0) / Σ |Δown| over full offers."""
    own, theirs = purses[side], purses[other_side(side)]
    full = [put.package for put in account.put_by(side) if own.worth(put.package).exact]
    gained = moved = 0
    for before, after in pairwise(full):
        moved += abs(own.worth(after).low - own.worth(before).low)
        gained += max(0, theirs.worth(after).low - theirs.worth(before).low)
    return gained / moved if moved else None


# --- Packages -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Packaging:
    """How a side offered (25). ``choices``: sets of two or three full packages of equal own worth put in a row."""

    offers: int
    issues_each: float
    many_issues: float  # share of offers over more than one issue
    choices: int


def packaging(account: Account, side: str, purse: Purse | None) -> Packaging | None:
    """None where the side made no offer; without its purse no sets are counted."""
    puts = account.put_by(side)
    if not puts:
        return None
    return Packaging(
        offers=len(puts),
        issues_each=sum(len(put.terms) for put in puts) / len(puts),
        many_issues=sum(len(put.terms) > 1 for put in puts) / len(puts),
        choices=sum(1 for run in _runs(account, side) if purse and _equal_choices(run, purse)),
    )


def _runs(account: Account, side: str) -> Iterator[list[Put]]:
    """A side's offers in a row, uninterrupted by the other's."""
    run: list[Put] = []
    for put in account.puts:
        if put.spoken_only:
            continue
        if put.side == side:
            run.append(put)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _equal_choices(run: Sequence[Put], purse: Purse) -> bool:
    worths = {purse.worth(put.package) for put in run}
    different = {tuple(sorted(put.package.items())) for put in run}
    return 2 <= len(run) <= 3 and len(worths) == 1 and next(iter(worths)).exact and len(different) == len(run)


# --- Discipline -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Discipline:
    """Whether a side kept to its mandate at the table (27). Offers by id."""

    below_reservation: tuple[str, ...]
    perhaps_below: tuple[str, ...]  # it hangs on what was left open
    beyond_mandate: tuple[str, ...]
    unlawful_spoken: tuple[str, ...]
    unlawful_bound: tuple[str, ...]  # none, ever: the rules of the table catch them


def discipline(account: Account, side: str, purse: Purse) -> Discipline:
    """Hold every offer of a side against its own reservation and mandate, and against the law."""
    scenario = purse.scenario
    reservation = scenario.parties[side].reservation
    puts = account.put_by(side)
    worths = {put.id: purse.worth(put.package) for put in puts}
    spoken = [put for put in account.puts if put.side == side and put.unlawful]
    return Discipline(
        below_reservation=tuple(o for o, worth in worths.items() if worth.high < reservation),
        perhaps_below=tuple(o for o, worth in worths.items() if worth.low < reservation <= worth.high),
        beyond_mandate=tuple(put.id for put in puts if scenario.broken(put.package, {f"side:{side}"})),
        unlawful_spoken=tuple(put.id for put in spoken),
        unlawful_bound=tuple(put.id for put in spoken if not put.spoken_only),
    )


def disclosed(account: Account, side: str, tokens: Sequence[str]) -> list[tuple[Heard, str]]:
    """What the table heard that gives a secret of this side away, with the word that does, in order.

    ``tokens`` are the words by which the scenario knows the side's secrets; capital letters do not count. Said by the
    other side they gave nothing away: it cannot have known.
    """
    return [
        (heard, token)
        for heard in account.heard
        if heard.side in ("", side)
        for token in tokens
        if token and token.casefold() in heard.text.casefold()
    ]
