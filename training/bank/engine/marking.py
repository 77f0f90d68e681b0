"""What share of a question's points an answer earns, for every closed type. The rules are the house's own."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

WHOLE, NOTHING = Fraction(1), Fraction(0)


def choice(key: str | bool, answer: str | bool | None) -> Fraction:
    """Single choice and judge: all or nothing."""
    return WHOLE if answer is not None and answer == key else NOTHING


def multiple(key: Sequence[str], answer: Sequence[str]) -> Fraction:
    """The share of the right options that were chosen; nothing as soon as a wrong one was."""
    chosen = set(answer)
    return Fraction(len(chosen), len(set(key))) if chosen <= set(key) else NOTHING


def fill(key: Sequence[Sequence[str]], answer: Sequence[str]) -> Fraction:
    """The share of blanks with an accepted answer; case and blanks around and within do not count."""
    right = sum(_plain(said) in map(_plain, accepted) for accepted, said in zip(key, answer, strict=False))
    return Fraction(right, len(key))


def order(key: Sequence[str], answer: Sequence[str]) -> Fraction:
    """The share of places that hold what belongs there."""
    return Fraction(sum(right == said for right, said in zip(key, answer, strict=False)), len(key))


def match(key: Mapping[str, str], answer: Mapping[str, str]) -> Fraction:
    """The share of the left side that has its right partner."""
    return Fraction(sum(answer.get(left) == right for left, right in key.items()), len(key))


def number(value: Decimal, tolerance: Decimal, answer: Decimal | None) -> Fraction:
    """All when the answer misses the value by no more than the tolerance, else nothing; not a number earns nothing."""
    if answer is None or not answer.is_finite():
        return NOTHING
    return WHOLE if abs(answer - value) <= tolerance else NOTHING


def _plain(words: str) -> str:
    return "".join(words.split()).casefold()
