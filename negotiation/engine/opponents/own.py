"""What one side knows of a scenario for itself: lawful options, its own points and costs, its own mandate.

Nothing of the other side comes in here, so nothing that is built on it can leak or use it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import prod

from live.machine import PUBLIC, side_audience
from negotiation.engine.opponents.packages import Packages
from negotiation.engine.payoffs import MOST
from negotiation.engine.scenario import Constraint, Scenario, Terms


class TooLarge(ValueError):
    """The scenario has more lawful packages than an opponent searches; the argument is how many."""


@dataclass(frozen=True, eq=False)
class Own:
    """One side's own side of a scenario; ``digest`` names the scenario's version.

    ``extras`` are points for options that are agreed together. ``rules`` are the constraints that this side knows.
    """

    digest: str
    side: str
    points: Mapping[str, Mapping[str, int]]  # {issue: {lawful option: own points}}, in the scenario's order
    costs: Mapping[str, Mapping[str, Fraction]]
    rules: Sequence[Constraint]
    extras: Sequence[tuple[tuple[tuple[str, str], ...], int]]
    reservation: int
    walk_away: int
    target: int

    @classmethod
    def of(cls, scenario: Scenario, side: str) -> "Own":
        """What ``side`` may know of ``scenario``. Raises TooLarge."""
        lawful = {i: [o for o in issue.options.values() if o.lawful] for i, issue in scenario.issues.items()}
        if (size := prod(map(len, lawful.values()))) > MOST:
            raise TooLarge(size)
        known, party = {PUBLIC, side_audience(side)}, scenario.parties[side]
        return cls(
            scenario.version,
            side,
            {i: {o.id: o.points[side] for o in options} for i, options in lawful.items()},
            {i: {o.id: o.costs.get(side, Fraction(0)) for o in options} for i, options in lawful.items()},
            [rule for rule in scenario.constraints if rule.audience in known],
            [(x.when, x.points[side]) for x in scenario.interactions if x.points.get(side)],
            party.reservation,
            party.batna_points,
            party.target,
        )

    def worth(self, terms: Terms) -> int:
        """What ``terms`` are worth to this side; an unlawful option counts nothing."""
        chosen = set(terms.items())
        extra = sum(points for when, points in self.extras if chosen.issuperset(when))
        return extra + sum(self.points[issue].get(option, 0) for issue, option in terms.items())

    def may_sign(self, terms: Terms) -> bool:
        """Whether law and own mandate allow ``terms``, full or partial; an open issue breaks nothing."""
        if any(option not in self.points[issue] for issue, option in terms.items()):
            return False
        return not any(self._breaks(rule, terms) for rule in self.rules)

    def _breaks(self, rule: Constraint, terms: Terms) -> bool:
        chosen = set(terms.items())
        match rule.kind:
            case "max_cost":
                return sum((self.costs[i][o] for i, o in terms.items()), Fraction(0)) > rule.value
            case "must_have":
                return rule.issue in terms and terms[rule.issue] not in rule.options
            case "never":
                return rule.issue in terms and terms[rule.issue] in rule.options
            case "requires":
                return rule.when in chosen and rule.then[0] in terms and rule.then not in chosen
            case _:
                return rule.when in chosen and rule.then in chosen

    @cached_property
    def packages(self) -> Packages:
        """Every package over all issues."""
        return Packages.over(self, {})

    def open_packages(self, agreed: Terms) -> Packages:
        """Every package over what is still open, worth counted with what is agreed; kept while that stands."""
        kept = {issue: option for issue, option in agreed.items() if option in self.points.get(issue, {})}
        if not kept:
            return self.packages
        name = tuple(sorted(kept.items()))
        if self._last_open[0] != name:
            self._last_open[:] = [name, Packages.over(self, kept)]
        return self._last_open[1]  # type: ignore[return-value]

    @cached_property
    def _last_open(self) -> list[object]:
        return [None, None]
