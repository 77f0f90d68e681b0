"""The draw: lots that anybody can draw again from a published seed, in any language."""

from scoring.engine.draw.groups import Entry, groups
from scoring.engine.draw.lots import Lots
from scoring.engine.draw.pairs import Entrant, Pool, Round, at_the_table, in_turn, pair
from scoring.engine.draw.robin import round_robin

__all__ = ["Entrant", "Entry", "Lots", "Pool", "Round", "at_the_table", "groups", "in_turn", "pair", "round_robin"]
