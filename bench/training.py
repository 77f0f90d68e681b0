"""Goals P19 to P21: a trainer's dashboard over a whole province, certificates a second, an exam of a thousand people.

The child (``python -m bench.training``) has a database of its own. A thousand people sit at once and give an answer
every 20 seconds each, over HTTP to a served platform; what the server said it keeps is counted afterwards.
"""

import asyncio
import gc
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.measure import QUICK, Row, milli, percentile, ratios
from tests.servers import ROOT, Served

PEOPLE, ENTRIES = (10_000, 100_000) if QUICK else (100_000, 1_000_000)
LOOKS = 25
CERTIFICATES = 40 if QUICK else 200
SITTERS, ANSWERS, EVERY = (100, 2, 20.0) if QUICK else (1_000, 3, 20.0)
TOKEN = "b" * 32


def rows(data: Path) -> Iterator[Row]:
    found = _child(data, "prepare")
    looks = found["dashboard"], found["empty"]
    note = f"{milli(looks[0])} against {milli(looks[1])}; {found['queries']} queries for {PEOPLE:,} as for ten people"
    what = f"a trainer's dashboard over {PEOPLE:,} people and {ENTRIES:,} entries of hours"
    yield Row("P19", what, "an empty page", ratios(*looks), 3.0, note=note)
    rate = tuple(1 / each for each in found["certificates"])
    what = "certificates a second on one core: signed twice, set in type, with the credential in them"
    yield Row("P20", what, "–", rate, at_least=50, note=milli(found["certificates"]))
    served = Served(data, port=None).start()
    try:
        seconds, sent, kept = _sit(served.url, data, found["sitters"])
    finally:
        served.end()
    note = f"{sent} sent, {kept} kept; p99 {percentile(seconds, 0.99) * 1e3:.0f} ms, median {milli(seconds)}"
    yield Row("P21", f"answers lost of {SITTERS:,} people at once", "–", (float(sent - kept),), 0.0, note=note)


def _child(data: Path, *what: str) -> dict[str, Any]:
    environment = os.environ | {"DATA_DIR": str(data), "DATABASE_URL": "", "REDIS_URL": "", "LOG_LEVEL": "ERROR"}
    environment.pop("DATABASE_URL")
    command = [sys.executable, "-W", "ignore", "-m", "bench.training", *what]
    told = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(told.stdout.splitlines()[-1])
    return found


# --- A thousand people ----------------------------------------------------------------------------


def _sit(url: str, data: Path, sitters: list[list[str]]) -> tuple[list[float], int, int]:
    """Seconds of each answer, how many were acknowledged, and how many of those lie in the database."""
    seconds, acknowledged = asyncio.run(_everybody(url, sitters))
    found = _child(data, "count")
    return seconds, acknowledged, found["answers"]


async def _everybody(url: str, sitters: list[list[str]]) -> tuple[list[float], int]:
    host, port = url.removeprefix("http://").split(":")
    dice = random.Random(7)
    tasks = [_one(host, int(port), each, dice.uniform(0, EVERY)) for each in sitters]
    found = await asyncio.gather(*tasks)
    seconds = [second for each in found for second in each]
    return seconds, len(seconds)


async def _one(host: str, port: int, sitter: list[str], wait: float) -> list[float]:
    """One person: an answer after another, each on a connection of its own, until the server says that it is kept."""
    session, key, *items = sitter
    taken = []
    await asyncio.sleep(wait)
    for seq in range(1, ANSWERS + 1):
        body = json.dumps([{"seq": seq, "item": items[seq - 1], "value": "A"}]).encode()
        began = time.perf_counter()
        while not await _post(host, port, session, f"/training/exams/attempts/{key}/answers/", body, seq):
            await asyncio.sleep(1)
        taken.append(time.perf_counter() - began)
        await asyncio.sleep(max(0.0, EVERY - taken[-1]))
    return taken


async def _post(host: str, port: int, session: str, path: str, body: bytes, seq: int) -> bool:
    head = [
        f"POST {path} HTTP/1.1",
        f"Host: {host}:{port}",
        f"Cookie: sessionid={session}; csrftoken={TOKEN}",
        f"X-CSRFToken: {TOKEN}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        "Connection: close",
    ]
    try:
        reader, writer = await asyncio.open_connection(host, port)
        writer.write("\r\n".join(head).encode() + b"\r\n\r\n" + body)
        answer = await asyncio.wait_for(reader.read(), 60)
        writer.close()
    except (OSError, TimeoutError):
        return False
    first, _, rest = answer.partition(b"\r\n\r\n")
    return b" 200 " in first.split(b"\r\n")[0] and f'"saved": [{seq}]'.encode() in rest


# --- The child --------------------------------------------------------------------------------------


def _prepare() -> dict[str, Any]:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    root, boss = _province()
    few = _look(boss)
    _people(root)
    many = _look(boss)
    assert few["queries"] == many["queries"], (few["queries"], many["queries"])
    return many | {"certificates": _certificates(root, boss), "sitters": _sitters(root, boss)}


