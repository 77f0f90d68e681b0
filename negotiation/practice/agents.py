"""The opponents of practice, each at its level. Apart from their names, because they bring NumPy with them."""

from collections.abc import Callable, Mapping

from negotiation.engine.opponents.expert import Expert, Learner
from negotiation.engine.opponents.learning import by_bayes, by_frequency
from negotiation.engine.opponents.moves import Agent
from negotiation.engine.opponents.timed import TimeDependent, TitForTat
from negotiation.practice.levels import FITTING

_BY_LEVEL = ("conceder", "nice-tit-for-tat", "linear", "bayes", "expert")
#: The name, and how the level shapes it: the exponent of concession, or how much is given for nothing.
_MADE: Mapping[str, Callable[[int], Agent]] = {
    "conceder": lambda level: TimeDependent("conceder", (4.0, 3.2, 2.5, 2.0, 1.5)[level - 1]),
    "linear": lambda level: TimeDependent("linear", (1.4, 1.2, 1.0, 0.85, 0.7)[level - 1]),
    "boulware": lambda level: TimeDependent("boulware", (0.6, 0.5, 0.4, 0.3, 0.2)[level - 1]),
    "tit-for-tat": lambda level: TitForTat("tit-for-tat", gift=(0.3, 0.2, 0.1, 0.05, 0.0)[level - 1]),
    "nice-tit-for-tat": lambda level: TitForTat(
        "nice-tit-for-tat", rate=1.15, gift=(0.5, 0.4, 0.3, 0.25, 0.2)[level - 1]
    ),
    "frequency": lambda level: Learner("frequency", by_frequency, (1.2, 1.0, 0.85, 0.7, 0.5)[level - 1]),
    "bayes": lambda level: Learner("bayes", by_bayes, (1.2, 1.0, 0.85, 0.7, 0.5)[level - 1]),
    "expert": lambda level: Expert(fair=(0.2, 0.3, 0.4, 0.45, 0.5)[level - 1]),
}


def opponent(name: str, level: int) -> Agent:
    """The opponent of this name at this level. KeyError when there is none."""
    return _MADE[_BY_LEVEL[level - 1] if name == FITTING else name](level)
