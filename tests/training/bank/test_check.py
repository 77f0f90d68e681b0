"""``questions check``: every fault is told with file, entry and field."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.training.bank.sample import KEYS, OPTIONS, sample, text


def told(tmp_path: Path, *entries: Any, at: str = "2026-11-25") -> str:
    """What the command says about a file with these entries (YAML reads JSON too)."""
    file = tmp_path / "bank.yaml"
    file.write_text(json.dumps(list(entries), ensure_ascii=False), encoding="utf-8")
    out = io.StringIO()
    try:
        call_command("questions", "check", str(file), "--at", at, stdout=out)
    except CommandError as error:
        return out.getvalue() + str(error)
    return out.getvalue() + "sound"


def test_a_sound_entry_of_every_closed_type_has_no_fault(tmp_path: Path) -> None:
    found = told(tmp_path, *(sample(type) for type in KEYS))

    assert found.endswith("sound")
    assert "[" not in found


@pytest.mark.parametrize(
    ("entry", "code", "field"),
    [
        (sample(key="D"), "key-not-option", "key"),
        (sample("multiple", key=["A"]), "key-single", "key"),
        (sample("order", key=["A", "B"]), "key-incomplete", "key"),
        (sample("judge", key="yes"), "no-key", "key"),
        (sample("match", key={"A": "B", "B": "Z"}), "key-not-option", "key"),
        (sample("fill", text=text("__和__", "__ and __")), "blanks", "text.zh"),
        (sample(options=[*OPTIONS, OPTIONS[0]]), "option-twice", "options"),
        (sample(text=text("问题", "A 问题")), "chinese-in-english", "text.en"),
        (sample(text=text("问题", "")), "no-text", "text.en"),
        (sample(text=text("<script>alert(1)</script>", "Hello")), "markup", "text.zh"),
        (sample(text=text("问题", 'a <img src="x">')), "markup", "text.en"),
        (sample(source=None), "no-source", "source"),
        (sample(source={"law": "集体合同规定"}), "no-source", "source"),
        (sample(reviewed=None), "no-review", "reviewed"),
        (sample(because=None), "no-reason", "because"),
        (sample("case"), "no-rubric", "rubric"),
        (sample(topic="weather"), "shape", "topic"),
        (sample(difficulty=4), "shape", "difficulty"),
        (sample(key={"a": {}}), "shape", "key"),
        (sample(more=1), "shape", "more"),
    ],
)
def test_a_fault_is_told_with_file_entry_and_field(tmp_path: Path, entry: Any, code: str, field: str) -> None:
    found = told(tmp_path, entry)

    assert not found.endswith("sound")
    assert f"[{code}] {entry['id']} {field}:" in found
    assert "bank.yaml:1" in found


def test_less_than_and_greater_than_are_no_markup(tmp_path: Path) -> None:
    assert told(tmp_path, sample(text=text("若 3 < 5 且 5 > 3", "If 3 < 5 and 5 > 3"))).endswith("sound")


def test_an_id_or_a_question_that_is_there_twice_is_told(tmp_path: Path) -> None:
    assert "[duplicate-id]" in told(tmp_path, sample(), sample(text=text("另一", "Other")))
    assert "[duplicate-stem]" in told(tmp_path, sample(), sample(id="again"))


def test_a_repealed_article_flags_its_question_from_its_last_day_on(tmp_path: Path) -> None:
    entry = sample(source={"law": "集体合同规定", "article": "19", "since": "2004-05-01", "until": "2025-01-01"})

    assert "[repealed]" not in told(tmp_path, entry, at="2024-12-31")
    flagged = told(tmp_path, entry, at="2025-01-01")
    assert "[repealed]" in flagged
    assert flagged.endswith("sound")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"a: 1", b"- [", b"- 1\n- {}", b"- !!python/name:os {}"])
def test_a_file_that_is_no_list_of_questions_is_refused_without_a_traceback(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "bad.yaml"
    file.write_bytes(content)

    with pytest.raises(CommandError):
        call_command("questions", "check", str(file), stdout=io.StringIO())


def test_a_missing_file_and_a_wrong_day_are_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        call_command("questions", "check", str(tmp_path / "none.yaml"))
    with pytest.raises(CommandError):
        call_command("questions", "check", "--at", "tomorrow")
