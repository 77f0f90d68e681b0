"""What the papers of a contest are made of, read in a constant number of queries."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.contests.library import in_words
from scoring.contests.lineups import members_of
from scoring.contests.models import Contest, Match, Standings, Team
from scoring.contests.registering import Refusal
from scoring.models import Panel, Place, Result


class NothingToPrint(Refusal):
    """The contest has not come to what this paper tells; the sentence says what is missing."""


@dataclass(frozen=True, slots=True)
class Line:
    """A match as papers name it. ``workers``, ``employer``: what each side's team is called there."""

    match: Match
    room: str
    stage: str
    workers: str
    employer: str
    judges: str


def lines(contest: Contest) -> list[Line]:
    """Every match by its hour, for those who run the contest: teams by code and name, judges by name."""
    matches = contest.matches.select_related("session__scenario", "workers", "employer", "sitting__room").order_by(
        "session__starts_at", "pk"
    )
    judges = _judges(contest)
    return [
        Line(
            match,
            room_of(match),
            stage_of(contest, match),
            _name(match.workers),
            _name(match.employer),
            " · ".join(judges.get(match.session_id, [])),
        )
        for match in matches
    ]


def _judges(contest: Contest) -> dict[int, list[str]]:
    """Who sits on the panel of each session, the head judge first."""
    found: dict[int, list[str]] = {}
    seated = Place.objects.filter(panel__session__match__contest=contest, role__in=("head_judge", "judge"))
    for place in seated.exclude(person=None).select_related("person", "panel").order_by("role", "pk"):
        found.setdefault(place.panel.session_id, []).append(str(place.person))
    return found


def _name(team: Team) -> str:
    return f"{team.code} {team}".strip()


def named(contest: Contest, match: Match, side: str) -> str:
    """What a judge's paper calls a side's team: by its code where the contest is blind, in no way before the lot."""
    if match.sides_open:
        return ""
    team: Team = getattr(match, side)
    return team.code if contest.format.get("blind") else _name(team)


def room_of(match: Match) -> str:
    """Where it is held, as the timetable in force has it."""
    sitting = getattr(match, "sitting", None)
    return sitting.room.name if sitting else ""


def stage_of(contest: Contest, match: Match) -> str:
    """The stage and the round of a match; a stage that is no longer in the format by its id."""
    titles = {each["id"]: in_words(each["title"]) for each in contest.format["stages"]}
    told = f"{titles.get(match.stage, match.stage)} {match.round}"
    return told + " · " + _("sides are drawn at the table") if match.sides_open else told


def panels(contest: Contest) -> list[Panel]:
    """The panels whose result is not published yet, with match, room, rubric and judges: two queries for any number."""
    published = Result.objects.filter(panel=OuterRef("pk")).exclude(published_at=None)
    return list(
        Panel.objects.filter(~Exists(published), session__match__contest=contest)
        .select_related(
            "session__scenario",
            "session__match__workers",
            "session__match__employer",
            "session__match__sitting__room",
            "rubric",
        )
        .with_places()
        .order_by("session__starts_at", "pk")
    )


def people(contest: Contest) -> list[dict[str, str]]:
    """Everybody who sits at a table, once: ``{"name", "over", "under"}``, teams in their order, then judges.

    ``over`` is the team: by its code once codes are drawn, for the plates stand before judges and spectators.
    """
    members = members_of(contest)
    teams = {team.pk: team for team in contest.teams.taking_part()}
    found = [
        {"name": each.name, "over": teams[pk].code or str(teams[pk]), "under": each.get_role_display()}
        for pk, of_team in members.items()
        if pk in teams
        for each in of_team
        if each.left_at is None
    ]
    judges = [{"name": judge.name, "over": "", "under": _("judge")} for judge in contest.judges.all()]
    return found + judges


def published(contest: Contest) -> Standings:
    """The version that counts. Raises NothingToPrint while nothing is published."""
    shown = contest.standings.exclude(published_at=None).select_related("computed_by", "confirmed_by")
    version = shown.first()
    if version is None:
        raise NothingToPrint(
            _("Certificates and lists are printed from published standings, and nothing is published yet.")
        )
    return version


def both(text: Any) -> dict[str, str]:
    """A text in both languages as certificates need it, empty where there is none."""
    return {"zh": text.get("zh", ""), "en": text.get("en") or text.get("zh", "")} if text else {"zh": "", "en": ""}


def marks(text: str) -> str:
    """Two decimals, for the eye."""
    return f"{float(Fraction(text)):.2f}"


def clock(match: Match) -> str:
    """The hour of a match, as the hall's clock shows it."""
    return f"{timezone.localtime(match.session.starts_at):%m-%d %H:%M}"
