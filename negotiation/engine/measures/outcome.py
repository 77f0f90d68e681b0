"""What a deal was worth against what was possible (measures 1 to 13 and 15 of docs/metrics.md).

Every score is worked out for many points at once by one function, and the band of random deals beside it by the
same function over all of them: so a score and its band can never mean different things.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from live.machine import EMPLOYER, SIDES, WORKERS, side_audience
from negotiation.engine.measures.ground import Figures, Ground, lawful_points, tally
from negotiation.engine.payoffs import Band, Whole
from negotiation.engine.scenario import Scenario, Terms

#: Points that are held against the whole frontier at once.
CHUNK = 4_096
#: Packages better for both that are shown.
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Score:
    """A measure's value and what random deals reach: p10, p50, p90. None where it is not defined."""

    value: float | None
    band: Band | None = None


@dataclass(frozen=True, slots=True)
class Better:
    """A package that leaves nobody worse off and somebody better, and what it changes about the deal."""

    terms: Terms
    changes: Mapping[str, tuple[str, str]]  # issue: from this option to that
    gains: Mapping[str, int]  # by side


@dataclass(frozen=True, slots=True)
class Outcome:
    """A deal judged on its ground. By side where both sides have one of their own; shares are 0 to 1."""

    points: Mapping[str, int]
    surplus: Mapping[str, int]
    beats_alternative: Mapping[str, bool]  # at or above the reservation
    below_walk_away: Mapping[str, bool]  # worth less than having no deal
    advantage: Mapping[str, Score]
    claim: Mapping[str, float] | None  # share of the joint surplus
    joint: Score
    ray: Score
    superiority: Score
    left: Mapping[str, Score]  # points left on the table
    distance: Score
    nash: Score
    egalitarian: Score
    kalai_smorodinsky: Score
    joint_above_chance: float | None
    ray_above_chance: float | None
    better_for_both: int  # packages that dominate the deal
    better: tuple[Better, ...]


def judged(on: Ground, terms: Terms) -> Outcome:
    """Judge a deal that settles every issue."""
    scenario = on.space.scenario
    points = {side: scenario.points(side, terms) for side in SIDES}
    at = np.array([[points[side] for side in SIDES]], np.int64)
    values = {name: _value(of(on, at)) for name, of in MEASURES.items()}
    bands = bands_of(on)
    scores = {name: Score(value, bands[name]) for name, value in values.items()}
    better, examples = better_for_both(on, terms)
    reservations = {side: scenario.parties[side].reservation for side in SIDES}
    dominated = int(dominates(lawful_points(on.space), at[0]))
    superior = 1 - better / (better + dominated) if better + dominated else 1.0
    return Outcome(
        points=points,
        surplus={side: points[side] - reservations[side] for side in SIDES},
        beats_alternative={side: points[side] >= reservations[side] for side in SIDES},
        below_walk_away={side: points[side] < scenario.parties[side].batna_points for side in SIDES},
        advantage={side: scores[f"advantage:{side}"] for side in SIDES},
        claim=claimed(points, reservations),
        joint=scores["joint"],
        ray=scores["ray"],
        superiority=Score(superior, superiority_band(on)),
        left={side: scores[f"left:{side}"] for side in SIDES},
        distance=scores["distance"],
        nash=scores["nash"],
        egalitarian=scores["egalitarian"],
        kalai_smorodinsky=scores["kalai_smorodinsky"],
        joint_above_chance=above_chance(scores["joint"]),
        ray_above_chance=above_chance(scores["ray"]),
        better_for_both=better,
        better=examples,
    )


def claimed(points: Mapping[str, int], reservations: Mapping[str, int]) -> dict[str, float] | None:
    """Each side's share of what both gained above their reservations (4); None when they gained nothing."""
    surplus = {side: points[side] - reservations[side] for side in SIDES}
    total = sum(surplus.values())
    return {side: surplus[side] / total for side in SIDES} if total > 0 else None


def above_chance(score: Score) -> float | None:
    """How much of the way from a middling random deal to a perfect one was made (13); below 0: worse than chance."""
    if score.value is None or score.band is None or score.band[1] >= 1:
        return None
    return (score.value - score.band[1]) / (1 - score.band[1])


# --- Scores of many points at once: (ground, points) -> one figure each, nan where not defined ----------------


def advantage(on: Ground, points: Whole, side: int) -> Figures:
    """How far from the reservation to the side's best lawful package (3)."""
    span = on.best[side] - on.reservations[side]
    return _shared(points[:, side] - on.reservations[side], span)


