"""Pages of exams: the list, an exam as everybody sees it, setting a new one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from people.http import SignedInRequest
from people.models import User
from training.classes.models import Class
from training.classes.models.enrolment import ATTENDING
from training.classes.permissions import held_by
from training.exams import setting, sitting
from training.exams.drawing import blueprint_of
from training.exams.forms import ExamForm
from training.exams.models import Exam
from training.exams.permissions import may_mark, may_run, may_set
from training.refusals import Refusal


def sat_by(user: User) -> Any:
    """The exams that this person may sit or sat."""
    own = Q(admissions__person=user) | Q(sat__person=user)
    own |= Q(class_of__enrolments__person=user, class_of__enrolments__status__in=ATTENDING)
    return Exam.objects.filter(pk__in=Exam.objects.filter(own).values("pk")).for_list()


@login_required
@require_GET
def exams(request: SignedInRequest) -> HttpResponse:
    """What one may sit, what one marks, what one runs."""
    context = {
        "own": sat_by(request.user),
        "marked": Exam.objects.filter(markers=request.user).for_list(),
        "run": Exam.objects.run_by(request.user).for_list()[:100],
        "may_set": may_set(request.user),
        "now": timezone.now(),
    }
    return render(request, "training/exams/exams.html", context)


def found_exam(request: SignedInRequest, code: str) -> Exam:
    """The exam; 404 for whoever has nothing to do with it."""
    found = get_object_or_404(Exam.objects.select_related("organization", "class_of__organization"), code=code)
    if not (
        may_run(request.user, found)
        or may_mark(request.user, found)
        or setting.may_sit(found, request.user)
        or found.sat.filter(person=request.user).exists()
    ):
        raise Http404
    return found


@login_required
@require_GET
def exam(request: SignedInRequest, code: str) -> HttpResponse:
    """What somebody who sits it has to know: when, how long, what; and their own attempts."""
    found = found_exam(request, code)
    sitting.close_due(exam=found)
    blueprint = blueprint_of(found.blueprint)
    rows = list(found.sat.filter(person=request.user).order_by("number"))
    now = timezone.now()
    context = {
        "exam": found,
        "points": blueprint.points,
        "questions": sum(part.count for part in blueprint.parts),
        "attempts": rows,
        "running": next((row for row in rows if row.ended_at is None), None),
        "begins": setting.may_sit(found, request.user)
        and found.opens_at <= now < found.closes_at
        and len(rows) < found.attempts
        and all(row.ended_at for row in rows),
        "early": now < found.opens_at,
        "over": now >= found.closes_at,
        "admission": found.admissions.filter(person=request.user).first(),
        "runs": may_run(request.user, found),
        "marks": may_mark(request.user, found),
    }
    return render(request, "training/exams/exam.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Set an exam by one of the blueprints."""
    if not may_set(request.user):
        raise PermissionDenied
    units = held_by(request.user).order_by("path")
    classes = Class.objects.filter(organization__in=units).order_by("-starts_on")
    typed = request.POST if request.method == "POST" else None
    form = ExamForm(typed, organizations=units, classes=classes, initial={"organization": units.first()})
    if form.is_valid():
        try:
            made = setting.create(**form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The exam is set. Nobody sees a question before it opens."))
            return redirect("exams:run", code=made.code)
    return render(request, "training/exams/new.html", {"form": form}, status=422 if form.is_bound else 200)
