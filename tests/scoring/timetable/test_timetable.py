"""A timetable keeps every rule, is as good as it says, and an impossible one says why."""

import json
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from negotiation.scenario_yaml import written as yaml
from scoring.timetable.answer import Sitting
from scoring.timetable.check import Breach, check, cost, costs
from scoring.timetable.example import example
from scoring.timetable.file import Unusable, read, read_answer, written
from scoring.timetable.problem import Judge, Match, Problem, Room, Team
from scoring.timetable.repair import changes, repair, without
from scoring.timetable.solve import solve

STARTS = (540, 600, 660, 720, 780, 840)
TEAMS = tuple(Team(f"T{n}", f"City {n}", f"Works {n}") for n in range(1, 5))
CUP = (
    Match("M1", 1, ("T1", "T2"), 60, 3),
    Match("M2", 1, ("T3", "T4"), 60, 3),
    Match("M3", 2, ("winner of M1", "winner of M2"), 60, 3),
)
JUDGES = tuple(Judge(f"J{n}", "Elsewhere", head=n % 2 == 1) for n in range(1, 8))
ROOMS = (Room("Hall 1", ((480, 1080),)), Room("Hall 2", ((480, 1080),)))
SMALL = Problem("2026-12-05", STARTS, TEAMS, ROOMS, JUDGES, CUP, team_rest=30)


@pytest.fixture(autouse=True)
def _in_english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    with translation.override("en"):
        yield


def found(problem: Problem, seconds: float = 4):
    outcome = solve(problem, seconds=seconds)
    assert outcome.answer is not None
    assert check(problem, outcome.answer) == []
    return outcome


def codes(problem: Problem, answer) -> set[str]:
    return {breach.code for breach in check(problem, answer)}


def test_a_small_cup_is_solved_proven_and_lawful() -> None:
    outcome = found(SMALL)

    assert outcome.status == "optimal"
    assert outcome.cost == outcome.bound == cost(SMALL, outcome.answer)
    assert outcome.gap == 0


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    span = st.sampled_from([(), (), ((480, 720),), ((600, 1080),), ((480, 600), (660, 1080))])
    judges = tuple(
        Judge(
            f"J{n}",
            draw(st.sampled_from(["Elsewhere", "Elsewhere", "City 1", "City 3"])),
            draw(st.sampled_from(["", "", "Works 2"])),
            draw(st.sampled_from([True, True, False])),
            draw(st.integers(0, 4)),
            draw(span),
            draw(st.sampled_from([(), (("T4", "family"),)])),
        )
        for n in range(draw(st.integers(5, 9)))
    )
    extra = (Match("M4", 2, ("loser of M1", "loser of M2"), 60, 3), Match("M5", 1, ("T1", "T3"), 60, 3))
    matches = CUP + extra[: draw(st.integers(0, 2))]
    fresh = draw(st.sampled_from([(), (frozenset({1, 2}),)]))
    rests = draw(st.sampled_from([0, 30])), draw(st.sampled_from([0, 15]))
    return Problem("2026-12-05", STARTS, TEAMS, ROOMS, judges, matches, *rests, fresh, draw(st.integers(0, 3)))


@settings(max_examples=60, deadline=None)
@given(problems())
def test_the_checker_finds_no_fault_in_what_the_search_found_and_never_cheaper_than_the_bound(problem: Problem) -> None:
    outcome = solve(problem, seconds=1.5, explain=False)

    if outcome.answer is not None:
        assert check(problem, outcome.answer) == []
        assert outcome.cost == cost(problem, outcome.answer) >= outcome.bound


