"""One rule after the other: given what happened, when somebody asks, then this."""

import hashlib
import json
from typing import Any

import pytest

from live.machine import HOUSE, Refused, Seat
from scoring.engine.ballots import digest
from tests.scoring.bench import Bench, rubric, setup

OFFICE = Seat(HOUSE, "house")
SPECTATOR = Seat("spectator", "spectator")


def refused(
    bench: Bench, seat: str | Seat, kind: str, data: Any = None, expect: Any = None
) -> tuple[str, dict[str, Any]]:
    """The code and data of a refusal that must come, and must change nothing."""
    before = bench.state
    with pytest.raises(Refused) as refusal:
        bench.do(seat, kind, data, expect)
    assert bench.state is before
    return refusal.value.code, refusal.value.data


def judged(*, judges: int = 3) -> Bench:
    bench = Bench(setup(judges=judges))
    bench.all_in()
    return bench


# --- Scores ---------------------------------------------------------------------------------------


def test_a_score_is_the_judges_own_and_can_be_given_anew() -> None:
    bench = Bench()
    bench.score("judge-1", "law", "workers", "7.0", note="Named the article", at=1_700_000_000_000)
    (event,) = bench.score("judge-1", "law", "workers", "8")

    cell = {"value": "8", "note": "Named the article", "at": 1_700_000_000_000}
    assert event.audience == "judge:judge-1"
    assert bench.view("judge-1")["scores"] == {"law": {"workers": cell}}
    assert "scores" not in bench.view("head-judge")


def test_an_empty_value_takes_a_score_back_and_keeps_its_note() -> None:
    bench = Bench()
    bench.score("judge-1", "law", "workers", "7", note="Later")
    bench.score("judge-1", "law", "workers", "")
    assert bench.view("judge-1")["scores"] == {"law": {"workers": {"value": "", "note": "Later"}}}
    assert bench.state.filled("judge-1") == 0

    bench.score("judge-1", "law", "workers", "", note="")
    assert bench.view("judge-1")["scores"] == {"law": {}}


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        *(
            ("value", value)
            for value in (7, 7.5, None, "11", "-1", "7.5", "７", "NaN", "1e1", " 7", "7 ", True, ["7"], {})
        ),
        *(("criterion", value) for value in ("argument", "", "nothing", None, ["law"], {}, 1)),
        *(("subject", value) for value in ("workers-chief", "nobody", None, ["workers"], 0)),
        *(("note", value) for value in (1, "x" * 2001, "\ud800", "\x00", ["note"])),
        *(("at", value) for value in ("now", -1, 1.5, True, 2**60)),
    ],
)
def test_a_score_that_is_not_one_is_refused_and_names_its_field(field: str, wrong: Any) -> None:
    data = {"criterion": "law", "subject": "workers", "value": "7", "note": "n", "at": 1} | {field: wrong}

    code, told = refused(Bench(), "judge-1", "score.set", data)

    # A criterion of another kind is known; then it is the subject that does not fit it.
    assert (code, told["field"]) == ("bad_data", "subject" if wrong == "argument" else field)


def test_a_note_of_two_thousand_characters_fits() -> None:
    Bench().score("judge-1", "law", "workers", "7", note="注" * 2000)


# --- Ballots --------------------------------------------------------------------------------------


def test_a_complete_ballot_is_submitted_once_and_then_frozen() -> None:
    bench = Bench()
    bench.fill("judge-1")
    bench.submit("judge-1")

    assert bench.view("judge-2")["ballots"] == {"judge-1": "submitted", "judge-2": "open", "judge-3": "open"}
    cell = {"criterion": "law", "subject": "workers", "value": "9"}
    assert refused(bench, "judge-1", "score.set", cell) == ("not_now", {"ballot": "submitted"})
    assert refused(bench, "judge-1", "ballot.submit", expect={"scores": 8})[0] == "not_now"


