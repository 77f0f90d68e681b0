"""The pages around practice: beginning, hints, forking, the trainer's look, and the sentences."""

from datetime import date
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from negotiation.models import Session
from negotiation.practice.lines import Unusable, house_lines, keep_lines, lines_for, said
from negotiation.practice.models import Practice, streak
from negotiation.practice.speech import Speech
from negotiation.practice.starting import CannotStart
from people.models import Office, Organization, User
from tests.negotiation.bargained import BEGAN, signed
from tests.negotiation.practice.alone import Alone, begun, person

pytestmark = pytest.mark.django_db(transaction=True)


def client_of(user: User) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user)
    return client


def trainer_of(organization: Organization, name: str = "trainer") -> User:
    user = User.objects.create(username=name, name=name)
    Office.objects.create(user=user, organization=organization, kind=Office.Kind.TRAINER)
    return user


def asked(**other: Any) -> dict[str, Any]:
    version = begun(person("somebody")).session.scenario
    chosen = {"scenario": version.pk, "side": "employer", "opponent": "fitting", "level": 3, "length": "short"}
    return chosen | {"hints": "on"} | other


def test_a_practice_begins_on_the_page_and_opens_the_room_of_every_session() -> None:
    who = person()
    form = asked()
    answer = client_of(who).post(reverse("practice:index"), form)
    practice = Practice.objects.get(person=who)

    assert answer["Location"] == reverse("negotiation:room", args=[practice.session.key])
    assert (practice.side, practice.level, practice.hints) == ("employer", 3, True)
    page = client_of(who).get(answer["Location"])
    assert page.context["config"]["practice"]["hint"] == reverse("practice:hint", args=[practice.session.key])
    assert practice.session.organization.sessions.run_by(who).count() == 0


@pytest.mark.parametrize("wrong", [{"side": "judge"}, {"level": 9}, {"opponent": "nobody"}, {"scenario": 0}])
def test_what_cannot_be_practised_is_said_at_its_field_and_nothing_is_planned(wrong: dict[str, Any]) -> None:
    who = person()
    form = asked(**wrong)
    planned = Session.objects.count()
    answer = client_of(who).post(reverse("practice:index"), form)

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == set(wrong)
    assert Session.objects.count() == planned


def test_nobody_has_more_than_three_going_on() -> None:
    who = person()
    for _time in range(3):
        begun(who)
    with pytest.raises(CannotStart):
        begun(who)
    answer = client_of(who).post(reverse("practice:index"), asked())

    assert answer.status_code == 422
    assert "Three of your practice sessions" in answer.content.decode()


def test_hints_are_for_the_person_alone_and_come_from_their_own_papers() -> None:
    practice = begun(person())
    alone = Alone(practice)
    alone.until_offers()
    alone.wait(60)
    address = reverse("practice:hint", args=[practice.session.key])
    trainer = trainer_of(practice.person.organization)  # type: ignore[arg-type]

    hint = client_of(practice.person).get(address).json()
    theirs = next(offer for offer in alone.table.offers.values() if offer["side"] == "employer")
    scenario = practice.session.scenario.compiled()
    assert hint["offer"]["points"] == scenario.points("workers", theirs["terms"])
    assert hint["offer"]["margin"] == hint["offer"]["points"] - scenario.parties["workers"].reservation
    assert client_of(person("zhang")).get(address).status_code == 404
    assert client_of(trainer).get(address).status_code == 404


def test_hints_that_were_switched_off_are_not_given() -> None:
    practice = begun(person(), hints=False)
    alone = Alone(practice)
    alone.until_offers()
    alone.wait(60)

    assert client_of(practice.person).get(reverse("practice:hint", args=[practice.session.key])).json() == {"tips": []}


def test_a_trainer_sees_both_sides_and_a_tip_reaches_the_table_but_nobody_else_gets_in() -> None:
    practice = begun(person())
    alone = Alone(practice)
    alone.until_offers()
    alone.wait(60)
    trainer = trainer_of(practice.person.organization)  # type: ignore[arg-type]
    elsewhere = trainer_of(Organization.objects.create(name="别处", kind=Organization.Kind.CITY), "far")
    address = reverse("practice:coach", args=[practice.session.key])

    page = client_of(trainer).get(address)
    assert page.status_code == 200
    assert len(page.context["offers"][0]["worth"]) == 2
    assert client_of(trainer).post(address, {"text": "先问问他们看重什么"}).status_code == 302
    assert client_of(trainer).post(address, {"text": ""}).status_code == 422
    hint = client_of(practice.person).get(reverse("practice:hint", args=[practice.session.key])).json()
    assert hint["tips"] == [{"text": "先问问他们看重什么", "by": "trainer"}]
    for nobody in (practice.person, elsewhere, person("zhang")):
        assert client_of(nobody).get(address).status_code == 404


