"""``manage.py arena``: opponents bargain against each other, everybody with everybody, and the table of it."""

import json
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from negotiation import scenarios
from negotiation.engine.scenario import Scenario

if TYPE_CHECKING:
    from negotiation.engine.opponents.arena import Case

#: Columns of the table: heading, key of the row, format.
COLUMNS = (
    ("own payoff", "own", ".3f"),
    ("points", "points", ".1f"),
    ("joint", "joint", ".3f"),
    ("agreed", "agreed", ".0%"),
    ("to Nash", "to_nash", ".3f"),
    ("to frontier", "to_frontier", ".3f"),
    ("short of frontier", "short", ".1%"),
    ("turns", "turns", ".1f"),
)


class Command(BaseCommand):
    help = (
        "Let opponents bargain, each with each on both sides, and print what they got. docs/opponents.md explains it."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--scenario", required=True, metavar="FILE", help="a file, an id of the library, or all of the library"
        )
        parser.add_argument("--agents", default="all", help="all, or names and module:Class, parted by commas")
        parser.add_argument("--rounds", type=int, default=2, help="how often each pair meets on each side")
        parser.add_argument("--turns", type=int, default=40, help="turns of both sides together before time is out")
        parser.add_argument("--seed", default="", help="another seed, other ties; the same seed, the same table")
        parser.add_argument("--against", metavar="AGENT", help="also what this one got of each of the others")
        parser.add_argument("--json", action="store_true", help="all rows and pairs, for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        # The arena loads NumPy's random numbers and all opponents: not at the start of every other command.
        from negotiation.engine.opponents import arena, roster  # noqa: PLC0415

        if options["rounds"] < 1 or not 4 <= options["turns"] <= 1000:
            raise CommandError("--rounds must be at least 1, --turns 4 to 1000.")
        try:
            agents = roster.agents(options["agents"])
        except roster.UnknownAgent as unknown:
            raise CommandError(str(unknown)) from None
        if len(agents) < 2:
            raise CommandError("--agents: at least two are needed for a bargain.")
        cases = self.cases(options["scenario"])
        began = time.perf_counter()
        results = list(
            arena.tournament(cases, agents, rounds=options["rounds"], seed=options["seed"], turns=options["turns"])
        )
        seconds = time.perf_counter() - began
        rows, pairs = arena.standings(results), arena.meetings(results)
        if options["json"]:
            found = {
                "scenarios": [{"id": case.scenario.id, "digest": case.scenario.version} for case in cases],
                "rounds": options["rounds"],
                "turns": options["turns"],
                "seed": options["seed"],
                "agents": rows,
                "pairs": pairs,
                "elapsed_s": round(seconds, 3),
            }
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
            return
        self.write_table("agent", rows)
        if options["against"]:
            self.stdout.write("")
            self.write_table("against", [pair for pair in pairs if pair["agent"] == options["against"]], "against")
        turns = sum(result.turns for result in results)
        self.stdout.write(f"\n{len(results)} bargains, {turns} turns, {seconds / turns * 1000:.2f} ms each")

    def write_table(self, heading: str, rows: Sequence[dict[str, Any]], name: str = "agent") -> None:
        """Rows as a table that Markdown reads too."""
        self.stdout.write(" | ".join(["", heading, *(title for title, _key, _form in COLUMNS), ""]).strip())
        self.stdout.write("| --- |" + " ---: |" * len(COLUMNS))
        for row in rows:
            cells = ["–" if row[key] is None else format(row[key], form) for _title, key, form in COLUMNS]
            self.stdout.write("| " + " | ".join([row[name], *cells]) + " |")

    def cases(self, name: str) -> "list[Case]":
        """The scenarios asked for, ready to be played. Raises CommandError."""
        from negotiation.engine.opponents.arena import Case  # noqa: PLC0415
        from negotiation.engine.opponents.own import TooLarge  # noqa: PLC0415

        found = []
        for path in self.files(name):
            case = Case(_compiled(path))
            try:
                _ = case.owns, case.frontier
            except TooLarge as large:
                raise CommandError(f"{path}: {large} lawful packages are more than opponents search.") from None
            except ValueError as problem:
                raise CommandError(f"{path}: {problem}") from None
            if not len(case.frontier):
                raise CommandError(f"{path}: no package keeps the law and both mandates.")
            found.append(case)
        return found

    def files(self, name: str) -> list[Path]:
        library = scenarios.library()
        if name == "all":
            return library
        if Path(name).is_file():
            return [Path(name)]
        if found := [path for path in library if name in (path.name, path.stem)]:
            return found
        raise CommandError(f"{name}: no such file, and the library has {', '.join(path.stem for path in library)}.")


def _compiled(path: Path) -> Scenario:
    report = scenarios.check(path.read_bytes(), str(path))
    if report.scenario is None:
        raise CommandError("\n".join(report.lines()))
    return report.scenario
