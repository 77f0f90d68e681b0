"""Krippendorff's alpha: how far judges agree beyond what chance would give, gaps allowed.

Source: K. Krippendorff, Content Analysis, 4th ed. (2018), ch. 12; "Computing Krippendorff's
Alpha-Reliability" (2011), whose coincidence matrix this is.
"""

import numpy as np

from scoring.engine.agreement.marks import Floats

#: What a difference between two values weighs.
METRICS = ("nominal", "ordinal", "interval")


def alpha(units: Floats, metric: str = "interval") -> float | None:
    """1 − observed ÷ expected disagreement; ``units``: units × judges, NaN where missing.

    None where nothing can be said: no unit with two values, or one and the same value everywhere.
    Raises ValueError for a metric that is not among METRICS.
    """
    if metric not in METRICS:
        raise ValueError(f"metric is one of {', '.join(METRICS)}")
    paired = units[(~np.isnan(units)).sum(axis=1) >= 2]
    values = np.unique(paired[~np.isnan(paired)])
    if len(values) < 2:
        return None
    counts = np.stack([(paired == value).sum(axis=1) for value in values], axis=1).astype(float)
    within = counts.sum(axis=1)
    weighed = counts / (within - 1)[:, None]
    coincidences = weighed.T @ counts - np.diag(weighed.sum(axis=0))
    totals = coincidences.sum(axis=0)
    distances = _distances(values, totals, metric)
    observed = (coincidences * distances).sum()
    expected = (np.outer(totals, totals) * distances).sum() / (totals.sum() - 1)
    return float(1 - observed / expected)


def _distances(values: Floats, totals: Floats, metric: str) -> Floats:
    """Squared distance of each value to each other."""
    if metric == "nominal":
        return 1.0 - np.eye(len(values))
    # Ordinal: values lie as far apart as there are others between them, each end counted by half.
    at = values if metric == "interval" else np.cumsum(totals) - totals / 2
    return np.asarray((at[:, None] - at[None, :]) ** 2, dtype=float)
