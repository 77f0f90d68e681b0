"""The parts that a format is made of, added, moved and taken out; ``setting_up.change`` decides what may be saved."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from scoring.contests.registering import Refusal

#: The lists of a format whose entries are added and moved one by one.
LISTS = ("components", "stages", "tie_breaks", "titles")
Format = dict[str, Any]


def added(format: Mapping[str, Any], part: str, entry: Mapping[str, Any]) -> Format:
    """The format with another entry at the end of a list; an entry that has ids gets one that is free."""
    made = _copied(format, part)
    made[part].append({"id": _free(made[part], part), **entry} if part != "tie_breaks" else dict(entry))
    return made


def removed(format: Mapping[str, Any], part: str, number: int) -> Format:
    """The format without one entry. What refers to it is a fault that ``read`` tells. Raises Refusal."""
    made = _copied(format, part)
    _entry(made, part, number)
    del made[part][number]
    return made


def moved(format: Mapping[str, Any], part: str, number: int, by: int) -> Format:
    """The format with one entry a place higher (-1) or lower (1); at the end of the list it stays. Raises Refusal."""
    made = _copied(format, part)
    _entry(made, part, number)
    to = number + by
    if 0 <= to < len(made[part]):
        made[part][number], made[part][to] = made[part][to], made[part][number]
    return made


#: What a press of a button does with one entry.
ACTS: Mapping[str, Callable[[Mapping[str, Any], str, int], Format]] = {
    "remove": removed,
    "up": partial(moved, by=-1),
    "down": partial(moved, by=1),
}


def _copied(format: Mapping[str, Any], part: str) -> Format:
    if part not in LISTS:
        raise Refusal(_("There is no such part of a format. Nothing was changed."))
    return deepcopy(dict(format))


def _entry(format: Format, part: str, number: int) -> None:
    if not 0 <= number < len(format[part]):
        raise Refusal(_("This entry is not there any more. Nothing was changed; look at the list again."))


def _free(entries: list[dict[str, Any]], part: str) -> str:
    taken = {each["id"] for each in entries}
    stem = part.removesuffix("s")
    return next(id for id in (f"{stem}-{n}" for n in range(1, len(entries) + 2)) if id not in taken)
