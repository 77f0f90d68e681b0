"""The draw by its command: a commitment before, the seed after, and whoever doubts it draws again."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from django.core.management import CommandError, call_command
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from scoring import drawing

CITIES = ("西安", "宝鸡", "咸阳", "渭南", "汉中")


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    with translation.override("en"):
        yield


def teams(path: Path, count: int = 16, more: str = "") -> Path:
    rows = "".join(f"T{number:02},队{number},{CITIES[number % len(CITIES)]}\n" for number in range(count))
    path.write_text(f"编号,名称,城市\n{rows}{more}", encoding="utf-8")
    return path


def drawn(tmp_path: Path, groups: int = 4) -> Path:
    call_command("draw", "commit", teams(tmp_path / "teams.csv"), f"--groups={groups}", f"--dir={tmp_path}")
    call_command("draw", "make", f"--dir={tmp_path}")
    return tmp_path / "draw.json"


def test_a_draw_is_committed_to_made_and_verified(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = drawn(tmp_path)
    call_command("draw", "verify", file, f"--commitment={tmp_path / 'commitment.json'}")
    found = json.loads(file.read_text())
    told = capsys.readouterr().out

    assert found["commitment"] in told
    assert "The draw is what the seed gives" in told
    assert sorted(code for group in found["groups"] for code in group["teams"]) == [f"T{n:02}" for n in range(16)]
    assert sum(len(each) for group in found["groups"] for each in group["rounds"]) == 24
    assert (tmp_path / "seed.secret").stat().st_mode & 0o077 == 0
    bound = rfc8785.dumps({"entries": found["entries"], "rules": found["rules"]})
    assert hashlib.sha256(bytes.fromhex(found["seed"]) + bound).hexdigest() == found["commitment"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda draw: draw["groups"][1]["rounds"][0][0].reverse(), "Group B is not what the seed gives"),
        (lambda draw: draw["groups"].pop(), "Group D is not what the seed gives"),
        (lambda draw: draw["groups"].append({"name": "E"}), "Group E is not what the seed gives"),
        (lambda draw: draw["entries"][0].update(city="延安"), "teams or rules were changed"),
        (lambda draw: draw.update(seed="00" * 32), "This is not the seed"),
        (lambda draw: draw.update(seed="xyz"), "64 hexadecimal digits"),
        (lambda draw: draw.update(groups=3), "holds no groups"),
        (lambda draw: draw.update(rules={"groups": True}), "no draw of the form"),
        (lambda draw: draw.update(entries=[{}]), "no draw of the form"),
        (lambda draw: draw["entries"][0].update(city="\ud800"), "no draw of the form"),
        (lambda draw: draw["rules"].update(more=float("inf")), "no draw of the form"),
        (lambda draw: draw["rules"].update(more=10**30), "no draw of the form"),
        (lambda draw: draw.update(commitment="中"), "teams or rules were changed"),
        (lambda draw: draw.update(commitment=7), "teams or rules were changed"),
    ],
)
def test_whatever_was_altered_afterwards_is_found(tmp_path: Path, change: Any, words: str) -> None:
    file = drawn(tmp_path)
    content = json.loads(file.read_text())
    change(content)
    file.write_text(json.dumps(content))

    with pytest.raises(CommandError, match=words):
        call_command("draw", "verify", file)


def test_a_draw_made_from_another_commitment_than_the_published_one_is_found(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for each in (first, second):
        each.mkdir()
        drawn(each)

    call_command("draw", "verify", second / "draw.json")
    with pytest.raises(CommandError, match="Since the publication the commitment changed"):
        call_command("draw", "verify", second / "draw.json", f"--commitment={first / 'commitment.json'}")


def test_a_second_commitment_never_takes_the_place_of_the_first(tmp_path: Path) -> None:
    drawn(tmp_path)
    before = (tmp_path / "commitment.json").read_bytes()

    with pytest.raises(CommandError, match="was not touched"):
        call_command("draw", "commit", tmp_path / "teams.csv", f"--dir={tmp_path}")
    assert (tmp_path / "commitment.json").read_bytes() == before


@pytest.mark.parametrize(
    ("more", "groups", "words"),
    [
        ("T01,又一队,西安\n", 4, "B18|A18: This code stands in the list twice"),
        ("X,某队,\n", 4, "C18: From 1 to 80 characters"),
        ("", 9, "here from 1 to 8 are possible"),
        ("", 0, "here from 1 to 8 are possible"),
    ],
)
def test_a_faulty_list_is_named_by_cell_and_nothing_is_written(
    tmp_path: Path, more: str, groups: int, words: str
) -> None:
    file = teams(tmp_path / "teams.csv", more=more)

    with pytest.raises(CommandError, match=words):
        call_command("draw", "commit", file, f"--groups={groups}", f"--dir={tmp_path}")
    assert [path.name for path in tmp_path.iterdir()] == ["teams.csv"]


@pytest.mark.parametrize("content", [b"", b"[1]", b"{", b"[" * 9_999, b"\xff\xfe\x00"])
def test_a_file_that_is_no_draw_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "draw.json"
    file.write_bytes(content)

    for path in (file, tmp_path / "nowhere.json", tmp_path):
        with pytest.raises(CommandError):
            call_command("draw", "verify", path)


def test_two_spellings_of_a_city_are_pointed_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = teams(tmp_path / "teams.csv", more="T99,又一队,西安市\n")
    call_command("draw", "commit", file, f"--dir={tmp_path}")

    assert "“西安” and “西安市” count as two cities" in capsys.readouterr().err


@given(st.binary(min_size=32, max_size=32), st.integers(2, 24), st.data())
def test_any_seed_gives_one_draw_whatever_the_order_and_another_seed_another_commitment(
    seed: bytes, count: int, data: st.DataObject
) -> None:
    entries = [{"code": f"T{n}", "name": "", "city": CITIES[n % 5]} for n in range(count)]
    groups = data.draw(st.integers(1, count // 2))
    published, _seed = drawing.commit(entries, {"groups": groups}, seed)
    moved, _seed = drawing.commit(data.draw(st.permutations(entries)), {"groups": groups}, seed)
    other = bytes([seed[0] ^ 1]) + seed[1:]

    assert drawing.draw(published, seed)["groups"] == drawing.draw(moved, seed)["groups"]
    assert drawing.differences(drawing.draw(published, seed), published) == []
    assert drawing.commitment(published, other) != published["commitment"]
