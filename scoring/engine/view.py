"""What an audience sees of a panel. A judge's values are in that judge's own part and nowhere else until confirmed.

Each part is an object that the state or the set-up keeps, so that what did not change is the same
object in the next view. How much a judge has filled in is shown to nobody else, not even as a count.
"""

from collections.abc import Mapping
from typing import Any

from live.machine import JUDGES, OFFICIALS
from scoring.engine.setup import PanelSetup
from scoring.engine.state import PanelState

_OWN = "judge:"


def view(setup: PanelSetup, state: PanelState, audiences: frozenset[str]) -> Mapping[str, Any]:
    """The panel as these audiences may see it; absent means none."""
    seen: dict[str, Any] = {
        "criteria": setup.criteria_view,
        "subjects": setup.subjects_view,
        "penalty_rules": setup.rules_view,
    }
    if JUDGES in audiences:
        seen |= {"ballots": state.ballots, "returned": state.returned}
    if OFFICIALS in audiences:
        seen["penalties"] = state.penalties
    result = _result(state, audiences)
    if result is not None:
        seen["result"] = result
    for own in sorted(audience.removeprefix(_OWN) for audience in audiences if audience.startswith(_OWN)):
        seen["scores"] = state.scores_of(own)
        if own in state.receipts:
            seen["receipt"] = state.receipts[own]
    return seen


def _result(state: PanelState, audiences: frozenset[str]) -> Mapping[str, Any] | None:
    """Officials from computing on, judges from confirming on, everybody from publishing on."""
    if state.result is None:
        return None
    if {JUDGES, OFFICIALS} <= audiences:
        return state.result.seen_by_officials
    return state.result.seen_by_judges if JUDGES in audiences else state.result.seen_by_all
