"""How narrow a contest's ranking is, from its confirmed results: margins, the values that matter, and trying others."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from scoring import rubric_files
from scoring.contests.library import in_words
from scoring.contests.models import Contest, Match, Team
from scoring.contests.records import confirmed_matches, played, record
from scoring.contests.registering import Refusal
from scoring.engine.format import read
from scoring.engine.format.gathering import SIDES, scores_of
from scoring.engine.rubric import Rubric
from scoring.engine.standings import Score, Standing, Table
from scoring.models import Place
from scoring.quality.engine.narrow import Delicate, Sheet, Values, delicate, tried

#: How many lines a page has at most, the ones that touch the best places.
MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class Ranking:
    """A contest's table with every sheet that counts in it; ``sheets`` by (match, side)."""

    table: Table
    sheets: Mapping[tuple[int, str], Sheet]
    matches: Mapping[int, Match]
    teams: Mapping[str, Team]
    reached: Mapping[str, tuple[int, ...]]
    stages: Mapping[str, str]


def ranking_of(contest: Contest) -> Ranking:
    """As it stands now. The same number of queries for any number of teams and matches.

    A match that was played again, and what panels did not judge value by value, has no sheet here.
    """
    format = read(contest.format)
    teams = {str(team.pk): team for team in contest.teams.taking_part()}
    judged = {each.match: each for each in played(contest)}
    held = record(contest, format, teams, list(judged.values()))
    counted = {(score.team, score.component, score.round): score for score in held.scores}
    found: dict[tuple[int, str], Sheet] = {}
    matches = {}
    rubrics: dict[int, Rubric] = {}
    for match, sheets in confirmed_matches(contest):
        text = match.session.panel.rubric
        rubric = rubrics.setdefault(text.pk, rubrics.get(text.pk) or rubric_files.built(text.content))
        for score in scores_of(judged[match.pk], format):
            values = _values(sheets[score.side])
            if counted.get((score.team, score.component, score.round)) == score and values:
                matches[match.pk] = match
                found[match.pk, score.side] = _sheet(match, sheets, score, values, rubric)
    stages = {each["id"]: in_words(each["title"]) for each in contest.format["stages"]}
    return Ranking(Table(format.rules, held), found, matches, teams, held.reached, stages)


def _values(sheet: Mapping[str, Any]) -> dict[str, dict[str, Fraction]]:
    lines = sorted(sheet["judges"].items(), key=lambda entry: entry[1]["number"])
    values = {judge: {name: Fraction(value) for name, value in line["values"].items()} for judge, line in lines}
    return values if all(values.values()) else {}


def _sheet(match: Match, sheets: Mapping[str, Any], score: Score, values: Values, rubric: Rubric) -> Sheet:
    other = next(side for side in SIDES if side != score.side)
    penalty, theirs = Fraction(sheets[score.side]["penalty"]), Fraction(sheets[other]["total"])
    return Sheet(match.pk, rubric, values, penalty, theirs, score)


def margins(ranking: Ranking, name_of: Callable[[Team], str]) -> dict[str, Any]:
    """For the page: ``lines`` with what each is ahead by, ``rows`` of values that matter, and how many there are."""
    found = delicate(ranking.table, ranking.sheets.values())
    lines = [line for line in ranking.table.lines() if line.place is not None]
    ahead = [_ahead(ranking, above, below) for above, below in pairwise(lines)]
    rows = _rows(found, ranking, name_of)
    return {
        "lines": [
            {
                "place": line.place,
                "team": name_of(ranking.teams[line.team]),
                "total": f"{float(line.total):.4f}",
                "ahead": by,
                "values": sum(line.team in each.moved for each in found),
            }
            for line, by in zip(lines, [*ahead, ""], strict=False)  # nobody at all: no line
        ],
        "values": sum(len(given) for sheet in ranking.sheets.values() for given in sheet.values.values()),
        "places": sum(bool(each.moved) for each in found),
        "turned": sum(each.turned for each in found),
        "rows": rows[:MOST_LISTED],
        "more": max(0, len(rows) - MOST_LISTED),
    }


def _ahead(ranking: Ranking, above: Standing, below: Standing) -> str:
    """By how many points; where whoever came further is placed first, points may say nothing."""
    if ranking.reached.get(above.team) != ranking.reached.get(below.team):
        return _("came further")
    return f"{float(above.total - below.total):.4f}"


