"""How a session ends: signed by both chiefs, suspended, or closed by the host."""

from collections.abc import Sequence

from live.machine import Event, Refused
from negotiation.engine.turn import Turn


def sign(turn: Turn, asked: None) -> Sequence[Event]:
    """A chief signs the agreement when every issue is agreed; with the second signature the session is agreed.

    An issue that the sides leave as it is must be agreed at its status quo: nothing is settled by silence. Both
    sign the same terms, for whatever changes on the table strikes out the first signature.
    """
    turn.running()
    table = turn.table
    still_open = [issue for issue in turn.scenario.issues if issue not in table.agreed]
    if still_open:
        raise Refused("not_now", issues=still_open)
    if turn.seat.side in table.signatures:
        raise Refused("not_now")
    signed = turn.happens("agreement.signed", {"side": turn.seat.side, "terms_version": table.terms_version})
    if not table.signatures:
        return [signed]
    agreed = {"terms": dict(table.agreed), "terms_version": table.terms_version}
    return [signed, turn.happens("session.agreed", agreed)]


def declare_impasse(turn: Turn, reason: str) -> Sequence[Event]:
    """A chief sees no way on; when the other does too, or the host says so, bargaining is suspended (Art. 35)."""
    turn.phase()
    side, said = turn.seat.side, turn.table.impasse
    if side and side in said:
        raise Refused("not_now")
    declared = turn.happens("impasse.declared", {"reason": reason} | ({"side": side} if side else {}))
    if side and not said:
        return [declared]
    return [declared, turn.happens("session.suspended", {"reason": reason})]


def close(turn: Turn, outcome: str) -> Sequence[Event]:
    """The host closes the session for good: ``agreed`` if, and only if, both chiefs have signed."""
    status = turn.table.status
    if (outcome == "agreed") != (status == "agreed") or (outcome == "suspended" and status == "planned"):
        raise Refused("not_now")
    return [turn.happens("session.closed", {"outcome": outcome})]
