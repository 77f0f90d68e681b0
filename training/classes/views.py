"""Pages of a class: the list, its own page, a person's own classes, beginning one and its set-up."""

from copy import copy
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from people.http import SignedInRequest
from people.models import User
from people.permissions import Visitor
from training.classes import attending, preparing
from training.classes.engine.codes import personal
from training.classes.forms import CopyForm, DocumentForm, NewForm, SetUpForm, ShareForm
from training.classes.models import CalendarKey, Class, Enrolment, Lesson, Status
from training.classes.models.enrolment import ATTENDING
from training.classes.permissions import held_by, may_apply, may_nominate, may_prepare, may_run
from training.refusals import Refusal


@require_GET
def classes(request: HttpRequest) -> HttpResponse:
    """Every class that this visitor may see, the latest first."""
    page = Paginator(Class.objects.seen_by(request.user).for_list(), 25).get_page(request.GET.get("page"))
    return render(request, "training/classes/classes.html", {"page": page, "may_prepare": may_prepare(request.user)})


def seen(request: HttpRequest, slug: str) -> Class:
    """The class at this address; 404 for whoever may not know of it."""
    found = Class.objects.seen_by(request.user).select_related("organization", "course", "follows")
    return get_object_or_404(found, slug=slug)


def run(request: HttpRequest, slug: str) -> Class:
    """The class at this address, for those who run it: 404 for whoever may not know of it, 403 for others."""
    found = seen(request, slug)
    if not may_run(request.user, found):
        raise PermissionDenied
    return found


def place_of(user: Visitor, class_of: Class) -> Enrolment | None:
    """The visitor's own enrolment, if there is one."""
    if not isinstance(user, User):
        return None
    return Enrolment.objects.for_list().filter(class_of=class_of, person=user).first()


def tabs(request: HttpRequest, class_of: Class, here: str) -> dict[str, Any]:
    """What every page of a class needs."""
    return {
        "class": class_of,
        "here": here,
        "runs": may_run(request.user, class_of),
        "nominates": may_nominate(request.user, class_of),
    }


@require_GET
def klass(request: HttpRequest, slug: str) -> HttpResponse:
    """What everybody may know of a class; those in it also read their place, their presence and the documents."""
    found = seen(request, slug)
    mine = place_of(request.user, found)
    lessons = list(found.lessons.select_related("teacher", "module", "class_of__organization"))
    inside = mine is not None and mine.status in ATTENDING
    context = tabs(request, found, "class")
    context |= {
        "lessons": [
            {
                "lesson": each,
                "teaches": context["runs"] or (each.teacher is not None and each.teacher == request.user),
                # Out is open from before the session to half an hour after it, in for less: either is a way to sign.
                "signs": inside and attending.closed_for(each, "out", timezone.now()) is None,
            }
            for each in lessons
        ],
        "modules": found.course.modules.all(),
        "mine": mine,
        "applies": mine is None and may_apply(request.user, found),
        "taken": found.enrolments.filter(status__in=(Status.BOOKED, Status.OFFERED)).count(),
    }
    context["documents"] = found.documents.defer("content") if inside or context["runs"] else []
    if inside and mine is not None:
        context |= _own(found, mine)
    return render(request, "training/classes/class.html", context)


def _own(found: Class, mine: Enrolment) -> dict[str, Any]:
    """The trainee's own half-days, what is still needed, and the code that staff scan."""
    lessons = list(found.lessons.filter(cancelled=False).select_related("class_of"))
    each = attending.progress_of(found, [mine])[mine.pk]
    presences = attending.presences(lessons, [mine])
    return {
        "progress": each,
        "hours": attending.hours_of(found, each),
        "half_days": [{"lesson": lesson, "presence": presences[(lesson.pk, mine.pk)]} for lesson in lessons],
        "code": personal(found.secret, mine.pk),
    }


