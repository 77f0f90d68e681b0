"""Every fault is named with its line, field, code and what is expected; all of them at once."""
# A table is read by its columns.
# ruff: noqa: E501

from collections.abc import Iterator

import pytest
from django.utils import translation

from negotiation.scenario_words import FOREIGN, NOTES, WORDS
from negotiation.scenarios import check
from tests.negotiation.scenarios.sample import SMALL


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def line_of(text: str, marker: str) -> int:
    return text[: text.index(marker)].count("\n") + 1


def column_of(text: str, marker: str) -> int:
    before = text[: text.index(marker)]
    return len(before) - before.rfind("\n")


#: What is replaced by what; then the code, the field, words of the message, and the text that the place begins with.
ONE_FAULT = [
    # reading
    ("difficulty: 1", "difficulty: .nan", "not-finite", "difficulty", "finite number", ".nan"),
    ("difficulty: 1", "difficulty: -.inf", "not-finite", "difficulty", "finite number", "-.inf"),
    ("number: 10}", "number: 1e400}", "number-too-large", "data[people].number", "too large", "1e400"),
    ("number: 10}", "number: 99999999999999999999999}", "number-too-large", "data[people].number", "too large", "99999"),
    ("difficulty: 1", "difficulty: 1\ndifficulty: 2", "duplicate-key", "", "already stands in line 7", "difficulty: 2"),
    ("licence: test", "licence: !!python/object:os.system test", "tag", "licence", "Tags", "!!python"),
    ("licence: test", 'licence: "te\\u0007st"', "bad-character", "licence", "U+0007", '"te'),
    # shape
    ("difficulty: 1", "difficulty: 4", "out-of-range", "difficulty", "at most 3", "4\n"),
    ("difficulty: 1", "difficulty: 1.5", "not-integer", "difficulty", "whole number", "1.5"),
    ("difficulty: 1", "difficulty: one", "wrong-type", "difficulty", "a whole number, found the text “one”", "one\n"),
    ("difficulty: 1", "difficulty:", "wrong-type", "difficulty", "found nothing", "difficulty:\nmoney"),
    ("difficulty: 1", "dificulty: 1", "unknown-key", "dificulty", "Did you mean “difficulty”?", "dificulty"),
    ("level: enterprise", "level: enterprize", "bad-value", "level", "Did you mean “enterprise”?", "enterprize"),
    ("fictional: true", "fictional: yes", "wrong-type", "fictional", "true or false, found the text “yes”", "yes"),
    ("licence: test", "licence: 5", "number-as-text", "licence", "quotes", "5\nfictional"),
    ("licence: test", 'licence: ""', "empty-text", "licence", "empty", '""'),
    ("licence: test", "licence: " + "x" * 201, "too-long", "licence", "at most 200", "xxx"),
    ("id: small-shop", "id: Small Shop", "bad-id", "id", "cannot be an id", "Small Shop"),
    ("key: survey", "key: Survey", "bad-key", "data[Survey].key", "cannot be a key", "Survey,"),
    ("background: {zh: 一家小店。, en: A small shop.}", "background: A shop", "wrong-type", "background", "both languages", "A shop"),
    ("{workers: 30, employer: 30}", "{workers: 30.5, employer: 30}", "not-integer", "issues[pay].options[B].points.workers", "whole", "30.5"),
    ("{workers: 30, employer: 30}", "{workers: -1, employer: 30}", "out-of-range", "issues[pay].options[B].points.workers", "at least 0", "-1"),
    ("{workers: 30, employer: 30}", "{workers: 1000001, employer: 30}", "out-of-range", "issues[pay].options[B].points.workers", "at most 1000000", "1000001"),
    ("{workers: 30, employer: 30}", "{workers: 30}", "missing-key", "issues[pay].options[B].points", "“employer” is missing", "points: {workers: 30}"),
    ("{workers: 30, employer: 30}", "{workers: true, employer: 30}", "wrong-type", "issues[pay].options[B].points.workers", "the value true", "true, employer: 30"),
    ("audience: employer, number", "audience: boss, number", "bad-audience", "data[margin].audience", "public, workers, employer", "boss"),
    ("audience: employer, number", "audience: employe, number", "bad-audience", "data[margin].audience", "Did you mean “employer”?", "employe,"),
    ("audience: judge", "audience: public", "bad-audience", "debrief.audience", "judge, author", "public, points"),
    ("kind: max_cost", "kind: max_costs", "bad-value", "constraints[K1].kind", "Did you mean “max_cost”?", "max_costs"),
    ("kind: max_cost, ", "", "missing-key", "constraints[K1]", "“kind” is missing", "{id: K1"),
    ("numbers: [1, 2]", "numbers: [1, 2], number: 3", "one-content", "data[survey]", "number, numbers", "{key: survey"),
    ("numbers: [1, 2]", "note: {zh: 无, en: None}", "one-content", "data[survey]", "none", "{key: survey"),
    ("numbers: [1, 2]", "table: null", "one-content", "data[survey]", "none", "{key: survey"),
    ("numbers: [1, 2]", "series: {x: [1, 2], lines: [{label: {zh: 线, en: Line}, values: [1, 2, 3]}]}", "uneven-series", "data[survey].series.lines[#1]", "has 3 values. Expected 2", "{label: {zh: 线"),
    ("numbers: [1, 2]", "table: {columns: [{zh: 列, en: Column}], rows: [[1], [1, 2]]}", "uneven-table", "data[survey].table.rows[#2]", "Row 2 has 2 cells. Expected 1", "[1, 2]]"),
    ("calls: 1, minutes: 2", "calls: 1, minutes: 0.001", "not-seconds", "clock.caucus.minutes", "whole number of seconds", "0.001"),
    ("calls: 1, minutes: 2", "calls: 1, minutes: 0", "out-of-range", "clock.caucus.minutes", "more than 0", "0}\n  phases"),
    ("debrief: {audience: judge, points: [{zh: 谈, en: Talk}]}", "debrief: {audience: judge, points: []}", "too-few", "debrief.points", "at least 1", "[]}"),
    ("cost: people * 2", "cost: [1]", "wrong-type", "issues[pay].options[B].cost", "found a list", "[1]}"),
    ("audience: public, number: 10", "audience: [public], number: 10", "bad-audience", "data[people].audience", "public, workers", "[public]"),
    # names
    ("id: rest", "id: pay", "duplicate-id", "issues[pay].id", "already used in line 45", "pay\n    title: {zh: 休"),
    ("status_quo: B", "status_quo: Z", "unknown-option", "issues[hours].status_quo", "one of: A, B, C", "Z\n"),
    ("floor: F1}", "floor: F2}", "unknown-floor", "issues[hours].options[A].floor", "one of: F1", "F2}"),
    ("{id: F1, issue: hours", "{id: F1, issue: hour", "unknown-issue", "legal_floors[F1].issue", "Did you mean “hours”?", "hour,"),
    ("priorities: [pay, hours]", "priorities: [pay, ours]", "unknown-issue", "parties.workers.priorities[#2]", "Did you mean “hours”?", "ours]"),
    ("issue: pay, options: [A]", "issue: pay, options: [A, Q]", "unknown-option", "constraints[K2].options[#2]", "The issue “pay”", "Q]"),
    ("cost: people * 2", "cost: peple * 2", "unknown-data", "issues[pay].options[B].cost", "Did you mean “people”?", "peple"),
    ("id: employer-2", "id: boss-2", "bad-seat", "parties.employer.seats[boss-2].id", "employer-2", "boss-2"),
    ("{id: workers-3, title: {zh: 代表, en: Representative}}", "{id: workers-2, title: {zh: 代表, en: R}}", "duplicate-id", "parties.workers.seats[workers-2].id", "line 18", "workers-2, title: {zh: 代表, en: R}"),
    ("      - {id: workers-3, title: {zh: 代表, en: Representative}}\n", "", "seats-few", "parties.workers.seats", "at least 3", "seats:"),
    ("      - {id: workers-3, title: {zh: 代表, en: Representative}}\n", "", "seats-unequal", "parties", "2 and 3 seats", "parties:"),
    ("{id: workers-2, ", "{can_sign: true, id: workers-2, ", "signature", "parties.workers.seats[workers-2].can_sign", "Only the chief signs", "true, id: workers-2"),
    # law
    ("status_quo: B", "status_quo: A  # hours", "status-quo-unlawful", "issues[hours].status_quo", "marked unlawful", "A  # hours"),
    (", floor: F1}", "}", "floor-missing", "issues[hours].options[A].lawful", "F1", "false}"),
    ("lawful: false, floor: F1", "floor: F1", "floor-lawful", "issues[hours].options[A].floor", "lawful: false", "floor: F1}"),
    ("{id: F1, issue: hours", "{id: F1, issue: rest", "floor-issue", "issues[hours].options[A].floor", "issue “rest”", "F1}"),
    ("{workers: 10, employer: 30}", "{workers: 10, employer: 30}, risk: F1", "risk-statute", "issues[hours].options[B].risk", "policy", "F1}\n      - {id: C, text: {zh: 二十四"),
    ("severity: statute", "severity: law", "bad-value", "legal_floors[F1].severity", "statute, policy", "law}\nissues"),
    # costs
    ("cost: people * 2", "cost: people * (2", "formula-syntax", "issues[pay].options[B].cost", "character 12", "people * (2"),
    ("cost: people * 2", "cost: people.__class__", "formula-syntax", "issues[pay].options[B].cost", "character 7 (“.”)", "people.__"),
    ("cost: people * 2", "cost: people / (people - 10)", "formula-zero", "issues[pay].options[B].cost", "zero", "people / ("),
    ("cost: people * 2", "cost: margin * 2", "formula-secret", "issues[pay].options[B].cost", "private to the other side", "margin * 2}\n      - {id: C, text: {zh: 多"),
    ("workers: 3, employer: margin * 2", "workers: margin, employer: 3", "formula-secret", "issues[hours].options[C].cost.workers", "so workers may not", "margin, employer"),
    ("cost: people * 2", "cost: survey * 2", "formula-not-number", "issues[pay].options[B].cost", "no single number", "survey * 2"),
    ("cost: people * 2", "cost: " + "(" * 40 + "1" + ")" * 40, "formula-syntax", "issues[pay].options[B].cost", "character", "(((("),
    # secrets
    ("一家小店。, en: A small shop.", "一家小店。, en: Three tenths are enough.", "secret-leaked", "background.en", "secret of workers", "Three tenths are enough.}\nparties"),
    ("en: For the employer", "en: They would take three tenths", "secret-leaked", "parties.employer.brief.en", "secret of workers", "They would"),
    # clock
    ("minute: 12", "minute: 2", "inject-no-phase", "injects[N1].minute", "falls into “first”", "2, audience: public, text: {zh: 下雨"),
    ("minute: 12", "minute: 20", "inject-after-end", "injects[N1].minute", "20 minutes", "20, audience"),
    ("then: next", "then: close", "phase-after-close", "clock.phases[first].then", "another follows", "close}"),
    ("offers: true", "offers: false", "no-offers", "clock.phases", "nothing could ever be agreed", "phases:"),
    ("presides: employer", "presides: workers", "presides-one-side", "clock.phases", "in turn", "phases:"),
    ("caucus: true", "caucus: false", "no-caucus", "clock.caucus.calls", "no phase allows", "1, minutes: 2}"),
    # points
    ("reservation: 40", "reservation: 20", "points-order", "parties.workers.reservation", "found 20, 20 and 70", "reservation: 20"),
    ("target: 70\n  employer", "target: 101\n  employer", "points-order", "parties.workers.reservation", "≤ 100", "reservation: 40"),
    ("{workers: 50, employer: 0}", "{workers: 49, employer: 0}", "best-not-100", "parties.workers", "worth 99 points to workers", "workers:\n    name"),
    ("points: {workers: 20, employer: 0}", "lawful: false, floor: F1, points: {workers: 20, employer: 0}", "best-not-100", "parties.workers", "worth 90 points", "workers:\n    name"),
    ("reservation: 40", "reservation: 69", "mandate-empty", "parties", "none keeps to all constraints", "parties:") ,
    ("text: {zh: 共用, en: Shared}", "text: {zh: 共用, en: 共用}", "text-not-english", "issues[rest].options[B].text.en", "Chinese characters", "共用}, points"),
    ("points: {workers: 50, employer: 0}", "decoy: true, points: {workers: 50, employer: 0}", "decoy-not-dominated", "issues[pay].options[C].decoy", "no other lawful option", "decoy: true"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "code", "path", "words", "marker"),
    ONE_FAULT,
    ids=[f"{case[2]}-{n}" for n, case in enumerate(ONE_FAULT)],
)
def test_a_fault_is_named_with_line_field_code_and_what_is_expected(
    old: str, new: str, code: str, path: str, words: str, marker: str
) -> None:
    assert old in SMALL
    text = SMALL.replace(old, new)
    if code == "mandate-empty":
        text = text.replace("value: 45", "value: 1")
    found = [fault for fault in check(text.encode(), "f.yaml").faults if (fault.code, fault.path) == (code, path)]
    assert found, list(check(text.encode(), "f.yaml").lines())
    assert words in found[0].message
    assert (found[0].line, found[0].column) == (line_of(text, marker), column_of(text, marker))


