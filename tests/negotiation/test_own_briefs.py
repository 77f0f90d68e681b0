"""What a scenario tells one seat alone comes to that seat's page and to no other."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from negotiation.models import Session
from negotiation.scenarios import library, load
from negotiation.sessions import plan_session, seat
from people.models import Organization, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def session() -> Session:
    """A public session with every seat taken by a person of the seat's name."""
    path = next(path for path in library() if path.stem == "delivery-riders-industry")
    city = Organization.objects.create(name="宝鸡市总工会", kind=Organization.Kind.CITY)
    planned = plan_session(
        load(path.read_bytes(), path.name), title="初赛", organization=city, starts_at=timezone.now(), judges=1
    )
    for key in planned.set_up:
        seat(planned, key, User.objects.create(username=key, name=key))
    return planned


def page(session: Session, key: str, name: str = "negotiation:room") -> str:
    """The page as the person on this seat gets it; an unknown seat is somebody who only watches."""
    client = Client()
    client.force_login(User.objects.get_or_create(username=key, defaults={"name": key})[0])
    return client.get(reverse(name, args=[session.key])).content.decode()


def test_every_seat_reads_its_own_brief_and_nobody_reads_another_s(session: Session) -> None:
    parties = session.scenario.compiled().parties.values()
    briefs = {key: words["en"] for party in parties for key, words in party.seat_briefs.items()}
    assert len(briefs) == 6
    for visitor in [*session.set_up, "passer-by"]:
        shown = page(session, visitor).replace("\\u0027", "'")
        assert {key for key, words in briefs.items() if words in shown} == {visitor} & set(briefs)


def test_the_big_screen_shows_no_brief_whoever_opened_it(session: Session) -> None:
    assert "own_brief" not in page(session, "workers-2", "negotiation:screen")
