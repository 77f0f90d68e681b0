"""``python -m bench.prepare``: people, cookies and streams for a bench, as one JSON object on the output."""

import io
import json
import os
import sys
from uuid import UUID, uuid4

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.notes import DESKS  # noqa: E402
from live import log  # noqa: E402
from people.models import User  # noqa: E402


def cookie_of(user: User) -> str:
    """The cookie of a browser in which this person is signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def notes(streams: int) -> dict[str, object]:
    """Streams of notes, writers for each desk, and somebody who watches."""
    users = [User.objects.create(username=f"desk-{n}", uuid=UUID(int=n)) for n in range(1, DESKS + 1)]
    watcher = User.objects.create(username="watcher")
    keys = [uuid4() for _ in range(streams)]
    for key in keys:
        log.create("notes", key, "notes")
    return {
        "streams": [f"/ws/notes/{key}/" for key in keys],
        "writers": [cookie_of(user) for user in users],
        "watcher": cookie_of(watcher),
    }


def sessions(count: int) -> list[dict[str, object]]:
    """Real sessions of the demo, opened, with the cookie of every seat."""
    from demo.contest_day import library, make_session, pairs, spectator
    from negotiation.models import Seat

    call_command("scenario", "load", "--library", verbosity=0, stdout=io.StringIO())
    cases, cookies, made = library(), {}, []
    pairs()
    watcher = cookie_of(spectator())
    for number in range(1, count + 1):
        case = cases[number % len(cases)]
        session = make_session(number, title=f"{number}", scenario=case, starts_at=timezone.now(), setting="hall")
        host = log.state_of("sessions", session.key).seats["host"]
        log.act("sessions", session.key, "session.open", {}, seat=host, expect={"phase": 0})
        seats = {}
        for row in Seat.objects.filter(session=session).select_related("person"):
            assert row.person is not None
            cookies.setdefault(row.person.pk, cookie_of(row.person))
            seats[row.key] = cookies[row.person.pk]
        made.append({"path": f"/ws/sessions/{session.key}/", "seats": seats, "watcher": watcher})
    return made


if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    what, number = sys.argv[1], int(sys.argv[2])
    print(json.dumps(notes(number) if what == "notes" else sessions(number)))
