"""``manage.py questions``: check the bank, convert it, and draw papers from it. docs/questions.md explains it."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from training.bank import reading


class Command(BaseCommand):
    help = "Check files of questions, convert them, and draw papers from them. docs/questions.md explains it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        check = verbs.add_parser("check", help="every fault with file, entry and field")
        check.add_argument("files", nargs="*", type=Path, help="files or folders; without any, the project's bank")
        check.add_argument("--at", default="", metavar="DATE", help="the day on which the law is asked, as 2026-11-25")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"do_{options['verb']}")(**options)

    def do_check(self, files: list[Path], at: str, **_options: Any) -> None:
        """Print every fault; CommandError when there is an error among them."""
        day = _day(at)
        bank = _load(files, day)
        for fault in bank.faults:
            self.stdout.write(str(fault))
        wrong = sum(fault.severity == "error" for fault in bank.faults)
        usable = sum(question.usable(day) for question in bank.questions)
        told = _("%(all)d questions, %(usable)d of them for papers; %(errors)d errors, %(warnings)d warnings.") % {
            "all": len(bank.questions),
            "usable": usable,
            "errors": wrong,
            "warnings": len(bank.faults) - wrong,
        }
        if wrong:
            raise CommandError(told)
        self.stdout.write(told)


def _day(text: str) -> date:
    """The day that was given, or today. Raises CommandError."""
    from django.utils.timezone import localdate  # noqa: PLC0415

    try:
        return date.fromisoformat(text) if text else localdate()
    except ValueError:
        raise CommandError(_("%(text)s is no day; write it as 2026-11-25.") % {"text": text}) from None


def _load(files: list[Path], day: date) -> reading.Bank:
    """The files, those of folders too. Raises CommandError when one cannot be opened or none is there."""
    paths = [each for path in files for each in (sorted(path.glob("*.yaml")) if path.is_dir() else [path])]
    paths = paths if files else reading.library()
    if not paths:
        raise CommandError(_("There is no file of questions."))
    try:
        return reading.load(paths, day)
    except OSError as error:
        raise CommandError(
            _("%(file)s cannot be read: %(problem)s.") % {"file": error.filename, "problem": error.strerror}
        ) from None
