"""People in every relation to a judged session, for tests of who may do what."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone

from live import log
from negotiation import table
from negotiation.models import Session
from negotiation.scenarios import library, load
from negotiation.sessions import plan_session, seat
from people.models import Office, Organization, User
from scoring import panels
from scoring.contests.library import formats
from scoring.contests.models import Contest, Team
from scoring.contests.setting_up import create, open_for_teams
from scoring.models import Panel
from training.certification import designing, granting
from training.certification.models import Certificate
from training.classes import preparing
from training.classes.models import Class
from training.credentials.status import place_of
from training.exams.models import Exam
from training.exams.setting import patterns

SEATS = {"team": "workers-chief", "recorder": "recorder", "judge": "judge-1", "host": "host"}


@dataclass(frozen=True)
class Cast:
    """A private session with its panel, a public one, and a public one whose result is published.

    The people sit at all three. A contest that is still being set up, and one that is announced;
    a class in preparation, and one that is announced; a certificate of the one who sits for a team,
    and an exam that the same person may sit.
    """

    session: Session
    panel: Panel
    public_session: Session
    published_panel: Panel
    contest: Contest
    public_contest: Contest
    training_class: Class
    announced_class: Class
    certificate: Certificate
    exam: Exam
    people: dict[str, User]

    def machine_of_session(self) -> Any:
        return table.machine_of(self.session.key)

    def machine_of_panel(self) -> Any:
        return panels.machine_of(self.panel.key)


def judged_session(note: dict[str, Any] | None = None) -> Cast:
    """Build the cast in the database; ``note``: what the judge of the published panel writes beside the first score."""
    city = Organization.objects.create(name="宝鸡市总工会", kind=Organization.Kind.CITY)
    names = (
        "stranger",
        "team",
        "recorder",
        "judge",
        "host",
        "organiser",
        "operator",
        "timer",
        "second",
        "head",
        "desk",
    )
    people = {name: User.objects.create(username=name, name=name) for name in names}
    User.objects.filter(pk=people["operator"].pk).update(is_staff=True, is_superuser=True)
    people["operator"].refresh_from_db()
    Office.objects.create(user=people["organiser"], organization=city, kind=Office.Kind.ORGANISER)
    sessions = [_session(city, people, public=public) for public in (False, True, True)]
    desks = [panels.plan_panel(session) for session in sessions]
    _publish(desks[2], note or {})
    contests = [_contest(city, people["organiser"], slug) for slug in ("private", "announced")]
    open_for_teams(contests[1])
    classes = [_class(city, slug) for slug in ("private", "announced")]
    preparing.announce(classes[1])
    classes[1].refresh_from_db()
    held = _certificate(city, people)
    return Cast(
        sessions[0], desks[0], sessions[1], desks[2], *contests, *classes, held, _exam(city, people), people=people
    )


def _contest(city: Organization, by: User, slug: str) -> Contest:
    """By the recommended format, with one team of the city's own."""
    day = date(2026, 12, 1)
    format = formats()["recommended"]
    contest = create(slug=slug, organization=city, format=format, by=by, title=f"协以成事 {slug}", starts_on=day)
    Team.objects.create(contest=contest, organization=city, name="宝鸡队")
    return contest


def _class(city: Organization, slug: str) -> Class:
    """A class of the city with a document; nobody is in it."""
    made = preparing.begin("cadres", organization=city, slug=slug, title="培训班", starts_on=date(2027, 3, 1))
    preparing.add_document(made, "讲义", b"%PDF-1.7")
    return made


def _certificate(city: Organization, people: dict[str, User]) -> Certificate:
    """Of a scheme of the city, by an exception: nobody has hours."""
    scheme = designing.begin("dispute-mediator", city, by=people["organiser"])
    issuer, holder, day = people["organiser"], people["team"], date(2026, 6, 1)
    held = granting.grant(holder, scheme, "mediator", by=issuer, passed_on=day, exception="试点")
    place_of(held)
    return held


def _exam(city: Organization, people: dict[str, User]) -> Exam:
    """Open; nobody has begun."""
    now = timezone.now()
    made = Exam.objects.create(
        organization=city,
        code="theory",
        subject="theory",
        title="理论考试",
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(hours=1),
        blueprint=patterns()["theory"],
    )
    made.admissions.create(person=people["team"], by=people["organiser"])
    return made


def _session(city: Organization, people: dict[str, User], *, public: bool) -> Session:
    session = plan_session(
        load(library()[0].read_bytes()),
        title="Round one",
        organization=city,
        starts_at=datetime(2026, 11, 24, 9, tzinfo=UTC),
        public=public,
        judges=1,
    )
    staff = {"timer": "timekeeper", "head": "head-judge", "desk": "organiser"}
    for name, key in (SEATS | staff).items():
        seat(session, key, people[name])
    return session


def _publish(panel: Panel, note: dict[str, Any]) -> None:
    """Play the panel to its published result."""

    def act(key: str, kind: str, data: Any = None, expect: Any = None) -> None:
        sender = log.state_of("panels", panel.key).seats[key]
        log.act("panels", panel.key, kind, data or {}, seat=sender, expect=expect or {})

    cells = panels.machine_of(panel.key).setup.cells
    for criterion, subjects in cells.items():
        for subject in subjects:
            act("judge-1", "score.set", {"criterion": criterion, "subject": subject, "value": "7", **note})
            note = {}
    act("judge-1", "ballot.submit", expect={"scores": sum(map(len, cells.values()))})
    act("head-judge", "result.compute")
    seen = {"result": log.state_of("panels", panel.key).result.seq}
    act("host", "result.confirm", expect=seen)
    act("organiser", "result.publish", expect=seen)