def test_what_is_missing_is_named() -> None:
    bench = Bench()
    bench.fill("judge-1")
    bench.score("judge-1", "facts", "employer", "", note="not yet")

    assert refused(bench, "judge-1", "ballot.submit", expect={"scores": 7}) == (
        "not_now",
        {"missing": {"facts": ["employer"]}},
    )


@pytest.mark.parametrize(
    ("expect", "code"),
    [
        (None, "bad_data"),
        ({}, "bad_data"),
        ({"scores": "8"}, "bad_data"),
        ({"scores": True}, "bad_data"),
        ({"scores": 7}, "stale"),
    ],
)
def test_a_ballot_is_submitted_as_it_was_seen_or_not_at_all(expect: Any, code: str) -> None:
    bench = Bench()
    bench.fill("judge-1")

    assert refused(bench, "judge-1", "ballot.submit", expect=expect)[0] == code


def test_the_receipt_proves_the_ballot_to_its_judge_alone() -> None:
    bench = Bench()
    bench.fill("judge-1")
    events = bench.submit("judge-1")
    receipt = bench.machine.receipt(events)

    assert receipt is not None
    own = dict(bench.view("judge-1")["scores"])
    canonical = json.dumps(own, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert receipt["digest"] == hashlib.sha256((receipt["salt"] + canonical).encode()).hexdigest()
    assert {(event.kind, event.audience) for event in events} == {
        ("ballot.sealed", "judge:judge-1"),
        ("ballot.submitted", "judges"),
    }
    for seat in ("judge-2", "head-judge", "organiser"):
        assert receipt["salt"] not in json.dumps(bench.view(seat), default=dict)
        assert "receipt" not in bench.view(seat)


def test_no_other_command_has_a_receipt() -> None:
    bench = Bench()

    assert bench.machine.receipt(bench.score("judge-1", "law", "workers", "7")) is None


def test_the_digest_changes_with_any_value() -> None:
    one, other = ({"law": {"workers": {"value": value, "note": ""}}} for value in ("7", "8"))

    assert digest("salt", one) != digest("salt", other) != digest("pepper", other)


def test_the_head_judge_returns_a_ballot_and_it_comes_in_again() -> None:
    bench = judged()
    bench.do("head-judge", "ballot.return", {"judge": "judge-2", "reason": "Teams mixed up"}, {})
    assert bench.view("judge-1")["ballots"]["judge-2"] == "returned"
    assert bench.view("judge-2")["returned"]["judge-2"]["reason"] == "Teams mixed up"

    bench.score("judge-2", "law", "workers", "9")
    bench.submit("judge-2")
    assert bench.view("judge-1")["ballots"]["judge-2"] == "submitted"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"judge": "judge-1", "reason": " "}, "bad_data"),
        ({"judge": "judge-1"}, "bad_data"),
        ({"judge": "head-judge", "reason": "r"}, "bad_data"),
        ({"judge": "judge-1", "reason": "r"}, "not_now"),
    ],
)
def test_only_a_ballot_that_is_in_can_be_returned_and_only_with_a_reason(data: Any, code: str) -> None:
    assert refused(Bench(), "head-judge", "ballot.return", data, {})[0] == code


def test_a_ballot_cannot_be_returned_after_the_result_is_confirmed() -> None:
    bench = judged()
    bench.compute()
    bench.confirm()

    assert refused(bench, "head-judge", "ballot.return", {"judge": "judge-1", "reason": "r"}, {})[0] == "not_now"


# --- Penalties ------------------------------------------------------------------------------------


def test_a_penalty_counts_once_the_head_judge_confirms_it() -> None:
    bench = judged()
    case = {"subject": "workers", "rule": "overrun", "points": "2"}
    bench.do("timekeeper", "penalty.propose", case, {})
    assert bench.compute()["totals"]["workers"]["mark"] == "50.00"

    bench.do("head-judge", "penalty.confirm", case, {})
    assert bench.result()["status"] == "outdated"
    assert bench.compute()["totals"]["workers"]["mark"] == "48.00"
    assert "penalties" not in bench.view("judge-1")


