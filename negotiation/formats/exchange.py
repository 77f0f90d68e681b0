"""What both foreign formats come down to: issues with values, and for each side weights, evaluations, a reservation.

A utility is the sum over issues of weight times evaluation. GENIUS divides every evaluation by the issue's largest when
it loads a profile; others take evaluations as they stand, so write them from 0 to 1, where both readings agree.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import Literal

from negotiation.engine.frontier import Point
from negotiation.scenario_points import OPTIONS, PointTable

Reading = Literal["auto", "genius", "raw"]
Repairs = list[str]


@dataclass(slots=True)
class Profile:
    """One side's: ``{issue: weight}``, ``{issue: {value: evaluation}}``; utilities run from 0 to the sum of weights."""

    weights: dict[str, Fraction] = field(default_factory=dict)
    evaluations: dict[str, dict[str, Fraction]] = field(default_factory=dict)
    reservation: Fraction = Fraction(0)
    discount: Fraction | None = None

    def reading(self, asked: Reading) -> Literal["genius", "raw"]:
        """How evaluations are read: as asked, else raw where none is above 1."""
        if asked != "auto":
            return asked
        return "raw" if all(e <= 1 for values in self.evaluations.values() for e in values.values()) else "genius"

    def utility(self, issue: str, value: str, reading: Literal["genius", "raw"]) -> Fraction:
        """What a value adds to the utility of a package."""
        evaluations = self.evaluations[issue]
        evaluation = evaluations[value]
        if reading == "genius":
            largest = max(evaluations.values())
            evaluation = evaluation / largest if largest > 0 else Fraction(0)
        return snapped(self.weights[issue] * evaluation)


#: Files write thirds with so many digits; what lies nearer than this to a simple fraction was one.
NEAR, SIMPLE = Fraction(1, 10**13), 10**6


def snapped(figure: Fraction) -> Fraction:
    """The simple fraction that a rounded figure stands for: else packages that are equal would seem to differ."""
    simple = figure.limit_denominator(SIMPLE)
    return simple if abs(simple - figure) < NEAR else figure


class TooLong(ValueError):
    """More options than are ever analysed; the argument is their number."""


def table_of(
    values: Mapping[str, Sequence[str]], profiles: Sequence[Profile], asked: Reading
) -> tuple[PointTable, list[str]]:
    """Both profiles as whole points, exactly, and how each was read. Raises TooLong."""
    count = sum(map(len, values.values()))
    if count > OPTIONS:
        raise TooLong(count)
    readings = [profile.reading(asked) for profile in profiles]
    pairs = {
        issue: {
            value: tuple(p.utility(issue, value, how) for p, how in zip(profiles, readings, strict=True))
            for value in offered
        }
        for issue, offered in values.items()
    }
    scale = lcm(*(figure.denominator for worths in pairs.values() for pair in worths.values() for figure in pair))
    whole: dict[str, dict[str, Point]] = {
        issue: {value: (int(pair[0] * scale), int(pair[1] * scale)) for value, pair in worths.items()}
        for issue, worths in pairs.items()
    }
    reservation = profiles[0].reservation, profiles[1].reservation
    return PointTable(whole, reservation, scale, ()), list(readings)
