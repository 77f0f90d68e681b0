"""The marks that are studied: who gave which team how much for which criterion, checked once.

A unit is one team by one criterion: what several judges looked at and could have agreed on.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

#: Marks at most: 200 teams by 7 judges by 30 criteria.
MOST = 42_000
#: No scale for judges goes beyond.
LARGEST = Fraction(10**6)


class BadMarks(ValueError):
    """Marks that cannot be studied. ``code``: none, twice, too_many, too_large; ``where`` says which."""

    def __init__(self, code: str, where: str = "") -> None:
        super().__init__(f"{code}: {where}" if where else code)
        self.code, self.where = code, where


@dataclass(frozen=True, slots=True)
class Mark:
    """One judge's value for one team by one criterion."""

    team: str
    judge: str
    criterion: str
    value: Fraction


@dataclass(frozen=True)
class Marks:
    """All of them, each cell at most once. Raises BadMarks. Names keep the order in which they first come."""

    rows: tuple[Mark, ...]

    def __post_init__(self) -> None:
        if not self.rows:
            raise BadMarks("none")
        if len(self.rows) > MOST:
            raise BadMarks("too_many", str(MOST))
        seen = set()
        for row in self.rows:
            cell = (row.team, row.judge, row.criterion)
            if cell in seen:
                raise BadMarks("twice", " · ".join(cell))
            if abs(row.value) > LARGEST:
                raise BadMarks("too_large", " · ".join(cell))
            seen.add(cell)

    @cached_property
    def teams(self) -> tuple[str, ...]:
        return _first_seen(row.team for row in self.rows)

    @cached_property
    def judges(self) -> tuple[str, ...]:
        return _first_seen(row.judge for row in self.rows)

    @cached_property
    def criteria(self) -> tuple[str, ...]:
        return _first_seen(row.criterion for row in self.rows)

    @cached_property
    def cells(self) -> Mapping[tuple[str, str, str], Fraction]:
        """By team, judge and criterion."""
        return {(row.team, row.judge, row.criterion): row.value for row in self.rows}

    @cached_property
    def cube(self) -> Floats:
        """Judges × teams × criteria, NaN where nothing was given."""
        cube = np.full((len(self.judges), len(self.teams), len(self.criteria)), np.nan)
        at = [{name: number for number, name in enumerate(names)} for names in (self.judges, self.teams, self.criteria)]
        for row in self.rows:
            cube[at[0][row.judge], at[1][row.team], at[2][row.criterion]] = float(row.value)
        return cube

    @property
    def units(self) -> Floats:
        """Units × judges, NaN where nothing was given."""
        return self.cube.reshape(len(self.judges), -1).T

    def without(self, judge: str) -> Sequence[Mark]:
        """What is left when this judge is not asked."""
        return [row for row in self.rows if row.judge != judge]


def _first_seen(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