def test_a_penalty_is_confirmed_by_its_id_or_by_its_case_each_once() -> None:
    bench = Bench()
    case = {"subject": "workers", "rule": "overrun", "points": 1}
    bench.do("timekeeper", "penalty.propose", case, {})
    bench.do("timekeeper", "penalty.propose", case, {})
    bench.do("head-judge", "penalty.confirm", {"penalty": "p2"}, {})
    bench.do("head-judge", "penalty.confirm", case, {})

    assert {key: penalty["status"] for key, penalty in bench.view("host")["penalties"].items()} == {
        "p1": "confirmed",
        "p2": "confirmed",
    }
    assert refused(bench, "head-judge", "penalty.confirm", case, {})[0] == "not_now"
    assert refused(bench, "head-judge", "penalty.confirm", {"penalty": "p2"}, {})[0] == "not_now"
    assert refused(bench, "head-judge", "penalty.confirm", {"penalty": "p3"}, {})[0] == "bad_data"


@pytest.mark.parametrize(
    "wrong",
    [
        *({"points": points} for points in ("0", "4", "1.5", 4, -1, True, None, "", 10**30, [])),
        *({"rule": rule} for rule in ("", "none", None, ["overrun"])),
        *({"subject": subject} for subject in ("workers-chief", "nobody", None, {})),
    ],
)
def test_a_penalty_outside_its_rule_is_refused(wrong: dict[str, Any]) -> None:
    data = {"subject": "workers", "rule": "overrun", "points": "1"} | wrong

    assert refused(Bench(), "timekeeper", "penalty.propose", data, {}) == ("bad_data", {"field": next(iter(wrong))})


# --- Result ---------------------------------------------------------------------------------------


def test_a_result_waits_for_every_ballot() -> None:
    bench = Bench()
    bench.fill("judge-1")
    bench.submit("judge-1")

    assert refused(bench, "head-judge", "result.compute", {}, {}) == ("not_now", {"missing": ["judge-2", "judge-3"]})


def test_a_result_is_computed_again_only_after_something_changed() -> None:
    bench = judged()
    bench.compute()
    assert refused(bench, "head-judge", "result.compute", {}, {})[0] == "not_now"

    bench.do("head-judge", "ballot.return", {"judge": "judge-1", "reason": "r"}, {})
    assert bench.result()["status"] == "outdated"
    assert refused(bench, "timekeeper", "result.confirm", {}, {"result": bench.result()["seq"]})[0] == "not_now"

    bench.submit("judge-1")
    assert bench.compute()["status"] == "computed"


@pytest.mark.parametrize("seat", ["timekeeper", "host", "organiser"])
def test_any_other_official_confirms(seat: str) -> None:
    bench = judged()
    bench.compute()

    assert bench.confirm(seat)["status"] == "confirmed"
    assert refused(bench, seat, "result.confirm", {}, {"result": bench.result()["seq"]})[0] == "not_now"


def test_who_computed_cannot_confirm_from_another_seat() -> None:
    bench = judged()
    bench.compute()
    person = bench.seat("head-judge").person
    bench.do("organiser", "seat.take", {"seat": "head-judge", "reason": "called away"}, {})
    bench.do("organiser", "seat.give", {"seat": "host", "person": person}, {})

    assert refused(bench, "host", "result.confirm", {}, {"result": bench.result()["seq"]})[0] == "not_allowed"


@pytest.mark.parametrize("seat", ["head-judge", "judge-1", SPECTATOR, OFFICE])
def test_nobody_but_a_second_official_confirms(seat: str | Seat) -> None:
    bench = judged()
    bench.compute()

    assert refused(bench, seat, "result.confirm", {}, {"result": bench.result()["seq"]})[0] == "not_allowed"


