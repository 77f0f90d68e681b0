"""Standings and titles computed again from an exported contest, from nothing but the judges' single values."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from live.machine import Growing, Seat
from scoring import rubric_files
from scoring.contests.data_dictionary import TABLES
from scoring.contests.exporting import DOCUMENT, SCHEMA
from scoring.contests.titles import of_hundred
from scoring.engine.format import BadFormat, Format, read
from scoring.engine.format.gathering import Judged, gathered
from scoring.engine.setup import PanelSetup, Subject
from scoring.engine.standings import Decision, Standing, standings
from scoring.engine.state import SUBMITTED, PanelState
from scoring.engine.titles import Award, Choice, Person, Place, awards
from scoring.engine.working import Outcome, brief

Row = Mapping[str, Any]
Rows = Mapping[str, list[Row]]


class Unusable(Exception):
    """A folder from which nothing can be computed; the message says what is wrong with which file."""


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What came of it. ``differences``: where it is not what the export says, in lines for people."""

    lines: list[Standing]
    awards: list[Award]
    differences: list[str]
    names: Mapping[str, str]


def recompute(folder: Path) -> Recomputed:
    """Everything again, from the ballots to the titles, and compared to the last digit. Raises Unusable, OSError."""
    document, tables = load(folder)
    try:
        format = read(document["format"])
        teams = [str(row["team"]) for row in tables["teams"] if row["status"] == "approved"]
        matches = {row["match"]: row for row in tables["matches"]}
        sheets = {match: outcome.working["subjects"] for match, outcome in _outcomes(document, tables)}
        judged = [_judged(matches[match], found) for match, found in sheets.items()]
        decisions = [Decision(_order(row), row["by"], row["reason"]) for row in tables["decisions"]]
        marks = [(str(row["team"]), row["component"], Fraction(row["value"])) for row in tables["marks"]]
        lines = standings(format.rules, gathered(format, teams, marks, judged, decisions))
        given = _awards(format, tables, sheets, lines)
    except (KeyError, ValueError, TypeError, AttributeError, BadFormat) as fault:
        raise Unusable(_("The tables do not fit together: %(what)r.") % {"what": fault}) from fault
    names = {str(row["team"]): row["name"] for row in tables["teams"]}
    return Recomputed(lines, given, [*_other_lines(tables, lines, names), *_other_awards(tables, given)], names)


def load(folder: Path) -> tuple[dict[str, Any], Rows]:
    """The document and every table of an export. Raises Unusable, OSError."""
    import pyarrow  # noqa: PLC0415 (half a second that no page needs)
    import pyarrow.parquet  # noqa: PLC0415

    try:
        document = json.loads((folder / DOCUMENT).read_bytes())
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise Unusable(_("%(file)s is no export of a contest.") % {"file": folder / DOCUMENT})
    tables = {}
    for name, columns in TABLES.items():
        path = folder / f"{name}.parquet"
        try:
            table = pyarrow.parquet.read_table(path)
        except pyarrow.ArrowException as fault:
            raise Unusable(f"{path}: {fault}") from fault
        if missing := set(columns) - set(table.column_names):
            raise Unusable(
                _("%(file)s lacks the columns %(names)s.") % {"file": path, "names": ", ".join(sorted(missing))}
            )
        tables[name] = table.to_pylist()
    return document, tables


def _outcomes(document: Row, tables: Rows) -> Iterator[tuple[int, Outcome]]:
    """Each judged match's whole working, from the values that its judges gave."""
    for match in tables["matches"]:
        if match["judged"]:
            of = {name: [row for row in tables[name] if row["match"] == match["match"]] for name in _PANEL}
            yield match["match"], _outcome(document["rubrics"], of)


_PANEL = ("subjects", "values", "penalties")


def _outcome(rubrics: Mapping[str, Any], of: Rows) -> Outcome:
    rubric = rubric_files.built(rubrics[of["subjects"][0]["rubric"]])
    subjects = {
        row["subject"]: Subject(row["subject"], row["kind"], row["side"], {"zh": "", "en": ""})
        for row in sorted(of["subjects"], key=lambda row: row["number"])
    }
    judges = dict(sorted({(row["number"], row["judge"]) for row in of["values"]}))
    seats = {judge: Seat(judge, "judge") for judge in judges.values()}
    scores: dict[str, dict[str, dict[str, Any]]] = {judge: {} for judge in seats}
    for row in of["values"]:
        scores[row["judge"]].setdefault(row["criterion"], {})[row["subject"]] = {"value": row["value"], "note": ""}
    penalties = {
        str(number): {"subject": row["subject"], "rule": row["rule"], "points": row["points"], "status": "confirmed"}
        for number, row in enumerate(of["penalties"], 1)
    }
    state = PanelState(
        seats,
        ballots=dict.fromkeys(seats, SUBMITTED),
        scores={judge: Growing(cells) for judge, cells in scores.items()},
        penalties=Growing(penalties),
    )
    return Outcome(PanelSetup(rubric, subjects, seats), state)


def _judged(match: Row, sheets: Mapping[str, Any]) -> Judged:
    teams = {"workers": str(match["workers"]), "employer": str(match["employer"])}
    return Judged(match["match"], match["stage"], match["round"], teams, str(match["scenario"]), brief(sheets))


def _order(row: Row) -> tuple[str, ...]:
    return tuple(map(str, json.loads(row["order"])))


def _awards(format: Format, tables: Rows, sheets: Mapping[int, Any], lines: list[Standing]) -> list[Award]:
    here = {line.team for line in lines}
    scores: dict[int, list[Fraction]] = {}
    for row in tables["seats"]:
        sheet = sheets.get(row["match"], {}).get(row["seat"], {})
        if sheet.get("kind") == "person":
            scores.setdefault(row["member"], []).append(Fraction(sheet["total"]))
    marks = of_hundred(format.data, ((row["member"], row["component"], row["value"]) for row in tables["person_marks"]))
    people = [
        Person(
            str(row["member"]),
            str(row["team"]),
            row["role"],
            tuple(scores.get(row["member"], ())),
            marks.get(row["member"], {}),
        )
        for row in tables["members"]
        if str(row["team"]) in here and (not row["left"] or row["member"] in scores)
    ]
    choices = [Choice(row["title"], _order(row), row["by"], row["reason"]) for row in tables["choices"]]
    return awards(format.titles, people, [Place(line.team, line.place) for line in lines], choices)


def _other_lines(tables: Rows, lines: list[Standing], names: Mapping[str, str]) -> Iterator[str]:
    told = {str(row["team"]): (row["place"], row["total"]) for row in tables["standings"]}
    for line in lines:
        mine = (line.place, str(line.total))
        if told.pop(line.team, None) != mine:
            words = _("%(team)s: computed again, place %(place)s with %(total)s.")
            yield words % {"team": names[line.team], "place": mine[0], "total": mine[1]}
    for team in told:
        yield _("%(team)s stands in the standings and takes no part.") % {"team": names.get(team, team)}


def _other_awards(tables: Rows, given: list[Award]) -> Iterator[str]:
    told: dict[str, list[str]] = {}
    for row in sorted(tables["awards"], key=lambda row: row["number"]):
        told.setdefault(row["title"], []).append(row["winner"])
    for award in given:
        if told.pop(award.title, []) != [winner.id for winner in award.winners]:
            yield _("%(title)s goes to others when it is computed again.") % {"title": award.title}
    for title in told:
        yield _("%(title)s is no title of this format.") % {"title": title}
