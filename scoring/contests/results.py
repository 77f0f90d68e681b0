"""Standings of a contest: from confirmed panels, marks and decisions to a version that two officials stand for."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from people.models import User
from scoring.contests.models import Contest, Decision, Mark, Match, Standings, Team
from scoring.contests.registering import Refusal
from scoring.engine.format import Format, read
from scoring.engine.format.shape import number_of
from scoring.engine.standings import Decision as Settled
from scoring.engine.standings import Duel, Penalty, Record, Score, Standing, standings
from scoring.models import Result

#: The sides of a match, by the names that its panel's subjects have.
SIDES = ("workers", "employer")
#: What panels judge; everything else is typed in as marks.
JUDGED = ("live",)


def typed_components(format: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The components whose marks are typed in."""
    return [each for each in format["components"] if each["kind"] not in JUDGED]


def enter(contest: Contest, values: Mapping[tuple[int, str], str], *, by: User) -> int:
    """Marks by (team, component), as decimal text; an empty one takes a mark back. Returns how many changed.

    All or nothing. Raises Refusal for what is no number from 0 to the component's full marks.
    """
    most = {each["id"]: number_of(each.get("maximum", 100)) for each in typed_components(contest.format)}
    teams = set(contest.teams.filter(status=Team.Status.APPROVED).values_list("pk", flat=True))
    with transaction.atomic():
        there = {(mark.team_id, mark.component): mark for mark in contest.marks.select_for_update(no_key=True)}
        changed = 0
        for (team, component), typed in values.items():
            text = typed.strip()
            mark = there.get((team, component))
            if team not in teams or component not in most or text == (mark.value if mark else ""):
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
            Mark.objects.update_or_create(
                team_id=team,
                component=component,
                defaults={"contest": contest, "value": text, "by": by, "at": timezone.now()},
            )
    return changed


def lines(contest: Contest) -> list[dict[str, Any]]:
    """The standings as they are now, best first, as JSON: ``{"team", "name", "place", "total", "parts", …}``.

    Exact fractions as text. The same number of queries for any number of teams.
    """
    format = read(contest.format)
    teams = {str(team.pk): team for team in contest.teams.filter(status=Team.Status.APPROVED)}
    return [_line(teams[each.team], each) for each in standings(format.rules, _record(contest, format, teams))]


