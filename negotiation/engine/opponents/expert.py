"""Opponents that learn what the other side cares for, and look for packages that are good for both.

The learners only choose better among what they would ask anyway. The expert walks down the frontier it has learned,
answers an offer by one that is better for both while there is time, goes back to the best it was ever offered, and
accepts by AC_combi (Baarslag, Hindriks and Jonker 2013): what is as good as its own next offer, or, when time runs
short, what is as good as can still be hoped for.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from negotiation.engine.opponents.learning import Wants, by_bayes, by_frequency
from negotiation.engine.opponents.moves import Move, Terms, View
from negotiation.engine.opponents.packages import Figures, Packages
from negotiation.engine.opponents.timed import BAND, asked_at, floor_of, propose, settle

#: From here on the expert stops waiting and meets the other side at the best that it was offered.
LATE = 0.92
#: How much more the other side must like a package for it to count as clearly better.
CLEARLY = 0.02
#: How much the count of moves has to say beside Bayes.
SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Learner:
    """Concedes by the clock; of what is worth the same to itself, offers what the other side seems to like best."""

    name: str
    model: Callable[[View], Wants]
    e: float = 0.7

    def turn(self, view: View) -> Move:
        """The package that the model likes best among those worth what the hour says."""
        packages = view.own.open_packages(view.agreed)
        asked = asked_at(view, packages, 1.0 - min(1.0, view.progress) ** (1.0 / self.e))
        places = packages.between(asked, asked + BAND * (packages.best - floor_of(view, packages)))
        liked = packages.scored(self.model(view))[places]
        place = int(places[np.argmax(liked)])
        return settle(view, packages, int(packages.worth[place])) or propose(view, packages, place)


@dataclass(frozen=True, slots=True)
class Expert:
    """Learns, trades and waits. ``e``: how it concedes; ``fair``: what share of its range it keeps until LATE."""

    name: str = "expert"
    e: float = 0.5
    fair: float = 0.5

    def turn(self, view: View) -> Move:
        """Take what is good enough, unless something is better for both; else a step along the frontier."""
        packages = view.own.open_packages(view.agreed)
        liked = packages.scored(_mixed(view))
        place = _best_for_them(packages, liked, self.asked(view, packages))
        done = settle(view, packages, self._enough(view, packages, place))
        if done is None:
            return _echo(view, packages) or propose(view, packages, place, self._why(view, packages, place))
        if done.kind == "accept" and (better := _better_for_both(view, packages, liked)) is not None:
            return propose(view, packages, better, "trade")
        return done

    def asked(self, view: View, packages: Packages) -> float:
        """From the best down to ``fair`` of the range; when time runs short, on to the best that was ever offered."""
        fair = asked_at(view, packages, self.fair)
        if view.progress < LATE:
            gone: float = (view.progress / LATE) ** (1.0 / self.e)
            return packages.best - (packages.best - fair) * gone
        offered = max(floor_of(view, packages), _best_offered(view))
        if _turns_left(view) <= 1:
            return min(fair, offered)
        left = (1.0 - view.progress) / (1.0 - LATE)
        return min(fair, offered) + max(0.0, fair - offered) * left

    def _enough(self, view: View, packages: Packages, place: int) -> float:
        """AC_combi: the own next offer; before the last turns, the best that the other side ever offered."""
        own = float(packages.worth[place])
        if _turns_left(view) > 1:
            return own
        return min(own, max(_best_offered(view), view.own.reservation))

    def _why(self, view: View, packages: Packages, place: int) -> str:
        if not view.mine:
            return "open"
        was = view.own.worth({**view.agreed, **view.mine[-1]})
        return "trade" if packages.worth[place] >= was else "concede"


def _echo(view: View, packages: Packages) -> Move | None:
    """With the last own word: the best that the other side ever offered, for that it cannot well refuse."""
    offered = [terms for terms in view.theirs if view.own.may_sign({**view.agreed, **terms})]
    whole = [terms for terms in offered if all(issue in terms for issue in packages.options)]
    if not whole or _turns_left(view) >= 1:
        return None
    best = max(whole, key=lambda terms: view.own.worth({**view.agreed, **terms}))
    if view.own.worth({**view.agreed, **best}) < view.own.reservation:
        return None
    return Move("propose", {issue: best[issue] for issue in packages.options}, "echo")


def _best_offered(view: View) -> int:
    """What the other side's best offer so far is worth; nothing when there was none that may be signed."""
    worths = [{**view.agreed, **terms} for terms in view.theirs]
    return max((view.own.worth(terms) for terms in worths if view.own.may_sign(terms)), default=0)


def _turns_left(view: View) -> int:
    """How many turns come after this one, if they go on coming as they did."""
    mine = [offer.progress for offer in view.offers if offer.mine]
    step = (view.progress - mine[0]) / len(mine) if mine else 0.0
    return int((1.0 - view.progress) / step + 1e-6) if step > 0 else 99


def _mixed(view: View) -> Wants:
    """Both models: refusals tell Bayes more, constancy tells the count more while offers are few."""
    often, likely = by_frequency(view), by_bayes(view)
    return {i: {o: SHARE * often[i][o] + (1 - SHARE) * likely[i][o] for o in likely[i]} for i in likely}


def _best_for_them(packages: Packages, liked: Figures, asked: float) -> int:
    """Of all that is worth at least ``asked``, what the other side likes best; then what is worth most."""
    enough = np.flatnonzero(packages.allowed & (packages.worth >= min(asked, packages.best)))
    if not len(enough):
        return int(np.argmax(packages.worth))
    return int(enough[np.argmax(liked[enough] + packages.worth[enough] * np.float32(1e-5))])


def _better_for_both(view: View, packages: Packages, liked: Figures) -> int | None:
    """A package that gives oneself no less than the offer on the table and the other side clearly more, if there is
    time to hear what it says to that and to take its word after all."""
    if view.standing is None or _turns_left(view) < 1:
        return None
    there = _place_of(packages, view.standing)
    place = _best_for_them(packages, liked, float(packages.worth[there]))
    return place if liked[place] > liked[there] + CLEARLY else None


def _place_of(packages: Packages, terms: Terms) -> int:
    """Where a whole lawful package stands."""
    place = 0
    for issue, names in packages.options.items():
        place = place * len(names) + list(names).index(terms[issue])
    return place
