"""GENIUS and GeniusWeb files: the figures of listing every package, and for broken ones every fault with its line."""

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from negotiation.scenarios import library
from tests.conftest import ROOT
from tests.negotiation.formats.files import domain, frontier, profile, utilities, written

AMPO = ROOT / "bench/data/ampo-vs-city.yaml"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def run(*arguments: str) -> tuple[str, str, int]:
    """What the command printed on both outputs, and its exit status."""
    out, err = StringIO(), StringIO()
    try:
        call_command("scenario", "--language", "en", *arguments, stdout=out, stderr=err)
    except SystemExit as stopped:
        return out.getvalue(), err.getvalue(), int(stopped.code or 0)
    return out.getvalue(), err.getvalue(), 0


def analysed(*arguments: str) -> dict[str, Any]:
    out, err, status = run("analyse", *arguments, "--json")
    assert status == 0, err
    found: dict[str, Any] = json.loads(out)
    return found


CASES = {
    "laptop": (
        {"Laptop": 0.5, "Disk": 0.3, "Screen": 0.2},
        {
            "Laptop": {"Dell": 20, "Mac": 10, "HP": 5},
            "Disk": {"60": 1, "80": 3, "120": 8},
            "Screen": {"19": 2, "20": 5},
        },
        {"Laptop": 0.25, "Disk": 0.25, "Screen": 0.5},
        {
            "Laptop": {"Dell": 3, "Mac": 9, "HP": 9},
            "Disk": {"60": 40, "80": 10, "120": 0},
            "Screen": {"19": 7, "20": 3},
        },
    ),
    "party": (
        {"Food": 0.36, "Drinks": 0.24, "Place": 0.4},
        {"Food": {"Chips": 30, "Buffet": 90}, "Drinks": {"Beer": 90, "Juice": 11}, "Place": {"Hall": 100, "Park": 33}},
        {"Food": 0.1, "Drinks": 0.61, "Place": 0.29},
        {"Food": {"Chips": 12, "Buffet": 7}, "Drinks": {"Beer": 1, "Juice": 8}, "Place": {"Hall": 2, "Park": 3}},
    ),
    "shares": (
        {"A": 0.7, "B": 0.3},
        {"A": {"x": 0.9, "y": 0.2, "z": 0.0}, "B": {"p": 0.5, "q": 0.8}},
        {"A": 0.4, "B": 0.6},
        {"A": {"x": 0.1, "y": 0.65, "z": 1.0}, "B": {"p": 1.0, "q": 0.0}},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_frontier_and_points_are_those_of_every_package_listed(case: str, tmp_path: Path) -> None:
    weights, evaluations, other_weights, other = CASES[case]
    names = written(
        tmp_path,
        domain({issue: list(values) for issue, values in evaluations.items()}),
        profile(weights, evaluations),
        profile(other_weights, other),
    )
    found = analysed("--genius", *names)
    points = utilities([(weights, evaluations), (other_weights, other)], by_largest=case != "shares")
    best = frontier(points)

    assert found["readings"] == (["raw", "raw"] if case == "shares" else ["genius", "genius"])
    assert found["outcomes"] == len(points)
    assert [tuple(pair) for pair in found["frontier"]] == [pytest.approx(pair, abs=1e-9) for pair in best]
    assert found["nash"]["utilities"] == pytest.approx(max(best, key=lambda p: p[0] * p[1]), abs=1e-9)
    assert min(found["egalitarian"]["utilities"]) == pytest.approx(max(map(min, best)), abs=1e-9)
    assert sum(found["utilitarian"]["utilities"]) == pytest.approx(max(map(sum, best)), abs=1e-9)


SHARES = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 60), min_size=1, max_size=4)
ISSUES = st.tuples(SHARES, st.integers(1, 9), st.integers(1, 9))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    st.lists(st.tuples(SHARES, st.integers(1, 9), st.integers(1, 9)), min_size=1, max_size=4), st.booleans(), st.data()
)
def test_any_case_in_any_reading_is_that_of_every_package_listed(
    tmp_path: Path, issues: list[tuple[dict[str, int], int, int]], raw: bool, data: st.DataObject
) -> None:
    evaluations = {f"i{n}": dict(values) for n, (values, _w, _o) in enumerate(issues)}
    other = {i: {v: data.draw(st.integers(0, 60)) for v in values} for i, values in evaluations.items()}
    weights = {f"i{n}": w / 10 for n, (_v, w, _o) in enumerate(issues)}
    other_weights = {f"i{n}": o / 10 for n, (_v, _w, o) in enumerate(issues)}
    texts = (
        domain({i: list(values) for i, values in evaluations.items()}),
        profile(weights, evaluations),
        profile(other_weights, other),
    )
    found = analysed("--genius", *written(tmp_path, *texts), "--reading", "raw" if raw else "genius")
    points = utilities([(weights, evaluations), (other_weights, other)], by_largest=not raw)

    assert [tuple(pair) for pair in found["frontier"]] == [pytest.approx(pair, abs=1e-9) for pair in frontier(points)]


