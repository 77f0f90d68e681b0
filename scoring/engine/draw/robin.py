"""Round robin by the circle method: everybody meets everybody once, and sides are as even as they can be."""

from collections.abc import Iterable

from scoring.engine.draw.lots import Lots


def round_robin(codes: Iterable[str], lots: Lots) -> list[list[tuple[str, str]]]:
    """Rounds of (workers, employer). Each team's counts of the two sides differ by at most one.

    Codes are sorted and shuffled. With an odd m on the circle, places a and b meet in round (a + b) mod m, and a is
    workers when (b - a) mod m is at most (m - 1) / 2: each is workers equally often. An even number leaves the last
    code beside the circle: in round r it meets the place a with 2a mod m = r, and is workers when a is even.
    Raises ValueError for a code that stands twice and for fewer than two.
    """
    row = sorted(codes)
    if len(row) < 2 or len(set(row)) < len(row):
        raise ValueError("two or more codes, each once")
    row = lots.shuffled(row)
    m = len(row) - 1 + len(row) % 2
    rounds: list[list[tuple[str, str]]] = [[] for _ in range(m)]
    for a in range(m):
        for step in range(1, (m - 1) // 2 + 1):
            b = (a + step) % m
            rounds[(a + b) % m].append((row[a], row[b]))
        if len(row) > m:
            rounds[2 * a % m].append((row[a], row[m]) if a % 2 else (row[m], row[a]))
    return rounds
