"""How hard an opponent bargains: who there is, five levels of each, and the level that fits what somebody did last."""

from collections.abc import Sequence

LEVELS = (1, 2, 3, 4, 5)
FIRST = 2
#: Chooses who sits there by the level alone.
FITTING = "fitting"
OPPONENTS = (
    "conceder",
    "linear",
    "boulware",
    "tit-for-tat",
    "nice-tit-for-tat",
    "frequency",
    "bayes",
    "expert",
)


def advised(last: Sequence[tuple[int, float | None, bool]]) -> int:
    """The level for next time, by the last results, the newest first: (level, payoff, agreed).

    One up after a payoff of 0.6 and more; one down after less than 0.3, or no agreement. Only the last one counts, so
    that whoever practises sees the level move with what they do.
    """
    if not last:
        return FIRST
    level, share, agreed = last[0]
    if agreed and (share or 0.0) >= 0.6:
        return min(level + 1, LEVELS[-1])
    if not agreed or (share or 0.0) < 0.3:
        return max(level - 1, LEVELS[0])
    return level
