"""The opponents by name, and the door for those that others write."""

from collections.abc import Mapping
from importlib import import_module

from negotiation.engine.opponents.expert import Expert, Learner
from negotiation.engine.opponents.learning import by_bayes, by_frequency
from negotiation.engine.opponents.moves import Agent
from negotiation.engine.opponents.timed import TimeDependent, TitForTat

_ALL: tuple[Agent, ...] = (
    TimeDependent("conceder", 2.5),
    TimeDependent("linear", 1.0),
    TimeDependent("boulware", 0.3),
    TitForTat("tit-for-tat"),
    TitForTat("nice-tit-for-tat", rate=1.15, gift=0.25),
    Learner("frequency", by_frequency),
    Learner("bayes", by_bayes),
    Expert(),
)
#: By name, in the order in which a beginner would meet them.
ROSTER: Mapping[str, Agent] = {agent.name: agent for agent in _ALL}


class UnknownAgent(ValueError):
    """No opponent of this name, and nothing to import by it; the argument says what was asked for and why not."""


def agents(names: str) -> list[Agent]:
    """The opponents that a comma-separated list names: ``all``, a name of the roster, or ``module:Class`` of one's
    own, made without arguments. Raises UnknownAgent."""
    found: dict[str, Agent] = {}
    for name in filter(None, (part.strip() for part in names.split(","))):
        for agent in ROSTER.values() if name == "all" else [_named(name)]:
            found[agent.name] = agent
    return list(found.values())


def _named(name: str) -> Agent:
    if name in ROSTER:
        return ROSTER[name]
    module, colon, attribute = name.partition(":")
    if not colon:
        raise UnknownAgent(f"{name}: not one of {', '.join(ROSTER)}, and not module:Class")
    try:
        agent: Agent = getattr(import_module(module), attribute)()
    except (ImportError, AttributeError, TypeError, ValueError) as problem:
        raise UnknownAgent(f"{name}: {problem}") from problem
    if not isinstance(getattr(agent, "name", None), str) or not callable(getattr(agent, "turn", None)):
        raise UnknownAgent(f"{name}: needs a name and turn(view)")
    return agent
