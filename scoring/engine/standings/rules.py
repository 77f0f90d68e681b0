"""What counts how much, and what separates equals: the part of a contest that is fixed before its draw."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Self

#: How the rounds of a component become one score.
OVER_ROUNDS = ("mean", "sum", "best", "last")
#: What may separate teams with equal totals. ``decision`` (a named vote) and ``lot`` settle what is left.
TIE_BREAKS = ("component", "criteria", "penalties", "duel", "decision", "lot")


class BadRules(ValueError):
    """Rules that cannot rank anybody; the message says which entry and why."""


@dataclass(frozen=True, slots=True)
class Component:
    """One thing that is scored: a theory exam, documents, live sessions, judges' questions.

    ``weight`` is its share of the total, in any unit: only the ratio between components counts.
    ``maximum`` is what a perfect score is. ``over_rounds``: ``mean``, ``sum``, ``best`` or ``last`` of
    its rounds. ``relative``: a score counts by its distance from the mean of all who played the same
    side of the same scenario, since sides are never equally hard.
    """

    id: str
    weight: Fraction
    maximum: Fraction = Fraction(100)
    over_rounds: str = "mean"
    relative: bool = False


@dataclass(frozen=True, slots=True)
class TieBreak:
    """One step of the written order. ``component`` and ``criteria`` say which, the other kinds need neither."""

    kind: str
    component: str = ""
    criteria: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything that turns scores into places. Raises BadRules when it could not."""

    components: tuple[Component, ...]
    tie_breaks: tuple[TieBreak, ...] = ()

    def __post_init__(self) -> None:
        ids = [component.id for component in self.components]
        if not ids or len(set(ids)) < len(ids):
            raise BadRules("components: there must be one, and each only once")
        for component in self.components:
            _check_component(component)
        if not any(component.weight for component in self.components):
            raise BadRules("components: one of them must have a weight")
        for number, step in enumerate(self.tie_breaks, 1):
            _check_step(number, step, ids)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read ``{"components": [{"id", "weight", …}], "tie_breaks": [{"kind", …}]}``. Raises BadRules."""
        try:
            return cls(
                tuple(
                    Component(
                        each["id"],
                        Fraction(str(each["weight"])),
                        Fraction(str(each.get("maximum", 100))),
                        each.get("over_rounds", "mean"),
                        bool(each.get("relative", False)),
                    )
                    for each in data["components"]
                ),
                tuple(
                    TieBreak(each["kind"], each.get("component", ""), tuple(each.get("criteria", ())))
                    for each in data.get("tie_breaks", ())
                ),
            )
        except (KeyError, TypeError, AttributeError, ZeroDivisionError) as fault:
            raise BadRules(f"rules: {fault!r} is missing or wrong") from fault
        except ValueError as fault:
            raise BadRules(f"rules: {fault}") from fault

    def as_json(self) -> dict[str, Any]:
        """What ``from_json`` reads; fractions as text."""
        return {
            "components": [
                {
                    "id": each.id,
                    "weight": str(each.weight),
                    "maximum": str(each.maximum),
                    "over_rounds": each.over_rounds,
                    "relative": each.relative,
                }
                for each in self.components
            ],
            "tie_breaks": [
                {"kind": step.kind, "component": step.component, "criteria": list(step.criteria)}
                for step in self.tie_breaks
            ],
        }


def _check_component(component: Component) -> None:
    if component.weight < 0 or component.maximum <= 0:
        raise BadRules(f"{component.id}: the weight may not be negative, and the maximum must be above 0")
    if component.over_rounds not in OVER_ROUNDS:
        raise BadRules(f"{component.id}: over_rounds is one of {', '.join(OVER_ROUNDS)}")


def _check_step(number: int, step: TieBreak, components: list[str]) -> None:
    if step.kind not in TIE_BREAKS:
        raise BadRules(f"tie-break {number}: kind is one of {', '.join(TIE_BREAKS)}")
    if step.kind in ("component", "criteria") and step.component not in components:
        raise BadRules(f"tie-break {number}: there is no component {step.component!r}")
    if step.kind == "criteria" and not step.criteria:
        raise BadRules(f"tie-break {number}: which criteria?")
