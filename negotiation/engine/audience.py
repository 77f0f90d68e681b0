"""Who hears of what: every kind of event has its audience here, and one that has none cannot be written."""

from collections.abc import Mapping, Sequence

from live.machine import JUDGES, OFFICIALS, PUBLIC, side_audience

#: The audience of whoever's side the sender is on.
OWN_SIDE = "own side"
#: The audience that the scenario gives a piece of news, and whoever runs or judges the session.
BY_SCENARIO = "by scenario"

AUDIENCES: Mapping[str, str] = {
    "agreement.signed": PUBLIC,
    "caucus.ended": PUBLIC,
    "caucus.said": OWN_SIDE,
    "caucus.started": PUBLIC,
    "clock.paused": PUBLIC,
    "clock.resumed": PUBLIC,
    "fact.shown": PUBLIC,
    "floor.asked": PUBLIC,
    "floor.given": PUBLIC,
    "floor.yielded": PUBLIC,
    "impasse.declared": PUBLIC,
    "inject.released": BY_SCENARIO,
    "issue.reopened": PUBLIC,
    "minutes.written": PUBLIC,
    "offer.accepted": PUBLIC,
    "offer.drafted": OWN_SIDE,
    "offer.recorded": PUBLIC,
    "offer.rejected": PUBLIC,
    "offer.tabled": PUBLIC,
    "offer.withdrawn": PUBLIC,
    "phase.ended": PUBLIC,
    "phase.expired": PUBLIC,
    "phase.extended": PUBLIC,
    "phase.started": PUBLIC,
    "ruled": PUBLIC,
    "said": PUBLIC,
    "seat.given": PUBLIC,
    "seat.taken": PUBLIC,
    "session.agreed": PUBLIC,
    "session.closed": PUBLIC,
    "session.opened": PUBLIC,
    "session.suspended": PUBLIC,
}


def audience_of(kind: str, side: str = "") -> str:
    """The one audience of an event of this kind that a member of ``side`` brings about. KeyError when it has none."""
    declared = AUDIENCES[kind]
    if declared == BY_SCENARIO:
        raise KeyError(f"{kind} goes where the scenario says: see hears_of")
    return side_audience(side) if declared == OWN_SIDE else declared


def hears_of(news: str) -> Sequence[str]:
    """Where news for the audience ``news`` goes, each in an event of its own.

    What one side alone is told, the host has to see go out and the judges have to know to judge what follows.
    """
    return [PUBLIC] if news == PUBLIC else list(dict.fromkeys([news, OFFICIALS, JUDGES]))
