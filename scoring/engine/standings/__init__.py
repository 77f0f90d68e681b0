"""Standings: from the scores of a contest's components to places, every step shown and redoable by hand.

Knows teams, components and rounds, not where a score came from. All arithmetic is exact (`Fraction`);
nothing is rounded before it is compared.
"""

from scoring.engine.standings.rules import Component, Rules, TieBreak
from scoring.engine.standings.scores import Decision, Duel, Lot, Penalty, Record, Score
from scoring.engine.standings.table import Separation, Standing, Table, standings
from scoring.engine.standings.totals import Part

__all__ = [
    "Component",
    "Decision",
    "Duel",
    "Lot",
    "Part",
    "Penalty",
    "Record",
    "Rules",
    "Score",
    "Separation",
    "Standing",
    "Table",
    "TieBreak",
    "standings",
]
