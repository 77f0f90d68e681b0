"""One round's pairs: the least bad matching there is, against every matching there is; and whole contests by it."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring import drawing
from scoring.engine.draw import Entrant, Lots, Pool, Round, pair

seeds = st.binary(min_size=32, max_size=32)
Couple = tuple[str, str]


@st.composite
def pools(draw: st.DrawFn, most: int = 7) -> Pool:
    count = draw(st.integers(1, most))
    teams = tuple(
        Entrant(
            f"t{n:02}",
            draw(st.sampled_from("abc")),
            draw(st.sampled_from(["", "A", "B"])),
            draw(st.integers(1, 4)),
            byes=draw(st.integers(0, 2)),
            workers=draw(st.integers(0, 3)),
            employer=draw(st.integers(0, 3)),
        )
        for n in range(count)
    )
    byes = draw(st.integers(0, count).filter(lambda found: (count - found) % 2 == 0))
    return Pool(teams, draw(st.sampled_from(["lot", "points"])), byes)


def ways(codes: Sequence[str], byes: int) -> Iterator[tuple[list[Couple], list[str]]]:
    """Every choice of byes and pairs."""
    for left in combinations(codes, byes):
        for pairs in matchings([code for code in codes if code not in left]):
            yield pairs, list(left)


def matchings(codes: Sequence[str]) -> Iterator[list[Couple]]:
    if not codes:
        yield []
        return
    first, *others = codes
    for other in others:
        for rest in matchings([code for code in others if code != other]):
            yield [(first, other), *rest]


def badness(pool: Pool, met: Counter[frozenset[str]], pairs: Sequence[Couple], byes: Sequence[str]) -> tuple[int, ...]:
    """What the handbook says, written down anew: second byes, meetings, distance, groups, cities."""
    of = {team.code: team for team in pool.teams}
    last = max(team.rank for team in pool.teams)
    ahead = {code: team.workers - team.employer for code, team in of.items()}
    uneven = [{a, b} for a, b in pairs if min(ahead[a], ahead[b]) >= 2 or max(ahead[a], ahead[b]) <= -2]
    far = sum((of[a].rank - of[b].rank) ** 2 for a, b in pairs) + sum((last - of[code].rank) ** 2 for code in byes)
    return (
        sum(of[code].byes for code in byes),
        sum(met[frozenset(couple)] for couple in pairs),
        len(uneven),
        far if pool.by == "points" else 0,
        sum(of[a].group == of[b].group != "" for a, b in pairs),
        sum(of[a].city == of[b].city for a, b in pairs),
    )


@settings(max_examples=1000, deadline=None)
@given(pools(), st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda two: two[0] != two[1])), seeds)
def test_no_other_matching_is_better(pool: Pool, numbers: list[tuple[int, int]], seed: bytes) -> None:
    met = [(f"t{a:02}", f"t{b:02}") for a, b in numbers]
    counted = Counter(frozenset(couple) for couple in met)

    found = pair([pool], met, Lots(seed))

    best = min(badness(pool, counted, *way) for way in ways([team.code for team in pool.teams], pool.byes))
    assert badness(pool, counted, found.matches, found.byes) == best
    everybody = [code for match in found.matches for code in match] + list(found.byes)
    assert sorted(everybody) == [team.code for team in pool.teams]
    assert len(found.byes) == pool.byes


@settings(max_examples=1000, deadline=None)
@given(pools(), seeds)
def test_whoever_sat_with_the_workers_less_often_sits_there(pool: Pool, seed: bytes) -> None:
    of = {team.code: team.workers - team.employer for team in pool.teams}

    assert all(of[workers] <= of[employer] for workers, employer in pair([pool], [], Lots(seed)).matches)


@given(st.integers(2, 12), seeds)
def test_the_order_of_the_list_changes_nothing(count: int, seed: bytes) -> None:
    teams = tuple(Entrant(f"t{n:02}", str(n % 3)) for n in range(count))
    byes = count % 2

    one, other = (pair([Pool(row, "lot", byes)], [], Lots(seed)) for row in (teams, teams[::-1]))

    assert one == other


def test_every_opponent_is_as_likely_as_any_other() -> None:
    teams = tuple(Entrant(code) for code in "abcd")
    drawn = Counter(
        frozenset(next(match for match in pair([Pool(teams)], [], Lots(n.to_bytes(32, "big"))).matches if "a" in match))
        for n in range(600)
    )

    assert len(drawn) == 3
    # Each is drawn 200 times on the mean, with a standard deviation of 11.5: four of them are one in 5,000 runs.
    assert all(154 < count < 246 for count in drawn.values())


class Contest:
    """A contest that is drawn round by round; the lot of this seed says who wins."""

    def __init__(self, teams: int, cities: int, seed: bytes) -> None:
        self.lots = Lots(seed)
        self.city = {f"t{n:03}": str(n % cities) for n in range(teams)}
        self.met: list[Couple] = []
        self.byes: Counter[str] = Counter()
        self.sides: dict[str, Counter[str]] = {code: Counter() for code in self.city}
        self.lost: Counter[str] = Counter()

    def pool(self, codes: Sequence[str], *, by: str = "lot", byes: int | None = None) -> Pool:
        ranks = {lost: 1 + sum(self.lost[code] < lost for code in codes) for lost in set(self.lost.values()) | {0}}
        teams = tuple(
            Entrant(
                code,
                self.city[code],
                rank=ranks[self.lost[code]],
                byes=self.byes[code],
                workers=self.sides[code]["workers"],
                employer=self.sides[code]["employer"],
            )
            for code in codes
        )
        return Pool(teams, by, len(teams) % 2 if byes is None else byes)

    def play(self, *pools: Pool) -> Round:
        drawn = pair(pools, self.met, self.lots)
        for workers, employer in drawn.matches:
            self.met.append((workers, employer))
            self.sides[workers]["workers"] += 1
            self.sides[employer]["employer"] += 1
            self.lost[(workers, employer)[self.lots.below(2)]] += 1
        self.byes.update(drawn.byes)
        return drawn


@settings(max_examples=500, deadline=None)
@given(st.integers(2, 24), st.integers(1, 12), seeds)
def test_a_knock_out_drawn_round_by_round_leaves_one_after_every_other_lost_once(
    teams: int, cities: int, seed: bytes
) -> None:
    contest = Contest(teams, cities, seed)
    alive = list(contest.city)
    byes = (1 << (teams - 1).bit_length()) - teams
    rounds = 0
    while len(alive) > 1:
        contest.play(contest.pool(alive, byes=byes))
        alive, byes, rounds = [code for code in alive if not contest.lost[code]], 0, rounds + 1

    assert len(contest.met) == teams - 1
    assert rounds == (teams - 1).bit_length()
    assert max(contest.byes.values(), default=0) <= 1
    assert all(contest.lost[code] == (code not in alive) for code in contest.city)


@settings(max_examples=500, deadline=None)
@given(st.integers(2, 16), seeds)
def test_after_two_defeats_everybody_but_one_is_out(teams: int, seed: bytes) -> None:
    contest = Contest(teams, 5, seed)
    for _round in range(4 * teams):
        above = [code for code in contest.city if contest.lost[code] == 0]
        below = [code for code in contest.city if contest.lost[code] == 1]
        if len(above) + len(below) == 1:
            break
        if len(above) == len(below) == 1 or not above:
            contest.play(contest.pool(above + below))
        else:
            contest.play(*(contest.pool(codes) for codes in (above, below) if codes))

    assert len([code for code in contest.city if contest.lost[code] < 2]) == 1
    assert 2 * teams - 2 <= len(contest.met) <= 2 * teams - 1


@settings(max_examples=500, deadline=None)
@given(st.integers(6, 18), st.integers(3, 5), seeds)
def test_swiss_rounds_repeat_no_meeting_and_no_bye_while_that_is_possible(teams: int, rounds: int, seed: bytes) -> None:
    contest = Contest(teams, 4, seed)
    for _round in range(min(rounds, teams // 2)):
        contest.play(contest.pool(list(contest.city), by="points"))

    assert max(Counter(frozenset(couple) for couple in contest.met).values()) == 1
    assert max(contest.byes.values(), default=0) <= 1
    assert all(abs(sides["workers"] - sides["employer"]) <= 2 for sides in contest.sides.values())


def test_places_are_played_for_by_neighbours_in_the_standings() -> None:
    teams = tuple(Entrant(f"t{n}", rank=n) for n in (3, 1, 4, 2))

    drawn = pair([Pool(teams, "places")], [], Lots(bytes(32)))

    assert {frozenset(match) for match in drawn.matches} == {frozenset({"t1", "t2"}), frozenset({"t3", "t4"})}


@pytest.mark.parametrize("byes", [-1, 1, 6])
def test_byes_that_leave_somebody_without_an_opponent_are_no_pool(byes: int) -> None:
    with pytest.raises(ValueError, match="opponent"):
        Pool(tuple(Entrant(code) for code in "abcd"), "lot", byes)


ENTRIES = [{"code": f"{n:02}", "name": f"队{n}", "city": f"市{n % 3}"} for n in range(6)]
RULES: list[dict[str, Any]] = [
    drawing.first_round(ENTRIES),
    drawing.first_round(ENTRIES) | {"kind": "table"},
    {"kind": "sides", "pairs": [["00", "01"], ["02", "05"]]},
    {"kind": "turns"},
]


@pytest.mark.parametrize("rules", RULES)
def test_a_round_is_drawn_again_from_its_file_and_any_change_shows(rules: dict[str, Any]) -> None:
    published, seed = drawing.commit(ENTRIES, rules)
    drawn = json.loads(json.dumps(drawing.draw(published, seed)))
    assert drawing.differences(drawn, published) == []

    part = "order" if rules["kind"] == "turns" else "matches"
    tampered = drawn | {part: drawn[part][::-1]}
    assert drawing.differences(tampered, published) != []
    with pytest.raises(drawing.Unfit):
        drawing.differences(drawn | {"entries": [*ENTRIES[:-1], {"code": "05", "name": "队五", "city": "市9"}]})


@pytest.mark.parametrize(
    "rules",
    [
        {"kind": "lottery"},
        {"kind": "pairs"},
        {"kind": "turns", "more": 1},
        {"kind": "sides", "pairs": [["00", "99"]]},
        {"kind": "sides", "pairs": "00"},
        {
            "kind": "pairs",
            "pools": [{"by": "lot", "byes": 1, "teams": [drawing.entrant("00"), drawing.entrant("01")]}],
            "met": [],
        },
        {"kind": "pairs", "pools": [{"by": "luck", "byes": 0, "teams": []}], "met": []},
        {
            "kind": "pairs",
            "pools": [{"by": "lot", "byes": 0, "teams": [drawing.entrant("00"), drawing.entrant("00")]}],
            "met": [],
        },
        {"kind": "pairs", "pools": [{"by": "lot", "byes": 0, "teams": [drawing.entrant("00", rank="1")]}], "met": []},
    ],
)
def test_rules_that_are_none_are_refused_before_anything_is_committed(rules: dict[str, Any]) -> None:
    with pytest.raises(drawing.Unfit):
        drawing.commit(ENTRIES, rules)
