"""The debrief's doors: who may read what before and after the release, and what it tells of sessions of every kind."""

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from negotiation.debrief.headlines import headlines
from negotiation.debrief.sections import sections
from negotiation.debrief.study import Study, study
from negotiation.engine.scenario import Issue
from negotiation.models import Guess, Session
from negotiation.scenarios import library
from negotiation.sessions import plan_session, release, seat
from people.models import User
from tests.negotiation.bargained import BEGAN, Bargained, seated, signed

pytestmark = pytest.mark.django_db(transaction=True)


def client_of(user: User, language: str = "en") -> Client:
    client = Client(headers={"Accept-Language": language})
    client.force_login(user)
    return client


def page(table: Bargained, who: str, language: str = "en") -> str:
    answer = client_of(table.people[who], language).get(reverse("debrief:page", args=[table.session.key]))
    assert answer.status_code == 200
    return answer.content.decode()


def released() -> Bargained:
    table = signed()
    release(table.session, table.people["organiser"])
    return table


def secrets_of(session: Session, side: str) -> list[str]:
    """What a page would say of a side's points and reservation, and its papers."""
    scenario = session.scenario.compiled()
    party = scenario.parties[side]
    name = {"workers": "Workers", "employer": "Employer"}[side]
    texts = [party.brief["en"], party.batna["en"], *(secret["en"] for secret in party.secrets)]
    return [text for text in texts if text] + [f"gives the {name}"]


def test_before_the_release_a_team_reads_its_own_figures_and_nothing_that_rests_on_the_others() -> None:
    table = signed()
    for own, other in (("workers", "employer"), ("employer", "workers")):
        told = page(table, own)
        answer = client_of(table.people[own]).get(reverse("debrief:page", args=[table.session.key]))
        subjects = {section.key for section in answer.context["sections"]}
        scenario = table.session.scenario.compiled()
        mine = scenario.points(own, study(table.session, (own,)).deal or {})

        assert f"{mine} points" in told
        assert not any(secret in told for secret in secrets_of(table.session, other))
        assert not {"dance", "better", "moves", "tags", "improvement"} & subjects
        numbers = {int(str(row[0]).split(".")[0]) for row in answer.context["sections"][-1].tables[0].rows}
        assert not numbers & set(range(4, 14))


def test_a_secret_that_fell_at_the_table_is_told_to_its_side_alone_until_the_release() -> None:
    scenario = next(number for number, path in enumerate(library()) if path.stem.startswith("weiling"))
    table = signed(scenario=scenario, minutes="职工方：有38%的会员同意5%。")
    address = reverse("debrief:page", args=[table.session.key])

    def subjects(who: str) -> set[str]:
        return {section.key for section in client_of(table.people[who]).get(address).context["sections"]}

    assert "secrets" in subjects("workers")
    assert "secrets given away 1 times" in page(table, "workers")
    assert "secrets" not in subjects("employer")
    release(table.session, table.people["organiser"])
    assert "secrets" in subjects("employer")


@pytest.mark.parametrize(("own", "other"), [("workers", "employer"), ("employer", "workers")])
def test_what_one_side_is_told_does_not_change_with_what_the_other_is_worth(own: str, other: str) -> None:
    """The strictest leak test: with other points and limits over there, not a word is different here."""
    table = signed()
    real = study(table.session, (own,))
    issues = {key: revalued(issue, other) for key, issue in real.scenario.issues.items()}
    party = replace(real.scenario.parties[other], reservation=3, batna_points=1)
    changed = replace(real.scenario, issues=issues, parties={**real.scenario.parties, other: party})
    elsewhere = Study(table.session, changed, real.account, (own,))

    assert headlines(elsewhere) == headlines(real)
    assert sections(elsewhere) == sections(real)


def revalued(issue: Issue, side: str) -> Issue:
    options = enumerate(issue.options.items())
    return replace(issue, options={o: replace(each, points={**each.points, side: n}) for n, (o, each) in options})


