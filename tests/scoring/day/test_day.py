"""The day of a contest: check-in, personal links, the run sheet, calls, incidents, protests and dry runs."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from live import log
from negotiation.models import Seat
from people.models import Office, User
from scoring.allocation.models import Judge, Room, Sitting
from scoring.contests import results
from scoring.contests.models import Contest, Match, Team
from scoring.contests.registering import Refusal
from scoring.day import links, running
from scoring.day.models import DryRun, Entry, PersonalLink, Presence, Protest
from scoring.models import Result
from tests.scoring.contests.house import case, confirmed, contest_of, match_of, organiser_of, signed_in, teams_of

pytestmark = pytest.mark.django_db


def page(name: str, *more: Any, slug: str = "shaanxi") -> str:
    return reverse(f"day:{name}", args=[slug, *more])


def desk() -> Client:
    return signed_in(organiser_of("shaanxi"))


def played(contest: Contest) -> Match:
    return match_of(contest, *teams_of(contest)[:2])


def begun(match: Match) -> None:
    host = User.objects.create(username=f"host-{match.pk}", name="主持人")
    log.act("sessions", match.session.key, "seat.give", {"seat": "host", "person": str(host.uuid)}, expect={})
    sitting = log.state_of("sessions", match.session.key).seats["host"]
    log.act("sessions", match.session.key, "session.open", {}, seat=sitting, expect={"phase": 0})
    match.session.refresh_from_db()


# --- Who is there ----------------------------------------------------------------------------------


def test_a_scanned_code_checks_a_team_in_once_and_taking_it_back_needs_a_reason() -> None:
    contest = contest_of(2)
    team = teams_of(contest)[0]
    shown = desk().get(page("team_code", team.pk)).content.decode()
    assert "<svg" in shown
    token = running_token(contest, team=team.pk)

    desk().post(page("check_in", token))
    desk().post(page("check_in", token))
    presence = Presence.objects.get()
    desk().post(page("act"), {"act": "take_back", "presence": presence.pk, "reason": ""})
    assert Presence.objects.filter(undone_at=None).count() == 1
    desk().post(page("act"), {"act": "take_back", "presence": presence.pk, "reason": "认错人"})
    desk().post(page("act"), {"act": "arrive", "team": team.pk})

    assert list(Presence.objects.values_list("reason", flat=True)) == ["认错人", ""]


def running_token(contest: Contest, **told: int) -> str:
    from django.core import signing

    from scoring.day.link_views import SALT

    return signing.dumps({"contest": contest.pk, **told}, salt=SALT)


@pytest.mark.parametrize("token", ["none", "x:y:z", ""])
def test_a_code_that_nobody_signed_checks_nobody_in(token: str) -> None:
    contest_of(2)

    assert desk().post(page("check_in", token or "0")).status_code == 404
    assert Presence.objects.count() == 0


def test_a_code_of_another_contest_is_none_here() -> None:
    contest_of(2)
    other = contest_of(2, slug="other")

    assert desk().post(page("check_in", running_token(other, team=teams_of(other)[0].pk))).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_desks_that_check_the_same_team_in_at_once_leave_one_row() -> None:
    contest = contest_of(2)
    team, user = teams_of(contest)[0], organiser_of("shaanxi")

    def arrive(_number: int) -> bool:
        try:
            return running.arrive(contest, by=user, team=team)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        news = list(pool.map(arrive, range(4)))

    assert news.count(True) == 1
    assert Presence.objects.count() == 1


# --- Personal links --------------------------------------------------------------------------------


def chief(team: Team) -> User:
    person = team.members.get(role="chief").person
    assert person is not None
    return person


def linked(contest: Contest) -> tuple[User, str]:
    person = chief(teams_of(contest)[0])
    [(_person, secret)] = links.issue(contest, [person], by=organiser_of(contest.slug))
    return person, secret


def test_a_link_signs_its_person_in_on_the_first_device_and_on_no_other() -> None:
    contest = contest_of(2)
    played(contest)
    person, secret = linked(contest)
    phone, other = Client(), Client()

    assert phone.get(page("link", secret)).status_code == 200
    assert PersonalLink.objects.get().device == ""
    assert phone.post(page("link", secret)).status_code == 302
    assert phone.get(page("mine")).status_code == 200
    assert phone.session["_auth_user_id"] == str(person.pk)
    refused = other.post(page("link", secret))

    assert refused.status_code == 403
    assert "_auth_user_id" not in other.session
    assert phone.post(page("link", secret)).status_code == 302


def test_a_released_link_opens_on_the_next_device_and_no_longer_on_the_first() -> None:
    contest = contest_of(2)
    played(contest)
    _person, secret = linked(contest)
    first, second = Client(), Client()
    first.post(page("link", secret))

    desk().post(page("change_link", PersonalLink.objects.get().pk), {"act": "release"})

    assert first.get(page("mine")).status_code == 302  # its visit has ended
    assert second.post(page("link", secret)).status_code == 302
    assert first.post(page("link", secret)).status_code == 403


def test_a_revoked_link_opens_nothing_and_ends_the_visit_that_it_began() -> None:
    contest = contest_of(2)
    played(contest)
    _person, secret = linked(contest)
    phone = Client()
    phone.post(page("link", secret))

    desk().post(page("change_link", PersonalLink.objects.get().pk), {"act": "revoke"})

    assert phone.get(page("mine")).status_code == 302
    assert phone.post(page("link", secret)).status_code == 403


def test_a_newer_link_ends_the_older_one_and_the_secret_is_kept_nowhere() -> None:
    contest = contest_of(2)
    played(contest)
    person, secret = linked(contest)
    phone = Client()
    phone.post(page("link", secret))
    assert phone.get(page("mine")).status_code == 200
    answer = desk().post(page("links"), {"person": [person.pk]})
    assert phone.get(page("mine")).status_code == 302

    [(_who, address, _qr)] = answer.context["sheet"]
    assert Client().get(page("link", secret)).status_code == 403
    assert Client().get(address).status_code == 200
    kept = str(list(PersonalLink.objects.values_list("digest", "device")))
    assert address.rstrip("/").rsplit("/", 1)[1] not in kept


def test_no_link_is_made_for_whoever_holds_an_office() -> None:
    contest = contest_of(2)

    with pytest.raises(Refusal):
        links.issue(contest, [organiser_of("shaanxi", 2)], by=organiser_of("shaanxi"))

    assert PersonalLink.objects.count() == 0


def test_a_link_is_over_with_the_contest() -> None:
    contest = contest_of(2)
    played(contest)
    _person, secret = linked(contest)

    phone = Client()
    phone.post(page("link", secret))
    assert phone.get(page("mine")).status_code == 200
    with time_machine.travel(datetime(2027, 1, 15, tzinfo=UTC)):
        assert Client().post(page("link", secret)).status_code == 403
        assert phone.get(page("mine")).status_code == 302  # a visit ends with the link that began it


def test_whoever_gets_an_office_later_is_no_longer_let_in_by_a_link() -> None:
    contest = contest_of(2)
    played(contest)
    person, secret = linked(contest)
    phone = Client()
    phone.post(page("link", secret))
    Office.objects.create(user=person, organization=contest.organization, kind=Office.Kind.ORGANISER)

    assert phone.get(page("desk")).status_code == 302
    assert Client().post(page("link", secret)).status_code == 403


def test_who_is_missing_names_hosts_and_judges_and_a_judge_without_an_account_is_told_on_the_page_of_links() -> None:
    contest = contest_of(2)
    match = played(contest)
    host = User.objects.create(username="host", name="主持人乙")
    match.session.seats.filter(key="host").update(person=host)
    assert host in running.missing_people(contest)
    desk().post(page("act"), {"act": "arrive", "person": host.pk})
    assert host not in running.missing_people(contest)
    contest.judges.create(name="无账号评委")
    text = desk().get(page("links")).content.decode()

    assert "无账号评委" in text


@pytest.mark.django_db(transaction=True)
def test_of_two_devices_at_the_same_moment_one_is_let_in() -> None:
    contest = contest_of(2)
    played(contest)
    linked(contest)
    link = PersonalLink.objects.get()

    def bind(_number: int) -> str:
        try:
            return links.bind(link, "")
        except Refusal:
            return ""
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        secrets = [each for each in pool.map(bind, range(4)) if each]

    assert len(secrets) == 1
    assert PersonalLink.objects.get().device == links.digest(secrets[0])


# --- The run sheet ---------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_run_sheet_has_real_times_from_the_table_and_says_what_is_late() -> None:
    contest = contest_of(4)
    row = teams_of(contest)
    first, second = match_of(contest, *row[:2]), match_of(contest, *row[2:])
    with time_machine.travel(first.session.starts_at + timedelta(minutes=9)):
        begun(first)
        lines = running.run_sheet(contest, timezone.now())

    assert [(line["match"], line["late"], line["began"] is not None) for line in lines] == [
        (first, 9, True),
        (second, 9, False),
    ]
    assert [line["match"] for line in running.next_of(lines)] == [second]


def test_a_call_is_on_everybodys_page_until_the_match_begins() -> None:
    contest = contest_of(2)
    contest.format = {**contest.format, "blind": False}
    contest.save()
    match = played(contest)

    desk().post(page("act"), {"act": "called", "match": match.pk})

    assert "队0 — 队1" in Client().get(page("day")).content.decode()
    assert Client().get(page("day")).context["called"] != []
    match.session.status = "open"
    match.session.save()
    assert Client().get(page("day")).context["called"] == []


def test_a_call_stands_on_the_own_page_of_whoever_plays_with_the_room_and_is_looked_for_again() -> None:
    contest = contest_of(4)
    one, two, three, four = teams_of(contest)
    match, other = match_of(contest, one, two), match_of(contest, three, four)
    Sitting.objects.create(match=match, room=Room.objects.create(contest=contest, name="第2会场"))
    called, waiting = signed_in(chief(one)), signed_in(chief(three))

    desk().post(page("act"), {"act": "called", "match": match.pk})

    told = called.get(page("mine"), headers={"HX-Request": "true"}).content.decode()
    assert "第2会场" in told
    assert "day-call" in told
    assert "<html" not in told
    assert "day-call" not in waiting.get(page("mine")).content.decode()
    assert other.session.status == "planned"
    match.session.status = "open"
    match.session.save()
    assert "day-call" not in called.get(page("mine")).content.decode()


def test_rooms_open_and_close_and_announcements_reach_those_they_are_for() -> None:
    contest = contest_of(2)
    room = Room.objects.create(contest=contest, name="第1会场")
    judge = User.objects.create(username="judge", name="评委")
    Judge.objects.create(contest=contest, name="评委", person=judge)

    for act in (Entry.OPENED, Entry.CLOSED, Entry.OPENED):
        desk().post(page("act"), {"act": act, "room": room.pk})
    desk().post(page("announce"), {"audience": "judges", "text": "评委请到三楼"})

    assert running.rooms_open(contest) == {room.pk}
    assert "评委请到三楼" not in Client().get(page("day")).content.decode()
    assert "评委请到三楼" in signed_in(judge).get(page("day")).content.decode()


def test_an_empty_announcement_and_incident_are_told_and_nothing_is_saved() -> None:
    contest = contest_of(2)

    assert desk().post(page("announce"), {"audience": "all", "text": ""}).status_code == 422
    assert desk().post(page("incident"), {"kind": "nothing", "what": ""}).status_code == 422
    assert contest.announcements.count() + contest.incidents.count() == 0


def test_incidents_are_on_record_with_what_was_decided() -> None:
    contest = contest_of(2)
    match = played(contest)

    desk().post(page("incident"), {"kind": "technical", "match": match.pk, "what": "话筒失灵", "decided": "补时一分钟"})

    assert "补时一分钟" in desk().get(page("desk")).content.decode()


def test_the_desk_makes_as_many_queries_for_forty_teams_as_for_four() -> None:
    counts = []
    for slug, teams in (("small", 4), ("large", 40)):
        contest = contest_of(teams, slug=slug)
        row = teams_of(contest)
        for n in range(0, teams, 2):
            match_of(contest, row[n], row[n + 1])
        client = signed_in(organiser_of(slug))
        client.get(page("desk", slug=slug))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page("desk", slug=slug)).status_code == 200
        counts.append(len(captured))

    assert counts[0] == counts[1]


# --- Protests --------------------------------------------------------------------------------------


def judged(contest: Contest, minutes_ago: int = 1) -> Match:
    match = played(contest)
    result = confirmed(match, {"workers": 90, "employer": 60})
    result.published_at = round((timezone.now() - timedelta(minutes=minutes_ago)).timestamp() * 1000)
    result.save()
    match.session.status = "agreed"
    match.session.save()
    return match


def test_a_teams_chief_protests_in_time_and_the_standings_wait_for_the_decision() -> None:
    contest = contest_of(2)
    contest.format = {**contest.format, "titles": []}
    contest.save()
    match = judged(contest)
    team = match.workers
    client = signed_in(chief(team))

    assert client.post(page("protest", match.pk), {"text": "对方发言超时未扣分"}).status_code == 302
    version = results.compute(contest, by=organiser_of("shaanxi"))
    with pytest.raises(Refusal, match="队0"):
        results.confirm(version, by=organiser_of("shaanxi", 2))
    protest = Protest.objects.get()
    desk().post(page("decide", protest.pk), {"status": "rejected", "reason": ""})
    protest.refresh_from_db()
    assert protest.status == Protest.Status.OPEN
    desk().post(page("decide", protest.pk), {"status": "rejected", "reason": "录像显示未超时"})

    results.confirm(version, by=organiser_of("shaanxi", 2))
    assert "录像显示未超时" in client.get(page("protest", match.pk)).content.decode()


def test_a_late_protest_is_told_until_when_it_was_possible_and_what_was_typed_stays() -> None:
    contest = contest_of(2)
    match = judged(contest, minutes_ago=31)

    answer = signed_in(chief(match.workers)).post(page("protest", match.pk), {"text": "对方发言超时"})

    assert answer.status_code == 422
    assert "对方发言超时" in answer.content.decode()
    assert Protest.objects.count() == 0


def test_nobody_else_protests_for_a_team_and_no_judge_decides_about_their_own_panel() -> None:
    contest = contest_of(3)
    match = judged(contest)
    outsider = chief_of_no_match(contest)
    assert signed_in(outsider).get(page("protest", match.pk)).status_code == 403
    protest = running.protest(match, match.workers, by=chief(match.workers), text="计时有误")
    judge = organiser_of("shaanxi", 2)
    panel = Result.objects.get().panel
    panel.places.filter(role="judge").update(person=judge)

    filer, other = chief(match.workers), chief(match.employer)
    for biased in (judge, filer, other):
        with pytest.raises(Refusal):
            running.decide(protest, "upheld", by=biased, reason="同意")
    running.decide(protest, "rejected", by=organiser_of("shaanxi"), reason="计时无误")

    # The other team reads what was decided.
    assert "计时无误" in signed_in(other).get(page("protest", match.pk)).content.decode()


def test_a_protest_filed_after_confirming_still_holds_the_standings_back() -> None:
    contest = contest_of(2)
    contest.format = {**contest.format, "titles": []}
    contest.save()
    match = judged(contest)
    version = results.compute(contest, by=organiser_of("shaanxi"))
    results.confirm(version, by=organiser_of("shaanxi", 2))
    protest = running.protest(match, match.workers, by=chief(match.workers), text="计时有误")
    with pytest.raises(Refusal, match="队0"):
        results.publish(version)
    running.decide(protest, "rejected", by=organiser_of("shaanxi"), reason="计时无误")
    results.publish(version)

    version.refresh_from_db()
    assert version.published_at is not None


def chief_of_no_match(contest: Contest) -> User:
    member = teams_of(contest)[2].members.get(role="chief")
    member.person = User.objects.create(username="other-chief", name="旁人")
    member.save()
    return member.person


# --- Dry runs --------------------------------------------------------------------------------------


def test_a_dry_run_seats_the_same_people_and_never_touches_matches_or_results() -> None:
    contest = contest_of(2)
    match = played(contest)
    before = results.lines(contest)

    desk().post(page("rehearse"), {"scenario": case().pk})

    dry = DryRun.objects.get()
    seats = dict(Seat.objects.filter(session=match.session).exclude(person=None).values_list("key", "person"))
    assert dict(Seat.objects.filter(session=dry.session).exclude(person=None).values_list("key", "person")) == seats
    assert contest.matches.count() == 1
    Result.objects.create(
        panel=dry.session.panel, computed_by="a", confirmed_by="b", computed_at=1, published_at=2, content={}
    )
    assert results.lines(contest) == before
    desk().post(page("act"), {"act": "end_rehearsal"})
    assert DryRun.objects.filter(over_at=None).count() == 0


def test_a_dry_run_is_in_the_room_of_its_match_and_only_those_who_sit_there_or_run_the_day_see_it() -> None:
    contest = contest_of(4)
    one, two, three, four = teams_of(contest)
    match = match_of(contest, one, two)
    Sitting.objects.create(match=match, room=Room.objects.create(contest=contest, name="第3会场"))

    desk().post(page("rehearse"), {"scenario": case().pk})
    extra = match_of(contest, three, four)

    address = reverse("negotiation:room", args=[DryRun.objects.get().session.key])
    for who in (signed_in(chief(one)).get(page("mine")), desk().get(page("day")), desk().get(page("desk"))):
        text = who.content.decode()
        assert address in text
        assert "第3会场" in text
    assert address not in signed_in(chief(three)).get(page("mine")).content.decode()
    assert address not in Client().get(page("day")).content.decode()
    desk().post(page("act"), {"act": "end_rehearsal"})
    assert address not in signed_in(chief(one)).get(page("mine")).content.decode()
    assert extra.pk in {line["match"].pk for line in running.run_sheet(contest, timezone.now())}


def test_a_stranger_runs_nothing() -> None:
    contest_of(2)
    stranger = signed_in(User.objects.create(username="stranger", name="路人"))

    assert [stranger.post(page(name)).status_code for name in ("act", "announce", "incident", "rehearse")] == [403] * 4
    assert Office.objects.filter(user__username="stranger").count() == 0
