"""Intraclass correlations, with intervals: how much of what varies is the teams and not the judges.

Sources: P. E. Shrout and J. L. Fleiss, Psychological Bulletin 86 (1979) 420–428; K. O. McGraw and
S. P. Wong, Psychological Methods 1 (1996) 30–46, table 7, whose ICC(A,1) and ICC(A,k) are (2,1) and (2,k).
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats  # type: ignore[import-untyped]

from scoring.engine.agreement.marks import Floats


@dataclass(frozen=True, slots=True)
class Icc:
    """``single``: of one judge's value; ``average``: of the mean of all judges. Bounds hold with 95 %.

    ``units`` were judged by all and counted; ``left_out`` have a gap.
    """

    single: float
    single_low: float
    single_high: float
    average: float
    average_low: float
    average_high: float
    units: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Squares:
    """Mean squares of units × judges: between units, between judges, what is left, and within units."""

    n: int
    k: int
    rows: float
    columns: float
    error: float
    within: float


def squares(table: Floats) -> Squares:
    """Two-way analysis of variance of a full table, units × judges, at least 2 × 2."""
    n, k = table.shape
    mean = table.mean()
    rows = k * ((table.mean(axis=1) - mean) ** 2).sum()
    columns = n * ((table.mean(axis=0) - mean) ** 2).sum()
    within = ((table - table.mean(axis=1, keepdims=True)) ** 2).sum()
    error = max(float(within - columns), 0.0)
    return Squares(
        n,
        k,
        float(rows / (n - 1)),
        float(columns / (k - 1)),
        error / ((n - 1) * (k - 1)),
        float(within / (n * (k - 1))),
    )


def icc(units: Floats) -> Icc | None:
    """ICC(2,1) and ICC(2,k), two-way random, absolute agreement; ``units``: units × judges, NaN where missing.

    Only units that every judge judged count. None with fewer than two judges or three such units,
    or where nothing varies.
    """
    full = units[~np.isnan(units).any(axis=1)]
    n, k = full.shape
    if k < 2 or n < 3:
        return None
    sq = squares(full)
    # What is left of rounding where all values are the same is no variation.
    if sq.rows + sq.columns + sq.error <= 1e-12 * (1 + float(np.abs(full).max()) ** 2):
        return None
    single = (sq.rows - sq.error) / (sq.rows + (k - 1) * sq.error + k * (sq.columns - sq.error) / n)
    low, high = _bounds(sq, single)
    # Below 0 the judges contradict each other and the approximation of the bounds breaks down: kept in order.
    single = max(single, -1.0)
    low, high = min(low, single), max(high, single)
    return Icc(single, low, high, _of_mean(single, k), _of_mean(low, k), _of_mean(high, k), n, len(units) - n)


def one_way(table: Floats) -> tuple[float, float]:
    """ICC(1,1) and ICC(1,k): each unit judged by judges of its own. ``table`` is full and varies."""
    sq = squares(table)
    return (sq.rows - sq.within) / (sq.rows + (sq.k - 1) * sq.within), (sq.rows - sq.within) / sq.rows


def consistency(table: Floats) -> tuple[float, float]:
    """ICC(3,1) and ICC(3,k): judges may differ in level, not in order. ``table`` is full and varies."""
    sq = squares(table)
    return (sq.rows - sq.error) / (sq.rows + (sq.k - 1) * sq.error), (sq.rows - sq.error) / sq.rows


def _of_mean(single: float, k: int) -> float:
    """Spearman–Brown: of the mean of k judges. A single one of −1/(k−1) or less has no mean worth anything."""
    below = 1 + (k - 1) * single
    return k * single / below if below > 1e-9 else -1.0


def _bounds(sq: Squares, single: float) -> tuple[float, float]:
    """95 % for ICC(A,1), Satterthwaite's degrees of freedom."""
    n, k = sq.n, sq.k
    if 1 - single < 1e-12:
        return single, single
    a = k * single / (n * (1 - single))
    b = 1 + k * single * (n - 1) / (n * (1 - single))
    judges, rest = a * sq.columns, b * sq.error
    below = judges**2 / (k - 1) + rest**2 / ((n - 1) * (k - 1))
    freedom = (judges + rest) ** 2 / below if below > 0 else float((n - 1) * (k - 1))
    freedom = max(freedom, 1e-3)
    upper_f = float(stats.f.ppf(0.975, n - 1, freedom))
    lower_f = float(stats.f.ppf(0.975, freedom, n - 1))
    noise = k * sq.columns + (k * n - k - n) * sq.error
    low_below, high_below = upper_f * noise + n * sq.rows, noise + n * lower_f * sq.rows
    low = n * (sq.rows - upper_f * sq.error) / low_below if np.isfinite(upper_f) and low_below > 0 else -1.0
    high = n * (lower_f * sq.rows - sq.error) / high_below if np.isfinite(lower_f) and high_below > 0 else 1.0
    return max(float(low), -1.0), min(float(high), 1.0)
