"""``manage.py training``: audit what must hold of classes, and do what the passing of time brings."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from training.certification import radar
from training.classes import audit, enrolling
from training.exams import sitting


class Command(BaseCommand):
    help = "check: audit what must hold (exit 1 if not). tick: what time brings: offers run out, reminders go out."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["check", "tick"])

    def handle(self, *, what: str, **options: Any) -> None:
        if what == "tick":
            for class_of, given in enrolling.tick().items():
                self.stdout.write(f"{class_of.slug}: {len(given)} moved up")
            self.stdout.write(f"exams: {sitting.close_due()} attempts ended")
            sent = radar.send(radar.messages(timezone.localdate()))
            self.stdout.write(f"reminders: {sent} sent")
            return
        found = audit.faults() + radar.tally_faults()
        for line in found:
            self.stdout.write(line)
        if found:
            raise CommandError(f"{len(found)} invariants are broken.")
        self.stdout.write("training: all invariants hold")
