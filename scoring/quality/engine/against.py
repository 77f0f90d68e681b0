"""One judge's values against a measure: the others of the panel, or a reference."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

#: By whom or what was judged, and by which criterion.
Cell = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Against:
    """``severity``: mean difference, below 0 where the judge gave less. ``distance``: mean of the differences without
    their sign. ``criteria``: the mean difference for each. ``cells``: what was compared."""

    severity: Fraction
    distance: Fraction
    criteria: Mapping[str, Fraction]
    cells: int


def against(own: Mapping[Cell, Fraction], measure: Mapping[Cell, Fraction]) -> Against | None:
    """Over the cells that both have; None where there is none."""
    both = {cell: own[cell] - measure[cell] for cell in own if cell in measure}
    if not both:
        return None
    by_criterion: dict[str, list[Fraction]] = defaultdict(list)
    for (_subject, criterion), difference in both.items():
        by_criterion[criterion].append(difference)
    return Against(
        _mean(list(both.values())),
        _mean([abs(each) for each in both.values()]),
        {criterion: _mean(found) for criterion, found in by_criterion.items()},
        len(both),
    )


def others(values: Mapping[str, Mapping[Cell, Fraction]], judge: str) -> dict[Cell, Fraction]:
    """The mean of all other judges in each cell that somebody else has too. ``values``: {judge: {cell: value}}."""
    found: dict[Cell, list[Fraction]] = defaultdict(list)
    for other, cells in values.items():
        if other != judge:
            for cell, value in cells.items():
                found[cell].append(value)
    return {cell: _mean(given) for cell, given in found.items()}


def _mean(values: list[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)
