"""Lots and groups, for many random contests."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine.draw import Entry, Lots, groups

SEEDS = st.binary(min_size=32, max_size=32)


@settings(max_examples=60)
@given(st.lists(st.integers(0, 6), min_size=1, max_size=40), st.integers(1, 8), SEEDS)
def test_groups_are_balanced_complete_and_keep_a_city_apart(cities: list[int], count: int, seed: bytes) -> None:
    entries = [Entry(f"T{n:02}", str(city)) for n, city in enumerate(cities)]
    count = min(count, len(entries))
    drawn = groups(entries, count, Lots(seed))
    home = {entry.code: entry.city for entry in entries}

    assert sorted(code for group in drawn for code in group) == sorted(home)
    assert max(map(len, drawn)) - min(map(len, drawn)) <= 1
    for city, teams in Counter(home.values()).items():
        assert max(sum(home[code] == city for code in group) for group in drawn) == -(-teams // count)
    assert groups(entries[::-1], count, Lots(seed)) == drawn


@settings(max_examples=60)
@given(SEEDS, st.integers(1, 100))
def test_a_lot_stays_below_its_bound_and_a_shuffle_loses_nothing(seed: bytes, bound: int) -> None:
    assert 0 <= Lots(seed).below(bound) < bound
    assert sorted(Lots(seed).shuffled(range(bound))) == list(range(bound))


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(ValueError):
        Lots(b"short")
    with pytest.raises(ValueError):
        groups([Entry("A", "x"), Entry("A", "y")], 1, Lots(bytes(32)))
    with pytest.raises(ValueError):
        groups([Entry("A", "x")], 2, Lots(bytes(32)))
