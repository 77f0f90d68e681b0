"""What a jury does: opened with its judges, sheets filled in and submitted, marks worked out and handed over."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.models import User
from scoring import rubric_files
from scoring.allocation.models import Judge
from scoring.allocation.seating import account_of
from scoring.contests.draws import city_of
from scoring.contests.library import in_words
from scoring.contests.models import Contest, Team
from scoring.contests.registering import Refusal
from scoring.contests.results import as_mark, enter
from scoring.contests.rubrics import rubric_of_component
from scoring.engine.format.shape import JUDGED, number_of
from scoring.engine.marks import dropped, mean
from scoring.engine.rubric import TEAM, Criterion, Rubric
from scoring.juries.models import Jury, Sheet

#: What a jury marks: everything but what panels judge at the table, and exams, which have right answers.
UNMARKED = (*JUDGED, "theory")


def components(contest: Contest) -> list[dict[str, Any]]:
    """The components that a jury can mark."""
    return [each for each in contest.format["components"] if each["kind"] not in UNMARKED]


def seat(contest: Contest, component: str, judges: Collection[Judge], *, by: User) -> Jury:
    """Open the component's jury with these judges, or change who is on it and take in teams that came later.

    Nobody marks a team of their own city or employer, or one they declared a conflict with. Raises Refusal: nobody was
    chosen, a team is left without a judge, somebody whose sheets are in would leave, or the marks are handed over.
    """
    held = next((each for each in components(contest) if each["id"] == component), None)
    if held is None:
        raise Refusal(_("No jury marks this component. Nothing was changed."))
    if not judges:
        raise Refusal(_("Choose at least one judge. Nothing was changed."))
    teams = list(contest.teams.taking_part().select_related("organization"))
    cities = {pk: city.name for pk, city in city_of(contest, teams).items()}
    fit = {(judge.pk, team.pk) for team in teams for judge in judges if not _barred(judge, team, cities[team.pk])}
    with transaction.atomic():
        Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
        jury = Jury.objects.filter(contest=contest, component=component).first()
        if jury is None:
            jury = Jury.objects.create(contest=contest, component=component, rubric=rubric_of_component(held), by=by)
        if jury.handed_over_at is not None:
            raise Refusal(_("The marks of this jury are handed over. Nothing was changed."))
        rows = jury.sheets.select_for_update(no_key=True, of=("self",)).select_related("judge")
        there = {(sheet.judge_id, sheet.team_id): sheet for sheet in rows}
        # Sheets of a team that withdrew stay as they are: it may come back.
        gone = [sheet for pair, sheet in there.items() if pair not in fit and sheet.team_id in cities]
        if done := [sheet for sheet in gone if sheet.submitted_at]:
            raise Refusal(
                _("%(judge)s has submitted sheets and stays. Nothing was changed.") % {"judge": done[0].judge}
            )
        if alone := [team for team in teams if not any(pk == team.pk for _judge, pk in fit)]:
            raise Refusal(
                _("No judge may mark %(team)s: choose another one. Nothing was changed.") % {"team": alone[0]}
            )
        Sheet.objects.filter(pk__in=[sheet.pk for sheet in gone]).delete()
        Sheet.objects.bulk_create(Sheet(jury=jury, judge_id=judge, team_id=team) for judge, team in fit - there.keys())
        for judge in judges:
            account_of(judge)
    return jury


def _barred(judge: Judge, team: Team, city: str) -> bool:
    """Their own city or employer, or a declared conflict; names are compared as they were written."""
    own = {judge.city, judge.employer} - {""}
    return bool(own & {city, team.organization.name}) or any(each.team_id == team.pk for each in judge.conflicts.all())


def criteria_of(rubric: Rubric) -> list[Criterion]:
    """What a team is marked by, in the order of the rubric."""
    return [each for each in rubric.criteria.values() if each.kind == TEAM]


def fill(sheet: Sheet, values: Mapping[str, str], *, by: User, submit: bool = False) -> None:
    """Keep what was typed; submitted it is the judge's word. Raises Refusal for what is no value of the scale."""
    rubric = rubric_files.built(sheet.jury.rubric.content)
    typed = {each.id: values.get(each.id, "").strip() for each in criteria_of(rubric)}
    for each in criteria_of(rubric):
        value = number_of(typed[each.id]) if typed[each.id] else None
        if typed[each.id] and (value is None or not each.scale.holds(value)):
            words = _("“%(text)s” is no value of “%(criterion)s”. Nothing was saved; what you typed still stands.")
            raise Refusal(words % {"text": typed[each.id][:20], "criterion": in_words(dict(each.title))})
    missing = [in_words(dict(each.title)) for each in criteria_of(rubric) if not typed[each.id]]
    if submit and missing:
        raise Refusal(
            _("Still without a value: %(criteria)s. Nothing was submitted.") % {"criteria": "、".join(missing)}
        )
    with transaction.atomic():
        now = Sheet.objects.select_for_update(no_key=True).filter(pk=sheet.pk).first()
        if now is None:
            raise Refusal(_("You are not on this jury any more, so nothing was saved. Ask whoever runs the contest."))
        if now.submitted_at is not None:
            raise Refusal(_("This sheet is submitted and stands. Whoever runs the contest can give it back."))
        now.values = {id: value for id, value in typed.items() if value}
        now.by, now.submitted_at = by, timezone.now() if submit else None
        now.save(update_fields=["values", "by", "submitted_at"])


