"""What an opponent is shown when its turn comes, and what it may answer. The whole interface of an agent is here.

A view holds one side's own points, mandate and lawful options, the offers that both have seen, and how much of the
time is gone; never a figure of the other side. An agent keeps nothing between turns: the same view gives the same move.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

import numpy as np

from negotiation.engine.opponents.own import Own

Terms = Mapping[str, str]
Kind = Literal["propose", "accept", "reject", "end"]


@dataclass(frozen=True, slots=True)
class Offer:
    """Terms that came on the table, full or partial; ``progress`` is when, as a share of all the time."""

    mine: bool
    terms: Terms
    progress: float = 0.0


@dataclass(frozen=True, slots=True)
class View:
    """What one side knows when it has to move.

    ``offers`` are in the order they were made; ``standing`` is the other side's offer that may be accepted now.
    ``agreed`` is settled and no longer open. ``progress`` runs from 0 to 1; at 1 no other turn comes.
    """

    own: Own
    seed: str = ""
    offers: Sequence[Offer] = ()
    standing: Terms | None = None
    agreed: Terms = field(default_factory=dict)
    progress: float = 0.0

    @property
    def mine(self) -> list[Terms]:
        """The own side's offers, oldest first."""
        return [offer.terms for offer in self.offers if offer.mine]

    @property
    def theirs(self) -> list[Terms]:
        """The other side's offers, oldest first."""
        return [offer.terms for offer in self.offers if not offer.mine]

    @property
    def last(self) -> bool:
        """Whether no other turn comes: what is not accepted now is lost."""
        return self.progress >= 1.0

    def dice(self, *about: object) -> np.random.Generator:
        """Chance that falls the same way whenever the same seed, scenario and number of offers come again."""
        question = "|".join(map(str, (self.own.digest, self.own.side, self.seed, len(self.offers), *about)))
        return np.random.default_rng(int.from_bytes(hashlib.sha256(question.encode()).digest()[:8], "big"))


@dataclass(frozen=True, slots=True)
class Move:
    """One move. ``terms`` go with ``propose`` alone; ``why`` names the reason, for whoever puts it into words.

    Reasons: ``open`` the first offer, ``hold`` no way down yet, ``concede`` a step down, ``trade`` worth the same to
    oneself and more to the other, ``echo`` what the other once offered, ``good`` an offer that is good enough,
    ``last`` there is no time left.
    """

    kind: Kind
    terms: Terms = field(default_factory=dict)
    why: str = ""


class Agent(Protocol):
    """Whoever bargains: a name for the table, and a move for every view."""

    @property
    def name(self) -> str:
        """The name in the table."""
        ...

    def turn(self, view: View) -> Move:
        """The move at this view; pure, so that it may be asked again after a restart."""
        ...
