"""Formal offers, what becomes agreed by them, and how a session ends."""

import pytest

from tests.negotiation.engine.cases import machine
from tests.negotiation.engine.sitting import Sitting

WHOLE = {"pay": "B", "hours": "B", "rest": "B"}


@pytest.fixture
def sitting() -> Sitting:
    return Sitting(watched=True).open(3)


def tabled(sitting: Sitting, terms: dict[str, str], seat: str = "workers-chief") -> str:
    return str(sitting.do(seat, "offer.table", {"terms": terms})[0].data["offer"])


# --- On the table -------------------------------------------------------------------------------


def test_a_chief_tables_a_package(sitting: Sitting) -> None:
    [event] = sitting.do("workers-chief", "offer.table", {"terms": {"rest": "A", "pay": "C"}, "note": "A first word"})

    assert event.data == {
        "offer": "o1",
        "side": "workers",
        "terms": {"pay": "C", "rest": "A"},
        "note": "A first word",
    }
    assert sitting.view("public")["offers"]["o1"] == {
        "side": "workers",
        "terms": {"pay": "C", "rest": "A"},
        "note": "A first word",
        "status": "tabled",
        "at": sitting.now,
        "by": "workers-chief",
    }
    assert sitting.view("public")["terms_version"] == 1


def test_an_offer_below_a_legal_floor_never_comes_on_the_table(sitting: Sitting) -> None:
    refusal = sitting.refusal("employer-chief", "offer.table", {"terms": {"pay": "B", "hours": "A"}})

    assert (refusal.code, refusal.data) == ("illegal_terms", {"issues": ["hours"]})


@pytest.mark.parametrize(
    "terms",
    [None, {}, [], "pay", {"pay": "Z"}, {"pays": "A"}, {"pay": None}, {"pay": 1}, {"pay": ["A"]}, {"\ud800": "A"}],
)
def test_terms_are_issues_with_their_options(sitting: Sitting, terms: object) -> None:
    for seat, kind in (("workers-chief", "offer.table"), ("workers-2", "offer.draft")):
        refusal = sitting.refusal(seat, kind, {"terms": terms})
        assert (refusal.code, refusal.data) == ("bad_data", {"field": "terms"})


@pytest.mark.parametrize("note", [None, 7, "x" * 2_001, {"en": "x"}])
def test_a_note_is_a_text_or_left_out(sitting: Sitting, note: object) -> None:
    assert sitting.refused("workers-chief", "offer.table", {"terms": WHOLE, "note": note}) == "bad_data"


@pytest.mark.parametrize(("phase", "code"), [(2, "not_now"), (6, "not_now")])
def test_offers_come_only_where_the_phase_lets_them(phase: int, code: str) -> None:
    assert Sitting().open(phase).refused("workers-chief", "offer.table", {"terms": WHOLE}) == code


def test_a_draft_is_for_the_own_side_alone_and_may_be_unlawful(sitting: Sitting) -> None:
    [event] = sitting.do("employer-2", "offer.draft", {"terms": {"hours": "A"}}, expect=None)
    sitting.do("workers-2", "offer.draft", {"terms": WHOLE, "note": "Ours"}, expect=None)

    assert (event.audience, event.data) == (
        "side:employer",
        {"draft": "d1", "seat": "employer-2", "terms": {"hours": "A"}, "note": ""},
    )
    assert list(sitting.view("workers")["drafts"]) == ["d1"]
    assert sitting.view("public")["terms_version"] == 0


# --- In the hall --------------------------------------------------------------------------------


@pytest.fixture
def hall() -> Sitting:
    return Sitting(machine(setting="hall"), watched=True).open(3)


