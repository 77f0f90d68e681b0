"""``manage.py scenario``: check files, analyse and load them, write the schema."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from negotiation import scenarios
from negotiation.analysis import analyse, of_table
from negotiation.engine.frontier import Unanalysable
from negotiation.formats import writing
from negotiation.formats.reading import FaultyFiles, Foreign, read_genius, read_geniusweb
from negotiation.scenario_points import PointTable, point_table
from negotiation.scenario_yaml import BYTES, read
from negotiation.scenarios import Faulty, Report
from negotiation.tongue import of_terminal

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
        _name_files(analyse)
        analyse.add_argument("--json", action="store_true", help="all figures, for programs")
        analyse.add_argument("--all", action="store_true", help="count unlawful options too")
        convert = verbs.add_parser("convert", help="points as files of another program, or of this one")
        _name_files(convert)
        convert.add_argument("--to", required=True, choices=sorted(WRITERS), help="the format to write")
        convert.add_argument("--out", metavar="DIR", default=".", help="where; a file that is there is not overwritten")
        schema = verbs.add_parser("schema", help="write docs/scenario.schema.json")
        schema.add_argument("--stdout", action="store_true", help="print it instead")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"] or of_terminal()):
            self.verb(**options)

    def verb(self, **options: Any) -> None:
        {
            "analyse": self.analyse_file,
            "check": self.check_files,
            "convert": self.convert_files,
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
        with self.faults_said():
            foreign = _foreign(options)
            if foreign is not None:
                found = of_table(foreign.table) | foreign.as_json()
            else:
                found = analyse(_content(options["file"]), options["file"], unlawful_too=options["all"])
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        for line in _in_words(found):
            self.stdout.write(line)

    @contextmanager
    def faults_said(self) -> Iterator[None]:
        """Whatever is wrong with files, a line each, and exit status 1."""
        try:
            yield
        except (Faulty, FaultyFiles) as faulty:
            for report in faulty.reports if isinstance(faulty, FaultyFiles) else [faulty.report]:
                for line in report.lines():
                    self.stderr.write(line)
            sys.exit(1)
        except Unanalysable as unable:
            raise CommandError(_("Too much to analyse: %(what)s.") % {"what": unable}) from None

    def convert_files(self, **options: Any) -> None:
        with self.faults_said():
            foreign = _foreign(options)
            table = foreign.table if foreign is not None else _points_of(options["file"])
        for repair in foreign.repairs if foreign is not None else ():
            self.stderr.write(repair)
        name = Path(options["file"] or (options["genius"] or options["geniusweb"])[0]).stem
        folder = Path(options["out"])
        for file, text in WRITERS[options["to"]](table, name).items():
            try:
                folder.mkdir(parents=True, exist_ok=True)
                with (folder / file).open("x", encoding="utf-8") as written:
                    written.write(text)
            except OSError as error:
                raise CommandError(f"{folder / file}: {error.strerror}") from None
            self.stdout.write(str(folder / file))
        self.stderr.write(
            _("Points, names and reservations went along. Law, mandates, briefs, seats, costs and the clock did not.")
        )

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


WRITERS = {"cb": writing.points, "genius": writing.genius, "geniusweb": writing.geniusweb}


def _name_files(verb: ArgumentParser) -> None:
    """One file of the platform, or those of another program."""
    which = verb.add_mutually_exclusive_group(required=True)
    which.add_argument("file", metavar="FILE", nargs="?", help="any file with issues and both sides' points")
    which.add_argument("--genius", nargs=3, metavar=("DOMAIN", "PROFILE1", "PROFILE2"), help="GENIUS XML")
    which.add_argument("--geniusweb", nargs=2, metavar=("PROFILE1", "PROFILE2"), help="GeniusWeb JSON")
    verb.add_argument("--lenient", action="store_true", help="GENIUS: put right what can be, and say each repair")
    verb.add_argument(
        "--reading",
        choices=("auto", "genius", "raw"),
        default="auto",
        help="GENIUS: evaluations over each issue's largest, or as they stand; auto: raw where none is above 1",
    )


def _foreign(options: dict[str, Any]) -> Foreign | None:
    """The points of another program's files, where those were named. Raises FaultyFiles."""
    if options["genius"]:
        files = [(name, _content(name)) for name in options["genius"]]
        return read_genius(files, lenient=options["lenient"], reading=options["reading"])
    if options["geniusweb"]:
        return read_geniusweb([(name, _content(name)) for name in options["geniusweb"]])
    return None


def _points_of(name: str) -> PointTable:
    """The points of a file of the platform. Raises Faulty."""
    tree, faults = read(_content(name))
    table, more = point_table(tree, unlawful_too=True) if tree is not None else (None, [])
    if table is None:
        raise Faulty(Report(name, (*faults, *more)))
    return table


def _in_words(found: dict[str, Any]) -> Iterator[str]:
    """The figures of an analysis as lines for people."""
    counts = {"outcomes": found["outcomes"], "considered": found["considered"], "points": len(found["frontier"])}
    yield _("%(outcomes)s packages, %(considered)s of them may be agreed; %(points)s efficient points.") % counts
    for reading in found.get("readings", ()):
        yield _("Evaluations read as: %(reading)s") % {"reading": reading}
    for repair in found.get("repairs", ()):
        yield _("Put right: %(repair)s") % {"repair": repair}
    if not found.get("exact", True):
        yield _("Not exact: too many packages to list, and rules that cross issues. The frontier is an upper bound;")
        yield _("named points are packages that are there. Each figure lies between what was reached and the bound:")
        for name, (reached, at_most) in found["bound"].items():
            yield f"  {name}: {reached} … {at_most}"
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


def _content(name: str) -> bytes:
    try:
        with Path(name).open("rb") as file:
            return file.read(BYTES + 1)  # one more than is allowed says that it is too large
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror}") from None
