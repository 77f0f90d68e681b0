"""What is confidential stays where it belongs, and nothing that is hidden can be told from what is seen."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from live.machine import EMPLOYER, PUBLIC, SIDES, WORKERS, Event
from negotiation.engine.case import case_for
from negotiation.engine.machine import SessionMachine
from negotiation.engine.state import Table
from tests.negotiation.engine.cases import CASE, machine
from tests.negotiation.engine.moves import sensible
from tests.negotiation.engine.secrets import FORBIDDEN, leaks
from tests.negotiation.engine.sitting import VIEWS, Sitting, words_in


def played(rules: SessionMachine) -> Sitting:
    """A session in which both sides whisper and draft, a figure is shown and all news comes."""
    sitting = Sitting(rules, watched=True).open(2)
    sitting.do("workers-chief", "fact.show", {"fact": "survey"})
    for side in SIDES:
        sitting.do(f"{side}-2", "caucus.say", {"text": f"whisper-{side}-1"}, None)
        sitting.do(f"{side}-2", "offer.draft", {"terms": {"pay": "A"}, "note": f"whisper-{side}-2"}, None)
    sitting.wait(1_000)
    sitting.do("host", "inject.release", {"inject": "N3"})
    return sitting


def test_each_view_is_told_what_it_may_know_and_no_more() -> None:
    sitting = played(machine())

    assert leaks(sitting.heard, sitting) == set()
    everything = set().union(*FORBIDDEN.values())
    assert len(everything) > 80
    for name, words in FORBIDDEN.items():
        missing = {word for word in everything - words if word not in sitting.heard[name]}
        # A public inject that was never released is with the officials alone; nothing else is missing.
        assert {word.rsplit("-", 1)[0] for word in missing} <= {"news-N4"}


class LeakyView(SessionMachine):
    """The control: what one side drafted stands in the other's view."""

    def view(self, state: Table, audiences: frozenset[str]) -> Mapping[str, Any]:
        seen = super().view(state, audiences)
        return {**seen, "progress": state.drafts[EMPLOYER]} if audiences == VIEWS[WORKERS] else seen


class LeakyCase(SessionMachine):
    """The control: spectators read a side's points."""

    def view(self, state: Table, audiences: frozenset[str]) -> Mapping[str, Any]:
        seen = super().view(state, audiences)
        return {**seen, "scenario": {**seen["scenario"], "points": case_for(CASE, VIEWS[WORKERS])["points"]}}


class LeakyEvents(SessionMachine):
    """The control: what a side says to itself is told to everybody."""

    def decide(self, *arguments: Any) -> Sequence[Event]:
        return [replace(event, audience=PUBLIC) for event in super().decide(*arguments)]


@pytest.mark.parametrize(
    ("leaky", "found"),
    [
        (LeakyView, (WORKERS, "whisper-employer-2")),
        (LeakyCase, ("public", "610010")),
        (LeakyEvents, ("public", "whisper-workers-1")),
    ],
)
def test_a_planted_leak_is_found(leaky: type[SessionMachine], found: tuple[str, str]) -> None:
    sitting = Sitting(leaky(CASE, machine().setup), watched=True)
    if leaky is LeakyView:
        sitting.clients = {}  # its patches do not merge either, which is found elsewhere
    for side in SIDES:
        sitting.do(f"{side}-2", "caucus.say", {"text": f"whisper-{side}-1"}, None)
        sitting.do(f"{side}-2", "offer.draft", {"terms": {"pay": "A"}, "note": f"whisper-{side}-2"}, None)
    heard = {name: sitting.heard[name] | words_in(sitting.view(name)) for name in VIEWS}

    assert found in leaks(heard, sitting)