#: Files of which nothing can be read after the place: content, code, line, column.
UNREADABLE = [
    (b"", "empty", 1, 1),
    (b" \n\n# only a comment\n", "empty", 1, 1),
    (b"a: 1\nb: \xff\xfe", "not-utf8", 2, 4),
    ("schema: 场景".encode("utf-16"), "not-utf8", 1, 1),
    (b"a: b: c", "yaml-syntax", 1, 5),
    (b"a: [1, 2\nb: 3", "yaml-syntax", 2, 2),
    (b"a:\n\t- 1", "yaml-syntax", 2, 1),
    (b"a: 1\x00", "bad-character", 1, 5),
    (b"a: 1\n---\nb: 2", "many-documents", 2, 1),
    (b"a: &x [*x]", "alias-loop", 1, 8),
    (b"a: *nobody", "unknown-anchor", 1, 4),
    (b"? [1]\n: 2", "key-not-text", 1, 3),
    (b"[" * 100_000, "too-deep", 1, 17),
    (b"a: [" + b"1," * 400_000 + b"1]", "too-many-values", 1, 79999),
    (b"a: &x 1\nb: [" + b"*x," * 300 + b"]", "too-many-aliases", 2, 605),
    (b"x" * (1024 * 1024 + 1), "too-big", 1, 1),
    (b"!" * 300_000, "tag", 1, 1),
]


