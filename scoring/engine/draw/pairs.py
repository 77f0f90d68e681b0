"""One round's pairs and byes: the least bad matching there is, and of all that are as good, one by lot.

What is bad is compared in this order, each only where all before it are equal: a second bye, a bye for another than the
best seed, pairs that the seeds or the number of defeats forbid, teams that meet again,
teams that both sat on the same side twice too often, distance in the
standings (where equals shall meet), teams of one group, teams of one city. The pairs are the
minimum-cost perfect matching of a complete graph; the last part of each cost is a lot, so that the best matching is
one alone and every correct algorithm finds the same (isolation: Mulmuley, Vazirani & Vazirani 1987).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from scoring.engine.draw.lots import Lots

#: Each pair's lot is drawn below this, so that two matchings of equal worth have equal sums next to never.
LOTS = 2**48
#: How the teams of a pool find each other: by lot, nearest in the standings, neighbours in the standings. ``swiss`` is
#: ``points`` with sides that differ by one at most; ``defeats``: those of equal rank, a surplus team one of another;
#: ``seeds``: the best against the last. What is new has a name of its own, so that older files give the same draw.
BY = ("lot", "points", "places", "swiss", "defeats", "seeds")
NEAREST = ("points", "swiss")


@dataclass(frozen=True, slots=True)
class Entrant:
    """A team in a round. ``rank`` counts from 1 and is shared by equals; ``byes``, ``workers`` and ``employer`` are
    how often it had a bye or sat on each side before."""

    code: str
    city: str = ""
    group: str = ""
    rank: int = 1
    byes: int = 0
    workers: int = 0
    employer: int = 0


@dataclass(frozen=True, slots=True)
class Pool:
    """Teams that meet among themselves. ``byes`` of them have no opponent in this round."""

    teams: tuple[Entrant, ...]
    by: str = "lot"
    byes: int = 0

    def __post_init__(self) -> None:
        codes = [team.code for team in self.teams]
        if len(set(codes)) < len(codes):
            raise ValueError("a code stands twice")
        if self.by not in BY:
            raise ValueError(f"by is one of {', '.join(BY)}")
        if not 0 <= self.byes <= len(codes) or (len(codes) - self.byes) % 2:
            raise ValueError("whoever has no bye needs an opponent")


@dataclass(frozen=True, slots=True)
class Round:
    """Who meets whom: (workers, employer), or in the order of their codes where sides are drawn later; and byes."""

    matches: tuple[tuple[str, str], ...]
    byes: tuple[str, ...] = ()


def pair(pools: Sequence[Pool], met: Iterable[tuple[str, str]], lots: Lots, *, sides: bool = True) -> Round:
    """One round of all pools in their order, from one stream of lots. ``met``: pairs that have met, once for each time.

    Raises ValueError for a code that stands in two pools.
    """
    codes = [team.code for pool in pools for team in pool.teams]
    if len(set(codes)) < len(codes):
        raise ValueError("a code stands in two pools")
    times: dict[frozenset[str], int] = {}
    for couple in met:
        times[frozenset(couple)] = times.get(frozenset(couple), 0) + 1
    matches: list[tuple[str, str]] = []
    byes: list[str] = []
    for pool in pools:
        pairs, left = _neighbours(pool) if pool.by == "places" else _matched(pool, times, lots)
        byes += left
        matches += [_sides(*couple, lots) if sides else (couple[0].code, couple[1].code) for couple in pairs]
    return Round(tuple(matches), tuple(byes))


def _neighbours(pool: Pool) -> tuple[list[tuple[Entrant, Entrant]], list[str]]:
    """First against second, third against fourth, …; the best have the byes."""
    row = sorted(pool.teams, key=lambda team: (team.rank, team.code))
    rest = row[pool.byes :]
    return list(zip(rest[::2], rest[1::2], strict=True)), [team.code for team in row[: pool.byes]]


def _matched(
    pool: Pool, times: dict[frozenset[str], int], lots: Lots
) -> tuple[list[tuple[Entrant, Entrant]], list[str]]:
    from networkx import Graph, max_weight_matching  # noqa: PLC0415 (only a draw needs it)

    row = sorted(pool.teams, key=lambda team: team.code)
    costs = {(a.code, b.code): _of_pair(a, b, pool, times) for a, b in combinations(row, 2)}
    # Each bye is a place of its own that no other place can be matched with.
    places = [f"\0{number}" for number in range(pool.byes)]
    costs |= {(team.code, place): _of_bye(team, pool) for team in row for place in places}
    prices = {couple: cost * LOTS + lots.below(LOTS) for couple, cost in _weighed(costs, len(row)).items()}
    most = max(prices.values(), default=0)
    graph: Graph[str] = Graph()
    graph.add_weighted_edges_from((*couple, most - price + 1) for couple, price in prices.items())
    found = {frozenset(couple) for couple in max_weight_matching(graph, maxcardinality=True)}
    pairs = [(a, b) for a, b in combinations(row, 2) if frozenset((a.code, b.code)) in found]
    taken = {code for couple in pairs for code in (couple[0].code, couple[1].code)}
    return pairs, [team.code for team in row if team.code not in taken]


#: second byes, byes past the best seed, against seeds or defeats, meetings before, sides that cannot be made even,
#: distance, one group, one city
Cost = tuple[int, int, int, int, int, int, int, int]


def _of_pair(a: Entrant, b: Entrant, pool: Pool, times: dict[frozenset[str], int]) -> Cost:
    distance = (a.rank - b.rank) ** 2 if pool.by in NEAREST else 0
    again = times.get(frozenset((a.code, b.code)), 0)
    ahead = sorted((a.workers - a.employer, b.workers - b.employer))
    # Two teams that lead on the same side by one make one of them lead by two.
    bound = 1 if pool.by == "swiss" else 2
    uneven = int(ahead[0] >= bound or ahead[1] <= -bound)
    return (
        0,
        0,
        _against(a, b, pool),
        again,
        uneven,
        distance,
        int(bool(a.group) and a.group == b.group),
        int(bool(a.city) and a.city == b.city),
    )


def _against(a: Entrant, b: Entrant, pool: Pool) -> int:
    """Seeds: sums of ranks as equal as can be, so that the best meets the last, the second the last but one."""
    if pool.by == "seeds":
        return (a.rank + b.rank) ** 2
    return abs(a.rank - b.rank) if pool.by == "defeats" else 0


def _of_bye(team: Entrant, pool: Pool) -> Cost:
    """Where equals meet, the last in the standings goes on alone; with seeds the best; else the lot alone decides."""
    last = max(each.rank for each in pool.teams)
    seeded = team.rank - 1 if pool.by == "seeds" else 0
    return (team.byes, seeded, 0, 0, 0, (last - team.rank) ** 2 if pool.by in NEAREST else 0, 0, 0)


def _weighed(costs: dict[tuple[str, str], Cost], teams: int) -> dict[tuple[str, str], int]:
    """Costs as one number each, so that sums over a matching compare part by part, the first part first.

    A step of the last part outweighs as many lots as there are teams.
    """
    factor, found = teams, dict.fromkeys(costs, 0)
    for part in range(len(next(iter(costs.values()), ())) - 1, -1, -1):
        for couple, cost in costs.items():
            found[couple] += cost[part] * factor
        factor *= max((cost[part] for cost in costs.values()), default=0) * teams + 1
    return found


def _sides(a: Entrant, b: Entrant, lots: Lots) -> tuple[str, str]:
    """(workers, employer): whoever sat with the workers less often sits there; where that is equal, by lot."""
    ahead = (a.workers - a.employer) - (b.workers - b.employer)
    first = lots.below(2) == 0 if ahead == 0 else ahead < 0
    return (a.code, b.code) if first else (b.code, a.code)


def in_turn(codes: Iterable[str], lots: Lots) -> list[str]:
    """The order in which teams come on one after the other: the codes sorted, then shuffled."""
    return lots.shuffled(sorted(codes))


def at_the_table(pairs: Iterable[tuple[str, str]], lots: Lots) -> list[tuple[str, str]]:
    """(workers, employer) of each pair by lot: the first of a pair sits with the workers where the lot is 0."""
    return [(one, other) if lots.below(2) == 0 else (other, one) for one, other in pairs]