def joint(on: Ground, points: Whole) -> Figures:
    """The joint surplus as a share of the largest inside the mandates (5)."""
    largest = (on.agreeable - on.reservations).sum(axis=1).max(initial=0)
    return _shared((points - on.reservations).sum(axis=1), largest)


def ray(on: Ground, points: Whole) -> Figures:
    """How far along its own split the deal reaches towards the frontier (6): 1 / max over p of min(a_p/a, b_p/b)."""
    if on.empty:
        return np.full(len(points), np.nan)
    surplus, efficient = points - on.reservations, on.fair_game - on.reservations
    parts = [_ray(surplus[k : k + CHUNK], efficient) for k in range(0, len(points), CHUNK)]
    return np.concatenate(parts) if parts else np.zeros(0)


def _ray(surplus: Whole, efficient: Whole) -> Figures:
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = np.where(surplus[:, None, :] > 0, efficient[None] / surplus[:, None, :], np.inf)
        reached: Figures = 1 / ratios.min(axis=2).max(axis=1)
    # Beyond a mandate or below a reservation there is no frontier on this ray to measure against.
    return np.where((surplus >= 0).all(axis=1), np.minimum(reached, 1.0), np.nan)


def left(on: Ground, points: Whole, side: int) -> Figures:
    """Points this side could have had more, the other losing nothing (9)."""
    other = 1 - side
    order = np.argsort(on.efficient[:, other])
    mine = np.maximum.accumulate(on.efficient[order, side][::-1])[::-1]
    place = np.searchsorted(on.efficient[order, other], points[:, other])
    within = place < len(mine)
    most = mine[np.where(within, place, 0)] if len(mine) else np.zeros(len(points), np.int64)
    return np.where(within, np.maximum(most - points[:, side], 0), np.nan).astype(np.float64)


def distance(on: Ground, points: Whole) -> Figures:
    """To the nearest efficient point, each side's points as a share of what it could gain (10)."""
    span = (on.ideal - on.reservations).astype(np.float64)
    if on.empty or (span <= 0).any():
        return np.full(len(points), np.nan)
    parts = []
    for k in range(0, len(points), CHUNK):
        gap = (on.efficient[None] - points[k : k + CHUNK, None, :]) / span
        parts.append(np.sqrt((gap**2).sum(axis=2)).min(axis=1))
    return np.concatenate(parts) if parts else np.zeros(0)


def nash(on: Ground, points: Whole) -> Figures:
    """The product of both surpluses as a share of the largest (11; Nash 1950); 0 where a side is below reservation."""
    best = on.named("nash")
    surplus = np.maximum(points - on.reservations, 0)
    largest = float(np.prod(np.array(best) - on.reservations)) if best else 0.0
    return _shared(surplus.prod(axis=1), largest)


def egalitarian(on: Ground, points: Whole) -> Figures:
    """The smaller surplus as a share of the largest smaller one (12; Kalai 1977)."""
    best = on.named("egalitarian")
    largest = min(np.array(best) - on.reservations) if best else 0
    return _shared((points - on.reservations).min(axis=1), largest)


def kalai_smorodinsky(on: Ground, points: Whole) -> Figures:
    """The smaller share of the ideal gain, as a share of the largest smaller one (12; Kalai and Smorodinsky 1975)."""
    best = on.named("kalai_smorodinsky")
    span = (on.agreeable.max(axis=0, initial=0) - on.reservations).astype(np.float64)
    if best is None or (span <= 0).any():
        return np.full(len(points), np.nan)
    largest = ((np.array(best) - on.reservations) / span).min()
    return _shared(((points - on.reservations) / span).min(axis=1), largest)


MEASURES: Mapping[str, Callable[[Ground, Whole], Figures]] = {
    f"advantage:{WORKERS}": lambda on, points: advantage(on, points, 0),
    f"advantage:{EMPLOYER}": lambda on, points: advantage(on, points, 1),
    "joint": joint,
    "ray": ray,
    f"left:{WORKERS}": lambda on, points: left(on, points, 0),
    f"left:{EMPLOYER}": lambda on, points: left(on, points, 1),
    "distance": distance,
    "nash": nash,
    "egalitarian": egalitarian,
    "kalai_smorodinsky": kalai_smorodinsky,
}


def _shared(figures: Whole | Figures, whole: float) -> Figures:
    return figures / whole if whole > 0 else np.full(len(figures), np.nan)


def _value(figures: Figures) -> float | None:
    return None if np.isnan(figures[0]) else float(figures[0])


