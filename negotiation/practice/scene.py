"""What the opponent's chief looks at: the table as it stands, its side's papers, the time. No database, no clock."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from live.machine import SIDES
from negotiation.engine.opponents.moves import Agent, Offer, View
from negotiation.engine.opponents.own import Own
from negotiation.engine.scenario import Issue, Phase, Scenario
from negotiation.engine.state import Table

#: Milliseconds before bargaining ends from which no other turn is counted on.
LAST_MOMENT = 25_000


@dataclass(frozen=True)
class Scene:
    """One moment at the table, seen from the opponent's seat. ``seq`` and ``at`` are of the log's last event."""

    table: Table
    scenario: Scenario
    own: Own
    agent: Agent
    mine: str  # seat keys
    theirs: str
    seed: str
    seq: int
    at: int
    now: int
    begun: float = 0.0  # share of the time that was gone when this session began
    pace: float = 1.0

    # Time --------------------------------------------------------------------------------------------

    def after(self, seconds: float) -> int:
        """That long after the last thing that happened, a little more or less as people are."""
        return self.at + round(seconds * 1000 * self.pace * (0.75 + 0.5 * self.dice("pause", 1000) / 1000))

    def dice(self, about: str, sides: int) -> int:
        """A number below ``sides``: the same for the same seed, log and question."""
        digest = hashlib.sha256(f"{self.seed}|{self.seq}|{about}".encode()).digest()
        return int.from_bytes(digest[:8], "big") % sides

    @property
    def number(self) -> int:
        return int(self.table.phase["number"])

    @property
    def phase(self) -> Phase:
        return self.scenario.phases[self.number - 1]

    @property
    def moving(self) -> bool:
        """Whether the clock runs."""
        return self.table.status == "open" and not self.table.in_caucus

    @property
    def last_offers(self) -> int:
        """The number of the last phase with offers."""
        return max(n for n, phase in enumerate(self.scenario.phases, 1) if phase.offers)

    @property
    def left(self) -> int:
        """Milliseconds of bargaining that are left, in all phases with offers."""
        coming = sum(p.seconds for n, p in enumerate(self.scenario.phases, 1) if p.offers and n > self.number)
        ends_at = self.table.phase.get("ends_at")
        here = max(0, ends_at - self.now) if ends_at is not None and self.phase.offers else 0
        return coming * 1000 + here

    @cached_property
    def progress(self) -> float:
        """The share of the bargaining time that is gone; 1 when no other turn can be counted on."""
        if self.left <= LAST_MOMENT * self.pace:
            return 1.0
        return self.begun + (1.0 - self.begun) * (1.0 - self.left / self._whole)

    @property
    def _whole(self) -> int:
        return max(1, sum(phase.seconds for phase in self.scenario.phases if phase.offers) * 1000)

    # Offers ------------------------------------------------------------------------------------------

    @property
    def side(self) -> str:
        return self.own.side

    @property
    def other_side(self) -> str:
        return SIDES[1 - SIDES.index(self.own.side)]

    @property
    def all_agreed(self) -> bool:
        return len(self.table.agreed) == len(self.scenario.issues)

    @cached_property
    def offers(self) -> list[tuple[str, Mapping[str, Any]]]:
        """Every formal offer, in its order."""
        return [(key, offer) for key, offer in self.table.offers.items() if offer["status"] != "recorded"]

    def live(self, side: str) -> tuple[int, str, Mapping[str, Any]] | None:
        """A side's newest offer while it is open and touches nothing that is agreed: its place, its key, itself."""
        for place, (key, offer) in reversed(list(enumerate(self.offers))):
            if offer["side"] == side:
                dead = offer["status"] != "tabled" or any(issue in self.table.agreed for issue in offer["terms"])
                return None if dead else (place, key, offer)
        return None

    def last_word(self, side: str) -> Mapping[str, str]:
        """What a side asked last on every issue."""
        asked: dict[str, str] = {}
        for _key, offer in self.offers:
            if offer["side"] == side:
                asked |= offer["terms"]
        return asked

    def view(self, standing: Mapping[str, str] | None) -> View:
        """What an opponent is shown; ``standing`` is the whole offer that it may accept."""
        seen = tuple(
            Offer(offer["side"] == self.side, offer["terms"], self._when(offer["at"])) for _key, offer in self.offers
        )
        return View(self.own, self.seed, seen, standing, self.table.agreed, self.progress)

    def _when(self, at: int) -> float:
        """About when an offer was made, by the hours that have passed since."""
        return max(self.begun, self.progress - (1.0 - self.begun) * (self.now - at) / self._whole)

    # Words -------------------------------------------------------------------------------------------

    @cached_property
    def statements(self) -> list[Mapping[str, Any]]:
        return list(self.table.statements.values())

    def said_since(self, at: int) -> list[Mapping[str, Any]]:
        """What the opponent itself has said since then."""
        return [one for one in self.statements if one["seat"] == self.mine and one["at"] >= at]

    def issue(self, key: str) -> Issue:
        return self.scenario.issues[key]
