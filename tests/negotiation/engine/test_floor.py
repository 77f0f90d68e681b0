"""The floor and what is done with it, what is written beside it, and who sits where."""

import pytest

from live.machine import HOUSE, Command, Refused, Seat
from tests.negotiation.engine.cases import machine
from tests.negotiation.engine.sitting import PEOPLE, Sitting, person

# --- The floor ----------------------------------------------------------------------------------


def test_whoever_asks_waits_in_the_queue_since_then() -> None:
    sitting = Sitting().open(3)
    [asked] = sitting.do("employer-2", "floor.ask")

    assert (asked.kind, asked.data) == ("floor.asked", {"seat": "employer-2"})
    assert sitting.view("public")["floor"] == {"queue": {"employer-2": sitting.now}}
    assert sitting.refused("employer-2", "floor.ask") == "not_now"


def test_the_presiding_chief_gives_the_floor() -> None:
    sitting = Sitting().open(3)
    sitting.do("employer-2", "floor.ask")
    [given] = sitting.do("workers-chief", "floor.give", {"seat": "employer-2"})

    assert (given.kind, given.data) == ("floor.given", {"seat": "employer-2"})
    assert sitting.view("public")["floor"] == {"seat": "employer-2", "since": sitting.now, "queue": {}}
    assert sitting.refused("employer-2", "floor.ask") == "not_now"


def test_the_chief_who_does_not_preside_gives_no_floor_but_the_host_does() -> None:
    sitting = Sitting().open(3)

    assert sitting.refused("employer-chief", "floor.give", {"seat": "employer-2"}) == "not_your_turn"
    assert sitting.do("host", "floor.give", {"seat": "employer-2"})


def test_giving_the_floor_takes_it_from_whoever_had_it() -> None:
    sitting = Sitting().open(3)
    sitting.do("host", "floor.give", {"seat": "employer-2"})
    sitting.wait(5)
    sitting.do("host", "floor.give", {"seat": "workers-2"})
    sitting.wait(2)

    assert sitting.table.holder == "workers-2"
    assert sitting.refused("host", "floor.give", {"seat": "workers-2"}) == "not_now"
    sitting.do("workers-2", "floor.yield")
    assert sitting.view("public")["speaking"] == {"workers": 2_000, "employer": 5_000} == sitting.spoken


def test_an_empty_chair_gets_no_floor() -> None:
    sitting = Sitting().open(3)
    sitting.do("host", "seat.take", {"seat": "workers-2", "reason": "Left"})

    assert sitting.refused("host", "floor.give", {"seat": "workers-2"}) == "not_now"


@pytest.mark.parametrize("seat", ["host", "recorder", "judge-1", "nobody", "", 7, None])
def test_only_a_negotiator_gets_the_floor(seat: object) -> None:
    assert Sitting().open(3).refused("host", "floor.give", {"seat": seat}) == "bad_data"


def test_where_one_side_speaks_the_other_neither_asks_nor_gets_the_floor() -> None:
    sitting = Sitting().open(2)

    assert sitting.refused("employer-2", "floor.ask") == "not_now"
    assert sitting.refused("host", "floor.give", {"seat": "employer-2"}) == "not_now"
    assert sitting.do("workers-2", "floor.ask")
    assert sitting.do("workers-chief", "floor.give", {"seat": "workers-2"})


@pytest.mark.parametrize("phase", [1, 5])
def test_where_nobody_or_everybody_speaks_there_is_no_floor(phase: int) -> None:
    sitting = Sitting().open(phase)

    assert sitting.refused("workers-2", "floor.ask") == "not_now"
    assert sitting.refused("host", "floor.give", {"seat": "workers-2"}) == "not_now"


def test_only_its_holder_yields_the_floor() -> None:
    sitting = Sitting().open(2)

    assert sitting.refused("workers-2", "floor.yield") == "not_your_turn"
    assert sitting.do("workers-chief", "floor.yield")[0].data == {"seat": "workers-chief"}
    assert sitting.table.holder == ""


def test_the_next_phase_begins_with_an_empty_floor_and_queue() -> None:
    sitting = Sitting().open(2)
    sitting.do("workers-2", "floor.ask")
    sitting.wait(60)

    assert sitting.view("public")["floor"] == {"queue": {}}
    assert sitting.view("public")["speaking"] == {"workers": 60_000, "employer": 0}


# --- Statements and figures ---------------------------------------------------------------------


def test_whoever_has_the_floor_says_something_and_others_answer_it() -> None:
    sitting = Sitting().open(2)
    [said] = sitting.do("workers-chief", "say", {"text": "We ask for five per cent."})
    assert said.data == {"statement": "s1", "seat": "workers-chief", "text": "We ask for five per cent."}
    assert sitting.refused("workers-2", "say", {"text": "And I!"}) == "not_your_turn"

    sitting.do("workers-chief", "say", {"text": "As I said.", "replies_to": "s1"})

    assert sitting.view("public")["statements"]["s2"] == {
        "seat": "workers-chief",
        "text": "As I said.",
        "replies_to": "s1",
        "at": sitting.now,
        "by": "workers-chief",
    }


