"""Goal P13: places after one judge's changed value, and a thousand teams from the database, against pandas.

Both hold the same scores of ten weighted criteria; the highest and the lowest total at each match are left out. pandas
has every single value in a table of its own and adds up all of it, in floating point; ours is exact. From the database
ours reads what was added up once, when each result was confirmed. Places are compared in every round.
The child (``python -m bench.ranking DIR``) has a database of its own.
"""

import gc
import json
import os
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

from bench.measure import QUICK, REPEATS, Row, micro, milli, ratios
from scoring.engine.rubric import Criterion, Rubric, Scale
from scoring.engine.standings import Component, Record, Rules, Score, Table
from scoring.quality.engine.narrow import Sheet
from tests.servers import ROOT

WEIGHTS = {f"c{n}": weight for n, weight in enumerate((10, 10, 15, 5, 10, 20, 10, 5, 5, 10))}
SCALE = Scale(Fraction(0), Fraction(10), Fraction(1, 2))
TEXT = {"zh": "", "en": ""}
RUBRIC = Rubric(
    "bench",
    "1",
    TEXT,
    {id: Criterion(id, "team", 1, TEXT, TEXT, Fraction(weight), SCALE, {}) for id, weight in WEIGHTS.items()},
    drop_from=5,
    drop=1,
)
RULES = Rules((Component("live", Fraction(1)),))
CHANGES = 20 if QUICK else 200
MANY = 200 if QUICK else 1000


def rows(data: Path) -> Iterator[Row]:
    ours, theirs, scores = _one_change()
    note = f"{micro(ours)} against {milli(theirs)}, {scores:,} scores; the same places after each of {CHANGES} changes"
    what = "places of 16 teams after one value was changed, times faster"
    yield Row("P13", what, "pandas adding up all of it, in memory", ratios(theirs, ours), at_least=100, note=note)
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "bench.ranking", str(data)],
        cwd=ROOT,
        env=_environment(data),
        check=True,
        capture_output=True,
        text=True,
    )
    found = json.loads(told.stdout.splitlines()[-1])
    note = f"{milli(found['ours'])} against {milli(found['theirs'])}, {found['scores']:,} scores; the same places"
    what = f"standings of {MANY:,} teams from SQLite, times faster"
    yield Row("P13", what, "the database to pandas", ratios(found["theirs"], found["ours"]), at_least=2, note=note)


