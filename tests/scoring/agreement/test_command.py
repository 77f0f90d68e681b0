"""``manage.py judges report``: a table in, the report out, and never a traceback."""

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.servers import ROOT

HEADER = "team,judge,criterion,value\n"


def told(path: Path, *more: str) -> str:
    out = StringIO()
    call_command("judges", "--language", "en", "report", str(path), *more, stdout=out)
    return out.getvalue()


def a_table(folder: Path, text: str) -> Path:
    path = folder / "marks.csv"
    path.write_text(text, encoding="utf-8")
    return path


def contest() -> str:
    rows = [
        f"T{team},J{judge},C{criterion},{4 + team + (criterion + judge * team) % 3 - 2 * (judge == 0)}"
        for team in range(4)
        for judge in range(5)
        for criterion in range(6)
    ]
    return HEADER + "\n".join(rows)


def test_the_report_says_what_the_figures_mean(tmp_path: Path) -> None:
    said = told(a_table(tmp_path, contest()))

    assert "120 marks: 4 teams, 5 judges, 6 criteria" in said
    assert "ICC(2,k): " in said
    assert "J0: mean" in said
    assert "points below the other judges" in said
    assert "Without J0: 1. T3" in said


def test_programs_read_it_as_json(tmp_path: Path) -> None:
    found: dict[str, Any] = json.loads(told(a_table(tmp_path, contest()), "--json"))

    assert found["marks"] == 120
    assert [one["way"] for one in found["rankings"]][:3] == ["mean", "trimmed", "fair"]
    assert found["of_judges"][0]["severity"] > 1.5


def test_titles_may_be_chinese_and_a_missing_value_is_a_gap(tmp_path: Path) -> None:
    said = told(a_table(tmp_path, "队伍,评委,评分项,分数\n甲,一,A,5\n甲,二,A,\n乙,一,A,4\n"))

    assert "2 marks: 2 teams, 1 judges" in said
    assert "Only one judge" in said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("team,judge\na,b\n", "missing: criterion、value"),
        (HEADER + "a,x,c,many\n", "D2: This is not a number."),
        (HEADER + "a,x,c,1e999999\n", "not a number"),
        (HEADER + "a,,c,5\n", "B2: This is empty."),
        (HEADER + "a,x,c,5\na,x,c,6\n", "Two values stand for a · x · c"),
        (HEADER + "a,x,c,\n", "There is no mark"),
        ("", ""),
    ],
)
def test_a_table_that_cannot_be_studied_says_where_and_why(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(CommandError) as refused:
        told(a_table(tmp_path, text))
    assert words in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"gone\.csv"):
        told(tmp_path / "gone.csv")


def test_a_reader_who_has_enough_ends_it_quietly(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "manage.py"), "judges", "report", str(a_table(tmp_path, contest()))]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0