@pytest.mark.parametrize(
    ("content", "code", "line", "column"), UNREADABLE, ids=[f"{case[1]}-{n}" for n, case in enumerate(UNREADABLE)]
)
def test_what_cannot_be_read_is_said_in_one_fault(content: bytes, code: str, line: int, column: int) -> None:
    (fault,) = check(content, "f.yaml").faults
    assert (fault.code, fault.line, fault.column, fault.severity) == (code, line, column, "error")


def test_an_alias_bomb_is_counted_out_and_never_exploded() -> None:
    lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    (fault,) = check("\n".join(lines).encode()).faults
    assert fault.code == "too-many-values"


def test_a_file_of_another_version_gets_one_fault_and_no_others() -> None:
    report = check(b"schema: cb-scenario/1\nid: s1\nbriefs: {}\n", "old.yaml")
    assert [fault.code for fault in report.faults] == ["schema-version"]
    assert "“cb-scenario/1”" in report.faults[0].message
    assert "cb-scenario/2" in report.faults[0].message


@pytest.mark.parametrize("content", [b"just words", b"[1, 2]", b"5", b"null", b"true"])
def test_a_file_that_is_no_mapping_is_said_to_be_none(content: bytes) -> None:
    assert [fault.code for fault in check(content).faults] == ["wrong-type"]


