"""Who can be played: every seat of the demo's sessions that are not over, each with its one-click sign-in.

New sessions for whoever wants to play one from the start are made here too.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from demo.contest_day import (
    JUDGES,
    MATCHES,
    SPECTATOR_NAME,
    demo_sessions,
    library,
    make_session,
    pairs,
    spectator,
)
from negotiation.models import Session
from people.models import User
from scoring.models import Panel

SALT = "demo.seat"
SPECTATOR = "spectator"
PANELISTS = frozenset({"judge", "head_judge"})


@dataclass(frozen=True, slots=True)
class Part:
    """One entry of the cast. ``title`` and ``person`` are for people, the rest for programs too."""

    role: str
    side: str
    seat: str
    session: Session
    panel: str
    title: str
    person: str

    @property
    def sign_in(self) -> str:
        """The address that signs this seat in."""
        token = signing.dumps([str(self.session.key), self.seat], salt=SALT)
        return reverse("demo:as", args=[token])

    def as_json(self) -> dict[str, str]:
        """The entry as programs read it."""
        judged = self.role in PANELISTS and self.panel
        return {
            "role": self.role,
            "side": self.side,
            "seat": self.seat,
            "session": str(self.session.key),
            "sign_in": self.sign_in,
            "page": reverse("negotiation:room", args=[self.session.key]),
            "ws": f"/ws/panels/{self.panel}/" if judged else f"/ws/sessions/{self.session.key}/",
        }


NOT_OVER = (Session.Status.PLANNED, Session.Status.OPEN, Session.Status.PAUSED)


def open_sessions() -> QuerySet[Session]:
    """The demo's sessions that are planned or under way, the newest plan first."""
    return _with_parts().filter(status__in=NOT_OVER)


def over_sessions() -> QuerySet[Session]:
    """Those that were played to their end, the newest first."""
    return _with_parts().exclude(status__in=NOT_OVER)


def _with_parts() -> QuerySet[Session]:
    return Session.objects.with_seats().select_related("panel").filter(pk__in=demo_sessions()).order_by("-pk")


def parts_of(session: Session) -> list[Part]:
    """Every seat of a session, and a spectator's."""
    planned: Panel | None = getattr(session, "panel", None)  # who plans by hand may do without judges
    panel = str(planned.key) if planned else ""
    parts = [
        Part(row.role, row.side, row.key, session, panel, row.title, str(row.person or ""))
        for row in session.seats.all()
    ]
    return [*parts, Part(SPECTATOR, "", SPECTATOR, session, panel, "", SPECTATOR_NAME)]


def person_at(token: str) -> tuple[User, Session]:
    """Whoever sits on the seat that a sign-in names. Raises signing.BadSignature, Session.DoesNotExist,
    and User.DoesNotExist where nobody sits there now."""
    key, seat = signing.loads(token, salt=SALT)
    session = demo_sessions().get(key=key)
    if seat == SPECTATOR:
        return spectator(), session
    return User.objects.get(seats__session=session, seats__key=seat), session


@transaction.atomic
def new_session(*, judges: int = JUDGES) -> Session:
    """A planned session with every role, of the next pair and the next case, in the hall and online in turn."""
    number = demo_sessions().count() + 1
    cases = library()
    workers, employer = pairs()[(number - 1) % MATCHES]
    return make_session(
        number,
        title=f"练习场次 {number}：{workers.name} — {employer.name}",
        scenario=cases[(number - 1) % len(cases)],
        starts_at=timezone.now() + timedelta(minutes=5),
        setting="online" if number % 2 else "hall",
        judges=judges,
    )
