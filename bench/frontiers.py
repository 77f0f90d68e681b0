"""Goal P12: the exact frontier and Nash point by merging issue by issue, against counting every package in NumPy."""

import random
import time
from collections.abc import Callable, Iterator
from functools import partial, reduce
from pathlib import Path

import numpy as np
from ruamel.yaml import YAML

from bench.measure import REPEATS, Row, interleaved, milli, ratios
from negotiation.engine.frontier import Points, frontier, solutions

#: A police union and a city: ten issues, 1,944,000 packages (its source stands in the file).
CASE = Path(__file__).parent / "data/ampo-vs-city.yaml"


def rows(data: Path) -> Iterator[Row]:
    case = {
        issue["id"]: {o["id"]: (o["points"]["workers"], o["points"]["employer"]) for o in issue["options"]}
        for issue in YAML(typ="safe").load(CASE)["issues"]
    }
    if merged(case) != counted(case):
        raise RuntimeError("merging and counting differ")
    dice = random.Random(7)
    huge = {f"i{n}": {f"o{m}": (dice.randrange(1000), dice.randrange(1000)) for m in range(10)} for n in range(20)}
    ways: dict[str, Callable[[], float]] = {
        name: partial(_seconds, way, points)
        for name, way, points in (("merged", merged, case), ("counted", counted, case), ("huge", merged, huge))
    }
    found = interleaved(REPEATS, ways)
    note = f"{milli(found['merged'])} against {milli(found['counted'])}"
    faster = ratios(found["counted"], found["merged"])
    yield Row(
        "P12",
        "frontier and Nash point of 1,944,000 packages, times faster",
        "counting in NumPy",
        faster,
        at_least=100,
        note=note,
    )
    seconds = tuple(found["huge"])
    yield Row("P12", "the same of 10^20 packages, seconds", "–", seconds, 1.0, note=milli(found["huge"]))


def merged(points: Points) -> tuple[list[tuple[int, int]], tuple[int, int]]:
    """The frontier and the Nash point."""
    found = frontier(points)
    named = solutions(found.points)
    assert named is not None
    return list(found.points), found.points[named.nash.places[0]]


def counted(points: Points) -> tuple[list[tuple[int, int]], tuple[int, int]]:
    """The same by summing up every package."""
    sums = [
        reduce(
            lambda left, right: np.add.outer(left, right).ravel(),
            [[pair[side] for pair in o.values()] for o in points.values()],
        )
        for side in (0, 1)
    ]
    order = np.lexsort((-sums[1], -sums[0]))
    first, second = sums[0][order], sums[1][order]
    new = np.ones(len(order), bool)
    new[1:] = second[1:] > np.maximum.accumulate(second)[:-1]
    front = list(zip(first[new].tolist(), second[new].tolist(), strict=True))
    return front, max(front, key=lambda point: point[0] * point[1])


def _seconds(way: Callable[[Points], object], points: Points) -> float:
    began = time.perf_counter()
    way(points)
    return time.perf_counter() - began
