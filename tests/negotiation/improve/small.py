"""A case of two issues, small enough to see every package."""

from functools import cache

from live.machine import SIDES
from negotiation.engine.scenario import Issue, Option, Party, Phase, Scenario

WORDS = {"zh": "甲", "en": "A"}


def option(key: str, workers: int, employer: int, *, lawful: bool = True) -> Option:
    return Option(key, WORDS, {"workers": workers, "employer": employer}, lawful=lawful)


@cache
def scenario() -> Scenario:
    """Long leave is worth much to the workers and costs the employer nothing; pay is a matter of give and take."""
    pay = [option("none", 0, 90, lawful=False), option("low", 20, 50), option("high", 40, 30)]
    leave = [option("short", 10, 10), option("long", 30, 10)]
    issues = {
        "pay": Issue("pay", WORDS, "wage", {each.id: each for each in pay}, "low"),
        "leave": Issue("leave", WORDS, "leave", {each.id: each for each in leave}, "short"),
    }
    parties = {
        side: Party(WORDS, {f"{side}-chief": WORDS}, WORDS, ("pay",), WORDS, batna_points=10, reservation=20, target=60)
        for side in SIDES
    }
    return Scenario(
        "small",
        "0" * 64,
        WORDS,
        WORDS,
        "enterprise",
        WORDS,
        WORDS,
        parties,
        issues,
        {},
        {},
        (Phase("talk", WORDS, 600),),
    )
