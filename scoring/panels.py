"""Panels: opening one for a session, seating its judges, and the panel as a stream."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from live import log
from live.kinds import Visitor
from live.machine import Event, Machine, Seat
from negotiation.models import Seat as SeatRow
from negotiation.models import Session
from people.models import User
from scoring import rubric_files
from scoring.engine.machine import PanelMachine
from scoring.engine.setup import PanelSetup, Subject
from scoring.models import Ballot, Panel, Place, Result, Rubric

#: The seats of a session that sit on its panel too.
ON_THE_PANEL = ("host", "timekeeper", "organiser", "head_judge", "judge")
TEAM_TITLES = {
    "workers": {"zh": "职工方", "en": "Workers’ side"},
    "employer": {"zh": "企业方", "en": "Employer’s side"},
}
SPECTATOR = Seat("spectator", "spectator")


def house_rubric() -> Rubric:
    """The rubric that comes with the platform, stored on first use."""
    content = rubric_files.read(rubric_files.HOUSE_RUBRIC.read_bytes())
    rubric, _ = Rubric.objects.get_or_create(
        digest=rubric_files.digest(content), defaults={"slug": content["id"], "content": content}
    )
    return rubric


def plan_panel(session: Session, *, rubric: Rubric | None = None, now: int | None = None) -> Panel:
    """The panel of a planned session: its judges and officials as they are seated there now.

    It judges both teams and every negotiator, by the house's rubric when no other is given.
    """
    with transaction.atomic():
        seats = {key: {"role": seat["role"]} for key, seat in session.set_up.items() if seat["role"] in ON_THE_PANEL}
        panel = Panel.objects.create(
            session=session, rubric=rubric or house_rubric(), set_up={"seats": seats, "subjects": _subjects(session)}
        )
        Place.objects.bulk_create(Place(panel=panel, key=key, role=seat["role"]) for key, seat in seats.items())
        log.create("panels", panel.key, panel.digest())
        for row in SeatRow.objects.filter(session=session, key__in=seats).exclude(person=None).select_related("person"):
            seat_on_panel(panel, row.key, row.person, now=now)  # type: ignore[arg-type]
    return panel


def _subjects(session: Session) -> dict[str, dict[str, Any]]:
    """Both teams, then each of their people by the seat's title: judges read no name here."""
    teams = {side: {"kind": "team", "side": side, "title": title} for side, title in TEAM_TITLES.items()}
    people = {
        key: {"kind": "person", "side": seat["side"], "title": seat["title"]}
        for key, seat in session.set_up.items()
        if seat["side"]
    }
    return teams | people


def seat_on_panel(panel: Panel, key: str, person: User, *, now: int | None = None) -> None:
    """Give a seat of the panel to a person. Raises Refused: ``bad_data``, ``not_now``, ``closed``."""
    log.act("panels", panel.key, "seat.give", {"seat": key, "person": str(person.uuid)}, expect={}, now=now)


@lru_cache(maxsize=512)
def machine_of(key: UUID) -> PanelMachine:
    """The rules of one panel, which never change after it is planned. KeyError when there is none."""
    panel = Panel.objects.select_related("rubric").filter(key=key).first()
    if panel is None:
        raise KeyError(key)
    subjects = {
        id: Subject(id, each["kind"], each["side"], each["title"]) for id, each in panel.set_up["subjects"].items()
    }
    seats = {key: Seat(key, seat["role"]) for key, seat in panel.set_up["seats"].items()}
    return PanelMachine(PanelSetup(rubric_files.built(panel.rubric.content), subjects, seats))


class PanelStream:
    """``/ws/panels/<uuid>/``"""

    def machine(self, key: UUID) -> Machine[Any]:
        return machine_of(key)

    def seat_of(self, key: UUID, seats: Mapping[str, Seat], visitor: Visitor) -> Seat | None:
        """The visitor's seat on the panel; anybody may wait for what it publishes, where the session is public."""
        for seat in seats.values():
            if visitor.person and seat.person == visitor.person:
                return seat
        return SPECTATOR if Session.objects.filter(panel__key=key, public=True).exists() else None

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
    latest = Result.objects.filter(panel=panel).latest("pk")
    latest.confirmed_by, latest.content = state.seats[event.by].person, dict(event.data)
    latest.save(update_fields=["confirmed_by", "content"])


def _published(panel: Panel, event: Event, state: Any) -> None:
    Result.objects.filter(panel=panel).exclude(confirmed_by="").update(published_at=event.at)


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
