"""Agreement of judges against published figures, hand-made cases, and data from known parameters."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from girth import pcm_mml
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.rasch import estimated, simulated
from scoring.engine.agreement import (
    BadMarks,
    Mark,
    Marks,
    Unfit,
    alpha,
    consistency,
    fit,
    habits,
    icc,
    one_way,
    rankings,
    study,
)
from scoring.engine.agreement.marks import Floats

GAP = np.nan
#: K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), C: four observers, twelve units.
CANONICAL = np.array([
    [1, 2, 3, 3, 2, 1, 4, 1, 2, GAP, GAP, GAP],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, GAP, 3],
    [GAP, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, GAP],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, GAP],
]).T  # fmt: skip
#: P. E. Shrout and J. L. Fleiss, Psychological Bulletin 86 (1979), table 2: six targets, four judges.
SHROUT_FLEISS = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], dtype=float
)


def table(values: dict[str, dict[str, list[int]]]) -> Marks:
    """Of {judge: {team: values by criterion}}."""
    return Marks(
        tuple(
            Mark(team, judge, f"c{number}", Fraction(value))
            for judge, teams in values.items()
            for team, row in teams.items()
            for number, value in enumerate(row)
        )
    )


@pytest.mark.parametrize(("metric", "published"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_alpha_is_what_krippendorff_published(metric: str, published: float) -> None:
    assert alpha(CANONICAL, metric) == pytest.approx(published, abs=5e-4)


def test_intraclass_correlations_are_what_shrout_and_fleiss_published() -> None:
    found = icc(SHROUT_FLEISS)

    assert found is not None
    assert [round(each, 2) for each in (*one_way(SHROUT_FLEISS), *consistency(SHROUT_FLEISS))] == [
        0.17,
        0.44,
        0.71,
        0.91,
    ]
    assert [round(each, 2) for each in (found.single, found.average)] == [0.29, 0.62]
    # The bounds of R's psych::ICC on the same data, by McGraw and Wong's formula.
    bounds = [found.single_low, found.single_high, found.average_low, found.average_high]
    assert bounds == pytest.approx([0.019, 0.761, 0.071, 0.927], abs=1e-3)


def test_the_interval_of_the_intraclass_correlation_holds_the_true_one_19_times_of_20() -> None:
    rng, held, times = np.random.default_rng(5), 0, 400
    for _ in range(times):
        data = rng.normal(0, 1, (16, 1)) + rng.normal(0, 0.5, (1, 5)) + rng.normal(0, 1, (16, 5))
        found = icc(data)
        assert found is not None
        held += found.single_low <= 1 / 2.25 <= found.single_high
    assert 0.925 <= held / times <= 0.98


def test_units_with_a_gap_are_left_out_and_counted() -> None:
    with_gap = np.vstack([SHROUT_FLEISS, [1, GAP, 1, 1]])
    found = icc(with_gap)

    assert found is not None
    assert (found.units, found.left_out) == (6, 1)
    assert round(found.single, 2) == 0.29


@pytest.mark.parametrize("units", [np.full((5, 3), 4.0), np.array([[1.0, GAP], [GAP, 2.0]]), np.array([[1.0]])])
def test_where_nothing_can_be_said_nothing_is_said(units: Floats) -> None:
    assert alpha(units) is None
    assert icc(units) is None


units = st.integers(2, 5).flatmap(
    lambda judges: st.lists(
        st.lists(st.one_of(st.just(GAP), st.integers(0, 10)), min_size=judges, max_size=judges), min_size=1, max_size=12
    )
)


@settings(max_examples=100, deadline=None)
@given(units)
def test_agreement_is_never_more_than_one_and_does_not_mind_the_order_or_the_unit(rows: list[list[float]]) -> None:
    data = np.array(rows, dtype=float)
    found = alpha(data)
    if found is not None:
        assert found <= 1 + 1e-9
        assert alpha(data[::-1, ::-1] * 3 + 7) == pytest.approx(found, abs=1e-9)
    both = icc(data)
    if both is not None:
        assert both.single_low - 1e-9 <= both.single <= both.single_high + 1e-9 <= 1 + 2e-9


def test_a_severe_judge_is_as_many_points_below_the_others() -> None:
    marks = table({judge: {"a": [7, 8, 6, 5], "b": [4, 5, 6, 7]} for judge in ("x", "y")})
    severe = tuple(Mark(row.team, "z", row.criterion, row.value - 2) for row in marks.rows if row.judge == "x")
    found = habits(Marks(marks.rows + severe))

    assert [one.severity for one in found] == pytest.approx([-1, -1, 2])
    assert not any(one.halo or one.central for one in found)


def test_one_value_for_every_criterion_of_a_team_is_a_halo_and_one_for_all_teams_central_too() -> None:
    fine = {"a": [2, 9, 4, 7], "b": [8, 3, 9, 1]}
    found = habits(
        table({"x": fine, "y": fine, "halo": {"a": [3] * 4, "b": [8] * 4}, "flat": {"a": [5] * 4, "b": [5] * 4}})
    )

    assert {one.judge: (one.halo, one.central) for one in found} == {
        "x": (False, False),
        "y": (False, False),
        "halo": (True, False),
        "flat": (True, True),
    }


@pytest.mark.parametrize(("design", "bias"), [((8, 5, 8), 0.05), ((2, 5, 8), 0.12)])
def test_the_rasch_model_finds_what_the_data_were_made_from(design: tuple[int, int, int], bias: float) -> None:
    rng, slopes, covered = np.random.default_rng(11), [], []
    for _ in range(25):
        marks, true = simulated(rng, *design)
        logits, errors = estimated(fit(marks))[1]
        slopes.append([float(true[1] @ logits), float(true[1] @ true[1])])
        covered += list(np.abs(true[1] - logits) < 1.96 * errors)
    over, under = np.sum(slopes, axis=0)
    assert over / under == pytest.approx(1, abs=bias)
    assert np.mean(covered) > 0.9


def test_the_rasch_model_orders_criteria_as_another_program_does() -> None:
    """girth's partial credit model by marginal likelihood: item means of its steps, teams by judges as persons."""
    marks, _true = simulated(np.random.default_rng(2), 40, 3, 6)
    mine = [one.logit for one in fit(marks).criteria.values()]
    answers = marks.cube.reshape(-1, 6).T.astype(int)
    theirs = np.nanmean(pcm_mml(answers + 1)["Difficulty"], axis=1)

    assert np.corrcoef(mine, theirs)[0, 1] > 0.98


