"""Panels: opening one for a session, seating its judges, and the panel as a stream."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.module_loading import import_string

from live import log
from live.kinds import Visitor
from live.machine import Event, Machine, Refused, Seat
from negotiation.models import Seat as SeatRow
from negotiation.models import Session
from negotiation.sessions import seat, unseat
from people.models import User
from scoring import rubric_files
from scoring.engine.machine import PanelMachine
from scoring.engine.setup import PanelSetup, Subject
from scoring.models import Ballot, Panel, Place, Result, Rubric
from scoring.permissions import bargains_at

#: The seats of a session that sit on its panel too.
ON_THE_PANEL = ("host", "timekeeper", "organiser", "head_judge", "judge")
TEAM_TITLES = {
    "workers": {"zh": "职工方", "en": "Workers’ side"},
    "employer": {"zh": "企业方", "en": "Employer’s side"},
}
SPECTATOR = Seat("spectator", "spectator")


def house_rubric() -> Rubric:
    """The rubric that comes with the platform, stored on first use."""
    return load_rubric(rubric_files.HOUSE_RUBRIC.read_bytes(), rubric_files.HOUSE_RUBRIC.name)


def load_rubric(content: bytes, file: str = "") -> Rubric:
    """The rubric that this file writes: a new row when its text is new. Raises UnusableRubric."""
    checked = rubric_files.read(content, file)
    rubric, _ = Rubric.objects.get_or_create(
        digest=rubric_files.digest(checked), defaults={"slug": checked["id"], "content": checked}
    )
    return rubric


def plan_panel(session: Session, *, rubric: Rubric | None = None, now: int | None = None) -> Panel:
    """The panel of a planned session: its judges and officials as they are seated there now.

    It judges both teams and every negotiator; when no rubric is given by the one that a contest's format names, else
    by the house's. Raises Refused: ``not_now`` while the sides are still to be drawn.
    """
    codes = import_string(settings.CODES_OF_SESSION)(session)
    if codes is None:
        raise Refused("not_now")
    rubric = rubric or import_string(settings.RUBRIC_OF_SESSION)(session) or house_rubric()
    with transaction.atomic():
        rows = SeatRow.objects.filter(session=session, role__in=ON_THE_PANEL).order_by("pk")
        seats: dict[str, dict[str, Any]] = {
            row.key: {"role": row.role, "number": number} for number, row in enumerate(rows, 1)
        }
        panel = Panel.objects.create(
            session=session, rubric=rubric, set_up={"seats": seats, "subjects": _subjects(session, codes)}
        )
        Place.objects.bulk_create(Place(panel=panel, key=key, role=one["role"]) for key, one in seats.items())
        log.create("panels", panel.key, panel.digest())
        for row in SeatRow.objects.filter(session=session, key__in=seats).exclude(person=None).select_related("person"):
            seat_on_panel(panel, row.key, row.person, now=now)  # type: ignore[arg-type]
    return panel


def _subjects(session: Session, codes: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Both teams, then each of their people by the seat's title: judges read no name here, at most a blind code.

    Numbered, for a database may keep a JSON object in an order of its own.
    """
    teams = [
        (side, {"kind": "team", "side": side, "title": title, **({"code": codes[side]} if side in codes else {})})
        for side, title in TEAM_TITLES.items()
    ]
    people = [
        (row.key, {"kind": "person", "side": row.side, "title": session.set_up[row.key]["title"]})
        for row in SeatRow.objects.filter(session=session).exclude(side="").order_by("pk")
    ]
    return {id: {**subject, "number": number} for number, (id, subject) in enumerate(teams + people, 1)}


def seat_on_panel(panel: Panel, key: str, person: User, *, now: int | None = None) -> None:
    """Give a seat of the panel to a person, in the log. A judge who is replaced leaves the successor nothing.

    Raises Refused: ``not_allowed`` (who bargains at the session cannot judge it), ``bad_data`` (no such seat),
    ``not_now`` (the ballot is in, or the person has another seat here), ``closed``.
    """
    if bargains_at(panel.session, person):
        raise Refused("not_allowed")
    log.act("panels", panel.key, "seat.give", {"seat": key, "person": str(person.uuid)}, expect={}, now=now)


def replace_on_panel(panel: Panel, key: str, person: User) -> None:
    """Give a seat of the panel, and of its session while that lasts. Raises Refused as ``seat_on_panel`` does."""
    with transaction.atomic():
        seat_on_panel(panel, key, person)
        if _seats_at_session(panel, key).exclude(person=person).exists():
            seat(panel.session, key, person)


def take_from_panel(panel: Panel, key: str, *, reason: str) -> None:
    """Take a seat of the panel and of its session back, with a reason that stands in both logs. Raises Refused."""
    with transaction.atomic():
        log.act("panels", panel.key, "seat.take", {"seat": key, "reason": reason}, expect={})
        if _seats_at_session(panel, key).exclude(person=None).exists():
            unseat(panel.session, key, reason=reason)


