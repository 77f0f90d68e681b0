"""Standings are exact, complete and explained, whatever the scores are."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.engine.standings import (
    Component,
    Decision,
    Duel,
    Lot,
    Penalty,
    Record,
    Rules,
    Score,
    Table,
    TieBreak,
    standings,
)
from scoring.engine.standings.rules import BadRules

THEORY = Component("theory", Fraction(20))
DOCUMENTS = Component("documents", Fraction(15))
LIVE = Component("live", Fraction(55))
QUESTIONS = Component("questions", Fraction(10))
ORDER = (
    TieBreak("component", "live"),
    TieBreak("criteria", "live", ("law", "strategy")),
    TieBreak("penalties"),
    TieBreak("duel"),
    TieBreak("component", "theory"),
    TieBreak("decision"),
    TieBreak("lot"),
)
HOUSE = Rules((THEORY, DOCUMENTS, LIVE, QUESTIONS), ORDER)


def score(team: str, component: str, value: str | int, **more: object) -> Score:
    return Score(team, component, Fraction(value), **more)  # type: ignore[arg-type]


def places(rules: Rules, record: Record) -> dict[str, int | None]:
    return {line.team: line.place for line in standings(rules, record)}


def test_a_total_is_the_weighted_sum_that_one_works_out_by_hand() -> None:
    record = Record(
        ("baoji",),
        (
            score("baoji", "theory", 80),
            score("baoji", "documents", 60),
            score("baoji", "live", 90, round=1),
            score("baoji", "live", 81, round=2),
            score("baoji", "questions", 70),
        ),
        (Penalty("baoji", "live", Fraction(3), round=2),),
    )
    (line,) = standings(HOUSE, record)
    # 80 × 20 % + 60 × 15 % + (90 + 78) / 2 × 55 % + 70 × 10 % = 16 + 9 + 46.2 + 7
    assert line.total == Fraction("78.2")
    assert line.parts["live"].rounds == {1: 90, 2: 78}
    assert line.parts["live"].weighted == Fraction("46.2")


def test_totals_that_look_equal_on_paper_are_compared_at_full_precision() -> None:
    rules = Rules((LIVE,), ORDER[:1])
    hair = Fraction("93.98") + Fraction(1, 10**30)
    record = Record(("baoji", "xian"), (score("baoji", "live", "93.98"), Score("xian", "live", hair)))
    assert places(rules, record) == {"xian": 1, "baoji": 2}


def tied(**more: object) -> Record:
    """Two teams with the same total of 93.98 and the same in every component."""
    scores = tuple(score(team, "live", "93.98") for team in ("baoji", "xian"))
    return replace(Record(("baoji", "xian"), scores), **more)


def test_teams_that_nothing_separates_share_a_place_and_wait_for_a_decision() -> None:
    lines = standings(HOUSE, tied())
    assert [(line.place, line.open) for line in lines] == [(1, True), (1, True)]


def test_a_decision_separates_them_and_stands_in_both_lines_with_name_and_reason() -> None:
    vote = Decision(("xian", "baoji"), "评委会七人记名投票", "4 : 3")
    lines = standings(HOUSE, tied(decisions=(vote,)))
    assert [(line.team, line.place, line.open) for line in lines] == [("xian", 1, False), ("baoji", 2, False)]
    assert all(line.separated[-1].by == vote.by and line.separated[-1].reason == "4 : 3" for line in lines)


def test_a_decision_between_other_teams_changes_nothing() -> None:
    vote = Decision(("xian", "ankang"), "评委会", "4 : 3")
    assert places(HOUSE, tied(decisions=(vote,))) == {"baoji": 1, "xian": 1}


def test_the_last_word_has_the_lot_and_its_record_is_named() -> None:
    lines = standings(HOUSE, tied(lots=(Lot(("xian", "baoji"), "draw 7f3a"),)))
    assert [line.team for line in lines] == ["xian", "baoji"]
    assert lines[0].separated[-1].reason == "draw 7f3a"


def test_an_earlier_step_wins_over_a_later_one() -> None:
    record = tied(
        duels=(Duel("baoji", "xian"),),
        decisions=(Decision(("xian", "baoji"), "评委会", "4 : 3"),),
        penalties=(Penalty("xian", "documents", Fraction(0)),),
    )
    lines = standings(HOUSE, record)
    assert [line.team for line in lines] == ["baoji", "xian"]
    assert [each.kind for each in lines[0].separated] == ["duel"]


def test_a_step_never_lifts_a_team_over_one_that_it_was_not_tied_with() -> None:
    rules = Rules((LIVE, THEORY), (TieBreak("component", "theory"),))
    record = Record(
        ("a", "b", "c"),
        (
            score("a", "live", 90),
            score("b", "live", 80),
            score("b", "theory", 0),
            score("c", "live", 60),
            score("c", "theory", 55),
        ),
    )
    # b and c have 58⅔ each and c is better in theory; a has 66 and was not examined at all.
    assert places(rules, record) == {"a": 1, "c": 2, "b": 3}


def test_who_played_the_harder_side_is_compared_with_those_who_played_it_too() -> None:
    rules = Rules((replace(LIVE, relative=True),))
    case = {"scenario": "riders", "round": 1}
    record = Record(
        ("a", "b", "c", "d"),
        (
            score("a", "live", 70, side="workers", **case),
            score("b", "live", 60, side="workers", **case),
            score("c", "live", 90, side="employer", **case),
            score("d", "live", 88, side="employer", **case),
        ),
    )
    # The workers' mean is 65, the employer's 89, all of them 77: a +5, c +1, d −1, b −5.
    assert [(line.team, line.total) for line in standings(rules, record)] == [
        ("a", 82),
        ("c", 78),
        ("d", 76),
        ("b", 72),
    ]


def test_a_disqualified_team_keeps_its_scores_and_loses_its_place() -> None:
    record = tied(disqualified={"baoji": "泄露商情"})
    lines = standings(HOUSE, record)
    assert [(line.team, line.place, line.reason) for line in lines] == [("xian", 1, ""), ("baoji", None, "泄露商情")]
    assert lines[1].total == lines[0].total


@pytest.mark.parametrize(
    "scores",
    [
        (score("nobody", "live", 1),),
        (score("baoji", "singing", 1),),
        (score("baoji", "live", 1), score("baoji", "live", 2)),
    ],
)
def test_a_score_without_a_team_without_a_component_or_twice_is_an_error(scores: tuple[Score, ...]) -> None:
    with pytest.raises(ValueError, match=r"no team or component|two scores"):
        standings(HOUSE, Record(("baoji",), scores))


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"components": []},
        {"components": [{"id": "live"}]},
        {"components": [{"id": "live", "weight": "heavy"}]},
        {"components": [{"id": "live", "weight": "1/0"}]},
        {"components": [{"id": "live", "weight": -1}]},
        {"components": [{"id": "live", "weight": 0}]},
        {"components": [{"id": "live", "weight": 1, "maximum": 0}]},
        {"components": [{"id": "live", "weight": 1, "over_rounds": "luck"}]},
        {"components": [{"id": "live", "weight": 1}, {"id": "live", "weight": 1}]},
        {"components": [{"id": "live", "weight": 1}], "tie_breaks": [{"kind": "talk"}]},
        {"components": [{"id": "live", "weight": 1}], "tie_breaks": [{"kind": "component", "component": "x"}]},
        {"components": [{"id": "live", "weight": 1}], "tie_breaks": [{"kind": "criteria", "component": "live"}]},
    ],
)
def test_rules_that_could_rank_nobody_are_refused_with_words(data: dict[str, object]) -> None:
    with pytest.raises(BadRules, match=r"\w"):
        Rules.from_json(data)


def test_rules_read_back_as_they_were_written() -> None:
    assert Rules.from_json(HOUSE.as_json()) == HOUSE


def test_a_decision_without_a_name_or_a_reason_is_none() -> None:
    with pytest.raises(ValueError, match="who made it"):
        Decision(("a", "b"), " ", "because")


TEAMS = [f"t{number}" for number in range(6)]
points = st.fractions(0, 100, max_denominator=4)


@st.composite
def records(draw: st.DrawFn) -> Record:
    """Few different figures, so that ties are common."""
    teams = tuple(draw(st.lists(st.sampled_from(TEAMS), min_size=1, max_size=6, unique=True)))
    cells = [(team, each.id, number) for team in teams for each in HOUSE.components for number in (1, 2)]
    chosen = draw(st.lists(st.sampled_from(cells), unique=True, max_size=len(cells)))
    scores = tuple(
        Score(team, component, Fraction(draw(st.integers(0, 3))), number) for team, component, number in chosen
    )
    duels = tuple(
        Duel(*pair)
        for pair in draw(st.lists(st.tuples(st.sampled_from(teams), st.sampled_from(teams)), max_size=5))
        if pair[0] != pair[1]
    )
    return Record(teams, scores, duels=duels)


@given(records())
def test_every_team_has_one_line_and_better_totals_stand_higher(record: Record) -> None:
    lines = standings(HOUSE, record)
    assert sorted(line.team for line in lines) == sorted(record.teams)
    assert all(above.total >= below.total for above, below in pairwise(lines))


@given(records())
def test_places_are_counted_like_in_a_contest_and_only_equals_share_one(record: Record) -> None:
    lines = standings(HOUSE, record)
    for number, line in enumerate(lines):
        sharing = [each for each in lines if each.place == line.place]
        assert line.place == lines.index(sharing[0]) + 1 <= number + 1
        assert line.open == (len(sharing) > 1)
        assert len({each.total for each in sharing}) == 1


@given(records(), st.randoms(use_true_random=False))
def test_the_order_in_which_scores_come_in_changes_nothing(record: Record, dice: object) -> None:
    scores, teams = list(record.scores), list(record.teams)
    dice.shuffle(scores)  # type: ignore[attr-defined]
    dice.shuffle(teams)  # type: ignore[attr-defined]
    assert standings(HOUSE, record) == standings(HOUSE, replace(record, scores=tuple(scores), teams=tuple(teams)))


@given(records(), points)
def test_relative_scores_do_not_change_when_a_whole_side_is_judged_higher(record: Record, more: Fraction) -> None:
    rules = Rules((replace(LIVE, relative=True),), ORDER[:1])
    sided = tuple(
        replace(each, side="workers" if each.team in TEAMS[:3] else "employer")
        for each in record.scores
        if each.component == "live"
    )
    lifted = tuple(replace(each, value=each.value + more) if each.side == "workers" else each for each in sided)
    before = standings(rules, replace(record, scores=sided))
    after = standings(rules, replace(record, scores=lifted))
    played = {each.team for each in sided}
    order = [[line.team for line in lines if line.team in played] for lines in (before, after)]
    assert order[0] == order[1]


#: The written order, and the steps that look at more than one team's own figures alone.
ORDERS = (ORDER, (TieBreak("duel"),), (TieBreak("criteria", "live", ("law",)), TieBreak("duel")))


@st.composite
def changes(draw: st.DrawFn) -> tuple[Rules, Record, list[Score]]:
    """A contest and scores that are changed in it one after the other; equals, penalties and stages are common."""
    teams = tuple(TEAMS[: draw(st.integers(2, 5))])
    cells = [
        (team, component, number) for team in teams for component, number in (("live", 1), ("live", 2), ("theory", 1))
    ]
    side = st.sampled_from(["workers", "employer"])
    scores = tuple(Score(*each[:2], Fraction(draw(st.integers(0, 1))), each[2], draw(side)) for each in cells)
    pairs = draw(st.lists(st.permutations(teams), max_size=5))
    record = Record(teams, scores, duels=tuple(Duel(*pair[:2]) for pair in pairs))
    for_teams = st.sampled_from(record.teams)
    penalties = draw(
        st.lists(st.builds(Penalty, for_teams, st.just("live"), st.just(Fraction(1)), st.just(1)), max_size=2)
    )
    reached = draw(st.dictionaries(for_teams, st.tuples(st.integers(0, 1)), max_size=3))
    out = draw(st.dictionaries(for_teams, st.just("a reason"), max_size=1))
    over = draw(st.sampled_from(["mean", "sum", "best", "last"]))
    relative = draw(st.booleans())
    rules = Rules((replace(THEORY, relative=relative), replace(LIVE, over_rounds=over)), draw(st.sampled_from(ORDERS)))
    found = draw(st.lists(st.sampled_from(record.scores), max_size=8))
    changed = [
        replace(each, value=Fraction(draw(st.integers(0, 1))), criteria={"law": Fraction(draw(st.integers(0, 2)))})
        for each in found
    ]
    return rules, replace(record, penalties=tuple(penalties), reached=reached, disqualified=out), changed


@given(changes())
def test_a_table_that_follows_changed_scores_is_the_one_that_is_added_up_anew(
    held: tuple[Rules, Record, list[Score]],
) -> None:
    rules, record, changed = held
    table = Table(rules, record)
    for score in changed:
        before = dict(table.places)
        moved = table.put(score)
        kept = [each for each in record.scores if (each.team, each.component, each.round) != _cell(score)]
        record = replace(record, scores=(*kept, score))
        assert table.lines() == standings(rules, record)
        assert moved == {team: (before[team], now) for team, now in table.places.items() if before[team] != now}


def _cell(score: Score) -> tuple[str, str, int]:
    return score.team, score.component, score.round


def test_a_table_takes_no_score_where_there_was_none() -> None:
    table = Table(HOUSE, Record(("baoji",), (score("baoji", "live", 80),)))
    with pytest.raises(ValueError, match="in its place"):
        table.put(score("baoji", "theory", 80))
    assert table.lines()[0].parts["theory"].points == 0