def give_back(sheet: Sheet, *, by: User, reason: str) -> None:
    """Let the judge change a submitted sheet; what it was and why it went back stay on record. Raises Refusal."""
    if not reason.strip():
        raise Refusal(_("Write down why. Nothing was changed."))
    with transaction.atomic():
        jury = Jury.objects.select_for_update(no_key=True).get(pk=sheet.jury_id)
        now = Sheet.objects.select_for_update(no_key=True).get(pk=sheet.pk)
        if now.submitted_at is None:
            raise Refusal(_("This sheet is not submitted. Nothing was changed."))
        if jury.contest.standings.exclude(published_at=None).exists():
            raise Refusal(_("The standings are published. Nothing was changed."))
        told = {"at": timezone.now().isoformat(), "by": str(by), "reason": reason.strip()[:300], "values": now.values}
        now.returned, now.submitted_at = [*now.returned, told], None
        now.save(update_fields=["returned", "submitted_at"])
        jury.handed_over_at = None
        jury.save(update_fields=["handed_over_at"])


@dataclass(frozen=True, slots=True)
class Line:
    """A team's marks. ``totals`` {judge: of 100}, ``out`` {judge: highest or lowest}, ``points`` of the component's
    full marks, exact; None while a sheet is missing."""

    team: Team
    sheets: list[Sheet]
    totals: Mapping[int, Fraction]
    out: Mapping[int, str]
    points: Fraction | None


def lines(jury: Jury) -> list[Line]:
    """Every team with what its judges gave and what comes of it, by the rules of a panel: exact, the highest and lowest
    totals left out as the component says. The same number of queries for any number of teams."""
    rubric = rubric_files.built(jury.rubric.content)
    held: dict[str, Any] = next((each for each in components(jury.contest) if each["id"] == jury.component), {})
    most = number_of(held.get("maximum", 100)) or Fraction(100)
    by_team: dict[Team, list[Sheet]] = {}
    for sheet in jury.sheets.select_related("team", "judge").order_by("team__code", "team", "judge"):
        if sheet.team.status == Team.Status.APPROVED:
            by_team.setdefault(sheet.team, []).append(sheet)
    return [_line(team, sheets, rubric, most) for team, sheets in by_team.items()]


def _line(team: Team, sheets: list[Sheet], rubric: Rubric, most: Fraction) -> Line:
    totals = {
        sheet.judge_id: sum((rubric.criteria[id].points(Fraction(v)) for id, v in sheet.values.items()), Fraction(0))
        for sheet in sheets
        if sheet.submitted_at
    }
    if len(totals) < len(sheets):
        return Line(team, sheets, totals, {}, None)
    named = {str(judge): total for judge, total in totals.items()}
    out = {int(judge): which for judge, which in dropped(named, drop=rubric.drop, drop_from=rubric.drop_from).items()}
    kept = [total for judge, total in totals.items() if judge not in out]
    return Line(team, sheets, totals, out, mean(kept) * most / 100)


def hand_over(jury: Jury, *, by: User) -> int:
    """Write each team's mark, to four places as marks are typed; how many changed.

    Raises Refusal: a sheet is missing, or what marks are entered under refuses.
    """
    with transaction.atomic():
        now = (
            Jury.objects.select_for_update(no_key=True, of=("self",))
            .select_related("contest", "rubric")
            .get(pk=jury.pk)
        )
        found = lines(now)
        missing = sum(sheet.submitted_at is None for line in found for sheet in line.sheets)
        if missing or not found:
            raise Refusal(_("%(count)s sheets are not submitted yet. Nothing was handed over.") % {"count": missing})
        values = {(line.team.pk, now.component): as_mark(line.points or Fraction(0)) for line in found}
        changed = enter(now.contest, values, by=by)
        now.handed_over_at = timezone.now()
        now.save(update_fields=["handed_over_at"])
    return changed
