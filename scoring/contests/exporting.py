"""All of a contest as tables that anybody can work with, and from which everything can be computed again."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.contests import results
from scoring.contests.data_dictionary import TABLES
from scoring.contests.lineups import lineup, members_of
from scoring.contests.models import Contest
from scoring.contests.records import Confirmed, confirmed_matches
from scoring.contests.registering import Refusal

Tables = dict[str, list[dict[str, Any]]]
SCHEMA = "contest-export/1"
DOCUMENT = "contest.json"


def export(contest: Contest, folder: Path) -> list[str]:
    """Write the contest into an empty or new folder; returns the names of the files. Raises Refusal, OSError.

    Each table as Parquet, all of them with the data dictionary as one XLSX, and ``contest.json`` with the format and
    the rubrics. People's names are in it: it is for those who run the contest.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Refusal(
            _("%(folder)s is not empty, and nothing was written: choose another folder.") % {"folder": folder}
        )
    confirmed = confirmed_matches(contest)
    tables = tables_of(contest, confirmed)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / DOCUMENT).write_text(
        json.dumps(document_of(contest, confirmed), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    for name, rows in tables.items():
        _write_parquet(folder / f"{name}.parquet", name, rows)
    _write_workbook(folder / "contest.xlsx", tables)
    return [DOCUMENT, *(f"{name}.parquet" for name in tables), "contest.xlsx"]


def document_of(contest: Contest, confirmed: Confirmed) -> dict[str, Any]:
    """What is no table: the format as it stands, and every rubric that was used, by its digest."""
    rubrics = {match.session.panel.rubric.digest: match.session.panel.rubric.content for match, _sheets in confirmed}
    return {
        "schema": SCHEMA,
        "slug": contest.slug,
        "title": {"zh": contest.title, "en": contest.title_en or contest.title},
        "starts_on": contest.starts_on.isoformat(),
        "exported_at": timezone.now().isoformat(timespec="seconds"),
        "format": contest.format,
        "rubrics": rubrics,
    }


def tables_of(contest: Contest, confirmed: Confirmed) -> Tables:
    """Every table by its name; columns as ``data_dictionary.TABLES`` says. Exact numbers are text."""
    return {**_of_teams(contest), **_of_matches(contest, confirmed), **_of_panels(confirmed), **_of_results(contest)}


def _of_teams(contest: Contest) -> Tables:
    return {
        "teams": [
            {
                "team": team.pk,
                "code": team.code,
                "name": team.name,
                "name_en": team.name_en,
                "organization": team.organization.name,
                "organization_id": team.organization_id,
                "status": team.status,
            }
            for team in contest.teams.select_related("organization")
        ],
        "members": [
            {
                "member": each.pk,
                "team": each.team_id,
                "role": each.role,
                "name": each.name,
                "employer": each.employer,
                "left": each.left_at is not None,
            }
            for of_team in members_of(contest).values()
            for each in of_team
        ],
    }


def _of_matches(contest: Contest, confirmed: Confirmed) -> Tables:
    members = members_of(contest)
    judged = {match.pk for match, _sheets in confirmed}
    matches = list(contest.matches.select_related("session__scenario", "workers", "employer"))
    return {
        "matches": [
            {
                "match": match.pk,
                "stage": match.stage,
                "round": match.round,
                "workers": match.workers_id,
                "employer": match.employer_id,
                "scenario": match.session.scenario_id,
                "scenario_title": match.session.scenario.title_zh,
                "starts_at": match.session.starts_at.isoformat(),
                "status": match.session.status,
                "judged": match.pk in judged,
            }
            for match in matches
        ],
        "seats": [
            {"match": match.pk, "seat": key, "member": member.pk}
            for match in matches
            for key, member in lineup(match, members).items()
        ],
    }


def _of_results(contest: Contest) -> Tables:
    """What was typed and decided, and the newest version; the standings as they are where there is none yet."""
    version = contest.standings.first()
    found = results.Reckoned(version.content, version.awards) if version else results.reckon(contest)
    number = version.version if version else 0
    return {
        "marks": [
            {"team": mark.team_id, "component": mark.component, "value": mark.value} for mark in contest.marks.all()
        ],
        "person_marks": [
            {"member": mark.member_id, "component": mark.component, "value": mark.value}
            for mark in contest.person_marks.all()
        ],
        "decisions": [
            {"order": json.dumps(each.order), "by": str(each.by), "reason": each.reason}
            for each in contest.decisions.select_related("by")
        ],
        "choices": [
            {"title": each.title, "order": json.dumps(each.order), "by": str(each.by), "reason": each.reason}
            for each in contest.choices.select_related("by")
        ],
        "standings": [
            {"version": number, "team": line["team"], "place": line["place"], "total": line["total"]}
            for line in found.lines
        ],
        "awards": [
            {
                "version": number,
                "title": award["title"],
                "number": place,
                "winner": winner["id"],
                "name": winner["name"]["zh"],
            }
            for award in found.awards
            for place, winner in enumerate(award["winners"], 1)
        ],
    }


def _of_panels(confirmed: Confirmed) -> Tables:
    """What the confirmed results rest on: who was judged, each judge's every value, each penalty that was confirmed."""
    subjects, values, penalties = [], [], []
    for match, sheets in confirmed:
        panel = match.session.panel
        for id, each in panel.set_up["subjects"].items():
            told = {"match": match.pk, "rubric": panel.rubric.digest, "subject": id, "number": each["number"]}
            subjects.append({**told, "kind": each["kind"], "side": each["side"]})
        for subject, sheet in sheets.items():
            for judge, line in sheet["judges"].items():
                values += [
                    {
                        "match": match.pk,
                        "judge": judge,
                        "number": line["number"],
                        "criterion": criterion,
                        "subject": subject,
                        "value": value,
                    }
                    for criterion, value in line["values"].items()
                ]
            penalties += [
                {"match": match.pk, "subject": subject, "rule": each["rule"], "points": each["points"]}
                for each in sheet.get("penalties", {}).values()
            ]
    return {"subjects": subjects, "values": values, "penalties": penalties}


def _write_parquet(path: Path, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    import pyarrow  # noqa: PLC0415 (half a second that no page needs)
    import pyarrow.parquet  # noqa: PLC0415

    types = {"integer": pyarrow.int64(), "text": pyarrow.string(), "yes or no": pyarrow.bool_()}
    schema = pyarrow.schema([(column, types[kind]) for column, (kind, _zh, _en) in TABLES[name].items()])
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(list(map(dict, rows)), schema=schema), path)


def _write_workbook(path: Path, tables: Tables) -> None:
    from xlsxwriter import Workbook  # noqa: PLC0415 (only an export writes one)

    with Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}) as book:
        head = book.add_format({"bold": True})
        sheet = book.add_worksheet("dictionary")
        sheet.write_row(0, 0, ["table", "column", "type", "说明", "meaning"], head)
        lines = [(name, column, *words) for name, columns in TABLES.items() for column, words in columns.items()]
        for number, line in enumerate(lines, 1):
            sheet.write_row(number, 0, line)
        for name, rows in tables.items():
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, list(TABLES[name]), head)
            for number, row in enumerate(rows, 1):
                sheet.write_row(number, 0, [row[column] for column in TABLES[name]])
