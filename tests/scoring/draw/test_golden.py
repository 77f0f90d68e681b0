"""A draw that was once published verifies for ever: files of every kind, as they were drawn when each kind was new."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

FILES = sorted((Path(__file__).parent / "files").glob("*.json"))


def test_there_is_a_file_of_every_schema_and_of_every_way_to_pair() -> None:
    found = [json.loads(file.read_text()) for file in FILES]

    assert {each["schema"] for each in found} == {"draw/1", "draw/2"}
    pools = [pool["by"] for each in found for pool in each["rules"].get("pools", ())]
    assert set(pools) == {"lot", "points", "places", "swiss", "defeats", "seeds"}
    assert {each["rules"].get("kind", "groups") for each in found} == {"groups", "pairs", "table", "sides", "turns"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.stem))
def test_a_draw_of_an_earlier_day_is_what_its_seed_gives(file: Path) -> None:
    call_command("draw", "verify", file)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.stem))
def test_the_same_file_with_two_teams_exchanged_is_not(file: Path, tmp_path: Path) -> None:
    changed = json.loads(file.read_text())
    made = {name: changed[name] for name in ("groups", "matches", "byes", "order") if changed.get(name)}
    text = json.dumps(made).replace('"01"', '"x"').replace('"02"', '"01"').replace('"x"', '"02"')
    other = tmp_path / "draw.json"
    other.write_text(json.dumps(changed | json.loads(text)))

    with pytest.raises(CommandError):
        call_command("draw", "verify", other)
