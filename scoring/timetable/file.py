"""Problem and answer files: YAML or JSON, read with the line and field of everything that is wrong."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from negotiation.scenario_yaml import Node
from negotiation.scenario_yaml import read as read_yaml
from scoring.timetable.answer import Answer, Sitting
from scoring.timetable.problem import FED, Judge, Match, Problem, Room, Team, Weights, minute, moment

Name = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^\S(.*\S)?$")]
Text = Annotated[str, Field(max_length=60)]
When = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d \d\d:\d\d$")]
Whole = Annotated[int, Field(strict=True, ge=0, le=1000)]
#: Literals for places that one model holds: more would not be solved in any time people wait.
LARGEST = 100_000
Where = tuple[str | int, ...]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TeamIn(_Part):
    id: Name
    city: Text
    employer: Text = ""


class RoomIn(_Part):
    id: Name
    open: Annotated[list[tuple[When, When]], Field(min_length=1, max_length=60)]


class ConflictIn(_Part):
    team: Name
    why: Literal["family", "coached", "judged", "other"]


class JudgeIn(_Part):
    id: Name
    city: Text
    employer: Text = ""
    head: Annotated[bool, Field(strict=True)] = False
    experience: Annotated[int, Field(strict=True, ge=0, le=10)] = 1
    free: Annotated[list[tuple[When, When]], Field(max_length=60)] = []
    conflicts: Annotated[list[ConflictIn], Field(max_length=200)] = []


class MatchIn(_Part):
    id: Name
    round: Annotated[int, Field(strict=True, ge=1, le=20)]
    teams: tuple[Name, Name]
    minutes: Annotated[int, Field(strict=True, ge=1, le=720)]
    panel: Literal[3, 5, 7]


class RestIn(_Part):
    teams: Whole = 0
    judges: Whole = 0


class WeightsIn(_Part):
    load: Whole = 4
    experience: Whole = 2
    moves: Whole = 1
    repeats: Whole = 3
    possible: Whole = 1


class ProblemIn(_Part):
    """A problem file."""

    schema_: Annotated[Literal["timetable/1"], Field(alias="schema")]
    starts: Annotated[list[When], Field(min_length=1, max_length=200)]
    rest: RestIn = RestIn()
    fresh: Annotated[list[list[int]], Field(max_length=20)] = []
    experience: Annotated[int, Field(strict=True, ge=0, le=10)] = 0
    weights: WeightsIn = WeightsIn()
    teams: Annotated[list[TeamIn], Field(min_length=2, max_length=200)]
    rooms: Annotated[list[RoomIn], Field(min_length=1, max_length=40)]
    judges: Annotated[list[JudgeIn], Field(min_length=1, max_length=200)]
    matches: Annotated[list[MatchIn], Field(min_length=1, max_length=200)]


class SittingIn(_Part):
    start: When
    room: Name
    panel: Annotated[list[Name], Field(max_length=20)]


class AnswerIn(_Part):
    """An answer file. What the search said about it is for people and is not read again."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    schema_: Annotated[Literal["timetable-answer/1"], Field(alias="schema")]
    matches: Annotated[dict[str, SittingIn], Field(max_length=400)]


class Unusable(Exception):
    """A file that cannot be used; the message has a line for each fault: FILE:LINE:COLUMN: field: fault."""


def read(content: bytes, file: str = "") -> Problem:
    """The problem of a file. Raises Unusable naming every fault and its place."""
    tree = _tree(content, file)
    try:
        data = ProblemIn.model_validate(tree.plain())
    except ValidationError as problem:
        raise Unusable("\n".join(_line(file, tree, each["loc"], _words(each)) for each in problem.errors())) from None
    if faults := [_line(file, tree, where, words) for where, words in _wrong(data)]:
        raise Unusable("\n".join(faults))
    return _built(data)


def read_answer(content: bytes, day: str, file: str = "") -> Answer:
    """The answer of a file, in minutes since ``day``, the first of its problem. Raises Unusable."""
    tree = _tree(content, file)
    try:
        data = AnswerIn.model_validate(tree.plain())
    except ValidationError as problem:
        raise Unusable("\n".join(_line(file, tree, each["loc"], _words(each)) for each in problem.errors())) from None
    found = {}
    for id, each in data.matches.items():
        try:
            found[id] = Sitting(minute(day, each.start), each.room, tuple(each.panel))
        except ValueError:
            raise Unusable(_line(file, tree, ("matches", id, "start"), _("is no time of the calendar"))) from None
    return found


def written(problem: Problem, answer: Answer, **said: Any) -> str:
    """An answer as a file, JSON; ``said`` goes along (status, cost, bound …)."""
    matches = {
        id: {"start": moment(problem.day, each.start), "room": each.room, "panel": list(each.panel)}
        for id, each in answer.items()
    }
    return json.dumps({"schema": "timetable-answer/1", **said, "matches": matches}, ensure_ascii=False, indent=2) + "\n"


def _tree(content: bytes, file: str) -> Node:
    tree, faults = read_yaml(content)
    if tree is None or faults:
        raise Unusable("\n".join(fault.line_in(file) for fault in faults))
    return tree


