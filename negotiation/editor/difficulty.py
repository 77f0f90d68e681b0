"""How hard a case is, from play: opponents bargain over it, and it is read how often they agree, and how well."""

from dataclasses import dataclass
from itertools import permutations

from django.utils.translation import gettext as _

from negotiation.engine.opponents.arena import Case, meet
from negotiation.engine.opponents.roster import ROSTER
from negotiation.engine.scenario import Scenario

AGENTS = ("expert", "linear", "boulware", "tit-for-tat")
TURNS = 30


@dataclass(frozen=True, slots=True)
class Estimate:
    """``level`` 1 to 3; ``agreed`` and ``short`` (of the frontier, over agreements) as shares, of ``meetings``."""

    level: int
    agreed: float
    short: float
    meetings: int
    reason: str


def estimate(scenario: Scenario) -> Estimate:
    """Each pair of AGENTS meets once on each side. ValueError where there are too many packages to bargain over."""
    case = Case(scenario)
    results = [
        meet(case, {"workers": ROSTER[one], "employer": ROSTER[other]}, number, "difficulty", TURNS)
        for number, (one, other) in enumerate(permutations(AGENTS, 2))
    ]
    deals = [result for result in results if result.agreed]
    agreed = len(deals) / len(results)
    short = sum(result.short or 0.0 for result in deals) / len(deals) if deals else 1.0
    level = 3 if agreed < 0.7 or short > 0.08 else 2 if agreed < 0.95 or short > 0.04 else 1
    reasons = {
        1: _("They nearly always agree, and near the frontier: the trades lie open."),
        2: _("They agree, but leave something on the table: the trades have to be looked for."),
        3: _("They often fail to agree, or far from the frontier: the zone is narrow or the trades are hidden."),
    }
    return Estimate(level, agreed, short, len(results), reasons[level])
