"""Groups of nearly equal size that keep teams of one city apart as far as that is possible."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from scoring.engine.draw.lots import Lots


@dataclass(frozen=True, slots=True)
class Entry:
    """A team by its code, and the city that it comes from."""

    code: str
    city: str


def groups(entries: Iterable[Entry], count: int, lots: Lots) -> list[list[str]]:
    """Codes by group. Sizes differ by at most one, and no group holds more than ceil(n / count) of a city's n teams.

    Cities in the order of a shuffle (of their names, sorted by code point), each city's teams shuffled (sorted by
    code); all in one row are dealt to the shuffled groups in turn. A city's n teams stand side by side in that row,
    so they fall on the groups in turn: by pigeonhole no smaller maximum exists. The order of entries is of no
    matter. Raises ValueError for a code that stands twice and for fewer teams than groups.
    """
    by_city: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        by_city[entry.city].append(entry.code)
    codes = [code for city in by_city.values() for code in city]
    if len(set(codes)) < len(codes):
        raise ValueError("a code stands twice")
    if not 1 <= count <= len(codes):
        raise ValueError("every group needs a team")
    row = [code for city in lots.shuffled(sorted(by_city)) for code in lots.shuffled(sorted(by_city[city]))]
    order = lots.shuffled(range(count))
    found: list[list[str]] = [[] for _ in range(count)]
    for place, code in enumerate(row):
        found[order[place % count]].append(code)
    return found
