"""``manage.py scenario analyse``: the figures of any file of points, or the place of what is wrong with it."""

import io
import json
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import call_command

from negotiation.analysis import analyse
from negotiation.engine import payoffs
from negotiation.scenarios import Faulty, check, library
from tests.negotiation.scenarios.sample import SMALL

AMPO = Path(__file__).parents[3] / "bench/data/ampo-vs-city.yaml"
KEYS = {"outcomes", "frontier", "nash", "kalai_smorodinsky", "egalitarian", "utilitarian", "opposition", "elapsed_ms"}


def codes(content: str | bytes) -> list[tuple[str, int, str]]:
    with pytest.raises(Faulty) as caught:
        analyse(content.encode() if isinstance(content, str) else content)
    return [(fault.code, fault.line, fault.path) for fault in caught.value.report.faults]


def written(*options: str, head: str = "") -> str:
    lines = "".join(f"      - {option}\n" for option in options)
    return f"{head}id: x\nissues:\n  - id: i\n    options:\n{lines}"


def test_the_police_union_and_the_city_come_out_as_their_enumeration_has_them() -> None:
    found = analyse(AMPO.read_bytes())
    assert found.keys() >= KEYS
    assert (found["outcomes"], len(found["frontier"])) == (1_944_000, 196)
    assert found["nash"]["utilities"] == [70_600, 78_300]
    assert found["nash"]["terms"]["starting_salary"] == "F"


@pytest.mark.parametrize("path", library(), ids=lambda path: path.stem)
def test_a_scenario_with_rules_across_issues_agrees_with_its_own_reference(path: Path) -> None:
    found = analyse(path.read_bytes())
    scenario = check(path.read_bytes()).scenario
    assert scenario is not None
    reference = payoffs.reference(payoffs.enumerated(scenario))
    assert found["outcomes"] == reference.packages
    assert list(reference.nash_points or ()) in [found["nash"]["utilities"], *found["nash"]["ties"]]
    assert found["nash"]["terms"] in reference.nash
    assert not scenario.broken(found["utilitarian"]["terms"], {c.audience for c in scenario.constraints})
    assert sum(found["utilitarian"]["utilities"]) == sum(reference.joint_best or ())


def test_figures_with_decimals_lose_nothing() -> None:
    rng = np.random.default_rng(7)
    tables = rng.integers(0, 1000, (3, 4, 2)) / 1000
    issues = [
        {
            "id": f"i{i}",
            "options": [
                {"id": f"o{o}", "points": {"workers": float(w), "employer": float(e)}} for o, (w, e) in enumerate(table)
            ],
        }
        for i, table in enumerate(tables)
    ]
    found = analyse(json.dumps({"id": "x", "issues": issues}).encode())
    sums = np.array([sum(pairs) for pairs in product(*tables)])
    best = max(w * e for w, e in sums)
    assert np.prod(found["nash"]["utilities"]) == pytest.approx(best, abs=1e-9)
    assert max(w + e for w, e in sums) == pytest.approx(sum(found["utilitarian"]["utilities"]), abs=1e-9)
    assert max(min(pair) for pair in sums) == pytest.approx(min(found["egalitarian"]["utilities"]), abs=1e-9)


def test_unlawful_options_are_left_out_and_listed_and_counted_when_asked_for() -> None:
    content = written(
        "{id: a, points: {workers: 1, employer: 1}}", "{id: b, points: {workers: 9, employer: 9}, lawful: false}"
    ).encode()
    found = analyse(content)
    assert (found["outcomes"], found["considered"], found["unlawful"]) == (2, 1, [["i", "b"]])
    assert found["nash"]["utilities"] == [1, 1]
    asked = analyse(content, unlawful_too=True)
    assert (asked["outcomes"], asked["considered"], asked["unlawful"]) == (2, 2, [])
    assert asked["nash"]["utilities"] == [9, 9]


def test_where_no_package_is_worth_both_walk_aways_no_point_is_named() -> None:
    head = "parties: {workers: {reservation: 5}, employer: {reservation: 5}}\n"
    found = analyse(written("{id: a, points: {workers: 9, employer: 1}}", head=head).encode())
    assert found["nash"] is None
    assert found["frontier"] == [[9, 1]]


def test_the_first_version_of_the_format_names_walk_aways_in_its_briefs() -> None:
    head = "briefs: {workers: {reservation_points: 3}, employer: {reservation_points: 1}}\n"
    options = ("{id: a, workers: 2, employer: 9}", "{id: b, workers: 4, employer: 3}")
    found = analyse(written(*options, head=head).encode())
    assert found["reservation"] == [3, 1]
    assert found["nash"]["terms"] == {"i": "b"}


