"""Conversion: what a format holds comes back equal, what it cannot is named, and bad files write nothing."""

import io
from pathlib import Path
from string import ascii_uppercase
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.training.bank.sample import sample
from training.bank import formats
from training.bank.formats.held import Defaults, canonical
from training.bank.shape import Question, written

WORDS = st.text("abc 集体协商~=#{}:\\[]%0->'|;,\"&+@", min_size=1, max_size=12).filter(lambda each: bool(each.strip()))


@st.composite
def questions(draw: st.DrawFn) -> Question:
    kind = draw(st.sampled_from(["single", "multiple", "judge", "fill", "order", "number", "match"]))
    names = list(ascii_uppercase[: draw(st.integers(3, 6))])
    options = [{"id": name, "text": {"zh": draw(WORDS)}} for name in names]
    number = st.integers(-(10**6), 10**6).map(lambda each: each / 8)
    keys: dict[str, Any] = {
        "single": {"options": options, "key": draw(st.sampled_from(names))},
        "multiple": {"options": options, "key": sorted(draw(st.sets(st.sampled_from(names), min_size=2, max_size=2)))},
        "order": {"options": options, "key": draw(st.permutations(names))},
        "judge": {"key": draw(st.booleans())},
        "fill": {"key": [draw(st.lists(WORDS, min_size=1, max_size=3))]},
        "number": {"key": {"value": draw(number), "tolerance": abs(draw(number))}},
        "match": {
            "left": options[:2],
            "right": options,
            "key": {name: draw(st.sampled_from(names)) for name in names[:2]},
        },
    }
    extra = {"text": {"zh": draw(WORDS)}, "because": {"zh": draw(WORDS)}, "difficulty": draw(st.integers(1, 3))}
    return Question.model_validate(sample(kind, **(keys[kind] | extra)))


@pytest.mark.parametrize(("name", "count"), [("gift", 150), ("moodle", 150), ("qti", 150)])
def test_what_a_format_holds_comes_back_equal(name: str, count: int) -> None:
    @settings(max_examples=count, deadline=None, suppress_health_check=list(HealthCheck))
    @given(questions())
    def back(question: Question) -> None:
        content, lost = formats.write([question], name, "zh")
        sent = content if isinstance(content, bytes) else content.encode()
        found, faults = formats.read(sent, name, Defaults())
        if any(fault.field == "type" for fault in lost):
            assert found == []
        else:
            assert [fault for fault in faults if fault.severity == "error"] == []
            assert found == [canonical(question, "zh")]

    back()


def test_a_table_holds_many_questions_and_gives_them_back_equal() -> None:
    """One file of many: each reading of a table starts a process."""

    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(questions(), min_size=20, max_size=40))
    def back(many: list[Question]) -> None:
        content, _lost = formats.write(many, "csv", "zh")
        found, faults = formats.read(content.encode(), "csv", Defaults())
        kept = [each for each in (canonical(one, "zh") for one in many) if each and formats.table.holds(each)]
        assert [(a.type, a.key, a.text, a.options) for a in found] == [(b.type, b.key, b.text, b.options) for b in kept]
        assert faults == []

    back()


def run(*arguments: Any) -> str:
    out = io.StringIO()
    call_command("questions", "convert", *map(str, arguments), stdout=out, stderr=out)
    return out.getvalue()


def test_what_is_lost_is_named(tmp_path: Path) -> None:
    bank = tmp_path / "bank.yaml"
    bank.write_text(written(Question.model_validate(sample(kind)) for kind in ("single", "order")), encoding="utf-8")

    told = run(bank, tmp_path / "out.gift", "--to", "gift")

    assert "sample-order type: GIFT" in told
    assert "source, reviewed, en" in told
    assert "sample-single" in (tmp_path / "out.gift").read_text()


BOMB = '<?xml version="1.0"?><!DOCTYPE q [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><quiz>&b;</quiz>'
CHOICE = '<quiz><question type="multichoice"><questiontext><text>{}</text></questiontext>{}</question></quiz>'
BAD = [
    ("bomb.xml", BOMB, "syntax"),
    ("open.xml", "<quiz><question>", "syntax"),
    ("key.xml", CHOICE.format("a", '<answer fraction="50"><text>b</text></answer>'), "wrong-key"),
    ("word.xml", CHOICE.format("a", '<answer fraction="x"><text>b</text></answer>'), "wrong-key"),
    ("script.xml", CHOICE.format("<![CDATA[<script>a</script>]]>", ""), "markup"),
    ("image.xml", CHOICE.format("<![CDATA[<img src='a'>]]>", ""), "attachment"),
    ("cloze.xml", '<quiz><question type="cloze"/></quiz>', "unsupported"),
    ("open.gift", "\n\nquestion {=a ~b\n\nnext {T}", ":3: error [syntax]"),
    ("two.gift", "question {=a =b ~c}", "wrong-key"),
    ("script.gift", "<script>a</script> {T}", "markup"),
    ("none.csv", "a,b\n1,2\n", "syntax"),
    ("key.csv", "题型,题干,选项A,选项B,答案\n单选题,问,甲,乙,D\n", "key-not-option"),
]


@pytest.mark.parametrize(("name", "content", "code"), BAD)
def test_a_bad_file_is_told_and_nothing_is_written(tmp_path: Path, name: str, content: str, code: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")

    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("questions", "convert", str(tmp_path / name), str(tmp_path / "o.yaml"), stdout=out)
    assert code in out.getvalue()
    assert not (tmp_path / "o.yaml").exists()


def test_a_file_of_fifty_megabytes_is_not_looked_at(tmp_path: Path) -> None:
    large = tmp_path / "large.xml"
    large.write_bytes(b"<quiz>" + b" " * 50_000_000)

    with pytest.raises(CommandError):
        run(large, tmp_path / "o.yaml")
    assert not (tmp_path / "o.yaml").exists()


def test_html_of_moodle_becomes_text() -> None:
    answers = '<answer fraction="100"><text>&lt;p&gt;b&lt;/p&gt;</text></answer><answer><text>c</text></answer>'
    content = CHOICE.format("<![CDATA[<p>If <b>3 &lt; 5</b></p>]]>", answers)

    found, faults = formats.read(content.encode(), "moodle", Defaults(language="en"))

    assert faults == []
    assert found[0].text.en == "If 3 < 5"
    assert [each.text.en for each in found[0].options] == ["b", "c"]