def test_the_recorder_writes_an_offer_down_and_its_chief_stands_by_it(hall: Sitting) -> None:
    [recorded] = hall.do("recorder", "offer.record", {"side": "employer", "terms": {"pay": "A"}, "note": "As heard"})
    assert recorded.kind == "offer.recorded"
    assert hall.view("public")["offers"]["o1"]["status"] == "recorded"
    assert hall.refused("workers-chief", "offer.accept", {"offer": "o1"}) == "not_now"
    assert hall.refused("workers-chief", "offer.confirm", {"offer": "o1"}) == "not_allowed"

    [confirmed] = hall.do("employer-chief", "offer.confirm", {"offer": "o1"})

    assert (confirmed.kind, confirmed.data) == (
        "offer.tabled",
        {"offer": "o1", "side": "employer", "terms": {"pay": "A"}, "note": "As heard"},
    )
    assert hall.refused("employer-chief", "offer.confirm", {"offer": "o1"}) == "not_now"
    assert hall.do("workers-chief", "offer.accept", {"offer": "o1"})


def test_an_unlawful_offer_that_was_spoken_is_recorded_but_not_confirmed(hall: Sitting) -> None:
    hall.do("recorder", "offer.record", {"side": "employer", "terms": {"hours": "A"}})

    assert hall.refused("employer-chief", "offer.confirm", {"offer": "o1"}) == "illegal_terms"
    assert hall.do("employer-chief", "offer.withdraw", {"offer": "o1"})


def test_online_nothing_is_spoken_that_could_be_recorded(sitting: Sitting) -> None:
    assert sitting.refused("recorder", "offer.record", {"side": "workers", "terms": WHOLE}) == "not_now"


def test_only_a_side_makes_an_offer(hall: Sitting) -> None:
    assert hall.refused("recorder", "offer.record", {"side": "judges", "terms": WHOLE}) == "bad_data"


# --- Answers ------------------------------------------------------------------------------------


def test_what_the_other_chief_accepts_is_agreed(sitting: Sitting) -> None:
    tabled(sitting, {"pay": "B", "rest": "A"})
    [accepted] = sitting.do("employer-chief", "offer.accept", {"offer": "o1"})

    assert (accepted.kind, accepted.data) == ("offer.accepted", {"offer": "o1", "terms": {"pay": "B", "rest": "A"}})
    seen = sitting.view("public")
    assert (seen["agreed"], seen["offers"]["o1"]["status"], seen["terms_version"]) == (
        {"pay": "B", "rest": "A"},
        "accepted",
        2,
    )


@pytest.mark.parametrize(
    ("seat", "kind"),
    [
        ("workers-chief", "offer.accept"),
        ("workers-chief", "offer.reject"),
        ("employer-chief", "offer.withdraw"),
        ("employer-chief", "offer.confirm"),
    ],
)
def test_nobody_answers_for_the_other_side(sitting: Sitting, seat: str, kind: str) -> None:
    tabled(sitting, WHOLE)

    assert sitting.refused(seat, kind, {"offer": "o1"}) == "not_allowed"


@pytest.mark.parametrize("offer", ["o2", "", None, 1, {}])
def test_an_answer_is_to_an_offer_that_was_made(sitting: Sitting, offer: object) -> None:
    tabled(sitting, WHOLE)

    refusal = sitting.refusal("employer-chief", "offer.accept", {"offer": offer})
    assert (refusal.code, refusal.data) == ("bad_data", {"field": "offer"})


@pytest.mark.parametrize(
    ("seat", "kind", "status"),
    [
        ("workers-chief", "offer.withdraw", "withdrawn"),
        ("employer-chief", "offer.reject", "rejected"),
    ],
)
def test_an_offer_that_is_put_by_cannot_be_accepted(sitting: Sitting, seat: str, kind: str, status: str) -> None:
    tabled(sitting, WHOLE)
    sitting.do(seat, kind, {"offer": "o1", "reason": "Too far apart"})

    offer = sitting.view("public")["offers"]["o1"]
    assert (offer["status"], offer["reason"]) == (status, "Too far apart")
    assert sitting.refused(seat, kind, {"offer": "o1"}) == "not_now"
    assert sitting.refused("employer-chief", "offer.accept", {"offer": "o1"}) == "not_now"


