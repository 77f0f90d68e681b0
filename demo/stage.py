"""One whole session over the wire: every seat with its own lines, played to the published result."""

import asyncio
import time
from collections import Counter, deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

from demo.company import Company, Role
from demo.look import PANEL, SESSION, Move
from demo.player import Player
from demo.wire import Line, Lost, Refusal

#: Roles that sit on the panel as well as at the table.
PANELISTS = frozenset({"judge", "head_judge", "timekeeper", "host", "organiser"})
NOTHING: dict[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast it goes. ``patience``: ms of silence after which a host goes on; ``look``: seconds between looks.

    ``think`` is how long somebody takes for a move at least, ``letter`` what each letter of it adds, in seconds.
    """

    patience: int
    look: float
    think: float = 0.0
    letter: float = 0.0

    def thinking(self, move: Move, random: Random) -> float:
        """How long a person would take for this move, seconds."""
        letters = sum(len(str(value)) for value in move.data.values())
        return self.think * random.uniform(0.6, 1.6) + min(8.0, self.letter * letters)


FAST = Pace(patience=700, look=0.3)
LIVE = Pace(patience=12_000, look=0.5, think=2.5, letter=0.03)


@dataclass(slots=True)
class Part:
    """One seat on stage: its player and its lines by stream. A watcher has no player."""

    role: Role
    cookie: str
    player: Player | None
    lines: dict[str, Line] = field(default_factory=dict)
    turn: asyncio.Event = field(default_factory=asyncio.Event)

    def state(self, stream: str) -> dict[str, Any]:
        """What this seat's line to ``stream`` shows, empty without one."""
        line = self.lines.get(stream)
        return (line.state or NOTHING) if line else NOTHING

    @property
    def quiet(self) -> int:
        """Milliseconds since anything happened on either line."""
        return round((time.monotonic() - max(line.heard_at for line in self.lines.values())) * 1000)


class Stage:
    """A session with everybody on it. ``play`` returns when the result is published and everyone has seen it."""

    def __init__(
        self,
        company: Company,
        roles: Sequence[Role],
        *,
        seed: str,
        pace: Pace,
        watchers: int,
    ):
        self.company = company
        self.session = roles[0].session
        self.pace = pace
        self.seed = seed
        self.refused: Counter[str] = Counter()
        self.waits: deque[float] = deque([0.0], maxlen=40)  # seconds that the latest commands took
        self.finished = asyncio.Event()
        self.published = False
        spectator = next(role for role in roles if role.role == "spectator")
        seated = [role for role in roles if role.role != "spectator"]
        self.panel = next(role.ws for role in roles if role.role == "judge")
        self.parts = [Part(role, "", self._player(role)) for role in seated]
        self.parts += [Part(spectator, "", None) for _ in range(watchers)]

    def _player(self, role: Role) -> Player:
        return Player(role.seat, role.role, role.side, self.seed, self.pace.patience)

    # Before ------------------------------------------------------------------------------------------

    async def sign_in(self) -> None:
        """Each seat by its own address; all watchers share the spectator's visit."""
        distinct = {part.role.sign_in: part.role for part in self.parts}
        cookies = await asyncio.gather(*(self.company.cookie(role) for role in distinct.values()))
        known = dict(zip(distinct, cookies, strict=True))
        for part in self.parts:
            part.cookie = known[part.role.sign_in]

    def _lines(self, part: Part, number: int) -> None:
        """The lines of one seat: to the table, and to the panel where it sits there too."""
        paths = {SESSION: f"/ws/sessions/{self.session}/"}
        if part.role.role in PANELISTS:
            paths[PANEL] = self.panel
        for n, (stream, path) in enumerate(paths.items(), number):
            part.lines[stream] = self.company.line(path, n, cookie=part.cookie, changed=part.turn.set)

    # The session itself ------------------------------------------------------------------------------

    async def play(self, *, seconds: float) -> None:
        """Everybody connects; when all have a state the players begin. Raises TimeoutError after ``seconds``."""
        await self.sign_in()
        for number, part in enumerate(self.parts):
            self._lines(part, number)
        held = [asyncio.create_task(line.run()) for part in self.parts for line in part.lines.values()]
        acting: list[asyncio.Future[None]] = []
        try:
            async with asyncio.timeout(seconds):
                await self._everybody_connected()
                acting = [asyncio.create_task(self._act(part)) for part in self.parts if part.player]
                acting.append(asyncio.create_task(self._notice_the_end()))
                await asyncio.gather(*acting)
                await self._everybody_at_the_end()
        finally:
            everything: list[asyncio.Future[Any]] = [*acting, *held]
            for task in everything:
                task.cancel()
            await asyncio.gather(*everything, return_exceptions=True)

    async def _everybody_connected(self) -> None:
        """Wait until each line shows a state, or has ended for good."""
        for part in self.parts:
            while any(line.state is None and line.closed is None for line in part.lines.values()):
                part.turn.clear()
                await self._something_happens(part)

    async def _something_happens(self, part: Part, random: Random | None = None) -> None:
        """Wait until a line of this seat is told something, but not for ever: silence means something too."""
        longest = self.pace.look * (random.uniform(0.7, 1.3) if random else 1.0)
        with suppress(TimeoutError):
            async with asyncio.timeout(longest):
                await part.turn.wait()

    async def _notice_the_end(self) -> None:
        """Finished once the host has closed the session and the panel's result is published."""
        official = next(part for part in self.parts if part.role.role == "organiser")
        while not self.finished.is_set():
            result = official.state(PANEL).get("result") or {}
            if "outcome" in official.state(SESSION) and result.get("status") == "published":
                self.published = True
                self.finished.set()
                for part in self.parts:
                    part.turn.set()
            await asyncio.sleep(self.pace.look)

    async def _everybody_at_the_end(self) -> None:
        """Wait until nobody's line lags: every line of a view at the highest number that any of them has."""
        still = 0
        before: list[int] = []
        while still < 3:
            await asyncio.sleep(0.1)
            lines = [line for part in self.parts for line in part.lines.values()]
            now = [line.seq for line in lines]
            newest: dict[str, int] = {}
            for line in lines:
                newest[line.view] = max(line.seq, newest.get(line.view, 0))
            level = all(line.seq == newest[line.view] or line.closed for line in lines)
            still = still + 1 if level and now == before else 0
            before = now

    # One player --------------------------------------------------------------------------------------

    async def _act(self, part: Part) -> None:
        """Look, move, look again, until the end."""
        random = Random(f"{self.seed}|{part.role.seat}|pace")
        while not self.finished.is_set():
            part.turn.clear()
            move = self._next(part)
            if move and self.pace.think:
                await asyncio.sleep(self.pace.thinking(move, random))
                move = self._next(part)
            if move is None or not await self._send(part, move):
                await self._something_happens(part, random)

    def _next(self, part: Part) -> Move | None:
        assert part.player is not None
        now = part.lines[SESSION].now()
        # Where the server takes long, silence says less.
        part.player.patience = max(self.pace.patience, round(3000 * max(self.waits)))
        return part.player.next_move(part.state(SESSION), part.state(PANEL), now=now, quiet=part.quiet)

    async def _send(self, part: Part, move: Move) -> bool:
        """Whether the move went through. What is refused is thought over after the next thing that happens."""
        assert part.player is not None
        phase, line = part.state(SESSION)["phase"]["number"], part.lines[move.stream]
        try:
            ack = await line.send(move.kind, move.data, move.expect, keep=move.keep)
        except Refusal as refusal:
            self.refused[f"{move.kind}: {refusal.code}"] += 1
            if refusal.code != "stale":
                part.player.was_refused(move)
            return False
        except Lost:
            return False
        part.player.went_through(move, phase)
        self.waits.append(ack.seconds)
        # An ack may overtake the event it is about, and nobody decides on what they know to be old.
        while line.seq < ack.seq and line.closed is None and not self.finished.is_set():
            part.turn.clear()
            await self._something_happens(part)
        return True
