"""Round robin, for every size and many seeds."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine.draw import Lots, round_robin


@settings(max_examples=60)
@given(st.integers(2, 24), st.binary(min_size=32, max_size=32))
def test_everybody_meets_everybody_once_and_sides_are_even(count: int, seed: bytes) -> None:
    codes = [f"T{n:02}" for n in range(count)]
    rounds = round_robin(codes, Lots(seed))
    met = [pair for each in rounds for pair in each]
    workers, employers = Counter(pair[0] for pair in met), Counter(pair[1] for pair in met)

    assert sorted(tuple(sorted(pair)) for pair in met) == sorted(combinations(codes, 2))
    assert all(len({code for pair in each for code in pair}) == 2 * len(each) for each in rounds)
    assert all(abs(workers[code] - employers[code]) <= 1 for code in codes)


def test_groups_of_five_five_five_and_four_play_36_matches() -> None:
    sizes = (5, 5, 5, 4)

    assert sum(len(each) for n in sizes for each in round_robin(map(str, range(n)), Lots(bytes(32)))) == 36


def test_one_team_or_a_code_twice_is_refused() -> None:
    for codes in (["A"], ["A", "A"]):
        with pytest.raises(ValueError):
            round_robin(codes, Lots(bytes(32)))
