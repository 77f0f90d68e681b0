"""One bargain between two opponents: alternating offers of whole packages (Rubinstein 1982), with a deadline."""

from collections.abc import Mapping
from dataclasses import dataclass

from live.machine import SIDES
from negotiation.engine.opponents.moves import Agent, Offer, Terms, View
from negotiation.engine.opponents.own import Own


@dataclass(frozen=True, slots=True)
class Bargain:
    """How it went: what was agreed, or nothing; whose word ended it; turns taken by both."""

    agreed: Terms | None
    by: str
    why: str
    turns: int
    offers: tuple[Offer, ...]  # ``mine`` is whoever began


def bargain(agents: Mapping[str, Agent], owns: Mapping[str, Own], *, first: str, turns: int, seed: str) -> Bargain:
    """Let both move in turn, ``turns`` times in all, ``first`` beginning.

    A package that is unlawful, that leaves something open, or that breaks the own mandate ends it: an agent that
    cannot keep the rules has no agreement to show.
    """
    order = (first, SIDES[1 - SIDES.index(first)])
    made: list[tuple[str, Terms, float]] = []
    standing: Terms | None = None
    for number in range(turns):
        side, progress = order[number % 2], number / (turns - 1)
        view = View(owns[side], seed, _seen(made, side), standing, {}, progress)
        move = agents[side].turn(view)
        if move.kind == "accept" and standing is not None and owns[side].may_sign(standing):
            return Bargain(standing, side, move.why, number + 1, _seen(made, first))
        if move.kind in ("end", "accept") or (move.kind == "propose" and not _whole(owns[side], move.terms)):
            return Bargain(None, side, move.why, number + 1, _seen(made, first))
        standing = move.terms if move.kind == "propose" else None
        if standing is not None:
            made.append((side, standing, progress))
    return Bargain(None, "", "", turns, _seen(made, first))


def _seen(made: list[tuple[str, Terms, float]], side: str) -> tuple[Offer, ...]:
    """The offers as ``side`` has seen them."""
    return tuple(Offer(by == side, terms, at) for by, terms, at in made)


def _whole(own: Own, terms: Terms) -> bool:
    return terms.keys() == own.points.keys() and own.may_sign(terms)
