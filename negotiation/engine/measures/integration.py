"""Whether the sides traded what each valued less for what it valued more (measures 16 to 20 of docs/metrics.md).

Issues are classed by what the points say, never by what an author called them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from live.machine import EMPLOYER, SIDES, WORKERS
from negotiation.engine.measures.ground import Ground
from negotiation.engine.payoffs import compatible, tradeable
from negotiation.engine.scenario import Issue, Scenario, Terms

DISTRIBUTIVE, COMPATIBLE, MIXED = "distributive", "compatible", "mixed"


@dataclass(frozen=True, slots=True)
class Classes:
    """Each issue's class, and the pairs of which one can be traded for the other."""

    of: Mapping[str, str]
    tradeable: tuple[tuple[str, str], ...]


def classes(scenario: Scenario) -> Classes:
    """``compatible``: both like the same lawful option best; ``distributive``: the sides want opposite ways."""
    common = set(compatible(scenario))
    of = {
        i: COMPATIBLE if i in common else DISTRIBUTIVE if opposed(issue) else MIXED
        for i, issue in scenario.issues.items()
    }
    return Classes(of, tuple(tradeable(scenario)))


def opposed(issue: Issue) -> bool:
    """Whether whatever lawful step is better for one side is worse for the other."""
    worth = [(o.points[WORKERS], o.points[EMPLOYER]) for o in issue.options.values() if o.lawful]
    return len(worth) > 1 and all((a[0] - b[0]) * (a[1] - b[1]) < 0 for a in worth for b in worth if a != b)


def weights(scenario: Scenario, side: str) -> dict[str, int]:
    """What each issue can matter to a side: its best lawful option's points less its worst one's."""
    return {i: _span(issue, side) for i, issue in scenario.issues.items()}


def _span(issue: Issue, side: str) -> int:
    worth = [o.points[side] for o in issue.options.values() if o.lawful]
    return max(worth) - min(worth) if worth else 0


def logrolling(scenario: Scenario, terms: Terms) -> float | None:
    """How far each side got what it valued more, over the opposed issues (17); None where nothing could be traded.

    Σ share × |difference of weights| / Σ |difference|, where the share is that of the side that values the issue
    more. 1: each side got all of what it valued more. Our own definition: piloted, never to rank.
    """
    total = got = 0.0
    for i, issue in scenario.issues.items():
        span = {side: _span(issue, side) for side in SIDES}
        stake = abs(span[WORKERS] - span[EMPLOYER])
        if not opposed(issue) or not stake:
            continue
        prior = max(SIDES, key=lambda side: span[side])
        lowest = min(o.points[prior] for o in issue.options.values() if o.lawful)
        got += stake * (issue.options[terms[i]].points[prior] - lowest) / span[prior]
        total += stake
    return got / total if total else None


def common_found(scenario: Scenario, terms: Terms) -> tuple[int, int]:
    """(compatible issues settled at the common best, compatible issues) (18)."""
    common = compatible(scenario)
    found = 0
    for i in common:
        options = scenario.issues[i].options
        best = {side: max(o.points[side] for o in options.values() if o.lawful) for side in SIDES}
        found += all(options[terms[i]].points[side] == best[side] for side in SIDES)
    return found, len(common)


def potential(on: Ground) -> float | None:
    """How far the average random deal falls short of the best joint one (19): an author's figure of the scenario."""
    if not len(on.drawn):
        return None
    sums = on.drawn.sum(axis=1)
    room = int(sums.max()) - int(on.reservations.sum())
    return float((sums.max() - (sums * on.times).sum() / on.times.sum()) / room) if room > 0 else None


def fixed_pie_error(guessed: Mapping[str, float], scenario: Scenario, other: str) -> float | None:
    """How wrong a guess of the other side's weights was (20): half the sum of the differences, 0 right, 1 all wrong.

    Both are taken as shares of their sum. None when nothing was guessed or nothing matters to that side.
    """
    true = weights(scenario, other)
    all_true, all_guessed = sum(true.values()), sum(max(guessed.get(i, 0.0), 0.0) for i in true)
    if not all_true or not all_guessed:
        return None
    return sum(abs(max(guessed.get(i, 0.0), 0.0) / all_guessed - w / all_true) for i, w in true.items()) / 2