@pytest.mark.parametrize(
    ("expect", "code"), [(None, "bad_data"), ({}, "bad_data"), ({"result": 0}, "stale"), ({"result": 99}, "stale")]
)
def test_a_result_is_confirmed_and_published_as_it_was_seen(expect: Any, code: str) -> None:
    bench = judged()
    bench.compute()
    assert refused(bench, "timekeeper", "result.confirm", {}, expect)[0] == code
    bench.confirm()
    assert refused(bench, "organiser", "result.publish", {}, expect)[0] == code


def test_the_number_of_a_result_is_that_of_its_event_in_the_officials_view() -> None:
    bench = judged()
    result = bench.compute()
    seen = [event for event in bench.log if event.audience in ("public", "judges", "officials")]

    assert seen[result["seq"] - 1].kind == "result.computed"
    bench.confirm()
    confirmed = 1 + len(seen)
    bench.do("organiser", "result.publish", {}, {"result": confirmed})
    assert bench.result()["status"] == "published"


def test_each_circle_learns_of_the_result_in_its_turn() -> None:
    bench = judged()
    bench.compute()
    assert "working" not in bench.view("head-judge")["result"]
    assert "result" not in bench.view("judge-1")
    assert "result" not in bench.view(SPECTATOR)

    bench.confirm()
    assert (
        bench.view("judge-1")["result"]["working"]["subjects"]["workers"]["judges"]["judge-2"]["values"]["law"] == "5"
    )
    assert "seq" not in bench.view("judge-1")["result"]
    assert "result" not in bench.view(SPECTATOR)

    bench.publish()
    shown = bench.view(SPECTATOR)["result"]
    assert shown["working"]["subjects"]["workers"]["judges"] == {n: {"total": "50"} for n in "123"}


def test_nothing_follows_a_published_result() -> None:
    bench = judged()
    bench.compute()
    bench.confirm()
    bench.publish()

    assert bench.machine.ended(bench.state)
    for seat in bench.state.seats:
        for kind in bench.machine.kinds:
            assert refused(bench, seat, kind)[0] == "closed"


def test_the_office_may_publish_what_two_officials_made() -> None:
    bench = judged()
    bench.compute()
    bench.confirm()
    bench.do(OFFICE, "result.publish", {}, {"result": bench.result()["seq"]})

    assert bench.result()["status"] == "published"


# --- The working ----------------------------------------------------------------------------------


def test_a_whole_result_worked_out_by_hand() -> None:
    """Law 60, facts 40. Workers' totals 92, 86, 80, 70, 50: without 92 and 50 it is 236/3 = 78.67; less 2 is 76.67."""
    bench = Bench(setup(judges=5, persons=False))
    workers = [("10", "8"), ("9", "8"), ("8", "8"), ("7", "7"), ("5", "5")]
    bench.all_in(*({"law workers": law, "facts workers": facts} for law, facts in workers))
    bench.do("timekeeper", "penalty.propose", {"subject": "workers", "rule": "overrun", "points": "2"}, {})
    bench.do("head-judge", "penalty.confirm", {"penalty": "p1"}, {})
    bench.compute()
    result = bench.confirm()
    sheet = result["working"]["subjects"]["workers"]

    assert {judge: line["total"] for judge, line in sheet["judges"].items()} == {
        "judge-1": "92", "judge-2": "86", "judge-3": "80", "judge-4": "70", "judge-5": "50",
    }  # fmt: skip
    assert sheet["judges"]["judge-1"] == {
        "number": 1,
        "values": {"law": "10", "facts": "8"},
        "points": {"law": "60", "facts": "32"},
        "total": "92",
        "dropped": "highest",
    }
    assert (sheet["judges"]["judge-5"]["dropped"], sheet["sum"], sheet["count"], sheet["mean"]) == (
        "lowest",
        "236",
        3,
        "236/3",
    )
    assert (sheet["penalty"], sheet["penalties"]) == ("2", {"1": {"rule": "overrun", "points": "2"}})
    assert (sheet["total"], sheet["mark"], sheet["place"]) == ("230/3", "76.67", 1)
    assert result["totals"]["employer"] == {
        "kind": "team", "mean": "50", "penalty": "0", "total": "50", "mark": "50.00", "place": 2,
    }  # fmt: skip
    assert [step["by"] for step in result["ties"].values()] == ["mark"]


