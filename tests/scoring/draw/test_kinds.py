"""Byes of a double knock-out, seeds, and sides of Swiss rounds."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine.draw import Entrant, Lots, Pool, pair

seeds = st.binary(min_size=32, max_size=32)


@settings(max_examples=60, deadline=None)
@given(st.integers(3, 40), seeds)
def test_a_double_knock_out_gives_a_second_bye_only_where_an_odd_number_all_had_one(teams: int, seed: bytes) -> None:
    lots, codes = Lots(seed), [f"{n:02}" for n in range(teams)]
    lost, byes, met = Counter[str](), Counter[str](), list[tuple[str, str]]()
    while len(alive := [code for code in codes if lost[code] < 2]) > 1:
        row = tuple(Entrant(code, rank=1 + lost[code], byes=byes[code]) for code in alive)
        drawn = pair([Pool(row, "defeats", len(row) % 2)], met, lots)
        assert len(drawn.byes) == len(row) % 2
        assert all(not byes[code] for code in drawn.byes) or all(byes[code] for code in alive)
        met += drawn.matches
        byes.update(drawn.byes)
        lost.update(match[lots.below(2)] for match in drawn.matches)


@given(st.integers(2, 8), seeds)
def test_winners_of_groups_meet_runners_up_of_other_groups(groups: int, seed: bytes) -> None:
    row = tuple(Entrant(f"{g}{place}", group=str(g), rank=place) for g in range(groups) for place in (1, 2))

    for one, other in pair([Pool(row, "seeds")], [], Lots(seed)).matches:
        assert {one[1], other[1]} == {"1", "2"}
        assert one[0] != other[0]


@given(st.integers(2, 24), seeds)
def test_the_best_seeds_have_the_byes_and_the_best_of_the_rest_meets_the_last(teams: int, seed: bytes) -> None:
    byes = (1 << (teams - 1).bit_length()) - teams
    row = tuple(Entrant(f"{n:02}", rank=n) for n in range(1, teams + 1))

    drawn = pair([Pool(row, "seeds", byes)], [], Lots(seed))

    assert sorted(map(int, drawn.byes)) == list(range(1, byes + 1))
    assert all(int(one) + int(other) == byes + 1 + teams for one, other in drawn.matches)


@settings(deadline=None)
@given(st.integers(3, 9), seeds)
def test_sides_of_swiss_rounds_differ_by_one_at_most(half: int, seed: bytes) -> None:
    lots, codes = Lots(seed), [f"{n:02}" for n in range(2 * half)]
    met, won, ahead = list[tuple[str, str]](), Counter[str](), Counter[str]()
    for _round in range(2):
        row = tuple(
            Entrant(
                c, rank=1 + sum(won[d] > won[c] for d in codes), workers=max(ahead[c], 0), employer=max(-ahead[c], 0)
            )
            for c in codes
        )
        for match in pair([Pool(row, "swiss")], met, lots).matches:
            met.append(match)
            ahead[match[0]] += 1
            ahead[match[1]] -= 1
            won[match[lots.below(2)]] += 1
        assert max(map(abs, ahead.values())) <= 1
