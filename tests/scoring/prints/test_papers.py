"""The papers of a contest: what is in them, in both languages, and what is told instead of a broken file."""

from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from paper import qr
from people.models import User
from scoring.contests import results
from scoring.contests.library import formats
from scoring.contests.models import Contest, Team
from scoring.models import Result
from scoring.panels import plan_panel
from scoring.prints.papers import PAPERS, made
from scoring.prints.score_sheets import sheet_of
from scoring.prints.setting import Unprintable, set_in_type
from tests.scoring.contests.house import confirmed, contest_of, match_of, organiser_of, signed_in, teams_of

pytestmark = pytest.mark.django_db

SITE = "https://xieshang.example"


def played(slug: str = "shaanxi", teams: int = 2) -> Contest:
    """Matches with seated panels, and a published version of the standings."""
    contest = contest_of(teams, slug=slug)
    contest.format["components"][2]["relative"] = False
    row = teams_of(contest)
    for number, (one, other) in enumerate(zip(row[::2], row[1::2], strict=True)):
        match = match_of(contest, one, other)
        confirmed(match, {"workers": 90 - number, "employer": 60 - number})
        panel = match.session.panel
        judge = User.objects.create(username=f"judge-{match.pk}", name=f"评委{match.pk}")
        panel.places.filter(role="judge").update(person=judge)
    contest.format = {**contest.format, "titles": contest.format["titles"][:1]}
    contest.save()
    version = results.compute(contest, by=organiser_of(slug))
    version.content = [{**line, "open": False} for line in version.content]
    version.awards = [{**award, "open": []} for award in version.awards]
    version.save()
    results.confirm(version, by=organiser_of(slug, 2))
    results.publish(version)
    return contest


def judging(teams: int = 2, *, slug: str = "shaanxi", title: str = "评委") -> Contest:
    """Matches whose panels are seated and wait for ballots."""
    contest = contest_of(teams, slug=slug)
    row = teams_of(contest)
    for one, other in zip(row[::2], row[1::2], strict=True):
        match = match_of(contest, one, other)
        judge = User.objects.create(username=f"{slug}-judge-{match.pk}", name=f"{title}{match.pk}")
        match.session.seats.filter(key="judge-1").update(person=judge)
        plan_panel(match.session)
    return contest


def opened(content: bytes) -> PdfReader:
    return PdfReader(BytesIO(content))


def words(content: bytes) -> str:
    """All that the pages say, on one line."""
    return " ".join(" ".join(page.extract_text() for page in opened(content).pages).split())


@pytest.mark.parametrize("name", sorted(PAPERS))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_paper_is_a_tagged_pdf_in_its_language(name: str, language: str) -> None:
    contest = played()

    root = opened(made(contest, name, language, SITE)).trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 (a value of the file, equal to it)
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"].startswith(language)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()


def test_a_certificate_stands_for_each_title_that_was_won_and_no_other() -> None:
    contest = played()

    content = made(contest, "certificates", "zh", SITE)

    winners = sum(len(award["winners"]) for award in contest.standings.get().awards)
    assert len(opened(content).pages) == winners == 1
    told = words(content)
    assert "荣誉证书 Certificate 队 0 Team 0 在“协以成事”中荣获" in told.replace("队0", "队 0")
    assert "编号 No. shaanxi-1-first-01" in told
    assert "省总工会" in told


def test_a_person_stands_on_a_certificate_with_the_team_in_both_languages() -> None:
    contest = played()
    version = contest.standings.get()
    best = next(each for each in formats()["recommended"]["titles"] if each["kind"] == "person")
    contest.format = {**contest.format, "titles": [best]}
    winner = {"id": "1", "name": {"zh": "王芳", "en": "王芳"}, "team": {"zh": "队0", "en": "Team 0"}}
    version.awards = [{"title": best["id"], "kind": "person", "winners": [winner], "open": []}]
    version.save()

    told = words(made(contest, "certificates", "en", SITE))

    assert told.count("王芳") == 1
    assert "Team 0" in told
    assert best["title"]["en"] in told
    assert best["title"]["zh"] in told