def test_all_faults_are_found_at_once_in_the_order_of_the_lines() -> None:
    text = (
        SMALL.replace("difficulty: 1", "difficulty: nine")
        .replace("target: 70", "targt: 70", 1)
        .replace("cost: people * 2", "cost: poeple * 2")
        .replace("status_quo: B", "status_quo: Q")
        .replace("minute: 12", "minute: 3")
    )
    found = check(text.encode()).errors
    codes = ["wrong-type", "missing-key", "unknown-key", "unknown-data", "unknown-option", "inject-no-phase"]
    assert [fault.code for fault in found] == codes
    assert [fault.line for fault in found] == sorted(fault.line for fault in found)


def test_a_line_for_people_begins_with_file_line_and_column() -> None:
    report = check(SMALL.replace("difficulty: 1", "difficulty: 9").encode(), "cases/shop.yaml")
    assert (
        next(iter(report.lines()))
        == "cases/shop.yaml:7:13: error[out-of-range] difficulty: Expected at most 3, found 9."
    )


def test_a_million_options_are_refused_without_being_read() -> None:
    options = "\n".join("      - {id: A}" for _ in range(60_000))
    assert [fault.code for fault in check(f"issues:\n  - options:\n{options}".encode()).faults] == ["too-many-values"]


def test_more_packages_than_can_be_counted_are_stated() -> None:
    report = check(
        with_issues(14).replace("  - {id: K1, audience: employer, kind: max_cost, value: 45}\n", "").encode()
    )
    stated = next(fault for fault in report.faults if fault.code == "packages-many")
    assert "129,140,163 packages" in stated.message
    assert stated.severity == "warning"
    assert not report.errors


def test_rules_across_issues_are_refused_where_packages_cannot_be_counted() -> None:
    assert [fault.code for fault in check(with_issues(14).encode()).errors] == ["packages-cross"]