def _seats_at_session(panel: Panel, key: str) -> QuerySet[SeatRow]:
    """The same seat at a session that is not over: judging goes on after it."""
    going_on = (Session.Status.PLANNED, Session.Status.OPEN, Session.Status.PAUSED)
    return SeatRow.objects.filter(session=panel.session_id, session__status__in=going_on, key=key)


@lru_cache(maxsize=512)
def machine_of(key: UUID) -> PanelMachine:
    """The rules of one panel, which never change after it is planned. KeyError when there is none."""
    panel = Panel.objects.select_related("rubric").filter(key=key).first()
    if panel is None:
        raise KeyError(key)
    subjects = {
        id: Subject(id, each["kind"], each["side"], each["title"], each.get("code", ""))
        for id, each in _in_order(panel.set_up["subjects"])
    }
    seats = {key: Seat(key, one["role"]) for key, one in _in_order(panel.set_up["seats"])}
    return PanelMachine(PanelSetup(rubric_files.built(panel.rubric.content), subjects, seats))


def _in_order(numbered: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return sorted(numbered.items(), key=lambda entry: entry[1]["number"])


class PanelStream:
    """``/ws/panels/<uuid>/``"""

    def machine(self, key: UUID) -> Machine[Any]:
        return machine_of(key)

    def seat_of(self, key: UUID, seats: Mapping[str, Seat], visitor: Visitor) -> Seat | None:
        """The visitor's seat on the panel; who may watch the session may wait for what the panel publishes."""
        if visitor.guest and visitor.guest in seats:
            return seats[visitor.guest]
        for sitting in seats.values():
            if visitor.person and sitting.person == visitor.person:
                return sitting
        watching = Q(public=True)
        if visitor.person:
            watching |= Q(seats__person__uuid=visitor.person)
        return SPECTATOR if Session.objects.filter(watching, panel__key=key).exists() else None

    def record(self, key: UUID, state: Any, events: Sequence[Event]) -> None:
        """Write the rows that the database guards: effective ballots, the confirmed result, who sits where."""
        guarded = [event for event in events if event.kind in _ROWS]
        if not guarded:
            return
        panel = Panel.objects.only("pk").get(key=key)
        for event in guarded:
            _ROWS[event.kind](panel, event, state)


def _seated(panel: Panel, event: Event, state: Any) -> None:
    person = User.objects.filter(uuid=event.data["person"]).first() if event.kind == "seat.given" else None
    Place.objects.filter(panel=panel, key=event.data["seat"]).update(person=person)


def _submitted(panel: Panel, event: Event, state: Any) -> None:
    judge = event.data["judge"]
    Ballot.objects.create(panel=panel, judge=judge, person=state.seats[judge].person, submitted_at=event.at)


def _returned(panel: Panel, event: Event, state: Any) -> None:
    Ballot.objects.filter(panel=panel, judge=event.data["judge"], returned=False).update(returned=True)


def _computed(panel: Panel, event: Event, state: Any) -> None:
    person = state.seats[event.by].person
    Result.objects.create(panel=panel, computed_by=person, computed_at=event.at, content=dict(event.data))


def _confirmed(panel: Panel, event: Event, state: Any) -> None:
    """A row of its own, never a change of the computed one: the database must see a second one to refuse it."""
    computed = Result.objects.filter(panel=panel, confirmed_by="").latest("pk")
    Result.objects.create(
        panel=panel,
        computed_by=computed.computed_by,
        computed_at=computed.computed_at,
        confirmed_by=state.seats[event.by].person,
        content=dict(event.data),
    )


def _published(panel: Panel, event: Event, state: Any) -> None:
    Result.objects.filter(panel=panel).exclude(confirmed_by="").update(published_at=event.at)
    transaction.on_commit(lambda: _tell(panel), robust=True)


def _tell(panel: Panel) -> None:
    """Tell the upper rooms, which the settings name."""
    whole = Panel.objects.get(pk=panel.pk)
    for name in settings.AFTER_RESULT_IS_PUBLISHED:
        import_string(name)(whole)


_ROWS = {
    "seat.given": _seated,
    "seat.taken": _seated,
    "ballot.submitted": _submitted,
    "ballot.returned": _returned,
    "result.computed": _computed,
    "result.confirmed": _confirmed,
    "result.published": _published,
}


def beside(session: Session, person: User | None) -> dict[str, Any]:
    """What stands beside the table: the panel's stream and the ballot's page, for whoever sits on the panel."""
    panel = Panel.objects.filter(session=session).first()
    if panel is None:
        return {}
    shown: dict[str, Any] = {"result_url": reverse("scoring:result", args=[panel.key])}
    place = Place.objects.filter(panel=panel, person=person).first() if person else None
    if place is not None:
        shown |= {
            "panel_ws": f"/ws/panels/{panel.key}/",
            "panel_page": reverse("scoring:ballot", args=[panel.key]),
            "panel_seat": place.key,
            "panel_role": place.role,
        }
    return shown