def test_rules_that_are_not_heeded_are_named() -> None:
    option = "{id: a, points: {workers: 1, employer: 1}}"
    assert analyse(written(option).encode())["not_counted"] == []
    assert analyse(written(option, head="constraints: [{id: K}]\n").encode())["not_counted"] == ["constraints"]


def large(*rules: str) -> bytes:
    """The small scenario with 25 more issues that are worth nothing: more packages than are ever listed."""
    more = "".join(
        f"  - id: more{n}\n    title: {{zh: 其他, en: More}}\n    kind: other\n    status_quo: A\n    options:\n"
        "      - {id: A, text: {zh: 甲, en: One}, points: {workers: 0, employer: 0}}\n"
        "      - {id: B, text: {zh: 乙, en: Two}, points: {workers: 0, employer: 0}}\n"
        for n in range(25)
    )
    before, mark, after = SMALL.partition("clock:\n")
    issues, _mark, _rules = before.partition("constraints:\n")
    constraints = "".join(f"  - {rule}\n" for rule in rules)
    return f"{issues}{more}constraints:\n{constraints}{mark}{after}".encode()


def test_rules_about_one_issue_are_heeded_in_any_number_of_packages() -> None:
    small = SMALL.replace("  - {id: K1, audience: employer, kind: max_cost, value: 45}\n", "")
    listed = analyse(small.encode())
    merged = analyse(large("{id: K2, audience: workers, kind: never, issue: pay, options: [A]}"))
    assert (merged["outcomes"], merged["considered"]) == (27 * 2**25, listed["considered"] * 2**25)
    assert merged["efficient"] == listed["efficient"] * 2**25
    for figure in ("frontier", "opposition", "reservation", "unlawful"):
        assert merged[figure] == listed[figure]
    for name in ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian"):
        assert merged[name]["utilities"] == listed[name]["utilities"]
        assert merged[name]["ties"] == listed[name]["ties"]


def test_rules_that_leave_an_issue_no_option_are_named() -> None:
    rule = "{id: K, audience: workers, kind: never, issue: pay, options: [A, B, C]}"
    assert "rules-exclude-all" in [code for code, _line, _path in codes(large(rule))]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", ("empty", 1, "")),
        ("id: x\n", ("missing-key", 1, "")),
        ("id: x\nissues: 3\n", ("missing-key", 2, "issues")),
        ("issues: &a\n  - *a\n", ("alias-loop", 2, "")),
        (
            written("{id: a, points: {workers: .nan, employer: 1}}"),
            ("not-finite", 5, "issues[i].options[a].points.workers"),
        ),
        (
            written("{id: a, points: {workers: .inf, employer: 1}}"),
            ("not-finite", 5, "issues[i].options[a].points.workers"),
        ),
        (
            written("{id: a, points: {workers: many, employer: 1}}"),
            ("not-finite", 5, "issues[i].options[a].points.workers"),
        ),
        (written("{id: a, points: {workers: 1}}"), ("missing-key", 5, "issues[i].options[a].points.employer")),
        (
            written("{id: a, points: {workers: 99999999999999999999, employer: 1}}"),
            ("number-too-large", 5, "issues[i].options[a].points.workers"),
        ),
        (
            written("{id: a, points: {workers: 1, employer: 1}}", "{id: a, points: {workers: 2, employer: 1}}"),
            ("duplicate-id", 6, "issues[i].options[a].id"),
        ),
        (
            written("{id: a, points: {workers: 1, employer: 1}, lawful: false}"),
            ("no-lawful-option", 5, "issues[i].options"),
        ),
        ("issues: [" + "[" * 50 + "]" * 50 + "]", ("too-deep", 1, "")),
    ],
)
def test_what_is_wrong_is_named_with_line_and_field(content: str, expected: tuple[str, int, str]) -> None:
    assert expected in codes(content)


def test_a_million_options_are_refused_and_not_tried() -> None:
    content = written(*["{id: a, points: {workers: 1, employer: 1}}"] * 30_000)
    assert codes(content)[0][0] in {"too-big", "too-many-values"}


def test_the_command_prints_json_for_programs_and_lines_for_people() -> None:
    out = io.StringIO()
    call_command("scenario", "--language", "en", "analyse", str(AMPO), "--json", stdout=out)
    printed: dict[str, Any] = json.loads(out.getvalue())
    assert printed["nash"]["utilities"] == [70_600, 78_300]
    out = io.StringIO()
    call_command("scenario", "--language", "en", "analyse", str(AMPO), stdout=out)
    assert "196 efficient points" in out.getvalue()
    assert "Nash point: 70600 / 78300" in out.getvalue()


def test_the_command_ends_with_1_and_the_place_where_the_file_is_wrong(tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(written("{id: a, points: {workers: .nan, employer: 1}}"))
    err = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("scenario", "--language", "en", "analyse", str(file), stderr=err)
    assert ended.value.code == 1
    assert ":5:" in err.getvalue()
