"""The draw: lots that anybody can draw again from a published seed, in any language."""

from scoring.engine.draw.groups import Entry, groups
from scoring.engine.draw.lots import Lots
from scoring.engine.draw.robin import round_robin

__all__ = ["Entry", "Lots", "groups", "round_robin"]