# --- Random deals ---------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def bands_of(on: Ground) -> Mapping[str, Band | None]:
    """What random deals reach on each measure of ``MEASURES``."""
    return {name: weighted_band(of(on, on.drawn), on.times) for name, of in MEASURES.items()}


@lru_cache(maxsize=8)
def superiority_band(on: Ground) -> Band | None:
    """What random deals reach on measure 8; None where the points are too fine to count."""
    counted = tally(lawful_points(on.space))
    if counted is None or not len(on.drawn):
        return None
    more, fewer = counted.beside(on.drawn)
    total = more + fewer
    return weighted_band(np.where(total > 0, 1 - more / np.maximum(total, 1), 1.0), on.times)


def weighted_band(figures: Figures, times: Whole) -> Band | None:
    """p10, p50 and p90 when each figure is there so many times; nan counts for nothing."""
    known = ~np.isnan(figures)
    if not known.any():
        return None
    order = np.argsort(figures[known], kind="stable")
    sorted_figures, upto = figures[known][order], np.cumsum(times[known][order])
    low, middle, high = (
        float(sorted_figures[np.searchsorted(upto, share * upto[-1], side="left")]) for share in (0.1, 0.5, 0.9)
    )
    return low, middle, high


# --- Better for both ------------------------------------------------------------------------------


def dominates(points: Whole, deal: Whole) -> int:
    """How many of these the deal beats: at least as good for both and better for one (the I of measure 8)."""
    return int(((points <= deal).all(axis=1) & (points < deal).any(axis=1)).sum())


def better_for_both(on: Ground, terms: Terms) -> tuple[int, tuple[Better, ...]]:
    """How many lawful packages leave nobody worse off and somebody better (7), and at most three inside the mandates.

    Shown first are those that change the fewest issues: what people could have found.
    """
    space = on.space
    deal = np.array([space.scenario.points(side, terms) for side in SIDES])
    points = np.column_stack([space.points[side] for side in SIDES])
    dominating = space.lawful & (points >= deal).all(axis=1) & (points > deal).any(axis=1)
    places = np.flatnonzero(dominating & space.mandated)
    return int(dominating.sum()), tuple(_examples(on, terms, deal, points, places))


def _examples(on: Ground, terms: Terms, deal: Whole, points: Whole, places: Whole) -> list[Better]:
    """The best package that changes one issue, two, three; then the next best. Best: by smaller gain, then the sum."""
    if not len(places):
        return []
    changed = _changes(on.space.scenario, terms)[places]
    gains = points[places] - deal
    order = np.lexsort((changed, -gains.sum(axis=1), -gains.min(axis=1)))
    _numbers, first = np.unique(changed[order], return_index=True)
    chosen = [int(k) for k in order[first][:SHOWN]]
    chosen += [int(k) for k in order[: 2 * SHOWN] if int(k) not in chosen]
    return [_better(on, terms, int(places[k]), gains[k]) for k in chosen[:SHOWN]]


def _changes(scenario: Scenario, terms: Terms) -> Whole:
    """How many issues each package settles otherwise than ``terms``, in the order of the space."""
    counts = np.zeros(1, np.int64)
    for i, issue in scenario.issues.items():
        differs = np.array([option != terms[i] for option in issue.options], np.int64)
        counts = np.add.outer(counts, differs).ravel()
    return counts


def _better(on: Ground, terms: Terms, place: int, gains: Whole) -> Better:
    package = on.space.terms(place)
    changes = {i: (terms[i], o) for i, o in package.items() if terms[i] != o}
    return Better(package, changes, dict(zip(SIDES, map(int, gains.tolist()), strict=True)))


# --- Law and mandate ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Soundness:
    """Whether a deal may stand (15): clauses below a legal floor or behind policy, and a side's rules it breaks."""

    below_floor: tuple[str, ...]
    behind_policy: tuple[str, ...]
    broken: Mapping[str, tuple[str, ...]]  # side: ids of its constraints
    over_cost: Mapping[str, bool]


def soundness(scenario: Scenario, terms: Terms, sides: tuple[str, ...] = SIDES) -> Soundness:
    """Hold a full or partial deal against the law, and against the mandates of these sides."""
    broken = {side: scenario.broken(terms, {side_audience(side)}) for side in sides}
    return Soundness(
        below_floor=tuple(scenario.below_floor(terms)),
        behind_policy=tuple(i for i, o in terms.items() if scenario.issues[i].options[o].risk),
        broken={side: tuple(rule.id for rule in rules) for side, rules in broken.items()},
        over_cost={side: any(rule.kind == "max_cost" for rule in rules) for side, rules in broken.items()},
    )