def with_issues(more: int) -> str:
    """The small scenario with further issues of three options that are worth nothing."""
    options = "\n".join(
        f"      - {{id: {o}, text: {{zh: 无, en: None}}, points: {{workers: 0, employer: 0}}}}" for o in "ABC"
    )
    issues = "".join(
        f"  - id: more{n}\n    title: {{zh: 其他, en: Other}}\n    kind: other\n    status_quo: A\n    options:\n{options}\n"
        for n in range(more)
    )
    return SMALL.replace("constraints:\n", issues + "constraints:\n")


def test_the_small_scenario_itself_has_no_error() -> None:
    report = check(SMALL.encode())
    assert not report.errors
    assert {f.code for f in report.faults} >= {"counts", "random-deals", "bait", "length"}


def test_every_message_can_be_written_and_every_code_is_met() -> None:
    tried = {case[2] for case in ONE_FAULT} | {case[1] for case in UNREADABLE} | NOTES
    elsewhere = {
        "schema-version",
        "packages-many",
        "packages-cross",
        "frontier-small",
        "option-dominated",
        "rules-exclude-all",
    }
    rare = {
        "zone-empty",
        "walk-away-good",
        "zone-narrow",
        "zone-wide",
        "no-compatible",
        "few-tradeable",
        "integrative-low",
    }
    fine = {"no-lawful-option", "cost-too-fine", "formula-long"}
    assert tried | elsewhere | rare | fine | set(FOREIGN) == set(WORDS)


def codes(text: str) -> set[str]:
    return {fault.code for fault in check(text.encode()).faults}


def test_no_possible_agreement_is_an_error() -> None:
    text = SMALL.replace("reservation: 40", "reservation: 95").replace("target: 70", "target: 96")
    assert "zone-empty" in codes(text.replace("reservation: 45", "reservation: 95"))


def test_a_zone_that_is_hard_to_miss_is_a_warning() -> None:
    wide = SMALL.replace("reservation: 40", "reservation: 21").replace("reservation: 45", "reservation: 21")
    assert "zone-wide" in codes(wide)


def test_a_zone_that_is_hard_to_find_is_a_warning() -> None:
    narrow = SMALL.replace("reservation: 40", "reservation: 69").replace("value: 45", "value: 100")
    narrow = narrow.replace("reservation: 45\n    target: 70", "reservation: 79\n    target: 85")
    assert "zone-narrow" in codes(narrow)


def test_a_side_that_may_as_well_walk_away_is_named() -> None:
    high = SMALL.replace("reservation: 45\n    target: 70", "reservation: 92\n    target: 95")
    with translation.override("en"):
        found = [fault for fault in check(high.encode()).faults if fault.code == "walk-away-good"]

    assert [(fault.path, fault.data["side"]) for fault in found] == [("parties.employer.reservation", "employer")]
    assert "walking away is too good" in found[0].message


def test_an_issue_without_lawful_option_is_an_error() -> None:
    unlawful = SMALL.replace(
        "points: {workers: 10, employer: 30}", "points: {workers: 10, employer: 30}, lawful: false, floor: F1"
    )
    unlawful = unlawful.replace(
        "employer: 0}, cost: {workers", "employer: 0}, lawful: false, floor: F1, cost: {workers"
    )
    assert "status-quo-unlawful" in codes(unlawful)


def test_opposed_issues_alone_leave_little_to_find() -> None:
    opposed = SMALL.replace("{workers: 0, employer: 10}", "{workers: 0, employer: 20}")
    opposed = opposed.replace("{workers: 30, employer: 20}", "{workers: 15, employer: 10}")
    opposed = opposed.replace("{workers: 20, employer: 5}", "{workers: 30, employer: 0}")
    assert "no-compatible" in codes(opposed)


def test_a_formula_that_is_too_long_is_refused() -> None:
    assert "too-long" in codes(SMALL.replace("cost: people * 2", "cost: " + "1+" * 200 + "1"))


def test_costs_without_a_common_unit_are_refused() -> None:
    absurd = SMALL.replace("cost: people * 2", "cost: 1 / " + " / ".join(["97.13131313"] * 20))
    assert "cost-too-fine" in codes(absurd)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_words_follow_the_language_of_the_reader(language: str) -> None:
    report = check(SMALL.replace("difficulty: 1", "difficulty: 9").encode())
    with translation.override(language):
        assert report.faults[0].message
        assert "%(" not in report.faults[0].message
