"""Who sees what of the table. What a view does not hold is not there to leak.

It hands out the very objects that the table keeps, so that what did not change is the same object in the
next view; the scenario's part is made in ``case``.
"""

from collections.abc import Mapping
from typing import Any

from live.machine import SIDES, side_audience
from negotiation.engine.state import Table


def view(table: Table, audiences: frozenset[str], setting: str, scenario: Mapping[str, Any]) -> dict[str, Any]:
    """The table as these audiences may see it; ``scenario`` is their part of the case, from ``case_for``."""
    seen: dict[str, Any] = {
        "setting": setting,
        "status": table.status,
        "phase": table.phase,
        "floor": table.floor,
        "speaking": table.speaking,
        "calls": table.calls,
        "offers": table.offers,
        "agreed": table.agreed,
        "terms_version": table.terms_version,
        "statements": table.statements,
        "minutes": table.minutes,
        "facts": table.facts,
        "rulings": table.rulings,
        "injects": _injects(table, audiences),
        "signatures": table.signatures,
        "impasse": table.impasse,
        "seats": table.seats_shown,
        "scenario": scenario,
    }
    if table.outcome:
        seen["outcome"] = table.outcome
    for side in SIDES:
        if side_audience(side) in audiences:
            seen |= {"caucus": table.caucus[side], "drafts": table.drafts[side]}
    return seen


def _injects(table: Table, audiences: frozenset[str]) -> Mapping[str, Any]:
    seen = [released for audience, released in table.injects.items() if audience in audiences]
    if len(seen) < 2:
        return seen[0] if seen else _NO_NEWS
    return {key: entry for released in seen for key, entry in released.items()}


_NO_NEWS: Mapping[str, Any] = {}
