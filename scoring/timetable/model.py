"""The rules told to CP-SAT. One model has the times and rooms, the panels, or both; families of rules can be left out.

Each match takes one of its (start, room) options; each judge and match has a literal; a judge's sittings are optional
intervals that do not overlap. Left-out parts only relax: a bound of such a model is a bound of the whole.
"""

from collections.abc import Collection, Iterator, Mapping
from itertools import combinations

from ortools.sat.python import cp_model

from scoring.timetable.answer import Answer, Places, Sitting
from scoring.timetable.problem import DAY, FED, Judge, Match, Problem

#: Families of hard rules that can be left out, to find which make a problem impossible.
RULES = ("opening", "rooms", "order", "team_rest", "judge_rest", "absent", "conflict", "head", "fresh")

Term = cp_model.LinearExprT


class Model:
    """A CP-SAT model of a problem, or of the part of it that was asked for."""

    def __init__(
        self,
        problem: Problem,
        *,
        timed: bool = True,
        judged: bool = True,
        drop: Collection[str] = (),
        matches: Collection[str] | None = None,
        places: Places | None = None,
    ) -> None:
        self.problem, self.drop = problem, frozenset(drop)
        self.matches = [match for match in problem.matches if matches is None or match.id in matches]
        self.by_id = {match.id: match for match in problem.matches}
        self.reached: dict[str, set[str]] = {}
        self.cp = cp_model.CpModel()
        self.at: dict[str, dict[tuple[int, str], cp_model.IntVar]] = {}
        self.sits: dict[tuple[str, str], cp_model.IntVar] = {}
        self.soft: list[tuple[int, Term]] = []
        self.starts: dict[str, cp_model.IntVar] = {}
        if timed:
            self._place(places or {})
            self._rooms()
            self._teams()
        if judged:
            self._panels()
            self._judging()
        if timed and judged:
            self._judges_time()
            self._moves()
        if timed and not judged:
            self._supply()

    # -- times and rooms

    def _options(self, match: Match) -> list[tuple[int, str]]:
        return [
            (start, room.id)
            for start in self.problem.starts
            for room in self.problem.rooms
            if "opening" in self.drop or any(low <= start and start + match.minutes <= high for low, high in room.open)
        ]

    def _place(self, places: Places) -> None:
        for match in self.matches:
            options = [places[match.id]] if match.id in places else self._options(match)
            self.at[match.id] = {each: self.cp.new_bool_var("") for each in options}
            self.cp.add_bool_or(self.at[match.id].values())
            self.cp.add_at_most_one(self.at[match.id].values())
            domain = cp_model.Domain.from_values([start for start, _room in options] or [0])
            start = self.starts[match.id] = self.cp.new_int_var_from_domain(domain, "")
            self.cp.add(start == sum(begin * literal for (begin, _room), literal in self.at[match.id].items()))

    def _rooms(self) -> None:
        if "rooms" in self.drop:
            return
        for room in self.problem.rooms:
            taken = []
            for match in self.matches:
                here = [literal for (_start, name), literal in self.at[match.id].items() if name == room.id]
                if here:
                    present = self.cp.new_bool_var("")
                    self.cp.add(present == sum(here))
                    taken.append(
                        self.cp.new_optional_fixed_size_interval_var(self.starts[match.id], match.minutes, present, "")
                    )
            self.cp.add_no_overlap(taken)

    def _teams(self) -> None:
        rest = self.problem.team_rest
        reach = {match.id: self._reach(match) for match in self.problem.matches}
        for one, other in combinations(self.matches, 2):
            for first, then in ((one, other), (other, one)):
                if first.id in then.feeders() and "order" not in self.drop:
                    self.cp.add(self.starts[then.id] >= self.starts[first.id] + first.minutes + rest)
            shared = set(one.teams) & (set(other.teams) | reach[other.id]) | set(other.teams) & reach[one.id]
            if shared and "team_rest" not in self.drop:
                self.cp.add_no_overlap(
                    [
                        self.cp.new_fixed_size_interval_var(self.starts[match.id], match.minutes + rest, "")
                        for match in (one, other)
                    ]
                )

    def _reach(self, match: Match) -> set[str]:
        """The teams that may play here, over all matches that feed it."""
        if match.id not in self.reached:
            found: set[str] = set()
            for name in match.teams:
                fed = FED.fullmatch(name)
                found |= self._reach(self.by_id[fed[2]]) if fed else {name}
            self.reached[match.id] = found
        return self.reached[match.id]

    def _supply(self) -> None:
        """Times that leave enough judges, and heads, for all that is going on at once: a guide, no rule."""
        for supply, wants in (
            (len(self.problem.judges), [match.panel for match in self.matches]),
            (sum(judge.head for judge in self.problem.judges), [1] * len(self.matches)),
        ):
            rest = self.problem.judge_rest
            spans = [
                self.cp.new_fixed_size_interval_var(self.starts[match.id], match.minutes + rest, "")
                for match in self.matches
            ]
            self.cp.add_cumulative(spans, wants, supply)

    # -- panels

    def _panels(self) -> None:
        named = {team.id: team for team in self.problem.teams}
        for match in self.matches:
            seats = {judge.id: self.cp.new_bool_var("") for judge in self.problem.judges}
            self.sits.update({(judge, match.id): literal for judge, literal in seats.items()})
            self.cp.add(sum(seats.values()) == match.panel)
            if "head" not in self.drop:
                self.cp.add_bool_or([seats[judge.id] for judge in self.problem.judges if judge.head])
            maybe = self._reach(match) - set(match.teams)
            for judge in self.problem.judges:
                barred = {team for team in named if _barred(judge, named[team].city, named[team].employer, team)}
                if barred & set(match.teams) and "conflict" not in self.drop:
                    self.cp.add(seats[judge.id] == 0)
                if barred & maybe:
                    self.soft.append((self.problem.weights.possible * len(barred & maybe), seats[judge.id]))
            self._experience(match, seats)

    def _experience(self, match: Match, seats: Mapping[str, cp_model.IntVar]) -> None:
        wanted = self.problem.experience * match.panel
        short = self.cp.new_int_var(0, max(0, wanted), "")
        has = sum(judge.experience * seats[judge.id] for judge in self.problem.judges)
        self.cp.add(short >= wanted - has)
        self.soft.append((self.problem.weights.experience, short))

    def _judging(self) -> None:
        """Loads, and judges who meet a team again."""
        seats = sum(match.panel for match in self.matches)
        low, high = seats // len(self.problem.judges), -(-seats // len(self.problem.judges))
        for judge in self.problem.judges:
            load = sum(self.sits[judge.id, match.id] for match in self.matches)
            off = self.cp.new_int_var(0, max(len(self.matches), low), "")
            self.cp.add(off >= load - high)
            self.cp.add(off >= low - load)
            self.soft.append((self.problem.weights.load, off))
        for one, other in combinations(self.matches, 2):
            shared = bool(set(one.teams) & set(other.teams))
            if not (shared or one.id in other.feeders() or other.id in one.feeders()):
                continue
            never = shared and any({one.round, other.round} <= rounds for rounds in self.problem.fresh)
            for judge in self.problem.judges:
                both = self.sits[judge.id, one.id] + self.sits[judge.id, other.id]
                if never and "fresh" not in self.drop:
                    self.cp.add(both <= 1)
                else:
                    again = self.cp.new_bool_var("")
                    self.cp.add(again >= both - 1)
                    self.soft.append((self.problem.weights.repeats, again))

    # -- both

    def _judges_time(self) -> None:
        for judge in self.problem.judges:
            if "judge_rest" not in self.drop:
                self.cp.add_no_overlap(
                    self.cp.new_optional_fixed_size_interval_var(
                        self.starts[match.id],
                        match.minutes + self.problem.judge_rest,
                        self.sits[judge.id, match.id],
                        "",
                    )
                    for match in self.matches
                )
            if judge.free and "absent" not in self.drop:
                for match in self.matches:
                    away = [
                        literal
                        for (start, _room), literal in self.at[match.id].items()
                        if not any(low <= start and start + match.minutes <= high for low, high in judge.free)
                    ]
                    self.cp.add_at_most_one([self.sits[judge.id, match.id], *away])

    def _moves(self) -> None:
        """Rooms beyond the first that a judge sits in on one day."""
        places: dict[tuple[int, str], list[tuple[str, cp_model.LinearExpr]]] = {}
        for match in self.matches:
            by_day: dict[tuple[int, str], list[cp_model.IntVar]] = {}
            for (start, room), literal in self.at[match.id].items():
                by_day.setdefault((start // DAY, room), []).append(literal)
            for key, literals in by_day.items():
                places.setdefault(key, []).append((match.id, cp_model.LinearExpr.sum(literals)))
        for judge in self.problem.judges:
            for day in {day for day, _room in places}:
                used = []
                for key in (key for key in places if key[0] == day):
                    used.append(self.cp.new_bool_var(""))
                    for id, here in places[key]:
                        self.cp.add(used[-1] >= self.sits[judge.id, id] + here - 1)
                moves = self.cp.new_int_var(0, len(used), "")
                self.cp.add(moves >= sum(used) - 1)
                self.soft.append((self.problem.weights.moves, moves))

    # -- asking

    def cost(self) -> Term:
        """The soft faults, weighted."""
        return sum(weight * term for weight, term in self.soft)

    def hint(self, answer: Answer) -> None:
        """Begin the search at this answer."""
        for id, options in self.at.items():
            for place, literal in options.items():
                self.cp.add_hint(literal, place == (answer[id].start, answer[id].room))
        for (judge, id), literal in self.sits.items():
            self.cp.add_hint(literal, judge in answer[id].panel)

    def read(self, solver: cp_model.CpSolver) -> dict[str, Sitting]:
        """The answer that the solver found. A part that the model does not have is empty."""
        return {
            match.id: Sitting(*self._place_of(solver, match), self._seated(solver, match)) for match in self.matches
        }

    def _place_of(self, solver: cp_model.CpSolver, match: Match) -> tuple[int, str]:
        options = self.at.get(match.id, {})
        return next((place for place, literal in options.items() if solver.boolean_value(literal)), (0, ""))

    def _seated(self, solver: cp_model.CpSolver, match: Match) -> tuple[str, ...]:
        def seated() -> Iterator[str]:
            for judge in self.problem.judges:
                literal = self.sits.get((judge.id, match.id))
                if literal is not None and solver.boolean_value(literal):
                    yield judge.id

        return tuple(seated())


def _barred(judge: Judge, city: str, employer: str, team: str) -> bool:
    own = (judge.city and judge.city == city) or (judge.employer and judge.employer == employer)
    return bool(own) or any(name == team for name, _reason in judge.conflicts)


def solver(seconds: float, workers: int, seed: int = 1) -> cp_model.CpSolver:
    """A solver with these limits."""
    found = cp_model.CpSolver()
    found.parameters.max_time_in_seconds = max(0.05, seconds)
    found.parameters.num_workers = workers
    found.parameters.random_seed = seed
    return found
