"""Standings of a contest: from confirmed panels, marks and decisions to a version that two officials stand for."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from people.models import User
from scoring.contests import titles
from scoring.contests.board import refresh
from scoring.contests.models import Contest, Decision, Member, Standings, Team
from scoring.contests.records import confirmed_briefs, played, record
from scoring.contests.registering import Refusal
from scoring.contests.stages import course_of
from scoring.engine.format import NotYet, read
from scoring.engine.format.shape import JUDGED, number_of
from scoring.engine.standings import Standing, standings


def typed_components(format: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The components whose marks are typed in."""
    return [each for each in format["components"] if each["kind"] not in JUDGED]


def personal_components(format: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Those of them that a title for people counts, so that each person is marked."""
    counted = {what for title in format["titles"] for what in title.get("counts", ())}
    return [each for each in typed_components(format) if each["id"] in counted]


def as_mark(points: Fraction) -> str:
    """Exact points as a mark is typed: to four places, half up."""
    exact = Decimal(points.numerator) / Decimal(points.denominator)
    return f"{exact.quantize(Decimal('0.0001'), ROUND_HALF_UP).normalize():f}"


def enter(contest: Contest, values: Mapping[tuple[int, str], str], *, by: User) -> int:
    """Marks by (team, component), as decimal text; an empty one takes a mark back. Returns how many changed.

    All or nothing. Raises Refusal for what is no number from 0 to the component's full marks.
    """
    teams = set(contest.teams.filter(status=Team.Status.APPROVED).values_list("pk", flat=True))
    return _entered(contest, values, by, marks=contest.marks, whose="team_id", able=teams)


def enter_for_people(contest: Contest, values: Mapping[tuple[int, str], str], *, by: User) -> int:
    """The same by (member, component), for the titles that go to people. Raises Refusal."""
    approved = Member.objects.filter(team__contest=contest, team__status=Team.Status.APPROVED)
    able = set(approved.values_list("pk", flat=True))
    return _entered(contest, values, by, marks=contest.person_marks, whose="member_id", able=able)


def _entered(
    contest: Contest, values: Mapping[tuple[int, str], str], by: User, *, marks: Any, whose: str, able: set[int]
) -> int:
    most = {each["id"]: number_of(each.get("maximum", 100)) for each in typed_components(contest.format)}
    with transaction.atomic():
        there = {(getattr(mark, whose), mark.component): mark for mark in marks.select_for_update(no_key=True)}
        changed = 0
        for (who, component), typed in values.items():
            text = typed.strip()
            mark = there.get((who, component))
            if who not in able or component not in most or text == (mark.value if mark else ""):
                continue
            changed += 1
            if not text and mark:
                mark.delete()
                continue
            points = number_of(text)
            if points is None or points > (most[component] or 0):
                raise Refusal(
                    _("“%(text)s” is no number from 0 to %(most)s; nothing was saved.")
                    % {"text": text, "most": most[component]}
                )
            marks.update_or_create(
                **{whose: who, "component": component},
                defaults={"contest": contest, "value": text, "by": by, "at": timezone.now()},
            )
    return changed


@dataclass(frozen=True, slots=True)
class Reckoned:
    """How a contest stands at this moment: lines of the standings, and who gets which title."""

    lines: list[dict[str, Any]]
    awards: list[dict[str, Any]]


def reckon(contest: Contest) -> Reckoned:
    """The standings and the titles as they are now. The same number of queries for any number of teams."""
    found = lines(contest)
    return Reckoned(found, titles.awarded(contest, found, confirmed_briefs(contest)))


def lines(contest: Contest) -> list[dict[str, Any]]:
    """The standings as they are now, best first, as JSON: ``{"team", "name", "place", "total", "parts", …}``.

    Exact fractions as text. The same number of queries for any number of teams.
    """
    format = read(contest.format)
    names = {
        str(pk): {"zh": name, "en": name_en or name}
        for pk, name, name_en in contest.teams.taking_part().values_list("pk", "name", "name_en")
    }
    held = record(contest, format, names, played(contest))
    return [_line(names[each.team], each) for each in standings(format.rules, held)]


def _line(name: dict[str, str], each: Standing) -> dict[str, Any]:
    return {
        "team": int(each.team),
        "name": name,
        "place": each.place,
        "total": str(each.total),
        "parts": {
            component: {"points": str(part.points), "weighted": str(part.weighted), "rounds": len(part.rounds)}
            for component, part in each.parts.items()
        },
        "separated": [
            {
                "step": why.step,
                "kind": why.kind,
                "mine": "" if why.mine is None else str(why.mine),
                "by": why.by,
                "reason": why.reason,
            }
            for why in each.separated
        ],
        "open": each.open,
    }


def ties(contest: Contest, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Teams that somebody must decide between: ``{"place", "teams"}`` in the standings, and where a stage needs it
    for who goes on or who won a match: ``{"stage", "teams"}``.

    ``found``: the standings as ``lines`` gives them.
    """
    shared: dict[int, list[int]] = {}
    for line in found:
        if line["open"]:
            shared.setdefault(line["place"], []).append(line["team"])
    groups: list[dict[str, Any]] = [{"place": place, "teams": teams} for place, teams in shared.items()]
    try:
        course_of(contest).next()
    except NotYet as not_yet:
        teams = list(map(int, not_yet.teams))
        if not_yet.code == "equal" and set(teams) not in [set(group["teams"]) for group in groups]:
            groups.append({"stage": not_yet.stage, "teams": teams})
    return groups


def settle(contest: Contest, order: list[int], *, by: User, reason: str) -> None:
    """Decide between teams that nothing separates, best first, by name. Raises Refusal."""
    tied = [group["teams"] for group in ties(contest, lines(contest))]
    if not reason.strip():
        raise Refusal(_("Write down why. Nothing was decided."))
    if len(set(order)) < len(order) or set(order) not in map(set, tied):
        raise Refusal(_("These teams are not tied any more, or not all of them are placed. Nothing was decided."))
    Decision.objects.create(contest=contest, order=order, by=by, reason=reason.strip())


def compute(contest: Contest, *, by: User, reason: str = "") -> Standings:
    """A new version of the standings as they are now. After the first one a reason is needed. Raises Refusal."""
    found = reckon(contest)
    if not found.lines:
        raise Refusal(_("No team takes part yet."))
    with transaction.atomic():
        Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
        last = contest.standings.aggregate(last=Max("version"))["last"] or 0
        if last and not reason.strip():
            raise Refusal(_("Another version needs a reason, which everybody can read. Nothing was changed."))
        return Standings.objects.create(
            contest=contest,
            version=last + 1,
            content=found.lines,
            awards=found.awards,
            computed_by=by,
            reason=reason.strip(),
        )


def confirm(version: Standings, *, by: User) -> None:
    """A second official stands for a version. Raises Refusal: for the one who computed it, and where ties are open."""
    _newest(version)
    if any(line["open"] for line in version.content):
        raise Refusal(_("Teams share a place: settle the tie and compute again."))
    if titles.unsettled(version.awards):
        raise Refusal(_("Several are equal for a title: choose on the page of titles and compute again."))
    _unobstructed(version)
    try:
        with transaction.atomic():
            done = Standings.objects.filter(pk=version.pk, confirmed_by=None).update(confirmed_by=by)
    except IntegrityError:
        raise Refusal(_("Somebody else than who computed them confirms the standings.")) from None
    if not done:
        raise Refusal(_("This version is confirmed already."))


def publish(version: Standings) -> None:
    """End the embargo: everybody sees this version. Raises Refusal, also for a protest filed since it was confirmed."""
    _newest(version)
    _unobstructed(version)
    open = Standings.objects.filter(pk=version.pk, published_at=None).exclude(confirmed_by=None)
    if not open.update(published_at=timezone.now()):
        raise Refusal(_("Only a confirmed version can be published, and only once."))
    refresh(version.contest)


def _unobstructed(version: Standings) -> None:
    """Nothing stands in the way, as the rooms above see it. Raises Refusal with every reason."""
    if found := [line for name in settings.OBSTACLES_TO_CONFIRMING for line in import_string(name)(version.contest)]:
        raise Refusal(" ".join(found))


def _newest(version: Standings) -> None:
    if Standings.objects.filter(contest=version.contest_id, version__gt=version.version).exists():
        raise Refusal(_("There is a newer version: nothing was changed in this one."))
