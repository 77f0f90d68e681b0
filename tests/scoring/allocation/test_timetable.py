"""The timetable of a contest: searched for, moved by hand, put in force, repaired."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from negotiation.models import Seat, Session
from people.models import User
from scoring.allocation import planning, searching
from scoring.allocation.models import Conflict, Judge, Plan, Room, Search, Sitting
from scoring.contests.models import Contest
from scoring.models import Panel
from scoring.timetable.check import check
from tests.scoring.contests.house import contest_of, match_of, organiser_of, signed_in, teams_of

pytestmark = pytest.mark.django_db


def planned(teams: int = 4, judges: int = 6, rooms: int = 2, slug: str = "shaanxi") -> Contest:
    """Matches of neighbours in one round, before panels of three; every third judge can be head judge."""
    contest = contest_of(teams, slug=slug)
    row = teams_of(contest)
    for one, other in zip(row[::2], row[1::2], strict=True):
        match_of(contest, one, other)
    Room.objects.bulk_create(Room(contest=contest, name=f"第{n}会场") for n in range(1, rooms + 1))
    Judge.objects.bulk_create(
        Judge(contest=contest, name=f"评委{n}", city="外省", head=n % 3 == 0, experience=n) for n in range(judges)
    )
    return contest


def searched(contest: Contest, **asked: Any) -> Search:
    told = {"days": 1, "fresh": False, **asked}
    return searching.carry_out(searching.ask(contest, by=organiser_of(contest.slug), **told), seconds=10)


def page(name: str, *more: Any, slug: str = "shaanxi") -> str:
    return reverse(f"allocation:{name}", args=[slug, *more])


def test_a_search_finds_a_timetable_that_the_checker_passes_and_says_what_it_proved() -> None:
    contest = planned()

    search = searched(contest)

    assert search.status == Search.Status.DONE
    plan = contest.plans.get()
    problem = planning.problem_of(contest)
    assert check(problem, planning.answer_of(plan, problem)) == []
    assert plan.outcome["status"] == "optimal"
    shown = signed_in(organiser_of("shaanxi")).get(page("timetable")).content.decode()
    assert "第1会场" in shown


def test_an_impossible_timetable_is_told_with_the_rules_and_people_by_name() -> None:
    contest = planned(judges=3)
    Judge.objects.update(head=False)

    search = searched(contest, language="en")

    assert search.status == Search.Status.NONE
    assert any("head judge" in line for line in search.lines)
    assert any("队0" in line or "—" in line for line in search.lines)
    assert contest.plans.count() == 0


def test_a_version_in_force_gives_matches_their_hour_their_room_and_a_seated_panel() -> None:
    contest = planned()
    searched(contest)
    plan = contest.plans.get()

    assert signed_in(organiser_of("shaanxi")).post(page("put_in_force", 1)).status_code == 302

    for match in contest.matches.all():
        start, room, panel = plan.answer[str(match.pk)]
        assert match.sitting.room.name == room
        assert f"{timezone.localtime(match.session.starts_at):%Y-%m-%d %H:%M}" == start
        seated = Seat.objects.filter(session=match.session, role__in=("judge", "head_judge")).exclude(person=None)
        assert {seat.person.name for seat in seated} == {Judge.objects.get(pk=pk).name for pk in panel}
        head = seated.get(role="head_judge").person
        assert Judge.objects.get(person=head).head
        assert Panel.objects.filter(session=match.session).exists()


def test_another_version_in_force_moves_judges_on_panels_that_are_open() -> None:
    contest = planned()
    searched(contest)
    planning.apply(contest.plans.get())
    gone = Judge.objects.get(pk=next(iter(contest.plans.get().answer.values()))[2][0])

    searched(contest, gone=str(gone.pk))
    plan = contest.plans.first()
    assert plan is not None
    planning.apply(plan)

    assert not Seat.objects.filter(person=Judge.objects.get(pk=gone.pk).person).exists()
    for match in contest.matches.all():
        seated = Seat.objects.filter(session=match.session, role__in=("judge", "head_judge")).exclude(person=None)
        assert {str(Judge.objects.get(person=seat.person).pk) for seat in seated} == set(plan.answer[str(match.pk)][2])


def test_a_judge_who_falls_out_is_replaced_with_as_few_changes_as_possible() -> None:
    contest = planned(judges=8)
    searched(contest)
    before = contest.plans.get().answer
    gone = next(iter(before.values()))[2][0]

    searched(contest, gone=gone)

    plan = contest.plans.first()
    assert plan is not None
    assert plan.version == 2
    assert all(gone not in panel for _start, _room, panel in plan.answer.values())
    changed = [id for id in before if before[id] != plan.answer[id]]
    assert len(changed) == 1


def moved(contest: Contest, act: str, **typed: Any) -> Any:
    plan = contest.plans.first()
    assert plan is not None
    told = {"act": act, "basis": plan.version, "instead": "", **typed}
    return signed_in(organiser_of(contest.slug)).post(page("move"), told)


def test_moving_a_judge_says_what_breaks_before_it_is_saved_and_saves_the_next_version() -> None:
    contest = planned(judges=7)
    searched(contest)
    plan = contest.plans.get()
    match = next(iter(plan.answer))
    outsider = next(str(judge.pk) for judge in contest.judges.all() if str(judge.pk) not in plan.answer[match][2])
    team = contest.matches.get(pk=match).workers
    Conflict.objects.create(judge_id=outsider, team=team, why="coached", by=organiser_of("shaanxi"))

    tried = moved(contest, "try", judge=outsider, match=match)
    assert tried.json()["good"] is False
    assert contest.plans.count() == 1
    moved(contest, "save", judge=outsider, match=match)

    newest = contest.plans.first()
    assert newest is not None
    assert outsider in newest.answer[match][2]
    assert len(newest.answer[match][2]) == 3
    assert signed_in(organiser_of("shaanxi")).post(page("put_in_force", newest.version)).status_code == 302
    assert Sitting.objects.count() == 0


def test_whoever_moves_second_is_told_and_nothing_is_lost() -> None:
    contest = planned(judges=7)
    searched(contest)
    match = next(iter(contest.plans.get().answer))
    outsider = next(j for j in contest.judges.all() if str(j.pk) not in contest.plans.get().answer[match][2])
    moved(contest, "save", judge=outsider.pk, match=match)

    answer = moved(
        contest, "save", judge=outsider.pk, match=next(reversed(contest.plans.get(version=1).answer)), basis=1
    )

    assert answer.status_code == 409
    assert contest.plans.count() == 2


@pytest.mark.parametrize(
    "typed",
    [{"judge": "x", "match": "1"}, {"judge": "999999", "match": "1"}, {"match": "nothing"}, {"basis": "y"}, {}],
)
def test_a_move_that_is_none_is_told(typed: dict[str, str]) -> None:
    contest = planned()
    searched(contest)

    assert moved(contest, "try", **typed).status_code == 422
    assert moved(contest, "save", **typed).status_code == 422
    assert contest.plans.count() == 1


def test_what_is_ahead_comes_after_what_has_begun() -> None:
    contest = planned()
    searched(contest)
    planning.apply(contest.plans.get())
    first = contest.matches.order_by("session__starts_at").first()
    assert first is not None
    Session.objects.filter(pk=first.session_id).update(status="open", starts_at="2026-12-01T06:00:00Z")

    searched(contest)

    newest = contest.plans.first()
    assert newest is not None
    # 14:00 in Xi'an and the sixty minutes of a match.
    assert all(start >= "2026-12-01 15:00" for start, _room, _panel in newest.answer.values())
    assert str(first.pk) not in newest.answer
    Session.objects.filter(pk=first.session_id).update(starts_at="2026-12-01T12:00:00Z")
    with pytest.raises(searching.Refusal):
        searching.ask(contest, by=organiser_of("shaanxi"), days=1, fresh=False)


def test_only_one_search_runs_at_a_time() -> None:
    contest = planned()
    searching.ask(contest, by=organiser_of("shaanxi"), days=1, fresh=False)

    with pytest.raises(searching.Refusal):
        searching.ask(contest, by=organiser_of("shaanxi"), days=1, fresh=False)

    assert Search.objects.count() == 1


def sheet(content: str) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("judges.csv", content.encode())}


def test_judges_come_from_a_spreadsheet_once_however_often_it_is_handed_in() -> None:
    contest = contest_of(2)
    client = signed_in(organiser_of("shaanxi"))
    text = "姓名,城市,可任组长,评审次数\n张三,西安,是,3\n李四,宝鸡,,\n"

    client.post(page("take_judges"), sheet(text))
    client.post(page("take_judges"), sheet(text.replace("宝鸡", "咸阳")))

    assert list(contest.judges.values_list("name", "city", "head", "experience")) == [
        ("张三", "西安", True, 3),
        ("李四", "咸阳", False, 0),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "姓名\n",
        "城市\n西安\n",
        "姓名,可任组长\n张三,也许\n",
        "姓名,评审次数\n张三,很多\n",
        "姓名\n张三\n张三\n",
        f"姓名\n{'长' * 81}\n",
    ],
)
def test_a_faulty_list_of_judges_writes_nobody(text: str) -> None:
    contest = contest_of(2)

    answer = signed_in(organiser_of("shaanxi")).post(
        page("take_judges"), sheet("姓名\n甲\n" if text == "姓名\n" else text)
    )

    assert contest.judges.count() == (1 if text == "姓名\n" else 0)
    assert answer.status_code == (302 if text == "姓名\n" else 422)


def test_a_judge_declares_a_conflict_on_their_own_page_and_sees_nobody_elses() -> None:
    contest = planned()
    person = User.objects.create(username="judge", name="评委甲")
    own, other = contest.judges.all()[:2]
    own.person = person
    own.save()
    client = signed_in(person)
    team = teams_of(contest)[0]

    assert client.get(page("mine")).status_code == 200
    client.post(page("declare", own.pk), {"team": team.pk, "why": "family"})
    assert client.post(page("declare", other.pk), {"team": team.pk, "why": "family"}).status_code == 403

    assert [(each.judge, each.team) for each in Conflict.objects.all()] == [(own, team)]


def test_a_judge_without_a_free_half_day_is_never_seated() -> None:
    contest = planned(judges=7)
    away = contest.judges.last()
    assert away is not None
    away.away = planning.half_days(contest, 14)
    away.save()

    searched(contest)

    assert all(str(away.pk) not in panel for _start, _room, panel in contest.plans.get().answer.values())


def test_the_page_makes_as_many_queries_for_forty_teams_as_for_four() -> None:
    counts = []
    for slug, teams in (("small", 4), ("large", 40)):
        contest = planned(teams, judges=teams, slug=slug)
        answer = {
            str(match.pk): [
                f"2026-12-01 {8 + n // 2:02}:30",
                f"第{1 + n % 2}会场",
                [str(j.pk) for j in contest.judges.all()[:3]],
            ]
            for n, match in enumerate(contest.matches.all())
        }
        Plan.objects.create(contest=contest, version=1, answer=answer, by=organiser_of(slug))
        client = signed_in(organiser_of(slug))
        client.get(page("timetable", slug=slug))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page("timetable", slug=slug)).status_code == 200
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_a_stranger_sees_and_changes_nothing() -> None:
    planned()
    stranger = signed_in(User.objects.create(username="stranger", name="路人"))

    assert stranger.get(page("timetable")).status_code == 403
    assert stranger.post(page("search"), {"days": 1}).status_code == 403
    assert Client().get(page("timetable")).status_code == 302
