"""The panel on the real log: who is seated, which rows follow, and what the database refuses by itself."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from live import log
from live.kinds import Visitor
from live.machine import Command, Event, Refused, Seat
from negotiation.models import Seat as SeatRow
from negotiation.models import Session
from scoring.models import Ballot, Panel, Place, Result
from scoring.panels import (
    SPECTATOR,
    PanelStream,
    beside,
    machine_of,
    plan_panel,
    replace_on_panel,
    seat_on_panel,
    take_from_panel,
)
from tests.scoring.conftest import Desk, a_person, a_session

STREAM = PanelStream()


def seat_of(desk: Desk, visitor: Visitor) -> Seat | None:
    return STREAM.seat_of(desk.panel.key, desk.state.seats, visitor)


# --- Opening and seating --------------------------------------------------------------------------


def test_a_panel_takes_over_who_is_seated_at_its_session(desk: Desk) -> None:
    at_session = dict(desk.session.seats.values_list("key", "person__username"))

    assert {key: seat.person for key, seat in desk.state.seats.items()} == {
        key: str(desk.session.seats.get(key=key).person.uuid)  # type: ignore[union-attr]
        for key in ("host", "timekeeper", "organiser", "head-judge", "judge-1", "judge-2", "judge-3")
    }
    assert dict(desk.panel.places.values_list("key", "person__username")) == {
        key: at_session[key] for key in desk.state.seats
    }
    assert dict(desk.state.ballots) == {"judge-1": "open", "judge-2": "open", "judge-3": "open"}


def test_both_teams_and_each_of_their_people_are_judged_by_seat(desk: Desk) -> None:
    subjects = machine_of(desk.panel.key).setup.subjects
    seats = list(desk.session.seats.order_by("pk").exclude(side="").values_list("key", flat=True))

    assert list(subjects) == ["workers", "employer", *seats]
    assert seats[0] == "workers-chief"
    assert machine_of(desk.panel.key).setup.judges() == ("judge-1", "judge-2", "judge-3")
    assert "-" + str(desk.session.pk) not in json.dumps(
        [subject.title for subject in subjects.values()]
    )  # no sign-in name


@pytest.mark.django_db
def test_a_session_has_one_panel() -> None:
    session = a_session()
    plan_panel(session)

    with pytest.raises(IntegrityError), transaction.atomic():
        plan_panel(session)


@pytest.mark.django_db
def test_there_is_no_machine_where_there_is_no_panel() -> None:
    with pytest.raises(KeyError):
        machine_of(uuid4())


def test_who_bargains_at_the_session_cannot_judge_it(desk: Desk) -> None:
    chief = desk.session.seats.get(key="workers-chief").person
    assert chief is not None

    for verb in (seat_on_panel, replace_on_panel):
        with pytest.raises(Refused, match="not_allowed"):
            verb(desk.panel, "judge-1", chief)


def test_a_judge_is_replaced_on_the_panel_and_at_the_session(desk: Desk) -> None:
    desk.fill("judge-1")
    newcomer = a_person("newcomer")
    replace_on_panel(desk.panel, "judge-1", newcomer)

    assert desk.person("judge-1") == newcomer
    assert desk.state.filled("judge-1") == 0
    assert Place.objects.get(panel=desk.panel, key="judge-1").person == newcomer
    assert SeatRow.objects.get(session=desk.session, key="judge-1").person == newcomer


def test_a_judge_can_be_replaced_when_the_session_is_over(desk: Desk) -> None:
    log.act("sessions", desk.session.key, "session.open", {}, seat=_host(desk), expect={"phase": 0})
    log.act(
        "sessions", desk.session.key, "session.close", {"outcome": "abandoned"}, seat=_host(desk), expect={"phase": 1}
    )
    newcomer = a_person("newcomer")
    replace_on_panel(desk.panel, "judge-1", newcomer)
    take_from_panel(desk.panel, "judge-2", reason="went home")

    assert desk.person("judge-1") == newcomer
    assert dict(desk.state.ballots) == {"judge-1": "open", "judge-3": "open"}


def _host(desk: Desk) -> Seat:
    found: Seat = log.state_of("sessions", desk.session.key).seats["host"]
    return found


def test_a_seat_is_taken_back_on_the_panel_and_at_the_session(desk: Desk) -> None:
    take_from_panel(desk.panel, "judge-1", reason="unwell")

    assert not desk.seat("judge-1").person
    assert Place.objects.get(panel=desk.panel, key="judge-1").person is None
    assert SeatRow.objects.get(session=desk.session, key="judge-1").person is None


def test_a_replacement_that_the_panel_refuses_changes_nothing_anywhere(desk: Desk) -> None:
    desk.all_in()
    before = desk.person("judge-1")

    with pytest.raises(Refused, match="not_now"):
        replace_on_panel(desk.panel, "judge-1", a_person("newcomer"))
    assert SeatRow.objects.get(session=desk.session, key="judge-1").person == before


# --- Who sees the stream --------------------------------------------------------------------------


def test_each_person_has_their_own_seat_and_everybody_else_watches(desk: Desk) -> None:
    for key in desk.state.seats:
        assert seat_of(desk, Visitor(person=desk.seat(key).person)) == desk.seat(key)
    assert seat_of(desk, Visitor(person=str(a_person("stranger").uuid))) == SPECTATOR
    assert seat_of(desk, Visitor()) == SPECTATOR


def test_a_ticket_lets_in_to_the_seat_that_it_names(desk: Desk) -> None:
    assert seat_of(desk, Visitor(guest="judge-2")) == desk.seat("judge-2")
    assert seat_of(desk, Visitor(guest="nobody")) == SPECTATOR


@pytest.mark.django_db
def test_where_the_session_is_not_public_only_who_sits_at_it_watches(a_desk: Callable[..., Desk]) -> None:
    desk = a_desk(public=False)
    chief = desk.session.seats.get(key="workers-chief").person
    assert chief is not None

    assert seat_of(desk, Visitor()) is None
    assert seat_of(desk, Visitor(person=str(a_person("stranger").uuid))) is None
    assert seat_of(desk, Visitor(person=str(chief.uuid))) == SPECTATOR


def test_the_table_is_told_of_the_panel_by_whoever_sits_on_it(desk: Desk) -> None:
    result = f"/judging/{desk.panel.key}/result/"

    assert beside(desk.session, desk.person("judge-2")) == {
        "panel_ws": f"/ws/panels/{desk.panel.key}/",
        "panel_page": f"/judging/{desk.panel.key}/",
        "panel_seat": "judge-2",
        "panel_role": "judge",
        "result_url": result,
    }
    assert beside(desk.session, None) == {"result_url": result}


@pytest.mark.django_db
def test_a_session_without_judges_has_nothing_beside_the_table() -> None:
    assert beside(a_session(judges=0), None) == {}


# --- The rows -------------------------------------------------------------------------------------


def test_a_whole_judging_leaves_its_rows(desk: Desk) -> None:
    desk.all_in()
    desk.compute()
    desk.confirm()
    desk.publish()
    result = Result.objects.exclude(confirmed_by="").get()

    assert list(Ballot.objects.filter(panel=desk.panel).values_list("judge", "person", "returned")) == [
        (judge, desk.seat(judge).person, False) for judge in ("judge-1", "judge-2", "judge-3")
    ]
    assert (result.computed_by, result.confirmed_by) == (desk.seat("head-judge").person, desk.seat("timekeeper").person)
    assert result.published_at == desk.state.result.seen_by_all["published_at"]
    assert result.content["totals"] == desk.state.result.seen_by_all["totals"]


def test_a_returned_ballot_stays_on_record_beside_the_one_that_counts(desk: Desk) -> None:
    desk.all_in()
    desk.do("head-judge", "ballot.return", {"judge": "judge-1", "reason": "look again"}, {})
    desk.do("judge-1", "ballot.submit", expect={"scores": desk.state.filled("judge-1")})

    assert list(Ballot.objects.filter(judge="judge-1").order_by("pk").values_list("returned", flat=True)) == [
        True,
        False,
    ]


def test_a_result_that_was_computed_again_keeps_the_first(desk: Desk) -> None:
    desk.all_in()
    desk.compute()
    desk.do("head-judge", "ballot.return", {"judge": "judge-1", "reason": "look again"}, {})
    desk.do("judge-1", "ballot.submit", expect={"scores": desk.fill("judge-1", "9")})
    desk.compute()
    desk.confirm()

    assert [bool(row.confirmed_by) for row in Result.objects.order_by("pk")] == [False, False, True]


def test_the_receipt_comes_with_the_signed_head_of_the_log(desk: Desk) -> None:
    count = desk.fill("judge-1")
    submission = desk.submission("judge-1", "ballot.submit", expect={"scores": count})
    [done] = log.append([submission])

    assert isinstance(done, log.Done)
    assert done.proof is not None
    assert done.proof["salt"] == submission.command.id
    assert {"digest", "salt", "head"} <= set(done.proof)
    assert log.append([submission]) == [done]


# --- What the database refuses by itself ----------------------------------------------------------


def submitted(judge: str, at: int = 1) -> Event:
    return Event("ballot.submitted", {"judge": judge}, "judges", at, judge)


def test_the_database_refuses_a_second_effective_ballot(desk: Desk) -> None:
    desk.all_in()

    with pytest.raises(IntegrityError, match=r"(?i)unique|one_effective_ballot"), transaction.atomic():
        STREAM.record(desk.panel.key, desk.state, [submitted("judge-1")])
    assert Ballot.objects.filter(panel=desk.panel, judge="judge-1", returned=False).count() == 1


def test_the_database_refuses_a_second_confirmed_result(desk: Desk) -> None:
    desk.all_in()
    desk.compute()
    desk.confirm()
    again = Event("result.confirmed", {"totals": {}}, "judges", 1, "host")

    with pytest.raises(IntegrityError, match=r"(?i)unique|one_confirmed_result"), transaction.atomic():
        STREAM.record(desk.panel.key, desk.state, [again])
    assert Result.objects.filter(panel=desk.panel).exclude(confirmed_by="").count() == 1


def test_the_database_refuses_that_somebody_confirms_what_they_computed(desk: Desk) -> None:
    desk.all_in()
    desk.compute()
    own = Event("result.confirmed", {"totals": {}}, "judges", 1, "head-judge")

    with pytest.raises(IntegrityError, match="confirmed_by_somebody_else"), transaction.atomic():
        STREAM.record(desk.panel.key, desk.state, [own])


def test_the_database_refuses_to_publish_what_nobody_confirmed(desk: Desk) -> None:
    with pytest.raises(IntegrityError, match="published_only_when_confirmed"), transaction.atomic():
        Result.objects.create(panel=desk.panel, computed_by="a", computed_at=1, published_at=2, content={})


class Unguarded:
    """The panel's rules with the guards against doing a thing twice taken out: what is left is the database."""

    def __init__(self, machine: Any) -> None:
        self._machine = machine

    def __getattr__(self, name: str) -> Any:
        return getattr(self._machine, name)

    def decide(self, state: Any, seat: Seat, command: Command, now: int) -> Sequence[Event]:
        if command.kind == "ballot.submit":
            return [submitted(seat.key, now)]
        if command.kind == "result.confirm":
            return [Event("result.confirmed", {"totals": {}, "working": {}}, "judges", now, seat.key)]
        events: Sequence[Event] = self._machine.decide(state, seat, command, now)
        return events