BROKEN = (
    domain({"Salary": ["0", "100"], "Leave": ["0 days", "5 days"]}, first=2),
    profile(
        {"Salary": 0.6, "Leave": 0.6}, {"Salary": {"0": 0, "100": 90}, "Leave": {"0 dyas": 1, "5 days": 2}}, first=2
    ),
    profile(
        {"Salary": 0.5, "Leave": 0.5}, {"Salary": {"0": 9, "100": 0}, "Leave": {"0 days": 5, "5 days": 0}}, first=2
    ),
)


def test_a_broken_file_gets_a_list_and_lenient_repairs_are_said(tmp_path: Path) -> None:
    twice = BROKEN[1].replace(
        'value="0" evaluation="0"/>', 'value="0" evaluation="0"/><item value="0" evaluation="8"/>'
    )
    names = written(tmp_path, BROKEN[0], twice, BROKEN[2])
    _out, err, status = run("analyse", "--genius", *names)

    assert status == 1
    assert "f1.xml:3:" in err
    assert "“0” is given twice" in err
    assert "no option “0 dyas”" in err
    assert "Did you mean “0 days”?" in err

    found = analysed("--genius", *names, "--lenient")
    assert found["outcomes"] == 4  # nothing was made up
    assert found["frontier"][0][0] == pytest.approx(1.2)
    assert any("The first one counts." in repair for repair in found["repairs"])
    assert any("taken for the one that was meant" in repair for repair in found["repairs"])
    assert any("weights add up to 1.2" in repair for repair in found["repairs"])
    assert any("index 2" in repair for repair in found["repairs"])


def test_reservation_and_discount_are_read(tmp_path: Path) -> None:
    weights, evaluations, other_weights, other = CASES["laptop"]
    more = '<reservation value="0.5"/><discount_factor value="0.9"/>'
    names = written(
        tmp_path,
        domain({issue: list(values) for issue, values in evaluations.items()}),
        profile(weights, evaluations, more),
        profile(other_weights, other),
    )
    found = analysed("--genius", *names)

    assert found["reservation"] == [0.5, 0]
    assert found["discounts"] == [0.9, None]


BOMB = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (BOMB, "xml-unsafe"),
        ('<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>', "xml-unsafe"),
        ("<x><y></x>", "xml-syntax"),
        ("", "xml-syntax"),
        ("not xml", "xml-syntax"),
        ("<x>" * 40 + "</x>" * 40, "too-deep"),
        ("<x>" + "<y/>" * 100_001 + "</x>", "too-many-values"),
        ("<utility_space/>", "missing-key"),
        ('<?xml version="1.0" encoding="klingon"?><x/>', "xml-syntax"),
        (domain({"A": ["x", "x"]}), "duplicate-key"),
        ('<u><issue index="1" name="A" type="integer"><range lowerbound="1" upperbound="9"/></issue></u>', "bad-value"),
        (domain({"A": [str(n) for n in range(20_001)]}), "missing-key"),
    ],
)
def test_a_domain_that_cannot_be_read_is_named_and_nothing_blows_up(text: str, code: str, tmp_path: Path) -> None:
    good = profile({"A": 1}, {"A": {"x": 1}})
    _out, err, status = run("analyse", "--genius", *written(tmp_path, text, good, good))

    assert status == 1
    assert f"error[{code}]" in err