def _wrong(data: ProblemIn) -> Iterator[tuple[Where, str]]:
    """What no single field shows: times that are none, names that mean nothing, cycles."""
    yield from _wrong_times(data)
    for kind in ("teams", "rooms", "judges", "matches"):
        seen: set[str] = set()
        for number, each in enumerate(getattr(data, kind)):
            if each.id in seen:
                yield (kind, number, "id"), _("“%(id)s” is there twice") % {"id": each.id}
            seen.add(each.id)
    yield from _wrong_matches(data)
    teams = {team.id for team in data.teams}
    for number, judge in enumerate(data.judges):
        for place, declared in enumerate(judge.conflicts):
            if declared.team not in teams:
                where = ("judges", number, "conflicts", place, "team")
                yield where, _("“%(name)s” is no team") % {"name": declared.team}
    for number, team in enumerate(data.teams):
        if FED.fullmatch(team.id):
            yield ("teams", number, "id"), _("no team may be called “winner of …” or “loser of …”")
    if len(data.matches) * len(data.starts) * len(data.rooms) > LARGEST:
        yield ("matches",), _("matches times starts times rooms must be at most %(limit)s") % {"limit": LARGEST}
    if len(data.matches) * len(data.judges) * len(data.rooms) > LARGEST:
        yield ("matches",), _("matches times judges times rooms must be at most %(limit)s") % {"limit": LARGEST}


def _wrong_matches(data: ProblemIn) -> Iterator[tuple[Where, str]]:
    teams, rounds = {team.id for team in data.teams}, {match.id: match.round for match in data.matches}
    for number, match in enumerate(data.matches):
        if match.teams[0] == match.teams[1]:
            yield ("matches", number, "teams"), _("a team cannot play against itself")
        for side, name in enumerate(match.teams):
            fed = FED.fullmatch(name)
            if name not in teams and (fed is None or fed[2] not in rounds):
                yield ("matches", number, "teams", side), _("“%(name)s” is no team and no match") % {"name": name}
            elif name not in teams and fed and rounds[fed[2]] >= match.round:
                words = _("%(match)s must be of an earlier round than the match it feeds") % {"match": fed[2]}
                yield ("matches", number, "teams", side), words


def _wrong_times(data: ProblemIn) -> Iterator[tuple[Where, str]]:
    spans: list[tuple[Where, Sequence[str]]] = [
        (("rooms", number, "open", place), span)
        for number, room in enumerate(data.rooms)
        for place, span in enumerate(room.open)
    ]
    spans += [
        (("judges", number, "free", place), span)
        for number, judge in enumerate(data.judges)
        for place, span in enumerate(judge.free)
    ]
    points: list[tuple[Where, Sequence[str]]] = [(("starts", number), (at,)) for number, at in enumerate(data.starts)]
    for where, moments in points + spans:
        try:
            read = [datetime.fromisoformat(each) for each in moments]
        except ValueError:
            yield where, _("is no time of the calendar")
            continue
        if len(read) == 2 and read[0] >= read[1]:
            yield where, _("must end after it begins")
    days = [each[:10] for each in data.starts]
    if int(max(days)[:4]) - int(min(days)[:4]) > 1:
        yield ("starts",), _("must lie within a year")


def _built(data: ProblemIn) -> Problem:
    day = min(data.starts)[:10]

    def spans(given: Sequence[tuple[str, str]]) -> tuple[tuple[int, int], ...]:
        return tuple((minute(day, low), minute(day, high)) for low, high in given)

    return Problem(
        day,
        tuple(sorted({minute(day, each) for each in data.starts})),
        tuple(Team(each.id, each.city, each.employer) for each in data.teams),
        tuple(Room(each.id, spans(each.open)) for each in data.rooms),
        tuple(
            Judge(
                each.id,
                each.city,
                each.employer,
                each.head,
                each.experience,
                spans(each.free),
                tuple((declared.team, declared.why) for declared in each.conflicts),
            )
            for each in data.judges
        ),
        tuple(Match(each.id, each.round, each.teams, each.minutes, each.panel) for each in data.matches),
        data.rest.teams,
        data.rest.judges,
        tuple(frozenset(rounds) for rounds in data.fresh),
        data.experience,
        Weights(**data.weights.model_dump()),
    )


def _line(file: str, tree: Node, where: Sequence[str | int], words: str) -> str:
    """One fault as editors and people read it, at the nearest place that stands in the file."""
    node, path = tree, ""
    for part in where:
        entries: dict[int | str, Node] = dict(enumerate(node)) if isinstance(part, int) else dict(node.items())
        path += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
        node = entries.get(part, node)
    return f"{file}:{node.line}:{node.column}: {path.lstrip('.') or 'timetable'}: {words}"


def _words(error: Mapping[str, Any]) -> str:
    kind, limits = error["type"], error.get("ctx") or {}
    if kind == "literal_error":
        return _("must be one of %(expected)s") % {"expected": limits["expected"]}
    if kind == "string_pattern_mismatch":
        time = limits["pattern"].startswith(r"^\d")
        return _("must be written YYYY-MM-DD HH:MM") if time else _("must be a name without blanks around it")
    words = {
        "missing": _("is missing"),
        "extra_forbidden": _("is no field of this file"),
        "int_type": _("must be a whole number"),
        "bool_type": _("must be true or false"),
        "string_type": _("must be text"),
        "list_type": _("must be a list"),
    }
    return words.get(kind) or _("cannot be used: %(why)s") % {"why": error["msg"]}
