"""Whether a signed agreement leaves something on the table: that it does, and never what. A leaf: it needs NumPy."""

from live.machine import EMPLOYER, SIDES, WORKERS
from negotiation.engine import payoffs
from negotiation.engine.frontier import Unanalysable, frontier
from negotiation.engine.scenario import Scenario, Terms


def better_exists(scenario: Scenario, signed: Terms) -> bool | None:
    """Whether a whole lawful package inside all mandates is better for both than ``signed``, exactly.

    Better: each side has at least what it signed and at least its reservation, and one has more than it signed.
    None when there are too many packages to tell.
    """
    had = [scenario.points(side, signed) for side in SIDES]
    least = [max(own, scenario.parties[side].reservation) for own, side in zip(had, SIDES, strict=True)]
    if scenario.constraints or scenario.interactions:
        return _by_enumeration(scenario, had, least)
    try:
        reachable = frontier(
            {
                key: {o.id: (o.points[WORKERS], o.points[EMPLOYER]) for o in issue.options.values() if o.lawful}
                for key, issue in scenario.issues.items()
            }
        )
    except Unanalysable:
        return None
    return any(
        workers >= least[0] and employer >= least[1] and [workers, employer] != had
        for workers, employer in reachable.points
    )


def _by_enumeration(scenario: Scenario, had: list[int], least: list[int]) -> bool | None:
    if payoffs.size(scenario) > payoffs.MOST:
        return None
    space = payoffs.enumerated(scenario)
    workers, employer = space.points[WORKERS], space.points[EMPLOYER]
    enough = space.lawful & space.mandated & (workers >= least[0]) & (employer >= least[1])
    return bool((enough & ((workers > had[0]) | (employer > had[1]))).any())
