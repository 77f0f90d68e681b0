"""Example problems: a knock-out of so many teams, the same for the same numbers. Places and people are invented."""

import random
from typing import Any

_NAMES = "Northport Easton Westhaven Southfield Riverton Lakeside Hillcrest Stonebridge Millbrook Oakdale"
CITIES = tuple(_NAMES.split())


def example(teams: int, judges: int, seed: int) -> dict[str, Any]:
    """A problem file's content. ``teams`` is 4, 8, 16, 32 or 64; played until two matches decide ranks 1 to 4.

    Up to 16 teams play in three rooms on one day, more in six on two.
    """
    dice = random.Random(seed)  # noqa: S311
    big = teams > 16
    days = ["2026-12-05", "2026-12-06"] if big else ["2026-12-05"]
    clocks = [f"{8 + (30 + 75 * n) // 60:02}:{(30 + 75 * n) % 60:02}" for n in range(9)]
    matches = _matches(teams)
    return {
        "schema": "timetable/1",
        "starts": [f"{day} {clock}" for day in days for clock in clocks],
        "rest": {"teams": 15, "judges": 5},
        "fresh": [],
        "experience": 2,
        "teams": [
            {
                "id": f"Team {n}",
                "city": f"{CITIES[n % 10]} {n // 10 + 1}",
                "employer": f"Works {dice.randint(1, 2 * teams)}",
            }
            for n in range(1, teams + 1)
        ],
        "rooms": [
            {"id": f"Hall {n}", "open": [[f"{day} 08:00", f"{day} 20:00"] for day in days]}
            for n in range(1, 7 if big else 4)
        ],
        "judges": [_judge(n, dice, teams, days) for n in range(1, judges + 1)],
        "matches": matches,
    }


def _matches(teams: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    playing, number = [f"Team {n}" for n in range(1, teams + 1)], 1
    while len(playing) >= 4:
        pairs = [playing[n : n + 2] for n in range(0, len(playing), 2)]
        size = 5 if len(pairs) == 2 else 3
        ids = [f"M{len(found) + n}" for n in range(1, len(pairs) + 1)]
        found += [
            {"id": id, "round": number, "teams": pair, "minutes": 60, "panel": size}
            for id, pair in zip(ids, pairs, strict=True)
        ]
        playing, number = [f"winner of {id}" for id in ids], number + 1
    return found


def _judge(number: int, dice: random.Random, teams: int, days: list[str]) -> dict[str, Any]:
    home = dice.randint(1, teams)
    judge: dict[str, Any] = {
        "id": f"Judge {number}",
        "city": f"{CITIES[home % 10]} {home // 10 + 1}" if number % 3 == 0 else "Elsewhere",
        "employer": f"Works {dice.randint(1, 2 * teams)}" if number % 4 == 0 else "",
        "head": number % 2 == 1,
        "experience": dice.randint(1, 4) + number % 2,
    }
    if number % 7 == 0:
        day = dice.choice(days)
        judge["free"] = [[f"{day} 08:00", f"{day} 16:00"]] + [
            [f"{other} 08:00", f"{other} 20:00"] for other in days if other != day
        ]
    if number % 5 == 0:
        judge["conflicts"] = [
            {"team": f"Team {dice.randint(1, teams)}", "why": dice.choice(["family", "coached", "judged"])}
        ]
    return judge
