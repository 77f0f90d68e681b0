"""Papers: what a blueprint asks for, another for each person, the same again; or why there is none."""

import itertools
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from training.bank import papers, reading
from training.bank.engine.choosing import Part, Unmet, choose
from training.bank.shape import Question

DAY = date(2026, 11, 25)
THEORY = Path(reading.__file__).parent / "blueprints" / "theory.yaml"


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    with translation.override("en"):
        yield


def bank() -> tuple[Question, ...]:
    return reading.load(reading.library(), DAY).questions


def drawn(seed: str = "s", person: str = "p") -> papers.Paper:
    return papers.draw(papers.blueprint_of(THEORY.read_bytes()), bank(), seed, person, DAY)


def test_a_paper_holds_what_the_blueprint_asks_for_and_nothing_that_is_still_to_be_checked() -> None:
    paper = drawn()
    held = [question for part in paper.parts for question in part]

    assert [len(part) for part in paper.parts] == [30, 10, 20, 10, 1]
    assert len({question.id for question in held}) == len(held) == 71
    assert paper.blueprint.points == 100
    assert all(part.fits(each) for part, many in zip(paper.blueprint.parts, paper.parts, strict=True) for each in many)
    assert any(question.to_check for question in bank())
    assert not any(question.to_check for question in held)


def test_the_same_seed_and_person_give_the_same_paper_and_another_person_another() -> None:
    assert drawn() == drawn()
    assert drawn().mark != drawn(person="q").mark
    assert drawn().parts != drawn(person="q").parts
    assert drawn().parts != drawn(seed="t").parts


def test_the_key_moves_with_the_options() -> None:
    """Whatever the order: the option that the key names says what it said in the bank."""
    original = {question.id: question for question in bank()}
    moved = [each for person in "abcdef" for part in drawn(person=person).parts for each in part if each.options]

    assert len({question.key for question in moved if question.type == "single"}) == 4
    for question in moved:
        assert texts_of(question) == texts_of(original[question.id])
        assert [option.id for option in question.options] == [chr(ord("A") + n) for n in range(len(question.options))]


def texts_of(question: Question) -> Any:
    said = {option.id: option.text for option in question.options}
    key = question.key
    if isinstance(key, str):
        return said[key]
    assert isinstance(key, tuple)
    texts = [said[str(each)].zh for each in key]
    return texts if question.type == "order" else sorted(texts)


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(1, 4), st.frozensets(st.sampled_from("abcdefgh"), max_size=8)), max_size=4))
def test_parts_that_overlap_are_filled_wherever_that_is_possible(asked: list[tuple[int, frozenset[str]]]) -> None:
    parts = [Part(count, sorted(fitting)) for count, fitting in asked]
    # Hall: there is a choice just when no set of parts asks for more than fits any of them.
    possible = all(
        sum(parts[n].count for n in some) <= len(set().union(*(parts[n].fitting for n in some)))
        for size in range(1, len(parts) + 1)
        for some in itertools.combinations(range(len(parts)), size)
    )
    if not possible:
        with pytest.raises(Unmet) as caught:
            choose(parts)
        unmet = caught.value
        fitting = set().union(*(parts[n].fitting for n in unmet.parts))
        assert (unmet.asked, unmet.there) == (sum(parts[n].count for n in unmet.parts), len(fitting))
        assert unmet.asked > unmet.there
        return
    found = choose(parts)
    every = [name for names in found for name in names]
    assert [len(names) for names in found] == [part.count for part in parts]
    assert all(set(names) <= set(part.fitting) for names, part in zip(found, parts, strict=True))
    assert len(set(every)) == len(every)


def test_the_command_writes_paper_and_key_and_the_paper_gives_no_key_away(tmp_path: Path) -> None:
    for language in ("zh", "en"):
        call_command(
            "questions", "paper", THEORY, "--seed=s", "--person=张三", f"--dir={tmp_path}", f"--language={language}",
            "--at=2026-11-25",
        )  # fmt: skip
    mark = drawn(person="张三").mark
    assert {path.name for path in tmp_path.iterdir()} == {f"paper-{mark}.pdf", f"key-{mark}.pdf"}
    assert all(path.read_bytes().startswith(b"%PDF") for path in tmp_path.iterdir())

    told = str(papers.document(drawn(), "en", "p", key=False))
    assert not any(question.because and question.because.en in told for part in drawn().parts for question in part)
    assert not any(question.id in told for part in drawn().parts for question in part)


@pytest.mark.parametrize(
    ("blueprint", "words"),
    [
        ("title: {zh: 卷}\nminutes: 9\nparts:\n- {types: [draft], count: 100, points: 1}\n", "Part 1: 100 questions"),
        ("title: {zh: 卷}\nminutes: 9\nparts: []\n", "parts"),
        ("title: {zh: 卷}\nminutes: x\nparts:\n- {count: 1, points: 1, topics: [law]}\n", "parts.0.topics"),
        ("parts: [", "cannot be read as YAML"),
        ("- 1", "valid dictionary"),
        ("", "cannot be read|valid"),
    ],
)
def test_a_blueprint_that_cannot_be_filled_says_why_and_nothing_is_written(
    tmp_path: Path, blueprint: str, words: str
) -> None:
    file = tmp_path / "blueprint.yaml"
    file.write_text(blueprint, encoding="utf-8")
    for path, said in ((file, words), (tmp_path / "nowhere.yaml", "nowhere.yaml")):
        with pytest.raises(CommandError, match=said):
            call_command("questions", "paper", path, "--seed=s", "--person=p", f"--dir={tmp_path / 'out'}")
    assert not (tmp_path / "out").exists()
