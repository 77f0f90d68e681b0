"""Finding the best timetable: a quick answer in two steps, a bound that holds for all, then both in one model.

The two steps (times and rooms, then panels for them) alone prove nothing. The bound is that of the panels without any
times, which leaves rules and costs out and therefore never exceeds the cost of a whole answer. Where the two meet the
answer is optimal; where not, the model of everything goes on from it with the time that is left.
"""

import time
from dataclasses import replace

from ortools.sat.python import cp_model

from scoring.timetable.answer import Answer, Outcome
from scoring.timetable.check import cost
from scoring.timetable.model import Model, solver
from scoring.timetable.problem import Problem
from scoring.timetable.why import core

FOUND = (cp_model.OPTIMAL, cp_model.FEASIBLE)


def solve(problem: Problem, *, seconds: float = 60, workers: int = 2, explain: bool = True) -> Outcome:
    """The best answer within ``seconds``, its cost and a bound that no answer can go below.

    An impossible problem has a ``core`` when ``explain`` is set; finding it may take as long again.
    """
    began = time.monotonic()
    bound, impossible = _bound(problem, seconds / 4, workers)
    best = None if impossible else _quick(problem, bound, began, seconds, workers)
    outcome = (
        Outcome("impossible")
        if impossible
        else _whole(problem, best, bound, seconds - (time.monotonic() - began), workers)
    )
    if outcome.status == "impossible" and explain:
        outcome = replace(outcome, core=core(problem, seconds=seconds, workers=workers))
    return replace(outcome, seconds=time.monotonic() - began)


def _bound(problem: Problem, seconds: float, workers: int) -> tuple[int, bool]:
    """A bound of the cost from the panels alone, and whether not even they can be seated."""
    model = Model(problem, timed=False)
    model.cp.minimize(model.cost())
    asked = solver(seconds, workers)
    status = asked.solve(model.cp)
    if status == cp_model.INFEASIBLE:
        return 0, True
    return (max(0, _up(asked.best_objective_bound)) if status in FOUND else 0), False


def _quick(problem: Problem, bound: int, began: float, seconds: float, workers: int) -> Answer | None:
    """The better of two timetables, each with the best panels for it. None when none was found."""
    best: Answer | None = None
    for seed in (1, 2):
        left = seconds * 0.7 - (time.monotonic() - began)
        if left <= 0 or (best is not None and cost(problem, best) <= bound):
            break
        model = Model(problem, judged=False)
        if seed == 1:  # the day that ends early, if it is as good as any; then others
            model.cp.minimize(sum(model.starts.values()))
        asked = solver(min(left, seconds / 20), workers, seed)
        if asked.solve(model.cp) not in FOUND:
            continue
        places = {id: (each.start, each.room) for id, each in model.read(asked).items()}
        panels = Model(problem, places=places)
        panels.cp.minimize(panels.cost())
        asked = solver(min(left, seconds / 8), workers, seed)
        if asked.solve(panels.cp) in FOUND:
            found = panels.read(asked)
            best = found if best is None or cost(problem, found) < cost(problem, best) else best
    return best


def _whole(problem: Problem, best: Answer | None, bound: int, seconds: float, workers: int) -> Outcome:
    if best is not None and cost(problem, best) <= bound:
        return Outcome("optimal", best, cost(problem, best), bound)
    model = Model(problem)
    model.cp.minimize(model.cost())
    if best is not None:
        model.hint(best)
    asked = solver(seconds, workers)
    status = asked.solve(model.cp)
    if status == cp_model.INFEASIBLE:
        return Outcome("impossible")
    if status in FOUND:
        bound = max(bound, _up(asked.best_objective_bound))
        found = model.read(asked)
        best = found if best is None or cost(problem, found) < cost(problem, best) else best
    if best is None:
        return Outcome("unknown", bound=bound)
    value = cost(problem, best)
    return Outcome("optimal" if value <= bound else "feasible", best, value, bound)


def _up(bound: float) -> int:
    """The next whole number: costs are whole, and the solver's bound may be a hair below one."""
    return -int(-(bound - 1e-6) // 1)