def test_where_the_floor_is_open_every_negotiator_speaks() -> None:
    sitting = Sitting().open(5)

    assert sitting.do("workers-2", "say", {"text": "One."})
    assert sitting.do("employer-2", "say", {"text": "Two."})
    assert sitting.do("employer-2", "fact.show", {"fact": "people"})


def test_where_nobody_speaks_nobody_does() -> None:
    sitting = Sitting().open()

    assert sitting.refused("workers-chief", "say", {"text": "Now."}) == "not_now"
    assert sitting.refused("workers-chief", "fact.show", {"fact": "people"}) == "not_now"


def test_in_the_hall_people_speak_and_nothing_is_typed() -> None:
    sitting = Sitting(machine(setting="hall")).open(2)

    assert sitting.refused("workers-chief", "say", {"text": "We ask."}) == "not_now"
    assert sitting.do("workers-chief", "fact.show", {"fact": "people"})


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"text": ""},
        {"text": "  \n"},
        {"text": "x" * 2_001},
        {"text": 7},
        {"text": None},
        {"text": ["x"]},
        {"text": "a\x00b"},
        {"text": "\ud800"},
        {"text": "x", "replies_to": "s9"},
        {"text": "x", "replies_to": None},
        {"text": "x", "replies_to": 1},
    ],
)
def test_a_statement_is_one_to_two_thousand_characters_that_everybody_can_read(data: dict[str, object]) -> None:
    assert Sitting().open(2).refused("workers-chief", "say", data) == "bad_data"


def test_the_longest_statement_passes() -> None:
    assert Sitting().open(2).do("workers-chief", "say", {"text": "谈" * 2_000})


def test_a_figure_of_the_own_side_is_put_before_everyone_without_its_note() -> None:
    sitting = Sitting(watched=True).open(2)
    [shown] = sitting.do("workers-chief", "fact.show", {"fact": "survey"})

    assert shown.audience == "public"
    assert shown.data == {
        "fact": "survey",
        "side": "workers",
        "kind": "number",
        "value": 611_111,
        "label": {"zh": "文 label-survey-zh", "en": "Text label-survey-en"},
        "unit": {"zh": "文 unit-survey-zh", "en": "Text unit-survey-en"},
        "source": {"zh": "文 source-survey-zh", "en": "Text source-survey-en"},
    }
    assert sitting.refused("workers-chief", "fact.show", {"fact": "survey"}) == "not_now"


def test_a_figure_of_the_other_side_is_as_unknown_as_one_that_does_not_exist() -> None:
    sitting = Sitting().open(2)
    hidden, missing = (sitting.refusal("workers-chief", "fact.show", {"fact": key}) for key in ("margin", "nothing"))

    assert (hidden.code, hidden.data) == (missing.code, missing.data) == ("bad_data", {"field": "fact"})


def test_a_figure_is_shown_only_with_the_floor() -> None:
    assert Sitting().open(2).refused("workers-2", "fact.show", {"fact": "people"}) == "not_your_turn"


# --- What is written beside it ------------------------------------------------------------------


def test_a_side_talks_alone_from_before_the_opening_to_after_the_end() -> None:
    sitting = Sitting(watched=True)
    [said] = sitting.do("workers-2", "caucus.say", {"text": "Ready?"}, expect=None)
    assert (said.audience, said.data) == (
        "side:workers",
        {"message": "c1", "seat": "workers-2", "text": "Ready?"},
    )
    sitting.do("employer-2", "caucus.say", {"text": "Ready."}, expect=None)
    sitting.open().do("workers-chief", "impasse.declare", {"reason": "No way on"})
    sitting.do("host", "impasse.declare", {"reason": "Indeed"})
    sitting.do("workers-2", "caucus.say", {"text": "Well."}, expect=None)

    assert list(sitting.view("workers")["caucus"]) == ["c1", "c2"]
    assert list(sitting.view("employer")["caucus"]) == ["c1"]
    assert "caucus" not in sitting.view("officials")


def test_the_recorder_writes_the_minutes_until_the_session_is_closed() -> None:
    sitting = Sitting().open(3)
    about = {"seat": "workers-2", "issue": "pay"}
    [written] = sitting.do("recorder", "minutes.write", {"text": "They differ.", "refers_to": about}, expect=None)
    assert written.data == {"line": "m1", "text": "They differ.", "refers_to": about}
    sitting.do("recorder", "minutes.write", {"text": "Still.", "refers_to": "m1"}, expect=None)
    sitting.do("host", "session.close", {"outcome": "abandoned"})

    assert sitting.refused("recorder", "minutes.write", {"text": "Too late."}, None) == "closed"


