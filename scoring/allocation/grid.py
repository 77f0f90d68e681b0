"""The timetable as a grid: a row for each time, a column for each room."""

from typing import Any

from scoring.allocation.models import Plan
from scoring.contests.models import Contest


def grid(contest: Contest, plan: Plan, names: dict[str, dict[str, str]]) -> dict[str, Any]:
    """``{"rooms", "rows": [{"time", "cells": [match or None]}]}``; a match with its panel, the head judge first."""
    heads = {str(judge.pk) for judge in contest.judges.all() if judge.head}
    placed = {
        (start, room): {
            "id": id,
            "title": names["match"].get(id, id),
            "panel": [
                {"id": each, "name": names["judge"].get(each, each), "head": each in heads}
                for each in sorted(panel, key=lambda each: each not in heads)
            ],
        }
        for id, (start, room, panel) in plan.answer.items()
        if id in names["match"]
    }
    rooms = sorted({room for _start, room in placed})
    times = sorted({start for start, _room in placed})
    return {
        "rooms": rooms,
        "rows": [{"time": time, "cells": [placed.get((time, room)) for room in rooms]} for time in times],
    }
