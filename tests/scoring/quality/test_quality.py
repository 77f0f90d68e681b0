"""How well judges judged and how fair cases are: figures against other software, and who may read what when."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from people.models import User
from scoring.allocation.models import Judge
from scoring.contests.models import Contest, Match, Standings
from scoring.models import Panel, Place, Result
from scoring.quality import judging, studies
from scoring.quality.engine.against import against, others
from scoring.quality.engine.balance import balance
from scoring.quality.models import Opinion, Trial
from tests.cast import judged_session
from tests.scoring.contests.house import contest_of, organiser_of, signed_in, teams_of

pytestmark = pytest.mark.django_db(transaction=True)

marks = st.floats(0, 100, allow_nan=False)


@given(st.lists(st.tuples(marks, marks), min_size=2, max_size=12))
def test_the_balance_of_a_case_is_students_paired_comparison(pairs: list[tuple[float, float]]) -> None:
    found = balance(pairs)
    differences = np.array([workers - employer for workers, employer in pairs])

    assert found is not None
    assert found.difference == pytest.approx(differences.mean())
    if differences.std() > 1e-6:
        low, high = stats.t.interval(0.95, len(pairs) - 1, differences.mean(), stats.sem(differences))
        assert (found.low, found.high) == (pytest.approx(low, abs=1e-6), pytest.approx(high, abs=1e-6))


def test_the_balance_of_ten_published_differences_is_what_was_published() -> None:
    # Student, "The probable error of a mean", Biometrika 6 (1908), table of additional hours of sleep.
    dextro = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    laevo = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]

    found = balance(list(zip(laevo, dextro, strict=True)))

    assert found is not None
    assert found.difference == pytest.approx(1.58)
    assert (found.low, found.high) == (pytest.approx(0.7001, abs=1e-4), pytest.approx(2.4599, abs=1e-4))
    assert found.uneven


def test_one_match_has_no_interval_and_none_has_nothing() -> None:
    found = balance([(80.0, 70.0)])

    assert found is not None
    assert (found.low, found.uneven) == (None, False)
    assert balance([]) is None


@given(st.dictionaries(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz")), st.integers(0, 10), min_size=1))
def test_whoever_gives_a_point_less_everywhere_is_a_point_stricter(values: dict[Any, int]) -> None:
    measure = {cell: Fraction(value) for cell, value in values.items()}
    own = {cell: value - 1 for cell, value in measure.items()}

    found = against(own, measure)

    assert found is not None
    assert (found.severity, found.distance, set(found.criteria.values())) == (-1, 1, {-1})


def test_the_others_are_everybody_but_oneself() -> None:
    values = {"a": {("t", "x"): Fraction(9)}, "b": {("t", "x"): Fraction(5)}, "c": {("t", "x"): Fraction(7)}}

    assert others(values, "a") == {("t", "x"): Fraction(6)}


def judged() -> tuple[Contest, Match, User]:
    """A contest whose one match has a really judged and published panel; its judge is on the contest's list."""
    cast = judged_session()
    contest = contest_of(2)
    workers, employer = teams_of(contest)
    session = cast.published_panel.session
    match = Match.objects.create(
        contest=contest, stage="preliminary", session=session, workers=workers, employer=employer
    )
    judge = cast.people["judge"]
    Judge.objects.create(contest=contest, name="评委", person=judge)
    return contest, match, judge


def publish(contest: Contest) -> None:
    Standings.objects.create(
        contest=contest,
        version=1,
        content=[],
        computed_by=organiser_of("shaanxi"),
        confirmed_by=organiser_of("shaanxi", 2),
        published_at="2026-12-02T00:00:00Z",
    )


def page(name: str, *more: Any) -> str:
    return reverse(f"quality:{name}", args=["shaanxi", *more])


