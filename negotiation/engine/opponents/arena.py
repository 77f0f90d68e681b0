"""Opponents against each other: everybody meets everybody, on both sides of every case, and the table of it.

Payoffs are read against what each side has without an agreement, so that none is 0 and the side's best lawful
package 1. Distances are in the same measure: to the nearest efficient package that both mandates allow, and to the
Nash point. An agreement is *within* a share of the frontier when both sides' payoffs along its own split could grow
by no more than that share of what they are (ray efficiency).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean
from typing import Any

import numpy as np
from numpy.typing import NDArray

from live.machine import SIDES
from negotiation.engine import payoffs
from negotiation.engine.opponents.match import bargain
from negotiation.engine.opponents.moves import Agent, Terms
from negotiation.engine.opponents.own import Own
from negotiation.engine.scenario import Scenario

#: Turns of both sides together in one bargain.
TURNS = 40


@dataclass(frozen=True, eq=False)
class Case:
    """A scenario as the arena reads it."""

    scenario: Scenario

    @cached_property
    def owns(self) -> dict[str, Own]:
        return {side: Own.of(self.scenario, side) for side in SIDES}

    @cached_property
    def best(self) -> dict[str, int]:
        """What each side's best lawful package gives it."""
        return {side: max(1, int(own.packages.worth.max())) for side, own in self.owns.items()}

    @cached_property
    def _space(self) -> payoffs.Space:
        return payoffs.enumerated(self.scenario)

    @cached_property
    def frontier(self) -> NDArray[np.float64]:
        """The efficient packages that the law and both mandates allow, as payoffs of both sides."""
        space = self._space
        points = payoffs.efficient(space.points, space.lawful & space.mandated)
        return np.array([[self.share(side, pair[n]) for n, side in enumerate(SIDES)] for pair in points])

    @cached_property
    def nash(self) -> NDArray[np.float64] | None:
        """The payoffs of the Nash point; None where no package leaves both their reservation."""
        pair = payoffs.reference(self._space).nash_points
        return pair and np.array([self.share(side, pair[n]) for n, side in enumerate(SIDES)])

    def share(self, side: str, points: float) -> float:
        """Points as a payoff: 0 without an agreement, 1 the best."""
        nothing = self.scenario.parties[side].batna_points
        return (points - nothing) / max(1, self.best[side] - nothing)

    def short_of_frontier(self, terms: Terms) -> float:
        """1 - ray efficiency: by what share of it both payoffs could still have grown along their own split."""
        here = np.array([self.share(side, self.scenario.points(side, terms)) for side in SIDES])
        return 1.0 - _along(self.frontier, here)


@dataclass(frozen=True, slots=True)
class Result:
    """One bargain of a tournament. Without an agreement the payoffs are 0 and there are no distances."""

    scenario: str
    names: Mapping[str, str]  # agent by side
    points: Mapping[str, int]
    payoff: Mapping[str, float]
    agreed: bool
    turns: int
    to_nash: float | None = None
    to_frontier: float | None = None
    short: float | None = None  # 1 - ray efficiency


def tournament(
    cases: Sequence[Case], agents: Sequence[Agent], *, rounds: int, seed: str = "", turns: int = TURNS
) -> Iterator[Result]:
    """Every pair on both sides of every case, ``rounds`` times; who begins alternates. Nobody meets themselves."""
    for case in cases:
        for number in range(rounds):
            for workers in agents:
                for employer in agents:
                    if workers is not employer:
                        yield meet(case, {"workers": workers, "employer": employer}, number, seed, turns)


def meet(case: Case, agents: Mapping[str, Agent], number: int, seed: str, turns: int = TURNS) -> Result:
    """One bargain of one pair."""
    done = bargain(agents, case.owns, first=SIDES[number % 2], turns=turns, seed=f"{seed}|{number}")
    names = {side: agent.name for side, agent in agents.items()}
    if done.agreed is None:
        nothing = {side: case.scenario.parties[side].batna_points for side in SIDES}
        return Result(case.scenario.id, names, nothing, dict.fromkeys(SIDES, 0.0), agreed=False, turns=done.turns)
    return _agreed(case, names, done.agreed, done.turns)


def _agreed(case: Case, names: Mapping[str, str], terms: Terms, turns: int) -> Result:
    points = {side: case.scenario.points(side, terms) for side in SIDES}
    payoff = {side: case.share(side, points[side]) for side in SIDES}
    here = np.array([payoff[side] for side in SIDES])
    away = float(np.linalg.norm(case.frontier - here, axis=1).min())
    to_nash = None if case.nash is None else float(np.linalg.norm(case.nash - here))
    return Result(
        case.scenario.id,
        names,
        points,
        payoff,
        agreed=True,
        turns=turns,
        to_nash=to_nash,
        to_frontier=away,
        short=case.short_of_frontier(terms),
    )


def _along(frontier: NDArray[np.float64], here: NDArray[np.float64]) -> float:
    """The share of the frontier that a package reaches along its own split; 1 on it."""
    if (here <= 0).any():
        return 1.0 if (frontier <= here + 1e-12).all(axis=1).any() else 0.0
    return min(1.0, 1.0 / float((frontier / here).min(axis=1).max()))


def standings(results: Sequence[Result]) -> list[dict[str, Any]]:
    """One row for each agent, the highest mean own payoff first."""
    names = dict.fromkeys(name for result in results for name in result.names.values())
    return sorted((row(name, results) for name in names), key=lambda found: (-found["own"], found["agent"]))


def row(name: str, results: Sequence[Result], other: str = "") -> dict[str, Any]:
    """The means of one agent, against everybody or against ``other`` alone; distances over its agreements."""
    played = [
        (result, side)
        for result in results
        for side in SIDES
        if result.names[side] == name and (not other or other in result.names.values())
    ]
    deals = [result for result, _side in played if result.agreed]
    return {
        "agent": name,
        "bargains": len(played),
        "own": fmean(result.payoff[side] for result, side in played),
        "points": fmean(result.points[side] for result, side in played),
        "other": fmean(sum(result.payoff.values()) - result.payoff[side] for result, side in played),
        "joint": fmean(sum(result.payoff.values()) for result, _side in played),
        "agreed": len(deals) / len(played),
        "to_nash": _mean([deal.to_nash for deal in deals]),
        "to_frontier": _mean([deal.to_frontier for deal in deals]),
        "short": _mean([deal.short for deal in deals]),
        "turns": fmean(result.turns for result, _side in played),
    }


def _mean(figures: Sequence[float | None]) -> float | None:
    known = [figure for figure in figures if figure is not None]
    return fmean(known) if known else None


def meetings(results: Sequence[Result]) -> list[dict[str, Any]]:
    """One row for each ordered pair: what the first got of the second."""
    names = sorted({name for result in results for name in result.names.values()})
    pairs = [(name, other) for name in names for other in names if name != other]
    return [row(name, results, other) | {"against": other} for name, other in pairs]
