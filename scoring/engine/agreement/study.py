"""All of it for one table of marks, with what could not be said and why."""

from collections.abc import Mapping
from dataclasses import dataclass

from scoring.engine.agreement.alpha import METRICS, alpha
from scoring.engine.agreement.habits import Habits, habits
from scoring.engine.agreement.icc import Icc, icc
from scoring.engine.agreement.marks import Marks
from scoring.engine.agreement.rankings import Ranking, Weights, rankings
from scoring.engine.agreement.rasch import Rasch, Unfit, fit

#: Units below which alpha and ICC are hardly more than a guess.
FEW_UNITS = 10
#: Marks for each figure of the Rasch model, below which its figures are not shown as firm.
FEW_PER_PARAMETER = 4.0


@dataclass(frozen=True, slots=True)
class Study:
    """``alpha`` by metric, None where nothing can be said. ``unfit``: why there is no Rasch model, else empty.

    ``cautions``: few_units, gaps, few_marks, disconnected, one_judge.
    """

    marks: Marks
    alpha: Mapping[str, float | None]
    icc: Icc | None
    judges: tuple[Habits, ...]
    rasch: Rasch | None
    unfit: str
    rankings: tuple[Ranking, ...]
    cautions: tuple[str, ...]


def study(marks: Marks, *, weights: Weights | None = None, drop: int = 1, drop_from: int = 5) -> Study:
    """Everything that can be said of these marks; never raises for too few of them."""
    units = marks.units
    rasch, unfit = None, ""
    try:
        rasch = fit(marks)
    except Unfit as reason:
        unfit = reason.code
    found = icc(units)
    # Measures of groups that share nobody cannot be compared, nor can fair averages.
    fair = rasch.fair if rasch and rasch.connected else None
    return Study(
        marks,
        {metric: alpha(units, metric) for metric in METRICS},
        found,
        habits(marks),
        rasch,
        unfit,
        tuple(rankings(marks, weights=weights, fair=fair, drop=drop, drop_from=drop_from)),
        _cautions(marks, found, rasch),
    )


def _cautions(marks: Marks, found: Icc | None, rasch: Rasch | None) -> tuple[str, ...]:
    holds = {
        "one_judge": len(marks.judges) < 2,
        "few_units": len(marks.units) < FEW_UNITS,
        "gaps": found is not None and found.left_out > 0,
        "few_marks": rasch is not None and rasch.per_parameter < FEW_PER_PARAMETER,
        "disconnected": rasch is not None and not rasch.connected,
    }
    return tuple(code for code, true in holds.items() if true)
