"""How the items of a sitting worked: facility, discrimination, distractors, reliability, suspected wrong keys.

Classical test theory. Alpha: Cronbach (1951), with variances over the people who had the same items. Corrected
item-rest correlation: the item is taken out of the rest. Upper and lower group of 27 %: Kelley (1939). Nothing here is
shown for fewer than LEAST people: below that, chance says more than the item.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from statistics import fmean, pstdev, pvariance

LEAST = 30
GROUP = 0.27
#: An option that fewer take is no distractor; an item that more get right sorts nobody.
RARE, EASY, HARD = 0.03, 0.95, 0.30
#: A wrong option makes a key suspect only where so many of the people took it.
TAKEN = 0.10


@dataclass(frozen=True, slots=True)
class Sat:
    """What one person did: by item, the share of its points (0 to 1), and what was chosen of options."""

    shares: Mapping[str, float]
    chosen: Mapping[str, tuple[str, ...]]
    points: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Option:
    """How many took an option, and the mean share that they reached in all the rest."""

    name: str
    taken: int
    mean: float
    right: bool


@dataclass(frozen=True, slots=True)
class Report:
    """One item. ``rest``: item-rest correlation; ``spread``: the upper group's facility less the lower's."""

    name: str
    people: int
    facility: float
    rest: float | None
    spread: float | None
    options: tuple[Option, ...]
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Whole:
    """The paper. ``error``: standard error of measurement, in points. ``alpha`` None: no items in common."""

    people: int
    mean: float
    deviation: float
    alpha: float | None
    error: float | None
    most: float


def whole(sat: Sequence[Sat]) -> Whole:
    """The paper as a whole, in points; alpha over the items that everybody had."""
    if not sat:
        return Whole(0, 0.0, 0.0, None, None, 0.0)
    totals = [_total(each) for each in sat]
    common = set.intersection(*(set(each.shares) for each in sat))
    rows = [[each.shares[name] * each.points[name] for name in sorted(common)] for each in sat]
    found = alpha(rows)
    deviation = pstdev(totals)
    error = deviation * sqrt(max(0.0, 1 - found)) if found is not None else None
    return Whole(len(sat), fmean(totals), deviation, found, error, max(sum(each.points.values()) for each in sat))


def _total(each: Sat) -> float:
    return sum(share * each.points[name] for name, share in each.shares.items())


def alpha(rows: Sequence[Sequence[float]]) -> float | None:
    """Cronbach's alpha of people × items; None for fewer than two items or people, or where all totals are equal."""
    if len(rows) < 2 or len(rows[0]) < 2:
        return None
    count = len(rows[0])
    of_totals = pvariance([sum(row) for row in rows])
    if of_totals == 0:
        return None
    of_items = sum(pvariance([row[place] for row in rows]) for place in range(count))
    return count / (count - 1) * (1 - of_items / of_totals)


def reports(sat: Sequence[Sat], keys: Mapping[str, tuple[str, ...]]) -> list[Report]:
    """Every item that somebody had, in the order of its name. ``keys``: the right options, where there are options."""
    names = sorted({name for each in sat for name in each.shares})
    return [_report(name, [each for each in sat if name in each.shares], keys.get(name, ())) for name in names]


def _report(name: str, sat: Sequence[Sat], key: tuple[str, ...]) -> Report:
    shares = [each.shares[name] for each in sat]
    rests = [_rest(each, name) for each in sat]
    facility = fmean(shares)
    rest = correlation(shares, rests)
    spread = _spread(shares, rests)
    options = _options(name, sat, rests, key)
    flags = _flags(facility, rest, options, len(sat)) if len(sat) >= LEAST else ("few",)
    return Report(name, len(sat), facility, rest, spread, options, flags)


def _rest(each: Sat, name: str) -> float:
    """The share of the points reached in everything but this item; people may have had different items."""
    others = {other: each.points[other] for other in each.shares if other != name}
    most = sum(others.values())
    return sum(each.shares[other] * points for other, points in others.items()) / most if most else 0.0


def correlation(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Pearson's; None where one of the two does not vary."""
    if len(one) < 2:
        return None
    mean_one, mean_other = fmean(one), fmean(other)
    together = sum((a - mean_one) * (b - mean_other) for a, b in zip(one, other, strict=True))
    alone = sqrt(sum((a - mean_one) ** 2 for a in one) * sum((b - mean_other) ** 2 for b in other))
    return together / alone if alone > 1e-12 else None


def _spread(shares: Sequence[float], rests: Sequence[float]) -> float | None:
    size = ceil(len(shares) * GROUP)
    if len(shares) < 4:
        return None
    order = sorted(range(len(shares)), key=lambda place: (rests[place], place))
    return fmean(shares[place] for place in order[-size:]) - fmean(shares[place] for place in order[:size])


def _options(name: str, sat: Sequence[Sat], rests: Sequence[float], key: tuple[str, ...]) -> tuple[Option, ...]:
    takers: dict[str, list[float]] = {}
    for each, rest in zip(sat, rests, strict=True):
        for option in each.chosen.get(name, ()):
            takers.setdefault(option, []).append(rest)
    found = [Option(option, len(means), fmean(means), option in key) for option, means in takers.items()]
    missing = [Option(option, 0, 0.0, right=True) for option in key if option not in takers]
    return tuple(sorted([*found, *missing], key=lambda each: each.name))


def _flags(facility: float, rest: float | None, options: Sequence[Option], people: int) -> tuple[str, ...]:
    """Codes of what somebody should look at."""
    found = []
    right = max((each.mean for each in options if each.right and each.taken), default=None)
    enough = max(3, TAKEN * people)
    wrong = [each for each in options if not each.right and each.taken >= enough]
    better = [each for each in wrong if right is not None and each.mean > right]
    if rest is not None and rest < 0:
        found.append("key" if better or not options else "negative")
    elif better and rest is not None and rest < 0.1:
        found.append("key")
    if facility > EASY:
        found.append("easy")
    elif facility < HARD:
        found.append("hard")
    if rest is not None and 0 <= rest < 0.2 and facility <= EASY:
        found.append("weak")
    return tuple(found)


def unused(options: Sequence[Option], everything: Sequence[str], people: int) -> list[str]:
    """Wrong options that hardly anybody took."""
    taken = {each.name: each.taken for each in options}
    right = {each.name for each in options if each.right}
    return [name for name in everything if name not in right and taken.get(name, 0) < RARE * people]