def test_after_the_release_everybody_who_had_a_seat_reads_both_and_nobody_else() -> None:
    table = released()
    address = reverse("debrief:page", args=[table.session.key])
    for who in ("workers", "employer", "judge", "recorder", "host", "organiser"):
        subjects = {each.key for each in client_of(table.people[who]).get(address).context["sections"]}
        assert {"dance", "curves", "law", "measures"} <= subjects
    assert client_of(table.people["stranger"]).get(address).status_code == 403
    assert "sign-in" in Client().get(address)["Location"]


def test_judges_wait_for_the_release_and_staff_does_not() -> None:
    table = signed()
    address = reverse("debrief:page", args=[table.session.key])

    assert client_of(table.people["judge"]).get(address).status_code == 403
    assert client_of(table.people["recorder"]).get(address).status_code == 403
    assert client_of(table.people["host"]).get(address).context["released"]


def test_nothing_is_told_while_they_bargain() -> None:
    table = seated()
    table.act("host", "session.open")
    answer = client_of(table.people["workers"]).get(reverse("debrief:page", args=[table.session.key]))

    assert "opens when the session is over" in answer.content.decode()
    assert "sections" not in answer.context
    assert client_of(table.people["workers"]).get(reverse("debrief:pdf", args=[table.session.key])).status_code == 403


def test_an_impasse_is_shown_with_what_the_alternative_is_worth() -> None:
    table = seated()
    table.act("host", "session.open")
    table.act("host", "session.close", {"outcome": "suspended"}, BEGAN + 60_000)
    table.session.refresh_from_db()
    release(table.session, table.people["organiser"])
    told = page(table, "workers")
    scenario = table.session.scenario.compiled()

    assert "There was no agreement" in told
    for side in ("workers", "employer"):
        assert f"{scenario.parties[side].batna_points} points" in told
    assert "Nobody named or showed a figure" in told


def test_the_same_seat_at_other_tables_counts_only_what_is_released() -> None:
    table = released()
    again = signed_again(table)
    answer = client_of(table.people["workers"]).get(reverse("debrief:page", args=[table.session.key]))
    assert not any("tables with this case" in line for line in answer.context["headlines"])

    release(again, table.people["organiser"])
    answer = client_of(table.people["workers"]).get(reverse("debrief:page", args=[table.session.key]))
    assert any("Of 2 tables with this case" in line for line in answer.context["headlines"])


def signed_again(table: Bargained) -> Session:
    """A second table on the same text, which ended without an agreement."""
    session = plan_session(
        table.session.scenario,
        title="Round two",
        organization=table.session.organization,
        starts_at=table.session.starts_at,
        public=True,
        judges=0,
    )
    seat(session, "host", table.people["host"], now=BEGAN)
    other = Bargained(session, table.people)
    other.act("host", "session.open")
    other.act("host", "session.close", {"outcome": "suspended"}, BEGAN + 60_000)
    session.refresh_from_db()
    return session


def test_a_guess_is_kept_until_the_release_and_held_against_the_figures_after_it() -> None:
    table = signed()
    address = reverse("debrief:page", args=[table.session.key])
    client = client_of(table.people["workers"])
    issues = table.session.scenario.compiled().issues
    weights = {f"issue-{key}": 5 for key in issues}

    assert client.post(address, {**weights, f"issue-{next(iter(issues))}": 11}).status_code == 422
    assert client.post(address, weights).status_code == 302
    assert Guess.objects.get().weights == dict.fromkeys(issues, 5)
    release(table.session, table.people["organiser"])
    assert "Fixed-pie error" in page(table, "workers")
    client.post(address, dict.fromkeys(weights, 10))
    assert Guess.objects.get().weights == dict.fromkeys(issues, 5)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_document_holds_the_same_and_can_be_printed(language: str) -> None:
    table = released()
    made = client_of(table.people["workers"], language).get(reverse("debrief:pdf", args=[table.session.key]))

    assert made.status_code == 200
    assert made.content.startswith(b"%PDF-")
    assert len(made.content) > 20_000


def test_every_drawing_has_its_table_and_every_subject_its_sentence() -> None:
    table = released()
    answer = client_of(table.people["workers"]).get(reverse("debrief:page", args=[table.session.key]))

    for section in answer.context["sections"]:
        assert section.says
        assert not section.drawings or section.tables
        assert all(
            drawing.says and "<svg" in drawing.svg and "style=" not in drawing.svg for drawing in section.drawings
        )
