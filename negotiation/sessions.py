"""Planning a session and seating people: what is done in the office, before and around the table."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from live import log
from live.machine import SIDES, Refused
from negotiation.models import Improvement, ScenarioVersion, Session
from negotiation.models import Seat as SeatRow
from people.models import Organization, User

Text = Mapping[str, str]

#: The seats that staff take, with their titles: 主持, 计时员, 组织者, 记录员. The recorder is neutral
#: and never a negotiator (集体合同规定 Art. 33).
STAFF: dict[str, Text] = {
    "host": {"zh": "主持人", "en": "Host"},
    "timekeeper": {"zh": "计时员", "en": "Timekeeper"},
    "organiser": {"zh": "组织者", "en": "Organiser"},
    "recorder": {"zh": "记录员", "en": "Recorder"},
}
HEAD_JUDGE: Text = {"zh": "评委组长", "en": "Head judge"}


def seats_of(scenario: ScenarioVersion, *, judges: int) -> dict[str, dict[str, Any]]:
    """Every seat of a session on this scenario: ``{key: {"role", "side", "title"}}``, staff first.

    Each side's seats are the scenario's, the chief's first; then ``judges`` judges and their head.
    """
    seats: dict[str, dict[str, Any]] = {
        key: {"role": key, "side": "", "title": dict(title)} for key, title in STAFF.items()
    }
    parties = scenario.compiled().parties
    for side in SIDES:
        for number, (key, title) in enumerate(parties[side].seats.items()):
            role = "representative" if number else "chief"
            seats[key] = {"role": role, "side": side, "title": dict(title)}
    if judges:
        seats["head-judge"] = {"role": "head_judge", "side": "", "title": dict(HEAD_JUDGE)}
    for number in range(1, judges + 1):
        title = {"zh": f"评委{number}", "en": f"Judge {number}"}
        seats[f"judge-{number}"] = {"role": "judge", "side": "", "title": title}
    return seats


def plan_session(
    scenario: ScenarioVersion,
    *,
    title: str,
    organization: Organization,
    starts_at: datetime,
    setting: str = "hall",
    public: bool = True,
    meeting_link: str = "",
    judges: int = 5,
    timetable: Mapping[str, Any] | None = None,
) -> Session:
    """A new session with empty seats and an empty log. From now on its scenario version is frozen.

    ``timetable``: its own phases, as ``Session`` has them; without one it goes by its scenario's.
    """
    with transaction.atomic():
        scenario.freeze()
        session = Session.objects.create(
            scenario=scenario,
            title=title,
            organization=organization,
            starts_at=starts_at,
            setting=setting,
            public=public,
            meeting_link=meeting_link,
            set_up=seats_of(scenario, judges=judges),
            timetable=timetable,
        )
        SeatRow.objects.bulk_create(
            SeatRow(session=session, key=key, role=seat["role"], side=seat["side"])
            for key, seat in session.set_up.items()
        )
        log.create("sessions", session.key, session.digest())
    return session


def seat(session: Session, key: str, person: User, *, now: int | None = None) -> None:
    """Give a seat to a person, in the log. Whoever sat there is replaced and their sockets close.

    ``now`` (epoch ms) is for what is entered afterwards. Raises Refused: ``bad_data`` (no such seat), ``closed``.
    """
    log.act("sessions", session.key, "seat.give", {"seat": key, "person": str(person.uuid)}, expect={}, now=now)


def unseat(session: Session, key: str, *, reason: str) -> None:
    """Take a seat back, with a reason that stands in the log. Raises Refused as ``seat`` does."""
    log.act("sessions", session.key, "seat.take", {"seat": key, "reason": reason}, expect={})


def release(session: Session, person: User) -> None:
    """Let each side see the other's figures, once and for ever; the first release stands, with who gave it.

    Raises Refused ``not_now``: while anybody still bargains, in the session or in a round of improvement after it.
    """
    if not session.is_over or improving(session):
        raise Refused("not_now")
    Session.objects.filter(pk=session.pk, released_at=None).update(released_at=timezone.now(), released_by=person)
    session.refresh_from_db(fields=["released_at", "released_by"])


def improving(session: Session) -> bool:
    """Whether the chiefs may still find a better agreement than the one they signed."""
    row = Improvement.objects.filter(session=session).first()
    return row is not None and log.state_of("improvements", row.key).status in ("offered", "running")
