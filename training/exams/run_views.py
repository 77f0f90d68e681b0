"""Pages of those who run an exam: who writes, more time, parts of the papers, paper as a way out, releasing."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from paper import pdf
from people.http import SignedInRequest
from people.models import User
from scoring.contests.models import Contest
from scoring.contests.permissions import may_run as may_run_contest
from training.bank import papers
from training.exams import contests, outcomes, setting, sitting
from training.exams.drawing import as_paper, blueprint_of, questions_of
from training.exams.engine.answers import NoAnswer, from_form
from training.exams.forms import TOPICS, TYPES, AdmitForm, ExtendForm, HandOverForm, MarkersForm, PartForm
from training.exams.models import Attempt, Exam
from training.exams.permissions import may_run
from training.exams.shown import asked, in_words
from training.exams.views import found_exam
from training.refusals import Refusal


def run_exam(request: SignedInRequest, code: str) -> Exam:
    """The exam for those who run it: 404 for whoever has nothing to do with it, 403 for others."""
    found = found_exam(request, code)
    if not may_run(request.user, found):
        raise PermissionDenied
    return found


@login_required
@require_GET
def run(request: SignedInRequest, code: str) -> HttpResponse:
    """Everything about one exam at a glance."""
    return _run(request, run_exam(request, code))


def _run(request: SignedInRequest, exam: Exam, status: int = 200, **forms: Any) -> HttpResponse:
    sitting.close_due(exam=exam)
    counted = Count("answers__item", filter=Q(answers__late=False), distinct=True)
    rows = list(exam.sat.select_related("person__organization").annotate(answered=counted).order_by("pk"))
    blueprint = blueprint_of(exam.blueprint)
    context = {
        "exam": exam,
        "rows": rows,
        "questions": sum(part.count for part in blueprint.parts),
        "points": blueprint.points,
        "parts": [_part(part) for part in exam.blueprint["parts"]],
        "begun": bool(rows),
        "admissions": exam.admissions.select_related("person", "by"),
        "markers": exam.markers.all(),
        "waiting": sum(row.ended_at is not None and row.passed is None for row in rows),
        "writing": sum(row.ended_at is None for row in rows),
        "voids": exam.voids.select_related("by"),
        "part_form": PartForm(auto_id="part_%s"),
        "admit_form": AdmitForm(auto_id="admit_%s"),
        "extend_form": ExtendForm(auto_id="extend_%s"),
        "markers_form": MarkersForm(
            auto_id="markers_%s", initial={"accounts": " ".join(each.username for each in exam.markers.all())}
        ),
        "contest_form": HandOverForm(auto_id="contest_%s", contests=_contests(request.user)),
    }
    return render(request, "training/exams/run.html", context | forms, status=status)


def _part(part: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": in_words(part["title"]),
        "count": part["count"],
        "points": part["points"],
        "types": "、".join(str(TYPES[each]) for each in part.get("types", ())),
        "topics": "、".join(str(TOPICS[each]) for each in part.get("topics", ())),
    }


def _contests(user: User) -> Any:
    rows = Contest.objects.select_related("organization").order_by("-starts_on")
    return Contest.objects.filter(pk__in=[each.pk for each in rows if may_run_contest(user, each)])


def _try(request: SignedInRequest, exam: Exam, verb: Callable[[], object], words: str) -> HttpResponse:
    try:
        verb()
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
    return redirect("exams:run", code=exam.code)


def _revision(request: SignedInRequest) -> int:
    told = request.POST.get("revision", "")
    return int(told) if told.isdecimal() and len(told) < 10 else -1


@login_required
@require_POST
def add_part(request: SignedInRequest, code: str) -> HttpResponse:
    """One more part of the papers."""
    exam = run_exam(request, code)
    form = PartForm(request.POST, auto_id="part_%s")
    if not form.is_valid():
        return _run(request, exam, 422, part_form=form)
    parts = [*exam.blueprint["parts"], form.part()]
    return _try(
        request, exam, lambda: setting.change_parts(exam, _revision(request), parts), _("The papers have another part.")
    )


@login_required
@require_POST
def drop_part(request: SignedInRequest, code: str) -> HttpResponse:
    """A part less."""
    exam = run_exam(request, code)
    place = request.POST.get("place", "")
    if not place.isdecimal() or len(place) > 3:
        raise Http404
    parts = [part for number, part in enumerate(exam.blueprint["parts"]) if number != int(place)]
    return _try(
        request, exam, lambda: setting.change_parts(exam, _revision(request), parts), _("The part is taken out.")
    )


@login_required
@require_POST
def admit(request: SignedInRequest, code: str) -> HttpResponse:
    """Somebody may sit, or has more time."""
    exam = run_exam(request, code)
    form = AdmitForm(request.POST, auto_id="admit_%s")
    if not form.is_valid():
        return _run(request, exam, 422, admit_form=form)
    given = form.cleaned_data
    person = given.pop("person")
    words = _("%(name)s may sit the exam.") % {"name": person}
    return _try(request, exam, lambda: setting.admit(exam, person, by=request.user, **given), words)


@login_required
@require_POST
def markers(request: SignedInRequest, code: str) -> HttpResponse:
    """Who marks the written answers."""
    exam = run_exam(request, code)
    form = MarkersForm(request.POST, auto_id="markers_%s")
    if not form.is_valid():
        return _run(request, exam, 422, markers_form=form)
    setting.set_markers(exam, form.cleaned_data["accounts"])
    messages.success(request, _("Saved."))
    return redirect("exams:run", code=code)


@login_required
@require_POST
def extend(request: SignedInRequest, code: str) -> HttpResponse:
    """More time for those who were chosen, or for everybody who writes."""
    exam = run_exam(request, code)
    form = ExtendForm(request.POST, auto_id="extend_%s")
    if not form.is_valid():
        return _run(request, exam, 422, extend_form=form)
    rows = exam.sat.filter(ended_at=None)
    if request.POST.get("whom") != "all":
        chosen = [int(each) for each in request.POST.getlist("chosen") if each.isdecimal() and len(each) < 19]
        rows = rows.filter(pk__in=chosen)
    try:
        count = sitting.extend(rows, form.cleaned_data["minutes"], by=request.user, reason=form.cleaned_data["reason"])
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        words = ngettext("%(count)s person has more time.", "%(count)s people have more time.", count)
        messages.success(request, words % {"count": count})
    return redirect("exams:run", code=code)


@login_required
@require_POST
def on_paper(request: SignedInRequest, code: str) -> HttpResponse:
    """Let somebody write by hand."""
    exam = run_exam(request, code)
    form = AdmitForm({"person": request.POST.get("person", ""), "more_percent": 0})
    if not form.is_valid():
        messages.error(request, _("There is no such account. Nothing was changed."))
        return redirect("exams:run", code=code)
    person = form.cleaned_data["person"]
    words = _("Print the paper of %(name)s from the list below.") % {"name": person}
    return _try(request, exam, lambda: sitting.on_paper(exam, person, by=request.user), words)


def _attempt(request: SignedInRequest, key: Any) -> Attempt:
    rows = Attempt.objects.select_related("exam__organization", "person")
    found = get_object_or_404(rows, key=key)
    if not may_run(request.user, found.exam):
        raise Http404
    return found


@login_required
@require_GET
def print_paper(request: SignedInRequest, key: Any) -> HttpResponse:
    """The paper of one person as PDF."""
    attempt = _attempt(request, key)
    language = "en" if (get_language() or "").startswith("en") else "zh"
    data = papers.document(as_paper(attempt), language, str(attempt.person), key=False)
    response = HttpResponse(pdf.render("plain", data, language), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{attempt.mark}.pdf"'
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def type_in(request: SignedInRequest, key: Any) -> HttpResponse:
    """Type in what somebody wrote by hand."""
    attempt = _attempt(request, key)
    if attempt.ended_at is not None or not attempt.on_paper:
        raise Http404
    if request.method == "POST":
        values: dict[str, Any] = {}
        wrong = []
        for name, question in questions_of(attempt).items():
            try:
                values[name] = from_form(question, f"q{question['no']}", request.POST)
            except NoAnswer:
                wrong.append(str(question["no"]))
        if not wrong:
            told = {name: value for name, value in values.items() if value is not None}
            words = _("The paper of %(name)s is typed in.") % {"name": attempt.person}
            return _try(request, attempt.exam, lambda: sitting.type_in(attempt, told, by=request.user), words)
        messages.error(request, _("These answers cannot be read: %(numbers)s.") % {"numbers": "、".join(wrong)})
        context = {"attempt": attempt, "exam": attempt.exam, "parts": asked(attempt, values)}
        return render(request, "training/exams/type_in.html", context, status=422)
    context = {"attempt": attempt, "exam": attempt.exam, "parts": asked(attempt, {})}
    return render(request, "training/exams/type_in.html", context)


@login_required
@require_POST
def release(request: SignedInRequest, code: str) -> HttpResponse:
    """Let everybody see what they reached."""
    exam = run_exam(request, code)
    return _try(
        request, exam, lambda: outcomes.release(exam, by=request.user), _("Everybody can see their results now.")
    )


@login_required
@require_POST
def hand_over(request: SignedInRequest, code: str) -> HttpResponse:
    """The results as marks of a contest's component."""
    exam = run_exam(request, code)
    form = HandOverForm(request.POST, auto_id="contest_%s", contests=_contests(request.user))
    if not form.is_valid():
        return _run(request, exam, 422, contest_form=form)
    given = form.cleaned_data
    return _try(
        request,
        exam,
        lambda: contests.hand_over(exam, given["contest"], given["component"], by=request.user),
        _("The contest has the marks; look at them on its page of marks."),
    )
