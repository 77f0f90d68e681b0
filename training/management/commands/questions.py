"""``manage.py questions``: check the bank, convert it, and draw papers from it. docs/questions.md explains it."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from negotiation.tongue import of_terminal
from paper import pdf
from training.bank import checks, formats, papers, reading
from training.bank.faults import Fault
from training.bank.shape import Question, written


class Command(BaseCommand):
    help = "Check files of questions, convert them, and draw papers from them. docs/questions.md explains it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        check = verbs.add_parser("check", help="every fault with file, entry and field")
        check.add_argument("files", nargs="*", type=Path, help="files or folders; without any, the project's bank")
        check.add_argument("--at", default="", metavar="DATE", help="the day on which the law is asked, as 2026-11-25")
        convert = verbs.add_parser("convert", help="from and to YAML, GIFT, Moodle XML and tables")
        convert.add_argument("source", type=Path, metavar="IN", help="the format is that of its suffix")
        convert.add_argument("target", type=Path, metavar="OUT")
        convert.add_argument("--to", choices=["yaml", "gift", "moodle", "qti", "csv"], help="else by the suffix of OUT")
        convert.add_argument("--language", choices=["zh", "en"], default="zh", help="the one language of other formats")
        convert.add_argument("--topic", default="practice", help="of questions that name none")
        convert.add_argument("--preview", action="store_true", help="print what would be written")

        paper = verbs.add_parser("paper", help="a paper for one person from a blueprint, and its key, as PDF")
        paper.add_argument("blueprint", type=Path, metavar="BLUEPRINT", help="YAML: what the paper is made of")
        paper.add_argument("files", nargs="*", type=Path, help="files or folders; without any, the project's bank")
        paper.add_argument("--seed", required=True, metavar="WORD", help="secret until the exam: it fixes every paper")
        paper.add_argument("--person", required=True, metavar="NAME", help="whose paper; each gets another")
        paper.add_argument("--dir", type=Path, default=Path(), metavar="DIR", help="where paper and key go")
        paper.add_argument("--language", choices=["zh", "en"], default="zh")
        paper.add_argument("--at", default="", metavar="DATE", help="the day of the exam, as 2026-11-25")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(of_terminal()):
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

    def do_convert(self, source: Path, target: Path, language: str, topic: str, **options: Any) -> None:
        """Write OUT, and name what it cannot hold. CommandError, and nothing written, for a file with errors."""
        to = options["to"] or formats.SUFFIXES.get(target.suffix.lower(), "yaml")
        questions, faults = _read(source, formats.Defaults(language, topic))
        if any(fault.severity == "error" for fault in faults):
            self.tell(faults, source)
            raise CommandError(_("%(file)s has errors; nothing was written.") % {"file": source})
        content: str | bytes = written(questions)
        lost: list[Fault] = []
        if to != "yaml":
            content, lost = formats.write(questions, to, language)
        self.tell([*faults, *lost], source)
        if options["preview"]:
            told = _("%(size)d bytes, which are no text.")
            self.stdout.write(content if isinstance(content, str) else told % {"size": len(content)})
            return
        try:
            target.write_bytes(content.encode() if isinstance(content, str) else content)
        except OSError as error:
            raise CommandError(
                _("%(file)s cannot be written: %(problem)s.") % {"file": target, "problem": error.strerror}
            ) from None
        left = sum(fault.field == "type" for fault in lost)
        told = _("%(count)d questions written to %(file)s, %(left)d left out.")
        self.stdout.write(told % {"count": len(questions) - left, "file": target, "left": left})

    def do_paper(self, blueprint: Path, files: list[Path], seed: str, person: str, **options: Any) -> None:
        """Write a paper and its key. CommandError, and nothing written, where the bank has too little or faults."""
        day = _day(options["at"])
        bank = _load(files, day)
        if not bank.sound:
            raise CommandError(_("The bank has errors; see them by: questions check."))
        try:
            made = papers.draw(papers.blueprint_of(blueprint.read_bytes()), bank.questions, seed, person, day)
            language = options["language"]
            written_out = {
                name: pdf.render("plain", papers.document(made, language, person, key=key), language)
                for name, key in ((f"paper-{made.mark}.pdf", False), (f"key-{made.mark}.pdf", True))
            }
            options["dir"].mkdir(parents=True, exist_ok=True)
            for name, content in written_out.items():
                (options["dir"] / name).write_bytes(content)
                self.stdout.write(str(options["dir"] / name))
        except papers.Unfit as unfit:
            raise CommandError("\n".join(unfit.lines)) from None
        except pdf.MissingGlyph as missing:
            raise CommandError(_("The fonts have no shape for “%(text)s”.") % {"text": missing.text}) from None
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from None

    def tell(self, faults: list[Fault], file: Path) -> None:
        """Every fault on a line of its own."""
        for fault in faults:
            self.stdout.write(str(fault.within(str(file))))


def _read(source: Path, defaults: formats.Defaults) -> tuple[list[Question], list[Fault]]:
    """The questions of a file in the format of its suffix. Raises CommandError when it cannot be opened."""
    name = formats.SUFFIXES.get(source.suffix.lower(), "yaml")
    try:
        with source.open("rb") as file:
            content = file.read(formats.LARGEST + 1)
    except OSError as error:
        raise CommandError(
            _("%(file)s cannot be read: %(problem)s.") % {"file": source, "problem": error.strerror}
        ) from None
    if name != "yaml":
        return formats.read(content, name, defaults)
    found, faults = reading.read(content)
    wrong = [
        Fault(each.code, one.id, each.field, each.data, line=line)
        for one, line in found
        for each in checks.key_faults(one)
    ]
    return [question for question, _line in found], [*faults, *wrong]


def _day(text: str) -> date:
    """The day that was given, or today. Raises CommandError."""
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
