"""A round of improvement as it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from live.machine import Growing

OFFERED, RUNNING, IMPROVED, KEPT = "offered", "running", "improved", "kept"
#: Nothing follows these.
ENDED = frozenset({IMPROVED, KEPT})


@dataclass(frozen=True, slots=True)
class Round:
    """``until`` (epoch ms) is when the offer lapses, then when the time for looking is over.

    ``ready`` holds the sides that want to look, with the moment. ``proposals``: ``{"p1": {"side", "terms", "at",
    "by", "status"}}``, a side's newest being ``tabled``. ``final`` is what is agreed in the end, ``reason`` why the
    signed agreement was kept: ``declined``, ``time``, ``equal``, ``closed``.
    """

    status: str = ""
    until: int = 0
    ready: Mapping[str, int] = field(default_factory=dict)
    proposals: Growing = field(default_factory=Growing)
    final: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""


def dump(state: Round) -> Any:
    """The round as JSON."""
    return {name: getattr(state, name) for name in Round.__dataclass_fields__} | {"proposals": dict(state.proposals)}


def load(dumped: Any) -> Round:
    """The round that was dumped."""
    return Round(**{**dumped, "proposals": Growing(dumped["proposals"])})