@pytest.fixture
def unguarded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PanelStream, "machine", lambda self, key: Unguarded(machine_of(key)))


@pytest.mark.parametrize("how", ["in one batch", "in two"])
def test_without_the_rules_the_database_still_keeps_one_ballot_and_the_log_stays_as_it_was(
    desk: Desk, unguarded: None, how: str
) -> None:
    twice = [desk.submission("judge-1", "ballot.submit") for _ in range(2)]
    if how == "in two":
        log.append(twice[:1])
        twice = twice[1:]
    before = _length(desk)

    with pytest.raises(IntegrityError), transaction.atomic():
        log.append(twice)
    assert Ballot.objects.filter(panel=desk.panel, returned=False).count() == (how == "in two")
    assert _length(desk) == before


def test_without_the_rules_the_database_still_keeps_one_confirmed_result(desk: Desk, unguarded: None) -> None:
    for judge in ("judge-1", "judge-2", "judge-3"):
        desk.fill(judge)
        desk.do(judge, "ballot.submit")
    desk.do("head-judge", "result.compute", expect={})
    desk.do("timekeeper", "result.confirm")
    before = _length(desk)

    with pytest.raises(IntegrityError), transaction.atomic():
        desk.do("host", "result.confirm")
    assert Result.objects.exclude(confirmed_by="").count() == 1
    assert _length(desk) == before


def _length(desk: Desk) -> int:
    from live.models import Stream

    return Stream.objects.get(kind="panels", key=desk.panel.key).seq


# --- Lists ----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_list_of_panels_holds_what_one_may_know_one_by_one(a_desk: Callable[..., Desk]) -> None:
    from scoring.permissions import may_know
    from tests.scoring.conftest import an_organiser

    desks = [a_desk(), a_desk(public=False)]
    operator = a_person("operator")
    operator.is_staff = True
    operator.save()
    people = [desks[0].person("judge-1"), desks[1].person("host"), a_person("stranger"), operator]
    people += [an_organiser(desks[0].session), desks[0].session.seats.get(key="employer-chief").person]  # type: ignore[list-item]

    for person in people:
        assert set(Panel.objects.seen_by(person)) == {p for p in Panel.objects.all() if may_know(person, p)}
    assert Session.objects.count() == 2


def test_what_stands_in_a_row_is_not_read_back_by_the_rules(desk: Desk) -> None:
    before: Mapping[str, Any] = machine_of(desk.panel.key).dump(desk.state)
    Place.objects.all().delete()
    log.forget()

    assert machine_of(desk.panel.key).dump(desk.state) == before
