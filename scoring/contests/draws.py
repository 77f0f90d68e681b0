"""Drawing by lot: the teams' codes, each round's pairs and sides, from a commitment that everybody saw before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from live.machine import Refused
from negotiation.models import ScenarioVersion
from people.models import Organization, User
from scoring import drawing
from scoring.contests.blind import is_blind
from scoring.contests.board import refresh
from scoring.contests.lineups import take_seats
from scoring.contests.matches import plan
from scoring.contests.models import Contest, Draw, Match, Team
from scoring.contests.registering import Refusal
from scoring.contests.setting_up import freeze
from scoring.contests.stages import code_of, course_of
from scoring.engine.format import Step, byes_of
from scoring.models import Panel
from scoring.panels import plan_panel

#: The draw of the teams' codes stands under no stage.
CODES = ""


@dataclass(frozen=True, slots=True)
class When:
    """When and over what the matches of a round are played: side by side in so many rooms, one case for all."""

    scenario: ScenarioVersion
    begins: datetime
    rooms: int
    setting: str = "hall"


def prepare_codes(contest: Contest, *, by: User) -> Draw:
    """Commit to a draw of the codes of all teams that take part. Raises Refusal."""
    teams = list(contest.teams.taking_part())
    if contest.matches.exists():
        raise Refusal(_("Matches are planned already: codes are drawn before. Nothing was prepared."))
    if len(teams) < 2:
        raise Refusal(_("Two teams at least must take part. Nothing was prepared."))
    entries = [{"code": f"T{team.pk}", "name": team.name, "city": ""} for team in teams]
    return _commit(contest, CODES, 1, entries, {"kind": "turns"}, by=by)


def prepare(contest: Contest, step: Step, *, by: User) -> Draw:
    """Commit to the draw of the next round; from the first on the rules are frozen. Raises Refusal."""
    blind = is_blind(contest)
    teams = {str(team.pk): team for team in contest.teams.taking_part().select_related("organization")}
    here = [teams[id] for id in step.teams if id in teams]
    if blind and any(not team.code for team in here):
        raise Refusal(_("The contest is blind: draw the teams’ codes first. Nothing was prepared."))
    cities = city_of(contest, here)
    entries = [
        {
            "code": code_of(team),
            "name": "" if blind else team.name,
            # Which city it is would tell a judge who plays; that two are of one city does not.
            "city": str(cities[team.pk].pk) if blind else cities[team.pk].name,
        }
        for team in here
    ]
    draw = _commit(contest, step.stage.id, step.round, entries, _rules(contest, step, teams), by=by)
    freeze(contest)
    return draw


def city_of(contest: Contest, teams: Iterable[Team]) -> dict[int, Organization]:
    """The organisation right below the contest's own under which each team was sent."""
    depth = contest.organization.path.count("/")
    tops = {}
    for team in teams:
        ids = team.organization.path.split("/")[: depth + 1]
        tops[team.pk] = int(ids[-1]) if ids[-1] else team.organization_id
    found = Organization.objects.in_bulk(set(tops.values()))
    return {team: found[top] for team, top in tops.items()}


def _rules(contest: Contest, step: Step, teams: dict[str, Team]) -> dict[str, Any]:
    if step.stage.system == "groups":
        return {"groups": step.stage.groups}
    if step.stage.system == "turns":
        return {"kind": "turns"}
    codes = {id: code_of(team) for id, team in teams.items()}
    history = _History(contest, codes)
    pools = [
        {
            "by": step.by,
            "byes": byes,
            "teams": [
                drawing.entrant(
                    codes[id],
                    rank=step.places.get(id, 1),
                    group=step.groups.get(id, ""),
                    **history.of(codes[id]),
                )
                for id in pool
            ],
        }
        for pool, byes in zip(step.pools, byes_of(step), strict=True)
    ]
    kind = "table" if contest.format.get("sides") == "table" else "pairs"
    return {"kind": kind, "pools": pools, "met": history.met}


class _History:
    """Who met whom, on which side, and who had a bye, over all rounds so far."""

    def __init__(self, contest: Contest, codes: dict[str, str]) -> None:
        pairs = contest.matches.filter(sides_open=False).values_list("workers", "employer")
        self.met = [[codes.get(str(one), ""), codes.get(str(other), "")] for one, other in pairs]
        self.met = [couple for couple in self.met if all(couple)]
        drawn = contest.draws.standing().exclude(drawn=None).exclude(stage=CODES)
        self.byes = [code for draw in drawn for code in draw.result.get("byes", ())]

    def of(self, code: str) -> dict[str, int]:
        return {
            "workers": sum(couple[0] == code for couple in self.met),
            "employer": sum(couple[1] == code for couple in self.met),
            "byes": self.byes.count(code),
        }


def _commit(
    contest: Contest,
    stage: str,
    round: int,
    entries: Sequence[dict[str, str]],
    rules: dict[str, Any],
    *,
    by: User,
    pair: int = 0,
) -> Draw:
    # A round of teams that were withdrawn since is met by others' codes: only those who play are named.
    here = {entry["code"] for entry in entries}
    if "met" in rules:
        rules = {**rules, "met": [couple for couple in rules["met"] if set(couple) <= here]}
    try:
        published, seed = drawing.commit(entries, rules)
    except drawing.Unfit as unfit:
        raise Refusal(" ".join(unfit.lines)) from None
    with transaction.atomic():
        Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
        if contest.draws.standing().filter(stage=stage, round=round, pair=pair).exists():
            raise Refusal(_("This draw is prepared already: a commitment is made once."))
        return Draw.objects.create(
            contest=contest, stage=stage, round=round, pair=pair, published=published, seed=seed.hex(), committed_by=by
        )


