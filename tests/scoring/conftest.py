"""A planned session with its panel, everybody seated, and the log's signed heads kept out of the way."""

import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from live import log
from live.kinds import kind_named
from live.machine import Command, Seat
from negotiation.models import ScenarioVersion, Session
from negotiation.scenarios import library, load
from negotiation.sessions import plan_session, seat
from people.models import Office, Organization, User
from scoring import panels
from scoring.models import Panel


@pytest.fixture(autouse=True)
def a_fresh_log(request: pytest.FixtureRequest, settings: Any, tmp_path: Any) -> Iterator[None]:
    """No test reads what this process held of another's streams."""
    settings.LIVE_HEADS = tmp_path / "heads.jsonl"
    yield
    log.forget()
    panels.machine_of.cache_clear()
    kind_named.cache_clear()


def a_person(username: str, organization: Organization | None = None) -> User:
    return User.objects.create(username=username, name=username.title(), organization=organization)


def a_scenario() -> ScenarioVersion:
    return load(library()[0].read_bytes())


def a_session(*, judges: int = 3, public: bool = True, title: str = "Round one") -> Session:
    """A session with every seat taken by a person who is named like the seat."""
    city, _ = Organization.objects.get_or_create(name="宝鸡市总工会", parent=None, kind=Organization.Kind.CITY)
    session = plan_session(
        a_scenario(),
        title=title,
        organization=city,
        starts_at=datetime(2026, 11, 24, 9, tzinfo=UTC),
        public=public,
        judges=judges,
    )
    for key in session.set_up:
        seat(session, key, a_person(f"{key}-{session.pk}", city))
    return session


def an_organiser(session: Session) -> User:
    """Somebody who organises where this session belongs, and sits nowhere."""
    person = a_person(f"office-{session.pk}")
    Office.objects.create(user=person, organization=session.organization, kind=Office.Kind.ORGANISER)
    return person


class Desk:
    """A panel on the real log, acted on as its seats would."""

    def __init__(self, session: Session, panel: Panel) -> None:
        self.session, self.panel = session, panel

    @property
    def state(self) -> Any:
        return log.state_of("panels", self.panel.key)

    def seat(self, key: str) -> Seat:
        found: Seat = self.state.seats[key]
        return found

    def person(self, key: str) -> User:
        return User.objects.get(uuid=self.seat(key).person)

    def submission(self, key: str, kind: str, data: Any = None, expect: Any = None, id: str = "") -> log.Submission:
        command = Command(kind, data or {}, expect, id or secrets.token_urlsafe(18))
        return log.Submission("panels", self.panel.key, self.seat(key), command)

    def do(self, key: str, kind: str, data: Any = None, expect: Any = None, id: str = "") -> int:
        return log.act("panels", self.panel.key, kind, data or {}, seat=self.seat(key), expect=expect, id=id or None)

    def fill(self, judge: str, value: str = "5") -> int:
        """Every cell of a ballot in one batch; how many there are."""
        cells = panels.machine_of(self.panel.key).setup.cells
        batch = [
            log.Submission(
                "panels",
                self.panel.key,
                self.seat(judge),
                Command("score.set", {"criterion": c, "subject": s, "value": value}, None, f"{judge}-{c}-{s}-{value}"),
            )
            for c, subjects in cells.items()
            for s in subjects
        ]
        assert all(isinstance(outcome, log.Done) for outcome in log.append(batch))
        return len(batch)

    def all_in(self, value: str = "5") -> None:
        for judge in panels.machine_of(self.panel.key).setup.judges():
            self.do(judge, "ballot.submit", expect={"scores": self.fill(judge, value)})

    def compute(self) -> int:
        """The number of the computed result."""
        self.do("head-judge", "result.compute", expect={})
        seq: int = self.state.result.seq
        return seq

    def confirm(self) -> None:
        self.do("timekeeper", "result.confirm", expect={"result": self.state.result.seq})

    def publish(self) -> None:
        self.do("organiser", "result.publish", expect={"result": self.state.result.seq})


@pytest.fixture
def a_desk() -> Callable[..., Desk]:
    def make(**options: Any) -> Desk:
        session = a_session(**options)
        return Desk(session, panels.plan_panel(session))

    return make


@pytest.fixture
def desk(a_desk: Callable[..., Desk], db: None) -> Desk:
    return a_desk()
