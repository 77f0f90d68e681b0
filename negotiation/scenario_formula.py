"""Cost formulas: ``+ - * / ( )``, numbers, and keys of the data pack. Exact, and never ``eval``.

>>> evaluate(parse("payroll * 1.5 / 3"), {"payroll": Fraction(55)})
Fraction(55, 2)
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

#: Nobody writes longer or deeper formulas by hand; the parser calls itself for each parenthesis.
LONGEST = 300
DEEPEST = 30

_TOKEN = re.compile(r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<key>[a-z][a-z0-9_]*)|(?P<sign>[-+*/()]))")


class FormulaError(Exception):
    """A formula that cannot be read or worked out. ``code`` is stable, ``at`` the place in it, from 1."""

    def __init__(self, code: str, at: int = 0, text: str = "") -> None:
        super().__init__(code, at, text)
        self.code, self.at, self.text = code, at, text


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula in postfix order: numbers, keys (str) and operators, as they are worked out."""

    steps: tuple[tuple[str, Fraction | str], ...]

    def names(self) -> list[str]:
        """The keys of the data pack that it uses, in the order they are met."""
        return list(dict.fromkeys(str(word) for kind, word in self.steps if kind == "key"))


def parse(text: str) -> Formula:
    """The formula that ``text`` writes. FormulaError ``formula-syntax`` at the first thing out of place."""
    if len(text) > LONGEST:
        raise FormulaError("formula-long", LONGEST, str(LONGEST))
    return _Parser(text).whole()


def evaluate(formula: Formula, values: Mapping[str, Fraction]) -> Fraction:
    """What the formula comes to. FormulaError ``formula-zero`` when it divides by nothing."""
    stack: list[Fraction] = []
    for kind, word in formula.steps:
        if kind == "number":
            stack.append(Fraction(word))
        elif kind == "key":
            stack.append(values[str(word)])
        else:
            right, left = stack.pop(), stack.pop()
            stack.append(_worked_out(str(word), left, right))
    return stack.pop()


def _worked_out(sign: str, left: Fraction, right: Fraction) -> Fraction:
    match sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
    if not right:
        raise FormulaError("formula-zero")
    return left / right


class _Parser:
    """Sum of products of atoms, left to right."""

    def __init__(self, text: str) -> None:
        self.tokens = list(_tokens(text))
        self.place = self.depth = 0
        self.steps: list[tuple[str, Fraction | str]] = []

    def whole(self) -> Formula:
        self.sum()
        if self.peek()[0] != "end":
            raise self.misplaced()
        return Formula(tuple(self.steps))

    def sum(self) -> None:
        self.product()
        while (sign := self.peek()[1]) in {"+", "-"}:
            self.place += 1
            self.product()
            self.steps.append(("sign", sign))

    def product(self) -> None:
        self.atom()
        while (sign := self.peek()[1]) in {"*", "/"}:
            self.place += 1
            self.atom()
            self.steps.append(("sign", sign))

    def atom(self) -> None:
        kind, word, _ = self.peek()
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.misplaced()
        if kind == "number":
            self.steps.append(("number", Fraction(word)))
        elif kind == "key":
            self.steps.append(("key", word))
        elif word == "(":
            self.place += 1
            self.sum()
            if self.peek()[1] != ")":
                raise self.misplaced()
        elif word == "-":  # a saving: nothing minus what follows
            self.place += 1
            self.steps.append(("number", Fraction(0)))
            self.atom()
            self.steps.append(("sign", "-"))
            self.place -= 1
        else:
            raise self.misplaced()
        self.depth -= 1
        self.place += 1

    def peek(self) -> tuple[str, str, int]:
        return self.tokens[self.place]

    def misplaced(self) -> FormulaError:
        _, word, at = self.peek()
        return FormulaError("formula-syntax", at, word)


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """(kind, word, place from 1), ending with one of kind ``end``."""
    place = 0
    text = text.rstrip()
    while place < len(text):
        found = _TOKEN.match(text, place)
        if not found:
            rest = text[place:].lstrip()
            raise FormulaError("formula-syntax", len(text) - len(rest) + 1, rest[:1])
        kind = found.lastgroup or ""
        yield kind, found[kind], found.start(kind) + 1
        place = found.end()
    yield "end", "", len(text) + 1
