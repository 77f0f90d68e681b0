"""The same seat at other tables (measure 14 of docs/metrics.md): sides apart, one text of a scenario at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev

#: From so many tables on a mean and a spread say something; below it only the place is told.
ENOUGH = 8


@dataclass(frozen=True, slots=True)
class Among:
    """One table's points among those of the same side at all tables. ``place`` counts from 1; equals share it."""

    tables: int
    place: int
    lowest: int
    highest: int
    mean: float | None
    z: float | None
    better_than: float | None  # share of the other tables that had less


def among(own: int, others: Sequence[int]) -> Among:
    """``own`` is this table's, ``others`` those of the other tables (with none it stands alone)."""
    every = [own, *others]
    enough = len(every) >= ENOUGH
    spread = pstdev(every) if enough else 0.0
    return Among(
        tables=len(every),
        place=1 + sum(each > own for each in others),
        lowest=min(every),
        highest=max(every),
        mean=fmean(every) if enough else None,
        z=(own - fmean(every)) / spread if spread else None,
        better_than=sum(each < own for each in others) / len(others) if enough else None,
    )
