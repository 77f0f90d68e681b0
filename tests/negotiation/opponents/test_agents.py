"""Each opponent keeps the rules, remembers nothing, and concedes the way its name says."""

import time
from functools import cache

import numpy as np
import pytest

from live.machine import SIDES
from negotiation.engine.opponents import arena
from negotiation.engine.opponents.arena import Case
from negotiation.engine.opponents.learning import by_bayes, by_frequency
from negotiation.engine.opponents.match import bargain
from negotiation.engine.opponents.moves import Agent, Move, Offer, View
from negotiation.engine.opponents.own import Own
from negotiation.engine.opponents.roster import ROSTER, UnknownAgent, agents
from negotiation.scenarios import check, library
from tests.negotiation.opponents.sides import own

FIXED = ("conceder", "linear", "boulware", "tit-for-tat", "nice-tit-for-tat")
everybody = pytest.mark.parametrize("agent", ROSTER.values(), ids=list(ROSTER))


@cache
def cases() -> tuple[Case, ...]:
    found = [check(path.read_bytes(), path.name).scenario for path in library()]
    return tuple(Case(scenario) for scenario in found if scenario)


def played(agent: Agent, other: Agent, case: Case, seed: str = "s") -> list[tuple[View, Move]]:
    """What ``agent`` was shown as the workers' side, and what it did."""
    seen: list[tuple[View, Move]] = []

    class Watched:
        name = "watched"

        def turn(self, view: View) -> Move:
            seen.append((view, agent.turn(view)))
            return seen[-1][1]

    bargain({"workers": Watched(), "employer": other}, case.owns, first="workers", turns=30, seed=seed)
    return seen


@everybody
def test_an_opponent_never_proposes_or_accepts_what_law_or_mandate_forbids(agent: Agent) -> None:
    for case in cases():
        for view, move in played(agent, ROSTER["boulware"], case):
            signed = move.terms if move.kind == "propose" else view.standing or {}
            if move.kind in ("propose", "accept"):
                assert case.scenario.below_floor(signed) == []
                assert case.scenario.broken(signed, {"side:workers"}) == []


@everybody
def test_no_opponent_signs_less_than_its_reservation(agent: Agent) -> None:
    for case in cases():
        for other in ROSTER.values():
            done = bargain({"workers": agent, "employer": other}, case.owns, first="employer", turns=30, seed="x")
            if done.agreed:
                assert case.owns["workers"].worth(done.agreed) >= case.owns["workers"].reservation


@everybody
def test_a_restart_changes_nothing(agent: Agent) -> None:
    case = cases()[0]
    fresh = Own.of(case.scenario, "workers")
    for view, move in played(agent, ROSTER["nice-tit-for-tat"], case):
        again = View(fresh, view.seed, view.offers, view.standing, view.agreed, view.progress)
        assert agent.turn(again) == move


@everybody
def test_what_is_agreed_is_no_longer_offered(agent: Agent) -> None:
    side = cases()[0].owns["workers"]
    settled = {issue: next(iter(options)) for issue, options in list(side.points.items())[:3]}
    move = agent.turn(View(side, "s", (), None, settled, 0.3))

    assert move.kind == "propose"
    assert move.terms.keys() == side.points.keys() - settled.keys()


@everybody
def test_on_the_last_turn_anything_no_worse_than_the_reservation_is_taken(agent: Agent) -> None:
    side = own([[0, 10], [0, 10]], reservation=10)

    assert agent.turn(View(side, "", (), {"i0": "o1", "i1": "o0"}, {}, 1.0)).kind == "accept"
    assert agent.turn(View(side, "", (), {"i0": "o0", "i1": "o0"}, {}, 1.0)).kind == "end"


def test_the_more_boulware_the_less_is_given_at_half_time() -> None:
    side = cases()[0].owns["workers"]
    asked = [
        side.worth(ROSTER[name].turn(View(side, "", (), None, {}, 0.5)).terms)
        for name in ("conceder", "linear", "boulware")
    ]

    assert asked == sorted(asked)
    assert asked[0] < asked[-1]


def test_tit_for_tat_gives_only_when_it_is_given() -> None:
    side = own([[0, 5, 10, 15, 20]] * 3)
    low, high = ({f"i{n}": o for n in range(3)} for o in ("o0", "o1"))
    firm = ROSTER["tit-for-tat"].turn(View(side, "", (Offer(False, low), Offer(False, low)), low, {}, 0.6))
    moved = ROSTER["tit-for-tat"].turn(View(side, "", (Offer(False, low), Offer(False, high)), high, {}, 0.6))

    assert side.worth(firm.terms) == 60
    assert side.worth(moved.terms) < 60


