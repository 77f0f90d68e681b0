"""The page on which a contest's own rubric is written."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from people.http import SignedInRequest
from scoring.contests import rubrics, setting_up
from scoring.contests.library import explained, in_words
from scoring.contests.models import Contest
from scoring.contests.registering import Refusal
from scoring.contests.rubric_forms import RubricForm
from scoring.contests.views import run
from scoring.engine.format import BadFormat
from scoring.engine.format.shape import JUDGED
from scoring.models import Panel


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rubric(request: SignedInRequest, slug: str, component: str) -> HttpResponse:
    """By what the panels of a component judge. Who saves second is told, and what they typed stays on the page."""
    contest = run(request, slug)
    held = next((each for each in contest.format["components"] if each["id"] == component), None)
    if held is None or held["kind"] not in (*JUDGED, *rubrics.OF_KINDS):
        raise Http404
    now = rubrics.rubric_of_component(held)
    data = request.POST if request.method == "POST" else None
    form = RubricForm(data, content=now.content, revision=contest.revision)
    context: dict[str, Any] = {"contest": contest, "form": form, "component": in_words(held["title"]), "rubric": now}
    if form.is_valid():
        try:
            changed = _save(request, contest, component, form)
        except setting_up.ChangedMeanwhile as clash:
            contest.refresh_from_db()
            context |= {"clash": clash.since, "newest": contest.revision}
            return render(request, "contests/rubric.html", context, status=409)
        except setting_up.ReasonMissing:
            form.add_error("reason", _("The rules are frozen: write down why they change. Nothing was saved yet."))
        except (Refusal, BadFormat) as refused:
            faults = refused.faults if isinstance(refused, BadFormat) else []
            form.add_error(None, [f"{fault.path}: {explained(fault)}" for fault in faults] or str(refused))
        else:
            messages.success(request, _("Saved.") if changed else _("Nothing was different, nothing was changed."))
            return redirect("contests:rubric", slug=slug, component=component)
    stages = [each["id"] for each in contest.format["stages"] if each["component"] == component]
    judged = Panel.objects.filter(session__match__contest=contest, session__match__stage__in=stages)
    context["older"] = judged.exclude(rubric=now).count()
    return render(request, "contests/rubric.html", context, status=422 if form.errors else 200)


def _save(request: SignedInRequest, contest: Contest, component: str, form: RubricForm) -> list[list[Any]]:
    given = form.cleaned_data
    return rubrics.edit(
        contest,
        component,
        form.edited(),
        revision=given["revision"],
        by=request.user,
        reason=given["reason"].replace("\0", ""),
    )
