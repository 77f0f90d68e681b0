"""A practice as a trainer reads it: both sides' points, and what an offer is worth to each. For nobody at the table."""

from collections.abc import Mapping
from typing import Any

from live import log
from live.machine import SIDES
from negotiation.engine.scenario import Scenario
from negotiation.engine.state import Table
from negotiation.models import Seat
from negotiation.practice.acting import own_of
from negotiation.practice.models import Practice

NEWEST = 20


def both_sides(practice: Practice, language: str) -> dict[str, Any]:
    """What the page of the trainer shows, in words of ``language``."""
    scenario = practice.session.scenario.compiled()
    table: Table = log.state_of("sessions", practice.session.key)
    return {
        "sides": [Seat.Side(side).label for side in SIDES],
        "reservations": [scenario.parties[side].reservation for side in SIDES],
        "issues": [_issue(scenario, table, name, language) for name in scenario.issues],
        "offers": [_offer(practice, scenario, table, offer, language) for offer in reversed(table.offers.values())],
        "statements": list(reversed(list(table.statements.values())))[:NEWEST],
    }


def _issue(scenario: Scenario, table: Table, name: str, language: str) -> dict[str, Any]:
    issue = scenario.issues[name]
    agreed = table.agreed.get(name)
    return {
        "title": issue.title[language],
        "agreed": issue.options[agreed].text[language] if agreed else "",
        "options": [
            {"text": option.text[language], "lawful": option.lawful, "points": [option.points[s] for s in SIDES]}
            for option in issue.options.values()
        ],
    }


def _offer(
    practice: Practice, scenario: Scenario, table: Table, offer: Mapping[str, Any], language: str
) -> dict[str, Any]:
    owns = [own_of(practice.session.scenario.digest, side) for side in SIDES]
    issues = scenario.issues
    return {
        "side": Seat.Side(offer["side"]).label,
        "status": offer["status"],
        "note": offer.get("note", ""),
        "worth": [own.worth({**table.agreed, **offer["terms"]}) for own in owns],
        "terms": [(issues[i].title[language], issues[i].options[o].text[language]) for i, o in offer["terms"].items()],
    }
