"""What those who run the day do: who is there, rooms, calls, announcements, incidents, protests, dry runs."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from negotiation.models import ScenarioVersion, Seat, Session
from negotiation.sessions import plan_session, seat
from people.models import User
from people.permissions import Visitor, organises
from scoring.allocation.models import Room
from scoring.contests.models import Contest, Match, Member, Team
from scoring.contests.registering import Refusal
from scoring.day.models import DryRun, Entry, Presence, Protest
from scoring.models import Panel, Result
from scoring.panels import plan_panel


def arrive(contest: Contest, *, by: User, team: Team | None = None, person: User | None = None) -> bool:
    """Somebody is there; whether that is news. Two who check the same one in at once are both right."""
    try:
        with transaction.atomic():
            Presence.objects.create(contest=contest, team=team, person=person, by=by)
    except IntegrityError:
        return False
    return True


def take_back(presence: Presence, *, by: User, reason: str) -> None:
    """Somebody is not there after all; who says so stays on record. Raises Refusal."""
    if not reason.strip():
        raise Refusal(_("Write down why. Nothing was changed."))
    Presence.objects.filter(pk=presence.pk, undone_at=None).update(
        undone_at=timezone.now(), undone_by=by, reason=reason.strip()[:300]
    )


def note(contest: Contest, kind: str, *, by: User | None, room: Room | None = None, match: Match | None = None) -> None:
    """Write down that something happened."""
    Entry.objects.create(contest=contest, kind=kind, by=by, room=room, match=match)


def session_moved(session: Session) -> None:
    """A match began, paused or ended: the run sheet has its real time from this."""
    match = Match.objects.filter(session=session).select_related("contest").first()
    if match is not None:
        note(match.contest, session.status, by=None, match=match)


# --- Protests --------------------------------------------------------------------------------------


def speaks_for(user: Visitor, team: Team) -> bool:
    """Whether this person may protest for a team: who sends it, its leader and its chief."""
    if not isinstance(user, User):
        return False
    own = team.members.filter(person=user, role__in=("leader", "chief"), left_at=None)
    return organises(user, team.organization) or own.exists()


def deadline(match: Match) -> datetime | None:
    """Until when a protest about this match is taken; None while its result is not published, or without a limit."""
    minutes = match.contest.format.get("protest_minutes")
    result = Result.objects.filter(panel__session=match.session_id).exclude(published_at=None).first()
    if minutes is None or result is None or result.published_at is None:
        return None
    return datetime.fromtimestamp(result.published_at / 1000, UTC) + timedelta(minutes=minutes)


def protest(match: Match, team: Team, *, by: User, text: str) -> Protest:
    """File one. Raises Refusal: too late, not one's match, nothing said, or the standings are published."""
    if team.pk not in (match.workers_id, match.employer_id):
        raise Refusal(_("A team protests about its own matches. Nothing was filed."))
    if not text.strip():
        raise Refusal(_("Write down what the protest is about. Nothing was filed."))
    if match.session.status == Session.Status.PLANNED:
        raise Refusal(_("The match has not begun. Nothing was filed."))
    until = deadline(match)
    if until is not None and timezone.now() > until:
        moment = date_format(timezone.localtime(until), "SHORT_DATETIME_FORMAT")
        raise Refusal(
            _("Protests about this match were taken until %(moment)s. Nothing was filed.") % {"moment": moment}
        )
    if match.contest.standings.exclude(published_at=None).exists():
        raise Refusal(_("The standings are published, so protests are over. Nothing was filed."))
    return Protest.objects.create(contest=match.contest, match=match, team=team, by=by, text=text.strip()[:2000])


def decide(protest: Protest, status: str, *, by: User, reason: str) -> None:
    """Uphold or reject, by somebody who did not judge the match. Raises Refusal."""
    if status not in (Protest.Status.UPHELD, Protest.Status.REJECTED):
        raise Refusal(_("A protest is upheld or rejected. Nothing was decided."))
    if not reason.strip():
        raise Refusal(_("Write down why: the team reads it. Nothing was decided."))
    if Panel.objects.filter(session=protest.match.session_id, places__person=by).exists():
        raise Refusal(_("Whoever sat on the panel does not decide about it. Nothing was decided."))
    if by.pk == protest.by_id or _of_either_team(by, protest.match):
        raise Refusal(_("Neither who filed it nor anybody of the two teams decides about it. Nothing was decided."))
    done = Protest.objects.filter(pk=protest.pk, status=Protest.Status.OPEN).update(
        status=status, decided_by=by, decided_at=timezone.now(), reason=reason.strip()[:2000]
    )
    if not done:
        raise Refusal(_("This protest is decided already."))


def _of_either_team(user: User, match: Match) -> bool:
    """In one of the two teams, or its sender's own organiser; who organises above both stands between them."""
    teams = [match.workers_id, match.employer_id]
    if Member.objects.filter(team__in=teams, person=user, left_at=None).exists():
        return True
    senders = Team.objects.filter(pk__in=teams).values("organization")
    return user.offices.filter(organization__in=senders).exclude(organization=match.contest.organization).exists()


def people_of_the_day(contest: Contest) -> Any:
    """The judges and all others with a neutral seat at a match, by name."""
    seats = Seat.objects.filter(session__match__contest=contest, side="").exclude(person=None).values("person")
    judges = contest.judges.exclude(person=None).values("person")
    return User.objects.filter(Q(pk__in=seats) | Q(pk__in=judges), is_active=True).order_by("name", "pk")


