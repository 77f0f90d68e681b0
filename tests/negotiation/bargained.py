"""Sessions that were bargained to their end, for tests of what comes after."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from live import log
from negotiation.models import Session
from negotiation.scenarios import library, load
from negotiation.sessions import plan_session, seat
from people.models import Office, Organization, User

BEGAN = 1_764_000_000_000
PEOPLE = {
    "host": "host",
    "recorder": "recorder",
    "workers": "workers-chief",
    "workers-two": "workers-2",
    "employer": "employer-chief",
    "judge": "judge-1",
    "second": "judge-2",
}


@dataclass(frozen=True)
class Bargained:
    """A public session and everybody in some relation to it."""

    session: Session
    people: dict[str, User]

    def act(self, who: str, kind: str, data: Any = None, at: int = BEGAN) -> None:
        """One command of the person, who saw everything."""
        state = log.state_of("sessions", self.session.key)
        expect = {"phase": state.phase["number"], "terms": state.terms_version}
        log.act("sessions", self.session.key, kind, data or {}, seat=state.seats[PEOPLE[who]], expect=expect, now=at)


def seated(*, public: bool = True, scenario: int = 0) -> Bargained:
    """Planned and seated, not yet open."""
    city = Organization.objects.create(name="宝鸡市总工会", kind=Organization.Kind.CITY)
    names = [*PEOPLE, "stranger", "organiser"]
    people = {name: User.objects.create(username=name, name=name) for name in names}
    Office.objects.create(user=people["organiser"], organization=city, kind=Office.Kind.ORGANISER)
    session = plan_session(
        load(library()[scenario].read_bytes()),
        title="Round one",
        organization=city,
        starts_at=datetime(2026, 11, 24, 9, tzinfo=UTC),
        public=public,
        judges=2,
    )
    for name, key in PEOPLE.items():
        seat(session, key, people[name], now=BEGAN)
    return Bargained(session, people)


def signed(terms: Any = None, *, scenario: int = 0, minutes: str = "") -> Bargained:
    """Bargained in three minutes: each side whispers and drafts, the workers offer, both sign."""
    table = seated(scenario=scenario)
    compiled = table.session.scenario.compiled()
    package = terms or {
        key: next(option.id for option in issue.options.values() if option.lawful)
        for key, issue in compiled.issues.items()
    }
    table.act("host", "session.open")
    phases = compiled.phases
    offers_from = next(number for number, phase in enumerate(phases, 1) if phase.offers)
    for step in range(offers_from - 1):
        table.act("host", "phase.next", at=BEGAN + 1_000 * step)
    table.act("workers-two", "caucus.say", {"text": "whispered by workers"}, BEGAN + 20_000)
    table.act("employer", "caucus.say", {"text": "whispered by employer"}, BEGAN + 21_000)
    table.act("employer", "offer.draft", {"terms": package, "note": "drafted by employer"}, BEGAN + 22_000)
    if minutes:
        table.act("recorder", "minutes.write", {"text": minutes}, BEGAN + 30_000)
    table.act("workers", "offer.table", {"terms": package}, BEGAN + 60_000)
    table.act("employer", "offer.accept", {"offer": "o1"}, BEGAN + 90_000)
    table.act("workers", "agreement.sign", at=BEGAN + 120_000)
    table.act("employer", "agreement.sign", at=BEGAN + 180_000)
    table.session.refresh_from_db()
    return table
