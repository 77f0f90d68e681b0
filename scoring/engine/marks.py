"""The arithmetic of a result, that must be defended in public: exact throughout, rounded once, for display.

Fractions keep every step exact, so that neither the order of the judges nor the moment of rounding can
change a place. Nothing here knows a seat, an event or a state.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction


def judge_total(points: Iterable[Fraction]) -> Fraction:
    """One judge's total for one subject: the sum of its criteria's weighted points."""
    return sum(points, Fraction(0))


def dropped(totals: Mapping[str, Fraction] | Mapping[str, int], *, drop: int, drop_from: int) -> Mapping[str, str]:
    """The judges whose total is left out, each as ``highest`` or ``lowest``; nobody below ``drop_from`` judges.

    Among equal totals it does not matter to the mean which is left out; the first in order is
    named as lowest and the last as highest, so that the printed sheet is always the same.

    >>> dropped({"a": Fraction(9), "b": Fraction(7), "c": Fraction(8)}, drop=1, drop_from=3)
    {'b': 'lowest', 'a': 'highest'}
    """
    if not drop or not drop_from or len(totals) < max(drop_from, 2 * drop + 1):
        return {}
    ranked = sorted(totals, key=lambda judge: totals[judge])
    return dict.fromkeys(ranked[:drop], "lowest") | dict.fromkeys(ranked[-drop:], "highest")


def mean(values: Sequence[Fraction]) -> Fraction:
    """The plain mean. There is always at least one value: a result without a ballot is never computed."""
    return sum(values, Fraction(0)) / len(values)


def after_penalties(mark: Fraction, penalty: Fraction) -> Fraction:
    """The mark less the penalty points, but never below zero."""
    return max(Fraction(0), mark - penalty)


def rounded(value: Fraction) -> str:
    """``value`` with two decimals, half up: only ever for display, and once. Values are never negative.

    >>> rounded(Fraction(165025, 2000)), rounded(Fraction(2, 3))
    ('82.51', '0.67')
    """
    cents = (value * 200 + 1) // 2
    return f"{cents // 100}.{cents % 100:02d}"


def exact(value: Fraction) -> str:
    """``value`` without loss: a plain decimal where it ends, else a fraction.

    >>> exact(Fraction(157, 2)), exact(Fraction(20)), exact(Fraction(235, 3))
    ('78.5', '20', '235/3')
    """
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest > 1:
        return f"{value.numerator}/{value.denominator}"
    # The denominator's twos and fives are at most as many as its bits: so many decimals hold it all.
    places = value.denominator.bit_length()
    whole, decimals = divmod(abs(value.numerator) * 10**places // value.denominator, 10**places)
    text = f"{whole}.{decimals:0{places}d}".rstrip("0").rstrip(".")
    return f"-{text}" if value < 0 else text


@dataclass(frozen=True, slots=True)
class Yardstick:
    """One step of ranking: a value for each subject, and whether more of it is better."""

    name: str
    values: Mapping[str, Fraction]
    more_is_better: bool = True


@dataclass(frozen=True, slots=True)
class Comparison:
    """A step that was needed: who was compared by what, and whether it told them all apart."""

    name: str
    values: Mapping[str, Fraction]
    decided: bool


@dataclass(frozen=True, slots=True)
class Ranking:
    """``places`` {subject: place}: equals share one and the next are skipped; ``trail`` says how it came about."""

    places: Mapping[str, int]
    trail: tuple[Comparison, ...]

    def shared(self) -> bool:
        """Whether two subjects still share a place, so that people must decide."""
        return len(set(self.places.values())) < len(self.places)


def ranking(subjects: Sequence[str], yardsticks: Sequence[Yardstick]) -> Ranking:
    """Places by the first yardstick; only those it leaves equal are compared by the next, and so on.

    >>> ranking(["a", "b"], [Yardstick("mark", {"a": Fraction(80), "b": Fraction(81)})]).places
    {'b': 1, 'a': 2}
    """
    trail: list[Comparison] = []
    places: dict[str, int] = {}

    def place(group: list[str], first: int, depth: int) -> None:
        if len(group) == 1 or depth == len(yardsticks):
            places.update(dict.fromkeys(group, first))
            return
        by = yardsticks[depth]
        values = {subject: by.values[subject] for subject in group}
        steps = sorted(set(values.values()), reverse=by.more_is_better)
        trail.append(Comparison(by.name, values, decided=len(steps) == len(group)))
        for value in steps:
            equals = [subject for subject in group if values[subject] == value]
            place(equals, first, depth + 1)
            first += len(equals)

    if subjects:
        place(list(subjects), 1, 0)
    return Ranking(places, tuple(trail))
