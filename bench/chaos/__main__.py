"""``make chaos CASE=kill9 KILLS=200 CLIENTS=24 SEED=7``."""

import argparse
import asyncio
import json
import secrets
import sys

from bench.chaos.cases import CASES, Report, run


def table(report: Report) -> str:
    """The report in lines; what must be 0 is marked where it is not."""
    verdict = report.verdict
    lines = [
        f"case                     {report.case}, seed {report.seed}, {report.blows} blows in {report.seconds} s",
        f"acknowledged             {verdict.acked} commands of {verdict.clients} clients",
        f"shown                    {verdict.shown} events",
        f"reconnects               {verdict.reconnects}, back within {verdict.back_p99} s (p99)",
    ]
    for name in ("lost", "doubled", "answered_twice", "gaps", "unlike", "states", "unseen", "backwards"):
        count = getattr(verdict, name)
        lines.append(f"{name.replace('_', ' '):<24} {count}{'   ←' if count else ''}")
    return "\n".join([*lines, *verdict.found[:20], *report.amiss[:20], "good" if report.good else "NOT good"])


def main() -> int:
    parser = argparse.ArgumentParser(description="Hurt servers under load and check what is left.")
    parser.add_argument("--case", choices=sorted(CASES), default="kill9")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--clients", type=int, default=24)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10_000))
    parser.add_argument("--json", action="store_true", dest="as_json")
    asked = parser.parse_args()
    report = asyncio.run(run(asked.case, kills=asked.kills, clients=asked.clients, seed=asked.seed))
    print(json.dumps(report.as_json()) if asked.as_json else table(report))
    return 0 if report.good else 1


if __name__ == "__main__":
    sys.exit(main())
