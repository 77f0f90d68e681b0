"""The least that can be analysed: issues, options and both sides' points, from any file that has them.

Reads what a scenario of any version has in common; the full format has its own checks.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

from live.machine import SIDES
from negotiation.engine.frontier import Point
from negotiation.scenario_faults import Fault
from negotiation.scenario_yaml import Node

#: Options of all issues together, at most. Far more than a person can read, and quick to merge.
OPTIONS = 20_000


@dataclass(frozen=True, slots=True)
class PointTable:
    """Points as whole numbers: ``scale`` times what the file says, so that none is rounded.

    ``options`` are those that may be agreed; ``unlawful`` names the others, left out.
    """

    options: dict[str, dict[str, Point]]
    reservation: tuple[Fraction, Fraction]  # in the file's own unit
    scale: int
    unlawful: tuple[tuple[str, str], ...]


def point_table(tree: Node, *, unlawful_too: bool = False) -> tuple[PointTable | None, list[Fault]]:
    """The table of a file, or None with every fault that keeps it from being one."""
    faults: list[Fault] = []
    if not isinstance(tree["issues"].value, list) or not tree["issues"].value:
        fault = tree["issues"].fault if tree["issues"].there else tree.fault
        return None, [fault("missing-key", key="issues", expected="issues: [{id, options: [{id, points: …}]}]")]
    read: dict[str, dict[str, tuple[Fraction, Fraction]]] = {}
    unlawful: list[tuple[str, str]] = []
    for issue in tree["issues"]:
        name = _id(issue, faults)
        if name in read:
            faults.append(issue["id"].fault("duplicate-id", id=name, line=_line_of(tree["issues"], name)))
            continue
        read[name] = _options(issue, name, faults, unlawful, unlawful_too=unlawful_too)
    if not faults and sum(len(options) for options in read.values()) > OPTIONS:
        faults.append(tree["issues"].fault("too-long", found=sum(map(len, read.values())), limit=OPTIONS))
    reservation = _reservation(tree, faults)
    if faults:
        return None, faults
    figures = [figure for options in read.values() for pair in options.values() for figure in pair]
    scale = lcm(*(figure.denominator for figure in figures))
    whole = {
        issue: {option: (int(first * scale), int(second * scale)) for option, (first, second) in options.items()}
        for issue, options in read.items()
    }
    return PointTable(whole, reservation, scale, tuple(unlawful)), []


def _options(
    issue: Node, name: str, faults: list[Fault], unlawful: list[tuple[str, str]], *, unlawful_too: bool
) -> dict[str, tuple[Fraction, Fraction]]:
    found: dict[str, tuple[Fraction, Fraction]] = {}
    seen: dict[str, int] = {}
    for option in issue["options"]:
        own = _id(option, faults)
        if own in seen:
            faults.append(option["id"].fault("duplicate-id", id=own, line=seen[own]))
            continue
        seen[own] = option["id"].line
        # The first version of the format has the sides' points beside the option's text.
        points = option["points"] if option["points"].there or not option[SIDES[0]].there else option
        pair = _figure(points[SIDES[0]], faults), _figure(points[SIDES[1]], faults)
        if option["lawful"].value is False and not unlawful_too:
            unlawful.append((name, own))
            continue
        found[own] = pair
    if not found and not faults:
        lawless = any(True for _option in issue["options"])
        faults.append(
            issue["options"].fault("no-lawful-option")
            if lawless
            else issue.fault("missing-key", key="options", expected="options: [{id, points: …}]")
        )
    return found


def _id(node: Node, faults: list[Fault]) -> str:
    if node["id"].text:
        return str(node["id"].text)
    if isinstance(node["id"].value, int) and not isinstance(node["id"].value, bool):
        return str(node["id"].value)
    faults.append(node.fault("missing-key", key="id", expected="id: …"))
    return f"?{node.line}:{node.column}"


def _figure(node: Node, faults: list[Fault]) -> Fraction:
    value: Any = node.value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Fraction(str(value))
    if node.there:
        faults.append(node.fault("not-finite", found=str(node.plain())[:40]))
    else:
        faults.append(
            node.fault("missing-key", key=node.path.rpartition(".")[2], expected="points: {workers: 0, employer: 0}")
        )
    return Fraction(0)


def _reservation(tree: Node, faults: list[Fault]) -> tuple[Fraction, Fraction]:
    """What each side can do without the other: where the file says it, else nothing."""
    first, second = (_one_reservation(tree, side, faults) for side in SIDES)
    return first, second


def _one_reservation(tree: Node, side: str, faults: list[Fault]) -> Fraction:
    # The first version of the format keeps it in the side's brief.
    for place, key in (("parties", "reservation"), ("sides", "reservation"), ("briefs", "reservation_points")):
        node = tree[place][side][key]
        if node.there:
            return _figure(node, faults)
    return Fraction(0)


def _line_of(issues: Node, name: str) -> int:
    return next((issue["id"].line for issue in issues if str(issue["id"].value) == name), 0)
