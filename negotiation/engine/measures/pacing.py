"""Where the time went and in which order issues closed (measures 25 and 26 of docs/metrics.md). Times in ms."""

from collections.abc import Sequence
from dataclasses import dataclass

from live.machine import SIDES
from negotiation.engine.measures.account import Account, Caucus, Closed, Stretch, shares, talk_of
from negotiation.engine.measures.process import LATE


@dataclass(frozen=True, slots=True)
class Pace:
    """``rush``: share of the agreed issues that closed in the last fifth of the running time."""

    first_offer: int | None  # running time until the first offer that bound a side
    phases: Sequence[Stretch]
    caucuses: Sequence[Caucus]
    closed: Sequence[Closed]  # in order, reopened ones among them
    reopened: int
    rush: float | None
    talk: dict[str, int]  # by side
    talk_share: dict[str, float]  # by seat
    waiting: dict[str, int]  # by seat
    answers: dict[str, float | None]  # side: the median time it took to answer an offer


def pace(account: Account) -> Pace:
    """Measure an account's time."""
    closed = account.closings
    agreed = [each for each in closed if each.option]
    late = [each for each in agreed if each.ran >= (1 - LATE) * account.ran]
    return Pace(
        first_offer=next((put.ran for put in account.puts if not put.spoken_only), None),
        phases=account.phases,
        caucuses=account.caucuses,
        closed=closed,
        reopened=len(closed) - len(agreed),
        rush=len(late) / len(agreed) if agreed else None,
        talk={side: talk_of(account, side) for side in SIDES},
        talk_share=shares(account),
        waiting=dict(account.waiting),
        answers={side: _answered(account, side) for side in SIDES},
    )


def _answered(account: Account, side: str) -> float | None:
    """The median time in which a side took or declined the other's offers."""
    taken = sorted(
        put.answered_at - put.at
        for put in account.puts
        if put.side != side and put.answered_at is not None and put.answer in {"accepted", "rejected"}
    )
    middle = len(taken) // 2
    if not taken:
        return None
    return float(taken[middle]) if len(taken) % 2 else (taken[middle - 1] + taken[middle]) / 2
