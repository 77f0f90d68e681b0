"""``manage.py training check | tick | simulate``: audit, what the passing of time brings, a whole class by itself."""

import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from negotiation.tongue import of_terminal
from training.certification import radar
from training.classes import audit, enrolling
from training.exams import sitting
from training.refusals import Refusal


class Command(BaseCommand):
    help = "check: audit what must hold (exit 1 if not). tick: what time brings. simulate: a whole class."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("check", help="audit what must hold of classes, hours and certificates")
        verbs.add_parser("tick", help="offers run out, people move up, exams end, reminders go out: from cron")
        simulate = verbs.add_parser("simulate", help="a whole class in a database of its own")
        simulate.add_argument("--people", type=int, default=60)
        simulate.add_argument("--seed", type=int, default=7)
        simulate.add_argument("--credentials", metavar="DIR", type=Path, help="write certificates and credentials here")
        simulate.add_argument("--here", action="store_true", help="in this machine’s own database")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(of_terminal()):
            {"check": self.check_all, "tick": self.tick, "simulate": self.simulate}[options["verb"]](options)

    def check_all(self, _options: dict[str, Any]) -> None:
        found = audit.faults() + radar.tally_faults()
        for line in found:
            self.stdout.write(line)
        if found:
            raise CommandError(f"{len(found)} invariants are broken.")
        self.stdout.write("training: all invariants hold")

    def tick(self, _options: dict[str, Any]) -> None:
        for class_of, given in enrolling.tick().items():
            self.stdout.write(f"{class_of.slug}: {len(given)} moved up")
        self.stdout.write(f"exams: {sitting.close_due()} attempts ended")
        sent = radar.send(radar.messages(timezone.localdate()))
        self.stdout.write(f"reminders: {sent} sent")

    def simulate(self, options: dict[str, Any]) -> None:
        """In a database of its own, in a process of its own, unless this machine's is asked for."""
        if options["here"]:
            from demo.training_simulation import Simulation  # noqa: PLC0415 (it is only needed here)

            try:
                Simulation(options["people"], options["seed"], options["credentials"], say=self.stdout.write).run()
            except Refusal as refusal:
                raise CommandError(str(refusal)) from None
            except OSError as error:
                raise CommandError(f"{error.filename}: {error.strerror}") from None
            return
        with tempfile.TemporaryDirectory(prefix="xieshang-class-") as folder:
            ours = ("DATABASE_URL", "REDIS_URL")
            plain = {name: value for name, value in os.environ.items() if name not in ours}
            manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
            told = ["training", "simulate", "--here"]
            told += ["--people", str(options["people"]), "--seed", str(options["seed"])]
            if options["credentials"]:
                told += ["--credentials", str(options["credentials"].resolve())]
            for words in (["migrate", "-v", "0"], told):
                ended = subprocess.run([*manage, *words], env=plain | {"DATA_DIR": folder}, check=False)
                if ended.returncode:
                    raise CommandError("The simulation did not come to its end; what it said stands above.")
