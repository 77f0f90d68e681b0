"""Everything the platform knows of one person, as plain data: for their page, their PDF and their own export."""

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from negotiation.debrief.permissions import may_debrief
from negotiation.engine.state import OVER
from negotiation.models import Seat
from people.models import User
from scoring.contests.models import Member
from scoring.engine.working import criteria_means
from scoring.models import Panel, Result
from scoring.rubric_files import built
from training.certification import radar, words
from training.certification.granting import state_on
from training.classes.models import Enrolment
from training.classes.models.enrolment import ATTENDING
from training.exams.models import Attempt
from training.register.models import Profile


def classes(person: User) -> list[Enrolment]:
    """The classes that somebody has or had a place in, the latest first."""
    rows = Enrolment.objects.for_list().filter(person=person, status__in=ATTENDING)
    return list(rows.select_related("class_of__course").order_by("-class_of__starts_on"))


def hours(person: User) -> list[tuple[str, Decimal]]:
    """Class hours by kind."""
    rows = person.hours.values("kind").annotate(sum=Sum("hours")).order_by("kind")
    labels = dict(person.hours.model.Kind.choices)
    return [(str(labels[row["kind"]]), row["sum"]) for row in rows]


def exams(person: User) -> list[dict[str, Any]]:
    """Released results, the latest first."""
    rows = person.exams_sat.filter(exam__released_at__isnull=False, ended_at__isnull=False).select_related("exam")
    return [{"attempt": row, "percent": _percent(row)} for row in rows.order_by("-ended_at")]


def _percent(row: Attempt) -> str:
    return f"{float(Fraction(row.points) * 100 / row.most):.1f}" if row.most and row.points else "0"


def sessions(person: User, reader: User) -> list[dict[str, Any]]:
    """Mock sessions that somebody played on a side and that are over; with a debrief where the reader may see one."""
    rows = Seat.objects.filter(person=person, session__status__in=OVER, session__practice=None).exclude(side="")
    rows = rows.select_related("session__scenario", "session__organization").order_by("-session__starts_at")
    return [{"seat": row, "session": row.session, "debrief": may_debrief(reader, row.session)} for row in rows[:100]]


def contests(person: User) -> list[dict[str, Any]]:
    """Teams of contests, and the published titles that went to the person or the team."""
    rows = Member.objects.filter(person=person).select_related("team__contest__organization").order_by("-pk")
    found = []
    for row in rows:
        version = row.team.contest.standings.exclude(published_at=None).first()
        found.append({"member": row, "contest": row.team.contest, "titles": _titles(row, version)})
    return found


def _titles(row: Member, version: Any) -> list[dict[str, str]]:
    if version is None:
        return []
    names = {each["id"]: each["title"] for each in row.team.contest.format.get("titles", ())}
    ids = {"person": str(row.pk), "team": str(row.team_id)}
    return [
        names[award["title"]]
        for award in version.awards
        if any(winner["id"] == ids.get(award["kind"]) for winner in award["winners"])
    ]


def certificates(person: User) -> list[dict[str, Any]]:
    """Every certificate with its state today."""
    today = timezone.localdate()
    rows = person.certificates.for_list().select_related("renewed_by")
    return [
        {
            "certificate": row,
            "title": radar.words_of(row),
            "state": state_on(row, today),
            "until": words.day(row.until),
        }
        for row in rows
    ]


def strengths(person: User) -> list[dict[str, Any]]:
    """By criterion, the share of its points that the person's side reached, session by session; the best mean first.

    Published results alone. A criterion is told by its title, since every rubric has its own.
    """
    seats = {
        seat.session_id: seat for seat in Seat.objects.filter(person=person, session__practice=None).exclude(side="")
    }
    panels = Panel.objects.filter(session__in=seats).select_related("session", "rubric").order_by("session__starts_at")
    published: dict[int, Result] = {}
    for result in Result.objects.filter(panel__in=panels).exclude(published_at=None).order_by("pk"):
        published[result.panel_id] = result
    found: dict[tuple[str, str], list[tuple[Any, float]]] = defaultdict(list)
    for panel in panels:
        if panel.pk not in published:
            continue
        rubric = built(panel.rubric.content)
        sheets = published[panel.pk].content["working"]["subjects"]
        seat = seats[panel.session_id]
        for key in (seat.side, seat.key):
            if key not in sheets:
                continue
            for criterion, points in criteria_means(sheets[key]).items():
                asked = rubric.criteria[criterion]
                if asked.weight:
                    title = (asked.title["zh"], asked.title["en"])
                    found[title].append((panel.session.starts_at, float(points / asked.weight)))
    rows = [_strength(title, marks) for title, marks in found.items()]
    return sorted(rows, key=lambda row: -row["mean"])


