"""What somebody who practises may be told: what the last offer is worth to them, and which trade both might like.

Everything is read from their own papers and the opponent's visible moves: never from the opponent's points.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from negotiation.engine.opponents.learning import by_bayes, by_frequency
from negotiation.engine.opponents.moves import Offer, View
from negotiation.engine.opponents.own import Own
from negotiation.engine.state import Table


def hint(table: Table, own: Own) -> dict[str, Any]:
    """``offer``: worth of the other side's last one; ``trade``: what to give and to get; each left out where there is
    nothing to say. Issues and options are ids."""
    offers = [
        Offer(offer["side"] == own.side, offer["terms"])
        for offer in table.offers.values()
        if offer["status"] != "recorded"
    ]
    view = View(own, "", tuple(offers), None, table.agreed)
    found: dict[str, Any] = {}
    if view.theirs:
        found["offer"] = worth_of(view.theirs[-1], view)
    if not table.over and len(table.agreed) < len(own.points) and (found_trade := trade(view)):
        found["trade"] = found_trade
    return found


def worth_of(terms: Mapping[str, str], view: View) -> dict[str, Any]:
    """Points with what is agreed, and how far from the reservation when nothing is left open."""
    own, settled = view.own, {**view.agreed, **terms}
    whole = settled.keys() >= own.points.keys()
    points = own.worth(settled)
    return {"points": points, "whole": whole, **({"margin": points - own.reservation} if whole else {})}


def trade(view: View) -> dict[str, Any] | None:
    """From the own last whole offer to one that is worth no less, and that the other side seems to like better."""
    packages = view.own.open_packages(view.agreed)
    whole = [terms for terms in view.mine if all(issue in terms for issue in packages.options)]
    if not whole or not view.theirs:
        return None
    often, likely = by_frequency(view), by_bayes(view)
    liked = packages.scored({i: {o: often[i][o] + likely[i][o] for o in likely[i]} for i in likely})
    now = {issue: whole[-1][issue] for issue in packages.options}
    least = view.own.worth({**view.agreed, **now})
    places = np.flatnonzero(packages.allowed & (packages.worth >= least))
    if not len(places):
        return None
    better = packages.terms(int(places[np.argmax(liked[places])]))
    points = view.own.points
    changed = [issue for issue in better if better[issue] != now[issue]]
    give = {i: better[i] for i in changed if points[i][better[i]] < points[i].get(now[i], 0)}
    get = {i: better[i] for i in changed if i not in give}
    return {"give": give, "get": get, "points": view.own.worth({**view.agreed, **better})} if give else None