def _line(team: Team, each: Standing) -> dict[str, Any]:
    return {
        "team": team.pk,
        "name": {"zh": team.name, "en": team.name_en or team.name},
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


def _record(contest: Contest, format: Format, teams: Mapping[str, Team]) -> Record:
    scores, penalties, duels = list[Score](), list[Penalty](), list[Duel]()
    for mark in contest.marks.all():
        if str(mark.team_id) in teams:
            scores.append(Score(str(mark.team_id), mark.component, Fraction(mark.value)))
    for match, sheets in _confirmed(contest):
        found = _scores(match, sheets, format)
        scores += [score for score in found if score.team in teams]
        penalties += [penalty for penalty in _penalties(match, sheets, found) if penalty.team in teams]
        duels += [duel for duel in _duel(match, sheets) if {duel.winner, duel.loser} <= teams.keys()]
    decisions = tuple(
        Settled(tuple(map(str, each.order)), str(each.by), each.reason)
        for each in contest.decisions.select_related("by")
    )
    return Record(tuple(teams), tuple(_in_rounds(scores)), tuple(penalties), tuple(duels), decisions)


def _confirmed(contest: Contest) -> Iterable[tuple[Match, Mapping[str, Any]]]:
    """Every match whose panel's result was confirmed, with the sheets of its subjects."""
    confirmed = Result.objects.exclude(confirmed_by="").order_by("pk")
    matches = contest.matches.select_related("session__panel", "session__scenario").prefetch_related(
        Prefetch("session__panel__results", confirmed, to_attr="confirmed")
    )
    for match in matches:
        panel = getattr(match.session, "panel", None)
        if panel is not None and panel.confirmed:
            yield match, panel.confirmed[-1].content["working"]["subjects"]


def _scores(match: Match, sheets: Mapping[str, Any], format: Format) -> list[Score]:
    stages = [stage.id for stage in format.stages]
    component = next((stage.component for stage in format.stages if stage.id == match.stage), "")
    if not component:
        return []
    # Rounds are counted over all stages, so that a team's second stage is another round of the same component.
    number = stages.index(match.stage) * 100 + match.round
    return [
        Score(
            str(getattr(match, f"{side}_id")),
            component,
            Fraction(sheets[side]["mean"]),
            number,
            side,
            str(match.session.scenario_id),
            _criteria(sheets[side]),
        )
        for side in SIDES
    ]


def _criteria(sheet: Mapping[str, Any]) -> dict[str, Fraction]:
    """The mean points of each criterion over the judges whose totals count."""
    kept = [line["points"] for line in sheet["judges"].values() if "dropped" not in line]
    names = {name for points in kept for name in points}
    return {name: sum((Fraction(points[name]) for points in kept), Fraction(0)) / len(kept) for name in names}


def _penalties(match: Match, sheets: Mapping[str, Any], scores: Iterable[Score]) -> list[Penalty]:
    return [
        Penalty(score.team, score.component, Fraction(sheets[score.side]["penalty"]), score.round)
        for score in scores
        if Fraction(sheets[score.side]["penalty"])
    ]


def _duel(match: Match, sheets: Mapping[str, Any]) -> list[Duel]:
    workers, employer = (sheets[side]["place"] for side in SIDES)
    if workers == employer:
        return []
    pair = (str(match.workers_id), str(match.employer_id))
    return [Duel(*pair) if workers < employer else Duel(*reversed(pair))]


def _in_rounds(scores: Iterable[Score]) -> Iterable[Score]:
    """A match that was played again counts by its last playing."""
    newest = {(score.team, score.component, score.round): score for score in scores}
    return newest.values()


def settle(contest: Contest, order: list[int], *, by: User, reason: str) -> None:
    """Decide between teams that nothing separates, best first, by name. Raises Refusal."""
    tied: dict[int, set[int]] = {}
    for line in lines(contest):
        if line["open"]:
            tied.setdefault(line["place"], set()).add(line["team"])
    if not reason.strip():
        raise Refusal(_("Write down why. Nothing was decided."))
    if len(set(order)) < len(order) or set(order) not in tied.values():
        raise Refusal(_("These teams are not tied any more, or not all of them are placed. Nothing was decided."))
    Decision.objects.create(contest=contest, order=order, by=by, reason=reason.strip())


def compute(contest: Contest, *, by: User, reason: str = "") -> Standings:
    """A new version of the standings as they are now. After the first one a reason is needed. Raises Refusal."""
    content = lines(contest)
    if not content:
        raise Refusal(_("No team takes part yet."))
    with transaction.atomic():
        Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
        last = contest.standings.aggregate(last=Max("version"))["last"] or 0
        if last and not reason.strip():
            raise Refusal(_("Another version needs a reason, which everybody can read. Nothing was changed."))
        return Standings.objects.create(
            contest=contest, version=last + 1, content=content, computed_by=by, reason=reason.strip()
        )


def confirm(version: Standings, *, by: User) -> None:
    """A second official stands for a version. Raises Refusal: for the one who computed it, and where ties are open."""
    _newest(version)
    if any(line["open"] for line in version.content):
        raise Refusal(_("Teams share a place: settle the tie and compute again."))
    try:
        with transaction.atomic():
            done = Standings.objects.filter(pk=version.pk, confirmed_by=None).update(confirmed_by=by)
    except IntegrityError:
        raise Refusal(_("Somebody else than who computed them confirms the standings.")) from None
    if not done:
        raise Refusal(_("This version is confirmed already."))


def publish(version: Standings) -> None:
    """End the embargo: everybody sees this version. Raises Refusal."""
    _newest(version)
    open = Standings.objects.filter(pk=version.pk, published_at=None).exclude(confirmed_by=None)
    if not open.update(published_at=timezone.now()):
        raise Refusal(_("Only a confirmed version can be published, and only once."))


def _newest(version: Standings) -> None:
    if Standings.objects.filter(contest=version.contest_id, version__gt=version.version).exists():
        raise Refusal(_("There is a newer version: nothing was changed in this one."))
