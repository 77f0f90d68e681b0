"""Marking written answers, and how the items worked."""

from fractions import Fraction

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from people.http import SignedInRequest
from training.exams import blind, outcomes
from training.exams.analysis import analysed
from training.exams.engine.items import LEAST
from training.exams.forms import MarkForm, VoidForm
from training.exams.models import Attempt
from training.exams.permissions import may_mark
from training.exams.run_views import run_exam
from training.exams.shown import in_words
from training.exams.views import found_exam
from training.refusals import Refusal


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def marking(request: SignedInRequest, code: str) -> HttpResponse:
    """The next answer that waits for this marker, with its rubric and without a name."""
    exam = found_exam(request, code)
    if not may_mark(request.user, exam):
        raise PermissionDenied
    form = MarkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        attempt = _named(request, exam.pk)
        if form.is_valid() and attempt is not None:
            try:
                blind.mark(
                    attempt,
                    request.POST.get("item", ""),
                    marker=request.user,
                    points=Fraction(form.cleaned_data["points"]),
                    note=form.cleaned_data["note"],
                )
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                return redirect("exams:marking", code=code)
        elif attempt is None:
            form.add_error(None, _("This answer waits for nobody any more."))
    rows = blind.waiting(exam, request.user)
    first = rows[0] if rows else None
    context = {
        "exam": exam,
        "left": len(rows),
        "waiting": first,
        "text": in_words(first.question["text"]) if first else "",
        "rubric": in_words(first.question.get("rubric")) if first else "",
        "form": form,
    }
    return render(request, "training/exams/marking.html", context, status=422 if form.is_bound else 200)


def _named(request: SignedInRequest, exam_pk: int) -> Attempt | None:
    told = request.POST.get("attempt", "")
    if not told.isdecimal() or len(told) > 18:
        return None
    return Attempt.objects.filter(pk=int(told), exam=exam_pk).first()


@login_required
@require_GET
def items(request: SignedInRequest, code: str) -> HttpResponse:
    """How each item worked, and a way to void it."""
    exam = run_exam(request, code)
    whole, found = analysed(exam)
    voided = {each.item: each for each in exam.voids.select_related("by")}
    context = {
        "exam": exam,
        "whole": whole,
        "lines": [
            each
            | {
                "text": in_words(each["question"]["text"]),
                "void": voided.get(each["report"].name),
                "options": [
                    option | {"text": in_words(option["text"]) or option["name"]} for option in each["options"]
                ],
            }
            for each in found
        ],
        "least": LEAST,
        "form": VoidForm(auto_id=False),
    }
    return render(request, "training/exams/items.html", context)


@login_required
@require_POST
def void(request: SignedInRequest, code: str) -> HttpResponse:
    """Let an item count for nobody or everybody, and mark again."""
    exam = run_exam(request, code)
    form = VoidForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose how it counts, and write down why. Nothing was changed."))
        return redirect("exams:items", code=code)
    try:
        made = outcomes.void(exam, request.POST.get("item", ""), by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        told = {"count": len(made.changes)}
        messages.success(request, _("Marked again: %(count)s results changed; before and after are kept.") % told)
    return redirect("exams:items", code=code)
