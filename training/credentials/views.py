"""Pages of those who hold certificates and those who issue them: documents, and batches with their progress."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from people.http import SignedInRequest
from people.models import User
from training.certification import granting, words
from training.certification.certificate_views import seen
from training.certification.designing import version_on, versions_on
from training.certification.engine.scheme import grades_of
from training.certification.facts import facts_of
from training.certification.models import Certificate, Scheme
from training.certification.permissions import may_begin, may_run_scheme
from training.classes.models import Class, Enrolment
from training.classes.permissions import may_run
from training.credentials import batches
from training.credentials.forms import ChooseForm
from training.credentials.issuing import documents_of
from training.credentials.models import Batch
from training.refusals import Refusal


def _own(request: SignedInRequest, number: str) -> Certificate:
    found = seen(request, number)
    if found.foreign_number:
        raise Http404
    return found


@login_required
@require_GET
def pdf(request: SignedInRequest, number: str) -> HttpResponse:
    """The certificate as it was handed out."""
    found = _own(request, number)
    response = HttpResponse(bytes(documents_of(found).pdf), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{found.number}.pdf"'
    return response


@login_required
@require_GET
def credential(request: SignedInRequest, number: str) -> HttpResponse:
    """The signed credential as a file, for the holder to keep."""
    found = _own(request, number)
    response = HttpResponse(documents_of(found).credential, content_type="application/vc+ld+json")
    response["Content-Disposition"] = f'attachment; filename="{found.number}.json"'
    return response


def _grades(user: User) -> dict[str, tuple[Scheme, str, str]]:
    """What this person may issue: by ``scheme/grade``, the scheme, the grade and its title."""
    schemes = [
        each for each in Scheme.objects.for_list().filter(origin=Scheme.Origin.HERE) if may_run_scheme(user, each)
    ]
    versions = versions_on(schemes, timezone.localdate())
    return {
        f"{each.slug}/{grade.code}": (each, grade.code, words.grade(grade))
        for each in schemes
        if each.pk in versions
        for grade in grades_of(versions[each.pk].definition)
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_batch(request: SignedInRequest) -> HttpResponse:
    """Choose a class and a certificate, look at who meets what it needs, and have them made."""
    if not may_begin(request.user):
        raise PermissionDenied
    grades = _grades(request.user)
    choices = [(code, title) for code, (_scheme, _grade, title) in grades.items()]
    told = request.POST if request.method == "POST" else request.GET
    asked = "class_of" in told
    classes = Class.objects.seen_by(request.user).select_related("organization").order_by("-starts_on")
    form = ChooseForm(
        told if asked else None, classes=classes, grades=choices, initial={"passed_on": timezone.localdate()}
    )
    context: dict[str, Any] = {"form": form, "recent": _seen(request.user)[:10]}
    status = 422 if asked and not form.is_valid() else 200
    if asked and form.is_valid():
        given = form.cleaned_data
        if not may_run(request.user, given["class_of"]):
            raise PermissionDenied
        scheme, grade, title = grades[given["grade"]]
        if request.method == "POST":
            try:
                made = batches.ask(
                    scheme,
                    grade,
                    _chosen(request, given["class_of"]),
                    by=request.user,
                    passed_on=given["passed_on"],
                    title=f"{given['class_of']} · {title}",
                    class_of=given["class_of"],
                )
            except Refusal as refusal:
                form.add_error(None, str(refusal))
                status = 422
            else:
                return redirect("credentials:batch", pk=made.pk)
        context |= {"rows": _candidates(given["class_of"], scheme, grade, given["passed_on"]), "title": title}
    return render(request, "training/credentials/new_batch.html", context, status=status)


def _chosen(request: SignedInRequest, class_of: Class) -> list[User]:
    chosen = {int(each) for each in request.POST.getlist("chosen") if each.isdecimal() and len(each) < 19}
    rows = Enrolment.objects.filter(class_of=class_of).attending().filter(person__in=chosen).order_by("position")
    return [row.person for row in rows.select_related("person")]


def _candidates(class_of: Class, scheme: Scheme, grade: str, on: Any) -> list[dict[str, Any]]:
    rows = Enrolment.objects.for_list().filter(class_of=class_of).attending().order_by("position")
    people = [row.person for row in rows]
    facts = facts_of(people, on)
    held = _held(people, scheme, grade)
    version = version_on(scheme, on)
    found = []
    known: dict[str, Any]
    for person in people:
        known = {"version": version, "facts": facts[person.pk], "renews": held.get(person.pk)}
        where = granting.standing(person, scheme, grade, on, **known)
        missing = [words.need(each.need) for each in where.verdicts if not each.met]
        found.append({"person": person, "missing": missing, "renews": where.renews})
    return found


def _held(people: list[User], scheme: Scheme, grade: str) -> dict[int, Certificate | None]:
    """By person, their running certificate of the grade; None for whoever has none."""
    held: dict[int, Certificate | None] = dict.fromkeys([each.pk for each in people])
    rows = Certificate.objects.filter(person__in=people, scheme=scheme, grade=grade)
    over = (Certificate.State.REPLACED, Certificate.State.REVOKED)
    for row in rows.exclude(state__in=over).order_by("begins", "pk"):
        held[row.person_id] = row
    return held


def _seen(user: User) -> Any:
    rows = Batch.objects.select_related("by", "scheme__organization")
    return rows if user.is_staff else rows.filter(by=user)


def _batch(request: SignedInRequest, pk: int) -> Batch:
    found = get_object_or_404(Batch.objects.select_related("scheme__organization", "by"), pk=pk)
    if not may_run_scheme(request.user, found.scheme):
        raise Http404
    return found


@login_required
@require_GET
def batch(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far a batch is; it looks again by itself until everything is made."""
    found = _batch(request, pk)
    context = {
        "batch": found,
        "progress": batches.progress(found),
        "items": found.items.select_related("person", "certificate"),
    }
    name = (
        "training/credentials/_progress.html"
        if request.headers.get("HX-Request")
        else "training/credentials/batch.html"
    )
    return render(request, name, context)


@login_required
@require_GET
def batch_zip(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """All documents of a batch in one file."""
    found = _batch(request, pk)
    if not batches.progress(found)["made"]:
        raise Http404
    response = StreamingHttpResponse(batches.archive(found), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="certificates-{found.pk}.zip"'
    return response
