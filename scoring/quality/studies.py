"""A contest's confirmed results as one table of values, and what can be said of its judges and cases by it."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from scoring.contests.library import in_words
from scoring.contests.models import Contest, Match
from scoring.contests.records import Confirmed, confirmed_matches
from scoring.models import Place
from scoring.quality.engine.against import Against, Cell, against, others
from scoring.quality.engine.balance import Balance, balance

SIDES = ("workers", "employer")


@dataclass(frozen=True, slots=True)
class Given:
    """One judge's value: person's id, team's id, criterion, value, and at which match."""

    judge: str
    team: str
    criterion: str
    value: Fraction
    match: int


def given(contest: Contest, confirmed: Confirmed, *, stage: str = "") -> list[Given]:
    """Every value that a confirmed result rests on, of one stage or of all. Judges are people, wherever they sat."""
    panels = [match.session.panel.pk for match, _sheets in confirmed]
    seats = {
        (place.panel_id, place.key): str(place.person_id)
        for place in Place.objects.filter(panel__in=panels).exclude(person=None)
    }
    found = []
    for match, sheets in confirmed:
        if stage and match.stage != stage:
            continue
        panel = match.session.panel.pk
        for side in SIDES:
            team = str(getattr(match, f"{side}_id"))
            for key, line in sheets[side]["judges"].items():
                judge = seats.get((panel, key), f"{panel} {key}")
                found += [
                    Given(judge, team, criterion, Fraction(value), match.pk)
                    for criterion, value in line["values"].items()
                ]
    return found


def names(contest: Contest, values: list[Given]) -> dict[str, str]:
    """How judges and teams are called, by the ids of the table."""
    people = {str(place.person_id): str(place.person) for place in _places(contest)}
    teams = {f"t{team.pk}": str(team) for team in contest.teams.all()}
    return people | teams


def _places(contest: Contest) -> Any:
    seated = Place.objects.filter(panel__session__match__contest=contest).exclude(person=None)
    return seated.select_related("person")


def report(contest: Contest, *, stage: str = "") -> dict[str, Any] | None:
    """Agreement, habits, fair averages and other rankings, with their sentences; None while nothing is confirmed.

    Where a judge saw a team more than once, the last time counts, so that each cell of the table is one value.
    """
    from scoring import judges_report as reports  # noqa: PLC0415 (SciPy comes with it)
    from scoring.engine.agreement import Mark, study  # noqa: PLC0415

    confirmed = confirmed_matches(contest)
    values = given(contest, confirmed, stage=stage)
    if not values:
        return None
    cells = {(f"t{each.team}", each.judge, each.criterion): each.value for each in values}
    marks = reports.checked(Mark(team, judge, criterion, value) for (team, judge, criterion), value in cells.items())
    rubric = confirmed[-1][0].session.panel.rubric.content
    weights = {each["id"]: Fraction(str(each["weight"])) for each in rubric["criteria"]}
    found = study(marks, weights={name: weights.get(name, Fraction(1)) for name in marks.criteria})
    return reports.with_sentences(reports.report(found, names(contest, values)))


def sheet_of(contest: Contest, person: str) -> dict[str, Any] | None:
    """What a judge reads of their own judging: nobody else's name is in it. None where they judged nothing."""
    confirmed = confirmed_matches(contest)
    values = given(contest, confirmed)
    by_judge: dict[str, dict[Cell, Fraction]] = {}
    for each in values:
        # The match is part of the cell: another match of the same team is another performance.
        by_judge.setdefault(each.judge, {})[f"{each.match} {each.team}", each.criterion] = each.value
    if person not in by_judge:
        return None
    compared = against(by_judge[person], others(by_judge, person))
    titles = _criteria(confirmed)
    return {
        "matches": len({each.match for each in values if each.judge == person}),
        "values": len(by_judge[person]),
        **_shown(compared, titles),
    }


def _criteria(confirmed: Confirmed) -> dict[str, str]:
    return {
        each["id"]: in_words(each["title"])
        for match, _sheets in confirmed
        for each in match.session.panel.rubric.content["criteria"]
    }


def _shown(compared: Against | None, titles: Mapping[str, str]) -> dict[str, Any]:
    """Figures with the sentence that says what they mean."""
    if compared is None:
        return {"says": _("Nobody else judged the same, so there is nothing to compare with."), "criteria": []}
    severity = float(compared.severity)
    if abs(severity) < 0.25:
        says = _("As a whole you are neither stricter nor milder than the others.")
    elif severity < 0:
        says = _("As a whole you give %(points)s less than the others.") % {"points": f"{-severity:.2f}"}
    else:
        says = _("As a whole you give %(points)s more than the others.") % {"points": f"{severity:.2f}"}
    return {
        "says": says,
        "severity": f"{severity:+.2f}",
        "distance": f"{float(compared.distance):.2f}",
        "cells": compared.cells,
        "criteria": [
            {"title": titles.get(id, id), "difference": f"{float(each):+.2f}", "far": abs(each) >= 1}
            for id, each in sorted(compared.criteria.items(), key=lambda entry: -abs(entry[1]))
        ],
    }


def compared_with(
    reference: Mapping[Cell, Fraction], own: Mapping[Cell, Fraction], titles: Mapping[str, str]
) -> dict[str, Any]:
    """A trial against the confirmed panel of the recorded session."""
    return _shown(against(own, reference), titles)


def balances(contest: Contest) -> list[tuple[str, Balance]]:
    """Every case that was played to a confirmed result, with both sides' marks compared."""
    pairs: dict[Any, list[tuple[float, float]]] = {}
    for match, sheets in confirmed_matches(contest):
        marks = [float(Fraction(sheets[side]["total"])) for side in SIDES]
        pairs.setdefault(match.session.scenario, []).append((marks[0], marks[1]))
    return [(str(case), found) for case, of_case in pairs.items() if (found := balance(of_case))]


def match_of(contest: Contest, pk: int) -> Match | None:
    """A match of this contest with what an opinion needs of it."""
    return contest.matches.select_related("session__panel", "workers", "employer", "contest").filter(pk=pk).first()