def _strength(title: tuple[str, str], marks: list[tuple[Any, float]]) -> dict[str, Any]:
    shares = [share for _at, share in marks]
    return {
        "title": words.of(title),
        "mean": sum(shares) / len(shares),
        "percent": round(100 * sum(shares) / len(shares)),
        "times": len(shares),
        "change": round(100 * (shares[-1] - shares[0])) if len(shares) > 1 else None,
        "line": _line(shares),
    }


def _line(shares: list[float]) -> str:
    """The points of a small line, 100 wide and 20 high."""
    if len(shares) < 2:
        return ""
    step = 100 / (len(shares) - 1)
    return " ".join(f"{number * step:.1f},{20 - 20 * share:.1f}" for number, share in enumerate(shares))


def everything(person: User) -> dict[str, Any]:
    """All rows about somebody, for themselves: their copy (Personal Information Protection Law, art. 45)."""
    return {
        "person": {
            "name": person.name,
            "account": person.username,
            "email": person.email,
            "language": person.language,
            "unit": str(person.organization or ""),
            "joined": person.date_joined,
            "last_sign_in": person.last_login,
        },
        **_learned(person),
        **_certified(person),
        **_played(person),
        "register": {
            "profile": list(_profiles(person)),
            "consents": list(person.consents.values("field", "given_at", "until", "withdrawn_at")),
            "ties": list(person.ties.values("employer__name", "kind", "at")),
            "appointments": list(person.appointments.values("enterprise__name", "begins", "until", "ended_on")),
        },
        "offices": [str(each) for each in person.offices.select_related("organization")],
    }


def _learned(person: User) -> dict[str, Any]:
    return {
        "classes": [
            {
                "class": row.class_of.title,
                "status": row.get_status_display(),
                "steps": list(row.entries.values("status", "at", "reason")),
                "signatures": list(row.attendance.values("lesson__title", "way", "source", "at")),
                "decisions": list(row.overrides.values("lesson__title", "minutes", "excused", "reason", "at")),
            }
            for row in Enrolment.objects.filter(person=person).select_related("class_of")
        ],
        "exams": [
            {
                "exam": row.exam.title,
                "attempt": row.number,
                "started": row.started_at,
                "ended": row.ended_at,
                "points": row.points if row.exam.released_at else None,
                "of": row.most if row.exam.released_at else None,
                "answers": list(row.answers.values("item", "value", "at", "late")),
            }
            for row in person.exams_sat.select_related("exam")
        ],
    }


def _certified(person: User) -> dict[str, Any]:
    return {
        "hours": list(person.hours.values("kind", "hours", "on", "what", "at")),
        "evidence": list(person.evidence.values("code", "title", "on", "filename", "state", "reason", "offered_at")),
        "certificates": [
            {
                "number": row.number,
                "printed": row.printed,
                "valid": [row.begins, row.until],
                "state": row.state,
                "events": list(row.events.values("kind", "reason", "at")),
            }
            for row in person.certificates.all()
        ],
    }


def _played(person: User) -> dict[str, Any]:
    return {
        "contests": [
            {"contest": row.team.contest.title, "team": row.team.name, "role": row.role}
            for row in Member.objects.filter(person=person).select_related("team__contest")
        ],
        "sessions": [
            {"session": row.session.title, "seat": row.key, "side": row.side, "at": row.session.starts_at}
            for row in person.seats.select_related("session")
        ],
    }


def _profiles(person: User) -> Any:
    return Profile.objects.filter(person=person).values("industry", "languages", "available", "note", "place__name")
