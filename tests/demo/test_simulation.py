"""A whole contest by itself, exported and computed again to the last digit; and what becomes of a tampered export."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from django.core.management import CommandError, call_command

from demo.simulation import Simulation
from scoring.contests import recomputing
from scoring.contests.exporting import export
from scoring.contests.models import Contest
from scoring.contests.registering import Refusal

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")


@pytest.mark.usefixtures("english")
def test_a_whole_contest_ends_in_titles_and_is_computed_again_from_its_ballots(tmp_path: Path) -> None:
    said: list[str] = []
    contest = Simulation(4, 8, 7, say=said.append).run()

    version = contest.standings.get()
    assert version.published_at is not None
    assert [line["place"] for line in version.content] == [1, 2, 3, 4]
    assert {award["title"] for award in version.awards if award["winners"]} >= {"first", "best-organiser", "best-chief"}
    assert contest.protests.get().status == "rejected"
    assert sum("timetable optimal" in line for line in said) == 3

    out = StringIO()
    call_command("contest", "export", "--latest", tmp_path / "export", stdout=out)
    call_command("contest", "recompute", tmp_path / "export", stdout=out)
    assert "to the last digit" in out.getvalue()

    path = tmp_path / "export" / "values.parquet"
    rows = pyarrow.parquet.read_table(path).to_pylist()
    rows[0]["value"] = "0" if rows[0]["value"] != "0" else "10"
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows, schema=pyarrow.parquet.read_schema(path)), path)
    assert recomputing.recompute(tmp_path / "export").differences != []


def test_an_export_goes_into_an_empty_folder_only(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")

    with pytest.raises(Refusal):
        export(Contest(slug="x"), tmp_path)

    assert [each.name for each in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("content", ["", "[]", '{"schema": "other"}', "[" * 5000])
def test_a_folder_that_is_no_export_is_told(tmp_path: Path, content: str) -> None:
    (tmp_path / "contest.json").write_text(content)

    with pytest.raises(CommandError, match="no export"):
        call_command("contest", "recompute", tmp_path)


@pytest.mark.usefixtures("english")
def test_a_table_that_is_broken_or_missing_is_told_with_its_file(tmp_path: Path) -> None:
    (tmp_path / "contest.json").write_text(json.dumps({"schema": "contest-export/1"}))
    (tmp_path / "teams.parquet").write_bytes(b"PAR1 not really")

    with pytest.raises(CommandError, match=r"teams\.parquet"):
        call_command("contest", "recompute", tmp_path)


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    "arguments",
    [
        {"teams": 1},
        {"judges": 2},
        {"format": "nothing"},
    ],
)
def test_a_simulation_that_cannot_be_is_told_before_it_begins(arguments: dict[str, Any]) -> None:
    with pytest.raises(CommandError):
        call_command("contest", "simulate", **arguments)