def _province() -> tuple[Any, Any]:
    from people.models import Office, Organization, User

    root = Organization.objects.create(name="省总工会", kind="province")
    boss = User.objects.create(username="boss", name="培训师", organization=root)
    Office.objects.create(user=boss, organization=root, kind="trainer")
    _fill(root, 10, 100)
    return root, boss


def _people(root: Any) -> None:
    _fill(root, PEOPLE, ENTRIES)


def _fill(root: Any, people: int, entries: int) -> None:
    """People of twelve cities, their hours and a certificate each; the counts beside them by the same verbs."""
    from django.utils import timezone

    from people.models import Organization, User
    from training.certification import designing, ledger
    from training.certification.models import Certificate, CertificateTally, HoursEntry, Scheme

    scheme = Scheme.objects.first() or designing.begin("dispute-mediator", root, by=None)
    version = scheme.versions.get()
    start, today = User.objects.count(), timezone.localdate()
    cities = [Organization.objects.create(name=f"市{start}-{n}", kind="city", parent=root) for n in range(12)]
    made = User.objects.bulk_create(
        [User(username=f"p{start + n}", name=f"学员{n}", organization=cities[n % 12]) for n in range(people)],
        batch_size=5000,
    )
    per = entries // people
    for begin in range(0, people, 2000):
        ledger.record(
            HoursEntry(
                person=one, unit=one.organization, kind="lecture", hours=4, on=today - timedelta(days=n), what="x"
            )
            for one in made[begin : begin + 2000]
            for n in range(per)
        )
    ends = [today + timedelta(days=7 * (n % 150)) for n in range(people)]
    Certificate.objects.bulk_create(
        [
            Certificate(
                person=one,
                unit=one.organization,
                scheme=scheme,
                version=version,
                grade="mediator",
                passed_on=today,
                begins=today - timedelta(days=1),
                until=ends[n],
                printed={"grade": {"zh": "调解员", "en": "Mediator"}, "name": one.name},
            )
            for n, one in enumerate(made)
        ],
        batch_size=2000,
    )
    counts: dict[tuple[int, Any], int] = {}
    for n, one in enumerate(made):
        for unit in ledger.ancestry(one.organization):
            counts[(unit, ends[n])] = counts.get((unit, ends[n]), 0) + 1
    for (unit, until), number in counts.items():
        tally, _new = CertificateTally.objects.get_or_create(unit_id=unit, scheme=scheme, grade="mediator", until=until)
        CertificateTally.objects.filter(pk=tally.pk).update(number=tally.number + number)


def _look(boss: Any) -> dict[str, Any]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    client.force_login(boss)
    taken: dict[str, list[float]] = {"dashboard": [], "empty": []}
    pages = {"dashboard": "/training/certification/dashboard/", "empty": "/v/"}
    for _round in range(LOOKS):
        for name, page in pages.items():
            began = time.perf_counter()
            assert client.get(page).status_code == 200
            taken[name].append(time.perf_counter() - began)
    with CaptureQueriesContext(connection) as found:
        client.get(pages["dashboard"])
    return {name: seconds[5:] for name, seconds in taken.items()} | {"queries": len(found)}


def _certificates(root: Any, boss: Any) -> list[float]:
    from django.utils import timezone

    from people.models import User
    from training.certification import granting
    from training.certification.models import Scheme
    from training.credentials.issuing import documents_of

    scheme = Scheme.objects.get()
    people = [User.objects.create(username=f"c{n}", name=f"王小明{n}", organization=root) for n in range(CERTIFICATES)]
    told = {"by": boss, "passed_on": timezone.localdate(), "exception": "bench"}
    held = [granting.grant(one, scheme, "mediator", **told) for one in people]
    documents_of(held.pop())  # keys, fonts and contexts are read once in a process
    gc.collect()
    gc.freeze()  # the people and hours that this child made before are no part of it
    taken = []
    for each in held:
        began = time.process_time()
        documents_of(each)
        taken.append(time.process_time() - began)
    return taken


def _sitters(root: Any, boss: Any) -> list[list[str]]:
    """By person: the session's key, the attempt's, and the single choices of the paper."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.utils import timezone

    from people.models import User
    from training.exams import setting, sitting
    from training.exams.drawing import questions_of

    now = timezone.now()
    exam = setting.create(
        organization=root,
        code="bench",
        subject="bench",
        title="考试",
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(hours=3),
    )
    found = []
    for one in User.objects.filter(username__startswith="p").order_by("pk")[:SITTERS]:
        setting.admit(exam, one, by=boss)
        session = SessionStore()
        session[SESSION_KEY] = str(one.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = one.get_session_auth_hash()
        session.create()
        attempt = sitting.begin(exam, one, device=(session.session_key or "")[:12])
        singles = [name for name, each in questions_of(attempt).items() if each["type"] == "single"]
        found.append([session.session_key or "", str(attempt.key), *singles[:ANSWERS]])
    return found


def _count() -> dict[str, Any]:
    from training.exams.models import Answer

    return {"answers": Answer.objects.count()}


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    print(json.dumps(_prepare() if sys.argv[1] == "prepare" else _count()))
