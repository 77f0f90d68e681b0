"""Opponents that concede by the clock or by what they are given: the plain ones that everybody meets first.

Time-dependent tactics after Faratin, Sierra and Jennings (1998): what is asked falls from the best package to the
reservation as 1 - t^(1/e), so e below 1 is a Boulware and e above 1 a conceder. Tit for tat gives as much as it got,
measured in its own points. Both accept by AC_next (Baarslag et al. 2013): what is as good as their own next offer.
"""

from dataclasses import dataclass

import numpy as np

from negotiation.engine.opponents.moves import Move, Terms, View
from negotiation.engine.opponents.packages import Packages

#: Packages so close to what is asked, as a share of the own range, count as equally good.
BAND = 0.04


@dataclass(frozen=True, slots=True)
class TimeDependent:
    """Concedes by the clock alone."""

    name: str
    e: float

    def turn(self, view: View) -> Move:
        """Ask what the hour says; among what is worth so much, offer what is most like the other's last word."""
        packages = view.own.open_packages(view.agreed)
        share = 1.0 - min(1.0, view.progress) ** (1.0 / self.e)
        return answer(view, packages, asked_at(view, packages, share))


@dataclass(frozen=True, slots=True)
class TitForTat:
    """Gives what it was given, times ``rate``, and of itself ``gift`` of its range over the whole time."""

    name: str
    rate: float = 1.0
    gift: float = 0.0

    def turn(self, view: View) -> Move:
        """Ask the best, less what the other's offers have improved by."""
        packages = view.own.open_packages(view.agreed)
        worths = [view.own.worth({**view.agreed, **terms}) for terms in view.theirs if _whole(terms, packages)]
        got = max(0, worths[-1] - worths[0]) if worths else 0
        span = max(1, packages.best - floor_of(view, packages))
        share = 1.0 - self.rate * got / span - self.gift * view.progress
        return answer(view, packages, asked_at(view, packages, max(0.0, share)))


def _whole(terms: Terms, packages: Packages) -> bool:
    return all(issue in terms for issue in packages.options)


def floor_of(view: View, packages: Packages) -> int:
    """The least that may be asked: the reservation, or what little is left of it when less can be had."""
    return min(view.own.reservation, packages.best)


def asked_at(view: View, packages: Packages, share: float) -> float:
    """What is asked at ``share`` of the way from the reservation to the best package."""
    floor = floor_of(view, packages)
    return floor + (packages.best - floor) * share


def answer(view: View, packages: Packages, asked: float) -> Move:
    """Accept what is as good as the next own offer, or anything acceptable when time is out; else make that offer."""
    span = packages.best - floor_of(view, packages)
    places = packages.between(asked, asked + BAND * span)
    likeness = packages.scored(_like(view, packages))[places]
    place = int(places[np.argmax(likeness)])
    return settle(view, packages, int(packages.worth[place])) or propose(view, packages, place)


def settle(view: View, packages: Packages, enough: float) -> Move | None:
    """Accept the standing offer when law and mandate allow it and it is worth ``enough``; on the last turn, when it
    is no worse than the reservation. None: not yet."""
    if view.standing is None:
        return Move("end", why="last") if view.last else None
    terms = {**view.agreed, **view.standing}
    whole = _whole(view.standing, packages)
    if view.own.may_sign(terms) and whole:
        worth = view.own.worth(terms)
        if worth >= enough:
            return Move("accept", why="good")
        if view.last and worth >= view.own.reservation:
            return Move("accept", why="last")
    return Move("end", why="last") if view.last else None


def propose(view: View, packages: Packages, place: int, why: str = "") -> Move:
    """The package at ``place``, with the reason that comparing it with the own offer before gives."""
    terms = packages.terms(place)
    if why:
        return Move("propose", terms, why)
    before = [mine for mine in view.mine if _whole(mine, packages)]
    if not before:
        return Move("propose", terms, "open")
    was = view.own.worth({**view.agreed, **before[-1]})
    return Move("propose", terms, "concede" if packages.worth[place] < was else "hold")


def _like(view: View, packages: Packages) -> dict[str, dict[str, float]]:
    """One for each option that the other side named last, and a little chance so that ties fall differently."""
    dice = view.dice("ties")
    chance = {i: dict(zip(names, dice.random(len(names)) * 0.01, strict=True)) for i, names in packages.options.items()}
    for terms in view.theirs:
        named = {issue: option for issue, option in terms.items() if option in chance.get(issue, {})}
    if view.theirs:
        for issue, option in named.items():
            chance[issue][option] += 1.0
    return chance