@pytest.mark.parametrize("bad", ["NaN", "Infinity", "", "ten", "1e400"])
def test_an_evaluation_that_is_no_number_is_named_with_its_line(bad: str, tmp_path: Path) -> None:
    text = profile({"A": 1}, {"A": {"x": 1}}).replace('evaluation="1"', f'evaluation="{bad}"')
    names = written(tmp_path, domain({"A": ["x"]}), text, profile({"A": 1}, {"A": {"x": 1}}))
    _out, err, status = run("analyse", "--genius", *names)

    assert status == 1
    assert "f1.xml:3:1: error[not-finite] item[x]" in err


@pytest.mark.parametrize("path", [*library(), AMPO], ids=lambda path: path.stem)
@pytest.mark.parametrize("to", ["genius", "geniusweb", "cb"])
def test_what_is_written_and_read_again_has_the_same_figures(path: Path, to: str, tmp_path: Path) -> None:
    """The points alone: a scenario's rules have no place in these formats, and what is written says so."""
    plain, err, _status = run("convert", str(path), "--to", "cb", "--out", str(tmp_path))
    assert "did not" in err
    out, _err, status = run("convert", plain.strip(), "--to", to, "--out", str(tmp_path / to))
    names = sorted(out.split(), key=lambda name: ("domain" not in name, "workers" not in name))
    here = analysed(plain.strip())
    again = analysed(*([] if to == "cb" else [f"--{to}"]), *names)
    whole = [max(p[side] for p in again["frontier"]) / max(p[side] for p in here["frontier"]) for side in (0, 1)]

    assert status == 0
    assert again["outcomes"] == here["outcomes"]
    told = [(w / whole[0], e / whole[1]) for w, e in again["frontier"]]
    assert told == [pytest.approx(tuple(pair), rel=1e-9) for pair in here["frontier"]]


def test_the_published_police_case_keeps_its_nash_point_on_every_way(tmp_path: Path) -> None:
    out, _err, _status = run("convert", str(AMPO), "--to", "genius", "--out", str(tmp_path))
    names = sorted(out.split(), key=lambda name: ("domain" not in name, "workers" not in name))
    there, here = analysed("--genius", *names), analysed(str(AMPO))

    assert here["nash"]["utilities"] == [70_600, 78_300]
    assert there["nash"]["terms"] == here["nash"]["terms"]
    assert len(there["frontier"]) == len(here["frontier"]) == 196


def test_a_file_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    from django.core.management import CommandError

    run("convert", str(AMPO), "--to", "geniusweb", "--out", str(tmp_path))
    before = (tmp_path / "workers.json").read_text()
    with pytest.raises(CommandError, match="File exists"):
        run("convert", str(AMPO), "--to", "geniusweb", "--out", str(tmp_path))

    assert (tmp_path / "workers.json").read_text() == before


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda text: text.replace("LinearAdditiveUtilitySpace", "Other"), "missing-key"),
        (lambda text: text.replace('"issueWeights"', '"weights"'), "missing-key"),
        (lambda text: text.replace('"discreteutils"', '"numberutils"'), "bad-value"),
        (lambda text: text[:-40], "yaml-syntax"),
        (lambda text: text.replace("1.0", "NaN", 1), "not-finite"),
    ],
)
def test_a_broken_geniusweb_profile_is_named(change: Any, code: str, tmp_path: Path) -> None:
    run("convert", str(AMPO), "--to", "geniusweb", "--out", str(tmp_path))
    broken = tmp_path / "broken.json"
    broken.write_text(change((tmp_path / "workers.json").read_text()))
    _out, err, status = run("analyse", "--geniusweb", str(broken), str(tmp_path / "employer.json"))

    assert status == 1
    assert f"error[{code}]" in err
