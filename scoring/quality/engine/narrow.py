"""How narrow a ranking is: which single values would change a place, and what would come of other values.

The table of standings follows each change (``scoring.engine.standings.Table``), so that a contest's every value can be
tried. Values are tried one at a time; who would then have met whom in a later round is not known and not guessed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import lcm

from scoring.engine.marks import after_penalties, dropped
from scoring.engine.rubric import Rubric
from scoring.engine.standings import Score, Table

#: A judge's values of one team at one match: {judge: {criterion: value}}, judges in the order of their numbers.
Values = Mapping[str, Mapping[str, Fraction]]


@dataclass(frozen=True)
class Sheet:
    """What a panel gave one team at one match, and the score that came of it. ``other`` is what the other side has.

    Points are counted in whole units, the largest in which every value of the rubric is whole.
    """

    match: int
    rubric: Rubric
    values: Values
    penalty: Fraction
    other: Fraction
    score: Score

    def scored(self, values: Values) -> Score:
        """The score if these had been the values; what is the same object as on the sheet is not worked out again."""
        points = {
            judge: self._points[judge] if given is self.values[judge] else self._other_points(judge, given)
            for judge, given in values.items()
        }
        totals = {
            judge: self._totals[judge] if of_judge is self._points[judge] else sum(of_judge.values())
            for judge, of_judge in points.items()
        }
        out = dropped(totals, drop=self.rubric.drop, drop_from=self.rubric.drop_from)
        kept = [judge for judge in totals if judge not in out]
        whole = self._units * len(kept)
        criteria = {name: Fraction(sum(points[judge][name] for judge in kept), whole) for name in self.score.criteria}
        return replace(self.score, value=Fraction(sum(totals[judge] for judge in kept), whole), criteria=criteria)

    @cached_property
    def _units(self) -> int:
        steps = [
            each.points(value) for each in self.rubric.criteria.values() for value in (each.scale.low, each.scale.step)
        ]
        return lcm(*(step.denominator for step in steps))

    @cached_property
    def _points(self) -> dict[str, dict[str, int]]:
        return {
            judge: {name: self._whole(name, value) for name, value in given.items()}
            for judge, given in self.values.items()
        }

    @cached_property
    def _totals(self) -> dict[str, int]:
        return {judge: sum(points.values()) for judge, points in self._points.items()}

    def _other_points(self, judge: str, values: Mapping[str, Fraction]) -> dict[str, int]:
        given, points = self.values[judge], self._points[judge]
        return {
            name: points[name] if value is given[name] else self._whole(name, value) for name, value in values.items()
        }

    def _whole(self, criterion: str, value: Fraction) -> int:
        return int(self.rubric.criteria[criterion].points(value) * self._units)

    def ahead(self, score: Score) -> int:
        """1 where the team has more than the other side of the match, -1 where it has less, 0 for as much."""
        own = after_penalties(score.value, self.penalty)
        return (own > self.other) - (own < self.other)

    def with_value(self, judge: str, criterion: str, value: Fraction) -> Values:
        """The values with one of them another."""
        return {**self.values, judge: {**self.values[judge], criterion: value}}


@dataclass(frozen=True, slots=True)
class Delicate:
    """A value that by one step (``value`` in its place) would change a place, or who had more at the match.

    ``moved`` {team: (place now, place then)}.
    """

    sheet: Sheet
    judge: str
    criterion: str
    value: Fraction
    moved: Mapping[str, tuple[int, int]]
    turned: bool

    @property
    def best(self) -> int:
        """The best place that it touches; behind all where it touches none."""
        return min((min(places) for places in self.moved.values()), default=10**6)


def tried(table: Table, sheet: Sheet, values: Values) -> tuple[dict[str, tuple[int, int]], bool]:
    """What other values on a sheet would come to: {team: (place now, place then)} and whether the match would turn.

    The table is afterwards as it was.
    """
    score = sheet.scored(values)
    moved = table.put(score)
    table.put(sheet.score)
    return moved, sheet.ahead(score) != sheet.ahead(sheet.score)


def delicate(table: Table, sheets: Iterable[Sheet]) -> list[Delicate]:
    """Every value that matters by one step of its scale, up or down; the best place first."""
    found = [each for sheet in sheets if _may_matter(table, sheet) for each in _of_sheet(table, sheet)]
    return sorted(found, key=lambda each: (each.best, not each.turned, each.sheet.match, each.judge, each.criterion))


def _of_sheet(table: Table, sheet: Sheet) -> Iterator[Delicate]:
    for judge, given in sheet.values.items():
        for criterion, value in given.items():
            scale = sheet.rubric.criteria[criterion].scale
            for other in (value - scale.step, value + scale.step):
                if scale.holds(other):
                    moved, turned = tried(table, sheet, sheet.with_value(judge, criterion, other))
                    if moved or turned:
                        yield Delicate(sheet, judge, criterion, other, moved, turned)


def _may_matter(table: Table, sheet: Sheet) -> bool:
    """Whether any single step can matter, by the most that one can do: the mean of those who count follows a value by
    no more than its share. What passes nobody and meets nobody changes no place on the way; between equals the single
    criteria may decide, and where a score moves the others nothing is certain: there all have to be tried."""
    if sheet.score.component in table.relative:
        return True
    criteria = [sheet.rubric.criteria[name] for given in sheet.values.values() for name in given]
    step = max(each.points(each.scale.step) for each in criteria)
    out = dropped(dict.fromkeys(sheet.values, 0), drop=sheet.rubric.drop, drop_from=sheet.rubric.drop_from)
    most = step / (len(sheet.values) - len(out))
    team, matters = sheet.score.team, table.is_tied(sheet.score.team)
    for value in (sheet.score.value - most, sheet.score.value + most):
        score = replace(sheet.score, value=value)
        matters |= bool(table.put(score)) or table.is_tied(team) or sheet.ahead(score) != sheet.ahead(sheet.score)
    table.put(sheet.score)
    return matters
