"""How narrow a ranking is: what is said of single values is what adding everything up anew would say."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from scoring.engine.rubric import Criterion, Rubric, Scale
from scoring.engine.standings import Component, Record, Rules, Score, Table, TieBreak, standings
from scoring.quality import margins
from scoring.quality.engine.narrow import Sheet, delicate
from tests.scoring.contests.house import contest_of, organiser_of, signed_in
from tests.scoring.quality.test_quality import judged, page

SCALE = Scale(Fraction(0), Fraction(2), Fraction(1))
TEXT = {"zh": "", "en": ""}


def rubric(weights: tuple[int, ...], *, drop: int = 0) -> Rubric:
    names = {f"c{n}": Fraction(weight) for n, weight in enumerate(weights)}
    criteria = {id: Criterion(id, "team", 1, TEXT, TEXT, weight, SCALE, {}) for id, weight in names.items()}
    return Rubric("r", "1", TEXT, criteria, drop_from=3 if drop else 0, drop=drop)


@st.composite
def contests(draw: st.DrawFn) -> tuple[Rules, Record, list[Sheet]]:
    """Matches of two teams by two or three judges on a coarse scale, so that places often hang on one value."""
    by = rubric(draw(st.sampled_from([(50, 50), (80, 20), (1, 99)])), drop=draw(st.integers(0, 1)))
    over = draw(st.sampled_from(["mean", "sum", "best", "last"]))
    relative = draw(st.booleans())
    order = (TieBreak("criteria", "live", ("c0",)), TieBreak("penalties"))
    rules = Rules((Component("live", Fraction(1), over_rounds=over, relative=relative),), order)
    judges = [f"judge-{n}" for n in range(draw(st.integers(2, 3)))]
    teams = [f"t{n}" for n in range(2 * draw(st.integers(1, 2)))]
    sheets = []
    for match, round in enumerate(range(1, draw(st.integers(1, 2)) + 1)):
        for number, team in enumerate(teams):
            values = {judge: {id: Fraction(draw(st.integers(0, 2))) for id in by.criteria} for judge in judges}
            score = Score(
                team, "live", Fraction(0), round, ("workers", "employer")[number % 2], "", {"c0": Fraction(0)}
            )
            empty = Sheet(match, by, values, Fraction(0), Fraction(draw(st.integers(0, 100))), score)
            sheets.append(replace(empty, score=empty.scored(values)))
    return rules, Record(tuple(teams), tuple(sheet.score for sheet in sheets)), sheets


@given(contests())
def test_the_values_that_matter_are_those_that_adding_up_anew_finds_one_by_one(
    held: tuple[Rules, Record, list[Sheet]],
) -> None:
    rules, record, sheets = held
    now = {line.team: line.place for line in standings(rules, record)}
    expected = set()
    for sheet in sheets:
        for judge, given_values in sheet.values.items():
            for criterion, value in given_values.items():
                for other in (value - 1, value + 1):
                    if not 0 <= other <= 2:
                        continue
                    score = sheet.scored({**sheet.values, judge: {**given_values, criterion: other}})
                    scores = tuple(score if each is sheet.score else each for each in record.scores)
                    then = {line.team: line.place for line in standings(rules, replace(record, scores=scores))}
                    moved = {team: (now[team], then[team]) for team in now if now[team] != then[team]}
                    turned = sheet.ahead(score) != sheet.ahead(sheet.score)
                    if moved or turned:
                        place = (sheet.score.team, sheet.score.round, judge, criterion, other)
                        expected.add((*place, tuple(sorted(moved.items())), turned))

    table = Table(rules, record)
    found = {
        (
            each.sheet.score.team,
            each.sheet.score.round,
            each.judge,
            each.criterion,
            each.value,
            tuple(sorted(each.moved.items())),
            each.turned,
        )
        for each in delicate(table, sheets)
    }

    assert found == expected
    assert table.lines() == standings(rules, record)


@pytest.mark.django_db(transaction=True)
def test_the_page_tries_other_values_says_what_would_come_of_them_and_changes_nothing() -> None:
    contest, match, _judge = judged()
    client = signed_in(organiser_of("shaanxi"))
    ranking = margins.ranking_of(contest)
    one = next(iter(ranking.sheets.values()))
    lowest = {
        margins.field(judge, id): str(float(one.rubric.criteria[id].scale.low))
        for judge, given_values in one.values.items()
        for id in given_values
    }
    chosen = {"sheet": f"{match.pk}-{one.score.side}"}

    plain = client.get(page("narrow"), chosen)
    tried = client.get(page("narrow"), chosen | lowest)

    assert plain.status_code == tried.status_code == 200
    assert plain.context["what"] is None
    assert set(ranking.table.places.values()) == {1}, "the judges of this session found both sides equal"
    assert [(each["now"], each["then"]) for each in tried.context["what"]["moved"]] == [(1, 2)]
    assert tried.context["found"]["values"] == plain.context["found"]["values"] > 10
    assert margins.ranking_of(contest).table.lines() == ranking.table.lines()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("text", ["11", "-1", "7.3", "x", "１０００", "1/3", "1e3", "\0", "9" * 400])
def test_what_is_no_value_of_the_scale_is_named_and_nothing_is_computed(text: str) -> None:
    contest, match, _judge = judged()
    sheet = next(iter(margins.ranking_of(contest).sheets.values()))
    judge, criterion = next((judge, next(iter(given_values))) for judge, given_values in sheet.values.items())
    asked = {"sheet": f"{match.pk}-{sheet.score.side}", margins.field(judge, criterion): text}

    answer = signed_in(organiser_of("shaanxi")).get(page("narrow"), asked)

    assert answer.status_code == 422
    assert answer.context["what"] is None


@pytest.mark.django_db(transaction=True)
def test_a_contest_without_results_and_a_sheet_that_is_not_there_say_so() -> None:
    contest_of(2)
    contest_of(0, slug="empty")
    client = signed_in(organiser_of("shaanxi"))
    nobody = signed_in(organiser_of("empty")).get(reverse("quality:narrow", args=["empty"]))
    assert nobody.context["found"]["lines"] == []

    for asked in ({}, {"sheet": "1-workers"}, {"sheet": "x"}):
        answer = client.get(page("narrow"), asked)
        assert answer.status_code == 200
        assert answer.context["found"]["values"] == 0


@pytest.mark.django_db(transaction=True)
def test_a_judge_of_the_contest_does_not_read_it() -> None:
    _contest, _match, judge = judged()

    assert signed_in(judge).get(page("narrow")).status_code == 403


def test_a_table_says_who_is_tied_before_any_tie_break() -> None:
    rules = Rules((Component("live", Fraction(1)),), (TieBreak("criteria", "live", ("law",)),))
    more: dict[str, Any] = {"criteria": {"law": Fraction(2)}}
    scores = (Score("a", "live", Fraction(1)), Score("b", "live", Fraction(1), **more), Score("c", "live", Fraction(0)))
    table = Table(rules, Record(("a", "b", "c"), scores))

    assert table.places == {"b": 1, "a": 2, "c": 3}
    assert [table.is_tied(team) for team in "abc"] == [True, True, False]
