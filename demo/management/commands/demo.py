"""``manage.py demo``: a whole contest day on this machine, with one-click sign-ins, in one command."""

import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from demo.contest import contest
from demo.contest_day import build
from demo.training_class import training_class
from demo.training_record import training_record


class Command(BaseCommand):
    help = "Migrate, load the library, build a contest day and serve it on this machine, every role one click away."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--live", action="store_true", help="Simulated people play session after session.")
        parser.add_argument("--build-only", action="store_true", help="Make the data and end, serving nothing.")

    def handle(self, *, port: int, live: bool, build_only: bool, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo runs only with DEMO=1, and never where ALLOWED_HOSTS is set.")
        call_command("migrate", interactive=False, verbosity=0)
        self.stdout.write("Building the contest day …")
        sessions = build()
        held = contest(timezone.localdate(), sessions)
        taught = training_class(timezone.localdate())
        exam = training_record(taught)
        if build_only:
            return
        address = f"http://127.0.0.1:{port}"
        self.stdout.write(f"\n  {address}/demo/            who is who, one click to sign in")
        self.stdout.write(f"  {address}/demo/cast.json   the same for programs")
        self.stdout.write(f"  {address}/contests/{held.slug}/   {held}")
        self.stdout.write(f"  {address}/training/classes/{taught.slug}/   {taught}")
        self.stdout.write(f"  {address}/training/exams/{exam.code}/   {exam}")
        for session in sessions[:2]:
            self.stdout.write(f"  {address}/sessions/{session.key}/   {session.title}: {session.get_status_display()}")
        if live:
            self.stdout.write("  Simulated people are playing: the session at the top of the demo's page is theirs.")
        self.stdout.write("")
        self.stdout.flush()
        players = start_players(address) if live else None
        try:
            call_command("serve", port=port)
        finally:
            if players is not None:
                players.terminate()
                players.wait()


def start_players(address: str) -> "subprocess.Popen[bytes]":
    """Players in a process of their own, which ends when this one does, however it ends: it reads a pipe of ours."""
    command = [sys.executable, sys.argv[0], "play", "--url", address, "--pace", "live", "--watchers", "3"]
    return subprocess.Popen([*command, "--forever"], stdin=subprocess.PIPE)
