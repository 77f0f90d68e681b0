"""How a chief makes offers: from the own side's points alone, conceding first what costs the own side least.

Two chiefs who do so find most of what both can gain, because each gives way where it cares little
and holds where it cares much. Nothing here sees the other side's points.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any

Terms = dict[str, str]

#: Offers of its own after which a side is at the least it would sign, give or take one by temper.
ROUNDS = 6


@dataclass(frozen=True, slots=True)
class Interests:
    """What one side can want: ``points`` {issue: {lawful option: points}}, options in the scenario's order.

    ``least`` is what it would rather walk away than go below; ``rules`` are its mandate's constraints,
    as its view has them.
    """

    points: Mapping[str, Mapping[str, int]]
    costs: Mapping[str, Mapping[str, Fraction]]
    least: int
    walk_away: int
    rules: Sequence[Mapping[str, Any]]
    extras: Sequence[tuple[frozenset[tuple[str, str]], int]]

    def worth(self, terms: Mapping[str, str]) -> int:
        """What ``terms`` are worth to this side."""
        chosen = set(terms.items())
        bonus = sum(points for when, points in self.extras if when <= chosen)
        return bonus + sum(self.points[issue].get(option, 0) for issue, option in terms.items())

    def allows(self, terms: Mapping[str, str]) -> bool:
        """Whether this side's mandate and the law let it sign ``terms``."""
        if any(option not in self.points[issue] for issue, option in terms.items()):
            return False
        return not any(self._breaks(rule, terms) for rule in self.rules)

    def _breaks(self, rule: Mapping[str, Any], terms: Mapping[str, str]) -> bool:
        issue = rule.get("issue", "")
        match rule["kind"]:
            case "max_cost":
                cost = sum(
                    (self.costs[i].get(o, Fraction(0)) for i, o in terms.items()),
                    Fraction(0),
                )
                return cost > Fraction(str(rule["value"]))
            case "must_have":
                return issue in terms and terms[issue] not in rule["options"]
            case "never":
                return issue in terms and terms[issue] in rule["options"]
            case "requires":
                return self._holds(rule["when"], terms) and self._fails(rule["then"], terms)
            case "excludes":
                return self._holds(rule["when"], terms) and self._holds(rule["then"], terms)
        return False

    def _holds(self, pair: Mapping[str, str], terms: Mapping[str, str]) -> bool:
        return terms.get(pair["issue"]) == pair["option"]

    def _fails(self, pair: Mapping[str, str], terms: Mapping[str, str]) -> bool:
        return pair["issue"] in terms and terms[pair["issue"]] != pair["option"]


def level(interests: Interests, made: int, dice: Random) -> int:
    """What a side asks of its offer when it has made ``made`` before: from its wish down to the least.

    After ``ROUNDS`` it stands at the least; two more, and it would take anything better than no agreement.
    A stubborn side, one in fifteen, hardly moves, so that some sessions end without an agreement.
    """
    wish = dice.uniform(84, 96)
    rounds = ROUNDS + dice.choice((-1, 0, 1))
    bend = dice.uniform(0.7, 1.3)
    stubborn = dice.random() < 1 / 15
    if made > rounds + 1 and not stubborn:
        return interests.walk_away + 1
    least = max(interests.least, wish - 10) if stubborn else interests.least
    share: float = min(1.0, made / rounds) ** bend
    return round(wish - (wish - least) * share)


def offer(
    interests: Interests,
    agreed: Mapping[str, str],
    theirs: Mapping[str, str],
    asked: int,
) -> Terms:
    """A full lawful package over all that is open, worth at least ``asked`` where that can be, as near to
    ``theirs`` as this allows: what matters least to the own side is conceded first."""
    package = best(interests, agreed)
    gaps = [(issue, theirs[issue]) for issue in package if theirs.get(issue, package[issue]) != package[issue]]
    for issue, wanted in sorted(gaps, key=lambda gap: _loss(interests, package, *gap)):
        for option in _towards(interests, issue, package[issue], wanted):
            moved = {**package, issue: option}
            if interests.worth({**agreed, **moved}) >= asked and interests.allows({**agreed, **moved}):
                package = moved
                break
    return package


def best(interests: Interests, agreed: Mapping[str, str]) -> Terms:
    """The package over all open issues that is worth most and that the mandate allows, or close to it."""
    open_issues = [issue for issue in interests.points if issue not in agreed]
    package = {issue: max(interests.points[issue], key=interests.points[issue].__getitem__) for issue in open_issues}
    for _ in range(12 * len(open_issues)):
        broken = [rule for rule in interests.rules if interests._breaks(rule, {**agreed, **package})]
        if not broken or not (steps := list(_repairs(interests, agreed, package, broken[0]))):
            break
        package = max(steps, key=lambda step: interests.worth({**agreed, **step}))
    return package


def _repairs(
    interests: Interests,
    agreed: Mapping[str, str],
    package: Terms,
    rule: Mapping[str, Any],
) -> Any:
    """The packages one step away that mend ``rule``, or at least make it cheaper."""
    for issue, option in package.items():
        for other in interests.points[issue]:
            step = {**package, issue: other}
            cheaper = interests.costs[issue].get(other, 0) < interests.costs[issue].get(option, 0)
            if (rule["kind"] == "max_cost" and cheaper) or not interests._breaks(rule, {**agreed, **step}):
                yield step


def _loss(interests: Interests, package: Mapping[str, str], issue: str, option: str) -> int:
    return interests.points[issue][package[issue]] - interests.points[issue].get(option, -100)


def _towards(interests: Interests, issue: str, mine: str, wanted: str) -> list[str]:
    """The lawful options from what the other side wants back to the own, theirs first."""
    order = list(interests.points[issue])
    if wanted not in order:
        return []
    here, there = order.index(mine), order.index(wanted)
    return [order[at] for at in (range(there, here) if there < here else range(there, here, -1))]


def common(mine: Mapping[str, str], theirs: Mapping[str, str]) -> Terms:
    """What two offers say alike."""
    return {issue: option for issue, option in mine.items() if theirs.get(issue) == option}
