"""Pages of a class's sessions: the timetable by half-days, and each session for those who run the class."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from people.http import SignedInRequest
from training.classes import preparing
from training.classes.forms import CourseForm, LessonForm, ModuleFormSet
from training.classes.models import Class, Lesson
from training.classes.views import run, tabs
from training.refusals import Refusal


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def course(request: SignedInRequest, slug: str) -> HttpResponse:
    """The course of a class and its modules; every class of the course shows the change."""
    found = run(request, slug)
    typed = request.POST if request.method == "POST" else None
    form = CourseForm(typed, instance=found.course)
    modules = ModuleFormSet(typed, instance=found.course)
    if typed is not None and form.is_valid() and modules.is_valid():
        with transaction.atomic():
            form.save()
            modules.save()
        messages.success(request, _("Saved. Every class of this course shows it."))
        return redirect("classes:class", slug=slug)
    context = tabs(request, found, "set_up") | {"form": form, "modules": modules}
    return render(request, "training/classes/course.html", context, status=422 if typed is not None else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_lesson(request: SignedInRequest, slug: str) -> HttpResponse:
    """Another session."""
    found = run(request, slug)
    return _edit(request, found, Lesson(class_of=found))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lesson(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Change a session: everybody's calendar follows."""
    found = run(request, slug)
    return _edit(request, found, get_object_or_404(found.lessons, pk=pk))


def _edit(request: SignedInRequest, found: Class, row: Lesson) -> HttpResponse:
    form = LessonForm(request.POST if request.method == "POST" else None, instance=row, class_of=found)
    if form.is_valid():
        try:
            preparing.save_lesson(form.save(commit=False))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved. Calendars that follow this class show it at their next look."))
            return redirect("classes:class", slug=found.slug)
    context = tabs(request, found, "class") | {"form": form, "lesson": row}
    return render(request, "training/classes/lesson.html", context, status=422 if form.is_bound else 200)
