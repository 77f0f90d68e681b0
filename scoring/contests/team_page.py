"""What the page of one team shows: to everybody, and to its own people once results are published."""

from fractions import Fraction
from typing import Any

from django.db.models import Prefetch, Q

from people.permissions import Visitor
from scoring.contests.blind import names_of
from scoring.contests.library import in_words
from scoring.contests.models import Contest, Match, Team
from scoring.contests.permissions import may_see_people
from scoring.engine.working import criteria_means
from scoring.models import Result
from scoring.notes import released

SIDES = ("workers", "employer")


def is_of_team(user: Visitor, team: Team) -> bool:
    """Whether this person is in the team now, by their account."""
    return user.is_authenticated and team.members.filter(person=user, left_at=None).exists()


def matches_of(team: Team, user: Visitor) -> list[dict[str, Any]]:
    """The team's matches in their order, each with its published mark; for its own people with criteria and notes."""
    inside = is_of_team(user, team) or may_see_people(user, team)
    published = Result.objects.exclude(published_at=None)
    played = (
        team.contest.matches.filter(Q(workers=team) | Q(employer=team))
        .select_related("session__scenario", "session__panel__rubric", "workers", "employer")
        .prefetch_related(Prefetch("session__panel__results", published, to_attr="published"))
        .order_by("session__starts_at", "pk")
    )
    names = names_of(team.contest, user)
    return [_match(team, match, names, inside=inside) for match in played]


def _match(team: Team, match: Match, names: Any, *, inside: bool) -> dict[str, Any]:
    side = "workers" if match.workers_id == team.pk else "employer"
    other = match.employer if side == "workers" else match.workers
    shown: dict[str, Any] = {"match": match, "side": side, "against": names(other)}
    panel = getattr(match.session, "panel", None)
    if panel is None or not panel.published:
        return shown
    content = panel.published[-1].content
    shown |= {"panel": panel, "mark": content["totals"][side]["mark"]}
    if inside:
        means = criteria_means(content["working"]["subjects"][side])
        shown["criteria"] = [
            {"title": in_words(each["title"]), "points": f"{float(means[each['id']]):.2f}"}
            for each in panel.rubric.content["criteria"]
            if each["id"] in means
        ]
        shown["notes"] = released(panel, side)
    return shown


def place_of(contest: Contest, team: Team) -> dict[str, Any] | None:
    """The team's line of the published standings, or None."""
    version = contest.standings.exclude(published_at=None).first()
    if version is None:
        return None
    line = next((each for each in version.content if each["team"] == team.pk), None)
    return line and {**line, "mark": f"{float(Fraction(line['total'])):.2f}"}
