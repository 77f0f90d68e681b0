"""Sitting an exam: the paper, each answer as it comes, handing in, and the result afterwards."""

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from people.http import SignedInRequest
from training.bank.papers import answer_of
from training.bank.shape import Question
from training.exams import outcomes, sitting
from training.exams.drawing import questions_of
from training.exams.engine.answers import NoAnswer, from_form
from training.exams.models import Attempt
from training.exams.permissions import may_see_attempt
from training.exams.shown import asked, said
from training.exams.views import found_exam
from training.refusals import Refusal

#: A device that sends this much at once was cut off for long: a few hundred answers at most.
MOST_BYTES, MOST_ANSWERS = 512 * 1024, 500


def device_of(request: SignedInRequest) -> str:
    """Which browser this is, as the session knows it: another device has another session."""
    if not request.session.session_key:
        request.session.save()
    return (request.session.session_key or "")[:12]


@login_required
@require_POST
def begin(request: SignedInRequest, code: str) -> HttpResponse:
    """Begin, or go on with what is under way."""
    exam = found_exam(request, code)
    sitting.close_due(exam=exam)
    try:
        attempt = sitting.begin(exam, request.user, device=device_of(request))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("exams:exam", code=code)
    return redirect("exams:paper", key=attempt.key)


def own(request: SignedInRequest, key: Any) -> Attempt:
    """The visitor's own attempt."""
    rows = Attempt.objects.select_related("exam__organization", "person")
    return get_object_or_404(rows, key=key, person=request.user)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: SignedInRequest, key: Any) -> HttpResponse:
    """The paper. Without JavaScript the form saves everything at once, or hands in."""
    attempt = own(request, key)
    sitting.close_due(exam=attempt.exam)
    attempt.refresh_from_db(fields=["ended_at", "ended", "pen", "deadline_at"])
    if request.method == "POST":
        return _by_form(request, attempt)
    if attempt.ended_at is not None or attempt.on_paper:
        return redirect("exams:exam", code=attempt.exam.code)
    device = device_of(request)
    if device != attempt.pen:
        Attempt.objects.filter(pk=attempt.pk, ended_at=None).update(pen=device)
    answers = outcomes.answers_of([attempt]).get(attempt.pk, {})
    context = {
        "attempt": attempt,
        "exam": attempt.exam,
        "parts": asked(attempt, answers),
        "config": {
            "key": str(attempt.key),
            "deadline": attempt.deadline_at.timestamp(),
            "now": timezone.now().timestamp(),
            "started": attempt.started_at.timestamp(),
            "device": device,
            "seq": max(attempt.answers.filter(device=device).values_list("seq", flat=True), default=0),
        },
    }
    return render(request, "training/exams/paper.html", context)


def _by_form(request: SignedInRequest, attempt: Attempt) -> HttpResponse:
    device = f"form-{device_of(request)}"
    before = outcomes.answers_of([attempt]).get(attempt.pk, {})
    seq = max(attempt.answers.filter(device=device).values_list("seq", flat=True), default=0)
    given, wrong = [], 0
    for name, question in questions_of(attempt).items():
        try:
            value = from_form(question, f"q{question['no']}", request.POST)
        except NoAnswer:
            wrong += 1
            continue
        if value != before.get(name):
            seq += 1
            given.append(sitting.Given(seq, name, value))
    saved = sitting.save(attempt, given, device=device, by=request.user)
    if wrong:
        words = _("%(wrong)s answers could not be read and stayed as they were; look at them once more.")
        messages.error(request, words % {"wrong": wrong})
    if saved.late:
        messages.error(request, _("The time was over: what came now is kept and not counted."))
    if request.POST.get("act") == "hand-in" and not wrong:
        sitting.hand_in(attempt)
        messages.success(request, _("Handed in. Your answers are kept."))
        return redirect("exams:exam", code=attempt.exam.code)
    if not wrong and not saved.late:
        messages.success(request, _("Saved."))
    return redirect("exams:paper", key=attempt.key)


@login_required
@require_POST
def answers(request: SignedInRequest, key: Any) -> JsonResponse:
    """Answers as the page sends them: ``[{"seq", "item", "value"}]``; sent again after a cut, each is kept once."""
    attempt = get_object_or_404(Attempt.objects.only("pk"), key=key, person=request.user)
    if len(request.body) > MOST_BYTES:
        return JsonResponse({"fault": "size"}, status=413)
    try:
        told = json.loads(request.body)
        if not isinstance(told, list):
            raise TypeError("a list is needed")
        given = [sitting.Given(int(each["seq"]), str(each["item"]), each["value"]) for each in told]
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError):
        return JsonResponse({"fault": "form"}, status=422)
    if len(given) > MOST_ANSWERS or any(not 0 < each.seq < 2**31 for each in given):
        return JsonResponse({"fault": "form"}, status=422)
    saved = sitting.save(attempt, given, device=device_of(request), by=request.user)
    return JsonResponse(
        {
            "saved": saved.seqs,
            "wrong": saved.wrong,
            "late": saved.late,
            "ended": saved.ended,
            "pen": saved.pen,
            "deadline": saved.deadline.timestamp(),
            "now": timezone.now().timestamp(),
        }
    )


@login_required
@require_POST
def hand_in(request: SignedInRequest, key: Any) -> HttpResponse:
    """Done before the time is over."""
    attempt = own(request, key)
    sitting.hand_in(attempt)
    messages.success(request, _("Handed in. Your answers are kept."))
    return redirect("exams:exam", code=attempt.exam.code)


@login_required
@require_GET
def result(request: SignedInRequest, key: Any) -> HttpResponse:
    """What was reached, item by item, with the key and its article."""
    attempt = get_object_or_404(Attempt.objects.select_related("exam__organization", "person"), key=key)
    if attempt.ended_at is None or not may_see_attempt(request.user, attempt):
        raise Http404
    given = outcomes.answers_of([attempt]).get(attempt.pk, {})
    found = outcomes.outcomes_of(attempt.exam, [attempt])[attempt.pk]
    voided = {each.item: each for each in attempt.exam.voids.all()}
    lines = []
    for name, question in questions_of(attempt).items():
        share = found.shares.get(name)
        entry = Question.model_validate({key: question[key] for key in question if key not in ("points", "no", "was")})
        lines.append(
            {
                "question": question,
                "answer": said(question, given.get(name)),
                "key": answer_of(entry),
                "points": None if share is None else f"{float(share * question['points']):g}",
                "right": share == 1,
                "void": voided.get(name),
            }
        )
    context = {
        "attempt": attempt,
        "exam": attempt.exam,
        "lines": lines,
        "outcome": found,
        "points": f"{float(found.points):g}",
        "percent": f"{float(found.share * 100):.1f}",
        "own": attempt.person_id == request.user.pk,
    }
    return render(request, "training/exams/result.html", context)
