"""``manage.py contest export | recompute | simulate``: a contest as data, computed again, or by itself."""

import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from negotiation.tongue import of_terminal
from scoring.contests.library import formats, in_words
from scoring.contests.models import Contest
from scoring.contests.registering import Refusal


class Command(BaseCommand):
    help = (
        "Export a contest as tables, compute it again from them, or simulate a whole one. docs/contests.md explains it."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        export = verbs.add_parser("export", help="Parquet tables, one XLSX with the data dictionary, and contest.json")
        export.add_argument("slug", nargs="?", help="the contest’s address")
        export.add_argument("--latest", action="store_true", help="the contest that began last")
        export.add_argument("dir", metavar="DIR", type=Path, help="an empty or new folder")
        recompute = verbs.add_parser("recompute", help="standings and titles again, from the ballots on")
        recompute.add_argument("dir", metavar="DIR", type=Path, help="what export wrote")
        simulate = verbs.add_parser("simulate", help="a whole contest in a database of its own")
        simulate.add_argument("--teams", type=int, default=16)
        simulate.add_argument("--judges", type=int, default=15)
        simulate.add_argument("--seed", type=int, default=7)
        simulate.add_argument("--format", default="recommended", help="one of the formats of the library")
        simulate.add_argument("--keep", metavar="DIR", type=Path, help="export the contest here")
        simulate.add_argument("--here", action="store_true", help="in this machine’s own database")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(of_terminal()):
            verb = {"export": self.export, "recompute": self.recompute, "simulate": self.simulate}[options["verb"]]
            try:
                verb(options)
            except Refusal as refusal:
                raise CommandError(str(refusal)) from None
            except OSError as error:
                raise CommandError(f"{error.filename}: {error.strerror}") from None

    def export(self, options: dict[str, Any]) -> None:
        from scoring.contests.exporting import export  # noqa: PLC0415 (it is only needed here)

        if bool(options["slug"]) == options["latest"]:
            raise CommandError(_("Name one contest by its address, or say --latest."))
        found = Contest.objects.order_by("-starts_on", "-pk")
        contest = (found if options["latest"] else found.filter(slug=options["slug"])).first()
        if contest is None:
            known = ", ".join(found.values_list("slug", flat=True)[:10])
            raise CommandError(_("There is no such contest. Known: %(known)s") % {"known": known or "—"})
        for name in export(contest, options["dir"]):
            self.stdout.write(str(options["dir"] / name))

    def recompute(self, options: dict[str, Any]) -> None:
        from scoring.contests import recomputing  # noqa: PLC0415 (it is only needed here)

        try:
            found = recomputing.recompute(options["dir"])
        except recomputing.Unusable as unusable:
            raise CommandError(str(unusable)) from None
        for line in found.lines:
            place = "—" if line.place is None else line.place
            self.stdout.write(f"{place:>3}  {found.names[line.team]}  {float(line.total):.2f}  {line.total}")
        if found.differences:
            raise CommandError("\n".join(found.differences))
        self.stdout.write(_("Equal to the exported standings and titles, to the last digit."))

    def simulate(self, options: dict[str, Any]) -> None:
        for name, least, most in (("teams", 2, 200), ("judges", 3, 200), ("seed", 0, 2**31)):
            if not least <= options[name] <= most:
                words = _("--%(name)s must be %(least)s to %(most)s.")
                raise CommandError(words % {"name": name, "least": least, "most": most})
        if options["format"] not in formats():
            raise CommandError(_("There is no such format. Known: %(known)s") % {"known": ", ".join(formats())})
        if not options["here"]:
            self._elsewhere(options)
            return
        from demo.simulation import Simulation  # noqa: PLC0415 (it brings the players)

        call_command("migrate", interactive=False, verbosity=0)
        simulation = Simulation(
            options["teams"], options["judges"], options["seed"], options["format"], say=self.stdout.write
        )
        contest = simulation.run()
        self._tell(contest)
        with tempfile.TemporaryDirectory() as scratch:
            folder = options["keep"] or Path(scratch) / "export"
            self.export({"slug": contest.slug, "latest": False, "dir": folder})
            self.recompute({"dir": folder})

    def _elsewhere(self, options: dict[str, Any]) -> None:
        """In a child with a database of its own, which is gone afterwards."""
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "contest", "simulate", "--here"]
        for name in ("teams", "judges", "seed", "format"):
            command += [f"--{name}", str(options[name])]
        if options["keep"]:
            command += ["--keep", str(options["keep"].resolve())]
        with tempfile.TemporaryDirectory() as scratch:
            plain = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")}
            code = subprocess.run(command, env=plain | {"DATA_DIR": scratch}, check=False).returncode
        if code:
            raise CommandError(_("The simulation stopped with code %(code)s.") % {"code": code})

    def _tell(self, contest: Contest) -> None:
        version = contest.standings.exclude(published_at=None)[0]
        self.stdout.write("")
        for line in version.content:
            total = Fraction(line["total"])
            self.stdout.write(f"{line['place']:>3}  {in_words(line['name'])}  {float(total):.2f}")
        names = {each["id"]: in_words(each["title"]) for each in contest.format["titles"]}
        for award in version.awards:
            winners = "、".join(in_words(each["name"]) for each in award["winners"])
            self.stdout.write(f"{names[award['title']]}: {winners or '—'}")
        self.stdout.write("")
