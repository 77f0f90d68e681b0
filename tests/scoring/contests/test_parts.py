"""Adding, moving and taking out parts of a contest's format."""

from typing import Any

import pytest
from django.urls import reverse

from people.models import User
from scoring.contests.models import Contest
from scoring.contests.setting_up import freeze
from tests.scoring.contests.house import confirmed, contest_of, match_of, organiser_of, signed_in, teams_of

pytestmark = pytest.mark.django_db


def post(contest: Contest, **typed: Any) -> Any:
    page = reverse("contests:parts", args=[contest.slug])
    return signed_in(organiser_of(contest.slug)).post(page, {"revision": contest.revision, **typed})


def ids(contest: Contest, part: str) -> list[str]:
    contest.refresh_from_db()
    return [each["id"] for each in contest.format[part]]


COMPONENT = {
    "act": "add",
    "part": "components",
    "title_zh": "案例演讲",
    "title_en": "Presentation",
    "kind": "presentation",
    "weight": "10",
    "maximum": "100",
    "over_rounds": "mean",
}
STAGE = {
    "act": "add",
    "part": "stages",
    "title_zh": "演讲",
    "title_en": "Presentation",
    "system": "turns",
    "component": "component-1",
    "minutes": "10",
    "between": "5",
    "panel": "3",
    "rounds": "1",
    "groups": "1",
    "advance": "0",
}


def test_a_component_and_its_stage_are_added_and_stand_in_the_record() -> None:
    contest = contest_of(2)

    assert post(contest, **COMPONENT).status_code == 302
    contest.refresh_from_db()
    assert post(contest, **STAGE).status_code == 302

    assert ids(contest, "components")[-1] == "component-1"
    assert ids(contest, "stages")[-1] == "stage-1"
    assert contest.changes.first().revision == contest.revision  # type: ignore[union-attr]


def test_tie_breaks_and_titles_are_added_and_moved() -> None:
    contest = contest_of(2)
    before = [each["kind"] for each in contest.format["tie_breaks"]]

    post(contest, act="up", part="tie_breaks", number="1")
    contest.refresh_from_db()
    assert [each["kind"] for each in contest.format["tie_breaks"]][:2] == before[1::-1]
    typed = {"title_zh": "最佳文书", "title_en": "Best documents", "kind": "team", "quota": "1", "from_place": "1"}
    post(contest, act="add", part="titles", min_matches="1", per_team="1", **typed)
    assert ids(contest, "titles")[-1] == "title-1"


def test_taking_out_what_another_part_needs_is_told_and_changes_nothing() -> None:
    contest = contest_of(2)
    before = ids(contest, "components")

    answer = post(contest, act="remove", part="components", number="2")

    assert answer.status_code == 422
    assert ids(contest, "components") == before


def test_a_stage_in_which_something_was_played_cannot_be_taken_out() -> None:
    contest = contest_of(2)
    confirmed(match_of(contest, *teams_of(contest)), {"workers": 90, "employer": 60})
    number = ids(contest, "stages").index("preliminary")

    assert post(contest, act="remove", part="stages", number=str(number)).status_code == 422

    assert "preliminary" in ids(contest, "stages")


def test_frozen_rules_change_only_with_a_reason() -> None:
    contest = contest_of(2)
    freeze(contest)

    assert post(contest, **COMPONENT).status_code == 422
    assert post(contest, reason="增加演讲环节", **COMPONENT).status_code == 302

    assert contest.changes.first().reason == "增加演讲环节"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "typed",
    [
        {"act": "remove", "part": "components", "number": "99"},
        {"act": "remove", "part": "nothing", "number": "0"},
        {"act": "up", "part": "titles", "number": "x"},
        {"act": "explode", "part": "titles", "number": "0"},
        {"act": "add", "part": "components", "weight": "many"},
        {"act": "add", "part": "tie_breaks", "kind": "criteria"},
        {"act": "remove", "part": "titles", "number": "0", "revision": "0"},
        {},
    ],
)
def test_what_makes_no_sense_is_told_and_changes_nothing(typed: dict[str, str]) -> None:
    contest = contest_of(1)
    before = contest.format

    assert post(contest, **typed).status_code == 422

    contest.refresh_from_db()
    assert contest.format == before


def test_only_those_who_run_the_contest_see_the_page() -> None:
    contest_of(1)
    stranger = signed_in(User.objects.create(username="stranger", name="路人"))

    assert stranger.get(reverse("contests:parts", args=["shaanxi"])).status_code == 403


TITLE = {
    "act": "add",
    "part": "titles",
    "title_zh": "个人全能",
    "title_en": "All-round",
    "kind": "person",
    "quota": "1",
}
PERSONAL = {**TITLE, "roles": "chief", "min_matches": "1", "per_team": "1", "from_place": "1"}


def test_a_title_for_people_counts_what_the_organiser_says_and_nothing_that_is_not_there() -> None:
    contest = contest_of(2)

    assert post(contest, **PERSONAL, counts="matches 60，theory 40").status_code == 302
    contest.refresh_from_db()
    assert contest.format["titles"][-1]["counts"] == {"matches": "60", "theory": "40"}
    held = contest.format
    for wrong in ("live 40", "no-such 1", "theory", "theory x", "theory 0"):
        assert post(contest, **PERSONAL, counts=wrong).status_code == 422
    contest.refresh_from_db()
    assert contest.format == held


def test_a_knock_out_is_seeded_only_by_a_stage_above_it() -> None:
    contest = contest_of(2)
    knock_out = {**STAGE, "component": "live", "system": "single", "seeded_by": "preliminary"}

    assert post(contest, **{**knock_out, "system": "swiss"}).status_code == 422
    assert post(contest, **knock_out).status_code == 302
    assert ids(contest, "stages")[-1] == "stage-1"
    assert contest.format["stages"][-1]["seeded_by"] == "preliminary"
    number = str(len(contest.format["stages"]) - 1)
    for _step in range(4):  # above the stage that seeds it, it cannot go
        post(contest, act="up", part="stages", number=number)
        contest.refresh_from_db()
        number = str([each["id"] for each in contest.format["stages"]].index("stage-1"))
    order = ids(contest, "stages")
    assert order.index("preliminary") < order.index("stage-1")