def test_a_fork_begins_with_what_lay_on_the_table_and_never_where_all_was_agreed() -> None:
    table = signed()
    chief = client_of(table.people["workers"])
    address = reverse("practice:fork", args=[table.session.key])
    answer = chief.post(address, {"side": "workers", "at": BEGAN + 61_000})
    practice = Practice.objects.get()
    forked = Alone(practice)

    assert answer["Location"] == reverse("negotiation:room", args=[practice.session.key])
    assert [offer["side"] for offer in forked.table.offers.values()] == ["workers"]
    assert 0 < practice.progress < 1
    late = chief.post(address, {"side": "workers", "at": BEGAN + 200_000}, follow=True)
    assert "Everything was agreed by then" in late.content.decode()
    assert Practice.objects.count() == 1


def test_nobody_forks_a_side_whose_papers_they_may_not_read() -> None:
    table = signed()
    address = reverse("practice:fork", args=[table.session.key])

    assert client_of(table.people["workers"]).post(address, {"side": "employer", "at": BEGAN}).status_code == 403
    assert client_of(table.people["stranger"]).post(address, {"side": "workers", "at": BEGAN}).status_code == 403
    broken = client_of(table.people["workers"]).post(address, {"side": "x", "at": "now"}, follow=True)
    assert "broken" in broken.content.decode()
    assert Practice.objects.count() == 0


def test_a_trainers_sentences_are_said_to_their_people_and_the_house_speaks_again_when_they_are_gone() -> None:
    who = person()
    trainer = trainer_of(who.organization)  # type: ignore[arg-type]
    client, address = client_of(trainer), reverse("practice:lines", args=["nudge"])
    chosen = {"organization": who.organization_id, "zh": "请{other}表态。", "en": ""}

    assert client.post(address, chosen).status_code == 302
    assert said(lines_for(who)["nudge"], "zh", 0, {"other": "职工方"}) == "请职工方表态。"
    assert lines_for(person("far"))["nudge"]["zh"] == ["请{other}表态。"]  # of the same federation
    assert client.post(address, chosen | {"zh": "{points}分"}).status_code == 422
    assert client.post(address, chosen | {"zh": ""}).status_code == 302
    assert lines_for(who)["nudge"] == house_lines()["nudge"]


@given(st.text(max_size=60))
def test_no_sentence_that_was_kept_can_fail_to_be_said(text: str) -> None:
    home = Organization.objects.get_or_create(name="眉县", kind=Organization.Kind.COUNTY)[0]
    try:
        keep_lines(home, "heard", {"zh": [text], "en": []})
    except Unusable:
        return
    assert isinstance(said({"zh": [text], "en": [text]}, "zh", 3, {}), str)


@pytest.mark.parametrize(
    "bad", ["{points}", "{side.__class__}", "{side[0]}", "{side!r}", "{side:>99}", "{", "}", "{}", "{0}"]
)
def test_a_sentence_reaches_no_further_than_its_words(bad: str) -> None:
    home = Organization.objects.create(name="眉县", kind=Organization.Kind.COUNTY)
    with pytest.raises(Unusable):
        keep_lines(home, "heard", {"zh": [bad], "en": []})


def louder(speech: Speech, context: Any) -> str:
    return f"{context['sentence']}!"


def failing(speech: Speech, context: Any) -> str:
    raise RuntimeError("no model")


@pytest.mark.parametrize(("speaker", "ends"), [("louder", "!"), ("failing", "")])
def test_whoever_is_plugged_in_may_word_it_and_when_it_fails_the_plain_sentence_is_said(
    speaker: str, ends: str
) -> None:
    with patch.object(settings, "PRACTICE_SPEAK", f"{__name__}.{speaker}"):
        alone = Alone(begun(person()))
        alone.until_offers()
        alone.wait(30)
    said_by_it = [one["text"] for one in alone.table.statements.values()]

    assert said_by_it
    assert all(text.endswith(ends) for text in said_by_it)


def test_a_streak_counts_days_up_to_today_or_yesterday() -> None:
    days = {date(2026, 11, number) for number in (20, 22, 23)}
    assert streak(days, date(2026, 11, 23)) == 2
    assert streak(days, date(2026, 11, 24)) == 2
    assert streak(days, date(2026, 11, 25)) == 0
    assert streak(set(), date(2026, 11, 25)) == 0
