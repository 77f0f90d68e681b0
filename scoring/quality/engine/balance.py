"""Whether the two sides of a case are equally hard: their marks at the same matches, and how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt


@dataclass(frozen=True, slots=True)
class Balance:
    """``difference``: mean of workers' less employer's marks. ``low``, ``high``: its 95 % interval, None for one match.

    ``uneven``: whether the interval leaves 0 out, so that chance alone is an unlikely reason.
    """

    matches: int
    workers: float
    employer: float
    difference: float
    low: float | None
    high: float | None

    @property
    def uneven(self) -> bool:
        return self.low is not None and self.high is not None and not self.low <= 0 <= self.high


def balance(pairs: Sequence[tuple[float, float]]) -> Balance | None:
    """Of the (workers', employer's) marks of each match: a paired comparison by Student's t (Biometrika 6, 1908).

    None without a match. With one there is no interval.
    """
    if not pairs:
        return None
    count = len(pairs)
    differences = [workers - employer for workers, employer in pairs]
    mean = sum(differences) / count
    low = high = None
    if count > 1:
        from scipy.special import stdtrit  # type: ignore[import-untyped]  # noqa: PLC0415 (a library that only this needs)

        deviation = sqrt(sum((each - mean) ** 2 for each in differences) / (count - 1))
        half = float(stdtrit(count - 1, 0.975)) * deviation / sqrt(count)
        low, high = mean - half, mean + half
    sides = [sum(side) / count for side in zip(*pairs, strict=True)]
    return Balance(count, sides[0], sides[1], mean, low, high)
