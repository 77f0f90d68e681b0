"""What holds at every moment of every session, whatever was sent before."""

from tests.negotiation.engine.secrets import leaks
from tests.negotiation.engine.sitting import Sitting


def one_seated_negotiator_has_the_floor_or_nobody(sitting: Sitting) -> None:
    table = sitting.table
    if table.holder:
        seat = table.seats[table.holder]
        assert seat.side
        assert seat.person
        assert table.holder not in table.floor["queue"]
    assert all(table.seats[key].person for key in table.floor["queue"])
    assert ("since" in table.floor) == bool(table.holder and table.running_since is not None)


def what_is_agreed_is_lawful_and_what_is_signed_is_whole(sitting: Sitting) -> None:
    table, scenario = sitting.table, sitting.machine.scenario
    assert not scenario.unknown(table.agreed)
    assert not scenario.below_floor(table.agreed)
    if table.signatures or table.status == "agreed":
        assert table.agreed.keys() == scenario.issues.keys()
    assert (table.status == "agreed") == (len(table.signatures) == 2)


def an_offer_on_the_table_is_lawful(sitting: Sitting) -> None:
    for offer in sitting.table.offers.values():
        assert offer["status"] in ("recorded", "withdrawn") or not sitting.machine.scenario.below_floor(offer["terms"])


def the_stopwatch_agrees(sitting: Sitting) -> None:
    table = sitting.table
    speaking = dict(table.speaking)
    if "since" in table.floor:
        speaking[table.seats[table.holder].side] += sitting.now - table.floor["since"]
    assert speaking == sitting.spoken


def no_deadline_is_missed(sitting: Sitting) -> None:
    timer = sitting.machine.due(sitting.table)
    assert timer is None or timer.at >= sitting.now
    assert timer is None or sitting.table.status == "open"


def a_person_sits_once(sitting: Sitting) -> None:
    people = [seat.person for seat in sitting.table.seats.values() if seat.person]
    assert len(people) == len(set(people))


def nobody_hears_what_is_not_for_them(sitting: Sitting) -> None:
    assert not leaks(sitting.heard, sitting)


ALWAYS = (
    one_seated_negotiator_has_the_floor_or_nobody,
    what_is_agreed_is_lawful_and_what_is_signed_is_whole,
    an_offer_on_the_table_is_lawful,
    the_stopwatch_agrees,
    no_deadline_is_missed,
    a_person_sits_once,
    nobody_hears_what_is_not_for_them,
)
