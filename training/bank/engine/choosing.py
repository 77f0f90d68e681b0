"""Which questions a paper holds: parts that may overlap, filled exactly or told why they cannot be."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


class Unmet(ValueError):
    """These parts together ask for more than fits any of them. ``parts`` count from 0; nothing was chosen."""

    def __init__(self, parts: Sequence[int], asked: int, there: int) -> None:
        super().__init__(f"parts {list(parts)} ask for {asked}, {there} fit")
        self.parts, self.asked, self.there = list(parts), asked, there


@dataclass(frozen=True, slots=True)
class Part:
    """So many questions out of those that fit, in the order in which they are tried."""

    count: int
    fitting: Sequence[str]


def choose(parts: Sequence[Part]) -> list[list[str]]:
    """Names for each part, none twice; a maximum matching by augmenting paths, so it fails only where it must.

    Raises Unmet with a set of parts that cannot be filled together, as Hall's theorem (1935) gives it.
    """
    chosen: dict[str, int] = {}  # question: part
    for number, part in enumerate(parts):
        for _slot in range(part.count):
            _augment(number, parts, chosen)
    found: list[list[str]] = [[] for _ in parts]
    for name, number in chosen.items():
        found[number].append(name)
    order = [{name: place for place, name in enumerate(part.fitting)} for part in parts]
    return [sorted(names, key=places.__getitem__) for names, places in zip(found, order, strict=True)]


def _augment(start: int, parts: Sequence[Part], chosen: dict[str, int]) -> None:
    """One more question for a part, others moving over to where they fit too."""
    taker: dict[str, int] = {}  # question: the part that would take it
    gives: dict[int, str] = {}  # part: its question that another would take
    seen, waiting = {start}, deque([start])
    while waiting:
        number = waiting.popleft()
        for name in parts[number].fitting:
            if name in taker:
                continue
            taker[name] = number
            if name not in chosen:
                _move(name, start, taker, gives, chosen)
                return
            if chosen[name] not in seen:
                seen.add(chosen[name])
                gives[chosen[name]] = name
                waiting.append(chosen[name])
    there = {name for number in seen for name in parts[number].fitting}
    raise Unmet(sorted(seen), sum(parts[number].count for number in seen), len(there))


def _move(name: str, start: int, taker: Mapping[str, int], gives: Mapping[int, str], chosen: dict[str, int]) -> None:
    """Back along the path to the part that asked: each part on it takes one question and gives one away."""
    while (part := taker[name]) != start:
        chosen[name] = part
        name = gives[part]
    chosen[name] = start