@login_required
@require_GET
def mine(request: SignedInRequest) -> HttpResponse:
    """A person's own classes and sessions taught, and the address of their calendar."""
    key, _made = CalendarKey.objects.get_or_create(person=request.user)
    rows = Enrolment.objects.for_list().filter(person=request.user).order_by("-class_of__starts_on")
    now = timezone.now()
    taught = Lesson.objects.filter(teacher=request.user, ends_at__gte=now, cancelled=False).select_related("class_of")
    feed = request.build_absolute_uri(reverse("classes:person_feed", kwargs={"key": key.key}))
    context = {"rows": rows, "taught": taught[:50], "feed": feed}
    return render(request, "training/classes/mine.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Begin a class from one of the patterns."""
    if not may_prepare(request.user):
        raise PermissionDenied
    organizations = held_by(request.user).order_by("path")
    typed = request.POST if request.method == "POST" else None
    form = NewForm(
        typed, organizations=organizations, initial={"pattern": "cadres", "organization": organizations.first()}
    )
    if form.is_valid():
        given = dict(form.cleaned_data)
        made = preparing.begin(given.pop("pattern"), **given)
        messages.success(request, _("The class is there. Only those who prepare it see it until you announce it."))
        return redirect("classes:set_up", slug=made.slug)
    return render(request, "training/classes/new.html", {"form": form}, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: SignedInRequest, slug: str) -> HttpResponse:
    """All that is fixed of a class. Who saves second is told, and loses nothing they typed."""
    found = run(request, slug)
    form = SetUpForm(request.POST if request.method == "POST" else None, instance=copy(found))
    status = 200
    if form.is_valid():
        given = dict(form.cleaned_data)
        try:
            preparing.change(found, revision=given.pop("revision"), **given)
        except preparing.ChangedMeanwhile:
            words = _("Somebody else has saved this class since you opened the page. What you typed is still here:")
            words += " " + _("Open the page in another tab, compare, and save again from there.")
            form.add_error(None, words)
            status = 409
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("classes:set_up", slug=slug)
    context = tabs(request, found, "set_up") | {
        "form": form,
        "shares": found.shares.select_related("organization"),
        "share_form": ShareForm(class_of=found),
        "copy_form": CopyForm(initial={"title": found.title}),
        "document_form": DocumentForm(),
        "documents": found.documents.defer("content"),
        "kept": sum(found.shares.values_list("places", flat=True)),
    }
    if form.errors and status == 200:
        status = 422
    return render(request, "training/classes/set_up.html", context, status=status)


@login_required
@require_POST
def announce(request: SignedInRequest, slug: str) -> HttpResponse:
    """From now on everybody sees it."""
    found = run(request, slug)
    try:
        preparing.announce(found)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The class is announced: units can nominate now."))
    return redirect("classes:class", slug=slug)


@login_required
@require_POST
def share(request: SignedInRequest, slug: str) -> HttpResponse:
    """Places for one unit."""
    found = run(request, slug)
    form = ShareForm(request.POST, class_of=found)
    if not form.is_valid():
        messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
        return redirect("classes:set_up", slug=slug)
    try:
        preparing.share(found, {form.cleaned_data["unit"]: form.cleaned_data["places"]})
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Saved."))
    return redirect("classes:set_up", slug=slug)


@login_required
@require_POST
def copy_class(request: SignedInRequest, slug: str) -> HttpResponse:
    """The next phase of this class."""
    found = run(request, slug)
    form = CopyForm(request.POST)
    if not form.is_valid():
        context = tabs(request, found, "set_up") | {"form": form}
        return render(request, "training/classes/copy.html", context, status=422)
    made = preparing.copy_to_next_phase(found, **form.cleaned_data)
    messages.success(request, _("Phase %(phase)s is there; nobody is in it yet.") % {"phase": made.phase})
    return redirect("classes:set_up", slug=made.slug)


@login_required
@require_POST
def add_document(request: SignedInRequest, slug: str) -> HttpResponse:
    """A file for those in the class."""
    found = run(request, slug)
    form = DocumentForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
        return redirect("classes:set_up", slug=slug)
    try:
        preparing.add_document(found, form.cleaned_data["name"], form.cleaned_data["file"].read())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("classes:set_up", slug=slug)


@login_required
@require_GET
def document(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """A file of the class, for those in it and those who run it."""
    found = seen(request, slug)
    place = place_of(request.user, found)
    if not (may_run(request.user, found) or (place and place.status in ATTENDING)):
        raise PermissionDenied
    row = get_object_or_404(found.documents, pk=pk)
    content = bytes(row.content)
    response = HttpResponse(content, content_type=preparing.type_of(content))
    response.headers["Content-Disposition"] = f"attachment; filename*=utf-8''{quote(row.name, safe='')}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