def test_fair_averages_take_off_the_luck_of_the_draw() -> None:
    """Team a met the severe judge where team b met the mild one; the others saw both the same."""
    rows = {"x": {"a": [5, 6, 5, 6], "b": [5, 6, 5, 6], "c": [4, 7, 5, 6]}}
    rows["severe"] = {"a": [3, 4, 3, 4], "c": [2, 5, 3, 4]}
    rows["mild"] = {"b": [7, 8, 7, 8], "c": [6, 9, 7, 8]}
    found = fit(table(rows))

    assert found.connected
    assert found.judges["severe"].logit > found.judges["x"].logit > found.judges["mild"].logit
    assert abs(found.fair["a"] - found.fair["b"]) < 0.3


def test_a_perfect_team_has_a_finite_measure() -> None:
    found = fit(table({judge: {"a": [4, 4, 4], "b": [1, 2, 3]} for judge in "xyz"}))

    assert np.isfinite(found.teams["a"].logit)
    assert found.fair["a"] > 3.5


def test_groups_that_share_nobody_are_not_compared() -> None:
    found = study(table({"x": {"a": [1, 2, 3], "b": [2, 3, 1]}, "y": {"c": [3, 1, 2], "d": [2, 2, 1]}}))

    assert "disconnected" in found.cautions
    assert "fair" not in [one.way for one in found.rankings]


def test_rankings_show_whom_the_places_hang_on() -> None:
    marks = table({"x": {"a": [5], "b": [6]}, "y": {"a": [5], "b": [6]}, "z": {"a": [9], "b": [1]}})
    found = {(one.way, one.judge): one for one in rankings(marks)}

    assert found["mean", ""].places == {"a": 1, "b": 2}
    assert found["mean", ""].figures == {"a": Fraction(19, 3), "b": Fraction(13, 3)}
    assert found["without", "z"].places == {"a": 2, "b": 1}
    assert found["without", "z"].other
    assert not found["without", "x"].other


def test_trimming_leaves_out_the_highest_and_the_lowest_from_five_judges_on() -> None:
    marks = table({str(judge): {"a": [value], "b": [5]} for judge, value in enumerate([5, 5, 6, 6, 10])})
    found = {one.way: one for one in rankings(marks)}

    assert found["trimmed"].figures["a"] == Fraction(17, 3)


def test_weights_count_as_the_rubric_has_them() -> None:
    marks = table({"x": {"a": [10, 0], "b": [0, 10]}})
    found = rankings(marks, weights={"c0": Fraction(3), "c1": Fraction(1)})

    assert found[0].figures == {"a": Fraction(15, 2), "b": Fraction(5, 2)}


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_whatever_marks_there_are_the_study_says_something_finite(data: Any) -> None:
    cells = data.draw(
        st.dictionaries(
            st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.sampled_from("123")),
            st.integers(0, 4),
            min_size=1,
        )
    )
    found = study(Marks(tuple(Mark(*cell, Fraction(value)) for cell, value in cells.items())))

    assert found.unfit in ("", "too_few", "one_value", "unsettled")
    assert all(one.severity is None or np.isfinite(one.severity) for one in found.judges)
    if found.rasch:
        assert all(np.isfinite([one.logit, one.error, one.infit]).all() for one in found.rasch.teams.values())


def test_marks_that_cannot_be_studied_are_refused_by_name() -> None:
    one = Mark("a", "x", "c", Fraction(1))
    with pytest.raises(BadMarks, match="twice"):
        Marks((one, one))
    with pytest.raises(BadMarks, match="none"):
        Marks(())
    with pytest.raises(BadMarks, match="too_large"):
        Marks((Mark("a", "x", "c", Fraction(10**9)),))
    with pytest.raises(Unfit, match="too_many_values"):
        fit(table({"x": {"a": list(range(50)), "b": list(range(50))}, "y": {"a": [1], "b": [1]}}))