def test_names_of_any_length_stay_on_their_page_and_can_be_read_aloud() -> None:
    long = "Wolfeschlegelsteinhausenbergerdorff" * 2
    contest = played()
    for team in teams_of(contest):
        Team.objects.filter(pk=team.pk).update(name=f"{long[:54]}{team.pk}", name_en="")
    version = contest.standings.get()
    won = {"zh": long, "en": long}
    version.awards[0]["winners"] = [{"id": "1", "name": won, "team": won}]
    version.save()

    content = made(contest, "certificates", "zh", SITE)

    assert len(opened(content).pages) == 1
    assert words(content).replace(" ", "").count(long) == 2
    for language in ("zh", "en"):
        told = words(made(contest, "run-sheet", language, SITE))
        assert long[:54] in told.replace(" ", "")  # broken into lines, and no sign put between its letters
        assert long[:54] not in told


@pytest.mark.parametrize("name", sorted(PAPERS))
def test_where_there_is_nothing_to_print_it_is_told_and_the_page_stays(name: str) -> None:
    contest_of(0)
    client = signed_in(organiser_of("shaanxi"))

    answer = client.get(reverse("prints:paper", args=["shaanxi", name, "zh"]), follow=True)

    assert answer.redirect_chain[0][0] == reverse("prints:papers", args=["shaanxi"])
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]


def test_every_character_that_the_fonts_lack_is_named_with_its_place_and_no_broken_file_is_made() -> None:
    contest = contest_of(2)
    one, other = teams_of(contest)
    one.members.filter(role="chief").update(name="王\U00020000")
    other.members.filter(role="chief").update(name="李\U0001f600")

    with pytest.raises(Unprintable) as caught:
        made(contest, "name-plates", "zh", SITE)

    assert caught.value.characters == ("\U00020000", "\U0001f600")
    assert caught.value.where == ("王\U00020000", "李\U0001f600")


def test_a_long_text_is_quoted_around_what_cannot_be_printed() -> None:
    contest = judging()
    Contest.objects.filter(pk=contest.pk).update(theme="前" * 70 + "\U00020000" + "后" * 40)
    contest.refresh_from_db()

    with pytest.raises(Unprintable) as caught:
        made(contest, "run-sheet", "zh", SITE)

    assert caught.value.where == ("前" * 30 + "\U00020000" + "后" * 29,)


def test_whoever_asks_reads_where_the_character_stands_and_the_page_stays() -> None:
    contest = contest_of(2)
    teams_of(contest)[0].members.filter(role="chief").update(name="王\U00020000")
    client = signed_in(organiser_of("shaanxi"))

    answer = client.get(reverse("prints:paper", args=["shaanxi", "name-plates", "zh"]), follow=True)

    assert answer.redirect_chain[0][0] == reverse("prints:papers", args=["shaanxi"])
    assert "王\U00020000" in str(next(iter(answer.context["messages"])))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_score_sheet_holds_every_criterion_with_what_its_values_mean(language: str) -> None:
    contest = judging()
    rubric = contest.matches.get().session.panel.rubric.content

    told = words(made(contest, "score-sheets", language, SITE)).replace(" ", "").replace("\u00ad", "")

    for criterion in rubric["criteria"]:
        assert criterion["title"][language].replace(" ", "") in told
        for text in criterion.get("anchors", {}).values():
            assert text[language].replace(" ", "") in told


def test_a_score_sheet_names_no_team_where_the_contest_is_blind() -> None:
    contest = judging()
    assert contest.format["blind"]

    assert "Team 0" not in words(made(contest, "score-sheets", "en", SITE))
    contest.format["blind"] = False
    assert "Workers’ side Team 0" in words(made(contest, "score-sheets", "en", SITE))


def test_a_score_sheet_says_no_side_that_is_still_to_be_drawn_at_the_table() -> None:
    contest = judging()
    contest.format["blind"] = False
    contest.matches.update(sides_open=True)

    told = words(made(contest, "score-sheets", "en", SITE))

    assert "Team 0" not in told
    assert "sides are drawn at the table" in told