def make(draw: Draw, *, by: User, when: When | None = None) -> Draw:
    """Draw, in front of everybody: codes are given, a round's matches planned, or a match's sides. Raises Refusal."""
    with transaction.atomic():
        now = Draw.objects.select_for_update(no_key=True).select_related("contest").get(pk=draw.pk)
        if now.void_at is not None or now.drawn is not None:
            raise Refusal(_("This was drawn already, or declared void. Nothing was changed."))
        now.drawn = drawing.draw(now.published, drawing.seed_of(now.seed))
        now.drawn_by, now.drawn_at = by, timezone.now()
        now.save()
        if now.stage == CODES:
            _give_codes(now)
        elif now.pair:
            _give_sides(now)
        else:
            _plan(now, when)
    refresh(now.contest)
    return now


def _give_codes(draw: Draw) -> None:
    order = [int(code.removeprefix("T")) for code in draw.result["order"]]
    width = max(2, len(str(len(order))))
    for number, pk in enumerate(order, 1):
        Team.objects.filter(pk=pk, contest=draw.contest_id).update(code=str(number).zfill(width))


def _plan(draw: Draw, when: When | None) -> None:
    """A match for each pair; in turns nobody meets anybody, and the order is all there is."""
    rounds = _rounds(draw)
    if not any(rounds):
        return
    if when is None:
        raise Refusal(_("Say when the first match begins and over which case. Nothing was drawn."))
    stage = next(each for each in draw.contest.format["stages"] if each["id"] == draw.stage)
    length = timedelta(minutes=stage["minutes"] + stage.get("between", 0))
    teams = {code_of(team): team for team in draw.contest.teams.taking_part()}
    begins = when.begins
    number = 0
    for offset, matches in enumerate(rounds):
        for place, (workers, employer) in enumerate(matches):
            number += 1
            if workers not in teams or employer not in teams:
                raise Refusal(_("A team was withdrawn since this draw was prepared: declare it void and prepare anew."))
            match = plan(
                draw.contest,
                stage=draw.stage,
                round=draw.round + offset,
                workers=teams[workers],
                employer=teams[employer],
                scenario=when.scenario,
                starts_at=begins + length * (place // when.rooms),
                setting=when.setting,
                sides_open=draw.published["rules"].get("kind") == "table",
            )
            if match.sides_open:
                entries = [{"code": code, "name": "", "city": ""} for code in (workers, employer)]
                rules = {"kind": "sides", "pairs": [[workers, employer]]}
                _commit(draw.contest, draw.stage, draw.round, entries, rules, by=draw.drawn_by, pair=number)  # type: ignore[arg-type]
        begins += length * -(-len(matches) // when.rooms)


def _rounds(draw: Draw) -> list[list[list[str]]]:
    """The pairs of each round that this draw gives."""
    if "groups" not in draw.result:
        return [draw.result.get("matches", [])]
    count = max(len(group["rounds"]) for group in draw.result["groups"])
    return [
        [
            match
            for group in draw.result["groups"]
            for of_group in group["rounds"][number : number + 1]
            for match in of_group
        ]
        for number in range(count)
    ]


def _give_sides(draw: Draw) -> None:
    """Seat both teams where the lot puts them, and open the panel; from now on each may read its brief."""
    [[workers, employer]] = draw.result["matches"]
    teams = {code_of(team): team for team in draw.contest.teams.taking_part()}
    if workers not in teams or employer not in teams:
        raise Refusal(_("A team was withdrawn since this draw was prepared: declare it void and prepare anew."))
    pair = {teams[workers].pk, teams[employer].pk}
    match = Match.objects.filter(
        contest=draw.contest, stage=draw.stage, round=draw.round, workers__in=pair, employer__in=pair, sides_open=True
    ).first()
    if match is None:
        raise Refusal(_("This match is not there any more. Nothing was drawn."))
    match.workers, match.employer, match.sides_open, match.lineup = teams[workers], teams[employer], False, {}
    match.save()
    take_seats(match)
    # The timetable seated the judges; their panel waited for the sides, which it tells them by their codes.
    judged = match.session.seats.filter(role="head_judge").exclude(person=None).exists()
    if judged and not Panel.objects.filter(session=match.session_id).exists():
        try:
            plan_panel(match.session)
        except Refused:
            told = {"match": match}
            raise Refusal(
                _("A judge of %(match)s bargains at it: seat another one. Nothing was drawn.") % told
            ) from None


def void(draw: Draw, *, by: User, reason: str) -> None:
    """Declare a draw void, with a reason that stays on record; another may take its place. Raises Refusal.

    One whose matches are planned stays: they would have no draw.
    """
    if not reason.strip():
        raise Refusal(_("Write down why. Nothing was changed."))
    with transaction.atomic():
        now = Draw.objects.select_for_update(no_key=True).select_related("contest").get(pk=draw.pk)
        if now.void_at is not None:
            raise Refusal(_("This draw is void already."))
        if now.drawn is not None and now.contest.matches.exists():
            raise Refusal(_("Matches were planned by this draw, so it stands. Nothing was changed."))
        if now.stage == CODES and now.drawn is not None:
            now.contest.teams.update(code="")
        now.void_at, now.reason = timezone.now(), f"{by}: {reason.strip()}"[:300]
        now.save(update_fields=["void_at", "reason"])


def next_step(contest: Contest) -> Step:
    """The round that is to be drawn next. Raises ``scoring.engine.format.NotYet``."""
    return course_of(contest).next()
