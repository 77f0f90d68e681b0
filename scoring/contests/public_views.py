"""Pages about one team and one case of a contest, and what a team's own people change on theirs."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from negotiation.models import ScenarioVersion
from people.http import SignedInRequest
from people.permissions import organises
from scoring.contests import eligibility, lineups
from scoring.contests.blind import is_blind
from scoring.contests.library import in_words
from scoring.contests.match_views import shown
from scoring.contests.models import Member, Team
from scoring.contests.permissions import may_run
from scoring.contests.registering import Person, Refusal
from scoring.contests.team_page import is_of_team, matches_of, place_of
from scoring.contests.views import run, seen


@require_GET
def team(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One team: its matches and its place, as far as they are published; people and notes for its own."""
    contest = seen(request, slug)
    # Only teams that take part are announced; the others' names are between those who send and those who run.
    found = get_object_or_404(contest.teams.with_members(), pk=pk)
    runs = may_run(request.user, contest)
    sends = runs or organises(request.user, found.organization)
    if found.status != Team.Status.APPROVED and not sends:
        raise PermissionDenied
    mine = sends or is_of_team(request.user, found)
    members = list(found.members.all())
    context: dict[str, Any] = {
        "contest": contest,
        "team": found,
        "code": found.code if mine or not is_blind(contest) else "",
        "line": place_of(contest, found),
        "matches": matches_of(found, request.user),
        "sees_people": mine,
        "changes_people": sends and found.status == Team.Status.APPROVED,
        "members": members,
        "reserves": [each for each in members if each.role == Member.Role.RESERVE],
        "runs": runs,
    }
    if mine:
        context["substitutions"] = found.substitutions.select_related("leaves", "comes")
        context["shortfalls"] = eligibility.Register(contest).shortfalls(found)
    return render(request, "contests/team.html", context)


@login_required
@require_POST
def exempt(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Let a team take part although it does not keep one rule."""
    found = get_object_or_404(Team, contest=run(request, slug), pk=pk)
    try:
        eligibility.exempt(found, request.POST.get("rule", ""), by=request.user, reason=_typed(request, "reason", 300))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The exception is on record."))
    return redirect("contests:team", slug=slug, pk=pk)


@login_required
@require_POST
def replace(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Put somebody in the place of one who leaves."""
    contest = seen(request, slug)
    found = get_object_or_404(Team, contest=contest, pk=pk)
    if not (may_run(request.user, contest) or organises(request.user, found.organization)):
        raise PermissionDenied
    newcomer = Person("", *(_typed(request, name, most) for name, most in (("name", 80), ("employer", 120))))
    newcomer = Person("", newcomer.name, newcomer.employer, _typed(request, "certificate", 60))
    leaves = found.members.filter(pk=_number(request, "leaves")).first()
    reserve = found.members.filter(pk=_number(request, "reserve")).first()
    try:
        if leaves is None:
            raise Refusal(_("Choose who leaves. Nobody was replaced."))
        comes = lineups.replace(
            found, leaves, by=request.user, reason=_typed(request, "reason", 300), reserve=reserve, newcomer=newcomer
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        words = _("%(comes)s is in the team for %(leaves)s now.")
        messages.success(request, words % {"comes": comes.name, "leaves": leaves.name})
    return redirect("contests:team", slug=slug, pk=pk)


def _typed(request: HttpRequest, name: str, most: int) -> str:
    return request.POST.get(name, "").replace("\0", "").strip()[:most]


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


@require_GET
def case(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What everybody may read of a case that is played here, and its matches."""
    contest = seen(request, slug)
    found = get_object_or_404(ScenarioVersion.objects.filter(sessions__match__contest=contest).distinct(), pk=pk)
    scenario = found.compiled()
    context = {
        "contest": contest,
        "case": found,
        "background": in_words(dict(scenario.background)),
        "issues": [
            {
                "title": in_words(dict(issue.title)),
                "options": [in_words(dict(option.text)) for option in issue.options.values()],
            }
            for issue in scenario.issues.values()
        ],
        "matches": shown(contest, request.user, contest.matches.filter(session__scenario=found)),
    }
    return render(request, "contests/case.html", context)
