"""What each audience may read of the case: fixed when the session is planned, and made once for each view.

A side has its own brief, points, constraints and figures; officials have both briefs and the news to come; judges have
both briefs, points and figures. A side's caucus and drafts are no part of it.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from live.machine import JUDGES, OFFICIALS, PUBLIC, SIDES, side_audience
from negotiation.engine.scenario import Constraint, Floor, Issue, Option, Party, Phase, Scenario, Text


def case_for(scenario: Scenario, audiences: frozenset[str]) -> dict[str, Any]:
    """What these audiences may read of the case: never changes while it is played."""
    own = next((side for side in SIDES if side_audience(side) in audiences), "")
    case = _for_everyone(scenario) | {
        "issues": {key: _issue(issue, n, own, audiences) for n, (key, issue) in enumerate(scenario.issues.items(), 1)},
        "facts": _facts(scenario, audiences | ({side_audience(s) for s in SIDES} if JUDGES in audiences else set())),
        "documents": _documents(scenario, audiences),
    }
    if own:
        constraints = _constraints(scenario, own)
        case |= {"brief": brief(scenario.parties[own], constraints), "constraints": constraints}
        case |= _worth(scenario, own)
    if audiences & {JUDGES, OFFICIALS}:
        case["briefs"] = {side: brief(party, _constraints(scenario, side)) for side, party in scenario.parties.items()}
    if JUDGES in audiences:
        case["judging"] = {side: _worth(scenario, side) for side in SIDES}
    if scenario.debrief.audience in audiences:
        case["debrief"] = _numbered(scenario.debrief.points)
    if OFFICIALS in audiences:
        case["injects"] = _coming(scenario)
    return case


def _for_everyone(scenario: Scenario) -> dict[str, Any]:
    return {
        "id": scenario.id,
        "version": scenario.version,
        "title": dict(scenario.title),
        "background": dict(scenario.background),
        "contract_kind": dict(scenario.contract_kind),
        "money_unit": dict(scenario.money_unit),
        "parties": {side: {"name": dict(party.name)} for side, party in scenario.parties.items()},
        "floors": {key: _floor(floor) for key, floor in scenario.floors.items()},
        "phases": {str(number): _phase(phase, number) for number, phase in enumerate(scenario.phases, 1)},
        "caucus_seconds": scenario.caucus_seconds,
    }


def _floor(floor: Floor) -> dict[str, Any]:
    return {
        "issue": floor.issue,
        "rule": dict(floor.rule),
        "source": dict(floor.source),
        "severity": floor.severity,
    }


def _documents(scenario: Scenario, audiences: frozenset[str]) -> dict[str, Any]:
    return {
        key: {"title": dict(paper.title), "kind": paper.kind, "audience": paper.audience}
        for key, paper in scenario.documents.items()
        if paper.audience in audiences
    }


def _issue(issue: Issue, order: int, own: str, audiences: frozenset[str]) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "title": dict(issue.title),
        "kind": issue.kind,
        "order": order,
        "status_quo": issue.status_quo,
        "options": {
            key: _option(option, n, own, audiences) for n, (key, option) in enumerate(issue.options.items(), 1)
        },
    }
    return shown | ({"article": issue.article} if issue.article else {})


def _option(option: Option, order: int, own: str, audiences: frozenset[str]) -> dict[str, Any]:
    shown: dict[str, Any] = {"text": dict(option.text), "lawful": option.lawful, "order": order}
    if option.floor or option.risk:
        shown["floor"] = option.floor or option.risk
    if option.note:
        shown["note"] = dict(option.note)
    if own in option.costs:  # what this side has worked out from what it may know
        shown["cost"] = decimal(option.costs[own])
    elif JUDGES in audiences:
        shown["cost"] = decimal(option.cost)
    if option.decoy and JUDGES in audiences:
        shown["decoy"] = True
    return shown


def _facts(scenario: Scenario, audiences: frozenset[str] | set[str]) -> dict[str, Any]:
    return {
        key: {
            "label": dict(fact.label),
            "value": fact.value,
            "unit": dict(fact.unit),
            "kind": fact.kind,
            "audience": fact.audience,
            **({"source": dict(fact.source)} if fact.source else {}),
            **({"note": dict(fact.note)} if fact.note else {}),
        }
        for key, fact in scenario.facts.items()
        if fact.audience in audiences
    }


def _phase(phase: Phase, number: int) -> dict[str, Any]:
    shown = {
        "number": number,
        "key": phase.key,
        "title": dict(phase.title),
        "seconds": phase.seconds,
        "speech": phase.speech,
        "offers": phase.offers,
        "caucus": phase.caucus,
        "injects": phase.injects,
        "then": phase.then,
    }
    return shown | ({"presides": phase.presides} if phase.presides else {})


def brief(party: Party, constraints: Mapping[str, Any]) -> dict[str, Any]:
    """All that one side alone is told of itself."""
    return {
        "text": dict(party.brief),
        "priorities": {str(n): issue for n, issue in enumerate(party.priorities, 1)},
        "batna": dict(party.batna),
        "batna_points": party.batna_points,
        "reservation": party.reservation,
        "target": party.target,
        "constraints": constraints,
        "secrets": _numbered(party.secrets),
        "may_disclose": _numbered(party.may_disclose),
    }


def _numbered(texts: Sequence[Text]) -> dict[str, Any]:
    return {str(number): dict(text) for number, text in enumerate(texts, 1)}


def _worth(scenario: Scenario, side: str) -> dict[str, Any]:
    """What each option, and each bundle of them, is worth to one side."""
    points = {
        key: {name: option.points[side] for name, option in issue.options.items()}
        for key, issue in scenario.issues.items()
    }
    return {"points": points, "interactions": _interactions(scenario, side)}


def _interactions(scenario: Scenario, side: str) -> dict[str, Any]:
    return {
        str(n): {"when": dict(bonus.when), "points": bonus.points[side]}
        for n, bonus in enumerate(scenario.interactions, 1)
        if bonus.points.get(side)
    }


def _constraints(scenario: Scenario, side: str) -> dict[str, Any]:
    known = {PUBLIC, side_audience(side)}
    return {rule.id: _constraint(rule) for rule in scenario.constraints if rule.audience in known}


def _constraint(rule: Constraint) -> dict[str, Any]:
    shown: dict[str, Any] = {"kind": rule.kind}
    if rule.kind == "max_cost":
        shown["value"] = decimal(rule.value)
    if rule.issue:
        shown |= {"issue": rule.issue, "options": dict.fromkeys(rule.options, True)}
    if rule.when[0]:
        shown["when"] = {"issue": rule.when[0], "option": rule.when[1]}
        shown["then"] = {"issue": rule.then[0], "option": rule.then[1]}
    return shown | ({"note": dict(rule.note)} if rule.note else {})


def _coming(scenario: Scenario) -> dict[str, Any]:
    return {
        key: {
            "text": dict(inject.text),
            "audience": inject.audience,
            **({"minute": inject.minute} if inject.minute is not None else {}),
        }
        for key, inject in scenario.injects.items()
    }


def decimal(value: Fraction) -> str:
    """A sum of money with at most two decimals and no needless noughts."""
    return f"{float(value):.2f}".rstrip("0").rstrip(".")
