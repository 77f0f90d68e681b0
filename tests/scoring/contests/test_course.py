"""Which round is next: whole contests by the formats of the library and by random ones, played to their end."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.contests.library import formats
from scoring.engine.draw import Entrant, Lots, Pool, groups, pair, round_robin
from scoring.engine.draw.groups import Entry
from scoring.engine.format import Course, NotYet, Played, Stage, Step, byes_of, outlook, read


@dataclass
class Playing:
    """A contest whose every result the dice give: the lower number wins."""

    format: dict[str, Any]
    teams: list[str]
    dice: Random
    played: list[Played] = field(default_factory=list)
    groups: dict[str, dict[str, str]] = field(default_factory=dict)
    rounds: Counter[str] = field(default_factory=Counter)

    def course(self) -> Course:
        read_format = read(self.format)
        marked = frozenset(stage.id for stage in read_format.stages)
        return Course(read_format, self.teams, self.played, self.ranking, marked, self.groups)

    def ranking(self, stage: Stage, among: Sequence[str]) -> list[tuple[str, int]]:
        return [(team, place) for place, team in enumerate(sorted(among), 1)]

    def to_the_end(self) -> str:
        """Plays on; what it ends with."""
        for _round in range(200):
            try:
                step = self.course().next()
            except NotYet as not_yet:
                return not_yet.code
            self.play(step)
        return "for ever"

    def play(self, step: Step) -> None:
        lots = Lots(self.dice.randbytes(32))
        self.rounds[step.stage.id] += 1
        if step.stage.system == "groups":
            dealt = groups([Entry(team, "") for team in step.teams], step.stage.groups, lots)
            self.groups[step.stage.id] = {team: "ABCDEFGH"[n] for n, row in enumerate(dealt) for team in row}
            matches = [
                (number, *match)
                for row in dealt
                for number, of_round in enumerate(round_robin(row, lots), 1)
                for match in of_round
            ]
        elif step.stage.system == "turns":
            matches = [(1, team, "") for team in step.teams]
        else:
            pools = [
                Pool(tuple(Entrant(team, rank=step.places.get(team, 1)) for team in pool), "lot", byes)
                for pool, byes in zip(step.pools, byes_of(step), strict=True)
            ]
            matches = [(step.round, *match) for match in pair(pools, [], lots).matches]
        self.played += [
            Played(step.stage.id, number, one, other, done=True, winner=self.dice.choice((one, other)))
            for number, one, other in matches
        ]


@pytest.mark.parametrize("name", sorted(formats()))
def test_every_format_of_the_library_is_played_to_its_end_in_the_matches_that_its_outlook_tells(name: str) -> None:
    playing = Playing(formats()[name], [f"t{n:02}" for n in range(16)], Random(name))

    assert playing.to_the_end() == "over"

    told = {each.stage: each.matches for each in outlook(read(formats()[name]), teams=16, rooms=4).stages}
    counted = Counter(match.stage for match in playing.played)
    doubles = {stage["id"] for stage in formats()[name]["stages"] if stage["system"] == "double"}
    for stage, matches in told.items():
        # The last match of a double knock-out is played again when the unbeaten one loses it.
        assert counted[stage] in ({matches, matches + 1} if stage in doubles else {matches})


def one_stage(system: str, **more: Any) -> dict[str, Any]:
    base = formats()["recommended"]
    stage = {
        "id": "only",
        "title": {"zh": "一", "en": "One"},
        "system": system,
        "component": "live",
        "minutes": 10,
        "panel": 3,
    }
    return {**base, "stages": [{**stage, **more}]}


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(["single", "double", "paired", "swiss", "groups"]), st.integers(2, 20), st.integers(0, 2**32))
def test_no_stage_goes_on_for_ever_and_nobody_meets_themselves(system: str, teams: int, dice: int) -> None:
    more = {"groups": min(3, teams // 2)} if system == "groups" else {}
    playing = Playing(one_stage(system, **more), [f"t{n:02}" for n in range(teams)], Random(dice))

    assert playing.to_the_end() == "over"

    assert all(match.workers != match.employer for match in playing.played)
    by_round = Counter((match.round, team) for match in playing.played for team in (match.workers, match.employer))
    assert max(by_round.values()) == 1


def test_the_beaten_of_the_semifinals_play_for_the_third_place() -> None:
    playing = Playing(one_stage("single", third=True), list("abcd"), Random(1))

    playing.to_the_end()

    final = [match for match in playing.played if match.round == 2]
    assert len(final) == 2
    assert {team for match in final for team in (match.workers, match.employer)} == set("abcd")


def test_winners_of_groups_go_on_as_many_of_each() -> None:
    format = one_stage("groups", groups=2, advance=4)
    playing = Playing(format, [f"t{n}" for n in range(8)], Random(3))
    playing.to_the_end()
    course = playing.course()

    through = course.through(course.format.stages[0], playing.teams)

    assert Counter(playing.groups["only"][team] for team in through) == {"A": 2, "B": 2}


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("results", {"done": False, "winner": ""}),
        ("equal", {"winner": ""}),
    ],
)
def test_the_next_round_waits_for_results_and_for_winners(code: str, change: dict[str, Any]) -> None:
    playing = Playing(one_stage("single"), list("abcd"), Random(1))
    playing.play(playing.course().next())
    playing.played[0] = replace(playing.played[0], **change)

    with pytest.raises(NotYet) as not_yet:
        playing.course().next()

    assert not_yet.value.code == code


def test_a_cut_between_equals_waits_for_a_decision_and_names_them() -> None:
    format = formats()["recommended"]
    playing = Playing(format, [f"t{n:02}" for n in range(16)], Random(1))
    playing.play(playing.course().next())
    course = playing.course()

    tied = replace(
        course, ranking=lambda stage, among: [(team, min(place, 8)) for team, place in playing.ranking(stage, among)]
    )

    with pytest.raises(NotYet) as not_yet:
        tied.next()
    assert not_yet.value.code == "equal"
    assert not_yet.value.teams == tuple(f"t{n:02}" for n in range(7, 16))


def test_marks_that_decide_who_goes_on_are_waited_for() -> None:
    format = formats()["theory-gate"]
    course = replace(Playing(format, [f"t{n:02}" for n in range(16)], Random(1)).course(), marked=frozenset())

    with pytest.raises(NotYet) as not_yet:
        course.next()

    assert not_yet.value.code == "marks"


def test_a_knock_out_seeded_by_groups_gets_each_team_with_its_place_in_its_group() -> None:
    playing = Playing(formats()["groups-knockout"], [f"t{n:02}" for n in range(16)], Random(5))
    while (step := playing.course().next()).stage.id != "knockout":
        playing.play(step)

    met = playing.groups["groups"]

    assert step.by == "seeds"
    assert Counter(step.places.values()) == {1: 4, 2: 4}
    for team, place in step.places.items():
        better = [other for other in met if met[other] == met[team] and other < team]
        assert place == 1 + len(better)


def test_a_knock_out_seeded_by_marks_waits_for_the_marks() -> None:
    format = formats()["groups-knockout"]
    first, _groups, knockout = format["stages"]
    seeded = {**format, "stages": [first, {**knockout, "seeded_by": first["id"]}]}
    playing = Playing(seeded, [f"t{n:02}" for n in range(8)], Random(5))

    with pytest.raises(NotYet) as not_yet:
        replace(playing.course(), marked=frozenset()).next()

    assert (not_yet.value.code, not_yet.value.stage) == ("marks", first["id"])
    assert playing.course().next().places == {team: place for place, team in enumerate(playing.teams, 1)}
