"""A session that is over, read once for those who may see the figures of ``sides``: its account, and what it was worth.

Where both sides may be seen, the deal is held against everything that was possible; with one side alone nothing is
worked out that rests on the other's points, so there is nothing to leak.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from statistics import fmean
from uuid import UUID

from live import log
from live.machine import SIDES
from live.models import Stream
from negotiation.engine import payoffs
from negotiation.engine.measures.account import Account, Heard, read
from negotiation.engine.measures.across import Among, among
from negotiation.engine.measures.ground import Ground, lay_out
from negotiation.engine.measures.integration import fixed_pie_error
from negotiation.engine.measures.outcome import Outcome, judged
from negotiation.engine.measures.pacing import Pace, pace
from negotiation.engine.measures.process import disclosed
from negotiation.engine.measures.worth import Purse, purses
from negotiation.engine.scenario import Scenario, Terms
from negotiation.models import Guess, ScenarioVersion, Session
from negotiation.table import machine_of

#: Other tables on the same text of a scenario that are compared at most, the newest first.
TABLES = 500


@dataclass(frozen=True)
class Study:
    """Everything that a debrief tells. ``sides``: whose figures it may hold, the reader's own first."""

    session: Session
    scenario: Scenario
    account: Account
    sides: tuple[str, ...]

    @property
    def both(self) -> bool:
        """Whether the figures of both sides are open."""
        return len(self.sides) == len(SIDES)

    @property
    def deal(self) -> Terms | None:
        """What both signed."""
        return self.account.deal

    @cached_property
    def purses(self) -> Mapping[str, Purse]:
        return purses(self.scenario, self.sides)

    @cached_property
    def ground(self) -> Ground | None:
        """What was possible; None with one side alone, and where there are too many packages to list."""
        return ground_of(self.session.scenario.digest) if self.both else None

    @cached_property
    def outcome(self) -> Outcome | None:
        """The deal judged on its ground."""
        return judged(self.ground, self.deal) if self.ground is not None and self.deal is not None else None

    def points(self, side: str) -> int:
        """What the session gave a side: an impasse counts as its alternative, and is not left out."""
        if self.deal is None:
            return self.scenario.parties[side].batna_points
        return self.scenario.points(side, self.deal)

    def best(self, side: str) -> int:
        """A side's best lawful package, from its own points alone."""
        return self.purses[side].worth({}).high

    @cached_property
    def disclosed(self) -> Mapping[str, Sequence[tuple[Heard, str]]]:
        """What the table heard that gives a secret of each side away, by the words that the scenario names for it."""
        parties = json.loads(self.session.scenario.content)["parties"]
        found = {}
        for side in self.sides:
            tokens = [token for secret in parties[side].get("secrets", ()) for token in secret.get("tokens", ())]
            found[side] = disclosed(self.account, side, tokens)
        return found

    @cached_property
    def pace(self) -> Pace:
        return pace(self.account)

    @cached_property
    def guess_error(self) -> Mapping[str, float]:
        """How wrong each side was about what matters to the other, the mean over its people; sides without a guess
        are not in it."""
        errors: dict[str, list[float]] = {}
        for guess in Guess.objects.filter(session=self.session, side__in=self.sides):
            other = next(side for side in SIDES if side != guess.side)
            if (error := fixed_pie_error(guess.weights, self.scenario, other)) is not None:
                errors.setdefault(guess.side, []).append(error)
        return {side: fmean(found) for side, found in errors.items()}

    @cached_property
    def among(self) -> Mapping[str, Among]:
        """Where each side stands among the same side at other tables whose figures are released."""
        deals = other_deals(self.session)
        return {
            side: among(
                self.points(side),
                [
                    self.scenario.points(side, deal) if deal else self.scenario.parties[side].batna_points
                    for deal in deals
                ],
            )
            for side in self.sides
        }


def study(session: Session, sides: tuple[str, ...]) -> Study:
    """Read a session that is over."""
    head = log.head_of("sessions", session.key)
    return Study(session, session.scenario.compiled(), account_of(session.key, head.seq), sides)


@lru_cache(maxsize=64)
def account_of(key: UUID, seq: int) -> Account:
    """The log up to ``seq``, folded once; it grows no more when the session is closed."""
    pk = Stream.objects.values_list("pk", flat=True).get(kind="sessions", key=key)
    return read(machine_of(key), (log.event_of(entry) for entry in log.entries_between(pk, 0, seq)))


@lru_cache(maxsize=4)
def ground_of(digest: str) -> Ground | None:
    """All packages of a scenario version, laid out once a process."""
    scenario = ScenarioVersion.objects.filter(digest=digest)[:1].get().compiled()
    return lay_out(scenario) if payoffs.size(scenario) <= payoffs.MOST else None


def other_deals(session: Session) -> list[Terms | None]:
    """What was signed at the other tables on the same text, None for an impasse: only where staff has released it.

    Practice is held against practice, and what was public against what was public.
    """
    tables = Session.objects.filter(
        scenario=session.scenario_id, public=session.public, released_at__isnull=False
    ).exclude(pk=session.pk)
    found: list[Terms | None] = []
    for key in tables.order_by("-pk").values_list("key", flat=True)[:TABLES]:
        table = log.state_of("sessions", key)
        found.append(dict(table.agreed) if table.status == "agreed" else None)
    return found
