"""How well the judges judged: agreement, each judge's habits, fair averages, and rankings by other rules.

Knows teams, judges, criteria and values, not where they came from. Nothing here changes a result.
"""

from scoring.engine.agreement.alpha import METRICS, alpha
from scoring.engine.agreement.habits import Habits, habits
from scoring.engine.agreement.icc import Icc, consistency, icc, one_way
from scoring.engine.agreement.marks import BadMarks, Mark, Marks
from scoring.engine.agreement.rankings import Ranking, rankings
from scoring.engine.agreement.rasch import Measure, Rasch, Unfit, fit
from scoring.engine.agreement.study import Study, study

__all__ = [
    "METRICS",
    "BadMarks",
    "Habits",
    "Icc",
    "Mark",
    "Marks",
    "Measure",
    "Ranking",
    "Rasch",
    "Study",
    "Unfit",
    "alpha",
    "consistency",
    "fit",
    "habits",
    "icc",
    "one_way",
    "rankings",
    "study",
]
