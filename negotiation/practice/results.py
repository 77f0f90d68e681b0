"""What practice came to, and what to try next time."""

from functools import lru_cache

from django.utils import timezone

from live import log
from negotiation.engine.opponents.arena import Case
from negotiation.engine.scenario import Scenario
from negotiation.engine.state import Table
from negotiation.models import ScenarioVersion, Session
from negotiation.practice.goals import GOALS
from negotiation.practice.models import Practice
from negotiation.practice.starting import chiefs


@lru_cache(maxsize=16)
def case_of(digest: str) -> Case:
    """A scenario version as payoffs are read in it."""
    return Case(ScenarioVersion.objects.filter(digest=digest)[:1].get().compiled())


def write_down(practice: Practice) -> bool:
    """Keep the result once the bargaining is over; whether it is."""
    table: Table = log.state_of("sessions", practice.session.key)
    if not table.over:
        return False
    case = case_of(practice.session.scenario.digest)
    scenario, side = case.scenario, practice.side
    practice.agreed = table.status == "agreed"
    nothing = scenario.parties[side].batna_points
    practice.points = scenario.points(side, table.agreed) if practice.agreed else nothing
    practice.share = case.share(side, practice.points)
    practice.short = case.short_of_frontier(table.agreed) if practice.agreed else None
    practice.goals = goals(practice, table, scenario)
    practice.finished_at = timezone.now()
    # Nobody else bargains here, so there is nothing to hold back once it is over.
    Session.objects.filter(pk=practice.session_id, released_at=None).update(released_at=practice.finished_at)
    practice.save(update_fields=["agreed", "points", "share", "short", "goals", "finished_at"])
    return True


def goals(practice: Practice, table: Table, scenario: Scenario) -> list[str]:
    """The codes of the two goals that matter most after this."""
    chief = chiefs(practice.session)[practice.side]
    mine = [offer["terms"] for offer in table.offers.values() if offer["side"] == practice.side]
    whole = [terms for terms in mine if len(terms) == len(scenario.issues)]
    worths = [scenario.points(practice.side, terms) for terms in whole]
    asked = any(
        one["seat"] == chief and one["text"].rstrip().endswith(("?", "？")) for one in table.statements.values()
    )
    party = scenario.parties[practice.side]
    found = {
        "agree": not practice.agreed,
        "walk_away": practice.agreed and (practice.points or 0) < party.reservation,
        "trade": practice.agreed and (practice.short or 0.0) > 0.05,
        "ask": not asked,
        "steps": len(worths) > 1 and worths[0] - worths[1] > 0.25 * max(1, worths[0] - party.reservation),
        "whole": bool(mine) and not whole,
        "patience": practice.agreed and not mine,
        "level": practice.agreed and (practice.share or 0.0) >= 0.6,
    }
    return [code for code in GOALS if found[code]][:2]
