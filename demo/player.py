"""One player at one seat: its brain, and what it remembers of its own moves. No network and no clock."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from demo.brains import BRAINS
from demo.look import Look, Move


@dataclass(slots=True)
class Player:
    """A seat with its role's brain. ``patience``: ms of silence after which a host goes on."""

    seat: str
    role: str
    side: str
    seed: str
    patience: int
    language: str = "zh"
    done: Counter[str] = field(default_factory=Counter)

    def next_move(
        self,
        table: Mapping[str, Any],
        panel: Mapping[str, Any],
        *,
        now: int,
        quiet: int,
    ) -> Move | None:
        """What this player would do, seeing these states of its own views; None when it waits."""
        if not table:
            return None
        look = Look(
            seat=self.seat,
            role=self.role,
            side=self.side,
            table=table,
            panel=panel,
            now=now,
            quiet=quiet,
            patience=self.patience,
            done=self.done,
            seed=self.seed,
            language=self.language,
        )
        return BRAINS[self.role](look)

    def went_through(self, move: Move, phase: int) -> None:
        """Remember a move that was acknowledged."""
        self.done[move.kind] += 1
        self.done[f"{move.kind}@{phase}"] += 1
        if move.note:
            self.done[move.note] += 1

    def was_refused(self, move: Move) -> None:
        """Remember a move that the server would not have, so that a brain need not try it again."""
        self.done[f"refused:{move.note or move.kind}"] += 1
