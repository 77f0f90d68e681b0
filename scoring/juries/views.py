"""Pages of a jury: for those who run the contest, and the sheets of one judge."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from people.http import SignedInRequest
from people.models import User
from scoring import rubric_files
from scoring.allocation.models import Judge
from scoring.contests.blind import names_of
from scoring.contests.library import in_words
from scoring.contests.models import Contest, Team
from scoring.contests.permissions import may_run
from scoring.contests.registering import Refusal
from scoring.contests.views import run, seen
from scoring.engine.rubric import Criterion
from scoring.juries import judging
from scoring.juries.models import Jury, Sheet


class JuryForm(forms.Form):
    """Who is on a jury."""

    judges = forms.ModelMultipleChoiceField(
        Judge.objects.none(), label=gettext_lazy("Judges of this jury"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, contest: Contest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["judges"].queryset = contest.judges.with_conflicts()  # type: ignore[attr-defined]


@login_required
@require_GET
def juries(request: SignedInRequest, slug: str) -> HttpResponse:
    """The components that juries mark: for those who run the contest all of them, for a judge their own sheets."""
    contest = seen(request, slug)
    runs, judge = may_run(request.user, contest), _judge(request.user, contest)
    if not runs and judge is None:
        raise PermissionDenied
    sheets: dict[str, list[Sheet]] = {}
    for sheet in Sheet.objects.filter(jury__contest=contest).select_related("jury"):
        sheets.setdefault(sheet.jury.component, []).append(sheet)
    lines = []
    for each in judging.components(contest):
        held = sheets.get(each["id"], [])
        own = [sheet for sheet in held if judge is not None and sheet.judge_id == judge.pk]
        line = {"id": each["id"], "title": in_words(each["title"]), "runs": runs, "own": _progress(own)}
        lines += [{**line, "all": _progress(held)}] if runs or own else []
    return render(request, "juries/juries.html", {"contest": contest, "lines": lines})


def _judge(user: User, contest: Contest) -> Judge | None:
    return contest.judges.filter(person=user).first()


def _progress(sheets: list[Sheet]) -> dict[str, int]:
    return {"of": len(sheets), "done": sum(sheet.submitted_at is not None for sheet in sheets)}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def jury(request: SignedInRequest, slug: str, component: str) -> HttpResponse:
    """Who is on it, how far they are, and what it comes to."""
    contest = run(request, slug)
    held, found = _component(contest, component), contest.juries.filter(component=component).first()
    seated = Judge.objects.filter(sheets__jury=found).distinct() if found else Judge.objects.none()
    form = JuryForm(request.POST or None, contest=contest, initial={"judges": [judge.pk for judge in seated]})
    if form.is_valid():
        try:
            judging.seat(contest, component, form.cleaned_data["judges"], by=request.user)
        except Refusal as refusal:
            form.add_error("judges", str(refusal))
        else:
            messages.success(request, _("The jury stands. Its judges find their sheets under “Juries”."))
            return redirect("juries:jury", slug=slug, component=component)
    lines = judging.lines(found) if found else []
    judges = sorted({sheet.judge for line in lines for sheet in line.sheets}, key=lambda judge: judge.pk)
    context: dict[str, Any] = {
        "contest": contest,
        "component": component,
        "title": in_words(held["title"]),
        "jury": found,
        "form": form,
        "judges": judges,
        "open": sum(sheet.submitted_at is None for line in lines for sheet in line.sheets),
    }
    context["rows"] = [_row(line, judges) for line in lines]
    return render(request, "juries/jury.html", context, status=422 if form.errors else 200)


def _component(contest: Contest, component: str) -> dict[str, Any]:
    held = next((each for each in judging.components(contest) if each["id"] == component), None)
    if held is None:
        raise Http404
    return held


def _row(line: judging.Line, judges: list[Judge]) -> dict[str, Any]:
    """One cell for each judge of the jury; None where the judge may not mark this team."""
    sheets = {sheet.judge_id: sheet for sheet in line.sheets}
    cells = [
        {"sheet": sheet, "total": _shown(line.totals.get(judge.pk)), "out": line.out.get(judge.pk, "")}
        if (sheet := sheets.get(judge.pk))
        else None
        for judge in judges
    ]
    return {"team": line.team, "cells": cells, "points": _shown(line.points)}


def _shown(points: Any) -> str:
    return "" if points is None else f"{float(points):.2f}"


@login_required
@require_POST
def hand_over(request: SignedInRequest, slug: str, component: str) -> HttpResponse:
    """Write what the jury came to as the teams' marks."""
    found = get_object_or_404(Jury, contest=run(request, slug), component=component)
    try:
        changed = judging.hand_over(found, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        words = ngettext("Handed over: %(count)s mark changed.", "Handed over: %(count)s marks changed.", changed)
        messages.success(request, words % {"count": changed})
    return redirect("juries:jury", slug=slug, component=component)


@login_required
@require_POST
def give_back(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Let a judge change a sheet that was submitted."""
    contest = run(request, slug)
    sheet = get_object_or_404(Sheet.objects.select_related("jury"), jury__contest=contest, pk=pk)
    try:
        judging.give_back(sheet, by=request.user, reason=request.POST.get("reason", "").replace("\0", ""))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The sheet is given back. Once it is submitted again, hand the marks over anew."))
    return redirect("juries:jury", slug=slug, component=sheet.jury.component)


@login_required
@require_GET
def mine(request: SignedInRequest, slug: str, component: str) -> HttpResponse:
    """A judge's own sheets, one for each team."""
    contest = seen(request, slug)
    judge = _judge(request.user, contest)
    if judge is None:
        raise PermissionDenied
    return _sheets(request, _jury(contest, component), judge)


@login_required
@require_GET
def from_paper(request: SignedInRequest, slug: str, component: str, judge: int) -> HttpResponse:
    """A judge's sheets, for whoever types them in from paper."""
    contest = run(request, slug)
    return _sheets(request, _jury(contest, component), get_object_or_404(contest.judges, pk=judge))


def _jury(contest: Contest, component: str) -> Jury:
    """With this very contest, whose organisation is there already."""
    found = get_object_or_404(Jury.objects.select_related("rubric"), contest=contest, component=component)
    found.contest = contest
    return found


def _sheets(
    request: SignedInRequest, found: Jury, judge: Judge, wrong: Sheet | None = None, error: str = ""
) -> HttpResponse:
    """``wrong`` is a sheet as it was just typed, which stays on the page beside its ``error``."""
    contest = found.contest
    held = _component(contest, found.component)
    criteria = judging.criteria_of(rubric_files.built(found.rubric.content))
    name_of = names_of(contest, request.user)
    own = found.sheets.filter(judge=judge, team__status=Team.Status.APPROVED).select_related("team")
    if not own:
        raise Http404
    sheets = [
        wrong if wrong is not None and sheet.pk == wrong.pk else sheet for sheet in own.order_by("team__code", "team")
    ]
    context = {
        "contest": contest,
        "title": in_words(held["title"]),
        "judge": judge,
        "from_paper": judge.person_id != request.user.pk,
        "criteria": [_criterion(each) for each in criteria],
        "sheets": [
            {
                "row": sheet,
                "name": name_of(sheet.team),
                "fields": [{**_criterion(each), "value": sheet.values.get(each.id, "")} for each in criteria],
                "error": error if sheet is wrong else "",
                "returned": sheet.returned[-1]["reason"] if sheet.returned and not sheet.submitted_at else "",
            }
            for sheet in sheets
        ],
        "done": sum(sheet.submitted_at is not None for sheet in own),
    }
    return render(request, "juries/sheets.html", context, status=422 if error else 200)


def _criterion(each: Criterion) -> dict[str, Any]:
    scale = each.scale
    low, high, step = (f"{float(value):g}" for value in (scale.low, scale.high, scale.step))
    return {
        "id": each.id,
        "title": in_words(dict(each.title)),
        "about": in_words(dict(each.description)),
        "weight": f"{float(each.weight):g}",
        "low": low,
        "high": high,
        "step": step,
        "anchors": [(value, in_words(dict(words))) for value, words in each.anchors.items()],
    }


@login_required
@require_POST
def fill(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Save one sheet, or submit it: for its judge, or for who runs the contest from paper. A script gets JSON."""
    contest = seen(request, slug)
    sheet = get_object_or_404(
        Sheet.objects.select_related("jury__rubric", "judge", "team"), jury__contest=contest, pk=pk
    )
    if request.user.pk != sheet.judge.person_id and not may_run(request.user, contest):
        raise PermissionDenied
    typed = {name: str(value).replace("\0", "")[:40] for name, value in request.POST.items()}
    submits, error = typed.get("act") == "submit", ""
    try:
        judging.fill(sheet, typed, by=request.user, submit=submits)
    except Refusal as refusal:
        error = str(refusal)
    if _by_script(request):
        return JsonResponse({"error": error} if error else {"saved": True}, status=422 if error else 200)
    if error:
        sheet.values = typed
        return _sheets(request, _jury(contest, sheet.jury.component), sheet.judge, sheet, error)
    messages.success(request, _("Submitted.") if submits else _("Saved."))
    component = sheet.jury.component
    if request.user.pk == sheet.judge.person_id:
        return redirect("juries:mine", slug=slug, component=component)
    return redirect("juries:from_paper", slug=slug, component=component, judge=sheet.judge_id)


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")
