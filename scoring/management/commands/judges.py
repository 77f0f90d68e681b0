"""``manage.py judges report FILE``: how the judges of a whole contest judged, from a table of their marks."""

import importlib
import json
import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from negotiation.tongue import of_terminal
from paper.sheets import LARGEST
from scoring import judges_words as words


class Command(BaseCommand):
    help = "Study how judges judged, from a table (team, judge, criterion, value). docs/judges.md explains it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--language", choices=[code for code, _name in settings.LANGUAGES], help="of the report")
        verbs = parser.add_subparsers(dest="verb", required=True)
        report = verbs.add_parser("report", help="agreement, each judge's habits, and rankings by other rules")
        report.add_argument("file", metavar="FILE", help="CSV, XLSX, XLS or ODS; titles in English or Chinese")
        report.add_argument("--json", action="store_true", help="all figures, for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"] or of_terminal()):
            # SciPy comes with it: not at the start of every other command.
            reports = importlib.import_module("scoring.judges_report")
            try:
                marks = reports.from_file(_content(options["file"]))
            except reports.Faulty as faulty:
                raise CommandError("\n".join(f"{options['file']}: {line}" for line in faulty.lines)) from None
            found = reports.report(reports.study(marks))
            try:
                self.write(found, as_json=options["json"])
                self.stdout.flush()
            except BrokenPipeError:
                # Whoever reads has enough (``| head``); what is left must not fail again when Python ends.
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def write(self, found: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2, allow_nan=False))
            return
        self.write_agreement(found)
        self.write_judges(found["of_judges"])
        self.write_teams(found["rasch"])
        self.write_rankings(found["rankings"])

    def write_agreement(self, found: dict[str, Any]) -> None:
        counts = _("%(marks)s marks: %(teams)s teams, %(judges)s judges, %(criteria)s criteria") % found
        self.stdout.write(counts)
        for caution in words.of_cautions(found["cautions"]):
            self.stdout.write(f"! {caution}")
        metrics = "  ".join(f"{metric} {_figure(value)}" for metric, value in found["alpha"].items())
        self.stdout.write(f"\n{_('Krippendorff’s alpha')}: {metrics}")
        self.stdout.write(f"  {words.of_alpha(found['alpha']['interval'])}")
        if found["icc"]:
            for name, key in (("ICC(2,1)", "single"), ("ICC(2,k)", "average")):
                value, low, high = found["icc"][key]
                self.stdout.write(f"{name}: {value:.3f} (95 %: {low:.3f} – {high:.3f})")
        self.stdout.write(f"  {words.of_icc(found['icc'])}")

    def write_judges(self, judges: list[dict[str, Any]]) -> None:
        for one in judges:
            fit = one["measure"] and f"infit {one['measure']['infit']:.2f}  outfit {one['measure']['outfit']:.2f}"
            self.stdout.write(f"\n{one['judge']}: {_('mean')} {_figure(one['mean'])}  {fit or ''}".rstrip())
            for line in words.of_judge(one):
                self.stdout.write(f"  {line}")

    def write_teams(self, rasch: dict[str, Any]) -> None:
        if rasch["unfit"]:
            self.stdout.write(f"\n{words.of_unfit(rasch['unfit'])}")
            return
        self.stdout.write(f"\n{_('Fair averages (Rasch model)')}")
        for team, one in rasch["teams"].items():
            self.stdout.write(f"  {team}: {one['fair']:.3f}  ({one['logit']:+.2f} ± {1.96 * one['error']:.2f} logits)")

    def write_rankings(self, rankings: list[dict[str, Any]]) -> None:
        self.stdout.write("")
        for one in rankings:
            line = "  ".join(f"{each['place']}. {each['team']} {_figure(each['figure'])}" for each in one["teams"])
            self.stdout.write(f"{'*' if one['other'] else ' '} {words.of_ranking(one)}: {line}")
        self.stdout.write(words.of_rankings(rankings))


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _content(name: str) -> bytes:
    try:
        with Path(name).open("rb") as file:
            return file.read(LARGEST + 1)  # one more than is allowed says that it is too large
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror}") from None