def test_what_is_agreed_is_not_changed_by_the_way(sitting: Sitting) -> None:
    tabled(sitting, {"pay": "C", "rest": "A"})
    sitting.agree(pay="B")
    for seat, kind, data in (
        ("employer-chief", "offer.accept", {"offer": "o1"}),
        ("employer-chief", "offer.table", {"terms": {"pay": "A", "hours": "B"}}),
    ):
        refusal = sitting.refusal(seat, kind, data)
        assert (refusal.code, refusal.data) == ("not_now", {"issues": ["pay"]})
    assert tabled(sitting, {"pay": "B", "hours": "B"}) == "o3"


def test_an_agreed_issue_is_reopened_with_a_reason(sitting: Sitting) -> None:
    sitting.agree(pay="B", rest="A")
    [reopened] = sitting.do("employer-chief", "issue.reopen", {"issue": "pay", "reason": "New figures"})

    assert reopened.data == {"issue": "pay", "reason": "New figures"}
    assert sitting.view("public")["agreed"] == {"rest": "A"}
    assert sitting.view("public")["terms_version"] == 3
    assert sitting.refused("employer-chief", "issue.reopen", {"issue": "pay", "reason": "Again"}) == "not_now"
    assert tabled(sitting, {"pay": "A"})


@pytest.mark.parametrize("data", [{"issue": "pay"}, {"issue": "x", "reason": "y"}, {"issue": None, "reason": "y"}])
def test_reopening_names_an_issue_and_a_reason(sitting: Sitting, data: dict[str, object]) -> None:
    assert sitting.refused("workers-chief", "issue.reopen", data) == "bad_data"


def test_a_decision_on_terms_that_changed_meanwhile_is_stale(sitting: Sitting) -> None:
    tabled(sitting, WHOLE)
    seen = sitting.seen()
    sitting.do("workers-chief", "offer.withdraw", {"offer": "o1"})

    refusal = sitting.refusal("employer-chief", "offer.accept", {"offer": "o1"}, seen)
    assert (refusal.code, refusal.data) == ("stale", {"terms": 2})


# --- Signing ------------------------------------------------------------------------------------


def test_an_agreement_is_signed_when_nothing_is_open(sitting: Sitting) -> None:
    sitting.agree(pay="B", rest="A")

    refusal = sitting.refusal("workers-chief", "agreement.sign")
    assert (refusal.code, refusal.data) == ("not_now", {"issues": ["hours"]})


def test_both_chiefs_sign_and_the_session_is_agreed(sitting: Sitting) -> None:
    sitting.agree(**WHOLE)
    version = sitting.table.terms_version
    [signed] = sitting.do("employer-chief", "agreement.sign")
    assert signed.data == {"side": "employer", "terms_version": version}
    assert sitting.view("public")["signatures"] == {"employer": sitting.now}
    assert sitting.refused("employer-chief", "agreement.sign") == "not_now"

    second, agreed = sitting.do("workers-chief", "agreement.sign")

    assert (second.kind, agreed.kind) == ("agreement.signed", "session.agreed")
    assert agreed.data == {"terms": WHOLE, "terms_version": version}
    assert sitting.view("public")["status"] == "agreed"
    assert sitting.wait(7_200) == []
    assert sitting.machine.receipt([second, agreed]) == {"side": "workers", "terms_version": version}


@pytest.mark.parametrize(
    ("seat", "kind", "data"),
    [
        ("workers-chief", "offer.table", {"terms": {"pay": "B"}}),
        ("workers-chief", "issue.reopen", {"issue": "pay", "reason": "A slip"}),
    ],
)
def test_whatever_changes_on_the_table_strikes_out_the_first_signature(
    sitting: Sitting, seat: str, kind: str, data: dict[str, object]
) -> None:
    sitting.agree(**WHOLE)
    sitting.do("employer-chief", "agreement.sign")
    sitting.do(seat, kind, data)

    assert sitting.view("public")["signatures"] == {}