def test_no_score_sheet_is_printed_for_a_panel_whose_result_is_published() -> None:
    contest = judging(4)
    played_one = contest.matches.first()
    assert played_one is not None
    address = reverse("scoring:ballot", args=[played_one.session.panel.key])
    before = words(made(contest, "score-sheets", "zh", SITE))
    Result.objects.create(
        panel=played_one.session.panel,
        computed_by="one",
        confirmed_by="two",
        computed_at=1,
        published_at=2,
        content={"totals": {}},
    )

    assert address in before
    assert address not in words(made(contest, "score-sheets", "zh", SITE))


def test_a_sheet_of_as_many_criteria_as_a_rubric_may_have_and_many_people_keeps_every_line() -> None:
    contest = judging()
    panel = contest.matches.get().session.panel
    content = panel.rubric.content
    model = next(each for each in content["criteria"] if each["kind"] == "team")
    person = next(each for each in content["criteria"] if each["kind"] == "person")
    many = [
        {**model, "id": f"c{n}", "weight": 2.5 if n else 5, "title": {"zh": f"第{n}项", "en": f"Line {n}x"}}
        for n in range(39)
    ]
    whole = {
        **content,
        "criteria": [*many, {**person, "weight": 100}],
        "tie_break": [each for each in content["tie_break"] if each["by"] != "criteria"],
    }
    subjects = dict(panel.set_up["subjects"])
    for n in range(12):
        subjects[f"more-{n}"] = {
            "kind": "person", "side": "workers", "number": 50 + n, "title": {"zh": f"代表{n}", "en": f"Delegate {n}x"}
        }  # fmt: skip
    panel.rubric.content, panel.set_up = whole, {**panel.set_up, "subjects": subjects}
    place = panel.places.get(key="judge-1")

    sheet = sheet_of(contest, panel, place, SITE)
    told = words(set_in_type("scoresheet", {"title": "t", "sheets": [sheet]}, "en"))

    assert [f"第{n}项" in told.replace(" ", "") for n in range(39)] == [True] * 39
    assert [f"代表{n}" in told.replace(" ", "") for n in range(12)] == [True] * 12
    assert max(len(table["head"]) for table in sheet["tables"]) == 1 + 5


def test_whoever_scans_a_score_sheet_signs_in_and_lands_on_the_ballot_of_its_panel() -> None:
    contest = judging()
    panel = contest.matches.get().session.panel
    place = panel.places.get(key="judge-1")
    judge = place.person
    assert judge is not None
    judge.set_password("correct horse battery")
    judge.save()
    sheet = sheet_of(contest, panel, place, SITE)
    path = sheet["address"].removeprefix(SITE)
    client = Client()

    asked = client.get(path)
    landed = client.post(asked["Location"], {"username": judge.username, "password": "correct horse battery"})

    assert sheet["svg"] == drawn(sheet["address"])
    assert sheet["address"] in words(made(contest, "score-sheets", "zh", SITE))
    assert landed["Location"] == path == reverse("scoring:ballot", args=[panel.key])
    assert client.get(path).status_code == 200


def drawn(address: str) -> str:
    """The code that leads to an address, as it stands on a score sheet."""
    return qr.svg(address, box=6)


def test_papers_are_for_those_who_run_the_contest() -> None:
    contest_of(2)
    stranger = signed_in(User.objects.create(username="stranger", name="路人"))

    assert stranger.get(reverse("prints:papers", args=["shaanxi"])).status_code == 403
    assert stranger.get(reverse("prints:paper", args=["shaanxi", "name-plates", "zh"])).status_code == 403
    assert Client().get(reverse("prints:papers", args=["shaanxi"])).status_code == 302


@pytest.mark.parametrize("address", [("nothing", "zh"), ("standings", "fr")])
def test_a_paper_that_is_none_is_not_found(address: Any) -> None:
    contest_of(2)

    answer = signed_in(organiser_of("shaanxi")).get(reverse("prints:paper", args=["shaanxi", *address]))

    assert answer.status_code == 404


@pytest.mark.parametrize("name", sorted(PAPERS))
def test_a_paper_makes_as_many_queries_for_sixteen_teams_as_for_four(name: str) -> None:
    counts = []
    for slug, teams in (("small", 4), ("large", 16)):
        contest = judging(teams, slug=slug) if name == "score-sheets" else played(slug, teams)
        with CaptureQueriesContext(connection) as captured:
            made(contest, name, "zh", SITE)
        counts.append(len(captured))

    assert counts[0] == counts[1]
