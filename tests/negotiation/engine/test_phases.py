"""The run of the meeting: opening, phases, the clock, caucuses, and every deadline met with nobody there."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from live.machine import Event, Timer
from tests.negotiation.engine.cases import PHASES, machine, with_phases
from tests.negotiation.engine.sitting import NOON, Sitting

QUIET = machine(with_phases(injects={}))  # no news comes in between


def kinds(events: Sequence[Event]) -> list[str]:
    return [event.kind for event in events]


def test_the_host_opens_and_the_first_phase_begins() -> None:
    sitting = Sitting()

    opened, started = sitting.do("host", "session.open", expect={"phase": 0})

    assert (opened.kind, opened.data) == ("session.opened", {})
    assert (started.kind, started.data) == (
        "phase.started",
        {"key": "seating", "number": 1, "ends_at": NOON + 60_000},
    )
    assert sitting.table.status == "open"


def test_a_session_opens_once() -> None:
    assert Sitting().open().refused("host", "session.open") == "not_now"


def test_nothing_of_the_meeting_is_possible_before_it_opens() -> None:
    sitting = Sitting()
    for seat, kind, data in (
        ("host", "phase.next", {}),
        ("host", "phase.extend", {"seconds": 60}),
        ("timekeeper", "clock.pause", {}),
        ("timekeeper", "clock.resume", {}),
        ("workers-2", "floor.ask", {}),
        ("workers-chief", "caucus.call", {}),
        ("workers-chief", "offer.table", {"terms": {"pay": "A"}}),
        ("workers-chief", "agreement.sign", {}),
        ("workers-chief", "impasse.declare", {"reason": "No."}),
        ("host", "inject.release", {"inject": "N4"}),
        ("workers-2", "fact.show", {"fact": "people"}),
        ("workers-2", "say", {"text": "Good morning."}),
    ):
        assert sitting.refused(seat, kind, data) == "not_now", kind


def test_the_next_phase_ends_the_one_before() -> None:
    ended, started = Sitting().open().do("host", "phase.next")

    assert (ended.kind, ended.data) == ("phase.ended", {"key": "seating", "number": 1})
    assert started.data["number"] == 2


def test_after_the_last_phase_only_closing_is_left() -> None:
    sitting = Sitting().open(len(PHASES))

    assert sitting.refused("host", "phase.next") == "not_now"
    assert kinds(sitting.do("host", "session.close", {"outcome": "suspended"})) == ["session.closed"]


def test_where_one_side_speaks_its_chief_has_the_floor_from_the_start() -> None:
    assert Sitting().open(2).table.holder == "workers-chief"


def test_where_the_chief_is_missing_nobody_has_the_floor_from_the_start() -> None:
    sitting = Sitting()
    sitting.do("host", "seat.take", {"seat": "workers-chief", "reason": "Fell ill"})

    assert sitting.open(2).table.holder == ""


def test_a_phase_that_runs_out_ends_at_its_deadline_and_the_next_begins_then() -> None:
    sitting = Sitting().open()

    ended, started = sitting.wait(61)

    assert (ended.kind, ended.at) == ("phase.ended", NOON + 60_000)
    assert (started.kind, started.at, started.by) == ("phase.started", NOON + 60_000, None)
    assert started.data["ends_at"] == NOON + 120_000


def test_a_timer_names_its_phase_and_its_deadline() -> None:
    sitting = Sitting().open()

    assert sitting.machine.due(sitting.table) == Timer(f"timer-seating-{NOON + 60_000}", NOON + 60_000)


def test_after_hours_of_silence_everything_has_happened_in_order_at_its_own_time() -> None:
    happened = Sitting().open().wait(24 * 3_600)

    assert [(event.kind, (event.at - NOON) // 1_000) for event in happened] == [
        ("phase.ended", 60),
        ("phase.started", 60),
        ("phase.ended", 120),
        ("phase.started", 120),
        ("phase.ended", 420),
        ("phase.started", 420),
        ("inject.released", 480),
        *[("inject.released", 540)] * 3,
        ("phase.expired", 720),
    ]


def test_a_phase_that_waits_stays_until_the_host_goes_on() -> None:
    sitting = Sitting(QUIET).open(4)

    assert kinds(sitting.wait(301)) == ["phase.expired"]
    assert sitting.view("public")["phase"]["expired"] is True
    assert sitting.wait(3_600) == []
    assert kinds(sitting.do("host", "phase.next")) == ["phase.ended", "phase.started"]


def test_a_last_phase_with_no_next_one_waits_for_the_host() -> None:
    sitting = Sitting(machine(with_phases(replace(PHASES[0], then="next")))).open()

    assert kinds(sitting.wait(120)) == ["phase.expired"]


def test_a_phase_that_closes_ends_the_session_suspended() -> None:
    sitting = Sitting().open(6)

    assert [(event.kind, dict(event.data)) for event in sitting.wait(61)] == [
        ("phase.ended", {"key": "end", "number": 6}),
        ("session.closed", {"outcome": "suspended"}),
    ]
    assert sitting.machine.ended(sitting.table)
    assert sitting.machine.due(sitting.table) is None


def test_the_host_extends_a_phase() -> None:
    sitting = Sitting().open()
    [extended] = sitting.do("host", "phase.extend", {"seconds": 30})

    assert extended.data == {"seconds": 30, "ends_at": NOON + 90_000}
    assert sitting.wait(89) == []
    assert kinds(sitting.wait(1)) == ["phase.ended", "phase.started"]


def test_a_phase_that_has_run_out_is_extended_from_now() -> None:
    sitting = Sitting().open(4)
    sitting.wait(400)
    [extended] = sitting.do("host", "phase.extend", {"seconds": 60})

    assert extended.data["ends_at"] == sitting.now + 60_000
    assert "expired" not in sitting.table.phase
    assert kinds(sitting.wait(60)) == ["phase.expired"]


@pytest.mark.parametrize("seconds", [0, -5, 3_601, 1.5, "60", True, None])
def test_an_extension_is_one_second_to_an_hour(seconds: object) -> None:
    assert Sitting().open().refused("host", "phase.extend", {"seconds": seconds}) == "bad_data"


# --- The clock stands ---------------------------------------------------------------------------


def test_nothing_runs_out_while_the_clock_stands() -> None:
    sitting = Sitting().open()
    sitting.wait(20)
    [paused] = sitting.do("timekeeper", "clock.pause", {"reason": "The lights went out"})

    assert paused.data == {"reason": "The lights went out", "remaining": 40_000}
    assert sitting.wait(3_600) == []
    assert {key: sitting.table.phase[key] for key in ("remaining", "reason")} == paused.data
    assert "ends_at" not in sitting.view("public")["phase"]
    [resumed] = sitting.do("host", "clock.resume")
    assert resumed.data == {"ends_at": sitting.now + 40_000}
    assert "reason" not in sitting.table.phase
    assert kinds(sitting.wait(40)) == ["phase.ended", "phase.started"]


def test_a_clock_that_stands_is_not_stopped_and_one_that_runs_not_let_run() -> None:
    sitting = Sitting().open()
    assert sitting.refused("host", "clock.resume") == "not_now"
    sitting.do("host", "clock.pause")
    assert sitting.refused("host", "clock.pause") == "not_now"
    assert sitting.refused("host", "phase.next") == "not_now"


def test_a_phase_is_extended_while_its_clock_stands() -> None:
    sitting = Sitting().open()
    sitting.do("host", "clock.pause")
    [extended] = sitting.do("host", "phase.extend", {"seconds": 30})

    assert extended.data == {"seconds": 30}
    assert sitting.table.phase["remaining"] == 90_000


def test_overtime_has_no_second_deadline_after_a_pause() -> None:
    sitting = Sitting(QUIET).open(4)
    sitting.wait(500)
    sitting.do("host", "clock.pause")
    sitting.wait(5)
    sitting.do("host", "clock.resume")

    assert sitting.wait(3_600) == []


def test_speaking_time_counts_only_while_the_clock_runs() -> None:
    sitting = Sitting().open(2)
    sitting.wait(7)
    sitting.do("host", "clock.pause")
    sitting.wait(100)
    assert sitting.view("public")["speaking"] == {"workers": 7_000, "employer": 0}
    assert "since" not in sitting.view("public")["floor"]
    sitting.do("host", "clock.resume")
    assert sitting.view("public")["floor"]["since"] == sitting.now
    sitting.wait(3)
    sitting.do("workers-chief", "floor.yield")

    assert sitting.table.speaking == {"workers": 10_000, "employer": 0} == sitting.spoken


# --- Caucus -------------------------------------------------------------------------------------


def test_a_caucus_stops_the_clock_of_the_phase_and_ends_by_itself() -> None:
    sitting = Sitting().open(3)
    sitting.wait(100)
    [started] = sitting.do("workers-chief", "caucus.call")

    assert started.data == {"side": "workers", "ends_at": sitting.now + 120_000, "remaining": 200_000}
    assert sitting.view("public")["phase"]["caucus"] == {"side": "workers", "ends_at": sitting.now + 120_000}
    assert "ends_at" not in sitting.view("public")["phase"]
    [ended] = sitting.wait(121)
    assert (ended.kind, ended.data) == ("caucus.ended", {"side": "workers", "ends_at": ended.at + 200_000})
    assert kinds(sitting.wait(199)) == ["phase.ended", "phase.started"]


def test_the_host_ends_a_caucus_early() -> None:
    sitting = Sitting().open(3)
    sitting.do("employer-chief", "caucus.call")
    sitting.wait(10)
    [ended] = sitting.do("host", "clock.resume")

    assert (ended.kind, ended.data) == ("caucus.ended", {"side": "employer", "ends_at": sitting.now + 300_000})


def test_a_side_has_as_many_caucuses_as_the_scenario_gives_it() -> None:
    sitting = Sitting().open(3)
    sitting.do("workers-chief", "caucus.call")
    assert sitting.view("public")["calls"] == {"workers": 0, "employer": 1}
    sitting.wait(120)

    assert sitting.refused("workers-chief", "caucus.call") == "not_now"
    assert kinds(sitting.do("employer-chief", "caucus.call")) == ["caucus.started"]


def test_only_where_the_phase_lets_it_a_caucus_is_called() -> None:
    assert Sitting().open(2).refused("workers-chief", "caucus.call") == "not_now"


def test_in_a_caucus_the_table_rests_and_each_side_talks() -> None:
    sitting = Sitting().open(3)
    sitting.do("workers-chief", "caucus.call")
    for seat, kind, data in (
        ("workers-2", "floor.ask", {}),
        ("host", "floor.give", {"seat": "workers-2"}),
        ("workers-chief", "offer.table", {"terms": {"pay": "A"}}),
        ("employer-chief", "caucus.call", {}),
        ("host", "phase.next", {}),
        ("host", "clock.pause", {}),
    ):
        assert sitting.refused(seat, kind, data) == "not_now", kind
    assert kinds(sitting.do("employer-2", "caucus.say", {"text": "We wait."})) == ["caucus.said"]
    assert kinds(sitting.do("workers-2", "offer.draft", {"terms": {"pay": "A"}})) == ["offer.drafted"]


# --- News ---------------------------------------------------------------------------------------


def test_news_arrives_at_its_running_minute_not_at_the_clocks_on_the_wall() -> None:
    sitting = Sitting().open(4)
    sitting.wait(60)
    sitting.do("host", "clock.pause")
    sitting.wait(3_600)
    sitting.do("host", "clock.resume")
    resumed = sitting.now
    sitting.do("host", "phase.extend", {"seconds": 600})

    arrived = sitting.wait(600)

    assert [(event.kind, event.audience, event.at - resumed) for event in arrived] == [
        ("inject.released", "public", 7 * 60_000),
        ("inject.released", "side:workers", 8 * 60_000),
        ("inject.released", "officials", 8 * 60_000),
        ("inject.released", "judges", 8 * 60_000),
    ]


def test_news_whose_minute_was_missed_comes_with_the_next_phase_that_takes_any() -> None:
    sitting = Sitting().open(3)
    sitting.do("host", "phase.extend", {"seconds": 1_200})
    happened = sitting.wait(1_501)

    assert [event.kind for event in happened] == ["phase.ended", "phase.started", *["inject.released"] * 4]
    assert {event.at for event in happened} == {NOON + 1_500_000}


def test_the_host_releases_news_once_and_where_the_phase_takes_any() -> None:
    sitting = Sitting().open(3)
    assert sitting.refused("host", "inject.release", {"inject": "N4"}) == "not_now"
    sitting.do("host", "phase.next")
    [released] = sitting.do("host", "inject.release", {"inject": "N4"})

    assert released.audience == "public"
    assert sitting.refused("host", "inject.release", {"inject": "N4"}) == "not_now"


def test_news_for_one_side_reaches_that_side_the_officials_and_the_judges() -> None:
    sitting = Sitting(watched=True).open(4)
    sitting.do("host", "inject.release", {"inject": "N3"})

    assert {name for name in sitting.clients if sitting.view(name)["injects"]} == {"employer", "officials", "judges"}


def test_news_released_by_the_host_does_not_arrive_again_at_its_minute() -> None:
    sitting = Sitting().open(4)
    sitting.do("host", "inject.release", {"inject": "N1"})
    sitting.do("host", "inject.release", {"inject": "N2"})

    assert kinds(sitting.wait(3_600)) == ["phase.expired"]
