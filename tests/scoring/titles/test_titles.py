"""Titles go to whom the written rules say, and to nobody by the order of the alphabet."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.engine.titles import Award, BadTitles, Choice, Person, Place, Title, awards

BEST_CHIEF = Title("best-chief", "person", 1, roles=("chief",), min_matches=2, per_team=1)
BEST = Title(
    "best", "person", 2, roles=("chief", "representative"), min_matches=2, per_team=1, not_with=("best-chief",)
)
EXCELLENT = Title("excellent", "person", 2, roles=("representative",), min_matches=1, not_with=("best-chief", "best"))
FIRST = Title("first", "team", 1)


def person(id: str, team: str, *scores: int, role: str = "representative") -> Person:
    return Person(id, team, role, tuple(map(Fraction, scores)))


def winners(award: Award) -> list[str]:
    return [winner.id for winner in award.winners]


def test_the_best_chief_is_the_chief_with_the_highest_mean_of_enough_matches() -> None:
    people = [
        person("a1", "a", 90, 80, role="chief"),
        person("b1", "b", 99, role="chief"),
        person("c1", "c", 86, 86, role="chief"),
        person("c2", "c", 100, 100),
    ]
    (award,) = awards([BEST_CHIEF], people)
    assert winners(award) == ["c1"]
    assert award.winners[0].figure == 86
    assert [(each.id, each.why) for each in award.passed_over] == [("b1", "few_matches")]


def test_who_has_a_title_that_excludes_another_makes_room_for_the_next() -> None:
    people = [
        person("a1", "a", 95, 95, role="chief"),
        person("b1", "b", 90, 90),
        person("c1", "c", 80, 80),
    ]
    _chief, best = awards([BEST_CHIEF, BEST], people)
    assert winners(best) == ["b1", "c1"]
    assert [(each.id, each.why) for each in best.passed_over] == [("a1", "has_title")]


def test_a_team_gets_no_more_of_a_title_than_it_may() -> None:
    people = [person("a1", "a", 95, 95), person("a2", "a", 94, 94), person("b1", "b", 60, 60)]
    (award,) = awards([replace(BEST, not_with=())], people)
    assert winners(award) == ["a1", "b1"]
    assert [(each.id, each.why) for each in award.passed_over] == [("a2", "team_full")]


def test_equals_across_the_edge_of_the_quota_stay_open_and_officials_choose_by_name() -> None:
    people = [person("a1", "a", 90, 90), person("b1", "b", 80, 80), person("c1", "c", 80, 80)]
    titles = [replace(BEST, not_with=())]
    (before,) = awards(titles, people)
    assert (winners(before), before.open, before.left) == (["a1"], ("b1", "c1"), 1)
    choice = Choice("best", ("c1", "b1"), "评委会", "现场记名投票 5 : 2")
    (after,) = awards(titles, people, choices=[choice])
    assert winners(after) == ["a1", "c1"]
    assert after.winners[1].chosen_by == "评委会"
    assert after.winners[0].chosen_by == ""


def test_equals_of_one_team_of_which_only_one_may_win_stay_open_too() -> None:
    people = [person("a1", "a", 90, 90), person("a2", "a", 90, 90)]
    (award,) = awards([replace(BEST, not_with=())], people)
    assert (winners(award), award.open) == ([], ("a1", "a2"))


def test_team_titles_follow_places_and_two_third_teams_are_both_named_where_both_fit() -> None:
    titles = [FIRST, Title("second", "team", 1, 2), Title("third", "team", 2, 3)]
    places = [Place("a", 1), Place("b", 2), Place("c", 3), Place("d", 3), Place("e", None)]
    handed = awards([titles[0], replace(titles[1], not_with=("first",)), titles[2]], places=places)
    assert [winners(award) for award in handed] == [["a"], ["b"], ["c", "d"]]
    assert handed[2].winners[0].place == 3


def test_the_best_organisers_are_whom_officials_named_with_their_reason() -> None:
    title = Title("organiser", "named", 2)
    assert awards([title])[0].left == 2
    (award,) = awards([title], choices=[Choice("organiser", ("宝鸡市总工会",), "组委会", "选拔、培训、演练齐全")])
    assert (winners(award), award.left) == (["宝鸡市总工会"], 1)
    assert award.winners[0].reason == "选拔、培训、演练齐全"


@pytest.mark.parametrize(
    "titles",
    [
        [FIRST, FIRST],
        [replace(FIRST, not_with=("second",)), Title("second", "team", 1)],
    ],
)
def test_titles_listed_twice_or_excluded_by_a_later_one_are_refused(titles: list[Title]) -> None:
    with pytest.raises(BadTitles):
        awards(titles)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"id": "x", "kind": "luck", "quota": 1},
        {"id": "x", "kind": "team", "quota": 0},
        {"id": "x", "kind": "person", "quota": 1},
        {"id": "x", "kind": "team", "quota": None},
    ],
)
def test_a_title_that_nobody_could_get_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(BadTitles):
        Title.from_json(data)


def test_titles_read_back_as_they_were_written() -> None:
    assert [Title.from_json(title.as_json()) for title in (FIRST, BEST)] == [FIRST, BEST]


people_lists = st.lists(
    st.builds(
        Person,
        st.sampled_from([f"p{number}" for number in range(12)]),
        st.sampled_from("abc"),
        st.sampled_from(["chief", "representative"]),
        st.lists(st.integers(0, 3).map(Fraction), max_size=3).map(tuple),
    ),
    unique_by=lambda each: each.id,
    max_size=12,
)


@given(people_lists, st.randoms(use_true_random=False))
def test_no_rule_is_broken_and_no_order_of_entry_matters(people: list[Person], dice: object) -> None:
    titles = [BEST_CHIEF, BEST, EXCELLENT]
    handed = awards(titles, people)
    shuffled = list(people)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    again = awards(titles, shuffled)
    assert [(winners(each), each.open) for each in handed] == [(winners(each), each.open) for each in again]
    by_id = {each.id: each for each in people}
    taken: set[str] = set()
    for title, award in zip(titles, handed, strict=True):
        got = [by_id[id] for id in winners(award)]
        assert len(got) <= title.quota
        assert not taken & set(winners(award))
        taken |= set(winners(award))
        assert all(each.role in title.roles and len(each.scores) >= title.min_matches for each in got)
        teams = [each.team for each in got]
        assert not title.per_team or all(teams.count(team) <= title.per_team for team in teams)
        figures = [each.mean for each in got]
        assert figures == sorted(figures, reverse=True)


@given(people_lists)
def test_nobody_is_left_out_who_was_better_than_a_winner_without_it_being_said(people: list[Person]) -> None:
    (award,) = awards([replace(BEST, not_with=())], people)
    lowest = min((winner.figure for winner in award.winners if winner.figure is not None), default=None)
    said = {each.id for each in award.passed_over} | set(winners(award)) | set(award.open)
    for each in people:
        if lowest is not None and each.role in BEST.roles and each.mean > lowest:
            assert each.id in said


ALL_ROUND = Title(
    "all-round", "person", 3, roles=("chief",), counts=(("matches", Fraction(3)), ("theory", Fraction(1)))
)


def test_a_title_that_counts_several_things_compares_their_weighted_mean() -> None:
    people = [
        replace(person("a", "a", 80, 90, role="chief"), marks={"theory": Fraction(45)}),
        replace(person("b", "b", 70, role="chief"), marks={"theory": Fraction(100), "documents": Fraction(100)}),
        person("c", "c", 90, role="chief"),
    ]
    (award,) = awards([ALL_ROUND], people)
    assert [(each.id, each.figure) for each in award.winners] == [
        ("b", Fraction(155, 2)),
        ("a", Fraction(75)),
        ("c", Fraction(135, 2)),
    ]
    assert award.winners[0].parts == (("matches", 70), ("theory", 100))


@pytest.mark.parametrize(
    "counts", [{"theory": 0}, {"theory": -1}, {"theory": "x"}, {"theory": "1/0"}, ["theory"], {"theory": None}]
)
def test_weights_that_weigh_nothing_are_refused(counts: object) -> None:
    with pytest.raises(BadTitles):
        Title.from_json({"id": "t", "kind": "person", "quota": 1, "roles": ["chief"], "counts": counts})


def test_only_a_title_for_people_counts_several_things_and_it_reads_back_as_written() -> None:
    with pytest.raises(BadTitles):
        replace(FIRST, counts=ALL_ROUND.counts)
    assert Title.from_json(ALL_ROUND.as_json()) == ALL_ROUND
