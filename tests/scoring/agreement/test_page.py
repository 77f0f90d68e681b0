"""The page on how a panel judged: who may read it and when, what it says, and what it costs."""

import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from django.urls import reverse

from live import log
from live.machine import Command
from scoring import panels
from tests.scoring.conftest import Desk, a_person, an_organiser
from tests.scoring.test_pages import as_, page, words

pytestmark = pytest.mark.django_db


def differing(desk: Desk) -> None:
    """Every judge fills in a ballot of their own: the first two points lower, the last one always 5."""
    drawn, setup = random.Random(4), panels.machine_of(desk.panel.key).setup
    for number, judge in enumerate(setup.judges(), 1):
        last = number == len(setup.judges())
        cells = [(criterion, subject) for criterion, subjects in setup.cells.items() for subject in subjects]
        batch = []
        for criterion, subject in cells:
            value = 5 if last else drawn.randint(5, 9) - 2 * (number == 1)
            data = {"criterion": criterion, "subject": subject, "value": str(value)}
            command = Command("score.set", data, None, f"{judge}-{criterion}-{subject}")
            batch.append(log.Submission("panels", desk.panel.key, desk.seat(judge), command))
        log.append(batch)
        desk.do(judge, "ballot.submit", expect={"scores": len(cells)})


def confirmed(desk: Desk) -> Desk:
    differing(desk)
    desk.compute()
    desk.confirm()
    return desk


def test_head_judge_and_organisers_read_it_once_confirmed_and_nobody_else_ever(desk: Desk) -> None:
    readers = [desk.person("head-judge"), desk.person("organiser"), an_organiser(desk.session)]
    others = [desk.person("judge-1"), desk.person("host"), a_person("stranger")]

    def answers() -> list[int]:
        return [page(desk, "judges", person).status_code for person in [*readers, *others]]

    differing(desk)
    assert answers() == [404] * 6
    desk.compute()
    assert answers() == [404] * 6
    desk.confirm()
    assert answers() == [200, 200, 200, 403, 403, 404]
    desk.publish()
    assert answers() == [200, 200, 200, 403, 403, 403]
    assert "/people/sign-in/" in page(desk, "judges", None)["Location"]


def test_every_figure_has_its_sentence(a_desk: Callable[..., Desk]) -> None:
    desk = confirmed(a_desk(judges=5))
    response = page(desk, "judges", desk.person("head-judge"))
    said = words(response)

    assert "80 values: 2 teams, 5 judges, 8 criteria" in said
    assert "points below the other judges on average" in said
    assert "Central tendency" in said
    assert "Without Judge 1" in said
    assert "ICC(2,k)" in said
    assert "no-store" in response["Cache-Control"]


def test_judges_who_all_say_the_same_say_nothing_of_agreement(desk: Desk) -> None:
    desk.all_in()
    desk.compute()
    desk.confirm()
    said = words(page(desk, "judges", desk.person("head-judge")))

    assert "Nothing can be said" in said
    assert "every value is the same" in said


def test_the_plain_mean_is_that_of_the_result(desk: Desk) -> None:
    confirmed(desk)
    found = page(desk, "judges", desk.person("head-judge")).context["found"]
    sheets = desk.state.result.seen_by_judges["working"]["subjects"]
    means = {each["team"]: each["figure"] for each in found["rankings"][0]["teams"]}

    # A result has 100 points where the scale has 10.
    assert means["Workers’ side"] * 10 == pytest.approx(float(Fraction(sheets["workers"]["mean"])), abs=0.01)


def test_the_result_leads_there_whoever_may_go(desk: Desk) -> None:
    confirmed(desk)

    assert "How the judges judged" in words(page(desk, "result", desk.person("head-judge")))
    assert "How the judges judged" not in words(page(desk, "result", desk.person("judge-1")))


@pytest.mark.parametrize("judges", [2, 5])
def test_it_costs_the_same_however_many_judges(
    a_desk: Callable[..., Desk], django_assert_num_queries: Any, judges: int
) -> None:
    desk = confirmed(a_desk(judges=judges))
    client = as_(desk.person("head-judge"))
    address = reverse("scoring:judges", args=[desk.panel.key])
    # session, user, panel, published, seats and office twice over, confirmed, the stream, way to the editor
    with django_assert_num_queries(11):
        client.get(address)
