"""What the parts of a scenario must be to each other: names, law, costs, secrets and the clock.

Rules look at the tree itself, so they find what they can in a file that is otherwise full of holes,
and each fault has its line. What needs every package counted is in ``scenario_balance``.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from live.machine import PUBLIC, SIDES
from negotiation.scenario_compile import exact, seconds
from negotiation.scenario_faults import Fault
from negotiation.scenario_formula import Formula, FormulaError, evaluate, parse
from negotiation.scenario_shape import listed, nearest
from negotiation.scenario_yaml import Node

OTHER = {"workers": "employer", "employer": "workers"}
_CHINESE = re.compile("[\u4e00-\u9fff]")

#: Parts of a party that its own side alone may read.
_OWN = {"brief", "priorities", "secrets", "may_disclose", "batna", "reservation", "target", "private"}


def relation_faults(tree: Node) -> list[Fault]:
    """Every fault between the parts, in the order of the rules."""
    rules = (ids, references, seats, law, costs, secrets, clock, order_of_points, language)
    return [fault for rule in rules for fault in rule(tree)]


# --- Names ------------------------------------------------------------------------------------


def ids(tree: Node) -> Iterator[Fault]:
    """No two entries of a list have the same id."""
    lists = ["issues", "legal_floors", "constraints", "injects", "documents"]
    for entries in [*(tree[name] for name in lists), tree["clock"]["phases"]]:
        yield from _twice(entry["id"] for entry in entries)
    yield from _twice(entry["key"] for entry in tree["data"])
    for issue in tree["issues"]:
        yield from _twice(option["id"] for option in issue["options"])
    # Both sides sit at one table: a seat's id is its own among all of them.
    yield from _twice(seat["id"] for side in SIDES for seat in tree["parties"][side]["seats"])
    for side in SIDES:
        yield from _twice(tree["parties"][side]["priorities"])


def _twice(names: Iterable[Node]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for name in names:
        if name.text is None:
            continue
        if name.text in first:
            yield name.fault("duplicate-id", id=name.text, line=first[name.text])
        first.setdefault(name.text, name.line)


def references(tree: Node) -> Iterator[Fault]:
    """Whatever is named exists."""
    issues = {i: _options(issue) for issue in tree["issues"] if (i := issue["id"].text)}
    for issue in tree["issues"]:
        yield from _known(issue["status_quo"], _options(issue), "unknown-option", issue=issue["id"].text or "")
    for floor in tree["legal_floors"]:
        yield from _known(floor["issue"], list(issues), "unknown-issue")
    for side in SIDES:
        for issue in tree["parties"][side]["priorities"]:
            yield from _known(issue, list(issues), "unknown-issue")
    for rule in tree["constraints"]:
        yield from _known(rule["issue"], list(issues), "unknown-issue")
        for option in rule["options"]:
            yield from _known_option(rule["issue"], option, issues)
        for place in (rule["when"], rule["then"]):
            yield from _known_place(place, issues)
    for extra in tree["interactions"]:
        for place in extra["when"]:
            yield from _known_place(place, issues)


def _known_place(place: Node, issues: dict[str, list[str]]) -> Iterator[Fault]:
    yield from _known(place["issue"], list(issues), "unknown-issue")
    yield from _known_option(place["issue"], place["option"], issues)


def _known_option(issue: Node, option: Node, issues: dict[str, list[str]]) -> Iterator[Fault]:
    if issue.text in issues:
        yield from _known(option, issues[issue.text], "unknown-option", issue=issue.text)


def _known(name: Node, known: list[str], code: str, **data: Any) -> Iterator[Fault]:
    if name.text is not None and name.text not in known:
        yield name.fault(code, found=name.text, expected=listed(known), meant=nearest(name.text, known), **data)


def _options(issue: Node) -> list[str]:
    return [option["id"].text for option in issue["options"] if option["id"].text]


def seats(tree: Node) -> Iterator[Fault]:
    """A chief and at least two more, as many as the other side; only chiefs sign (集体合同规定 Arts. 19, 34)."""
    numbers = {}
    for side in SIDES:
        places = list(tree["parties"][side]["seats"])
        numbers[side] = len(places)
        for number, seat in enumerate(places, 1):
            expected = f"{side}-{number}" if number > 1 else f"{side}-chief"
            if seat["id"].text not in {None, expected}:
                yield seat["id"].fault("bad-seat", found=seat["id"].text, expected=expected)
            if isinstance(seat.value, dict) and (seat["can_sign"].value is True) is (number > 1):
                yield (seat["can_sign"] if seat["can_sign"].there else seat).fault("signature", side=side)
        if 0 < len(places) < 3:
            yield tree["parties"][side]["seats"].fault("seats-few", at_key=True, found=len(places))
    if all(numbers.values()) and len(set(numbers.values())) > 1:
        yield tree["parties"].fault("seats-unequal", at_key=True, **numbers)


# --- Law --------------------------------------------------------------------------------------


def law(tree: Node) -> Iterator[Fault]:
    """What is unlawful names the floor that it breaks, and nothing unlawful stands by itself."""
    floors = {f: floor for floor in tree["legal_floors"] if (f := floor["id"].text)}
    used = set()
    for issue in tree["issues"]:
        for option in issue["options"]:
            used |= {option["floor"].text, option["risk"].text}
            yield from _lawfulness(issue, option, floors)
            if option["id"].text == issue["status_quo"].text and option["lawful"].value is False:
                yield issue["status_quo"].fault("status-quo-unlawful", option=option["id"].text)
    for name, floor in floors.items():
        if name not in used:
            yield floor["id"].fault("floor-without-bait")
        if floor["to_check"].value is True:
            yield floor["source"].fault("source-to-check", at_key=True)


def _lawfulness(issue: Node, option: Node, floors: dict[str, Node]) -> Iterator[Fault]:
    own = [name for name, floor in floors.items() if floor["issue"].text == issue["id"].text]
    lawful = option["lawful"].value is not False
    if not lawful and not option["floor"].there:
        yield option["lawful"].fault("floor-missing", expected=listed(own))
    if lawful and option["floor"].there:
        yield option["floor"].fault("floor-lawful", at_key=True)
    for named in (option["floor"], option["risk"]):
        yield from _known(named, list(floors), "unknown-floor")
        if named.text in floors and named.text not in own:
            yield named.fault(
                "floor-issue", floor=named.text, found=floors[named.text]["issue"].value, expected=listed(own)
            )
    risk = floors.get(option["risk"].text or "")
    if risk and risk["severity"].text == "statute":
        yield option["risk"].fault("risk-statute", floor=option["risk"].text)


# --- Costs ------------------------------------------------------------------------------------


def costs(tree: Node) -> Iterator[Fault]:
    """Every formula can be read and worked out from what its side may see."""
    pack = {key: entry for entry in tree["data"] if (key := entry["key"].text)}
    for issue in tree["issues"]:
        for option in issue["options"]:
            cost = option["cost"]
            if isinstance(cost.value, dict):
                for side in SIDES:
                    yield from _formula(cost[side], [side], pack)
            else:
                yield from _formula(cost, list(SIDES), pack)


def _formula(written: Node, sides: list[str], pack: dict[str, Node]) -> Iterator[Fault]:
    if written.text is None:
        return
    try:
        formula = parse(written.text)
    except FormulaError as error:
        yield written.fault(error.code, at=error.at, text=error.text)
        return
    found = [fault for key in formula.names() for fault in _usable(written, key, sides, pack)]
    yield from found or _worked_out(written, formula, pack)


def _usable(written: Node, key: str, sides: list[str], pack: dict[str, Node]) -> Iterator[Fault]:
    seen = {side: _numbers(pack, side) for side in sides}
    everywhere = [k for k in pack if all(k in seen[side] for side in sides)]
    if key not in pack:
        meant = nearest(key, everywhere)
        yield written.fault("unknown-data", found=key, expected=listed(everywhere), meant=meant)
    elif not _is_number(pack[key]["number"].value):
        yield written.fault("formula-not-number", key=key)
    elif blind := [side for side in sides if key not in seen[side]]:
        yield written.fault("formula-secret", key=key, side=blind[0], expected=listed(everywhere))


def _numbers(pack: dict[str, Node], side: str) -> list[str]:
    return [
        key
        for key, entry in pack.items()
        if _is_number(entry["number"].value) and entry["audience"].text in {PUBLIC, side}
    ]


def _is_number(value: object) -> bool:
    """Yes and no are whole numbers to Python; to a formula they are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _worked_out(written: Node, formula: Formula, pack: dict[str, Node]) -> Iterator[Fault]:
    try:
        evaluate(formula, {key: exact(pack[key]["number"].value) for key in formula.names()})
    except FormulaError as error:
        yield written.fault(error.code, at=error.at, text=error.text)


