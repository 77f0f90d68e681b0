"""``manage.py scenario``: lines for people, JSON for programs, exit status for scripts."""

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from negotiation.management.commands.scenario import SCHEMA_FILE
from negotiation.models import ScenarioVersion
from negotiation.scenarios import library
from tests.negotiation.scenarios.sample import SMALL


def run(*arguments: str) -> tuple[str, str, int]:
    """Standard output, standard error and exit status."""
    out, err = io.StringIO(), io.StringIO()
    status: Any = 0
    try:
        call_command("scenario", "--language", "en", *arguments, stdout=out, stderr=err)
    except SystemExit as left:
        status = left.code
    return out.getvalue(), err.getvalue(), status


@pytest.fixture
def faulty(tmp_path: Path) -> str:
    path = tmp_path / "shop.yaml"
    path.write_text(SMALL.replace("difficulty: 1", "dificulty: 1"), encoding="utf-8")
    return str(path)


def test_a_faulty_file_is_named_line_by_line_and_the_status_is_one(faulty: str) -> None:
    out, err, status = run("check", faulty)
    assert status == 1
    assert f"{faulty}:7:1: error[unknown-key] dificulty: A scenario has no key “dificulty” here." in out
    assert f"{faulty}:1:1: error[missing-key]: “difficulty” is missing here. Expected a whole number." in out
    assert f"{faulty}: 2 errors" in err


def test_a_sound_file_gives_its_figures_and_status_nothing() -> None:
    out, err, status = run("check", str(library()[0]))
    assert status == 0
    assert "note[counts] issues: 102,400 packages" in out
    assert "no errors" in err


def test_quiet_leaves_out_the_figures() -> None:
    assert "note[" not in run("check", "--quiet", str(library()[0]))[0]


def test_json_is_one_list_of_all_faults_of_all_files(faulty: str) -> None:
    out, _err, status = run("check", "--json", faulty, str(library()[0]))
    faults = json.loads(out)
    assert status == 1
    assert set(faults[0]) == {"file", "line", "column", "path", "severity", "code", "message"}
    assert {fault["file"] for fault in faults} == {faulty, str(library()[0])}


def test_a_file_that_is_not_there_is_an_error() -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("scenario", "check", "nowhere.yaml")


@pytest.mark.django_db
def test_the_library_is_loaded_by_its_flag() -> None:
    out, _err, status = run("load", "--library")
    assert status == 0
    assert "weiling-precision-wages: version 1, " in out
    assert ScenarioVersion.objects.count() == 3


@pytest.mark.django_db
def test_a_faulty_file_is_not_loaded(faulty: str) -> None:
    with pytest.raises(CommandError, match="unknown-key"):
        call_command("scenario", "--language", "en", "load", faulty)
    assert not ScenarioVersion.objects.exists()


def test_loading_nothing_asks_for_files() -> None:
    with pytest.raises(CommandError, match="--library"):
        call_command("scenario", "--language", "en", "load")


def test_the_schema_in_the_documentation_is_current() -> None:
    assert run("schema", "--stdout")[0] == SCHEMA_FILE.read_text(encoding="utf-8")


def test_the_documentation_names_every_key_of_the_format() -> None:
    text = (SCHEMA_FILE.parent / "scenarios.md").read_text(encoding="utf-8")
    prose = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    named = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`]+)`", prose))))
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    keys = set(schema["properties"]) | {key for part in schema["$defs"].values() for key in part.get("properties", {})}
    assert keys - named == set()
