"""Calibration before a contest, and teams' opinions after it."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from people.models import User
from scoring import rubric_files
from scoring.contests.models import Contest, Match, Team
from scoring.contests.registering import Refusal
from scoring.engine.marks import exact
from scoring.engine.rubric import TEAM, Scale
from scoring.models import Panel, Result
from scoring.quality.engine.against import Cell
from scoring.quality.models import Calibration, Opinion, Trial

#: What a team is asked of each judge, 1 (not at all) to 5 (fully).
QUESTIONS = 3
SIDES = ("workers", "employer")
#: How many values a choice offers at most.
MOST_VALUES = 201


def recorded() -> Any:
    """Panels that may serve: public sessions whose result is published, so that every judge may watch the replay."""
    done = Result.objects.exclude(published_at=None).values("panel")
    return Panel.objects.filter(pk__in=done, session__public=True).select_related("session", "rubric").order_by("-pk")


def calibrate(contest: Contest, panel: Panel, *, by: User) -> Calibration:
    """Let the judges of this contest try themselves on a recorded session. Raises Refusal."""
    if not recorded().filter(pk=panel.pk).exists():
        raise Refusal(_("Only a public session with a published result can serve. Nothing was changed."))
    try:
        with transaction.atomic():
            return Calibration.objects.create(contest=contest, panel=panel, by=by)
    except IntegrityError:
        raise Refusal(_("This session serves already.")) from None


def criteria_of(panel: Panel) -> list[dict[str, Any]]:
    """The criteria of teams: ``{"id", "title", "description", "options"}``, the values that may be given as text."""
    return [
        {"id": each.id, "title": each.title, "description": each.description, "options": _options(each.scale)}
        for each in rubric_files.built(panel.rubric.content).criteria.values()
        if each.kind == TEAM
    ]


def _options(scale: Scale) -> list[str]:
    count = int((scale.high - scale.low) / scale.step) + 1
    return [exact(scale.low + scale.step * number) for number in range(min(count, MOST_VALUES))]


def reference_of(panel: Panel) -> dict[Cell, Fraction]:
    """The mean value that the confirmed panel gave each side for each criterion."""
    result = Result.objects.filter(panel=panel).exclude(published_at=None).latest("pk")
    found: dict[Cell, list[Fraction]] = {}
    for side in SIDES:
        for line in result.content["working"]["subjects"][side]["judges"].values():
            for criterion, value in line["values"].items():
                found.setdefault((side, criterion), []).append(Fraction(value))
    return {cell: sum(values, Fraction(0)) / len(values) for cell, values in found.items()}


def cells_of(trial: Trial) -> dict[Cell, Fraction]:
    """A trial's values as the engine compares them."""
    return {(side, id): Fraction(value) for side, of_side in trial.values.items() for id, value in of_side.items()}


def attempt(calibration: Calibration, person: User, values: Mapping[str, Mapping[str, str]]) -> Trial:
    """A judge's values, all at once; afterwards they see how they compare, so it is done once. Raises Refusal."""
    criteria = criteria_of(calibration.panel)
    for side in SIDES:
        for each in criteria:
            if values.get(side, {}).get(each["id"]) not in each["options"]:
                raise Refusal(_("Give both sides a value for every criterion. Nothing was saved."))
    kept = {side: {each["id"]: values[side][each["id"]] for each in criteria} for side in SIDES}
    try:
        with transaction.atomic():
            return Trial.objects.create(calibration=calibration, person=person, values=kept)
    except IntegrityError:
        raise Refusal(_("You have done this one already; your first values stand.")) from None


def opine(match: Match, team: Team, answers: Mapping[str, list[int]], *, text: str, by: User) -> Opinion:
    """What a team thinks of a panel, once the standings are published. Raises Refusal."""
    if not match.contest.standings.exclude(published_at=None).exists():
        raise Refusal(_("Teams are asked once the standings are published. Nothing was saved."))
    judges = judges_of(match)
    if set(answers) != set(judges) or not all(
        len(marks) == QUESTIONS and all(mark in range(1, 6) for mark in marks) for marks in answers.values()
    ):
        raise Refusal(_("Answer every question for every judge. Nothing was saved."))
    try:
        with transaction.atomic():
            return Opinion.objects.create(match=match, team=team, answers=dict(answers), text=text[:1000], by=by)
    except IntegrityError:
        raise Refusal(_("Your team has answered for this match already.")) from None


def judges_of(match: Match) -> list[str]:
    """The seats of the judges whose ballots the confirmed result of a match rests on."""
    result = Result.objects.filter(panel__session=match.session_id).exclude(confirmed_by="").order_by("-pk").first()
    return sorted(result.content["working"]["subjects"]["workers"]["judges"]) if result else []


def opinions_by_judge(contest: Contest) -> list[dict[str, Any]]:
    """``{"judge", "answers", "means"}`` by the judge's name, the fewest points first; three queries."""
    from scoring.models import Place  # noqa: PLC0415 (the same rows as below)

    people = {
        (place.panel.session_id, place.key): str(place.person)
        for place in Place.objects.filter(panel__session__match__contest=contest)
        .exclude(person=None)
        .select_related("person", "panel")
    }
    found: dict[str, list[list[int]]] = {}
    for opinion in Opinion.objects.filter(match__contest=contest).select_related("match"):
        for seat, marks in opinion.answers.items():
            found.setdefault(people.get((opinion.match.session_id, seat), seat), []).append(marks)
    rows = [
        {
            "judge": judge,
            "answers": len(marks),
            "means": [f"{sum(each) / len(each):.1f}" for each in zip(*marks, strict=True)],
        }
        for judge, marks in found.items()
    ]
    return sorted(rows, key=lambda row: row["means"])