def missing_people(contest: Contest) -> list[User]:
    """Those of them who are not there; one query."""
    there = contest.presences.filter(undone_at=None).exclude(person=None).values("person")
    return list(people_of_the_day(contest).exclude(pk__in=there))


def open_protests(contest: Contest) -> list[str]:
    """Why the standings are not to be confirmed yet: each protest that waits for its decision."""
    waiting = Protest.objects.filter(contest=contest, status=Protest.Status.OPEN).select_related("team")
    return [_("A protest of %(team)s waits for its decision.") % {"team": each.team} for each in waiting]


# --- Dry runs --------------------------------------------------------------------------------------


def rehearse(contest: Contest, scenario: ScenarioVersion, *, by: User) -> int:
    """A dry run beside every match that has not begun: the same people on the same seats, another case.

    Returns how many. None of it is a match of the contest. Raises Refusal where there is nothing to rehearse.
    """
    held = DryRun.objects.filter(contest=contest, over_at=None).values("match")
    matches = list(
        contest.matches.filter(session__status=Session.Status.PLANNED).exclude(pk__in=held).select_related("session")
    )
    if not matches:
        raise Refusal(_("Every match that has not begun has its dry run already, or there is none."))
    for match in matches:
        judges = sum(place["role"] == "judge" for place in match.session.set_up.values())
        with transaction.atomic():
            session = plan_session(
                scenario,
                title=(_("Dry run: %(match)s") % {"match": match.session.title})[:120],
                organization=contest.organization,
                starts_at=timezone.now(),
                setting=match.session.setting,
                public=False,
                judges=judges,
            )
            for place in Seat.objects.filter(session=match.session).exclude(person=None).select_related("person"):
                if place.key in session.set_up and place.person is not None:
                    seat(session, place.key, place.person)
            plan_panel(session)
            DryRun.objects.create(contest=contest, match=match, session=session, by=by)
    return len(matches)


def end_rehearsal(contest: Contest) -> int:
    """Take the dry runs away from every page; their logs stay where logs are kept."""
    return DryRun.objects.filter(contest=contest, over_at=None).update(over_at=timezone.now())


def dry_runs(contest: Contest, person: User | None = None) -> QuerySet[DryRun]:
    """Those that go on, each in the room of its match; of one person those at which they have a seat."""
    found = DryRun.objects.filter(contest=contest, over_at=None).select_related("session", "match__sitting__room")
    return found if person is None else found.filter(session__seats__person=person).distinct()


# --- The run sheet ---------------------------------------------------------------------------------


#: Minutes after its hour from which a match is late.
LATE = 3


def run_sheet(contest: Contest, now: datetime) -> list[dict[str, Any]]:
    """Every match by its hour: ``{"match", "room", "began", "ended", "late", "called"}``; late in minutes.

    Six queries for any number of matches.
    """
    entries: dict[int, dict[str, datetime]] = {}
    for entry in Entry.objects.filter(contest=contest).exclude(match=None):
        of_match = entries.setdefault(entry.match_id or 0, {})
        # The first call and the first beginning count, and the last end.
        if entry.kind in (Entry.CALLED, Session.Status.OPEN):
            of_match.setdefault(entry.kind, entry.at)
        else:
            of_match[entry.kind] = entry.at
    matches = contest.matches.select_related("session", "workers", "employer", "sitting__room").order_by(
        "session__starts_at", "sitting__room__name", "pk"
    )
    return [_line(match, entries.get(match.pk, {}), now) for match in matches]


def _line(match: Match, of_match: dict[str, datetime], now: datetime) -> dict[str, Any]:
    session = match.session
    began = of_match.get(Session.Status.OPEN)
    ended = next((of_match[status] for status in ("agreed", "suspended", "abandoned") if status in of_match), None)
    waiting = session.status == Session.Status.PLANNED
    late = ((now if waiting else began or session.starts_at) - session.starts_at) // timedelta(minutes=1)
    sitting = getattr(match, "sitting", None)
    return {
        "match": match,
        "room": sitting.room if sitting else None,
        "began": began,
        "ended": ended,
        "late": late if late > LATE else 0,
        "called": of_match.get(Entry.CALLED),
        "waiting": waiting,
    }


def next_of(lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The next match of each room that nobody called yet."""
    found: dict[Any, dict[str, Any]] = {}
    for line in lines:
        if line["waiting"] and line["called"] is None:
            found.setdefault(line["room"], line)
    return list(found.values())


def rooms_open(contest: Contest) -> set[int]:
    """The rooms that were opened and not closed since."""
    found: set[int] = set()
    for entry in Entry.objects.filter(contest=contest, kind__in=(Entry.OPENED, Entry.CLOSED)):
        (found.add if entry.kind == Entry.OPENED else found.discard)(entry.room_id or 0)
    return found


def calls_of(contest: Contest) -> set[int]:
    """The matches that were called and have not begun."""
    called = Entry.objects.filter(contest=contest, kind=Entry.CALLED, match__session__status=Session.Status.PLANNED)
    return set(called.values_list("match", flat=True))


def matches_of(user: User, contest: Contest) -> Any:
    """The matches at which this person has a seat, in order."""
    return (
        contest.matches.filter(Q(session__seats__person=user))
        .select_related("session__scenario", "sitting__room", "workers", "employer")
        .order_by("session__starts_at")
        .distinct()
    )