def test_a_tie_goes_down_the_declared_order_until_something_decides() -> None:
    """Both come to 52: the workers by 60·6/10 + 40·4/10, the employer by 60·4/10 + 40·7/10; law decides, 36 to 24."""
    bench = Bench(setup(judges=1, persons=False))
    bench.all_in({"law workers": "6", "facts workers": "4", "law employer": "4", "facts employer": "7"})
    result = bench.compute()

    assert {key: total["place"] for key, total in result["totals"].items()} == {"workers": 1, "employer": 2}
    assert [(step["by"], step["values"], step["decided"]) for step in result["ties"].values()] == [
        ("mark", {"workers": "52", "employer": "52"}, False),
        ("criteria", {"workers": "36", "employer": "24"}, True),
    ]
    assert result["undecided"] is False


def test_fewer_penalties_decide_between_equals() -> None:
    bench = Bench(setup(judges=1, persons=False, of=rubric(persons=False)))
    bench.all_in({"facts workers": "10", "law employer": "5", "facts employer": "5"})
    # Workers 30 + 40 = 70, employer 30 + 20 = 50: five at a time, twenty points of penalties bring them level.
    for _ in range(4):
        bench.do("timekeeper", "penalty.propose", {"subject": "workers", "rule": "help", "points": "5"}, {})
        bench.do("head-judge", "penalty.confirm", {"subject": "workers", "rule": "help", "points": "5"}, {})
    result = bench.compute()

    assert [step["by"] for step in result["ties"].values()] == ["mark", "criteria", "penalties"]
    assert {key: total["place"] for key, total in result["totals"].items()} == {"workers": 2, "employer": 1}


def test_equals_to_the_last_share_their_place_and_people_decide() -> None:
    result = judged().compute()

    assert result["undecided"] is True
    assert {total["place"] for total in result["totals"].values()} == {1}
    assert result["ties"]["4"] == {
        "by": "decision",
        "title": {"zh": "甲", "en": "A"},
        "values": {"workers": "1", "employer": "1"},
        "decided": False,
    }


def test_each_person_has_a_mark_and_a_place_of_their_own() -> None:
    bench = Bench()
    bench.all_in(*[{"argument workers-chief": "9", "argument employer-2": "7"}] * 3)
    totals = bench.compute()["totals"]

    assert {key: (t["mark"], t["place"]) for key, t in totals.items() if t["kind"] == "person"} == {
        "workers-chief": ("90.00", 1),
        "employer-2": ("70.00", 2),
        "workers-2": ("50.00", 3),
        "employer-chief": ("50.00", 3),
    }


# --- Seats ----------------------------------------------------------------------------------------


def test_a_successor_inherits_nothing_of_an_open_ballot() -> None:
    bench = Bench()
    before = bench.seat("judge-1")
    bench.fill("judge-1")
    events = bench.do("host", "seat.give", {"seat": "judge-1", "person": "someone-new"}, {})

    assert [(event.kind, event.audience) for event in events] == [
        ("ballot.cleared", "judge:judge-1"),
        ("seat.given", "judges"),
    ]
    assert bench.view("judge-1")["scores"] == {}
    assert (
        refused(bench, before, "score.set", {"criterion": "law", "subject": "workers", "value": "7"})[0]
        == "not_allowed"
    )


def test_a_judge_who_comes_back_finds_their_ballot_again() -> None:
    bench = Bench()
    bench.fill("judge-1")
    person = bench.seat("judge-1").person
    bench.do("host", "seat.take", {"seat": "judge-1", "reason": "unwell"}, {})
    assert "judge-1" not in bench.view("host")["ballots"]

    bench.do("host", "seat.give", {"seat": "judge-1", "person": person}, {})
    assert bench.state.filled("judge-1") == 8
    assert bench.view("host")["ballots"]["judge-1"] == "open"