def test_those_who_run_the_contest_and_head_judges_read_the_report_and_judges_do_not() -> None:
    contest, match, judge = judged()
    head = Place.objects.get(panel__session=match.session, role="head_judge").person
    assert head is not None

    report = signed_in(organiser_of("shaanxi")).get(page("report"))

    assert report.status_code == 200
    assert str(judge) in report.content.decode()
    assert signed_in(head).get(page("report")).status_code == 200
    assert signed_in(judge).get(page("report")).status_code == 403
    assert studies.report(contest, stage="semi") is None


def test_a_judges_own_sheet_opens_with_the_standings_and_names_nobody_else() -> None:
    contest, _match, judge = judged()
    assert signed_in(judge).get(page("sheet")).context["found"] is None

    publish(contest)

    shown = signed_in(judge).get(page("sheet"))
    assert shown.context["found"]["matches"] == 1
    assert signed_in(organiser_of("shaanxi")).get(page("sheet")).status_code == 404


def test_a_judge_tries_themselves_once_on_a_recorded_session_and_sees_how_they_compare() -> None:
    contest, match, judge = judged()
    panel = Panel.objects.get(session=match.session)
    organiser = signed_in(organiser_of("shaanxi"))
    organiser.post(page("calibrate"), {"panel": panel.pk})
    calibration = contest.calibrations.get()
    typed = {f"{side}_{each['id']}": "6" for side in judging.SIDES for each in judging.criteria_of(panel)}
    client = signed_in(judge)

    assert client.post(page("trial", calibration.pk), typed | {next(iter(typed)): "11"}).status_code == 422
    assert client.post(page("trial", calibration.pk), typed).status_code == 302
    assert client.post(page("trial", calibration.pk), typed).status_code == 422

    # The cast's judge gave 7 everywhere.
    assert client.get(page("calibrations")).context["rows"][0]["mine"]["severity"] == "-1.00"
    assert Trial.objects.get().person == judge
    assert str(judge) in organiser.get(page("calibrations")).content.decode()


def test_only_a_published_public_session_serves_for_calibration() -> None:
    contest, match, _judge = judged()
    match.session.public = False
    match.session.save()
    panel = Panel.objects.get(session=match.session)

    signed_in(organiser_of("shaanxi")).post(page("calibrate"), {"panel": panel.pk})
    signed_in(organiser_of("shaanxi")).post(page("calibrate"), {"panel": "x"})

    assert contest.calibrations.count() == 0


def test_teams_are_asked_about_their_panel_after_the_standings_and_judges_never_read_it() -> None:
    contest, match, judge = judged()
    chief = User.objects.create(username="chief", name="首席")
    match.workers.members.filter(role="chief").update(person=chief)
    client = signed_in(chief)
    seats = judging.judges_of(match)
    typed = {f"{seat}_{number}": "4" for seat in seats for number in range(judging.QUESTIONS)} | {"text": "评语很有用"}
    assert client.post(page("opinion", match.pk), typed).status_code == 422

    publish(contest)

    assert client.post(page("opinion", match.pk), typed | {f"{seats[0]}_0": "6"}).status_code == 422
    assert client.post(page("opinion", match.pk), typed).status_code == 302
    assert client.post(page("opinion", match.pk), typed).status_code == 422
    assert Opinion.objects.count() == 1
    assert "评语很有用" in signed_in(organiser_of("shaanxi")).get(page("report")).content.decode()
    assert judging.opinions_by_judge(contest)[0]["judge"] == str(judge)
    assert signed_in(judge).get(page("opinion", match.pk)).status_code == 403


def test_the_balance_of_cases_is_shown_from_confirmed_results() -> None:
    contest, match, _judge = judged()

    rows = signed_in(organiser_of("shaanxi")).get(page("balance")).context["rows"]

    totals = Result.objects.exclude(confirmed_by="").get(panel__session=match.session).content["totals"]
    difference = float(Fraction(totals["workers"]["total"]) - Fraction(totals["employer"]["total"]))
    assert [(row["matches"], row["difference"], row["uneven"]) for row in rows] == [(1, f"{difference:.2f}", False)]
    assert Client().get(page("balance")).status_code == 302
    assert contest.matches.count() == 1