@pytest.mark.parametrize(
    "about", [None, 7, [], {}, "", "x" * 61, {"a": 7}, {"": "m1"}, {str(n): "a" for n in range(7)}]
)
def test_a_line_refers_to_an_id_or_to_a_few_of_them(about: object) -> None:
    refusal = Sitting().refusal("recorder", "minutes.write", {"text": "A line.", "refers_to": about}, None)

    assert (refusal.code, refusal.data) == ("bad_data", {"field": "refers_to"})


def test_the_host_rules_for_one_negotiator_or_for_all() -> None:
    sitting = Sitting()
    [to_all] = sitting.do("host", "ruling.make", {"text": "Phones off."})
    [to_one] = sitting.do("host", "ruling.make", {"text": "Be brief.", "seat": "workers-2"})

    assert to_all.data == {"ruling": "r1", "text": "Phones off."}
    assert to_one.data == {"ruling": "r2", "text": "Be brief.", "seat": "workers-2"}
    assert sitting.refused("host", "ruling.make", {"text": "You there.", "seat": "judge-1"}) == "bad_data"


# --- Seats --------------------------------------------------------------------------------------

STRANGER = person(99)


def test_the_house_seats_people_before_anybody_sits_there() -> None:
    sitting = Sitting(seated=False)
    assert sitting.refused("host", "session.open") == "not_allowed"

    give = Command("seat.give", {"seat": "host", "person": STRANGER}, {})
    sitting.take(sitting.machine.decide(sitting.table, Seat(HOUSE, "house"), give, sitting.now))

    assert sitting.log[0].by == HOUSE
    assert sitting.view("public")["seats"]["host"]["taken"] is True
    assert sitting.do("host", "session.open")


def test_a_seat_that_is_taken_changes_hands_by_giving_it() -> None:
    sitting = Sitting()
    before = sitting.table.seats["workers-chief"]
    [given] = sitting.do("organiser", "seat.give", {"seat": "workers-chief", "person": STRANGER})

    assert (given.audience, given.data) == ("public", {"seat": "workers-chief", "person": STRANGER})
    assert sitting.table.seats["workers-chief"].person == STRANGER != before.person


def test_whoever_lost_the_seat_is_refused_at_once() -> None:
    sitting = Sitting()
    before = sitting.table.seats["workers-2"]
    sitting.do("host", "seat.give", {"seat": "workers-2", "person": STRANGER})
    words = Command("caucus.say", {"text": "Am I still here?"})

    with pytest.raises(Refused) as caught:
        sitting.machine.decide(sitting.table, before, words, sitting.now)
    assert caught.value.code == "not_allowed"
    assert sitting.do("workers-2", "caucus.say", {"text": "I am new."}, expect=None)


def test_a_person_sits_once() -> None:
    sitting = Sitting()
    refusal = sitting.refusal("host", "seat.give", {"seat": "recorder", "person": PEOPLE["workers-2"]})

    assert (refusal.code, refusal.data) == ("not_now", {"seat": "workers-2"})


def test_neither_floor_nor_queue_stays_with_an_empty_chair() -> None:
    sitting = Sitting().open(3)
    sitting.do("workers-2", "floor.ask")
    sitting.do("host", "floor.give", {"seat": "employer-2"})
    sitting.wait(4)
    for seat in ("workers-2", "employer-2"):
        sitting.do("timekeeper", "seat.take", {"seat": seat, "reason": "Left the hall"})

    assert sitting.view("public")["floor"] == {"queue": {}}
    assert sitting.view("public")["speaking"] == {"workers": 0, "employer": 4_000}
    assert "taken" not in sitting.view("public")["seats"]["workers-2"]


def test_an_empty_seat_is_not_taken() -> None:
    sitting = Sitting(seated=True)
    sitting.do("host", "seat.take", {"seat": "judge-1", "reason": "Recused"})

    assert sitting.refused("host", "seat.take", {"seat": "judge-1", "reason": "Again"}) == "not_now"


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("seat.give", {"seat": "workers-9", "person": STRANGER}),
        ("seat.give", {"seat": "workers-2", "person": "Ms Wang"}),
        ("seat.give", {"seat": "workers-2", "person": ""}),
        ("seat.give", {"seat": "workers-2"}),
        ("seat.take", {"seat": "workers-2"}),
        ("seat.take", {"seat": "workers-2", "reason": " "}),
        ("seat.take", {"seat": "workers-2", "reason": "x" * 501}),
        ("seat.take", {"seat": None, "reason": "x"}),
    ],
)
def test_a_seat_and_a_person_or_a_reason_are_needed(kind: str, data: dict[str, object]) -> None:
    assert Sitting().refused("host", kind, data) == "bad_data"
