"""The page on which a format's parts are added, moved and taken out."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from people.http import SignedInRequest
from scoring.contests import parts as verbs
from scoring.contests import setting_up
from scoring.contests.library import explained, in_words
from scoring.contests.models import Contest
from scoring.contests.part_forms import FORMS, described
from scoring.contests.registering import Refusal
from scoring.contests.views import run
from scoring.engine.format import BadFormat


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def parts(request: SignedInRequest, slug: str) -> HttpResponse:
    """Components, stages, tie-breaks and titles: a list of each with what can be done, and a form for another one."""
    contest = run(request, slug)
    part, act = request.POST.get("part", ""), request.POST.get("act", "")
    form = None
    if request.method == "POST":
        if act == "add" and part in FORMS:
            form = FORMS[part](request.POST, format=contest.format)
            if not form.is_valid():
                return _page(request, contest, part, form)
            entry = form.entry()
            done = _saved(request, contest, lambda: verbs.added(contest.format, part, entry))
        elif act in verbs.ACTS:
            number = request.POST.get("number", "")
            at = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else -1
            done = _saved(request, contest, lambda: verbs.ACTS[act](contest.format, part, at))
        else:
            done = False
            messages.error(request, _("There is no such part of a format. Nothing was changed."))
        if done:
            return redirect("contests:parts", slug=slug)
        return _page(request, contest, part, form, status=422)
    return _page(request, contest)


def _saved(request: SignedInRequest, contest: Contest, make: Callable[[], dict[str, Any]]) -> bool:
    """Whether the format that ``make`` gives was saved; if not, it is told why and nothing was."""
    revision = request.POST.get("revision", "")
    try:
        setting_up.change(
            contest,
            revision=int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 10 else -1,
            by=request.user,
            format=make(),
            reason=request.POST.get("reason", "").replace("\0", "")[:300],
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    except setting_up.ChangedMeanwhile:
        messages.error(request, _("Somebody else saved meanwhile. Nothing was changed: look at the lists again."))
        contest.refresh_from_db()
    except setting_up.ReasonMissing:
        messages.error(request, _("The rules are frozen: write down why they change. Nothing was saved yet."))
    except BadFormat as bad:
        for fault in bad.faults:
            messages.error(request, f"{fault.path}: {explained(fault)} " + _("Nothing was changed."))
    else:
        messages.success(request, _("Saved."))
        return True
    return False


def _page(
    request: SignedInRequest, contest: Contest, part: str = "", form: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    lists = [
        {
            "part": name,
            "title": title,
            "entries": described(contest.format, name),
            "form": form if form is not None and name == part else FORMS[name](None, format=contest.format),
            "open": form is not None and name == part,
        }
        for name, title in (
            ("components", _("Components: what is scored")),
            ("stages", _("Stages, in their order")),
            ("tie_breaks", _("What separates equals, in the written order")),
            ("titles", _("Titles: one may exclude those above it")),
        )
    ]
    context = {"contest": contest, "lists": lists, "about": in_words(contest.format["title"])}
    return render(request, "contests/parts.html", context, status=422 if form and form.errors else status)
