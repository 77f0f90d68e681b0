"""The format of a contest, and the day that it makes."""

from contextlib import suppress
from copy import deepcopy
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.contests.library import NAMES, explained, formats
from scoring.engine.format import BadFormat, Stage, outlook, read
from scoring.engine.format.outlook import Hours, rounds_of


def stage(system: str, **more: Any) -> Stage:
    return Stage("s", {"zh": "赛", "en": "S"}, system, "live", 50, **more)


@pytest.mark.parametrize("name", NAMES)
def test_every_format_of_the_library_can_be_read_and_held(name: str) -> None:
    format = read(formats()[name])

    assert outlook(format, teams=16, rooms=4).too_long == ()


def test_the_three_phases_are_the_fourteen_matches_that_a_provincial_contest_played() -> None:
    found = outlook(read(formats()["three-phases"]), teams=16, rooms=4)

    assert [each.matches for each in found.stages] == [8, 4, 2]
    assert found.matches == 14


def test_nineteen_teams_in_four_groups_play_the_thirty_six_matches_that_a_city_contest_played() -> None:
    assert sum(rounds_of(stage("groups", groups=4), 19)) == 36


@given(teams=st.integers(2, 300), groups=st.integers(1, 8))
def test_in_groups_everybody_meets_everybody_of_their_group(teams: int, groups: int) -> None:
    sizes = [len(range(number, teams, groups)) for number in range(groups)]

    assert sum(rounds_of(stage("groups", groups=groups), teams)) == sum(n * (n - 1) // 2 for n in sizes)


@given(st.integers(2, 500))
def test_a_knock_out_has_a_match_less_than_teams_and_a_double_one_two_less_than_twice_as_many(teams: int) -> None:
    assert sum(rounds_of(stage("single", advance=1), teams)) == teams - 1
    assert sum(rounds_of(stage("double"), teams)) == 2 * teams - 2


def test_the_largest_contest_in_one_group_and_one_room_still_has_its_days() -> None:
    format = read(formats()["groups-knockout"])
    alone = replace(format, stages=(stage("groups", groups=1),))

    assert outlook(alone, teams=500, rooms=1).matches == 500 * 499 // 2


@given(
    name=st.sampled_from(NAMES),
    teams=st.integers(2, 70),
    rooms=st.integers(1, 10),
    begin=st.integers(6 * 60, 9 * 60),
    length=st.integers(6 * 60, 14 * 60),
)
def test_no_block_crosses_noon_or_the_end_of_the_day_and_no_two_overlap(
    name: str, teams: int, rooms: int, begin: int, length: int
) -> None:
    hours = Hours(begin, begin + length)
    found = outlook(read(formats()[name]), teams=teams, rooms=rooms, hours=hours)

    blocks = [block for day in found.days for block in day.blocks]
    for block in blocks:
        assert hours.begin <= block.begin < block.end <= hours.end
        assert block.end <= hours.noon[0] or block.begin >= hours.noon[1] or hours.noon[1] >= hours.end
        assert block.matches <= rooms
    for one, after in pairwise(blocks):
        assert (one.day, one.end) <= (after.day, after.begin)
    if not found.too_long:
        assert sum(block.matches for block in blocks) == sum(each.matches for each in found.stages)


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        (("components", 0, "weight"), -1, "components.0.weight"),
        (("components", 0, "weight"), "1e9", "components.0.weight"),
        (("components", 0, "title"), {"zh": "考"}, "components.0.title"),
        (("components", 2, "drop"), {"from": 2, "each_end": 1}, "components.2.drop"),
        (("stages", 2, "panel"), 0, "stages.2.panel"),
        (("stages", 0, "minutes"), True, "stages.0.minutes"),
        (("stages", 0, "component"), "nothing", "stages.0.component"),
        (("stages", 1, "id"), "theory", "stages.1.id"),
        (("team",), {"leader": [1, 1]}, "team"),
        (("sides",), "left", "sides"),
        (("titles", 0, "quota"), 0, "titles.0"),
        (("schema",), "contest-format/2", ""),
    ],
)
def test_a_fault_is_told_at_its_place_and_in_words(path: tuple[Any, ...], value: Any, where: str) -> None:
    broken: Any = deepcopy(formats()["recommended"])
    inside = broken
    for step in path[:-1]:
        inside = inside[step]
    inside[path[-1]] = value

    with pytest.raises(BadFormat) as raised:
        read(broken)

    assert where in [fault.path for fault in raised.value.faults]
    assert all(explained(fault).strip() for fault in raised.value.faults)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3)))
def test_whatever_stands_in_a_place_of_a_format_is_read_or_refused(value: Any) -> None:
    for place in ("components", "stages", "titles", "tie_breaks", "team", "blind", "sides", "title"):
        broken = {**formats()["recommended"], place: value}
        with suppress(BadFormat):
            assert read(broken).data == broken
