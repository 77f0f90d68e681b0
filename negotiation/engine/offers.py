"""Formal offers: only a chief's binds a side, and none below a legal floor ever comes on the table."""

from collections.abc import Mapping, Sequence
from typing import Any

from live.machine import SIDES, Command, Event, Refused, Seat
from negotiation.engine.audience import happens
from negotiation.engine.phases import running
from negotiation.engine.reading import REASON, choice, known_id, terms, text
from negotiation.engine.scenario import Scenario, Terms
from negotiation.engine.state import Table


def _assert_offers(scenario: Scenario, table: Table) -> None:
    """Raises Refused ``not_now`` unless offers may be made in this phase, with its clock going."""
    if not running(scenario, table).offers:
        raise Refused("not_now")


def _assert_acceptable(scenario: Scenario, table: Table, package: Terms) -> None:
    """Raises Refused: ``not_now`` when an issue is agreed otherwise and was not reopened; ``illegal_terms``."""
    settled = [issue for issue, option in package.items() if table.agreed.get(issue, option) != option]
    if settled:
        raise Refused("not_now", issues=settled)
    if unlawful := scenario.below_floor(package):
        raise Refused("illegal_terms", issues=unlawful)


def _standing(table: Table, data: Mapping[str, Any], side: str, *statuses: str) -> tuple[str, Mapping[str, Any]]:
    """The offer that the command names, made by ``side``. Raises Refused: bad_data, not_now, not_allowed."""
    key = known_id(data, "offer")
    if key not in table.offers:
        raise Refused("not_now")
    offer = table.offers[key]
    if offer["side"] != side:
        raise Refused("not_allowed")
    if offer["status"] not in statuses:
        raise Refused("not_now")
    return key, offer


def draft(scenario: Scenario, table: Table, seat: Seat, command: Command, now: int) -> Sequence[Event]:
    """A package for one's own side to look at; it may be unlawful, as one sees at once."""
    package = dict(terms(command.data, scenario))
    note = text(command.data, "note", least=0)
    if table.over:
        raise Refused("not_now")
    data = {"draft": f"d{len(table.drafts[seat.side]) + 1}", "seat": seat.key, "terms": package, "note": note}
    return [happens("offer.drafted", data, now, seat.key, seat.side)]


def table_offer(scenario: Scenario, table: Table, seat: Seat, command: Command, now: int) -> Sequence[Event]:
    """A chief puts a package on the table, full or partial."""
    package = dict(terms(command.data, scenario))
    note = text(command.data, "note", least=0)
    _assert_offers(scenario, table)
    _assert_acceptable(scenario, table, package)
    data = {"offer": f"o{len(table.offers) + 1}", "side": seat.side, "terms": package, "note": note}
    return [happens("offer.tabled", data, now, seat.key)]


def record(
    scenario: Scenario, table: Table, seat: Seat, command: Command, now: int, *, setting: str
) -> Sequence[Event]:
    """The recorder writes an offer down as it was spoken in the hall; that side's chief then confirms it.

    What was spoken may be unlawful: it is recorded all the same, and refused when it is confirmed.
    """
    side = choice(command.data, "side", SIDES)
    package = dict(terms(command.data, scenario))
    note = text(command.data, "note", least=0)
    _assert_offers(scenario, table)
    if setting != "hall":
        raise Refused("not_now")
    data = {"offer": f"o{len(table.offers) + 1}", "side": side, "terms": package, "note": note}
    return [happens("offer.recorded", data, now, seat.key)]


def confirm(scenario: Scenario, table: Table, seat: Seat, command: Command, now: int) -> Sequence[Event]:
    """The side's chief stands by what the recorder wrote."""
    key, offer = _standing(table, command.data, seat.side, "recorded")
    _assert_offers(scenario, table)
    _assert_acceptable(scenario, table, offer["terms"])
    data = {"offer": key, "side": seat.side, "terms": offer["terms"], "note": offer["note"]}
    return [happens("offer.tabled", data, now, seat.key)]


def withdraw(scenario: Scenario, table: Table, seat: Seat, command: Command, now: int) -> Sequence[Event]:
    """A chief takes the own side's offer back while it is neither accepted nor rejected."""
    reason = text(command.data, "reason", most=REASON, least=0)
    key, _ = _standing(table, command.data, seat.side, "recorded", "tabled")
    running(scenario, table)
    return [happens("offer.withdrawn", {"offer": key, "reason": reason}, now, seat.key)]


def reject(scenario: Scenario, table: Table, seat: Seat, command: Command, now: int) -> Sequence[Event]:
    """The other side's chief declines an offer."""
    reason = text(command.data, "reason", most=REASON, least=0)
    key, _ = _standing(table, command.data, _other(seat), "tabled")
    running(scenario, table)
    return [happens("offer.rejected", {"offer": key, "reason": reason}, now, seat.key)]


def accept(scenario: Scenario, table: Table, seat: Seat, command: Command, now: int) -> Sequence[Event]:
    """The other side's chief takes an offer exactly as it stands; each issue in it is then agreed."""
    key, offer = _standing(table, command.data, _other(seat), "tabled")
    _assert_offers(scenario, table)
    _assert_acceptable(scenario, table, offer["terms"])
    return [happens("offer.accepted", {"offer": key, "terms": offer["terms"]}, now, seat.key)]


def reopen(scenario: Scenario, table: Table, seat: Seat, command: Command, now: int) -> Sequence[Event]:
    """A chief takes an agreed issue up again, with a reason; signatures under the old terms fall."""
    issue = choice(command.data, "issue", scenario.issues)
    reason = text(command.data, "reason", most=REASON)
    _assert_offers(scenario, table)
    if issue not in table.agreed:
        raise Refused("not_now")
    return [happens("issue.reopened", {"issue": issue, "reason": reason}, now, seat.key)]


def _other(seat: Seat) -> str:
    return SIDES[1 - SIDES.index(seat.side)]
