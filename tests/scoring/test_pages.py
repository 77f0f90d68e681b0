"""The pages around a panel: lists, opening, seating, the ballot's shell, and the result on paper."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from people.models import User
from scoring.models import Panel
from scoring.panels import load_rubric, plan_panel
from scoring.rubric_files import HOUSE_RUBRIC
from tests.scoring.conftest import Desk, a_person, a_session, an_organiser

pytestmark = pytest.mark.django_db


def as_(person: User | None) -> Client:
    client = Client(headers={"accept-language": "en"})
    if person:
        client.force_login(person)
    return client


def page(desk: Desk, name: str, person: User | None, **more: Any) -> Any:
    return as_(person).get(reverse(f"scoring:{name}", args=[desk.panel.key], **more))


def words(response: Any) -> str:
    """What the page says, without its tags."""
    body = response.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", body))


def judged(desk: Desk, *, publish: bool = True) -> Desk:
    desk.all_in()
    desk.compute()
    desk.confirm()
    if publish:
        desk.publish()
    return desk


# --- Lists ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_costs_the_same_however_long(
    a_desk: Callable[..., Desk], django_assert_num_queries: Any, many: int
) -> None:
    desks = [a_desk() for _ in range(many)]
    person = an_organiser(desks[0].session)
    for _ in range(many):
        a_session()
    client = as_(person)

    with django_assert_num_queries(8):  # session, user, way to the editor, offices of both lists, count, rows, waiting
        response = client.get(reverse("scoring:panels"))
    assert words(response).count("Open the panel") == many


def test_a_judge_is_led_to_the_ballot_and_an_organiser_to_the_seats(desk: Desk) -> None:
    listed = as_(desk.person("judge-1")).get(reverse("scoring:panels")).content.decode()
    assert f'href="/judging/{desk.panel.key}/"' in listed

    listed = as_(an_organiser(desk.session)).get(reverse("scoring:panels")).content.decode()
    assert f'href="/judging/{desk.panel.key}/seats/"' in listed


# --- Opening --------------------------------------------------------------------------------------


def test_an_organiser_opens_the_panel_of_a_session_once() -> None:
    session = a_session()
    client = as_(an_organiser(session))
    address = reverse("scoring:open", args=[session.key])
    assert client.get(address).status_code == 200

    response = client.post(address, {"rubric": ""})
    panel = Panel.objects.get(session=session)
    assert response["Location"] == reverse("scoring:seats", args=[panel.key])
    assert client.post(address)["Location"] == reverse("scoring:seats", args=[panel.key])
    assert Panel.objects.count() == 1


def test_a_panel_judges_by_the_rubric_that_was_chosen() -> None:
    session = a_session()
    rubric = load_rubric(HOUSE_RUBRIC.read_bytes().replace(b"from: 5", b"from: 7"))
    as_(an_organiser(session)).post(reverse("scoring:open", args=[session.key]), {"rubric": rubric.pk})

    assert Panel.objects.get(session=session).rubric == rubric


def test_a_form_that_names_no_rubric_of_ours_says_so() -> None:
    session = a_session()
    response = as_(an_organiser(session)).post(reverse("scoring:open", args=[session.key]), {"rubric": "99"})

    assert response.status_code == 422
    assert not Panel.objects.exists()


def test_a_session_with_somebody_on_both_sides_of_the_bench_gets_no_panel() -> None:
    session = a_session()
    chief = session.seats.get(key="workers-chief").person
    session.seats.filter(key="judge-1").update(person=chief)
    response = as_(an_organiser(session)).post(reverse("scoring:open", args=[session.key]), follow=True)

    assert "Somebody on this panel bargains at the session" in words(response)
    assert not Panel.objects.exists()


def test_a_stranger_does_not_learn_of_a_session_and_a_seat_is_not_enough() -> None:
    private = a_session(public=False)
    address = reverse("scoring:open", args=[private.key])

    assert as_(a_person("stranger")).get(address).status_code == 404
    assert as_(private.seats.get(key="host").person).get(address).status_code == 403
    assert as_(private.seats.get(key="host").person).get(reverse("scoring:open", args=[uuid4()])).status_code == 404


# --- Seating --------------------------------------------------------------------------------------


def test_a_judge_is_replaced_from_the_page(desk: Desk) -> None:
    newcomer = a_person("newcomer")
    address = reverse("scoring:change_seat", args=[desk.panel.key, "judge-1"])
    client = as_(an_organiser(desk.session))

    assert "Saved." in words(client.post(address, {"person": "newcomer"}, follow=True))
    assert desk.person("judge-1") == newcomer
    assert client.post(address, {"person": "nobody-of-this-name"}).status_code == 422
    assert client.post(address, {"person": ""}).status_code == 422
    assert "Saved." in words(client.post(address, {"person": "", "reason": "unwell"}, follow=True))
    assert not desk.seat("judge-1").person


def test_a_negotiator_is_not_put_on_the_bench_and_the_page_says_why(desk: Desk) -> None:
    before = desk.person("judge-1")
    address = reverse("scoring:change_seat", args=[desk.panel.key, "judge-1"])
    response = as_(an_organiser(desk.session)).post(
        address, {"person": f"workers-chief-{desk.session.pk}"}, follow=True
    )

    assert "bargains at this session" in words(response)
    assert desk.person("judge-1") == before


def test_what_the_panel_refuses_is_said_in_words(desk: Desk) -> None:
    a_person("newcomer")
    desk.all_in()
    address = reverse("scoring:change_seat", args=[desk.panel.key, "judge-1"])
    client = as_(an_organiser(desk.session))

    assert "Nothing was changed" in words(client.post(address, {"person": "newcomer"}, follow=True))
    unknown = reverse("scoring:change_seat", args=[desk.panel.key, "judge-99"])
    assert "nothing was changed" in words(client.post(unknown, {"person": "newcomer"}, follow=True))


@pytest.mark.parametrize("judges", [1, 5])
def test_the_seats_cost_the_same_however_many(
    a_desk: Callable[..., Desk], django_assert_num_queries: Any, judges: int
) -> None:
    desk = a_desk(judges=judges)
    client = as_(an_organiser(desk.session))

    with django_assert_num_queries(
        8
    ):  # session, user, way to the editor, panel, places with people, the seat, office (twice)
        response = client.get(reverse("scoring:seats", args=[desk.panel.key]))
    assert words(response).count("Judge ") == judges


# --- The ballot -----------------------------------------------------------------------------------


def test_the_ballots_page_says_where_to_join_and_nothing_of_anybodys_scores(desk: Desk) -> None:
    desk.fill("judge-2", "9")
    response = page(desk, "ballot", desk.person("judge-1"))

    assert response.context["config"] == {
        "ws": f"/ws/panels/{desk.panel.key}/",
        "session_ws": f"/ws/sessions/{desk.session.key}/",
        "user": str(desk.person("judge-1").uuid),
        "seat": "judge-1",
        "role": "judge",
        "title": "Round one",
        "signIn": "/people/sign-in/",
        "signOut": "/people/sign-out/",
        "urls": {"room": f"/sessions/{desk.session.key}/", "result": f"/judging/{desk.panel.key}/result/"},
    }
    assert "no-store" in response["Cache-Control"]


def test_who_may_know_of_a_panel_but_has_no_seat_has_no_ballot(desk: Desk) -> None:
    assert page(desk, "ballot", an_organiser(desk.session)).status_code == 403
    assert page(desk, "ballot", a_person("stranger")).status_code == 404
    assert "/people/sign-in/" in page(desk, "ballot", None)["Location"]


# --- The result -----------------------------------------------------------------------------------


def test_each_circle_may_read_the_result_in_its_turn(a_desk: Callable[..., Desk]) -> None:
    desk = a_desk(public=False)
    chief, stranger = desk.session.seats.get(key="employer-chief").person, a_person("stranger")
    circles = [desk.person("judge-1"), desk.person("host"), an_organiser(desk.session), chief, stranger, None]

    def answers() -> list[int]:
        return [page(desk, "result", person).status_code for person in circles]

    assert answers() == [404] * 6
    desk.all_in()
    desk.compute()
    assert answers() == [404] * 6
    desk.confirm()
    assert answers() == [200, 200, 200, 404, 404, 404]
    desk.publish()
    assert answers() == [200, 200, 200, 200, 404, 404]


def test_everybody_reads_a_published_result_of_a_public_session(desk: Desk) -> None:
    judged(desk)
    shown = words(page(desk, "result", None))

    assert "Published. Every step is shown" in shown
    assert "150 ÷ 3 = 50 → 50.00" in shown
    assert "3 judges gave a total: every one of them counts." in shown
    assert desk.panel.rubric.digest in shown
    assert "Workers’ side 50 · Employer’s side 50 — still to be decided" not in shown
    assert "still to be decided" in shown


def test_the_public_reads_totals_by_number_and_the_panel_each_value(desk: Desk) -> None:
    judged(desk)

    assert "( 10 )" not in words(page(desk, "result", None)).replace("(10)", "( 10 )")
    assert "(10)" in words(page(desk, "result", desk.person("judge-1")))


def test_what_is_left_out_and_what_is_charged_is_on_the_sheet(a_desk: Callable[..., Desk]) -> None:
    desk = a_desk(judges=5)
    for number, value in enumerate("98654", 1):
        desk.do(f"judge-{number}", "ballot.submit", expect={"scores": desk.fill(f"judge-{number}", value)})
    desk.do("timekeeper", "penalty.propose", {"subject": "workers", "rule": "overrun", "points": "2"}, {})
    desk.do("head-judge", "penalty.confirm", {"penalty": "p1"}, {})
    desk.compute()
    desk.confirm()
    desk.publish()
    shown = words(page(desk, "result", None))

    # 80 + 60 + 50 = 190; 190 ÷ 3 = 63.33; less 2 is 61.33.
    assert "190 ÷ 3 = 63.3333 − 2 (Opening or closing overrun) = 61.3333 → 61.33" in shown
    assert "Judge 1 90 no, the highest is left out" in shown
    assert "Judge 5 40 no, the lowest is left out" in shown
    assert "Workers’ side Place 2 · 61.33" in shown


def test_a_result_is_the_same_whether_folded_in_this_process_or_read_back_from_the_log(desk: Desk) -> None:
    from live import log

    judged(desk)
    before = words(page(desk, "result", desk.person("judge-1")))
    log.forget()

    assert words(page(desk, "result", desk.person("judge-1"))) == before


@pytest.mark.parametrize("judges", [1, 4])
def test_a_result_costs_the_same_however_many_judges(
    a_desk: Callable[..., Desk], django_assert_num_queries: Any, judges: int
) -> None:
    desk = judged(a_desk(judges=judges))

    with django_assert_num_queries(4):  # panel, published, the stream, a seat of nobody
        page(desk, "result", None)


def test_in_chinese_the_page_is_in_chinese(desk: Desk) -> None:
    judged(desk)
    response = Client(headers={"accept-language": "zh-hans"}).get(reverse("scoring:result", args=[desk.panel.key]))

    assert "职工方" in words(response)


def test_a_panel_without_a_rubric_of_its_own_uses_the_houses() -> None:
    assert plan_panel(a_session()).rubric.slug == "house-2026"
