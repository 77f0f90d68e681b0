"""The page of a contest's matches: what is played when, what came of it, and planning another one."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from people.models import User
from people.permissions import Visitor
from scoring.contests import matches as verbs
from scoring.contests.blind import names_of
from scoring.contests.forms import MatchForm
from scoring.contests.library import in_words
from scoring.contests.models import Contest, Match
from scoring.contests.permissions import may_run
from scoring.contests.registering import Refusal
from scoring.contests.views import run, seen
from scoring.models import Result


@require_http_methods(["GET", "HEAD", "POST"])
def matches(request: HttpRequest, slug: str) -> HttpResponse:
    """Every match in the order of the stages; those who run the contest plan further ones here."""
    contest = run(request, slug) if request.method == "POST" else seen(request, slug)
    form = None
    if isinstance(request.user, User) and may_run(request.user, contest):
        form = MatchForm(request.POST or None, contest=contest, planner=request.user)
    if form is not None and form.is_valid():
        try:
            verbs.plan(contest, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The match is planned. Seat its people on the session’s own page."))
            return redirect("contests:matches", slug=slug)
    played = shown(contest, request.user, contest.matches.all())
    context: dict[str, Any] = {
        "contest": contest,
        "form": form,
        "stages": [
            {
                "title": in_words(stage["title"]),
                "matches": [each for each in played if each["match"].stage == stage["id"]],
            }
            for stage in contest.format["stages"]
            if stage["system"] != "paper"
        ],
    }
    return render(request, "contests/matches.html", context, status=422 if form and form.errors else 200)


def shown(contest: Contest, user: Visitor, matches: QuerySet[Match]) -> list[dict[str, Any]]:
    """Matches by time as ``_match.html`` shows them: what each team is called for this visitor, published marks."""
    published = Result.objects.exclude(published_at=None)
    names = names_of(contest, user)
    found = (
        matches.select_related("session__scenario", "session__panel", "workers", "employer")
        .prefetch_related(Prefetch("session__panel__results", published, to_attr="published"))
        .order_by("session__starts_at", "pk")
    )
    return [
        {"match": match, "workers": names(match.workers), "employer": names(match.employer), **_result(match)}
        for match in found
    ]


def _result(match: Match) -> dict[str, Any]:
    panel = getattr(match.session, "panel", None)
    if panel is None or not panel.published:
        return {"marks": None}
    totals = panel.published[-1].content["totals"]
    marks = {side: totals[side]["mark"] for side in ("workers", "employer")}
    return {"marks": marks, "result": reverse("scoring:result", args=[panel.key])}
