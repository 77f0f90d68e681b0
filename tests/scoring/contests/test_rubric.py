"""A contest's own rubric: written in the browser, its own alone, and what panels judge by from then on."""

from copy import deepcopy
from typing import Any

import pytest
from django.urls import reverse

from scoring.contests.models import Contest
from scoring.contests.rubrics import rubric_of_component
from scoring.contests.setting_up import freeze
from scoring.models import Rubric
from scoring.panels import house_rubric, plan_panel
from tests.scoring.contests.house import contest_of, match_of, organiser_of, signed_in, teams_of

pytestmark = pytest.mark.django_db


def page(contest: Contest, component: str = "live") -> str:
    return reverse("contests:rubric", args=[contest.slug, component])


def typed(contest: Contest, **changed: str) -> dict[str, str]:
    """What the page would send as it stands, with some of it changed."""
    form = signed_in(organiser_of(contest.slug)).get(page(contest)).context["form"]
    fields = {name: form[name].value() for name in form.fields}
    return {name: str(value) for name, value in fields.items() if value is not None and value is not False} | changed


def post(contest: Contest, fields: dict[str, str], number: int = 1) -> Any:
    return signed_in(organiser_of(contest.slug, number)).post(page(contest), fields)


def now(contest: Contest) -> dict[str, Any]:
    contest.refresh_from_db()
    content: dict[str, Any] = rubric_of_component(
        next(c for c in contest.format["components"] if c["id"] == "live")
    ).content
    return content


def test_saving_it_as_it_stands_changes_nothing() -> None:
    contest = contest_of(2)
    before, revision = now(contest), contest.revision

    assert post(contest, typed(contest)).status_code == 302

    assert (now(contest), contest.revision) == (before, revision)


def test_other_weights_are_this_contests_alone_and_what_its_next_panels_judge_by() -> None:
    contest, other = contest_of(4), contest_of(2, slug="another")
    one, two, three, four = teams_of(contest)
    earlier = plan_panel(match_of(contest, one, two).session)
    house, theirs = deepcopy(house_rubric().content), deepcopy(now(other))

    assert post(contest, typed(contest, **{"0_weight": "25", "1_weight": "10"})).status_code == 302

    weights = {each["id"]: each["weight"] for each in now(contest)["criteria"]}
    assert (weights["law"], weights["facts"]) == (25, 10)
    later = plan_panel(match_of(contest, three, four).session)
    assert later.rubric.content["criteria"][0]["weight"] == 25
    earlier.refresh_from_db()
    assert earlier.rubric.content["criteria"][0]["weight"] == 20
    assert house_rubric().content == house
    assert now(other) == theirs
    answer = signed_in(organiser_of(contest.slug)).get(page(contest))
    assert answer.context["older"] == 1
    change = contest.changes.first()
    assert change is not None
    assert ["rubric.criteria.law.weight", 20, 25] in change.changes


def test_a_criterion_is_taken_out_and_another_put_in() -> None:
    contest = contest_of(2)
    more = {
        "more_title_zh": "数字化表达",
        "more_title_en": "Use of media",
        "more_description_zh": "图表清楚。",
        "more_description_en": "Clear charts.",
        "more_weight": "15",
        "more_kind": "team",
    }

    assert post(contest, typed(contest, **{"1_out": "on"}, **more)).status_code == 302

    criteria = now(contest)["criteria"]
    assert "facts" not in [each["id"] for each in criteria]
    assert criteria[-1]["title"]["zh"] == "数字化表达"
    assert criteria[-1]["weight"] == 15
    answer = signed_in(organiser_of(contest.slug)).get(page(contest))
    assert "数字化表达" in answer.content.decode()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"0_weight": "21"}, "101"),
        ({"0_weight": "x"}, ""),
        ({"0_weight": "-20"}, ""),
        ({"0_weight": "1e400"}, ""),
        ({"0_title_en": ""}, ""),
        ({"0_title_zh": "法" * 61}, ""),
        ({"scale_step": "0"}, ""),
        ({"scale_step": "3"}, ""),
        ({"scale_high": "7"}, ""),
        ({"more_title_zh": "只有一半"}, ""),
        ({"penalty_0_low": "5"}, ""),
        ({"revision": ""}, ""),
        ({"0_title_zh": "\0"}, ""),
    ],
)
def test_what_cannot_be_judged_by_is_told_stays_typed_and_changes_nothing(changed: dict[str, str], told: str) -> None:
    contest = contest_of(2)
    before, count = now(contest), Rubric.objects.count()

    answer = post(contest, typed(contest, **changed))

    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert answer.context["form"].errors
    assert (now(contest), Rubric.objects.count()) == (before, count)


def test_a_criterion_that_a_tie_break_of_the_contest_compares_stays_in() -> None:
    contest = contest_of(2)

    answer = post(contest, typed(contest, **{"0_out": "on", "1_weight": "35"}))

    assert answer.status_code == 422
    assert "law" in str(answer.context["form"].errors)
    assert "law" in [each["id"] for each in now(contest)["criteria"]]


def test_frozen_rules_need_a_reason_that_stands_in_the_record() -> None:
    contest = contest_of(2)
    freeze(contest)
    changed = {"0_weight": "25", "1_weight": "10"}

    assert post(contest, typed(contest, **changed)).status_code == 422
    assert now(contest)["criteria"][0]["weight"] == 20
    assert post(contest, typed(contest, **changed, reason="组委会决定")).status_code == 302
    assert now(contest)["criteria"][0]["weight"] == 25
    assert contest.changes.first().reason == "组委会决定"  # type: ignore[union-attr]


def test_who_saves_second_is_told_what_changed_and_keeps_what_they_typed() -> None:
    contest = contest_of(2)
    mine = typed(contest, **{"0_weight": "30", "1_weight": "5"})
    post(contest, typed(contest, **{"0_weight": "25", "1_weight": "10"}), number=2)

    answer = post(contest, mine)

    assert answer.status_code == 409
    assert 'value="30"' in answer.content.decode()
    assert now(contest)["criteria"][0]["weight"] == 25
    assert post(contest, mine | {"revision": str(answer.context["newest"])}).status_code == 302
    assert now(contest)["criteria"][0]["weight"] == 30


def test_only_what_panels_judge_has_a_rubric() -> None:
    contest = contest_of(2)
    client = signed_in(organiser_of(contest.slug))

    assert [client.get(page(contest, each)).status_code for each in ("theory", "no-such", "live")] == [404, 404, 200]
