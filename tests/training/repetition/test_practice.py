"""Practice by spaced repetition: what is asked next, how answers are rated, when a question comes again."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.training.certification.house import person
from tests.training.classes.house import signed_in
from training.questions.keeping import library
from training.repetition import practising
from training.repetition.models import Card, Review

pytestmark = pytest.mark.django_db
HERE = "/training/practice/"
ENGLISH = {"headers": {"accept-language": "en"}}


def fields(card: Card, *, rightly: bool = True) -> dict[str, Any]:
    """An answer as the plain form sends it."""
    question = practising.shown(card)
    key, kind = question.get("key"), question["type"]
    if not rightly:
        return {}
    if kind == "judge":
        return {"q1": "true" if key else "false"}
    if kind == "order":
        return {f"q1-{each}": str(place) for place, each in enumerate(key, 1)}
    if kind == "match":
        return {f"q1-{left}": right for left, right in key.items()}
    if kind == "fill":
        return {f"q1-{place}": each[0] for place, each in enumerate(key)}
    return {"q1": str(key["value"]) if kind == "number" else key}


def test_a_wrong_answer_comes_again_soon_and_a_right_one_later_and_later() -> None:
    who, now = person(), timezone.now()
    card = practising.next_card(who)
    assert card is not None
    wrong = practising.review(card, practising.AGAIN, now)
    assert wrong.due - now < timedelta(hours=1)
    gaps = []
    for _each in range(5):
        now = wrong.due
        wrong = practising.review(wrong, practising.GOOD, now)
        gaps.append(wrong.due - now)

    assert gaps[-1] > gaps[1] >= timedelta(days=1)
    assert Review.objects.filter(seen=False).count() == 1


def test_what_is_due_comes_before_anything_new_and_the_longest_due_first() -> None:
    who, now = person(), timezone.now()
    first = practising.next_card(who)
    assert first is not None
    practising.review(first, practising.GOOD, now)
    second = practising.next_card(who)
    assert second is not None
    assert second.question != first.question
    practising.review(second, practising.GOOD, now)

    assert practising.next_card(who, now=now + timedelta(days=60)) == first


def test_only_so_many_new_questions_a_day() -> None:
    who = person()
    for _each in range(practising.NEW_A_DAY):
        card = practising.next_card(who)
        assert card is not None
        practising.review(card, practising.EASY)

    assert practising.next_card(who) is None
    assert practising.next_card(who, now=timezone.now() + timedelta(days=1)) is not None


def test_nothing_that_is_held_back_is_ever_asked_and_topics_are_kept_to() -> None:
    who = person()
    back = {each.id for each in library() if each.to_check}
    seen = set()
    for _each in range(15):
        card = practising.next_card(who, ["wages"])
        assert card is not None
        assert card.topic == "wages"
        seen.add(card.question)
        practising.review(card, practising.EASY)

    assert len(seen) == 15
    assert not seen & back


def test_a_question_in_another_version_is_another_card_and_the_old_one_is_not_asked() -> None:
    who = person()
    card = practising.next_card(who)
    assert card is not None
    Card.objects.filter(pk=card.pk).update(version=99)
    other = practising.next_card(who)

    assert other is not None
    assert other.question == card.question
    assert signed_in(who).post(f"{HERE}{card.pk}/", {}).status_code == 404


@given(st.fractions(0, 1))
def test_a_better_answer_is_never_rated_worse(share: Fraction) -> None:
    assert practising.rating_of(Fraction(0)) <= practising.rating_of(share) <= practising.rating_of(Fraction(1))


def test_practising_on_pages_marks_explains_and_goes_on() -> None:
    who = person()
    client = signed_in(who)
    assert client.get(f"{HERE}next/?topic=wages&topic=nonsense").status_code == 200
    card = who.cards.get()
    text = client.post(f"{HERE}{card.pk}/", fields(card) | {"topic": "wages"}, **ENGLISH).content.decode()
    assert ">Right.<" in text
    assert "topic=wages" in text
    client.get(f"{HERE}next/?topic=wages")
    card = who.cards.latest("pk")
    assert ">Not right.<" in client.post(f"{HERE}{card.pk}/", fields(card, rightly=False), **ENGLISH).content.decode()
    assert client.get(HERE).status_code == 200
    assert signed_in(person("别人")).post(f"{HERE}{card.pk}/", {}).status_code == 404


def test_a_written_answer_is_compared_and_graded_by_oneself() -> None:
    who = person()
    client = signed_in(who)
    case = next(each for each in practising.usable().values() if each.type == "case")
    card = practising._begun(who, case, timezone.now())
    text = client.post(f"{HERE}{card.pk}/", {"q1": "我的分析"}).content.decode()
    assert "我的分析" in text
    assert client.post(f"{HERE}{card.pk}/grade/", {"rating": "9"}).status_code == 404
    assert client.post(f"{HERE}{card.pk}/grade/", {"rating": "3"}).status_code == 302
    card.refresh_from_db()

    assert card.answered == 1


def test_progress_counts_what_was_remembered_when_it_came_again() -> None:
    who, now = person(), timezone.now()
    card = practising.next_card(who, ["wages"])
    assert card is not None
    for rating in (practising.GOOD, practising.AGAIN, practising.GOOD):
        card = practising.review(card, rating, now)
        now = card.due
    found = next(each for each in practising.progress(who) if each.topic == "wages")

    assert (found.begun, found.repeated, found.remembered, found.percent) == (1, 2, 1, 50)