def test_a_ballot_that_is_in_goes_to_nobody_else() -> None:
    bench = judged()
    give = {"seat": "judge-1", "person": "someone-new"}
    assert refused(bench, "host", "seat.give", give, {})[0] == "not_now"

    bench.do("host", "seat.take", {"seat": "judge-1", "reason": "went home"}, {})
    assert bench.view("host")["ballots"]["judge-1"] == "submitted"
    assert refused(bench, "host", "seat.give", give, {})[0] == "not_now"
    assert bench.compute()["status"] == "computed"


def test_a_judge_who_left_before_submitting_does_not_hold_up_the_result() -> None:
    bench = Bench()
    for judge in ("judge-1", "judge-2"):
        bench.fill(judge)
        bench.submit(judge)
    bench.do("host", "seat.take", {"seat": "judge-3", "reason": "taken ill"}, {})

    bench.compute()
    assert bench.confirm()["working"]["judges"] == 2


def test_a_judge_who_joins_after_the_computing_outdates_it() -> None:
    bench = Bench()
    for judge in ("judge-1", "judge-2"):
        bench.fill(judge)
        bench.submit(judge)
    bench.do("host", "seat.take", {"seat": "judge-3", "reason": "late"}, {})
    bench.compute()
    bench.do("host", "seat.give", {"seat": "judge-3", "person": "someone-new"}, {})
    assert bench.result()["status"] == "outdated"

    bench.fill("judge-3")
    bench.submit("judge-3")
    bench.compute()
    bench.confirm()
    bench.do("host", "seat.take", {"seat": "judge-3", "reason": "gone"}, {})
    assert refused(bench, "host", "seat.give", {"seat": "judge-3", "person": "yet-another"}, {})[0] == "not_now"


def test_nobody_sits_on_a_panel_twice() -> None:
    bench = Bench()
    give = {"seat": "judge-1", "person": bench.seat("judge-2").person}

    assert refused(bench, "host", "seat.give", give, {}) == ("not_now", {"seat": "judge-2"})


@pytest.mark.parametrize(
    ("kind", "data", "code"),
    [
        ("seat.give", {"seat": "judge-9", "person": "p"}, "bad_data"),
        ("seat.give", {"seat": "judge-1", "person": ""}, "bad_data"),
        ("seat.give", {"seat": "judge-1", "person": 7}, "bad_data"),
        ("seat.take", {"seat": "judge-1", "reason": ""}, "bad_data"),
        ("seat.take", {"seat": "judge-1", "reason": None}, "bad_data"),
    ],
)
def test_seats_are_given_and_taken_by_name_with_a_reason(kind: str, data: Any, code: str) -> None:
    assert refused(Bench(), "organiser", kind, data, {})[0] == code


def test_an_empty_seat_cannot_be_taken() -> None:
    bench = Bench()
    bench.do(OFFICE, "seat.take", {"seat": "host", "reason": "r"}, {})

    assert refused(bench, OFFICE, "seat.take", {"seat": "host", "reason": "r"}, {})[0] == "not_now"


# --- What the sender saw --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expect", "code"),
    [
        ({"ballots": 3}, ""),
        ({"ballots": {"judge-1": "submitted"}}, ""),
        ({"result": 0, "unknown": "ignored"}, ""),
        ({"ballots": 2}, "stale"),
        ({"ballots": {"judge-1": "open"}}, "stale"),
        ({"ballots": ["judge-1"]}, "stale"),
        ({"result": 4}, "stale"),
        ({"scores": 1}, "stale"),
        ([], "bad_data"),
        (None, "bad_data"),
    ],
)
def test_whatever_is_expected_must_hold(expect: Any, code: str) -> None:
    bench = judged()
    if code:
        assert refused(bench, "head-judge", "result.compute", {}, expect)[0] == code
    else:
        assert bench.do("head-judge", "result.compute", {}, expect)


def test_a_command_of_another_game_is_unknown() -> None:
    assert refused(Bench(), "judge-1", "floor.ask")[0] == "unknown_kind"
