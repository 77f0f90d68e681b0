"""``manage.py scenario``: check files, analyse and load them, write the schema."""

import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from negotiation import scenarios
from negotiation.analysis import analyse
from negotiation.scenario_yaml import BYTES
from negotiation.scenarios import Faulty, Report

SCHEMA_FILE = Path(settings.BASE_DIR) / "docs" / "scenario.schema.json"


class Command(BaseCommand):
    """Exit status 1 when a file has errors; warnings and notes alone are 0."""

    help = "Check scenario files (cb-scenario/2), analyse them, load them as versions, write docs/scenario.schema.json."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES], help="of the messages")
        verbs = parser.add_subparsers(dest="verb", required=True)
        check = verbs.add_parser("check", help="name every fault: FILE:LINE:COL: error[code] field: message")
        check.add_argument("files", nargs="+", metavar="FILE")
        check.add_argument("--json", action="store_true", help="a JSON list of faults instead of lines")
        check.add_argument("--quiet", action="store_true", help="errors and warnings only, no figures")
        load = verbs.add_parser("load", help="store files as versions; the same text again changes nothing")
        load.add_argument("files", nargs="*", metavar="FILE")
        load.add_argument("--library", action="store_true", help="the scenarios that come with the platform")
        analyse = verbs.add_parser(
            "analyse", help="efficient packages and the points that theory names; needs only points"
        )
        analyse.add_argument("file", metavar="FILE")
        analyse.add_argument("--json", action="store_true", help="all figures, for programs")
        analyse.add_argument("--all", action="store_true", help="count unlawful options too")
        schema = verbs.add_parser("schema", help="write docs/scenario.schema.json")
        schema.add_argument("--stdout", action="store_true", help="print it instead")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"] or language_of_terminal()):
            self.verb(**options)

    def verb(self, **options: Any) -> None:
        {
            "analyse": self.analyse_file,
            "check": self.check_files,
            "load": self.load_files,
            "schema": self.write_schema,
        }[options["verb"]](**options)

    def check_files(self, **options: Any) -> None:
        reports = [scenarios.check(_content(name), name) for name in options["files"]]
        if options["json"]:
            faults = [fault.as_json(report.file) for report in reports for fault in report.faults]
            self.stdout.write(json.dumps(faults, ensure_ascii=False, indent=2))
        else:
            for report in reports:
                self.write_report(report, quiet=options["quiet"])
        if any(report.errors for report in reports):
            sys.exit(1)

    def write_report(self, report: Report, *, quiet: bool) -> None:
        for fault in report.faults:
            if fault.severity != "note" or not quiet:
                self.stdout.write(fault.line_in(report.file))
        errors = len(report.errors)
        if errors:
            words = ngettext("%(file)s: %(number)s error", "%(file)s: %(number)s errors", errors)
        else:
            words = _("%(file)s: no errors")
        self.stderr.write(words % {"file": report.file, "number": errors})

    def analyse_file(self, **options: Any) -> None:
        try:
            found = analyse(_content(options["file"]), options["file"], unlawful_too=options["all"])
        except Faulty as faulty:
            for line in faulty.report.lines():
                self.stderr.write(line)
            sys.exit(1)
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        for line in _in_words(found):
            self.stdout.write(line)

    def load_files(self, **options: Any) -> None:
        files = [Path(name) for name in options["files"]] + (scenarios.library() if options["library"] else [])
        if not files:
            raise CommandError(_("Name files to load, or --library."))
        for path in files:
            try:
                version = scenarios.load(_content(str(path)), str(path))
            except Faulty as faulty:
                raise CommandError(str(faulty)) from None
            line = _("%(id)s: version %(number)s, %(digest)s")
            data = {"id": version.scenario.slug, "number": version.number, "digest": version.digest}
            self.stdout.write(line % data)

    def write_schema(self, **options: Any) -> None:
        text = json.dumps(scenarios.schema(), ensure_ascii=False, indent=2) + "\n"
        if options["stdout"]:
            self.stdout.write(text, ending="")
        else:
            SCHEMA_FILE.write_text(text, encoding="utf-8")
            self.stdout.write(str(SCHEMA_FILE))


def _in_words(found: dict[str, Any]) -> Iterator[str]:
    """The figures of an analysis as lines for people."""
    counts = {"outcomes": found["outcomes"], "considered": found["considered"], "points": len(found["frontier"])}
    yield _("%(outcomes)s packages, %(considered)s of them may be agreed; %(points)s efficient points.") % counts
    for option in found["unlawful"]:
        yield _("Left out, unlawful: %(option)s") % {"option": " ".join(option)}
    for key in found["not_counted"]:
        yield _("Not counted, for this is no cb-scenario/2: %(key)s") % {"key": key}
    names = {
        "nash": _("Nash point"),
        "kalai_smorodinsky": _("Kalai-Smorodinsky point"),
        "egalitarian": _("Egalitarian point"),
        "utilitarian": _("Utilitarian point"),
    }
    for name, words in names.items():
        named = found[name]
        if named is None:
            yield f"{words}: " + _("no package leaves both sides their reservation")
            continue
        workers, employer = named["utilities"]
        terms = " ".join(f"{issue}={option}" for issue, option in named["terms"].items())
        yield f"{words}: {workers} / {employer} · {terms}"
    yield _("Opposition: %(figure)s (0: one package is best for both)") % {"figure": round(found["opposition"], 4)}


def language_of_terminal() -> str:
    """The language that the terminal asks for; the platform's own where it asks for none."""
    asked = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "en" if asked.startswith("en") else settings.LANGUAGE_CODE


def _content(name: str) -> bytes:
    try:
        with Path(name).open("rb") as file:
            return file.read(BYTES + 1)  # one more than is allowed says that it is too large
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror}") from None
