"""Why a problem is impossible: the smallest set of rules, and of matches, that cannot hold together.

A deletion filter (J. W. Chinneck, *Feasibility and Infeasibility in Optimization*, Springer 2008, ch. 6): whatever can
be left out while the rest stays impossible is left out; what remains needs each of its parts.
"""

import time
from collections.abc import Callable, Collection

from ortools.sat.python import cp_model

from scoring.timetable.answer import Core
from scoring.timetable.model import RULES, Model, solver
from scoring.timetable.problem import Problem


def core(
    problem: Problem, *, seconds: float = 60, workers: int = 2, hold: Callable[[Model], None] | None = None
) -> Core:
    """Rules and matches that are impossible together. The problem must be impossible.

    ``hold`` tells a model what stands already. ``smallest`` is false when the time was not enough to try every part.
    """
    search = _Search(problem, seconds, workers, hold)
    dropped: set[str] = set()
    for rule in RULES:
        if search.impossible(dropped | {rule}, search.matches):
            dropped.add(rule)
    size = max(1, len(search.matches) // 2)
    while True:
        for place in range(0, len(search.matches), size):
            part = set(search.matches[place : place + size])
            rest = [match for match in search.matches if match not in part]
            if rest and search.impossible(dropped, rest):
                search.matches = rest
                break
        else:
            if size == 1:
                break
            size //= 2
            continue
        size = min(size, max(1, len(search.matches) // 2))
    for rule in RULES:  # fewer matches may need fewer rules
        if rule not in dropped and search.impossible(dropped | {rule}, search.matches):
            dropped.add(rule)
    return Core(tuple(rule for rule in RULES if rule not in dropped), tuple(search.matches), search.sure)


class _Search:
    def __init__(self, problem: Problem, seconds: float, workers: int, hold: Callable[[Model], None] | None) -> None:
        self.problem, self.workers, self.hold = problem, workers, hold
        self.until, self.each = time.monotonic() + seconds, seconds / 10
        self.matches = [match.id for match in problem.matches]
        self.sure = True

    def impossible(self, drop: Collection[str], matches: Collection[str]) -> bool:
        """Whether it stays impossible; not known in time counts as no, and makes the result unsure."""
        left = min(self.each, self.until - time.monotonic())
        if left <= 0:
            self.sure = False
            return False
        for timed in (False, True):  # without times it is quick, and often shows it already
            model = Model(self.problem, timed=timed, drop=drop, matches=matches)
            if self.hold is not None:
                self.hold(model)
            status = solver(left, self.workers).solve(model.cp)
            if status == cp_model.INFEASIBLE:
                return True
        self.sure = self.sure and status != cp_model.UNKNOWN
        return False