MUTATIONS = {
    "missing": lambda a: {id: each for id, each in a.items() if id != "M2"},
    "unknown_match": lambda a: {**a, "M99": a["M1"]},
    "no_start": lambda a: {**a, "M1": replace(a["M1"], start=541)},
    "unknown_room": lambda a: {**a, "M1": replace(a["M1"], room="Cellar")},
    "order": lambda a: {**a, "M3": replace(a["M3"], start=a["M1"].start)},
    "room_taken": lambda a: {**a, "M2": replace(a["M1"], panel=a["M2"].panel)},
    "judge_rest": lambda a: {**a, "M2": Sitting(a["M1"].start, "Hall 2", a["M1"].panel)},
    "panel_size": lambda a: {**a, "M1": replace(a["M1"], panel=a["M1"].panel[:2])},
    "unknown_judge": lambda a: {**a, "M1": replace(a["M1"], panel=(*a["M1"].panel[:2], "Nobody"))},
    "head": lambda a: {**a, "M1": replace(a["M1"], panel=("J2", "J4", "J6"))},
}


@pytest.mark.parametrize("code", MUTATIONS)
def test_an_answer_that_was_tampered_with_is_caught(code: str) -> None:
    assert code in codes(SMALL, MUTATIONS[code](found(SMALL).answer))


def test_conflicts_absences_closed_rooms_rests_and_old_acquaintance_are_caught() -> None:
    answer = found(SMALL).answer
    seated, start = answer["M1"].panel[0], answer["M1"].start

    def with_judge(**facts) -> Problem:
        return replace(SMALL, judges=tuple(replace(j, **facts) if j.id == seated else j for j in JUDGES))

    assert Breach("conflict", ("M1",), seated, "city: T1") in check(with_judge(city="City 1"), answer)
    assert Breach("conflict", ("M1",), seated, "employer: T2") in check(with_judge(employer="Works 2"), answer)
    assert Breach("conflict", ("M1",), seated, "coached: T1") in check(
        with_judge(conflicts=(("T1", "coached"),)), answer
    )
    assert "absent" in codes(with_judge(free=((start + 1, 1080),)), answer)
    assert "closed" in codes(replace(SMALL, rooms=tuple(replace(r, open=((0, 500),)) for r in ROOMS)), answer)
    again = replace(SMALL, matches=(*CUP, Match("M4", 1, ("T1", "T3"), 60, 3)), fresh=(frozenset({1}),))
    assert "fresh" in codes(again, {**answer, "M4": replace(answer["M1"], start=840)})
    assert "team_rest" in codes(again, {**answer, "M4": replace(answer["M1"], start=start)})


def test_the_soft_faults_are_counted_as_the_page_defines_them() -> None:
    answer = {
        "M1": Sitting(540, "Hall 1", ("J1", "J2", "J3")),
        "M2": Sitting(540, "Hall 2", ("J4", "J5", "J6")),
        "M3": Sitting(720, "Hall 2", ("J1", "J2", "J3")),
    }
    problem = replace(SMALL, experience=2, judges=(replace(JUDGES[0], city="City 1"), *JUDGES[1:]))

    # 9 seats for 7 judges: each 1 or 2, J7 has none. Nine judges' points of experience are missing.
    # J1 to J3 change the hall, and meet the winner of M1 again; J1 may meet the team of their city.
    assert costs(problem, answer) == {"load": 1, "experience": 9, "moves": 3, "repeats": 3, "possible": 1}
    assert cost(problem, answer) == 4 + 18 + 3 + 9 + 1


def test_an_impossible_panel_is_named_with_its_match_and_rules() -> None:
    judges = tuple(replace(judge, city="City 1") if judge.id in "J1J2J3J4J5" else judge for judge in JUDGES)
    outcome = solve(replace(SMALL, judges=judges), seconds=5)

    assert outcome.status == "impossible"
    assert outcome.core is not None
    assert outcome.core.matches == ("M1",)
    assert outcome.core.rules == ("conflict",)
    assert outcome.core.smallest


def test_too_little_time_is_named_as_rest_order_and_opening() -> None:
    rooms = (Room("Hall 1", ((540, 660),)),)
    outcome = solve(replace(SMALL, rooms=rooms), seconds=5)

    assert outcome.status == "impossible"
    assert outcome.core is not None
    assert "opening" in outcome.core.rules
    assert not {"conflict", "head", "absent"} & set(outcome.core.rules)


