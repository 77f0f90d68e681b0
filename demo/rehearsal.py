"""A session played without a network: the same brains, the same engines, and a clock that is told the time.

So the contest day gets a past whose logs verify, and tests can play many sessions in a second.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Protocol

from demo.look import PANEL, SESSION, Move
from demo.player import Player
from live.machine import Refused

#: ms of silence after which a host goes on, and how long the table waits before it looks again.
PATIENCE = 45_000
BREATH = 5_000
#: How long a move takes whoever makes it, ms: at least, and for each letter in it.
TAKES: Mapping[str, int] = {
    "say": 15_000,
    "caucus.say": 4_000,
    "offer.table": 40_000,
    "offer.record": 25_000,
    "offer.accept": 20_000,
    "offer.reject": 10_000,
    "agreement.sign": 15_000,
    "fact.show": 10_000,
}
AT_ONCE = frozenset({"score.set", "minutes.write"})  # while others go on
PER_LETTER = 200


class House(Protocol):
    """What a rehearsal needs of the streams, and no more than the wire would give."""

    def view(self, stream: str, seat: str) -> Mapping[str, Any]:
        """What this seat sees of a stream; empty where it has no place."""
        ...

    def act(self, seat: str, move: Move, now: int) -> None:
        """Carry out a move at ``now`` (epoch ms). Raises Refused."""
        ...

    def pass_time(self, now: int) -> None:
        """Let everything happen whose moment has come."""
        ...


@dataclass(slots=True)
class Rehearsal:
    """One session with its players in a house."""

    house: House
    players: Sequence[Player]
    seed: str
    refused: Counter[str] = field(default_factory=Counter)
    moves: int = 0
    happened_at: int = 0

    def play(self, now: int, *, until: int, enough: Callable[[Mapping[str, Any]], bool] = lambda table: False) -> int:
        """Play from ``now`` to the published result, to ``until`` or to ``enough`` of the organiser's view, whichever
        is first; the time it was then. All times epoch ms."""
        self.happened_at = now
        random = Random(f"{self.seed}|order")
        while now < until and not self._finished() and not enough(self.house.view(SESSION, "organiser")):
            before = self.moves
            order = list(self.players)
            random.shuffle(order)
            for player in order:
                now = min(until, self._turn(player, now))
            if self.moves == before:
                now = min(until, now + BREATH)
            self._let_time_pass(now)
        return now

    def _turn(self, player: Player, now: int) -> int:
        """Let one player move if it wants to; the time afterwards."""
        table = self.house.view(SESSION, player.seat)
        quiet = now - self.happened_at
        move = player.next_move(table, self.house.view(PANEL, player.seat), now=now, quiet=quiet)
        if move is None:
            return now
        phase = table["phase"]["number"]
        try:
            self.house.act(player.seat, move, now)
        except Refused as refusal:
            self.refused[f"{move.kind}: {refusal.code}"] += 1
            player.was_refused(move)
            return now
        player.went_through(move, phase)
        self.moves += 1
        if move.kind != "score.set":
            self.happened_at = now
        return now if move.kind in AT_ONCE else now + _takes(move)

    def _let_time_pass(self, now: int) -> None:
        before = self.house.view(SESSION, "organiser")["phase"]
        self.house.pass_time(now)
        if self.house.view(SESSION, "organiser")["phase"] != before:
            self.happened_at = now

    def _finished(self) -> bool:
        closed = "outcome" in self.house.view(SESSION, "organiser")
        return closed and (self.house.view(PANEL, "organiser").get("result") or {}).get("status") == "published"


def _takes(move: Move) -> int:
    letters = sum(len(str(value)) for key, value in move.data.items() if key in ("text", "note", "reason"))
    return TAKES.get(move.kind, 2_000) + PER_LETTER * letters