def _environment(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    return kept | {"DATA_DIR": str(data), "LOG_LEVEL": "ERROR"}


def _sheets(teams: int, judges: int, rounds: int) -> list[Sheet]:
    dice = random.Random(7)
    found = []
    for team in range(teams):
        for round in range(1, rounds + 1):
            values = {f"judge-{n}": {id: _value(dice) for id in WEIGHTS} for n in range(1, judges + 1)}
            empty = Sheet(0, RUBRIC, values, Fraction(0), Fraction(0), Score(f"{team:04}", "live", Fraction(0), round))
            found.append(replace(empty, score=empty.scored(values)))
    return found


def _value(dice: random.Random) -> Fraction:
    return Fraction(dice.randint(8, 20), 2)


def _rows_of(sheets: list[Sheet]) -> list[tuple[str, int, str, str, float]]:
    return [
        (sheet.score.team, sheet.score.round, judge, criterion, float(value))
        for sheet in sheets
        for judge, given in sheet.values.items()
        for criterion, value in given.items()
    ]


COLUMNS = ["team", "round", "judge", "criterion", "value"]


def _places(frame: Any) -> dict[str, int]:
    """The plain way in pandas: weighted values, judges' totals, mean without the highest and lowest, mean of rounds."""
    points = frame["value"] * frame["criterion"].map(WEIGHTS) / 10
    totals = points.groupby([frame["team"], frame["round"], frame["judge"]], sort=False).sum()
    cells = totals.groupby(level=[0, 1], sort=False).agg(["sum", "min", "max", "count"])
    means = (cells["sum"] - cells["min"] - cells["max"]) / (cells["count"] - 2)
    # Floating point makes equals differ in the last digit.
    ranked = means.groupby(level=0).mean().round(9).rank(method="min", ascending=False)
    return {str(team): int(place) for team, place in ranked.items()}


def _one_change() -> tuple[list[float], list[float], int]:
    """Seconds of one change of one value, ours and theirs, by round."""
    import pandas

    sheets = _sheets(teams=16, judges=7, rounds=45)
    table = Table(RULES, Record(tuple(sorted({sheet.score.team for sheet in sheets})), tuple(s.score for s in sheets)))
    frame = pandas.DataFrame(_rows_of(sheets), columns=COLUMNS)
    frame["criterion"] = frame["criterion"].astype("category")
    at = {key: number for number, key in enumerate(zip(*(frame[name] for name in COLUMNS[:4]), strict=True))}
    for sheet in sheets:
        sheet.scored(sheet.values)  # what both hold in memory: pandas its frame, a sheet its points
    dice = random.Random(8)
    ours, theirs = [], []
    for _round in range(REPEATS):
        changes = [
            (dice.choice(sheets), f"judge-{dice.randint(1, 7)}", f"c{dice.randrange(10)}", _value(dice))
            for _change in range(CHANGES)
        ]
        seconds, expected = 0.0, []
        for sheet, judge, criterion, value in changes:
            began = time.perf_counter()
            table.put(sheet.scored(sheet.with_value(judge, criterion, value)))
            seconds += time.perf_counter() - began
            expected.append(dict(table.places))
            table.put(sheet.score)
        ours.append(seconds / CHANGES)
        seconds = 0.0
        for (sheet, judge, criterion, value), places in zip(changes, expected, strict=True):
            cell = (at[sheet.score.team, sheet.score.round, judge, criterion], 4)
            began = time.perf_counter()
            frame.iat[cell] = float(value)
            found = _places(frame)
            seconds += time.perf_counter() - began
            assert found == places
            frame.iat[cell] = float(sheet.values[judge][criterion])
        theirs.append(seconds / CHANGES)
    return ours, theirs, len(frame)


# --- The child --------------------------------------------------------------------------------------


def _from_the_database() -> dict[str, Any]:
    import pandas
    from django.conf import settings
    from django.core.management import call_command

    from scoring.contests.results import lines

    call_command("migrate", verbosity=0)
    sheets = _sheets(teams=MANY, judges=5, rounds=1)
    contest, teams = _contest(sheets)
    database = sqlite3.connect(settings.DATABASES["default"]["NAME"])
    database.execute("CREATE TABLE bench_score (team, round, judge, criterion, value)")
    database.executemany("INSERT INTO bench_score VALUES (?, ?, ?, ?, ?)", _rows_of(sheets))
    database.commit()
    taken: dict[str, list[float]] = {"ours": [], "theirs": []}
    gc.collect()
    gc.freeze()  # what this child made to begin with is no part of either
    for _round in range(REPEATS + 1):
        began = time.perf_counter()
        found = lines(contest)
        taken["ours"].append(time.perf_counter() - began)
        began = time.perf_counter()
        places = _places(pandas.read_sql_query("SELECT * FROM bench_score", database))
        taken["theirs"].append(time.perf_counter() - began)
        assert {teams[line["team"]]: line["place"] for line in found} == places
    # The first round reads everything into memory for both.
    return {name: seconds[1:] for name, seconds in taken.items()} | {"scores": len(_rows_of(sheets))}


def _contest(sheets: list[Sheet]) -> tuple[Any, dict[int, str]]:
    """A contest of which every two teams met once, with confirmed results; {team's id: its name in the sheets}."""
    from django.utils import timezone

    from negotiation.scenarios import library, load
    from negotiation.sessions import plan_session
    from people.models import Organization
    from scoring.contests.library import formats
    from scoring.contests.models import Contest, Match, Team
    from scoring.engine.marks import exact
    from scoring.models import Panel, Result
    from scoring.panels import house_rubric

    root = Organization.objects.create(name="省总工会", kind="province")
    format = formats()["three-phases"] | {"tie_breaks": [], "by_stage": False}
    stage, now = format["stages"][0]["id"], timezone.now()
    contest = Contest.objects.create(slug="bench", organization=root, title="x", format=format, starts_on=now.date())
    teams = [
        Team.objects.create(contest=contest, organization=root, name=sheet.score.team, status=Team.Status.APPROVED)
        for sheet in sheets
    ]
    case, rubric = load(library()[0].read_bytes()), house_rubric()
    for number in range(0, len(sheets), 2):
        session = plan_session(case, title=f"{number}", organization=root, starts_at=now + timedelta(hours=1))
        pair = dict(zip(("workers", "employer"), (sheets[number], sheets[number + 1]), strict=True))
        best = max(sheet.score.value for sheet in pair.values())
        found = {
            side: {
                "kind": "team",
                "mean": exact(sheet.score.value),
                "penalty": "0",
                "total": exact(sheet.score.value),
                "place": 1 if sheet.score.value == best else 2,
                "criteria": {},
            }
            for side, sheet in pair.items()
        }
        workers, employer = teams[number], teams[number + 1]
        Match.objects.create(contest=contest, stage=stage, session=session, workers=workers, employer=employer)
        panel = Panel.objects.create(session=session, rubric=rubric, set_up={"seats": {}, "subjects": {}})
        Result.objects.create(panel=panel, computed_by="a", confirmed_by="b", computed_at=1, content={}, brief=found)
    return contest, {team.pk: team.name for team in teams}


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["DATA_DIR"] = sys.argv[1]
    django.setup()
    print(json.dumps(_from_the_database()))
