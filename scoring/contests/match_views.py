"""The page of a contest's matches: what is played when, and planning another one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from people.models import User
from scoring.contests import matches as verbs
from scoring.contests.forms import MatchForm
from scoring.contests.library import in_words
from scoring.contests.permissions import may_run
from scoring.contests.registering import Refusal
from scoring.contests.views import run, seen


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
    played = list(
        contest.matches.select_related("session__scenario", "workers", "employer").order_by("session__starts_at")
    )
    context: dict[str, Any] = {
        "contest": contest,
        "form": form,
        "stages": [
            {"title": in_words(stage["title"]), "matches": [each for each in played if each.stage == stage["id"]]}
            for stage in contest.format["stages"]
            if stage["system"] != "paper"
        ],
    }
    return render(request, "contests/matches.html", context, status=422 if form and form.errors else 200)
