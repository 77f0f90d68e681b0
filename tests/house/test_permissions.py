"""Every address and every command, for every role, against the tables of docs/permissions.md."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from live.machine import Command, Refused, Seat
from negotiation.models import Session
from scoring.models import Panel
from tests.cast import Cast, judged_session

PAGE = (Path(__file__).parents[2] / "docs" / "permissions.md").read_text()
ROLES = ("visitor", "stranger", "team", "recorder", "judge", "host", "organiser", "operator")


def table(heading: str) -> list[dict[str, str]]:
    """The rows of the first table below ``heading``, by the names of its columns."""
    lines = [line for line in PAGE.split(f"## {heading}\n")[1].split("\n## ")[0].splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[2:]]


def names(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    """The name of every address below this resolver; the administration counts as one."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from ["admin:*"] if inner == "admin:" else names(pattern, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    listed = {re.findall(r"`([^`]+)`", row["address"])[0] for row in table("Addresses")}

    assert listed == set(names(get_resolver()))


def address_of(row: dict[str, str], cast: Cast) -> str:
    name = re.findall(r"`([^`]+)`", row["address"])[0]
    if name == "admin:*":
        return reverse("admin:index")
    session = cast.public_session if "(public)" in row["address"] else cast.session
    panel = cast.published_panel if "(published)" in row["address"] else cast.panel
    arguments: dict[str, Any] = {"negotiation": {"key": session.key}, "scoring": {"key": panel.key}}
    arguments["debrief"] = {"key": session.key}
    arguments["practice"] = {"topic": "open"} if name == "practice:lines" else {"key": session.key}
    contest = cast.public_contest if "(public)" in row["address"] else cast.contest
    arguments["contests"] = {"slug": contest.slug}
    given = arguments.get(name.split(":")[0], {})
    if name == "contests:rubric":
        given = {**given, "component": "live"}
    if name == "contests:stand_for":
        given = {**given, "version": 1}
    if name in ("contests:decide", "contests:team", "contests:exempt", "contests:replace"):
        given = {**given, "pk": contest.teams.get().pk}
    if name.startswith("classes:"):
        given = class_arguments(name.removeprefix("classes:"), cast, announced="(public)" in row["address"])
    if name.split(":")[0] in ("certification", "credentials", "verify", "verify_file", "issuer", "status_list"):
        given = certificate_arguments(name, cast)
    if name.startswith("exams:"):
        attempts = ("paper", "answers", "hand_in", "result", "print_paper", "type_in")  # nobody has begun
        given = {"key": UUID(int=0)} if name.split(":")[1] in attempts else {"code": cast.exam.code}
    if name.startswith("repetition:"):
        given = {"pk": 999_999}  # nobody has a card
    if name.startswith("questions:"):
        given = {"name": "gift"} if name == "questions:export" else {"pk": 999_999}  # no question of anybody's own
    if name.startswith("register:"):
        given = {"pk": 999_999}  # nobody is appointed, no alliance has begun
    if name.startswith("record:"):
        given = {"person": cast.people["team"].uuid}
    if name.startswith("allocation:"):
        given = {"slug": contest.slug}
        more = {"put_in_force": {"version": 1}}  # nothing is planned yet
        more |= {key: {"pk": 999_999} for key in ("remove_room", "judge", "declare", "withdraw")}
        given |= more.get(name.split(":")[1], {})
    if name.startswith("quality:"):
        given = {"slug": contest.slug}
        given |= {"quality:trial": {"pk": 999_999}, "quality:opinion": {"match": 999_999}}.get(name, {})
    if name.startswith("prints:"):
        given = {"slug": contest.slug} | ({"name": "name-plates", "language": "zh"} if name == "prints:paper" else {})
    if name.startswith("juries:"):
        given = {"slug": contest.slug}
        more = {"fill": {"pk": 999_999}, "give_back": {"pk": 999_999}, "from_paper": {"judge": 999_999}}
        given |= more.get(name.split(":")[1], {})
        given |= {} if name in ("juries:juries", "juries:fill", "juries:give_back") else {"component": "documents"}
    if name.startswith("day:"):
        known = {"protest": {"match": 999_999}, "link": {"secret": "none"}, "check_in": {"token": "none"}}
        known |= {key: {"pk": 999_999} for key in ("decide", "change_link", "team_code")}
        given = {"slug": contest.slug, **known.get(name.split(":")[1], {})}
    if name in ("contests:draw", "contests:draw_document"):
        given = {**given, "pk": 999_999}  # nothing is drawn yet
    if name == "contests:case":
        given = {**given, "pk": 999_999}  # nothing is played in this contest yet
    if name == "contests:choose":
        given = {**given, "title": "best-organiser"}
    if name.startswith("editor:"):
        of_version = name in {"editor:copy", "editor:version_file", "editor:version_changes"}
        given = {"pk": session.scenario.pk if of_version else session.scenario.scenario_id}
        given = {"pk": 999_999} if name != "editor:share" and not of_version else given  # no draft of anybody's
    if name == "scoring:open":
        given = {"key": session.key}
    if name.endswith(":change_seat"):
        given = {**given, "seat_key": "recorder" if name.startswith("negotiation") else "timekeeper"}
    for candidate in (given, {}):
        try:
            return reverse(name, kwargs=candidate)
        except Exception as problem:  # noqa: BLE001 (the next candidate, or the test fails below)
            last = problem
    raise last


def class_arguments(name: str, cast: Cast, *, announced: bool) -> dict[str, Any]:
    """For an address of a class; nobody is in either class."""
    found = cast.announced_class if announced else cast.training_class
    lessons = ("lesson", "screen", "sign", "presence", "override", "scanner", "scans")
    if name in ("person_feed", "class_feed"):
        return {"key": found.feed_key}
    if name == "document":
        return {"slug": found.slug, "pk": found.documents.values_list("pk", flat=True)[0]}
    if name == "move_up":
        return {"slug": found.slug, "pk": 999_999}
    return {"slug": found.slug} | ({"pk": found.lessons.values_list("pk", flat=True)[0]} if name in lessons else {})


def certificate_arguments(name: str, cast: Cast) -> dict[str, Any]:
    """For an address of certification or credentials; there is no evidence, entry of hours or batch."""
    held, own = cast.certificate, cast.people["team"].uuid
    scheme, issuer = {"slug": held.scheme.slug}, held.scheme.organization_id
    place = {"pk": 999_999}
    known: dict[str, dict[str, Any]] = {
        "certification:standing": scheme | {"grade": held.grade},
        "certification:standing_of": scheme | {"grade": held.grade, "person": own},
        "certification:issue": scheme | {"grade": held.grade, "person": own},
        "certification:hours": {"person": own},
        "certification:evidence": {"person": own},
        "certification:correct": {"person": own} | place,
        "credentials:batch": place,
        "credentials:batch_zip": place,
        "verify_file": {"number": held.number, "kind": "json"},
        "issuer": {"pk": issuer},
        "status_list": {"pk": issuer, "sheet": 1, "purpose": "revocation"},
    }
    known |= {f"certification:{key}": place for key in ("evidence_file", "check", "record")}
    numbered = ("certification:certificate", "certification:decide", "certification:open_name")
    if name in (*numbered, "verify", "credentials:pdf", "credentials:credential"):
        return {"number": held.number}
    return known.get(name, scheme)


def answer_of(client: Client, method: str, address: str) -> str:
    """What the table calls this answer."""
    response = client.get(address) if method == "GET" else client.post(address)
    if response.status_code == 302 and "sign-in" in response["Location"]:
        return "sign in"
    if response.status_code == 302 and "/admin/login/" in response["Location"]:
        return "sign in"
    # 400 and 422: let in, and told what was wrong with the empty form.
    return {403: "no", 404: "hidden", 405: "wrong"}.get(
        response.status_code, "yes" if response.status_code < 500 else "error"
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("role", ROLES)
def test_every_address_answers_the_role_as_the_table_says(role: str) -> None:
    cast = judged_session()
    surprises = []
    for row in table("Addresses"):
        client = Client()
        if role != "visitor":
            client.force_login(cast.people[role])
        answer = answer_of(client, row["method"], address_of(row, cast))
        if answer != row[role]:
            surprises.append(f"{row['method']} {row['address']} as {role}: {answer}, not {row[role]}")

    assert surprises == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("stream", ["session", "panel"])
def test_every_command_is_for_exactly_the_seats_of_its_row(stream: str) -> None:
    cast = judged_session()
    machine = cast.machine_of_session() if stream == "session" else cast.machine_of_panel()
    rows = table(f"Commands of a {stream}")
    assert [row["command"].strip("`") for row in rows] == sorted(machine.kinds)
    surprises = []
    for row in rows:
        kind = row["command"].strip("`")
        for role in [name for name in row if name != "command"]:
            may = kind in machine.may(
                Seat("somebody", role, side="workers" if role in ("chief", "representative") else "")
            )
            if may != (row[role] == "yes"):
                surprises.append(f"{kind} as {role}: {'yes' if may else 'no'}, not {row[role]}")

    assert surprises == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("stream", ["session", "panel"])
def test_a_command_outside_a_seats_rights_is_refused_whatever_the_moment(stream: str) -> None:
    cast = judged_session()
    machine: Any = cast.machine_of_session() if stream == "session" else cast.machine_of_panel()
    state = machine.initial()
    for seat in machine.seats(state).values():
        for kind in machine.kinds - machine.may(seat):
            with pytest.raises(Refused, match="not_allowed"):
                machine.decide(state, seat, Command(kind, {}, {}), 0)


@pytest.mark.django_db(transaction=True)
def test_what_a_list_shows_is_what_may_be_read_one_by_one() -> None:
    from negotiation.permissions import may_read

    cast = judged_session()
    for person in cast.people.values():
        seen = set(Session.objects.seen_by(person))
        assert seen == {session for session in Session.objects.all() if may_read(person, session)}
    assert Panel.objects.count() > 0
