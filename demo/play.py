"""Many sessions at once, played through real WebSockets, and the account of it."""

import asyncio
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from demo.company import Company
from demo.proof import Mismatch, mismatches
from demo.stage import Pace, Stage


@dataclass(slots=True)
class Account:
    """What came of a play. ``events`` counts deliveries to all lines; times of acknowledgements in ms."""

    sessions: int = 0
    published: int = 0
    mismatches: int = 0
    commands: int = 0
    events: int = 0
    lines: int = 0
    reconnects: int = 0
    acks_p50_ms: float = 0.0
    acks_p99_ms: float = 0.0
    seconds: float = 0.0
    outcomes: dict[str, int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    found: list[dict[str, str]] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Every session was played to its published result and nothing disagrees."""
        return self.published == self.sessions and not self.mismatches

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


async def play(
    urls: Sequence[str],
    *,
    sessions: int,
    watchers: int,
    judges: int,
    seed: str,
    pace: Pace,
    seconds: float,
    say: Callable[[str], None] = lambda line: None,
) -> Account:
    """Play ``sessions`` new sessions at once, at most ``seconds`` long, and check what every line was told.

    Lines are spread over the servers at ``urls``, which serve the same database.
    """
    began = time.monotonic()
    company = Company(urls)
    stages = []
    for number in range(sessions):
        roles = await company.new_session(judges=judges)
        stages.append(Stage(company, roles, seed=f"{seed}-{number}", pace=pace, watchers=watchers))
    say(f"{sessions} sessions, {sum(len(stage.parts) for stage in stages)} people")
    failures = await asyncio.gather(*(_played(stage, seconds, say) for stage in stages))
    found: list[Mismatch] = []
    for stage in stages:
        found += await mismatches(stage)
    return _account(stages, [*failures], found, time.monotonic() - began)


async def _played(stage: Stage, seconds: float, say: Callable[[str], None]) -> str:
    """Play one stage; what kept it from its end, or nothing."""
    try:
        await stage.play(seconds=seconds)
    except TimeoutError:
        say(f"{stage.session}: not published within {seconds:.0f} s")
        return "timeout"
    say(f"{stage.session}: published")
    return ""


def _account(
    stages: Sequence[Stage],
    failures: Sequence[str],
    found: Sequence[Mismatch],
    seconds: float,
) -> Account:
    lines = [line for stage in stages for part in stage.parts for line in part.lines.values()]
    acks = sorted(ack.seconds * 1000 for line in lines for ack in line.acks) or [0.0]
    refused: Counter[str] = Counter()
    for stage in stages:
        refused.update(stage.refused)
    statuses = Counter(str(stage.parts[0].state("sessions").get("status")) for stage in stages)
    return Account(
        sessions=len(stages),
        published=sum(stage.published for stage in stages),
        mismatches=len(found),
        commands=sum(len(line.acks) for line in lines),
        events=sum(line.tally.events for line in lines),
        lines=len(lines),
        reconnects=sum(max(0, line.tally.links - 1) for line in lines),
        acks_p50_ms=round(statistics.median(acks), 1),
        acks_p99_ms=round(acks[int(len(acks) * 0.99) - 1], 1),
        seconds=round(seconds, 1),
        outcomes=dict(statuses),
        refused=dict(refused.most_common()),
        found=[asdict(mismatch) for mismatch in found[:50]],
    )
