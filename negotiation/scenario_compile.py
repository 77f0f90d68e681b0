"""From the data of a checked ``cb-scenario/2`` file to the scenario that the engine plays.

Trusts its input: it is fed what ``scenarios.check`` found without error, or what was stored after
that. It never reads files and knows neither YAML nor the database.
"""

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from live.machine import JUDGES, PUBLIC, SIDES, side_audience
from negotiation.engine.scenario import (
    Constraint,
    Document,
    Fact,
    Floor,
    Inject,
    Interaction,
    Issue,
    Notes,
    Option,
    Party,
    Phase,
    Scenario,
)
from negotiation.scenario_formula import evaluate, parse

Data = Mapping[str, Any]

#: What an entry of the data pack may hold; exactly one of them is there.
FACT_KINDS = ("number", "text", "numbers", "series", "table")

#: Scenarios that a process keeps built; more than are ever played at once.
KEPT = 256
_compiled: dict[str, Scenario] = {}


def compiled(digest: str, content: Callable[[], str]) -> Scenario:
    """The scenario of this version, built from its canonical JSON when it is first asked for."""
    scenario = _compiled.get(digest)
    if scenario is None:
        scenario = compile_scenario(json.loads(content()), digest)
        if len(_compiled) >= KEPT:
            _compiled.clear()
        _compiled[digest] = scenario
    return scenario


def compile_scenario(data: Data, version: str = "") -> Scenario:
    """The engine's scenario of ``data``, the plain content of a file without errors."""
    facts = {entry["key"]: _fact(entry) for entry in data["data"]}
    values = {side: numbers(data["data"], side) for side in SIDES}
    return Scenario(
        id=data["id"],
        version=version,
        title=data["title"],
        background=data["background"],
        level=data["level"],
        contract_kind=data["contract_kind"],
        money_unit=data["money_unit"],
        parties={side: _party(data["parties"][side]) for side in SIDES},
        issues={issue["id"]: _issue(issue, values) for issue in data["issues"]},
        floors={floor["id"]: _floor(floor) for floor in data["legal_floors"]},
        facts=facts,
        phases=tuple(_phase(phase) for phase in data["clock"]["phases"]),
        constraints=tuple(_constraint(rule) for rule in data.get("constraints", ())),
        interactions=tuple(_interaction(extra) for extra in data.get("interactions", ())),
        injects={inject["id"]: _inject(inject) for inject in data.get("injects", ())},
        caucus_calls=data["clock"]["caucus"]["calls"],
        caucus_seconds=seconds(data["clock"]["caucus"]["minutes"]),
        documents={paper["id"]: _document(paper) for paper in data.get("documents", ())},
        learning_goals=_notes(data["learning_goals"]),
        debrief=_notes(data["debrief"]),
        difficulty=data["difficulty"],
        jurisdiction=data["jurisdiction"],
    )


def audience(word: str) -> str:
    """A file's audience as streams name it: ``workers`` is ``side:workers``, ``judge`` is ``judges``."""
    if word in SIDES:
        return side_audience(word)
    return JUDGES if word == "judge" else word


def exact(number: float | int) -> Fraction:
    """The number as it was written: 0.1 is a tenth, not the nearest binary fraction."""
    return Fraction(Decimal(repr(number)))


def seconds(minutes: float | int) -> int:
    """Minutes as whole seconds."""
    return round(exact(minutes) * 60)


def numbers(pack: list[Data], side: str) -> dict[str, Fraction]:
    """The figures of the data pack that ``side`` may see, by key."""
    return {
        entry["key"]: exact(entry["number"])
        for entry in pack
        if "number" in entry and entry["audience"] in {PUBLIC, side}
    }


def formulas(cost: Any) -> dict[str, str]:
    """Each side's formula of an option's ``cost``: one for both, or one for each side."""
    if isinstance(cost, Mapping):
        return {side: _written(cost[side]) for side in SIDES}
    return dict.fromkeys(SIDES, _written(cost))


def _written(cost: str | float | int) -> str:
    return cost if isinstance(cost, str) else f"{Decimal(repr(cost)):f}"


def _issue(issue: Data, values: Mapping[str, Mapping[str, Fraction]]) -> Issue:
    return Issue(
        id=issue["id"],
        title=issue["title"],
        kind=issue["kind"],
        options={option["id"]: _option(option, values) for option in issue["options"]},
        status_quo=issue["status_quo"],
        article=issue.get("article", ""),
    )


def _option(option: Data, values: Mapping[str, Mapping[str, Fraction]]) -> Option:
    written = formulas(option.get("cost", 0))
    costs = {side: evaluate(parse(written[side]), values[side]) for side in SIDES}
    return Option(
        id=option["id"],
        text=option["text"],
        points=option["points"],
        lawful=option.get("lawful", True),
        floor=option.get("floor", ""),
        cost=costs["employer"],
        note=option.get("note", {}),
        risk=option.get("risk", ""),
        costs=costs,
        formulas=written,
        decoy=option.get("decoy", False),
    )


def _party(party: Data) -> Party:
    return Party(
        name=party["name"],
        seats={seat["id"]: seat["title"] for seat in party["seats"]},
        brief=party["brief"],
        priorities=tuple(party["priorities"]),
        batna=party["batna"]["text"],
        batna_points=party["batna"]["points"],
        reservation=party["reservation"],
        target=party["target"],
        secrets=tuple(secret["text"] for secret in party.get("secrets", ())),
        may_disclose=tuple(party.get("may_disclose", ())),
        seat_briefs={seat["id"]: seat["private"] for seat in party["seats"] if "private" in seat},
    )


def _floor(floor: Data) -> Floor:
    return Floor(floor["id"], floor["issue"], floor["rule"], floor["source"], floor["severity"])


def _fact(entry: Data) -> Fact:
    kind = next(kind for kind in FACT_KINDS if kind in entry)
    return Fact(
        key=entry["key"],
        label=entry["label"],
        value=entry[kind],
        unit=entry.get("unit", {}),
        audience=audience(entry["audience"]),
        source=entry.get("source", {}),
        note=entry.get("note", {}),
        kind=kind,
    )


def _phase(phase: Data) -> Phase:
    return Phase(
        key=phase["id"],
        title=phase["title"],
        seconds=seconds(phase["minutes"]),
        presides=phase.get("presides", ""),
        speech=phase["speech"],
        offers=phase["offers"],
        caucus=phase["caucus"],
        injects=phase["injects"],
        then=phase["then"],
    )


def _constraint(rule: Data) -> Constraint:
    kind = rule["kind"]
    common = {"id": rule["id"], "kind": kind, "audience": audience(rule["audience"]), "note": rule.get("note", {})}
    if kind == "max_cost":
        return Constraint(**common, value=exact(rule["value"]))
    if kind in {"must_have", "never"}:
        return Constraint(**common, issue=rule["issue"], options=tuple(rule["options"]))
    return Constraint(**common, when=_pair(rule["when"]), then=_pair(rule["then"]))


def _pair(place: Data) -> tuple[str, str]:
    return place["issue"], place["option"]


def _interaction(extra: Data) -> Interaction:
    return Interaction(tuple(_pair(place) for place in extra["when"]), extra["points"])


def _inject(inject: Data) -> Inject:
    return Inject(inject["id"], audience(inject["audience"]), inject["text"], inject.get("minute"))


def _document(paper: Data) -> Document:
    return Document(paper["id"], paper["title"], paper["kind"], audience(paper["audience"]))


def _notes(notes: Data) -> Notes:
    return Notes(audience(notes["audience"]), tuple(notes["points"]))