def test_after_the_signatures_nobody_bargains_but_the_host_closes(sitting: Sitting) -> None:
    sitting.agree(**WHOLE)
    sitting.do("employer-chief", "agreement.sign")
    sitting.do("workers-chief", "agreement.sign")
    for seat, kind, data in (
        ("workers-chief", "offer.table", {"terms": WHOLE}),
        ("workers-2", "offer.draft", {"terms": WHOLE}),
        ("workers-chief", "issue.reopen", {"issue": "pay", "reason": "Regret"}),
        ("workers-chief", "impasse.declare", {"reason": "Regret"}),
        ("workers-2", "floor.ask", {}),
        ("host", "phase.next", {}),
        ("host", "phase.extend", {"seconds": 60}),
        ("host", "clock.resume", {}),
        ("host", "session.close", {"outcome": "suspended"}),
        ("host", "session.close", {"outcome": "abandoned"}),
    ):
        assert sitting.refused(seat, kind, data) == "not_now", kind
    assert sitting.do("host", "session.close", {"outcome": "agreed"})[0].data == {"outcome": "agreed"}
    assert sitting.view("public")["outcome"] == "agreed"


# --- Without an agreement -----------------------------------------------------------------------


def test_an_impasse_takes_both_chiefs(sitting: Sitting) -> None:
    [declared] = sitting.do("workers-chief", "impasse.declare", {"reason": "No way on"})
    assert declared.data == {"reason": "No way on", "side": "workers"}
    assert sitting.refused("workers-chief", "impasse.declare", {"reason": "Really"}) == "not_now"

    declared, suspended = sitting.do("employer-chief", "impasse.declare", {"reason": "We agree on that"})

    assert (declared.kind, suspended.kind) == ("impasse.declared", "session.suspended")
    assert sitting.view("public")["status"] == "suspended"
    assert {side: said["reason"] for side, said in sitting.view("public")["impasse"].items()} == {
        "workers": "No way on",
        "employer": "We agree on that",
    }


def test_or_the_host_alone_also_while_the_clock_stands(sitting: Sitting) -> None:
    sitting.do("host", "clock.pause")
    declared, suspended = sitting.do("host", "impasse.declare", {"reason": "A fire alarm"})

    assert declared.data == suspended.data == {"reason": "A fire alarm"}
    assert "remaining" not in sitting.view("public")["phase"]


def test_an_impasse_that_one_side_saw_is_over_when_the_sides_agree_on_something(sitting: Sitting) -> None:
    sitting.do("workers-chief", "impasse.declare", {"reason": "No way on"})
    sitting.agree(rest="A")

    assert sitting.view("public")["impasse"] == {}
    assert [event.kind for event in sitting.do("employer-chief", "impasse.declare", {"reason": "Stuck"})] == [
        "impasse.declared"
    ]


@pytest.mark.parametrize("reason", [None, "", " ", 7, "x" * 501])
def test_an_impasse_needs_a_reason(sitting: Sitting, reason: object) -> None:
    assert sitting.refused("workers-chief", "impasse.declare", {"reason": reason}) == "bad_data"


@pytest.mark.parametrize(
    ("moment", "outcomes"),
    [("planned", {"abandoned"}), ("open", {"abandoned", "suspended"}), ("suspended", {"abandoned", "suspended"})],
)
def test_the_host_closes_with_an_outcome_that_fits(moment: str, outcomes: set[str]) -> None:
    sitting = Sitting()
    if moment != "planned":
        sitting.open(3)
    if moment == "suspended":
        sitting.do("host", "impasse.declare", {"reason": "Stuck"})

    fitting = {
        outcome
        for outcome in ("agreed", "suspended", "abandoned")
        if sitting.answer("host", "session.close", {"outcome": outcome}) == ""
    }
    assert fitting == outcomes


@pytest.mark.parametrize("outcome", [None, "", "won", 1, ["agreed"]])
def test_an_outcome_is_one_of_three(outcome: object) -> None:
    assert Sitting().open().refused("host", "session.close", {"outcome": outcome}) == "bad_data"


def test_nothing_follows_the_closing(sitting: Sitting) -> None:
    sitting.do("host", "session.close", {"outcome": "abandoned"})

    assert sitting.machine.ended(sitting.table)
    assert sitting.machine.due(sitting.table) is None
    for seat, kind in (("workers-2", "caucus.say"), ("host", "seat.give"), ("judge-1", "score.set"), ("host", "say")):
        expected = "unknown_kind" if kind == "score.set" else "closed"
        assert sitting.refused(seat, kind) == expected