def test_before_anything_is_said_a_side_reads_its_own_papers_only() -> None:
    case = case_for(CASE, VIEWS[WORKERS])

    assert case["brief"]["reservation"] == 610_502
    assert case["points"]["pay"] == {"A": 610_010, "B": 610_011, "C": 610_012}
    assert case["issues"]["pay"]["options"]["A"]["cost"] == "610010.25"
    assert set(case["facts"]) == {"people", "survey"}
    assert set(case["constraints"]) == {"K2", "K3"}
    assert set(case["documents"]) == {"demand", "draft"}
    assert not {"briefs", "judging", "injects", "debrief"} & set(case)


def test_spectators_and_the_recorder_read_what_is_public() -> None:
    case = case_for(CASE, VIEWS["public"])

    assert set(case["facts"]) == {"people"}
    assert case["issues"]["hours"]["options"]["A"] == {
        "text": {"zh": "文 option-hours-A-zh", "en": "Text option-hours-A-en"},
        "lawful": False,
        "order": 1,
        "floor": "F-hours",
    }
    assert not {"brief", "points", "interactions", "constraints", "briefs", "judging", "injects", "debrief"} & set(case)


def test_officials_read_both_briefs_and_the_news_to_come_but_no_points() -> None:
    case = case_for(CASE, VIEWS["officials"])

    assert set(case["briefs"]) == set(SIDES)
    assert case["injects"]["N1"]["minute"] == 8
    assert "minute" not in case["injects"]["N3"]
    assert not {"judging", "points", "debrief"} & set(case)


def test_judges_read_both_briefs_points_and_figures() -> None:
    case = case_for(CASE, VIEWS["judges"])

    assert {side: case["judging"][side]["points"]["rest"]["B"] for side in SIDES} == {
        "workers": 610_031,
        "employer": 720_031,
    }
    assert set(case["facts"]) == {"people", "survey", "margin"}
    assert [key for key, option in case["issues"]["pay"]["options"].items() if option.get("decoy")] == ["B"]
    assert case["debrief"] == {"1": {"zh": "文 debrief-zh", "en": "Text debrief-en"}}
    assert not {"injects", "brief", "points"} & set(case)


def test_only_judges_are_told_which_option_is_a_decoy() -> None:
    for name, audiences in VIEWS.items():
        decoys = "decoy" in words_in(case_for(CASE, audiences)["issues"])
        assert decoys == (name == "judges")


# --- Two runs that differ in what is hidden -----------------------------------------------------

Move = tuple[str, str, Any, int, str]
HIDDEN = ("caucus.say", "offer.draft")


@settings(max_examples=40)
@given(data=st.data(), setting=st.sampled_from(["hall", "online"]), phase=st.integers(3, 5))
def test_two_runs_that_differ_in_what_one_side_hides_look_the_same_to_everybody_else(
    data: st.DataObject, setting: str, phase: int
) -> None:
    with_secrets = Sitting(machine(setting=setting), watched=True).open(phase)
    seen: list[Move] = []
    for _ in range(15):
        seat, kind, what = data.draw(sensible(with_secrets))
        seconds, answer = data.draw(st.sampled_from([0, 1, 30, 130])), with_secrets.answer(seat, kind, what)
        if not answer:
            with_secrets.do(seat, kind, what)
        if not with_secrets.answer("employer-2", "caucus.say", {"text": "Psst."}) and data.draw(st.booleans()):
            with_secrets.do("employer-2", "caucus.say", {"text": "Psst."})
        hidden = kind in HIDDEN and seat.startswith("employer")
        seen.append(("", "", {}, seconds, "") if hidden else (seat, kind, what, seconds, answer))
        with_secrets.wait(seconds)

    without = replayed(seen, Sitting(machine(setting=setting), watched=True).open(phase))

    for name in VIEWS.keys() - {EMPLOYER}:
        assert without.frames[name] == with_secrets.frames[name]


def replayed(moves: Sequence[Move], sitting: Sitting) -> Sitting:
    """The same moves once more, each answered as it was the first time."""
    for seat, kind, what, seconds, answer in moves:
        if seat:
            assert sitting.answer(seat, kind, what) == answer
        if seat and not answer:
            sitting.do(seat, kind, what)
        sitting.wait(seconds)
    return sitting
