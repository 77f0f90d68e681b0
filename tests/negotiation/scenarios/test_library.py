"""The three cases that come with the platform: sound, complete in both languages, and with the figures they had."""

import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from live.machine import SIDES
from negotiation.engine import payoffs
from negotiation.scenarios import Report, check, library, schema

CASES = {path.stem: check(path.read_bytes(), path.name) for path in library()}

#: packages, lawful, zone in mandates, frontier points, best joint result, first Nash point
FIGURES = {
    "weiling-precision-wages": (55_296, 20_736, 5_894, 39, (66, 81), (71, 76)),
    "delivery-riders-industry": (102_400, 61_440, 10_316, 35, (64, 88), (74, 78)),
    "phoenix-park-one-plus-three": (34_560, 5_184, 1_816, 29, (72, 87), (79, 80)),
}
#: (batna, reservation, target) of workers and employer
LIMITS = {
    "weiling-precision-wages": ((44, 50, 68), (42, 48, 66)),
    "delivery-riders-industry": ((43, 52, 68), (40, 47, 64)),
    "phoenix-park-one-plus-three": ((42, 50, 68), (41, 50, 66)),
}


@pytest.fixture(params=sorted(FIGURES))
def case(request: pytest.FixtureRequest) -> tuple[str, Report]:
    return request.param, CASES[request.param]


def test_the_library_is_these_three() -> None:
    assert set(CASES) == set(FIGURES)


def test_a_library_case_has_no_error(case: tuple[str, Report]) -> None:
    name, report = case
    assert [line for fault, line in zip(report.faults, report.lines(), strict=True) if fault.severity == "error"] == []
    assert report.content is not None
    assert report.content["id"] == name


def test_a_library_case_has_the_figures_it_was_designed_with(case: tuple[str, Report]) -> None:
    name, report = case
    found = report.reference
    assert found
    figures = (found.packages, found.lawful, found.zone, len(found.frontier), found.joint_best, found.nash_points)
    assert figures == FIGURES[name]


def test_each_sides_best_lawful_package_is_worth_a_hundred(case: tuple[str, Report]) -> None:
    assert case[1].reference
    assert case[1].reference.best == {"workers": 100, "employer": 100}


def test_the_limits_of_each_side_are_those_of_the_design(case: tuple[str, Report]) -> None:
    name, report = case
    assert report.scenario
    parties = report.scenario.parties
    assert tuple((parties[s].batna_points, parties[s].reservation, parties[s].target) for s in SIDES) == LIMITS[name]


def test_there_is_bait_in_every_case(case: tuple[str, Report]) -> None:
    assert case[1].scenario
    assert payoffs.baits(case[1].scenario)


def test_the_data_pack_has_a_series_to_plot_and_a_table(case: tuple[str, Report]) -> None:
    assert case[1].scenario
    facts = case[1].scenario.facts.values()
    assert {"series", "table", "number"} <= {fact.kind for fact in facts}
    assert {fact.audience for fact in facts} == {"public", "side:workers", "side:employer"}


def test_a_session_lasts_as_long_as_its_format_says(case: tuple[str, Report]) -> None:
    scenario = case[1].scenario
    assert scenario
    whole = sum(phase.seconds for phase in scenario.phases) + 2 * scenario.caucus_calls * scenario.caucus_seconds
    assert whole == (50 if scenario.id == "weiling-precision-wages" else 60) * 60


def test_the_chiefs_preside_in_turn(case: tuple[str, Report]) -> None:
    assert case[1].scenario
    bargaining = [phase.presides for phase in case[1].scenario.phases if phase.key.startswith("bargaining")]
    assert bargaining == ["workers", "employer"]


def test_every_side_has_a_chief_and_three_more(case: tuple[str, Report]) -> None:
    assert case[1].scenario
    for side in SIDES:
        seats = list(case[1].scenario.parties[side].seats)
        assert seats == [f"{side}-chief", f"{side}-2", f"{side}-3", f"{side}-4"]


def texts(value: Any) -> Iterator[dict[str, str]]:
    if isinstance(value, dict):
        if "zh" in value:
            yield value
        for entry in value.values():
            yield from texts(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from texts(entry)


def test_every_text_stands_in_both_languages(case: tuple[str, Report]) -> None:
    for text in texts(case[1].content):
        assert text["en"].strip()
        assert not re.search("[一-鿿]", text["en"]), text


def test_the_schema_accepts_the_library(case: tuple[str, Report]) -> None:
    jsonschema.Draft202012Validator(schema()).validate(case[1].content)


def test_the_costs_of_the_wage_case_come_out_as_they_were_given() -> None:
    given: dict[str, list[float]] = {
        "raise": [137.5, 220, 275, 330, 412.5, 495],
        "skill_allowance": [0, 18.2, 36.5, 55.4],
        "ot_base": [0, 114, 133, 175],
        "night": [0, 41.4, 77.6, 129.3],
        "annual_leave": [0, 25, 18, 8],
        "ohs": [20, 50, 73],
        "women": [0, 6, 14],
        "term": [0, 0, 0, 20],
    }
    scenario = CASES["weiling-precision-wages"].scenario
    assert scenario
    for issue, costs in given.items():
        for option, cost in zip(scenario.issues[issue].options.values(), costs, strict=True):
            assert abs(option.cost - Fraction(str(cost))) < 1, (issue, option.id, float(option.cost))


def test_sides_with_other_data_work_out_other_costs() -> None:
    scenario = CASES["weiling-precision-wages"].scenario
    assert scenario
    leave = scenario.issues["annual_leave"].options["B"]
    assert leave.costs["employer"] == leave.cost != leave.costs["workers"]


def test_sources_that_are_to_be_checked_stay_marked() -> None:
    marked = [fault for fault in CASES["delivery-riders-industry"].faults if fault.code == "source-to-check"]
    assert len(marked) == 3
    text = Path(next(p for p in library() if p.stem == "delivery-riders-industry")).read_text(encoding="utf-8")
    assert text.count("条文号请核）") == 3
