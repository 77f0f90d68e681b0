"""A person and an opponent, from the opening to what it came to: the opponent keeps law, mandate and secrets."""

from typing import Any

import pytest

from live import log
from live.models import Entry, Stream
from live.verify import flaws
from negotiation.engine.opponents.timed import TimeDependent
from negotiation.practice.acting import carry_out, own_of, scene_of
from negotiation.practice.levels import advised
from negotiation.practice.models import Practice
from negotiation.practice.partner import next_act
from negotiation.practice.runner import act_everywhere
from negotiation.practice.starting import chiefs
from tests.negotiation.practice.alone import Alone, begun, person

pytestmark = pytest.mark.django_db(transaction=True)

EASY = TimeDependent("easy", 3.0)


def entries(practice: Practice) -> int:
    return Entry.objects.filter(stream__key=practice.session.key).count()


@pytest.mark.parametrize("case", [0, 1, 2])
@pytest.mark.parametrize(("side", "level"), [("workers", 1), ("employer", 5), ("workers", 4)])
def test_practice_comes_to_an_agreement_that_the_opponent_may_sign(case: int, side: str, level: int) -> None:
    alone = Alone(begun(side=side, case=case, level=level), EASY)
    alone.bargain()
    alone.wait(10)
    practice, table = Practice.objects.get(), alone.table
    other = own_of(practice.session.scenario.digest, practice.other_side)

    assert table.outcome == "agreed"
    assert other.may_sign(table.agreed)
    assert other.worth(table.agreed) >= other.reservation
    assert practice.agreed
    assert practice.points == practice.session.scenario.compiled().points(side, table.agreed)
    assert practice.session.released_at
    for offer in table.offers.values():
        assert not practice.session.scenario.compiled().below_floor(offer["terms"])


def test_an_opponent_that_gets_no_answer_speaks_waits_and_the_house_closes_when_time_is_out() -> None:
    alone = Alone(begun(level=2))
    alone.until_offers()
    alone.wait(20 * 60)
    practice = Practice.objects.get()

    assert alone.table.outcome == "suspended"
    assert not practice.agreed
    assert practice.points == practice.session.scenario.compiled().parties["workers"].batna_points
    assert practice.goals[0] == "agree"


def test_what_the_opponent_says_holds_no_figure_of_its_papers() -> None:
    alone = Alone(begun(level=3), EASY)
    alone.bargain()
    party = alone.practice.session.scenario.compiled().parties["employer"]
    chief = chiefs(alone.practice.session)["employer"]
    said = [one["text"] for one in alone.table.statements.values() if one["seat"] == chief]
    said += [
        offer["note"] for offer in alone.table.offers.values() if offer["side"] == "employer" and offer.get("note")
    ]

    assert len(said) > 3
    for secret in (party.brief, party.batna, *party.secrets):
        assert not any(words in sentence for sentence in said for words in secret.values())


def test_an_unlawful_word_is_answered_with_its_rule_and_a_question_with_what_may_be_told() -> None:
    practice = begun(level=2)
    alone = Alone(practice)
    alone.until_offers()
    scenario = practice.session.scenario.compiled()
    unlawful = next(o for issue in scenario.issues.values() for o in issue.options.values() if not o.lawful)
    rule = scenario.floors[unlawful.floor].rule["zh"]
    for asked, answer in ((f"我们建议{unlawful.text['zh']}。", rule), ("你们最看重什么？", "可以告诉你们")):
        alone.act("floor.ask", phase=alone.table.phase["number"])
        alone.wait(15)
        alone.say(asked)
        alone.act("floor.yield", phase=alone.table.phase["number"])
        alone.wait(30)
        newest = list(alone.table.statements.values())[-1]

        assert newest["seat"] == chiefs(practice.session)["employer"]
        assert answer in newest["text"]


def test_a_restart_in_the_middle_of_a_thought_changes_nothing() -> None:
    alone = Alone(begun(level=5))
    alone.until_offers()
    before = next_act(scene_of(alone.practice, alone.now + 30_000), "zh")
    log.forget()
    own_of.cache_clear()

    assert before is not None
    assert next_act(scene_of(alone.practice, alone.now + 30_000), "zh") == before


def test_two_processes_that_think_the_same_do_it_once() -> None:
    alone = Alone(begun(level=2))
    alone.until_offers()
    now = alone.now + 30_000
    scene = scene_of(alone.practice, now)
    act = next_act(scene, "zh")
    assert act is not None
    carry_out(alone.practice, act, scene, now)
    once = entries(alone.practice)
    carry_out(alone.practice, act, scene, now)

    assert entries(alone.practice) == once
    assert [flaw.what for flaw in flaws(Stream.objects.get(key=alone.practice.session.key), [])] == ["unsealed tail"]


def test_everything_that_is_practised_is_looked_at_and_what_is_over_is_left_alone() -> None:
    first, second = Alone(begun(person("li")), EASY), Alone(begun(person("zhao")), EASY)
    first.bargain()
    first.wait(5)
    second.until_offers()
    over = entries(first.practice)

    assert act_everywhere(second.now + 60_000) > 0
    assert entries(first.practice) == over
    assert Practice.objects.going_on().count() == 1


@pytest.mark.parametrize(
    ("last", "fits"),
    [
        ([], 2),
        ([(2, 0.7, True)], 3),
        ([(5, 0.9, True)], 5),
        ([(3, 0.4, True)], 3),
        ([(3, 0.1, True)], 2),
        ([(1, None, False)], 1),
        ([(4, None, False), (4, 0.9, True)], 3),
    ],
)
def test_the_level_follows_the_last_result(last: Any, fits: int) -> None:
    assert advised(last) == fits
