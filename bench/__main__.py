"""``make bench``: every figure a ratio of the same run, against a reference that was built beside it.

``BENCH_QUICK=1`` for a first look; ``--only P1,P6`` for some; ``--write`` puts the table into docs/benchmarks.md.
"""

import argparse
import datetime
import json
import os
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import appending, debriefs, fanout, frontiers, growth, ranking, rooms, starting, training
from bench.measure import QUICK, REPEATS, Row
from tests.servers import ROOT

PARTS: dict[str, tuple[Callable[[Path], Iterator[Row]], frozenset[str]]] = {
    "hall": (fanout.by_size, frozenset({"P1", "P9", "P10"})),
    "five hundred": (fanout.at_five_hundred, frozenset({"P3", "P4", "P8"})),
    "tutorial": (fanout.against_the_tutorial, frozenset({"P2"})),
    "append": (appending.rows, frozenset({"P6"})),
    "path": (appending.whole_path, frozenset({"P7"})),
    "growth": (growth.rows, frozenset({"P9"})),
    "rooms": (rooms.rows, frozenset({"P11"})),
    "frontier": (frontiers.rows, frozenset({"P12"})),
    "ranking": (ranking.rows, frozenset({"P13"})),
    "debrief": (debriefs.rows, frozenset({"P17", "P18"})),
    "training": (training.rows, frozenset({"P19", "P20", "P21"})),
    "start": (starting.rows, frozenset({"P15"})),
    "two processes": (fanout.two_processes, frozenset({"P5"})),
}
BEGIN = "## The last run"
HEAD = ["goal", "what", "against", "aim", "median [min–max]", "verdict", ""]


def table(rows: list[Row]) -> str:
    """The rows as Markdown."""
    lines = [HEAD, ["---"] * len(HEAD), *(row.cells() for row in sorted(rows, key=_number))]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _number(row: Row) -> int:
    return int(row.goal.removeprefix("P"))


def write(text: str, seconds: float) -> None:
    """Keep the table, with the machine that it was measured on."""
    page = ROOT / "docs/benchmarks.md"
    head = page.read_text().split(BEGIN)[0]
    with open("/proc/cpuinfo") as lines:
        model = next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    where = f"{os.cpu_count()} × {model}, {platform.system()} {platform.release()}, Python {platform.python_version()}"
    when = datetime.datetime.now(datetime.UTC).date().isoformat()
    how = f"{when}, {where}. {REPEATS} interleaved rounds, {seconds:.0f} s{', BENCH_QUICK' if QUICK else ''}."
    page.write_text(f"{head}{BEGIN}\n\n{how}\n\n{text}\n")


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure ratios against references, in one run.")
    parser.add_argument("--only", default="", help="goals such as P1,P6")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md")
    parser.add_argument("--json", action="store_true", dest="as_json")
    asked = parser.parse_args()
    wanted = set(filter(None, asked.only.split(",")))
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    began, found = time.monotonic(), list[Row]()
    for name, (part, goals) in PARTS.items():
        if wanted and not wanted & goals:
            continue
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            for row in part(Path(folder)):
                found.append(row)
                print(f"{name}: {' · '.join(filter(None, row.cells()))}", file=sys.stderr, flush=True)
    shown = [row for row in found if not wanted or row.goal in wanted]
    text = table(shown)
    print(json.dumps([row.cells() for row in shown], ensure_ascii=False) if asked.as_json else text)
    if asked.write:
        write(text, time.monotonic() - began)
    return 0


if __name__ == "__main__":
    sys.exit(main())
