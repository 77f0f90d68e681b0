"""What better for both means: the one rule by which packages are compared with what is signed."""

from live.machine import SIDES
from negotiation.engine.scenario import Scenario, Terms


def is_better(scenario: Scenario, terms: Terms, than: Terms) -> bool:
    """Whether no side loses by ``terms`` and one at least gains."""
    gains = [scenario.points(side, terms) - scenario.points(side, than) for side in SIDES]
    return min(gains) >= 0 and max(gains) > 0
