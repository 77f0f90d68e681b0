"""A jury of a component that is no match: who may mark whom, sheets, what they come to, and the marks handed over."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from scoring.allocation.models import Conflict, Judge
from scoring.contests.models import Contest
from scoring.juries import judging
from scoring.juries.models import Jury, Sheet
from tests.scoring.contests.house import contest_of, organiser_of, signed_in, teams_of

pytestmark = pytest.mark.django_db

#: Weights 30, 25, 25, 20 on a scale to 10: the same value everywhere is ten times itself of 100.
CRITERIA = ("basis", "facts", "demands", "form")


def page(name: str, *more: Any) -> str:
    return reverse(f"juries:{name}", args=["shaanxi", *more])


def judges_of(contest: Contest, count: int) -> list[Judge]:
    Judge.objects.bulk_create(Judge(contest=contest, name=f"评委{n}", city="外省") for n in range(count))
    return list(contest.judges.with_conflicts())


def seated(teams: int = 2, judges: int = 3) -> tuple[Contest, Jury]:
    contest = contest_of(teams)
    chosen = judges_of(contest, judges)
    return contest, judging.seat(contest, "documents", chosen, by=organiser_of("shaanxi"))


def all_of(value: object) -> dict[str, str]:
    return dict.fromkeys(CRITERIA, str(value))


def submit(sheet: Sheet, values: Mapping[str, str]) -> None:
    judging.fill(sheet, values, by=organiser_of("shaanxi"), submit=True)


def client_of(judge: Judge) -> Client:
    judge.refresh_from_db()
    assert judge.person is not None
    return signed_in(judge.person)


def test_no_judge_gets_a_sheet_of_their_own_city_or_of_a_team_they_declared_a_conflict_with() -> None:
    contest = contest_of(2)
    one, other = teams_of(contest)
    own, tied, _free = judges_of(contest, 3)
    Judge.objects.filter(pk=own.pk).update(city=one.organization.name)
    Conflict.objects.create(judge=tied, team=other, why="family", by=organiser_of("shaanxi"))

    jury = judging.seat(contest, "documents", list(contest.judges.with_conflicts()), by=organiser_of("shaanxi"))

    pairs = set(jury.sheets.values_list("judge__name", "team"))
    assert pairs == {("评委0", other.pk), ("评委1", one.pk), ("评委2", one.pk), ("评委2", other.pk)}


def test_a_team_that_no_chosen_judge_may_mark_is_named_and_nobody_is_seated() -> None:
    contest = contest_of(1)
    Judge.objects.create(contest=contest, name="本市评委", city=teams_of(contest)[0].organization.name)

    with pytest.raises(judging.Refusal, match="队0"):
        judging.seat(contest, "documents", list(contest.judges.with_conflicts()), by=organiser_of("shaanxi"))

    assert not Jury.objects.exists()


def test_five_judges_lose_the_highest_and_the_lowest_and_the_mean_becomes_the_teams_mark() -> None:
    contest, jury = seated(teams=1, judges=5)
    for sheet, value in zip(jury.sheets.order_by("judge"), (2, 5, 6, 8, 10), strict=True):
        submit(sheet, all_of(value))

    (line,) = judging.lines(jury)
    judging.hand_over(jury, by=organiser_of("shaanxi"))

    assert [float(total) for total in line.totals.values()] == [20, 50, 60, 80, 100]
    assert sorted(line.out.values()) == ["highest", "lowest"]
    assert contest.marks.get(component="documents").value == "63.3333"


def test_marks_are_not_handed_over_while_a_sheet_is_missing() -> None:
    contest, jury = seated()
    submit(jury.sheets.all()[0], all_of(7))

    with pytest.raises(judging.Refusal, match="5"):
        judging.hand_over(jury, by=organiser_of("shaanxi"))

    assert not contest.marks.exists()


@pytest.mark.parametrize("value", ["11", "-1", "7.5", "七", "1e3", "NaN"])
def test_a_value_that_is_not_on_the_scale_is_told_and_nothing_is_saved(value: str) -> None:
    _contest, jury = seated()
    sheet = jury.sheets.all()[0]
    client = client_of(sheet.judge)

    answer = client.post(page("fill", sheet.pk), {**all_of(7), "facts": value, "act": "save"})

    sheet.refresh_from_db()
    assert answer.status_code == 422
    assert sheet.values == {}
    assert f'value="{value}"' in answer.content.decode()


def test_a_sheet_with_a_gap_is_saved_as_a_draft_and_not_submitted() -> None:
    _contest, jury = seated()
    sheet = jury.sheets.all()[0]
    client, script = client_of(sheet.judge), {"Accept": "application/json"}
    given = {**all_of(7), "form": ""}

    draft = client.post(page("fill", sheet.pk), {**given, "act": "save"}, headers=script)
    refused = client.post(page("fill", sheet.pk), {**given, "act": "submit"}, headers=script)

    sheet.refresh_from_db()
    assert draft.json() == {"saved": True}
    assert (refused.status_code, bool(refused.json()["error"])) == (422, True)
    assert (sheet.values, sheet.submitted_at) == ({"basis": "7", "facts": "7", "demands": "7"}, None)


def test_a_submitted_sheet_stands_until_it_is_given_back_with_a_reason_that_stays() -> None:
    _contest, jury = seated(teams=1, judges=1)
    sheet = jury.sheets.get()
    judge, organiser = client_of(sheet.judge), signed_in(organiser_of("shaanxi"))
    judge.post(page("fill", sheet.pk), {**all_of(7), "act": "submit"})

    judge.post(page("fill", sheet.pk), {**all_of(9), "act": "submit"})
    organiser.post(page("give_back", sheet.pk), {"reason": ""})
    sheet.refresh_from_db()
    assert (sheet.values, sheet.submitted_at is None) == (all_of(7), False)
    organiser.post(page("hand_over", "documents"))
    organiser.post(page("give_back", sheet.pk), {"reason": "两项看反了"})
    judge.post(page("fill", sheet.pk), {**all_of(9), "act": "submit"})

    sheet.refresh_from_db()
    jury.refresh_from_db()
    assert sheet.values == all_of(9)
    assert [(each["reason"], each["values"]) for each in sheet.returned] == [("两项看反了", all_of(7))]
    assert jury.handed_over_at is None


def test_a_judge_with_submitted_sheets_stays_on_the_jury() -> None:
    contest, jury = seated(teams=1, judges=2)
    submit(jury.sheets.all()[0], all_of(7))
    kept = [judge for judge in contest.judges.with_conflicts() if judge.pk != jury.sheets.all()[0].judge_id]

    with pytest.raises(judging.Refusal):
        judging.seat(contest, "documents", kept, by=organiser_of("shaanxi"))

    assert jury.sheets.count() == 2


def test_a_judge_reads_and_fills_their_own_sheets_only() -> None:
    _contest, jury = seated(teams=1, judges=2)
    own, others = jury.sheets.order_by("judge")
    client = client_of(own.judge)

    answer = client.get(page("mine", "documents"))

    assert [each["row"] for each in answer.context["sheets"]] == [own]
    assert client.post(page("fill", others.pk), {**all_of(1), "act": "submit"}).status_code == 403
    assert client.get(page("jury", "documents")).status_code == 403


def test_where_a_contest_is_blind_a_judge_reads_codes_and_no_names() -> None:
    contest, jury = seated(teams=1, judges=1)
    contest.format = {**contest.format, "blind": True}
    contest.save()
    contest.teams.update(code="甲")

    shown = client_of(jury.sheets.get().judge).get(page("mine", "documents")).content.decode()

    assert "甲" in shown
    assert "队0" not in shown


def test_an_organiser_types_a_paper_sheet_in_and_it_stays_on_record_who_typed() -> None:
    _contest, jury = seated(teams=1, judges=1)
    sheet, client = jury.sheets.get(), signed_in(organiser_of("shaanxi"))

    client.get(page("from_paper", "documents", sheet.judge_id))
    answer = client.post(page("fill", sheet.pk), {**all_of(6), "act": "submit"})

    sheet.refresh_from_db()
    assert answer.url == page("from_paper", "documents", sheet.judge_id)  # type: ignore[attr-defined]
    assert (sheet.values, sheet.by) == (all_of(6), organiser_of("shaanxi"))


def test_the_page_of_a_jury_seats_it_and_asks_as_often_for_eight_teams_as_for_two() -> None:
    contest = contest_of(8)
    later = teams_of(contest)[2:]
    contest.teams.filter(pk__in=[team.pk for team in later]).update(status="withdrawn")
    chosen = [judge.pk for judge in judges_of(contest, 3)]
    client, asked = signed_in(organiser_of("shaanxi")), []

    for _teams in (2, 8):
        assert client.post(page("jury", "documents"), {"judges": chosen}).status_code == 302
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = client.get(page("jury", "documents"))
        asked.append((len(answer.context["rows"]), len(queries)))
        contest.teams.update(status="approved")

    assert [rows for rows, _queries in asked] == [2, 8]
    assert asked[0][1] == asked[1][1]


def test_what_was_submitted_for_a_team_that_withdrew_is_there_when_it_comes_back() -> None:
    contest, jury = seated(teams=2, judges=1)
    first = teams_of(contest)[0]
    submit(jury.sheets.get(team=first), all_of(7))
    contest.teams.filter(pk=first.pk).update(status="withdrawn")

    judging.seat(contest, "documents", list(contest.judges.with_conflicts()), by=organiser_of("shaanxi"))
    assert [line.team for line in judging.lines(jury)] == teams_of(contest)[1:]
    contest.teams.filter(pk=first.pk).update(status="approved")

    assert [float(line.totals[key]) for line in judging.lines(jury) for key in line.totals] == [70]


def test_a_judge_who_left_the_jury_while_typing_is_told() -> None:
    _contest, jury = seated(teams=1, judges=1)
    sheet = jury.sheets.get()
    jury.sheets.all().delete()

    with pytest.raises(judging.Refusal):
        submit(sheet, all_of(7))
