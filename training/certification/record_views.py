"""Pages of a person's hours and evidence, and of those who check them."""

from decimal import Decimal
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from people.http import SignedInRequest
from training.certification import granting, ledger, radar, words
from training.certification.designing import versions_on
from training.certification.engine.scheme import grades_of
from training.certification.forms import CorrectForm, ElsewhereForm, EvidenceForm, HoursForm
from training.certification.models import Evidence, HoursEntry, Scheme
from training.certification.permissions import may_begin, may_keep_record, may_run_scheme, may_see_record
from training.certification.views import person_of
from training.refusals import Refusal


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hours(request: SignedInRequest, person: Any) -> HttpResponse:
    """A person's ledger with its sum; whoever keeps the record enters hours."""
    holder = person_of(request, person)
    keeps = may_keep_record(request.user, holder)
    form = HoursForm(request.POST if request.method == "POST" else None, initial={"on": timezone.localdate()})
    if request.method == "POST":
        if not keeps:
            raise PermissionDenied
        if form.is_valid():
            try:
                ledger.enter(holder, by=request.user, **form.cleaned_data)
            except Refusal as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("The hours are in the ledger."))
                return redirect("certification:hours", person=holder.uuid)
    rows = holder.hours.select_related("by", "corrects").order_by("-on", "-pk")
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    context = {
        "person": holder,
        "own": holder.pk == request.user.pk,
        "page": page,
        "total": words.plain(holder.hours.aggregate(sum=Sum("hours", default=Decimal(0)))["sum"]),
        "form": form if keeps else None,
        "correct_form": CorrectForm(auto_id=False) if keeps else None,
    }
    return render(request, "training/certification/hours.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def correct(request: SignedInRequest, person: Any, pk: int) -> HttpResponse:
    """Put one entry right by another."""
    holder = person_of(request, person)
    if not may_keep_record(request.user, holder):
        raise PermissionDenied
    entry = get_object_or_404(HoursEntry, pk=pk, person=holder)
    form = CorrectForm(request.POST)
    if form.is_valid():
        try:
            ledger.correct(entry, form.cleaned_data["hours"], by=request.user, reason=form.cleaned_data["reason"])
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Corrected; both entries stay in the ledger."))
    else:
        messages.error(request, _("Hours from 0 to 500 and a reason are needed. Nothing was changed."))
    return redirect("certification:hours", person=holder.uuid)


def _codes() -> list[tuple[str, str]]:
    """What the schemes in force ask evidence for."""
    found: dict[str, str] = {}
    for version in versions_on(list(Scheme.objects.all()), timezone.localdate()).values():
        for grade in grades_of(version.definition):
            for need in (*grade.needs, *grade.renewal):
                if need.kind == "evidence":
                    found.setdefault(need.code, words.of(need.title))
    return [*sorted(found.items(), key=lambda each: each[1]), ("other", _("something else"))]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request: SignedInRequest, person: Any) -> HttpResponse:
    """What a person has handed in; the person, or whoever keeps the record, hands in more."""
    holder = person_of(request, person)
    codes = _codes()
    typed = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = EvidenceForm(*typed, codes=codes, initial={"code": request.GET.get("code", "")})
    if form.is_valid():
        given = form.cleaned_data
        file = given.pop("file")
        content = file.read() if file else None
        ledger.offer(holder, by=request.user, filename=file.name[-120:] if file else "", content=content, **given)
        messages.success(request, _("Handed in. Somebody who keeps your record checks it."))
        return redirect("certification:evidence", person=holder.uuid)
    rows = holder.evidence.select_related("checked_by").defer("content")
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    names = dict(codes)
    context = {
        "person": holder,
        "own": holder.pk == request.user.pk,
        "page": page,
        "rows": [{"evidence": each, "shows": names.get(each.code, each.code)} for each in page],
        "form": form,
    }
    return render(request, "training/certification/evidence.html", context, status=422 if form.is_bound else 200)


@login_required
@require_GET
def to_check(request: SignedInRequest) -> HttpResponse:
    """The evidence that waits for this person's word."""
    if not may_begin(request.user):
        raise PermissionDenied
    page = Paginator(radar.waiting(request.user), 25).get_page(request.GET.get("page"))
    names = dict(_codes())
    rows = [{"evidence": each, "shows": names.get(each.code, each.code)} for each in page]
    return render(request, "training/certification/to_check.html", {"page": page, "rows": rows})


def _evidence(request: SignedInRequest, pk: int, **more: Any) -> Evidence:
    rows = Evidence.objects.select_related("person__organization", "checked_by")
    found = get_object_or_404(rows if more.get("content") else rows.defer("content"), pk=pk)
    if not may_see_record(request.user, found.person):
        raise Http404
    return found


@login_required
@require_GET
def evidence_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """The file itself, always to be saved and never shown within a page of the platform."""
    found = _evidence(request, pk, content=True)
    if found.content is None:
        raise Http404
    response = HttpResponse(bytes(found.content), content_type="application/octet-stream")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.filename)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
@require_POST
def check(request: SignedInRequest, pk: int) -> HttpResponse:
    """Accept a piece of evidence, or return it with a reason."""
    found = _evidence(request, pk)
    if not may_keep_record(request.user, found.person):
        raise PermissionDenied
    accepted = request.POST.get("decision") == "accept"
    try:
        ledger.check(found, by=request.user, accepted=accepted, reason=request.POST.get("reason", ""))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Accepted.") if accepted else _("Returned with your reason."))
    return redirect("certification:to_check")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record a certificate issued elsewhere, on the ground of evidence that was accepted."""
    found = _evidence(request, pk)
    schemes = [
        each
        for each in Scheme.objects.for_list().filter(origin=Scheme.Origin.ELSEWHERE)
        if may_run_scheme(request.user, each)
    ]
    if not schemes or found.person_id == request.user.pk:
        raise PermissionDenied
    grades = [
        (f"{version.scheme.slug}/{grade.code}", words.grade(grade))
        for version in versions_on(schemes, timezone.localdate()).values()
        for grade in grades_of(version.definition)
    ]
    form = ElsewhereForm(request.POST if request.method == "POST" else None, grades=grades)
    if form.is_valid():
        given = form.cleaned_data
        slug, _slash, grade = given.pop("grade").partition("/")
        scheme = next(each for each in schemes if each.slug == slug)
        try:
            made = granting.record_elsewhere(found, scheme, grade, by=request.user, **given)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Recorded with its evidence as %(number)s.") % {"number": made.number})
            return redirect("certification:certificate", number=made.number)
    context = {"evidence": found, "form": form}
    return render(request, "training/certification/record.html", context, status=422 if form.is_bound else 200)