# --- Secrets and language ---------------------------------------------------------------------


def secrets(tree: Node) -> Iterator[Fault]:
    """No secret of a side stands in what the other side, or everybody, may read."""
    for side in SIDES:
        readable = [text for audience, text in _texts(tree, PUBLIC) if audience in {PUBLIC, OTHER[side]}]
        for secret in tree["parties"][side]["secrets"]:
            for token in secret["tokens"]:
                for text in readable:
                    if token.text and token.text.casefold() in (text.text or "").casefold():
                        yield text.fault("secret-leaked", token=token.text, side=side)


def _texts(node: Node, audience: str) -> Iterator[tuple[str, Node]]:
    """Every text below a node with the audience that may read it."""
    audience = node["audience"].text or audience
    if node.text is not None:
        yield audience, node
    for entry in node:
        yield from _texts(entry, audience)
    for key, child in node.items():
        yield from _texts(child, _audience_of(key, child, audience))


def _audience_of(key: str, child: Node, audience: str) -> str:
    """Who may read what stands under ``key``: a party's own matters are for its side, the case's history for nobody."""
    if child.path == "provenance":
        return "author"
    side = next((side for side in SIDES if child.path.startswith(f"parties.{side}")), "")
    return side if side and key in _OWN else audience


def language(tree: Node) -> Iterator[Fault]:
    """English texts are English."""
    yield from (node.fault("text-not-english") for node in _english(tree) if _CHINESE.search(node.text or ""))


