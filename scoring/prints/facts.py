"""What the papers of a contest are made of, read in a constant number of queries."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.contests.lineups import members_of
from scoring.contests.models import Contest, Match, Standings
from scoring.contests.registering import Refusal
from scoring.models import Panel


@dataclass(frozen=True, slots=True)
class Line:
    """A match as papers name it. ``teams``: what each side is called there; ``judges``: their seats by key."""

    match: Match
    room: str
    workers: str
    employer: str


def lines(contest: Contest, *, coded: bool) -> list[Line]:
    """Every match by its hour. ``coded``: teams by their codes alone, for papers that judges see."""
    matches = contest.matches.select_related("session__scenario", "workers", "employer", "sitting__room").order_by(
        "session__starts_at", "pk"
    )

    def name(team: Any) -> str:
        return team.code or "—" if coded else f"{team.code} {team.name}".strip()

    return [Line(match, room_of(match), name(match.workers), name(match.employer)) for match in matches]


def room_of(match: Match) -> str:
    """Where it is held, as the timetable in force has it."""
    sitting = getattr(match, "sitting", None)
    return sitting.room.name if sitting else ""


def panels(contest: Contest) -> list[Panel]:
    """The panels of matches that are not published yet, with rubric and judges."""
    return list(
        Panel.objects.filter(session__match__contest=contest)
        .select_related("session__match__workers", "session__match__employer", "rubric")
        .prefetch_related("places__person")
        .order_by("session__starts_at", "pk")
    )


def people(contest: Contest) -> list[dict[str, str]]:
    """Everybody who sits at a table, once: ``{"name", "over", "under"}``, teams in their order, then judges."""
    members = members_of(contest)
    teams = {team.pk: team for team in contest.teams.taking_part()}
    found = [
        {"name": each.name, "over": teams[pk].code or str(teams[pk].name), "under": each.get_role_display()}
        for pk, of_team in members.items()
        if pk in teams
        for each in of_team
        if each.left_at is None
    ]
    judges = [{"name": judge.name, "over": "", "under": _("judge")} for judge in contest.judges.all()]
    return found + judges


def published(contest: Contest) -> Standings:
    """The version that counts. Raises Refusal while nothing is published."""
    version = contest.standings.exclude(published_at=None).first()
    if version is None:
        raise Refusal(_("Certificates and lists are printed from published standings, and nothing is published yet."))
    return version


def marks(text: str) -> str:
    """Two decimals, for the eye."""
    return f"{float(Fraction(text)):.2f}"


def clock(match: Match) -> str:
    """The hour of a match, as the hall's clock shows it."""
    return f"{timezone.localtime(match.session.starts_at):%m-%d %H:%M}"
