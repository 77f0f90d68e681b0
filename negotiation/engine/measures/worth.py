"""What an offer is worth when some issues are still open: the least and the most, never a guess between them."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from negotiation.engine.scenario import Interaction, Scenario, Terms

#: Ways to settle the open issues that interactions touch, tried one by one at most; beyond it bounds are wide.
MOST_WAYS = 4_096


@dataclass(frozen=True, slots=True)
class Interval:
    """From ``low`` to ``high`` points; a full package has both the same."""

    low: int
    high: int

    @property
    def exact(self) -> bool:
        return self.low == self.high

    def sign_to(self, later: "Interval") -> int | None:
        """1, 0 or -1 as ``later`` is worth more, the same or less; None where that hangs on what is open."""
        if self.exact and later.exact:
            return (later.low > self.low) - (later.low < self.low)
        if later.low > self.high:
            return 1
        return -1 if later.high < self.low else None


class Purse:
    """What terms are worth to one side."""

    def __init__(self, scenario: Scenario, side: str) -> None:
        self.scenario = scenario
        self.side = side
        self._spans = {i: _lawful_span(scenario, i, side) for i in scenario.issues}
        self._known: dict[tuple[tuple[str, str], ...], Interval] = {}

    def worth(self, terms: Terms) -> Interval:
        """The interval over every lawful way to settle the issues that ``terms`` leave open."""
        key = tuple(sorted(terms.items()))
        if key not in self._known:
            self._known[key] = self._worth(terms)
        return self._known[key]

    def _worth(self, terms: Terms) -> Interval:
        live = [x for x in self.scenario.interactions if _possible(x, terms) and x.points.get(self.side)]
        touched = {i for x in live for i, _option in x.when if i not in terms}
        free = [span for i, span in self._spans.items() if i not in terms and i not in touched]
        settled = sum(self.scenario.issues[i].options[o].points[self.side] for i, o in terms.items())
        low, high = self._together(terms, sorted(touched), live)
        return Interval(settled + low + sum(lo for lo, _ in free), settled + high + sum(hi for _, hi in free))

    def _together(self, terms: Terms, touched: list[str], live: list[Interaction]) -> tuple[int, int]:
        """The least and most of open issues that interact, with what the interactions add."""
        options = [[o for o in self.scenario.issues[i].options.values() if o.lawful] for i in touched]
        ways = 1
        for each in options:
            ways *= len(each)
        if ways > MOST_WAYS:
            extra = [x.points[self.side] for x in live]
            low = sum(self._spans[i][0] for i in touched) + sum(min(0, p) for p in extra)
            return low, sum(self._spans[i][1] for i in touched) + sum(max(0, p) for p in extra)
        sums = []
        for way in product(*options):
            chosen = set(terms.items()) | {(i, o.id) for i, o in zip(touched, way, strict=True)}
            added = sum(x.points[self.side] for x in live if chosen.issuperset(x.when))
            sums.append(added + sum(o.points[self.side] for o in way))
        return (min(sums), max(sums)) if sums else (0, 0)

    def step(self, before: Terms, after: Terms) -> int | None:
        """1, 0 or -1 as ``after`` is worth more, the same or less than ``before``; None where that is open.

        Two offers that leave the same issues open differ by what they settle, whatever becomes of the rest.
        """
        if before.keys() == after.keys() and not self._entangled(before, after):
            change = self._settled(after) - self._settled(before)
            return (change > 0) - (change < 0)
        return self.worth(before).sign_to(self.worth(after))

    def _settled(self, terms: Terms) -> int:
        return self.scenario.points(self.side, terms)

    def _entangled(self, before: Terms, after: Terms) -> bool:
        """Whether an interaction may still join what is settled to what is open."""
        return any(
            any(i not in before for i, _option in x.when) and (_possible(x, before) or _possible(x, after))
            for x in self.scenario.interactions
        )


def purses(scenario: Scenario, sides: tuple[str, ...]) -> Mapping[str, Purse]:
    """The purses of these sides, and of no other: what is not in it cannot leak."""
    return {side: Purse(scenario, side) for side in sides}


def _possible(extra: Interaction, terms: Terms) -> bool:
    """Whether all its options are settled so or still open."""
    return all(terms.get(i, o) == o for i, o in extra.when)


def _lawful_span(scenario: Scenario, issue: str, side: str) -> tuple[int, int]:
    worth = [o.points[side] for o in scenario.issues[issue].options.values() if o.lawful]
    return (min(worth), max(worth)) if worth else (0, 0)
