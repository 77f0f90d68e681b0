"""The players in process, against the real engines: they see what the wire gives and send only what they may."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demo.look import PANEL, SESSION
from demo.rehearsal import PATIENCE, Rehearsal
from negotiation.engine.scenario import Scenario
from tests.demo.house import LIBRARY, EngineHouse, scenario

NOON = 1_790_000_000_000
LONGEST = 4 * 3_600_000


@cache
def case(name: str) -> Scenario:
    return scenario(LIBRARY[name])


def played(name: str, seed: str, *, setting: str, judges: int = 5) -> tuple[EngineHouse, Rehearsal]:
    house = EngineHouse(case(name), setting=setting, judges=judges)
    rehearsal = Rehearsal(house, house.players(seed, PATIENCE), seed)
    rehearsal.play(NOON, until=NOON + LONGEST)
    return house, rehearsal


def outcome(house: EngineHouse) -> tuple[str, str]:
    table, panel = house.view(SESSION, "organiser"), house.view(PANEL, "organiser")
    return table.get("outcome", ""), (panel.get("result") or {}).get("status", "")


@pytest.mark.parametrize("setting", ["hall", "online"])
@pytest.mark.parametrize("name", sorted(LIBRARY))
def test_a_whole_session_of_every_case_reaches_a_published_result(name: str, setting: str) -> None:
    for seed in ("a", "b"):
        house, _ = played(name, seed, setting=setting)
        assert outcome(house)[0] in ("agreed", "suspended")
        assert outcome(house)[1] == "published"


@settings(max_examples=6, deadline=None)
@given(seed=st.text("abcdefgh0123456789", min_size=1, max_size=8), setting=st.sampled_from(["hall", "online"]))
def test_no_seed_makes_a_player_send_what_it_may_not(seed: str, setting: str) -> None:
    name = sorted(LIBRARY)[len(seed) % len(LIBRARY)]
    _, rehearsal = played(name, seed, setting=setting, judges=3)

    wrong = ("not_allowed", "bad_data", "illegal_terms", "unknown_kind", "not_your_turn")
    assert not [what for what in rehearsal.refused if what.endswith(wrong)]


def test_the_same_seed_plays_the_same_session() -> None:
    name = min(LIBRARY)

    one, _ = played(name, "again", setting="online")
    other, _ = played(name, "again", setting="online")

    assert one.events == other.events


def test_what_is_agreed_is_lawful_and_allowed_by_both_mandates() -> None:
    for name in LIBRARY:
        house, _ = played(name, "c", setting="hall")
        terms = house.view(SESSION, "organiser")["agreed"]
        if len(terms) < len(case(name).issues):
            continue
        assert case(name).below_floor(terms) == []
        assert case(name).broken(terms, {"side:workers", "side:employer"}) == []


def test_every_kind_of_move_is_made_in_a_few_sessions() -> None:
    kinds: set[str] = set()
    for seed in ("1", "2", "3", "4", "5", "6"):
        for setting in ("hall", "online"):
            house, _ = played(sorted(LIBRARY)[int(seed) % len(LIBRARY)], seed, setting=setting, judges=3)
            kinds |= {event.kind for events in house.events.values() for event in events}
    assert kinds >= {
        "agreement.signed",
        "ballot.returned",
        "ballot.submitted",
        "caucus.said",
        "caucus.started",
        "clock.paused",
        "clock.resumed",
        "fact.shown",
        "floor.given",
        "inject.released",
        "issue.reopened",
        "minutes.written",
        "offer.accepted",
        "offer.drafted",
        "offer.recorded",
        "offer.rejected",
        "penalty.confirmed",
        "result.published",
        "ruled",
        "said",
    }
