"""Whether a scenario is worth bargaining over: what its points make possible, package by package.

Asked only of a file without errors: figures of a broken one would mislead.
"""

from collections.abc import Iterator

from live.machine import SIDES
from negotiation.engine import payoffs
from negotiation.engine.payoffs import Reference
from negotiation.engine.scenario import Scenario
from negotiation.scenario_faults import Fault
from negotiation.scenario_yaml import Node

#: Below this share of lawful packages that suit a side, walking away is too good for it.
SUITS = 0.2
CROSSING = {"max_cost", "requires", "excludes"}
#: Bits of a cost in the common unit of all costs; 60 are usual, and very many would take very long to add up.
FINEST = 256


def balance_faults(tree: Node, scenario: Scenario) -> tuple[list[Fault], Reference | None]:
    """Every fault of the points, and the figures if the packages could be counted."""
    found = [*_options(tree, scenario)]
    if any(fault.code == "no-lawful-option" for fault in found):
        return found, None
    packages = payoffs.size(scenario)
    if packages > payoffs.MOST:
        return [*found, *_uncounted(tree, scenario, packages)], None
    if any(rule.kind == "max_cost" for rule in scenario.constraints) and payoffs.fineness(scenario) > FINEST:
        return [*found, tree["issues"].fault("cost-too-fine", at_key=True)], None
    reference = payoffs.reference(payoffs.enumerated(scenario))
    return [*found, *_counted(tree, reference), *_figures(tree, scenario, reference)], reference


def _options(tree: Node, scenario: Scenario) -> Iterator[Fault]:
    for node in tree["issues"]:
        issue = scenario.issues[node["id"].value]
        if not any(option.lawful for option in issue.options.values()):
            yield node["options"].fault("no-lawful-option", at_key=True)
        beaten = payoffs.dominated(issue)
        for place in node["options"]:
            option = issue.options[place["id"].value]
            if option.id in beaten and not option.decoy:
                yield place["points"].fault("option-dominated", at_key=True)
            if option.decoy and option.id not in beaten:
                yield place["decoy"].fault("decoy-not-dominated", at_key=True)
            for i, o, side in payoffs.baits(scenario):
                if (i, o) == (issue.id, option.id):
                    yield place["points"].fault("bait", at_key=True, side=side)


def _uncounted(tree: Node, scenario: Scenario, packages: int) -> Iterator[Fault]:
    data = {"packages": f"{packages:,}", "limit": f"{payoffs.MOST:,}"}
    if scenario.interactions or any(rule.kind in CROSSING for rule in scenario.constraints):
        yield tree["issues"].fault("packages-cross", at_key=True, **data)
        return
    yield tree["issues"].fault("packages-many", at_key=True, **data)
    yield from _best(tree, {side: payoffs.best_by_issue(scenario, side) for side in SIDES})


def _best(tree: Node, best: dict[str, int]) -> Iterator[Fault]:
    for side in SIDES:
        if best[side] != 100:
            yield tree["parties"][side].fault("best-not-100", at_key=True, found=best[side], side=side)


def _counted(tree: Node, found: Reference) -> Iterator[Fault]:
    """Whether an agreement is possible, and neither given nor a needle in a haystack."""
    yield from _best(tree, found.best)
    parties = tree["parties"]
    data = {"zone": f"{found.zone:,}", "lawful": f"{found.lawful:,}", "share": f"{found.share * 100:.1f}"}
    if not found.acceptable:
        yield parties.fault("zone-empty", at_key=True)
    elif not found.zone:
        yield parties.fault("mandate-empty", at_key=True, acceptable=f"{found.acceptable:,}")
    elif found.share < 0.10:
        yield parties.fault("zone-narrow", at_key=True, **data)
    elif found.share > 0.40:
        yield parties.fault("zone-wide", at_key=True, **data)
    for side in SIDES:
        if found.lawful and found.suits[side] < SUITS:
            place = parties[side]["reservation"]
            yield place.fault("walk-away-good", at_key=True, side=side, share=f"{found.suits[side] * 100:.1f}")


def _figures(tree: Node, scenario: Scenario, found: Reference) -> Iterator[Fault]:
    """What the author should know of the case, good or not."""
    issues = tree["issues"]
    if not payoffs.compatible(scenario):
        yield issues.fault("no-compatible", at_key=True)
    if len(pairs := payoffs.tradeable(scenario)) < 2:
        yield issues.fault("few-tradeable", at_key=True, found=len(pairs))
    if found.potential is not None and found.potential < 0.20:
        yield issues.fault("integrative-low", at_key=True, found=f"{found.potential:.2f}")
    if len(found.frontier) < 5:
        yield issues.fault("frontier-small", at_key=True, found=len(found.frontier))
    if len(found.nash) > 1:
        yield issues.fault("nash-tie", at_key=True, found=len(found.nash))
    yield issues.fault("counts", at_key=True, **counts(found))
    if found.joint_band:
        yield issues.fault("random-deals", at_key=True, joint=_band(found.joint_band), ray=_band(found.ray_band))


def counts(found: Reference) -> dict[str, str]:
    """The figures of a scenario as people read them."""
    return {
        "packages": f"{found.packages:,}",
        "lawful": f"{found.lawful:,}",
        "zone": f"{found.zone:,}",
        "share": f"{found.share * 100:.1f}",
        "frontier": str(len(found.frontier)),
        "efficient": str(found.efficient),
        "joint": _pair(found.joint_best),
        "nash": _pair(found.nash_points),
        "potential": "–" if found.potential is None else f"{found.potential:.2f}",
    }


def _pair(points: tuple[int, int] | None) -> str:
    return f"{points[0]} / {points[1]}" if points else "–"


def _band(band: payoffs.Band | None) -> str:
    return " / ".join(f"{value:.2f}" for value in band) if band else "–"
