"""A side's own points made up for tests, without a scenario behind them."""

from collections.abc import Sequence
from fractions import Fraction

from negotiation.engine.opponents.own import Own
from negotiation.engine.scenario import Constraint


def own(points: Sequence[Sequence[int]], *, reservation: int = 0, rules: Sequence[Constraint] = ()) -> Own:
    """Issues i0, i1, … with options o0, o1, …, each costing as many units as its place."""
    table = {f"i{n}": {f"o{m}": worth for m, worth in enumerate(row)} for n, row in enumerate(points)}
    costs = {issue: {o: Fraction(m) for m, o in enumerate(options)} for issue, options in table.items()}
    return Own("digest", "workers", table, costs, list(rules), [], reservation, 0, 0)