def test_a_judge_who_falls_out_costs_one_change_for_each_seat_and_history_stays() -> None:
    before = found(SMALL).answer
    gone, since = before["M3"].panel[0], before["M3"].start  # a match cannot flee before it, into the past
    changed = without(SMALL, before, gone, since)
    outcome = repair(changed, before, since, seconds=4)

    assert outcome.answer is not None
    assert check(changed, outcome.answer) == []
    assert outcome.fewest
    assert [(each.match, each.what, each.before) for each in changes(before, outcome.answer)] == [
        ("M3", "panel", (gone,))
    ]


def test_a_repair_that_cannot_be_says_which_match_and_rule_stand_against_it() -> None:
    few = replace(SMALL, judges=JUDGES[:3])
    before = found(few).answer
    since = before["M3"].start
    outcome = repair(without(few, before, "J2", since), before, since, seconds=5)

    assert outcome.status == "impossible"
    assert outcome.core is not None
    assert outcome.core.matches == ("M3",)
    assert "absent" in outcome.core.rules


def test_a_room_that_closes_moves_only_what_was_in_it() -> None:
    before = found(SMALL).answer
    room = before["M3"].room
    changed = without(SMALL, before, room, before["M3"].start)
    outcome = repair(changed, before, before["M3"].start, seconds=4)

    assert outcome.answer is not None
    assert check(changed, outcome.answer) == []
    assert [(each.match, each.what) for each in changes(before, outcome.answer)] == [("M3", "place")]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("panel: 5", "panel: 4", "must be one of 3, 5 or 7"),
        ("winner of M12", "winner of M99", "is no team and no match"),
        ("2026-12-05 08:30\n", "2026-13-05 08:30\n", "is no time of the calendar"),
        ("experience: 2\n", "experiense: 2\n", "is no field of this file"),
        ("id: Hall 2", "id: Hall 1", "is there twice"),
    ],
)
def test_a_wrong_file_is_refused_with_line_and_field(old: str, new: str, said: str) -> None:
    text = yaml(example(16, 15, 7))
    assert old in text

    with pytest.raises(Unusable, match=said) as refused:
        read(text.replace(old, new, 1).encode(), "p.yaml")
    assert str(refused.value).startswith("p.yaml:")


def test_the_committed_examples_are_what_the_command_prints() -> None:
    folder = Path(__file__).parents[3] / "scoring/timetable/examples"
    for teams, judges in ((16, 15), (64, 40)):
        out = StringIO()
        call_command("timetable", "example", "--teams", str(teams), "--judges", str(judges), stdout=out)
        assert out.getvalue() == (folder / f"{teams}.yaml").read_text()


def test_the_command_solves_checks_repairs_and_says_what_a_move_breaks(tmp_path: Path) -> None:
    file, answer = tmp_path / "p.yaml", tmp_path / "a.json"
    file.write_text(yaml(example(4, 9, 1)))

    def run(*words: str) -> str:
        out = StringIO()
        call_command("timetable", *words, stdout=out)
        return out.getvalue()

    limits = ("--seconds", "4")
    assert "optimal" in run("solve", str(file), "--out", str(answer), *limits)
    assert "No rule is broken." in run("check", str(file), "--answer", str(answer))
    read_back = read_answer(answer.read_bytes(), "2026-12-05")
    judge = read_back["M1"].panel[0]
    assert f"{judge} leaves" in run("repair", str(file), "--answer", str(answer), "--gone", judge, *limits)
    other = next(f"Judge {n}" for n in range(1, 10) if f"Judge {n}" not in read_back["M1"].panel)
    assert "wrong size (6/5)" in run("repair", str(file), "--answer", str(answer), "--move", other, "M1")
    broken = json.loads(answer.read_text())
    broken["matches"]["M1"]["room"] = "Cellar"
    answer.write_text(json.dumps(broken))
    with pytest.raises(CommandError, match="there is no room Cellar"):
        run("check", str(file), "--answer", str(answer))
    with pytest.raises(CommandError, match="No such file"):
        run("check", str(tmp_path / "none"), "--answer", str(answer))


def test_an_answer_written_is_the_answer_read() -> None:
    answer = found(SMALL).answer

    assert read_answer(written(SMALL, answer, status="optimal").encode(), SMALL.day) == answer
