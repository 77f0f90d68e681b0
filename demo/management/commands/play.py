"""``manage.py play``: whole sessions through real WebSockets against a running server."""

import asyncio
import json
import os
import secrets
import sys
import threading
import time
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser

from demo.play import Account, play
from demo.stage import FAST, LIVE

HERE = "http://127.0.0.1:8000"


class Command(BaseCommand):
    help = (
        "Play complete sessions on a demo server through real WebSockets, to the published result, and check that"
        " what every client was told is what the log says. Smoke test and load generator; exit status 1 when not."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--url", action="append", help="The server, in demo mode; again for each process more.")
        parser.add_argument("--sessions", type=int, default=1)
        parser.add_argument("--watchers", type=int, default=1, help="Spectators at each session.")
        parser.add_argument(
            "--judges",
            type=int,
            default=5,
            help="Judges of each session, without their head.",
        )
        parser.add_argument("--seed", default="", help="The same seed makes the same decisions.")
        parser.add_argument("--pace", choices=["fast", "live"], default="fast")
        parser.add_argument("--seconds", type=float, default=0.0, help="The longest it may take.")
        parser.add_argument(
            "--forever",
            action="store_true",
            help="One session after another, until it is stopped.",
        )
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *, forever: bool, as_json: bool, **options: Any) -> None:
        if forever:
            threading.Thread(target=_end_with_parent, daemon=True).start()
            _play_on(self, **options)
        try:
            account = self.play(**options)
        except OSError as problem:
            raise CommandError(f"{', '.join(options['url'] or [HERE])}: {problem}. Is it a demo?") from problem
        self.stdout.write(json.dumps(account.as_json(), ensure_ascii=False) if as_json else table(account))
        if not account.good:
            raise CommandError("Not everything was published, or something disagrees: see above.")

    def play(
        self,
        *,
        url: list[str] | None,
        sessions: int,
        watchers: int,
        judges: int,
        seed: str,
        pace: str,
        seconds: float,
        **options: Any,
    ) -> Account:
        longest = seconds or (3600.0 if pace == "live" else 420.0 + 30.0 * sessions)
        return asyncio.run(
            play(
                url or [HERE],
                sessions=sessions,
                watchers=watchers,
                judges=judges,
                seed=seed or secrets.token_hex(4),
                pace=LIVE if pace == "live" else FAST,
                seconds=longest,
                say=lambda line: self.stderr.write(line) if options["verbosity"] > 1 else None,
            )
        )


def _play_on(command: Command, **options: Any) -> NoReturn:
    """Session after session. A server that is not there yet, or away, is waited for."""
    while True:
        try:
            command.stdout.write(table(command.play(**options)))
        except OSError as problem:
            command.stderr.write(f"{options['url']}: {problem}")
            time.sleep(2)


def _end_with_parent() -> None:
    """End when whoever started this process has closed its end of our input, or is gone."""
    while sys.stdin.buffer.read(4096):
        pass
    os._exit(0)


def table(account: Account) -> str:
    """The account in lines, and what was found wrong."""
    rows = [
        ("sessions", account.sessions),
        ("published", account.published),
        ("mismatches", account.mismatches),
        (
            "outcomes",
            ", ".join(f"{status} {count}" for status, count in account.outcomes.items()),
        ),
        ("clients", account.lines),
        ("commands", account.commands),
        ("events delivered", account.events),
        ("reconnects", account.reconnects),
        (
            "acknowledged, p50 · p99",
            f"{account.acks_p50_ms} ms · {account.acks_p99_ms} ms",
        ),
        (
            "refused",
            ", ".join(f"{what} {count}" for what, count in account.refused.items()) or "nothing",
        ),
        ("seconds", account.seconds),
    ]
    lines = [f"{name:<24} {value}" for name, value in rows]
    lines += [f"  {found['session']} {found['seat']} {found['stream']}: {found['what']}" for found in account.found]
    return "\n".join(lines)
