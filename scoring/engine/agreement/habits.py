"""Each judge against the others: how severe, how wide, and two habits that make marks say less.

The habits (halo, central tendency) are those of F. E. Saal, R. G. Downey and M. A. Lahey, Psychological
Bulletin 88 (1980) 413–428. The bounds are this platform's own: a flag asks for a talk, it proves nothing.
"""

from dataclasses import dataclass

import numpy as np

from scoring.engine.agreement.marks import Floats, Marks

#: A spread below this share of the other judges' is flagged.
NARROW = 0.5
#: Correlations between criteria at least so high, and so much above the other judges', are flagged.
ALIKE, ALIKE_BY = 0.9, 0.2
#: Fewer values, teams, criteria say nothing about a habit.
VALUES, TEAMS, CRITERIA = 8, 5, 3


@dataclass(frozen=True, slots=True)
class Habits:
    """One judge. Figures are None where there is too little to say.

    ``severity``: the other judges' mean less this one's on the same units, in points of the scale:
    above 0 is severe. ``spread``: standard deviation of the values; ``of_others``: the other judges' median.
    ``within``: the mean standard deviation between criteria of one team, after each criterion's own level is
    taken off; ``within_others`` likewise. ``correlation``: the mean between criteria over teams.
    """

    judge: str
    values: int
    mean: float
    severity: float | None
    spread: float | None
    of_others: float | None
    within: float | None
    within_others: float | None
    correlation: float | None
    correlation_others: float | None
    halo: bool
    central: bool


def habits(marks: Marks) -> tuple[Habits, ...]:
    """Every judge's, in the order of ``marks.judges``."""
    cube = marks.cube
    flat = cube.reshape(len(marks.judges), -1)
    spreads = [_spread(row) for row in flat]
    levels = _column_means(cube.reshape(-1, cube.shape[2]))
    withins = [_within(each - levels) for each in cube]
    alike = [_correlation(each) for each in cube]
    found = []
    for number, judge in enumerate(marks.judges):
        others = [_median_but(figures, number) for figures in (spreads, withins, alike)]
        enough = int((~np.isnan(flat[number])).sum()) >= VALUES
        within_narrow = _narrow(withins[number], others[1])
        found.append(
            Habits(
                judge,
                int((~np.isnan(flat[number])).sum()),
                float(np.nanmean(flat[number])),
                _severity(flat, number),
                spreads[number],
                others[0],
                withins[number],
                others[1],
                alike[number],
                others[2],
                halo=enough and (within_narrow or _too_alike(alike[number], others[2])),
                central=enough and _narrow(spreads[number], others[0]),
            )
        )
    return tuple(found)


def _severity(flat: Floats, number: int) -> float | None:
    others = np.delete(flat, number, axis=0)
    shared = ~np.isnan(flat[number]) & (~np.isnan(others)).any(axis=0)
    if not shared.any():
        return None
    return float((np.nanmean(others[:, shared], axis=0) - flat[number, shared]).mean())


def _spread(values: Floats) -> float | None:
    given = values[~np.isnan(values)]
    return float(given.std(ddof=1)) if len(given) >= 2 else None


def _column_means(table: Floats) -> Floats:
    given = ~np.isnan(table)
    return np.asarray(np.where(given, table, 0).sum(axis=0) / np.maximum(given.sum(axis=0), 1), dtype=float)


def _within(teams: Floats) -> float | None:
    """Of teams × criteria: only teams with enough criteria."""
    spreads = [_spread(row) for row in teams if (~np.isnan(row)).sum() >= CRITERIA]
    return float(np.mean([each for each in spreads if each is not None])) if spreads else None


def _correlation(teams: Floats) -> float | None:
    """The mean between any two criteria, over teams that have all; None where fewer than TEAMS, or none varies."""
    full = teams[~np.isnan(teams).any(axis=1)]
    full = full[:, full.std(axis=0) > 1e-9] if len(full) else full
    if len(full) < TEAMS or full.shape[1] < 2:
        return None
    table = np.asarray(np.corrcoef(full, rowvar=False), dtype=float).reshape(full.shape[1], -1)
    return float(table[np.triu_indices(full.shape[1], 1)].mean())


def _median_but(figures: list[float | None], number: int) -> float | None:
    others = [each for at, each in enumerate(figures) if at != number and each is not None]
    return float(np.median(others)) if others else None


def _narrow(mine: float | None, others: float | None) -> bool:
    return mine is not None and others is not None and mine < NARROW * others


def _too_alike(mine: float | None, others: float | None) -> bool:
    return mine is not None and others is not None and mine >= ALIKE and mine - others >= ALIKE_BY
