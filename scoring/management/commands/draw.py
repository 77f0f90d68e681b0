"""``manage.py draw commit|make|verify``: groups and sides by lot, from a commitment that was published before."""

import json
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from negotiation.tongue import of_terminal
from paper.sheets import LARGEST, Unreadable
from scoring import drawing

COMMITMENT, SEED, DRAW = "commitment.json", "seed.secret", "draw.json"


class Command(BaseCommand):
    help = "Draw groups and sides so that anybody can check it. docs/draw.md explains it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        commit = verbs.add_parser("commit", help="before the draw: a commitment to publish, and a seed to keep secret")
        commit.add_argument("entries", metavar="ENTRIES", type=Path, help="the teams: XLSX, XLS, ODS or CSV")
        commit.add_argument("--groups", type=int, default=1, metavar="N", help="1: everybody meets everybody")
        commit.add_argument("--pairs", action="store_true", help="no groups: one round of pairs, as a knock-out begins")
        make = verbs.add_parser("make", help="the draw: from the commitment and its seed")
        for verb in (commit, make):
            verb.add_argument("--dir", type=Path, default=Path(), metavar="DIR", help="where the files are and go")
        verify = verbs.add_parser("verify", help="draw again from a published draw, and compare")
        verify.add_argument("draw", metavar="DRAW", type=Path, help="what make wrote")
        verify.add_argument("--commitment", type=Path, metavar="FILE", help="what was published before the draw")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(of_terminal()):
            self.carry_out(options)

    def carry_out(self, options: dict[str, Any]) -> None:
        verb = {"commit": self.commit, "make": self.make, "verify": self.verify}[options["verb"]]
        try:
            verb(options)
        except drawing.Unfit as unfit:
            raise CommandError("\n".join(unfit.lines)) from None
        except Unreadable as unreadable:
            raise CommandError(str(unreadable)) from None
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from None

    def commit(self, options: dict[str, Any]) -> None:
        with options["entries"].open("rb") as file:
            entries = drawing.entries_of(file.read(LARGEST + 1))
        published, seed = drawing.commit(
            entries, drawing.first_round(entries) if options["pairs"] else {"groups": options["groups"]}
        )
        there = [options["dir"] / name for name in (COMMITMENT, SEED) if (options["dir"] / name).exists()]
        if there:
            words = _(
                "%(file)s is there already and was not touched: a commitment is made once. Choose another folder."
            )
            raise CommandError(words % {"file": there[0]})
        options["dir"].mkdir(parents=True, exist_ok=True)
        secret = os.open(options["dir"] / SEED, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(secret, "w") as file:
            file.write(seed.hex() + "\n")
        _write(options["dir"] / COMMITMENT, published)
        for line in drawing.doubtful(entries):
            self.stderr.write(f"! {line}")
        self.stdout.write(_("%(count)s teams. Publish this before the draw:") % {"count": len(entries)})
        self.stdout.write(published["commitment"])
        self.stdout.write(_("Keep %(file)s secret until then.") % {"file": options["dir"] / SEED})

    def make(self, options: dict[str, Any]) -> None:
        published = _read(options["dir"] / COMMITMENT)
        seed = drawing.seed_of((options["dir"] / SEED).read_text(errors="replace"))
        drawn = drawing.draw(published, seed)
        _write(options["dir"] / DRAW, drawn)
        names = {entry["code"]: " ".join(filter(None, (entry["code"], entry["name"]))) for entry in drawn["entries"]}
        for workers, employer in drawn.get("matches", ()):
            self.stdout.write(f"{names[workers]} – {names[employer]}")
        if byes := drawn.get("byes"):
            self.stdout.write(_("Without an opponent: %(teams)s") % {"teams": "、".join(names[code] for code in byes)})
        for group in drawn.get("groups", ()):
            teams = "、".join(names[code] for code in group["teams"])
            self.stdout.write(_("Group %(name)s: %(teams)s") % {"name": group["name"], "teams": teams})
            for number, matches in enumerate(group["rounds"], 1):
                pairs = "  ".join(f"{workers} – {employer}" for workers, employer in matches)
                self.stdout.write(
                    _("  Round %(number)s (workers – employer): %(pairs)s") % {"number": number, "pairs": pairs}
                )
        self.stdout.write(_("Publish %(file)s: whoever has it can draw again.") % {"file": options["dir"] / DRAW})

    def verify(self, options: dict[str, Any]) -> None:
        published = _read(options["commitment"]) if options["commitment"] else None
        if lines := drawing.differences(_read(options["draw"]), published):
            raise drawing.Unfit(lines)
        self.stdout.write(_("The draw is what the seed gives, and the seed is the one that was committed to."))
        if published is None:
            self.stdout.write(_("Compare the commitment with the one that was published, or give its file."))


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            found = json.loads(file.read(LARGEST + 1))
    except (ValueError, RecursionError):
        raise drawing.Unfit([_("%(file)s is no JSON.") % {"file": path}]) from None
    if not isinstance(found, dict):
        raise drawing.Unfit([_("%(file)s holds no draw.") % {"file": path}])
    return found


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
