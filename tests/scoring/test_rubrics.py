"""Rubrics as files and as rows: the house's own, every kind of fault, and a text that never changes."""

import json
import re
from fractions import Fraction
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from scoring.engine.rubric import Scale
from scoring.models import Rubric
from scoring.panels import house_rubric, load_rubric
from scoring.rubric_files import HOUSE_RUBRIC, UnusableRubric, built, digest, read

HOUSE = HOUSE_RUBRIC.read_text()


def test_the_houses_rubric_is_the_one_that_is_handed_out() -> None:
    rubric = built(read(HOUSE.encode()))
    weights = {kind: [c.weight for c in rubric.criteria.values() if c.kind == kind] for kind in ("team", "person")}

    assert weights == {"team": [20, 15, 15, 20, 10, 10, 5, 5], "person": [25, 25, 20, 20, 10]}
    assert (rubric.drop_from, rubric.drop) == (5, 1)
    assert [(step.by, step.criteria) for step in rubric.tie_break] == [
        ("mark", ()),
        ("criteria", ("law", "strategy")),
        ("penalties", ()),
        ("decision", ()),
    ]
    for criterion in rubric.criteria.values():
        assert set(criterion.anchors) == {"2", "5", "8"}
        assert criterion.scale == Scale(Fraction(0), Fraction(10), Fraction(1))


def test_every_text_of_the_houses_rubric_is_there_in_both_languages() -> None:
    def texts(value: Any) -> list[dict[str, str]]:
        if isinstance(value, dict) and set(value) == {"zh", "en"}:
            return [value]
        inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return [text for entry in inside for text in texts(entry)]

    found = texts(read(HOUSE.encode()))

    assert len(found) == 1 + 13 * 5 + 5 * 2 + 4
    for text in found:
        assert re.search(r"[\u4e00-\u9fff]", text["zh"])
        assert re.search(r"[A-Za-z]", text["en"])
        assert not re.search(r"[\u4e00-\u9fff]", text["en"])


@pytest.mark.parametrize(
    ("old", "new", "place", "fault"),
    [
        ("weight: 20", "weight: heavy", "criteria[1].weight", "number"),
        ("weight: 20", "weight: 25", "rubric", "the weights for a team come to 105, not 100"),
        ("weight: 25", "weight: 24.5", "rubric", "the weights for a person come to 99.5, not 100"),
        ("kind: team", "kind: crowd", "criteria[1].kind", "must be one of"),
        ("id: facts", "id: law", "rubric", "same id"),
        ("id: facts", "id: Fakten!", "criteria[2].id", "small letters"),
        ("  - id: facts\n    kind", "  - kind", "criteria[2].id", "is missing"),
        ("drop: {from: 5, each_end: 1}", "drop: {from: 2, each_end: 1}", "rubric", "more than twice"),
        ("drop: {from: 5, each_end: 1}", "drop: {from: 5, each_end: 1, both: 1}", "drop.both", "not a field"),
        ("scale: {low: 0, high: 10, step: 1}", "scale: {low: 0, high: 0, step: 1}", "scale.high", "greater than 0"),
        ("scale: {low: 0, high: 10, step: 1}", "scale: {low: 0, high: 10, step: 3}", "scale", "whole steps"),
        ("scale: {low: 0, high: 10, step: 1}", "scale: {low: 0, high: 10, step: 0}", "scale.step", "0.0001"),
        (
            "scale: {low: 0, high: 10, step: 1}",
            "scale: {low: 4, high: 10, step: 1}",
            "rubric",
            "law has an anchor at 2",
        ),
        ("criteria: [law, strategy]", "criteria: [law, p_law]", "rubric", "no criterion of a team: p_law"),
        ("points: {low: 1, high: 3, step: 1}", "points: {low: 3, high: 1, step: 1}", "penalties[1].points", "high"),
        ("schema: rubric/1", "schema: rubric/9", "schema", "must be one of"),
        ('en: "Law and policy"}', 'en: ""}', "criteria[1].title.en", "1 character"),
    ],
)
def test_a_fault_names_its_line_its_field_and_what_is_expected(old: str, new: str, place: str, fault: str) -> None:
    assert old in HOUSE

    with translation.override("en"), pytest.raises(UnusableRubric) as problem:
        read(HOUSE.replace(old, new, 1).encode(), "mine.yaml")

    [line] = str(problem.value).splitlines()
    assert re.match(rf"mine\.yaml:\d+:\d+: {re.escape(place)}: .*{re.escape(fault)}", line), line


@pytest.mark.parametrize("content", [b"", b"[]", b"- a", b"a: [", b"\xff", b"x: &a [*a]", b"a: 1\na: 2", b"7", b"null"])
def test_what_is_no_rubric_is_said_so_and_never_crashes(content: bytes) -> None:
    with pytest.raises(UnusableRubric):
        read(content, "mine.yaml")


def test_several_faults_are_named_at_once() -> None:
    with pytest.raises(UnusableRubric) as problem:
        read(HOUSE.replace("kind: team", "kind: crowd").encode())

    assert len(str(problem.value).splitlines()) == 8


@pytest.mark.django_db
def test_the_same_text_is_stored_once_and_another_text_beside_it() -> None:
    first = house_rubric()
    assert house_rubric() == first == load_rubric(HOUSE.replace("# ", "#  ").encode())

    changed = load_rubric(HOUSE.replace("drop: {from: 5", "drop: {from: 7").encode())
    assert (changed.slug, changed.digest != first.digest) == (first.slug, True)
    assert first.digest == digest(first.content)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", [{"content": {"title": {"zh": "乙", "en": "B"}}}, {"digest": "0" * 64}, {"slug": "other"}]
)
def test_the_database_refuses_to_change_a_rubric(change: dict[str, Any]) -> None:
    rubric = house_rubric()

    with pytest.raises(IntegrityError), transaction.atomic():
        Rubric.objects.filter(pk=rubric.pk).update(**change)
    rubric.refresh_from_db()
    assert digest(json.loads(json.dumps(rubric.content))) == rubric.digest


@pytest.mark.django_db
def test_a_rubric_is_called_by_its_title_in_the_readers_language() -> None:
    rubric = house_rubric()

    with translation.override("zh-hans"):
        assert str(rubric) == "模拟协商评分细则"
    with translation.override("en"):
        assert str(rubric) == "Rubric for a mock session"
