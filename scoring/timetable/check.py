"""The rules, and whether an answer keeps them. Imports nothing of the search: what both get wrong must be wrong twice.

Each breach is a code with what it is about; ``words`` says it. ``costs`` counts the soft faults of an answer.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from scoring.timetable.answer import Answer, Sitting
from scoring.timetable.problem import DAY, FED, Judge, Match, Problem, Span, Team


@dataclass(frozen=True, slots=True)
class Breach:
    """One hard rule broken: its code, the matches it is about, the judge or room, and the reason where one has one."""

    code: str
    matches: tuple[str, ...]
    who: str = ""
    why: str = ""


def check(problem: Problem, answer: Answer) -> list[Breach]:
    """Every hard rule that the answer breaks; none when it is lawful."""
    known = {match.id for match in problem.matches}
    strangers = [Breach("unknown_match", (id,)) for id in answer if id not in known]
    placed = [(match, answer[match.id]) for match in problem.matches if match.id in answer]
    missing = [Breach("missing", (match.id,)) for match in problem.matches if match.id not in answer]
    found = [*strangers, *missing]
    for match, sitting in placed:
        found += _place(problem, match, sitting)
        found += _panel(problem, match, sitting)
    for (one, here), (other, there) in combinations(placed, 2):
        found += _pair(problem, one, here, other, there)
    return found


def _inside(spans: tuple[Span, ...], start: int, end: int) -> bool:
    return any(low <= start and end <= high for low, high in spans)


def _place(problem: Problem, match: Match, sitting: Sitting) -> Iterator[Breach]:
    if sitting.start not in problem.starts:
        yield Breach("no_start", (match.id,))
    room = next((room for room in problem.rooms if room.id == sitting.room), None)
    if room is None:
        yield Breach("unknown_room", (match.id,), sitting.room)
    elif not _inside(room.open, sitting.start, sitting.start + match.minutes):
        yield Breach("closed", (match.id,), room.id)


def _panel(problem: Problem, match: Match, sitting: Sitting) -> Iterator[Breach]:
    judges = {judge.id: judge for judge in problem.judges}
    teams = {team.id: team for team in problem.teams}
    if len(sitting.panel) != match.panel or len(set(sitting.panel)) != len(sitting.panel):
        yield Breach("panel_size", (match.id,), why=f"{len(set(sitting.panel))}/{match.panel}")
    seated = [judges[id] for id in sitting.panel if id in judges]
    for id in sitting.panel:
        if id not in judges:
            yield Breach("unknown_judge", (match.id,), id)
    if not any(judge.head for judge in seated):
        yield Breach("head", (match.id,))
    for judge in seated:
        if judge.free and not _inside(judge.free, sitting.start, sitting.start + match.minutes):
            yield Breach("absent", (match.id,), judge.id)
        for name in match.teams:
            if name in teams and (reason := conflict(judge, teams[name])):
                yield Breach("conflict", (match.id,), judge.id, f"{reason}: {name}")


def conflict(judge: Judge, team: Team) -> str:
    """Why this judge may not judge this team: city, employer, or what was declared; empty when nothing is known."""
    if judge.city and judge.city == team.city:
        return "city"
    if judge.employer and judge.employer == team.employer:
        return "employer"
    return next((reason for name, reason in judge.conflicts if name == team.id), "")


def _pair(problem: Problem, one: Match, here: Sitting, other: Match, there: Sitting) -> Iterator[Breach]:
    both = (one.id, other.id)
    apart = max(there.start - here.start - one.minutes, here.start - there.start - other.minutes)
    if apart < 0 and here.room == there.room:
        yield Breach("room_taken", both, here.room)
    for first, begun, then, after in ((one, here, other, there), (other, there, one, here)):
        if first.id in then.feeders() and after.start < begun.start + first.minutes + problem.team_rest:
            yield Breach("order", (first.id, then.id))
    named = set(one.teams) & possible(problem, other) | set(other.teams) & possible(problem, one)
    shared = sorted(named | set(one.teams) & set(other.teams))
    if shared and apart < problem.team_rest:
        yield Breach("team_rest", both, shared[0])
    judges = sorted(set(here.panel) & set(there.panel))
    if apart < problem.judge_rest:
        yield from (Breach("judge_rest", both, judge) for judge in judges)
    if set(one.teams) & set(other.teams) and any({one.round, other.round} <= rounds for rounds in problem.fresh):
        yield from (Breach("fresh", both, judge) for judge in judges)


def possible(problem: Problem, match: Match) -> set[str]:
    """The teams that may come to play in a match."""
    found, open, seen = set(), [match], {match.id}
    while open:
        for name in open.pop().teams:
            if fed := FED.fullmatch(name):
                open += [each for each in problem.matches if each.id == fed[2] and each.id not in seen]
                seen.add(fed[2])
            else:
                found.add(name)
    return found


def costs(problem: Problem, answer: Answer) -> dict[str, int]:
    """How many units of each soft fault an answer has, unweighted. Units: docs/timetable.md."""
    judges = {judge.id: judge for judge in problem.judges}
    teams = {team.id: team for team in problem.teams}
    seats = sum(match.panel for match in problem.matches)
    loads, rooms = Counter[str](), defaultdict[tuple[str, int], set[str]](set)
    found = dict.fromkeys(("load", "experience", "moves", "repeats", "possible"), 0)
    for match in problem.matches:
        sitting = answer[match.id]
        seated = [judges[id] for id in sitting.panel]
        loads.update(sitting.panel)
        found["experience"] += max(0, problem.experience * match.panel - sum(judge.experience for judge in seated))
        maybe = possible(problem, match) - set(match.teams)
        found["possible"] += sum(bool(conflict(judge, teams[name])) for judge in seated for name in maybe)
        for id in sitting.panel:
            rooms[id, sitting.start // DAY].add(sitting.room)
    for judge in problem.judges:
        load = loads[judge.id]
        low, high = seats // len(judges), -(-seats // len(judges))
        found["load"] += max(0, load - high, low - load)
    found["moves"] = sum(len(each) - 1 for each in rooms.values())
    for one, other in combinations(problem.matches, 2):
        if set(one.teams) & set(other.teams) or one.id in other.feeders() or other.id in one.feeders():
            found["repeats"] += len(set(answer[one.id].panel) & set(answer[other.id].panel))
    return found


def cost(problem: Problem, answer: Answer) -> int:
    """The weighted sum of the soft faults."""
    return sum(getattr(problem.weights, name) * units for name, units in costs(problem, answer).items())
