"""A scenario in other time: the same case, with phases left out, cut short or made longer, and its news moved along."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from negotiation.engine.scenario import Phase, Scenario

#: No phase is cut below this.
SHORTEST = 30


def retimed(scenario: Scenario, timetable: Mapping[str, Any]) -> Scenario:
    """The scenario by ``{"phases": [{"phase": place, "seconds"}], "minutes": {news: minute}}``.

    ``place`` counts the scenario's own phases from 0. News without a minute here waits for the host.
    """
    phases = tuple(replace(scenario.phases[each["phase"]], seconds=each["seconds"]) for each in timetable["phases"])
    injects = {key: replace(inject, minute=timetable["minutes"].get(key)) for key, inject in scenario.injects.items()}
    return replace(scenario, phases=phases, injects=injects)


def within(scenario: Scenario, seconds: int) -> dict[str, Any]:
    """The timetable in which all phases where something is said or offered share ``seconds``; none below 30 s."""
    kept = {place: phase for place, phase in enumerate(scenario.phases) if phase.speech != "none" or phase.offers}
    share = Fraction(seconds, sum(phase.seconds for phase in kept.values()))
    phases = [{"phase": at, "seconds": max(SHORTEST, round(phase.seconds * share))} for at, phase in kept.items()]
    return {"phases": phases, "minutes": _minutes(scenario, share)}


def bargaining(scenario: Scenario, seconds: int) -> dict[str, Any]:
    """The timetable of a session that goes on in the middle: only the phases with offers, in ``seconds`` together."""
    kept = {place: phase for place, phase in enumerate(scenario.phases) if phase.offers}
    whole = sum(phase.seconds for phase in kept.values())
    phases = [
        {"phase": place, "seconds": max(SHORTEST, _share(phase, seconds, whole))} for place, phase in kept.items()
    ]
    return {"phases": phases, "minutes": {}}


def _share(phase: Phase, seconds: int, whole: int) -> int:
    return round(phase.seconds * Fraction(seconds, whole))


def _minutes(scenario: Scenario, share: Fraction) -> dict[str, int]:
    """News at the same part of the meeting, in whole minutes."""
    return {key: round(news.minute * share) for key, news in scenario.injects.items() if news.minute is not None}
