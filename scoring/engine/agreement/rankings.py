"""What the ranking would be with: the plain mean, the trimmed one, fair averages, each judge left out.

Exact (`Fraction`) wherever values are only added and divided; fair averages are estimates, and say so.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from scoring.engine.agreement.marks import Mark, Marks
from scoring.engine.marks import dropped

Weights = Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Ranking:
    """``way``: mean, trimmed, fair, or without (then ``judge`` says whom). ``figures`` on the scale's points.

    ``places``: equals share one, and the next are skipped. ``other``: whether a place differs from the mean's.
    """

    way: str
    judge: str
    figures: Mapping[str, Fraction]
    places: Mapping[str, int]
    other: bool


def rankings(
    marks: Marks,
    *,
    weights: Weights | None = None,
    fair: Mapping[str, float] | None = None,
    drop: int = 1,
    drop_from: int = 5,
) -> list[Ranking]:
    """Every ranking, the plain mean first. ``weights`` by criterion, equal where not given; ``fair`` of the Rasch
    model. A team that only one judge judged is missing from the ranking without that judge."""
    plain = _means(marks.rows, weights)
    first = places(plain)
    found = [Ranking("mean", "", plain, first, other=False)]
    trimmed = _means(marks.rows, weights, drop=drop, drop_from=drop_from)
    if trimmed != plain:
        found.append(_ranking("trimmed", "", trimmed, first))
    if fair:
        found.append(_ranking("fair", "", {team: Fraction(value) for team, value in fair.items()}, first))
    if len(marks.judges) > 1:
        for judge in marks.judges:
            found.append(_ranking("without", judge, _means(marks.without(judge), weights), first))
    return found


def places(figures: Mapping[str, Fraction]) -> dict[str, int]:
    """More is better; equals share a place.

    >>> places({"a": Fraction(1), "b": Fraction(2), "c": Fraction(1)})
    {'a': 2, 'b': 1, 'c': 2}
    """
    ordered = sorted(figures.values(), reverse=True)
    first: dict[Fraction, int] = {}
    for number, value in enumerate(ordered, 1):
        first.setdefault(value, number)
    return {team: first[value] for team, value in figures.items()}


def _ranking(way: str, judge: str, figures: Mapping[str, Fraction], first: Mapping[str, int]) -> Ranking:
    own = places(figures)
    missing = first.keys() != own.keys()
    return Ranking(way, judge, figures, own, other=not missing and own != dict(first))


def _means(rows: Iterable[Mark], weights: Weights | None, *, drop: int = 0, drop_from: int = 0) -> dict[str, Fraction]:
    """Each team's mean over judges of each judge's weighted mean over criteria."""
    given: dict[str, dict[str, list[Mark]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        given[row.team][row.judge].append(row)
    found = {}
    for team, judges in given.items():
        totals = {judge: _weighed(mine, weights) for judge, mine in judges.items()}
        left_out = dropped(totals, drop=drop, drop_from=drop_from)
        counting = [total for judge, total in totals.items() if judge not in left_out]
        found[team] = sum(counting, Fraction(0)) / len(counting)
    return found


def _weighed(rows: Sequence[Mark], weights: Weights | None) -> Fraction:
    shares = [weights.get(row.criterion, Fraction(0)) if weights is not None else Fraction(1) for row in rows]
    whole = sum(shares, Fraction(0))
    if not whole:
        return sum((row.value for row in rows), Fraction(0)) / len(rows)
    return sum((row.value * share for row, share in zip(rows, shares, strict=True)), Fraction(0)) / whole
