"""A judge falls out or a room closes: the lawful answer that differs least from the one that stands."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from ortools.sat.python import cp_model

from scoring.timetable.answer import Answer, Outcome, Sitting
from scoring.timetable.check import cost
from scoring.timetable.model import Model, solver
from scoring.timetable.problem import Problem, Span
from scoring.timetable.why import core

FOUND = (cp_model.OPTIMAL, cp_model.FEASIBLE)
FOREVER = 10**7


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is other than before: ``place``, or ``panel`` with the judges who go and come."""

    match: str
    what: str
    before: tuple[str, ...] | tuple[int, str]
    after: tuple[str, ...] | tuple[int, str]


def without(problem: Problem, before: Answer, gone: str, since: int) -> Problem:
    """The problem in which this judge is away, or this room closed, from a minute on. Raises KeyError for neither.

    What has begun by then is granted its room and its judges to the end.
    """
    if gone not in {judge.id for judge in problem.judges} | {room.id for room in problem.rooms}:
        raise KeyError(gone)
    judges = tuple(
        replace(judge, free=_cut(judge.free or ((-FOREVER, FOREVER),), since)) if judge.id == gone else judge
        for judge in problem.judges
    )
    rooms = tuple(replace(room, open=_cut(room.open, since)) if room.id == gone else room for room in problem.rooms)
    begun = {id for id, sitting in before.items() if sitting.start < since}
    return _freed(replace(problem, judges=judges, rooms=rooms), before, begun)


def _cut(spans: tuple[Span, ...], since: int) -> tuple[Span, ...]:
    """What of the spans lies before; never empty, as that would mean always."""
    return tuple((low, min(high, since)) for low, high in spans if low < since) or ((-FOREVER, -FOREVER),)


def changes(before: Answer, after: Answer) -> list[Change]:
    """Every difference of two answers, match by match."""

    def found() -> Iterator[Change]:
        for id, was in before.items():
            now = after[id]
            if (was.start, was.room) != (now.start, now.room):
                yield Change(id, "place", (was.start, was.room), (now.start, now.room))
            if set(was.panel) != set(now.panel):
                goes = tuple(judge for judge in was.panel if judge not in now.panel)
                yield Change(id, "panel", goes, tuple(judge for judge in now.panel if judge not in was.panel))

    return list(found())


def repair(problem: Problem, before: Answer, since: int, *, seconds: float = 20, workers: int = 2) -> Outcome:
    """The answer to the changed problem with the fewest changes, and of those the one of least cost found.

    ``problem`` is what ``without`` made. A match moved counts one, a judge who sits where they did not counts one.
    What began before ``since`` stays as it is.
    """
    began = time.monotonic()
    model = Model(problem)
    moved = [1 - model.at[id].get((was.start, was.room), 0) for id, was in before.items()]
    came = [literal for (judge, id), literal in model.sits.items() if judge not in before[id].panel]
    _hold(model, before, since)
    model.hint(before)
    many = sum(moved) + sum(came)
    model.cp.minimize(many)
    asked = solver(seconds / 2, workers)
    status = asked.solve(model.cp)
    if status == cp_model.INFEASIBLE:
        return Outcome(
            "impossible",
            core=core(problem, seconds=seconds, workers=workers, hold=partial(_hold, before=before, since=since)),
        )
    if status not in FOUND:
        return Outcome("unknown")
    answer, fewest = model.read(asked), status == cp_model.OPTIMAL
    model.cp.add(many <= round(asked.objective_value))
    model.cp.minimize(model.cost())
    model.cp.clear_hints()  # type: ignore[no-untyped-call]
    model.hint(answer)
    asked = solver(seconds - (time.monotonic() - began), workers)
    if asked.solve(model.cp) in FOUND:
        answer = model.read(asked)
    return Outcome("feasible", answer, cost(problem, answer), 0, time.monotonic() - began, fewest=fewest)


def _hold(model: Model, before: Answer, since: int) -> None:
    """What has begun stays where and with whom it is; nothing else can begin in the past."""
    for match in model.matches:
        was = before[match.id]
        if was.start >= since:
            if model.starts:
                model.cp.add(model.starts[match.id] >= since)
            continue
        if model.at:
            model.cp.add(model.at[match.id][was.start, was.room] == 1)
        for judge in was.panel:
            model.cp.add(model.sits[judge, match.id] == 1)


def _freed(problem: Problem, before: Answer, kept: set[str]) -> Problem:
    """The problem with room and judges granted for the matches that have begun: those are history, not a plan."""
    spans = {id: (before[id].start, before[id].start + _minutes(problem, id)) for id in kept}
    rooms = tuple(
        replace(room, open=room.open + tuple(span for id, span in spans.items() if before[id].room == room.id))
        for room in problem.rooms
    )
    judges = tuple(
        replace(judge, free=judge.free + tuple(span for id, span in spans.items() if judge.id in before[id].panel))
        if judge.free
        else judge
        for judge in problem.judges
    )
    return replace(problem, rooms=rooms, judges=judges)


def _minutes(problem: Problem, id: str) -> int:
    return next(match.minutes for match in problem.matches if match.id == id)


def moved(answer: Answer, judge: str, match: str, instead: str | None = None) -> Answer:
    """The answer with one judge put into one panel, for another or beside all; nothing is looked for."""
    was = answer[match]
    panel = tuple(each for each in was.panel if each not in (instead, judge))
    return {**answer, match: Sitting(was.start, was.room, (*panel, judge))}
