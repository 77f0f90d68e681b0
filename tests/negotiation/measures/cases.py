"""Small cases, and any case at all, for the measures."""

from hypothesis import strategies as st

from live.machine import SIDES
from negotiation.engine.scenario import Issue, Option, Party, Phase, Scenario, Terms
from tests.negotiation.improve.small import WORDS, scenario

__all__ = ["WORDS", "any_case", "case", "deals_of", "scenario"]


def case(tables: dict[str, list[tuple[int, int]]], reservations: tuple[int, int] = (0, 0)) -> Scenario:
    """A case of these issues, each with its options' points (workers, employer): ``o0``, ``o1`` and so on."""
    issues = {}
    for key, points in tables.items():
        options = {
            f"o{n}": Option(f"o{n}", WORDS, dict(zip(SIDES, pair, strict=True))) for n, pair in enumerate(points)
        }
        issues[key] = Issue(key, WORDS, "other", options, "o0")
    parties = {
        side: Party(WORDS, {f"{side}-chief": WORDS}, WORDS, (), WORDS, batna_points=0, reservation=least, target=least)
        for side, least in zip(SIDES, reservations, strict=True)
    }
    phases = (Phase("talk", WORDS, 600),)
    return Scenario("any", "1" * 64, WORDS, WORDS, "enterprise", WORDS, WORDS, parties, issues, {}, {}, phases)


POINTS = st.integers(0, 40)
TABLES = st.lists(st.lists(st.tuples(POINTS, POINTS), min_size=1, max_size=4), min_size=1, max_size=4)


@st.composite
def any_case(draw: st.DrawFn) -> tuple[Scenario, Terms]:
    """A case of up to four issues, and a deal in it."""
    tables = {f"i{n}": table for n, table in enumerate(draw(TABLES))}
    made = case(tables, (draw(st.integers(0, 30)), draw(st.integers(0, 30))))
    deal = {key: draw(st.sampled_from(list(issue.options))) for key, issue in made.issues.items()}
    return made, deal


def deals_of(scenario: Scenario) -> list[tuple[int, int]]:
    """Both sides' points of every lawful package, listed the slow way."""
    from itertools import product

    lawful = [[o for o in issue.options.values() if o.lawful] for issue in scenario.issues.values()]
    return [
        (sum(o.points["workers"] for o in package), sum(o.points["employer"] for o in package))
        for package in product(*lawful)
    ]
