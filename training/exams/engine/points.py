"""What an attempt comes to: the share of each item, exact, and the sum over the items that count."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from training.bank.engine import marking

#: Types that a person reads.
WRITTEN = ("short", "case", "draft")


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a paper as it is marked. ``name``: the entry of the bank; ``key`` as its type has it."""

    name: str
    type: str
    key: Any
    points: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """``points`` of ``most``; ``waiting``: items not marked yet; ``shares`` by item, None where one waits."""

    points: Fraction
    most: int
    waiting: tuple[str, ...]
    shares: Mapping[str, Fraction | None]

    @property
    def share(self) -> Fraction:
        """The part of the points that was reached, 0 to 1; nothing where no item counts."""
        return self.points / self.most if self.most else Fraction(0)


def share_of(item: Item, answer: Any) -> Fraction:
    """What part of a closed item's points an answer earns; an unanswered one earns nothing.

    ``answer`` has the form that ``answers.cleaned`` gives it.
    """
    if answer is None:
        return marking.NOTHING
    if item.type == "number":
        value, tolerance = Decimal(str(item.key["value"])), Decimal(str(item.key.get("tolerance", 0)))
        return marking.number(value, tolerance, _decimal(answer))
    return _MARKING[item.type](item.key, answer)


_MARKING: dict[str, Callable[[Any, Any], Fraction]] = {
    "single": marking.choice,
    "judge": marking.choice,
    "multiple": marking.multiple,
    "fill": marking.fill,
    "order": marking.order,
    "match": marking.match,
}


def _decimal(answer: str) -> Decimal | None:
    try:
        return Decimal(answer.replace(",", "").replace("，", "").strip())
    except InvalidOperation:
        return None


def outcome(
    items: Iterable[Item],
    answers: Mapping[str, Any],
    marked: Mapping[str, Sequence[Fraction]],
    voided: Mapping[str, str],
    limit: Fraction,
) -> Outcome:
    """The whole attempt. ``marked``: shares given by people to written items, in the order in which they came.

    ``voided``: by item, ``out`` (it counts for nobody) or ``all`` (everybody gets its points). A written item without
    an answer earns nothing and waits for nobody.
    """
    points, most = Fraction(0), 0
    waiting, shares = [], {}
    for item in items:
        how = voided.get(item.name)
        if how == "out":
            continue
        share: Fraction | None
        if how == "all":
            share = marking.WHOLE
        elif item.type not in WRITTEN:
            share = share_of(item, answers.get(item.name))
        elif not str(answers.get(item.name) or "").strip():
            share = marking.NOTHING
        else:
            share = together(marked.get(item.name, ()), limit)
        shares[item.name] = share
        most += item.points
        if share is None:
            waiting.append(item.name)
        else:
            points += share * item.points
    return Outcome(points, most, tuple(waiting), shares)


def together(given: Sequence[Fraction], limit: Fraction) -> Fraction | None:
    """What two markers, or three, make together; None while one more is needed.

    Two that differ by no more than ``limit`` of the item's points: their mean. Else a third decides: the mean of
    the two that lie closest; where the third lies exactly between the first two, the third.
    """
    if len(given) < 2:
        return None
    first, second = given[:2]
    if abs(first - second) <= limit:
        return (first + second) / 2
    if len(given) < 3:
        return None
    low, middle, high = sorted(given[:3])
    if middle - low == high - middle:
        return middle
    return (low + middle) / 2 if middle - low < high - middle else (middle + high) / 2
