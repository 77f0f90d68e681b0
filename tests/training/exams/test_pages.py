"""Pages of exams: a whole sitting without JavaScript, what bad input is answered, and what nobody may see."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from tests.training.classes.house import signed_in
from tests.training.exams.house import ALL_TYPES, boss, exam, marker, right, sat, sitters
from training.exams.drawing import questions_of
from training.exams.models import Answer, Attempt, Exam

pytestmark = pytest.mark.django_db
HERE = "/training/exams/"
ENGLISH = {"headers": {"accept-language": "en"}}


def begun(of: Exam, number: int = 0) -> tuple[Client, Attempt]:
    client = signed_in(sitters(of)[number])
    answer = client.post(f"{HERE}{of.code}/begin/")
    assert answer.status_code == 302
    return client, of.sat.get(person=sitters(of)[number])


def fields(attempt: Attempt) -> dict[str, Any]:
    """The right answers as the plain form sends them."""
    told: dict[str, Any] = {}
    for name, question in questions_of(attempt).items():
        field, value = f"q{question['no']}", right(attempt, name)
        if question["type"] == "order":
            told |= {f"{field}-{each}": str(place) for place, each in enumerate(value, 1)}
        elif question["type"] == "match":
            told |= {f"{field}-{left}": each for left, each in value.items()}
        elif question["type"] == "fill":
            told |= {f"{field}-{place}": each for place, each in enumerate(value)}
        elif question["type"] == "judge":
            told[field] = "true" if value else "false"
        else:
            told[field] = value
    return told


def test_every_type_can_be_answered_without_javascript_and_comes_back_as_it_was_given() -> None:
    held = exam(blueprint=ALL_TYPES, people=1)
    client, attempt = begun(held)
    page = f"{HERE}attempts/{attempt.key}/"
    told = fields(attempt)
    assert client.post(page, told | {"act": "save"}).status_code == 302
    saved = Answer.objects.count()
    assert saved == 8
    client.post(page, told | {"act": "save"})
    assert Answer.objects.count() == saved  # nothing new was said
    assert "因为法律这样规定。" in client.get(page).content.decode()
    client.post(page, told | {"act": "hand-in"})
    attempt.refresh_from_db()

    assert (attempt.points, attempt.passed) == ("28", None)
    assert client.get(page).status_code == 302


def test_a_paper_never_shows_a_key() -> None:
    held = exam(blueprint=ALL_TYPES, people=1)
    client, attempt = begun(held)
    text = client.get(f"{HERE}attempts/{attempt.key}/").content.decode()

    for question in questions_of(attempt).values():
        if question.get("because"):
            assert question["because"]["zh"] not in text
    assert '"key": "A"' not in text
    assert held.seed not in text


def send(client: Client, attempt: Attempt, body: Any) -> Any:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post(f"{HERE}attempts/{attempt.key}/answers/", content, content_type="application/json")


def test_answers_are_saved_as_they_are_given_and_the_server_tells_its_time() -> None:
    held = exam(people=1)
    client, attempt = begun(held)
    name = next(iter(questions_of(attempt)))
    told = send(client, attempt, [{"seq": 5, "item": name, "value": right(attempt, name)}]).json()

    assert (told["saved"], told["late"], told["ended"], told["pen"]) == ([5], False, False, True)
    assert abs(told["deadline"] - attempt.deadline_at.timestamp()) < 1


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"\xff\xfe", {}, [1], [{"seq": "x", "item": "a", "value": 1}], [{"seq": 1}],
        [{"seq": 0, "item": "a", "value": 1}], [{"seq": 2**40, "item": "a", "value": 1}], b"[" * 5000,
        [{"seq": 1, "item": "a", "value": None}] * 501,
    ],
)  # fmt: skip
def test_whatever_is_sent_instead_of_answers_is_refused_and_nothing_is_written(body: Any) -> None:
    held = exam(people=1)
    client, attempt = begun(held)

    assert send(client, attempt, body).status_code == 422
    assert not Answer.objects.exists()


def test_an_unknown_question_or_a_wrong_form_of_answer_is_named_and_the_others_are_kept() -> None:
    held = exam(people=1)
    client, attempt = begun(held)
    name = next(name for name, each in questions_of(attempt).items() if each["type"] == "single")
    told = send(
        client,
        attempt,
        [
            {"seq": 1, "item": "no-such", "value": "A"},
            {"seq": 2, "item": name, "value": {"x": [1]}},
            {"seq": 3, "item": name, "value": "A"},
        ],
    ).json()

    assert (told["saved"], told["wrong"]) == ([3], [1, 2])
    assert send(client, attempt, b"x" * 600_000).status_code in (400, 413)


def test_nobody_reads_or_writes_in_another_persons_attempt() -> None:
    held = exam(people=2)
    _first, attempt = begun(held)
    other = signed_in(sitters(held)[1])

    assert other.get(f"{HERE}attempts/{attempt.key}/").status_code == 404
    assert send(other, attempt, []).status_code == 404
    assert other.get(f"{HERE}attempts/{attempt.key}/result/").status_code == 404
    assert other.get(f"{HERE}attempts/{attempt.key}/print/").status_code == 404


def test_results_are_seen_after_their_release_with_key_and_article() -> None:
    held = exam(people=1)
    person = sitters(held)[0]
    attempt = sat(held, person, rightly=3)
    own, runs = signed_in(person), signed_in(boss(held))
    page = f"{HERE}attempts/{attempt.key}/result/"
    assert own.get(page).status_code == 404
    assert runs.get(page).status_code == 200
    runs.post(f"{HERE}{held.code}/run/release/")
    text = own.get(page).content.decode()

    sources = [each["source"] for each in questions_of(attempt).values()]
    assert [each for each in sources if escape(each.get("law") or each["work"]) not in text] == []


def test_setting_running_and_marking_an_exam_on_pages() -> None:
    held = exam(blueprint=ALL_TYPES, people=1)
    runs = signed_in(boss(held))
    page = f"{HERE}{held.code}/"
    markers_ = [marker(name, held) for name in ("m1", "m2")]
    runs.post(f"{page}run/markers/", {"accounts": "m1，m2"})
    runs.post(f"{page}run/admit/", {"person": "m1", "more_percent": 25, "reason": "视力障碍"})
    assert runs.post(f"{page}run/admit/", {"person": "nobody", "more_percent": 0}).status_code == 422
    attempt = sat(held, sitters(held)[0])
    for each in markers_:
        client = signed_in(each)
        text = client.get(f"{page}marking/", **ENGLISH).content.decode()
        assert "因为法律这样规定。" in text
        assert attempt.person.name not in text
        item = next(name for name, question in questions_of(attempt).items() if question["type"] == "case")
        told = {"attempt": attempt.pk, "item": item, "points": "3.5"}
        assert client.post(f"{page}marking/", told | {"points": "99"}).status_code == 422
        assert client.post(f"{page}marking/", told).status_code == 302
    attempt.refresh_from_db()
    assert attempt.points == "63/2"
    assert runs.get(f"{page}items/").status_code == 200
    void = {"item": item, "how": "out", "reason": "超纲"}
    runs.post(f"{page}items/void/", void)
    assert held.voids.get().changes[0]["before"][0] == "63/2"
    assert runs.get(f"{page}items/").status_code == 200
    assert runs.get(f"{page}run/").status_code == 200


def test_a_new_exam_is_set_on_a_page_and_bad_input_is_told_at_its_field() -> None:
    held = exam(people=1)
    runs = signed_in(boss(held))
    told = {
        "organization": held.organization.pk,
        "code": "second",
        "subject": "bargaining-theory",
        "title": "补考",
        "opens_at": "2026-12-01T09:00",
        "closes_at": "2026-12-01T11:00",
        "minutes": 60,
        "pass_percent": 60,
        "attempts": 1,
        "differ": 20,
        "pattern": "theory",
    }
    for name, value in (("closes_at", "2026-12-01T08:00"), ("minutes", "0"), ("code", "a b"), ("opens_at", "x\x00")):
        assert runs.post(f"{HERE}new/", told | {name: value}).status_code == 422
    assert runs.post(f"{HERE}new/", told).status_code == 302
    part = {"title_zh": "排序", "title_en": "Order", "types": ["order"], "count": 1, "points": 2, "revision": 1}
    runs.post(f"{HERE}second/run/part/", part)
    runs.post(f"{HERE}second/run/drop/", {"place": "0", "revision": 2})
    runs.post(f"{HERE}second/run/drop/", {"place": "0", "revision": 2})  # what somebody else saw

    assert len(Exam.objects.get(code="second").blueprint["parts"]) == 5


def test_a_paper_for_somebody_who_writes_by_hand_is_printed_and_typed_in() -> None:
    held = exam(people=1)
    runs, person = signed_in(boss(held)), sitters(held)[0]
    runs.post(f"{HERE}{held.code}/run/paper/", {"person": person.username})
    attempt = held.sat.get()
    document = runs.get(f"{HERE}attempts/{attempt.key}/print/")
    assert document.content.startswith(b"%PDF-")
    page = f"{HERE}attempts/{attempt.key}/type-in/"
    assert runs.get(page).status_code == 200
    assert runs.post(page, fields(attempt)).status_code == 302
    attempt.refresh_from_db()

    assert (attempt.ended, attempt.points) == ("staff", "10")


def test_the_page_of_those_who_run_it_costs_the_same_queries_for_one_and_for_six() -> None:
    held = exam(people=6)
    runs = signed_in(boss(held))

    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            assert runs.get(f"{HERE}{held.code}/run/").status_code == 200
        return len(found)

    sat(held, sitters(held)[0])
    few = cost()
    for person in sitters(held)[1:]:
        sat(held, person)

    assert cost() == few
