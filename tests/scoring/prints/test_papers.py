"""The papers of a contest: what is in them, in both languages, and what is told instead of a broken file."""

import re
import zlib
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people.models import User
from scoring.contests import results
from scoring.contests.models import Contest
from scoring.contests.registering import Refusal
from scoring.panels import plan_panel
from scoring.prints.papers import PAPERS, made
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


def unpacked(content: bytes) -> bytes:
    """All that the file's streams hold."""
    found = b""
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
        try:
            found += zlib.decompress(stream)
        except zlib.error:
            found += stream
    return found


@pytest.mark.parametrize("name", sorted(PAPERS))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_paper_is_a_tagged_pdf_in_its_language(name: str, language: str) -> None:
    contest = played()

    content = made(contest, name, language, SITE)

    assert content.startswith(b"%PDF-")
    held = content + unpacked(content)
    assert b"pdfuaid" in held
    assert b"StructTreeRoot" in held
    assert re.search(rb"/Lang\s*\(" + language.encode(), held)


def test_a_certificate_stands_for_each_title_that_was_won_and_no_other() -> None:
    contest = played()

    content = made(contest, "certificates", "zh", SITE)

    winners = sum(len(award["winners"]) for award in contest.standings.get().awards)
    counted = re.search(rb"/Type\s*/Pages.*?/Count (\d+)", content + unpacked(content), re.DOTALL)
    assert counted is not None
    assert int(counted[1]) == winners == 1


@pytest.mark.parametrize("name", sorted(PAPERS))
def test_where_there_is_nothing_to_print_it_is_told_and_the_page_stays(name: str) -> None:
    contest_of(0)
    client = signed_in(organiser_of("shaanxi"))

    answer = client.get(reverse("prints:paper", args=["shaanxi", name, "zh"]), follow=True)

    assert answer.redirect_chain[0][0] == reverse("prints:papers", args=["shaanxi"])
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]


def test_a_character_that_the_fonts_lack_is_named_and_no_broken_file_is_made() -> None:
    contest = contest_of(2)
    team = teams_of(contest)[0]
    team.members.filter(role="chief").update(name="王\U00020bb7")

    with pytest.raises(Refusal, match="\U00020bb7"):
        made(contest, "name-plates", "zh", SITE)


def test_the_code_of_a_score_sheet_leads_to_the_ballot_of_its_panel() -> None:
    contest = contest_of(2)
    match = match_of(contest, *teams_of(contest))
    judge = User.objects.create(username="judge", name="评委甲")
    match.session.seats.filter(key="judge-1").update(person=judge)
    panel = plan_panel(match.session)

    shown = signed_in(judge).get(reverse("scoring:ballot", args=[panel.key]))
    content = made(contest, "score-sheets", "zh", SITE)

    assert shown.status_code == 200
    assert content.startswith(b"%PDF-")


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


@pytest.mark.parametrize("name", ["run-sheet", "name-plates", "standings", "certificates"])
def test_a_paper_makes_as_many_queries_for_twenty_teams_as_for_four(name: str) -> None:
    counts = []
    for slug, teams in (("small", 4), ("large", 20)):
        contest = played(slug, teams)
        with CaptureQueriesContext(connection) as captured:
            made(contest, name, "zh", SITE)
        counts.append(len(captured))

    assert counts[0] == counts[1]