def _english(node: Node) -> Iterator[Node]:
    for key, child in node.items():
        if key == "en":
            yield child
        yield from _english(child)
    for entry in node:
        yield from _english(entry)


# --- The clock --------------------------------------------------------------------------------


def clock(tree: Node) -> Iterator[Fault]:
    """Phases follow each other and let offers in; injects arrive where they may."""
    phases = list(tree["clock"]["phases"])
    lasting = [seconds(p["minutes"].value) if _is_amount(p["minutes"]) else None for p in phases]
    for phase in [*phases, tree["clock"]["caucus"]]:
        yield from _whole_seconds(phase["minutes"])
    for phase in phases[:-1]:
        if phase["then"].text == "close":
            yield phase["then"].fault("phase-after-close")
    yield from _table_open(tree, phases)
    if phases and None not in lasting:
        yield from _arrivals(tree, phases, [length or 0 for length in lasting])


def _is_amount(node: Node) -> bool:
    return isinstance(node.value, int | float) and not isinstance(node.value, bool) and 0 < node.value <= 1_000


def _whole_seconds(minutes: Node) -> Iterator[Fault]:
    if _is_amount(minutes) and (exact(minutes.value) * 60).denominator != 1:
        yield minutes.fault("not-seconds", found=minutes.value)


def _table_open(tree: Node, phases: list[Node]) -> Iterator[Fault]:
    bargaining = [phase for phase in phases if phase["offers"].value is True]
    where = tree["clock"]["phases"]
    if phases and not bargaining and all(phase["offers"].there for phase in phases):
        yield where.fault("no-offers", at_key=True)
    presiding = {phase["presides"].text for phase in bargaining} - {None}
    if len(presiding) == 1:
        yield where.fault("presides-one-side", at_key=True, side=presiding.pop())
    calls = tree["clock"]["caucus"]["calls"]
    if calls.value and phases and not any(phase["caucus"].value is True for phase in phases):
        yield calls.fault("no-caucus", calls=calls.value)


def _arrivals(tree: Node, phases: list[Node], lasting: list[int]) -> Iterator[Fault]:
    allowed = [phase["id"].text or "" for phase in phases if phase["injects"].value is True]
    end = sum(lasting)
    for inject in tree["injects"]:
        minute = inject["minute"]
        if not isinstance(minute.value, int) or isinstance(minute.value, bool):
            continue
        if minute.value * 60 >= end:
            yield minute.fault("inject-after-end", minute=minute.value, end=end // 60)
            continue
        phase = _running(phases, lasting, minute.value * 60)
        if phase["injects"].value is False:
            yield minute.fault(
                "inject-no-phase", minute=minute.value, phase=phase["id"].value, expected=listed(allowed)
            )
    caucuses = tree["clock"]["caucus"]
    if _is_amount(caucuses["minutes"]) and isinstance(caucuses["calls"].value, int):
        most = 2 * caucuses["calls"].value * seconds(caucuses["minutes"].value)
        data = {"phases": _minutes(end), "caucus": _minutes(most), "whole": _minutes(end + most)}
        yield tree["clock"].fault("length", at_key=True, **data)


def _minutes(length: int) -> str:
    return f"{length / 60:g}"


def _running(phases: list[Node], lasting: list[int], moment: int) -> Node:
    """The phase that runs at this second."""
    for phase, length in zip(phases, lasting, strict=True):
        if moment < length:
            return phase
        moment -= length
    return phases[-1]


# --- Points -----------------------------------------------------------------------------------


def order_of_points(tree: Node) -> Iterator[Fault]:
    """Alternative < reservation < target, at most 100."""
    for side in SIDES:
        party = tree["parties"][side]
        batna, reservation, target = (
            node.value if isinstance(node.value, int) and not isinstance(node.value, bool) else None
            for node in (party["batna"]["points"], party["reservation"], party["target"])
        )
        if batna is None or reservation is None or target is None:
            continue
        if not batna < reservation < target <= 100:
            data = {"batna": batna, "reservation": reservation, "target": target}
            yield party["reservation"].fault("points-order", at_key=True, **data)
