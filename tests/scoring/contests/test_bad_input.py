"""Whatever is typed into any form of a contest is answered, and never by a fault of the server."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from scoring.allocation.models import Judge, Room
from scoring.contests.models import Contest
from scoring.juries.judging import seat
from tests.scoring.contests.house import confirmed, contest_of, match_of, organiser_of, signed_in, teams_of

pytestmark = pytest.mark.django_db

OURS = ("contests", "allocation", "day", "juries", "quality", "prints")
NASTY = ("\0", "99999999999999999999", "１２", "x" * 5000)
#: What the forms call their fields, so that values reach past the first look.
NAMES = [
    "act",
    "part",
    "number",
    "revision",
    "reason",
    "what",
    "order_1",
    "chosen",
    "decision",
    "token",
    "step",
    "rule",
    "leaves",
    "reserve",
    "name",
    "employer",
    "certificate",
    "judge",
    "match",
    "instead",
    "basis",
    "days",
    "fresh",
    "gone",
    "team",
    "why",
    "room",
    "person",
    "presence",
    "announcement",
    "audience",
    "text",
    "text_en",
    "kind",
    "decided",
    "scenario",
    "status",
    "panel",
    "stage",
    "round",
    "workers",
    "starts_at",
    "setting",
    "title",
    "city",
    "experience",
    "away",
    "account",
]
#: What buttons say; with it a form goes on to its other fields.
ACTS = (
    "add",
    "remove",
    "up",
    "down",
    "try",
    "save",
    "draw",
    "void",
    "confirm",
    "publish",
    "called",
    "arrive",
    "take_back",
    "over",
    "end_rehearsal",
    "room_opened",
    "room_closed",
    "release",
    "revoke",
    "approve",
    "return",
    "withdraw",
    "codes",
    "round",
    "uphold",
    "rejected",
    "open",
    "freeze",
)
#: Where a button decides what happens.
ACTING = {"contests:parts", "contests:draw", "contests:decide", "day:act", "day:decide", "allocation:move"}


def addresses(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, list[str]]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, pattern.namespace or namespace)
        elif isinstance(pattern, URLPattern) and namespace in OURS:
            yield f"{namespace}:{pattern.name}", list(pattern.pattern.converters)


def known(contest: Contest) -> dict[str, Any]:
    """An argument of each kind that exists, so that the page itself is reached."""
    match = contest.matches.get()
    return {
        "slug": contest.slug,
        "pk": teams_of(contest)[0].pk,
        "match": match.pk,
        "version": 1,
        "title": "best-organiser",
        "secret": "none",
        "token": "none",
        "name": "run-sheet",
        "language": "zh",
        "component": "documents",
        "judge": contest.judges.get().pk,
    }


def test_no_form_of_a_contest_answers_with_a_fault_of_the_server() -> None:
    contest = contest_of(2)
    confirmed(match_of(contest, *teams_of(contest)), {"workers": 90, "employer": 60})
    Room.objects.create(contest=contest, name="第1会场")
    Judge.objects.create(contest=contest, name="评委", head=True)
    seat(contest, "documents", contest.judges.with_conflicts(), by=organiser_of("shaanxi"))
    client = signed_in(organiser_of("shaanxi"))
    client.raise_request_exception = False
    given = known(contest)
    faults = []
    for name, arguments in addresses(get_resolver()):
        wanted = {argument: given[argument] for argument in {"slug", *arguments} if argument in given}
        try:
            address = reverse(name, kwargs=wanted)
        except Exception:  # noqa: BLE001 (the list of all contests has no argument)
            address = reverse(name)
        for value in NASTY:
            sent: dict[str, Any] = dict.fromkeys(NAMES, value)
            answers = [client.post(address, sent), client.get(address, {"stage": value, "step": value, "page": value})]
            faults += [f"{name} {value!r}: {each.status_code}" for each in answers if each.status_code >= 500]
        for act in ACTS if name in ACTING else ():
            for value in ("\0", "1"):
                sent = dict.fromkeys(NAMES, value) | dict.fromkeys(("act", "decision", "status", "step", "what"), act)
                sent |= {"part": "titles"}
                if (code := client.post(address, sent).status_code) >= 500:
                    faults.append(f"{name} {act} {value!r}: {code}")
        upload = {"file": SimpleUploadedFile("x.xlsx", b"PK\x03\x04" + bytes(200))}
        if client.post(address, upload).status_code >= 500:
            faults.append(f"{name}: a broken file")

    assert faults == []
