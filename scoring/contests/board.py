"""The public board of a contest: what is on it, and the stream by which it reaches every screen."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Prefetch

from live import log
from live.kinds import Visitor
from live.machine import Event, Machine, Seat
from live.models import Stream
from negotiation.models import Session
from scoring.contests.blind import is_blind
from scoring.contests.models import Contest, Match, Team
from scoring.engine.board import SHOW, BoardMachine, patch_between
from scoring.models import Panel, Result

KIND = "boards"
MACHINE = BoardMachine()
SPECTATOR = Seat("spectator", "spectator")


@lru_cache(maxsize=512)
def machine_of(key: UUID) -> BoardMachine:
    """The rules of a board: the same for all. KeyError before its contest is announced, and when there is none."""
    if not Contest.objects.filter(key=key).exclude(status=Contest.Status.SET_UP).exists():
        raise KeyError(key)
    return MACHINE


class BoardStream:
    """``/ws/boards/<uuid>/``"""

    def machine(self, key: UUID) -> Machine[Any]:
        return machine_of(key)

    def seat_of(self, key: UUID, seats: Mapping[str, Seat], visitor: Visitor) -> Seat | None:
        """Everybody may watch the board of a contest that is announced."""
        return SPECTATOR

    def record(self, key: UUID, state: Any, events: Sequence[Event]) -> None:
        """Nothing follows from this log but itself."""


def refresh(contest: Contest) -> bool:
    """Put on the board what is published now. Whether anything on it is other than before.

    Nothing happens while the contest is being set up: nobody may know of it.
    """
    contest.refresh_from_db(fields=["status"])
    if contest.status == Contest.Status.SET_UP:
        return False
    with transaction.atomic():
        # One at a time, so that the later of two never writes what the earlier one read.
        Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
        if not Stream.objects.filter(kind=KIND, key=contest.key).exists():
            log.create(KIND, contest.key, str(contest.key))
        patch = patch_between(log.state_of(KIND, contest.key), shown(contest))
        if patch:
            log.act(KIND, contest.key, SHOW, {"patch": patch})
    return bool(patch)


def shown(contest: Contest) -> dict[str, Any]:
    """All that the board holds: ``title``, ``theme``, ``teams``, ``stages``, ``matches``, ``standings``, ``titles``.

    Objects by id, texts ``{"zh", "en"}``, marks as text. The same number of queries for any number of teams.
    """
    blind = is_blind(contest)
    version = contest.standings.exclude(published_at=None).first()
    board: dict[str, Any] = {
        "title": {"zh": contest.title, "en": contest.title_en or contest.title},
        "theme": contest.theme,
        "teams": {str(team.pk): _team(team, blind=blind) for team in contest.teams.taking_part()},
        "stages": {
            each["id"]: {"title": each["title"], "number": number}
            for number, each in enumerate(contest.format["stages"], 1)
            if each["system"] != "paper"
        },
        "matches": {str(match.pk): _match(match) for match in _matches(contest)},
    }
    if version is not None:
        board["version"] = version.version
        board["standings"] = {
            str(line["team"]): {
                "place": line["place"],
                "name": line["name"],
                "mark": f"{float(Fraction(line['total'])):.2f}",
            }
            for line in version.content
        }
        board["titles"] = {each["id"]: found for each in contest.format["titles"] if (found := _title(each, version))}
    return board


def _team(team: Team, *, blind: bool) -> dict[str, Any]:
    """By its code where the contest is blind, so that no board tells a judge who plays."""
    if blind:
        return {"name": {"zh": team.code or "—", "en": team.code or "—"}}
    return {"name": {"zh": team.name, "en": team.name_en or team.name}, **({"code": team.code} if team.code else {})}


def _matches(contest: Contest) -> Any:
    published = Result.objects.exclude(published_at=None)
    return contest.matches.select_related("session__panel", "session__scenario").prefetch_related(
        Prefetch("session__panel__results", published, to_attr="published")
    )


def _match(match: Match) -> dict[str, Any]:
    session = match.session
    told: dict[str, Any] = {
        "stage": match.stage,
        "round": match.round,
        "workers": str(match.workers_id),
        "employer": str(match.employer_id),
        "starts_at": round(session.starts_at.timestamp() * 1000),
        "status": session.status,
        "case": {"zh": session.scenario.title_zh, "en": session.scenario.title_en},
    }
    if session.public:
        told["session"] = str(session.key)
    panel = getattr(session, "panel", None)
    if panel is not None and panel.published:
        totals = panel.published[-1].content["totals"]
        told["marks"] = {side: totals[side]["mark"] for side in ("workers", "employer")}
        told["panel"] = str(panel.key)
    return told


def _title(each: Mapping[str, Any], version: Any) -> dict[str, Any] | None:
    award = next((one for one in version.awards if one["title"] == each["id"]), None)
    if award is None or not award["winners"]:
        return None
    winners = {
        str(number): {"name": winner["name"], **({"team": winner["team"]} if winner["team"] else {})}
        for number, winner in enumerate(award["winners"], 1)
    }
    return {"title": each["title"], "winners": winners}


def panel_published(panel: Panel) -> None:
    """A panel's result is out: the board of its contest shows it."""
    _of_session(panel.session_id)


def session_moved(session: Session) -> None:
    """A session began, paused or ended: the board of its contest says so."""
    _of_session(session.pk)


def _of_session(pk: int) -> None:
    match = Match.objects.filter(session=pk).select_related("contest").first()
    if match is not None:
        refresh(match.contest)
