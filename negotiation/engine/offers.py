"""Formal offers: only a chief's binds a side, and none below a legal floor ever comes on the table."""

from collections.abc import Mapping, Sequence
from typing import Any

from live.machine import Event, Refused
from negotiation.engine.commands import Answer, Package, Reopening
from negotiation.engine.scenario import Terms
from negotiation.engine.turn import Turn


def draft(turn: Turn, package: Package) -> Sequence[Event]:
    """A package for the own side to look at while there is bargaining; it may be unlawful, as one sees at once."""
    if turn.table.over:
        raise Refused("not_now")
    number = len(turn.table.drafts[turn.seat.side]) + 1
    data = {"draft": f"d{number}", "seat": turn.seat.key, "terms": dict(package.terms), "note": package.note}
    return [turn.happens("offer.drafted", data)]


def table_offer(turn: Turn, package: Package) -> Sequence[Event]:
    """A chief puts a package on the table, full or partial."""
    _assert_offers(turn)
    _assert_acceptable(turn, package.terms)
    return [turn.happens("offer.tabled", _new(turn, package))]


def record(turn: Turn, package: Package) -> Sequence[Event]:
    """The recorder writes an offer down as it was spoken in the hall; that side's chief then confirms it.

    What was spoken may be unlawful: it is recorded all the same, and refused when it is confirmed.
    """
    _assert_offers(turn)
    if turn.setting != "hall":
        raise Refused("not_now")
    return [turn.happens("offer.recorded", _new(turn, package))]


def _new(turn: Turn, package: Package) -> Mapping[str, Any]:
    number = len(turn.table.offers) + 1
    return {"offer": f"o{number}", "side": package.side, "terms": dict(package.terms), "note": package.note}


def confirm(turn: Turn, answer: Answer) -> Sequence[Event]:
    """The side's chief stands by what the recorder wrote."""
    _assert_offers(turn)
    _assert_status(answer, "recorded")
    _assert_acceptable(turn, answer.stands["terms"])
    kept = {key: answer.stands[key] for key in ("side", "terms", "note")}
    return [turn.happens("offer.tabled", {"offer": answer.offer, **kept})]


def withdraw(turn: Turn, answer: Answer) -> Sequence[Event]:
    """A chief takes the own side's offer back while it is neither accepted nor rejected."""
    turn.running()
    _assert_status(answer, "recorded", "tabled")
    return [turn.happens("offer.withdrawn", {"offer": answer.offer, "reason": answer.reason})]


def reject(turn: Turn, answer: Answer) -> Sequence[Event]:
    """The other side's chief declines an offer."""
    turn.running()
    _assert_status(answer, "tabled")
    return [turn.happens("offer.rejected", {"offer": answer.offer, "reason": answer.reason})]


def accept(turn: Turn, answer: Answer) -> Sequence[Event]:
    """The other side's chief takes an offer exactly as it stands; each issue in it is then agreed."""
    _assert_offers(turn)
    _assert_status(answer, "tabled")
    _assert_acceptable(turn, answer.stands["terms"])
    return [turn.happens("offer.accepted", {"offer": answer.offer, "terms": answer.stands["terms"]})]


def reopen(turn: Turn, reopening: Reopening) -> Sequence[Event]:
    """A chief takes an agreed issue up again, with a reason; a signature under the old terms falls."""
    _assert_offers(turn)
    if reopening.issue not in turn.table.agreed:
        raise Refused("not_now")
    return [turn.happens("issue.reopened", {"issue": reopening.issue, "reason": reopening.reason})]


def _assert_offers(turn: Turn) -> None:
    """Raises Refused ``not_now`` unless offers may be made in this phase, its clock going."""
    if not turn.running().offers:
        raise Refused("not_now")


def _assert_status(answer: Answer, *statuses: str) -> None:
    """Raises Refused ``not_now`` unless the offer is in one of these statuses."""
    if answer.stands["status"] not in statuses:
        raise Refused("not_now")


def _assert_acceptable(turn: Turn, package: Terms) -> None:
    """Raises Refused: ``not_now`` when an issue is agreed otherwise and was not reopened; ``illegal_terms``."""
    agreed = turn.table.agreed
    settled = [issue for issue, option in package.items() if agreed.get(issue, option) != option]
    if settled:
        raise Refused("not_now", issues=settled)
    if unlawful := turn.scenario.below_floor(package):
        raise Refused("illegal_terms", issues=unlawful)
