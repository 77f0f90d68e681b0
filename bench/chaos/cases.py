"""What is done to the servers while clients write, and what each case must show beside an unharmed log."""

import asyncio
import random
import signal
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bench.chaos.checker import Verdict, check
from bench.chaos.house import House, settled, writers
from bench.chaos.writer import Writer, newcomer
from tests.servers import MANAGE

ENOUGH = (30, 110)  # acknowledgements between two blows
CATCH_UP = 2.0  # seconds after which the other process's watchers must have been shown what they missed
BACK = 5.0  # seconds, p99, from a serving server to a welcome


@dataclass(slots=True)
class Report:
    """A run: what was done, what the checker found, and what this case must show besides."""

    case: str
    seed: int
    blows: int
    seconds: float
    verdict: Verdict
    amiss: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        return not self.verdict.wrong and not self.amiss

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "verdict": self.verdict.as_json(), "good": self.good}


async def run(case: str, *, kills: int, clients: int, seed: int, program: Sequence[str] = MANAGE) -> Report:
    """Hurt a house of its own ``kills`` times while ``clients`` write, and check what is left."""
    began = time.monotonic()
    blow, scaled = CASES[case]
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        house = House(Path(folder), scaled=scaled, program=program)
        try:
            await asyncio.to_thread(house.open)
            writing = await writers(house, clients, seed)
            lines = [asyncio.create_task(writer.run()) for writer in writing]
            dice = random.Random(seed)
            amiss: list[str] = []
            await _all_at_work(writing)
            for number in range(kills):
                await _some_work(writing, dice.randint(*ENOUGH))
                amiss += await blow(house, writing, number, dice)
            fresh = await settled(writing)
            for writer in writing:
                await writer.end()
            await asyncio.wait(lines, timeout=5)
            await asyncio.to_thread(house.shut)
            log = await asyncio.to_thread(house.log)
            verdict = check(log, [(writer.seat, writer.told) for writer in writing], fresh)
            amiss += await asyncio.to_thread(_unverified, house)
            amiss += [f"{writer.seat}: {len(writer.told.acked)} acknowledged" for writer in idle(writing)]
            if verdict.back_p99 > BACK:
                amiss.append(f"back after {verdict.back_p99} s (p99)")
        finally:
            await asyncio.to_thread(house.close)
    return Report(case, seed, kills, round(time.monotonic() - began, 1), verdict, amiss)


def idle(writing: Sequence[Writer]) -> list[Writer]:
    """Writers that got nothing done: then the run has not tried what it should."""
    return [writer for writer in writing if writer.think is not None and not writer.told.acked]


def _unverified(house: House) -> list[str]:
    try:
        house.manage("verify_log")
    except RuntimeError as problem:
        return [str(problem)]
    return []


async def _all_at_work(writing: Sequence[Writer], seconds: float = 20.0) -> None:
    """Wait until everybody has got something done."""
    deadline = time.monotonic() + seconds
    while idle(writing) and time.monotonic() < deadline:
        await asyncio.sleep(0.05)


async def _some_work(writing: Sequence[Writer], count: int, seconds: float = 10.0) -> None:
    """Wait until so many more commands have been acknowledged."""
    wanted = sum(len(writer.told.acked) for writer in writing) + count
    deadline = time.monotonic() + seconds
    while sum(len(writer.told.acked) for writer in writing) < wanted and time.monotonic() < deadline:
        await asyncio.sleep(0.01)


async def kill(house: House, writing: Sequence[Writer], number: int, dice: random.Random) -> list[str]:
    """A process dies in the middle of whatever it does."""
    await asyncio.to_thread(house.hurt, number, signal.SIGKILL)
    return []


async def restart(house: House, writing: Sequence[Writer], number: int, dice: random.Random) -> list[str]:
    """A process is asked to end: every socket that was open is told 4012, and it leaves cleanly."""
    here = [writer for writer in writing if writer.connected and writer.origin == house.servers[number % 2 - 1].url]
    before = {id(writer): len(writer.told.closes) for writer in here}
    code = await asyncio.to_thread(house.hurt, number, signal.SIGTERM)
    told = [writer.told.closes[before[id(writer)] :][:1] for writer in here]
    amiss = [f"round {number}: closed with {codes}" for codes in told if codes not in ([4012], [])]
    return amiss + ([f"round {number}: ended with {code}"] if code else [])


async def lose_redis(house: House, writing: Sequence[Writer], number: int, dice: random.Random) -> list[str]:
    """Redis dies, stays away, comes back empty: nobody is cut off, everything is shown soon, with and without it."""
    assert house.redis is not None
    closes = sum(len(writer.told.closes) for writer in writing)
    await asyncio.to_thread(house.redis.end, signal.SIGKILL)
    await _some_work(writing, 60, seconds=5)
    amiss = await _behind(writing, f"round {number}, without Redis")
    await asyncio.to_thread(house.redis.start)
    await _some_work(writing, 30, seconds=5)
    amiss += await _behind(writing, f"round {number}, with Redis again")
    return amiss + (
        [f"round {number}: a socket was closed"] if sum(len(w.told.closes) for w in writing) > closes else []
    )


async def _behind(writing: Sequence[Writer], when: str) -> list[str]:
    """Who has not been shown within ``CATCH_UP`` what a newcomer to their view is shown now."""
    views = {(writer.told.stream, writer.told.view): writer for writer in writing}
    reached = {view: (await newcomer(w.address, w.cookie, w.origin))[0] for view, w in views.items()}
    deadline = time.monotonic() + CATCH_UP
    while True:
        late = [w for w in writing if w.told.seq < reached[w.told.stream, w.told.view]]
        if not late or time.monotonic() > deadline:
            return [f"{when}: {writer.seat} at {writer.told.seq} is behind" for writer in late]
        await asyncio.sleep(0.02)


async def lose_postgres(house: House, writing: Sequence[Writer], number: int, dice: random.Random) -> list[str]:
    """PostgreSQL stops without mercy and recovers: commands are put off, sockets stay."""
    assert house.postgres is not None
    await asyncio.to_thread(house.postgres.end, signal.SIGQUIT)
    await asyncio.sleep(dice.uniform(0.2, 1.0))
    await asyncio.to_thread(house.postgres.start)
    before = time.monotonic()
    await _some_work(writing, 10)
    waited = time.monotonic() - before
    return [f"round {number}: {waited:.1f} s until it worked again"] if waited > 10 else []


#: What is done, and whether it takes PostgreSQL, Redis and two processes.
CASES: dict[str, tuple[Callable[..., Any], bool]] = {
    "kill9": (kill, False),
    "kill9-scaled": (kill, True),
    "restart": (restart, False),
    "redis": (lose_redis, True),
    "postgres": (lose_postgres, True),
}