@pytest.mark.parametrize("model", [by_frequency, by_bayes])
def test_an_issue_that_the_other_side_holds_is_taken_to_matter_to_it(model: object) -> None:
    side = own([[0, 5, 10, 15, 20]] * 2)
    theirs = [{"i0": "o0", "i1": f"o{step}"} for step in (0, 1, 2, 3)]
    wants = model(View(side, "", tuple(Offer(False, terms) for terms in theirs)))  # type: ignore[operator]

    assert wants["i0"]["o0"] - wants["i0"]["o4"] > wants["i1"]["o0"] - wants["i1"]["o4"]


def test_bayes_learns_from_what_was_turned_down() -> None:
    side = own([[0, 5, 10, 15, 20]] * 2)
    best = {"i0": "o0", "i1": "o0"}
    refused = Offer(True, {"i0": "o4", "i1": "o0"})
    before = by_bayes(View(side, "", (Offer(False, best),)))
    after = by_bayes(View(side, "", (Offer(False, best), refused, Offer(False, {"i0": "o0", "i1": "o4"}))))

    assert after["i0"]["o0"] - after["i0"]["o4"] > before["i0"]["o0"] - before["i0"]["o4"]


def test_the_expert_gets_more_than_the_plain_ones_and_agrees_near_the_frontier() -> None:
    plain = [ROSTER[name] for name in FIXED]
    results = list(arena.tournament(cases(), [ROSTER["expert"], *plain], rounds=2))
    table = {row["agent"]: row for row in arena.standings(results)}
    expert = table.pop("expert")

    assert all(expert["own"] > row["own"] for row in table.values())
    assert expert["short"] <= 0.03
    assert expert["agreed"] == 1.0
    for name in FIXED:
        assert arena.row("expert", results, name)["own"] > arena.row(name, results, "expert")["own"]


def test_the_same_seed_gives_the_same_tournament() -> None:
    pair = [ROSTER["bayes"], ROSTER["tit-for-tat"]]

    assert [*arena.tournament(cases()[:1], pair, rounds=1)] == [*arena.tournament(cases()[:1], pair, rounds=1)]


def test_an_agreement_is_read_against_the_packages_that_both_may_sign() -> None:
    case = cases()[2]
    for pair in ({"workers": ROSTER["expert"], "employer": ROSTER["linear"]},):
        result = arena.meet(case, pair, 0, "s")
        point = np.array([result.payoff[side] for side in SIDES])
        assert result.short is not None
        assert 0 <= result.short < 1
        assert not (case.frontier >= point + 1e-9).all(axis=1).any() or result.short > 0


@everybody
def test_a_turn_takes_less_than_five_ms_at_390625_packages(agent: Agent) -> None:
    dice = np.random.default_rng(1)
    side = own([sorted(row) for row in dice.integers(0, 15, (8, 5)).tolist()], reservation=30)
    theirs = [{f"i{n}": f"o{max(0, step - n)}" for n in range(8)} for step in range(4)]
    view = View(side, "", tuple(Offer(False, terms, 0.1 * n) for n, terms in enumerate(theirs)), theirs[-1], {}, 0.5)
    agent.turn(view)

    def once() -> float:
        began = time.perf_counter()
        agent.turn(view)
        return time.perf_counter() - began

    assert min(once() for _ in range(7)) < 0.005


class Stubborn:
    """An agent of one's own: always its best."""

    name = "stubborn"

    def turn(self, view: View) -> Move:
        packages = view.own.open_packages(view.agreed)
        return Move("propose", packages.terms(int(np.argmax(packages.worth * packages.allowed))), "hold")


def test_an_agent_of_ones_own_takes_part_by_its_name() -> None:
    found = agents(f"linear, {__name__}:Stubborn")

    assert [agent.name for agent in found] == ["linear", "stubborn"]
    assert arena.meet(cases()[1], {"workers": found[1], "employer": found[0]}, 0, "").turns > 2


@pytest.mark.parametrize("name", ["nobody", "no.such.module:Class", "json:JSONDecoder"])
def test_an_agent_that_is_none_is_named(name: str) -> None:
    with pytest.raises(UnknownAgent, match=name):
        agents(name)


class Cheat:
    """Proposes what its mandate forbids."""

    name = "cheat"

    def turn(self, view: View) -> Move:
        return Move("propose", dict.fromkeys(view.own.points, "nothing"))


def test_an_agent_that_breaks_the_rules_has_no_agreement() -> None:
    done = bargain(
        {"workers": Cheat(), "employer": ROSTER["conceder"]}, cases()[0].owns, first="workers", turns=10, seed=""
    )

    assert (done.agreed, done.by, done.turns) == (None, "workers", 1)
