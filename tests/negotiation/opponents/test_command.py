"""``manage.py arena`` prints its table, for people and for programs, and says what is wrong with what it was given."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

QUICK = {"agents": "conceder,expert", "rounds": 1, "turns": 12}


def test_the_table_has_a_row_for_each_agent() -> None:
    out = StringIO()
    call_command("arena", scenario="weiling-precision-wages", against="expert", stdout=out, **QUICK)

    assert "| expert |" in out.getvalue()
    assert "| conceder |" in out.getvalue()
    assert "4 bargains" not in out.getvalue().splitlines()[0]


def test_json_holds_rows_and_pairs() -> None:
    out = StringIO()
    call_command("arena", scenario="all", json=True, stdout=out, **QUICK)
    found = json.loads(out.getvalue())

    assert {row["agent"] for row in found["agents"]} == {"conceder", "expert"}
    assert {"own", "points", "joint", "agreed", "to_nash", "to_frontier"} <= found["agents"][0].keys()
    assert len(found["scenarios"]) == 3


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"scenario": "no-such-file"}, "no such file"),
        ({"agents": "expert"}, "at least two"),
        ({"agents": "expert,nobody"}, "nobody"),
        ({"rounds": 0}, "--rounds"),
    ],
)
def test_what_cannot_be_meant_is_said_in_one_line(wrong: dict[str, object], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("arena", **{"scenario": "weiling-precision-wages", **QUICK, **wrong})


def test_a_broken_scenario_file_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("schema: cb-scenario/2\nissues: [\n")
    with pytest.raises(CommandError, match=r"broken\.yaml:"):
        call_command("arena", scenario=str(path), **QUICK)
