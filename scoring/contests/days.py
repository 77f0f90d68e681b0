"""The day that a set-up makes, as a page shows it: in hours, and in the reader's words."""

from datetime import date, time, timedelta
from typing import Any

from scoring.contests.library import in_words
from scoring.engine.format import outlook, read
from scoring.engine.format.outlook import Hours


def shown(format: dict[str, Any], *, teams: int, rooms: int, begins: time, ends: time, first: date) -> dict[str, Any]:
    """``{"days", "stages", "matches", "seatings", "at_once", "too_long"}``. Raises BadFormat and ValueError."""
    found = outlook(read(format), teams=teams, rooms=rooms, hours=Hours(_minutes(begins), _minutes(ends)))
    titles = {each["id"]: in_words(each["title"]) for each in format["stages"]}
    return {
        "matches": found.matches,
        "seatings": found.seatings,
        "at_once": found.at_once,
        "too_long": [titles[stage] for stage in found.too_long],
        "stages": [
            {"title": titles[each.stage], "teams": each.teams, "matches": each.matches, "after": each.after}
            for each in found.stages
        ],
        "days": [
            {
                "date": first + timedelta(days=day.number - 1),
                "end": _clock(day.end),
                "blocks": [
                    {
                        "title": titles[block.stage],
                        "round": block.round,
                        "matches": block.matches,
                        "begin": _clock(block.begin),
                        "end": _clock(block.end),
                        "minutes": block.end - block.begin,
                    }
                    for block in day.blocks
                ],
            }
            for day in found.days[:MOST_DAYS]
        ],
        "all_days": len(found.days),
    }


#: How many days a page shows; their number is told in any case.
MOST_DAYS = 10


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