def _rows(found: list[Delicate], ranking: Ranking, name_of: Callable[[Team], str]) -> list[dict[str, Any]]:
    """What would come of the same, on one line: a team at a match, and every value that does it, judge by judge."""
    judges, stages = _judges(ranking), ranking.stages
    rows: dict[Any, dict[str, Any]] = {}
    for each in found:
        sheet, match = each.sheet, ranking.matches[each.sheet.match]
        effect = (sheet.match, sheet.score.side, tuple(each.moved.items()), each.turned)
        row = rows.setdefault(
            effect,
            {
                "match": match,
                "stage": stages.get(match.stage, match.stage),
                "sides": [name_of(match.workers), name_of(match.employer)],
                "side": sheet.score.side,
                "team": name_of(ranking.teams[sheet.score.team]),
                "moved": moves(each.moved, ranking, name_of),
                "turned": each.turned,
                "judges": {},
            },
        )
        judge = judges.get((match.session.panel.pk, each.judge), each.judge)
        criterion = in_words(dict(sheet.rubric.criteria[each.criterion].title))
        value = f"{criterion} {_plain(sheet.values[each.judge][each.criterion])} → {_plain(each.value)}"
        row["judges"].setdefault(judge, []).append(value)
    return list(rows.values())


def moves(
    moved: Mapping[str, tuple[int, int]], ranking: Ranking, name_of: Callable[[Team], str]
) -> list[dict[str, Any]]:
    """Who would stand elsewhere, the best place first: ``{"team", "now", "then"}``."""
    return [
        {"team": name_of(ranking.teams[team]), "now": now, "then": then}
        for team, (now, then) in sorted(moved.items(), key=lambda entry: entry[1])
    ]


def _judges(ranking: Ranking) -> dict[tuple[int, str], str]:
    panels = [match.session.panel.pk for match in ranking.matches.values()]
    places = Place.objects.filter(panel__in=panels).exclude(person=None).select_related("person")
    return {(place.panel_id, place.key): str(place.person) for place in places}


def _plain(value: Fraction) -> str:
    return f"{float(value):.4f}".rstrip("0").rstrip(".")


def grid(ranking: Ranking, sheet: Sheet, typed: Mapping[str, str]) -> dict[str, Any]:
    """A sheet to try other values on: ``judges`` and ``rows`` of cells, each with what was given and what is typed."""
    judges = _judges(ranking)
    panel = ranking.matches[sheet.match].session.panel.pk
    criteria = {name: sheet.rubric.criteria[name] for given in sheet.values.values() for name in given}
    return {
        "judges": [judges.get((panel, judge), judge) for judge in sheet.values],
        "rows": [
            {
                "title": in_words(dict(criterion.title)),
                "scale": {name: _plain(getattr(criterion.scale, name)) for name in ("low", "high", "step")},
                "cells": [
                    {
                        "name": (name := field(judge, id)),
                        "judge": judges.get((panel, judge), judge),
                        "given": _plain(given[id]),
                        "value": typed.get(name) or _plain(given[id]),
                    }
                    for judge, given in sheet.values.items()
                ],
            }
            for id, criterion in criteria.items()
        ],
    }


def field(judge: str, criterion: str) -> str:
    """The name of a cell in a form."""
    return f"{judge}.{criterion}"


def what_if(ranking: Ranking, sheet: Sheet, typed: Mapping[str, str]) -> dict[str, Any] | None:
    """What other values would come to; None where nothing differs. Raises Refusal for what is no value of the scale.

    ``typed`` by ``field``; what is missing is as it was given. Nothing is saved.
    """
    values = {judge: dict(given) for judge, given in sheet.values.items()}
    for judge, given in values.items():
        for criterion in given:
            if text := typed.get(field(judge, criterion), "").strip():
                given[criterion] = _value(text, sheet.rubric, criterion)
    if values == sheet.values:
        return None
    moved, turned = tried(ranking.table, sheet, values)
    return {
        "moved": moved,
        "turned": turned,
        "before": f"{float(sheet.score.value):.4f}",
        "after": f"{float(sheet.scored(values).value):.4f}",
    }


def _value(text: str, rubric: Rubric, criterion: str) -> Fraction:
    scale = rubric.criteria[criterion].scale
    try:
        value = Fraction(text) if len(text) <= 12 and "/" not in text and "e" not in text.lower() else None
    except ValueError:
        value = None
    if value is None or not scale.holds(value):
        words = _("“%(text)s” is no value of “%(criterion)s”: from %(low)s to %(high)s in steps of %(step)s.")
        shown = {name: _plain(getattr(scale, name)) for name in ("low", "high", "step")}
        raise Refusal(words % {"text": text, "criterion": in_words(dict(rubric.criteria[criterion].title)), **shown})
    return value
