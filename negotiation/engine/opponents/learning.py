"""What the other side seems to want, read from its offers alone: two models, both rebuilt from the offers each turn.

Options are taken to lie on a line, as wages and days do, and the other side to like best what it asked first: the
further from there, the less. How much less, and how much each issue counts, is learned:

* by *frequency* (Hindriks and Tykhonov 2008; van Krimpen, Looije and Hajizadeh 2013): who keeps an issue where it is
  cares for it;
* by *Bayes*: thousands of guesses are weighed by how well each explains that an offer is worth a little less to its
  maker than the one before, and no less than what they have just turned down for it.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from negotiation.engine.opponents.moves import Terms, View

#: What each option is worth to the other side: {issue: {lawful option: figure}}; its best package has about 1.
Wants = Mapping[str, Mapping[str, float]]
Table = NDArray[np.float32]

GUESSES = 3_000
#: How an offer's worth to its maker follows on the one before: mean and deviation of the step.
STEP, OFF_STEP = -0.02, 0.04
#: By how much somebody may turn down for an offer of their own what was as good.
OFF_REFUSED = 0.03
#: How worth falls with distance: below 1 at once, above 1 late.
BENDS = (0.7, 1.0, 1.6, 2.5)


def by_frequency(view: View) -> Wants:
    """Weights from how seldom and how little the other side moved on an issue."""
    first = _first_words(view)
    lines = {issue: _line(points, first.get(issue, ""), 1.6) for issue, points in view.own.points.items()}
    weights = {}
    for issue, worth in lines.items():
        left = [worth.get(terms[issue], 0.0) for terms in view.theirs[1:] if issue in terms]
        weights[issue] = 1.0 / (0.15 + 1.0 - (sum(left) / len(left) if left else 0.5))
    whole = sum(weights.values())
    return {i: {o: weights[i] / whole * worth for o, worth in line.items()} for i, line in lines.items()}


def by_bayes(view: View) -> Wants:
    """The mean of all guesses, each weighed by how well it explains the other side's offers and refusals."""
    points, first = view.own.points, _first_words(view)
    sizes = tuple(len(options) for options in points.values())
    peaks = tuple(_peak(options, first.get(issue, "")) for issue, options in points.items())
    guesses = _guesses(sizes, peaks)
    doubt = _doubt(guesses, view, points)
    belief = np.exp(doubt.min() - doubt)
    mean = (belief @ guesses) / belief.sum()
    figures = iter(mean.tolist())
    return {issue: {option: next(figures) for option in options} for issue, options in points.items()}


def _first_words(view: View) -> dict[str, str]:
    """What the other side asked first on each issue."""
    first: dict[str, str] = {}
    for terms in view.theirs:
        first = {**terms, **first}
    return first


def _peak(options: Mapping[str, int], asked: str) -> int:
    """Where the other side is taken to be best off: at what it asked, else at what the own side wants least."""
    names = list(options)
    return names.index(asked if asked in options else min(names, key=lambda name: options[name]))


def _line(options: Mapping[str, int], asked: str, bend: float) -> dict[str, float]:
    """Each option from 0 to 1 by its distance from the peak."""
    return dict(zip(options, _falling(len(options), _peak(options, asked), bend).tolist(), strict=True))


def _falling(size: int, peak: int, bend: float) -> NDArray[np.float64]:
    far = max(peak, size - 1 - peak) or 1
    return 1.0 - (np.abs(np.arange(size) - peak) / far) ** bend


@lru_cache(maxsize=64)
def _guesses(sizes: tuple[int, ...], peaks: tuple[int, ...]) -> Table:
    """Guesses at what every option is worth, one a row: the same ones always. The first weighs all issues alike."""
    dice = np.random.default_rng(len(sizes))
    weights = dice.dirichlet(np.full(len(sizes), 2.0), GUESSES)
    weights[0] = 1 / len(sizes)
    columns = []
    for number, (size, peak) in enumerate(zip(sizes, peaks, strict=True)):
        shapes = np.array([_falling(size, peak, bend) for bend in BENDS])
        columns.append(weights[:, [number]] * shapes[dice.integers(len(BENDS), size=GUESSES)])
    return np.hstack(columns).astype(np.float32)


def _doubt(guesses: Table, view: View, points: Mapping[str, Mapping[str, int]]) -> NDArray[np.float64]:
    """How badly each guess explains what the other side did: minus the logarithm of its likelihood."""
    doubt = np.zeros(len(guesses))
    if not view.theirs:
        return doubt
    worth = (guesses @ _marks([offer.terms for offer in view.offers], points)).T
    waiting: list[NDArray[np.float32]] = []
    before = None
    for offer, here in zip(view.offers, worth, strict=True):
        if offer.mine:
            waiting.append(here)
            continue
        if before is not None:
            doubt += ((here - before - STEP) / OFF_STEP) ** 2 / 2
        for refused in waiting:
            doubt += np.logaddexp(0.0, (refused - here) / OFF_REFUSED)
        waiting, before = [], here
    return doubt


def _marks(offers: Sequence[Terms], points: Mapping[str, Mapping[str, int]]) -> Table:
    """One column for each offer, one row for each option: 1 where it is named; an issue left out counts its mean."""
    rows = [
        [_mark(terms, issue, option, len(options)) for terms in offers]
        for issue, options in points.items()
        for option in options
    ]
    return np.array(rows, np.float32)


def _mark(terms: Terms, issue: str, option: str, options: int) -> float:
    if issue not in terms:
        return 1.0 / options
    return 1.0 if terms[issue] == option else 0.0
