"""Pages of the register."""

import csv
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from people.http import SignedInRequest
from people.models import Organization, User
from people.permissions import organises
from training.certification.models import Certificate, Scheme
from training.certification.radar import words_of
from training.certification.views import chosen_unit
from training.classes.permissions import held_by
from training.refusals import Refusal
from training.register import keeping, searching
from training.register.forms import (
    AllianceForm,
    AppointForm,
    CaseForm,
    EndForm,
    ProfileForm,
    SearchForm,
    StepForm,
    TieForm,
)
from training.register.models import Alliance, Appointment, Led, Profile
from training.register.permissions import may_appoint, may_run, may_search

#: Rows of an export at most; a whole province has fewer mediators than that.
MOST_ROWS = 5000


@login_required
@require_GET
def search(request: SignedInRequest) -> HttpResponse:
    """Whom one may ask: certified people who consent, the nearest first."""
    if not may_search(request.user):
        raise PermissionDenied
    form = SearchForm(request.GET)
    rows = searching.found(form.wanted()) if form.is_valid() else User.objects.none()
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    people = searching.shown(page)
    context = {
        "form": form,
        "page": page,
        "rows": [{"shown": each, "titles": [words_of(row) for row in each.certificates]} for each in people],
        "query": request.GET.urlencode(),
    }
    return render(request, "training/register/search.html", context, status=200 if form.is_valid() else 422)


@login_required
@require_GET
def export(request: SignedInRequest) -> HttpResponse:
    """The same list as a table for a spreadsheet, names masked."""
    if not may_search(request.user):
        raise PermissionDenied
    form = SearchForm(request.GET)
    if not form.is_valid():
        return redirect("register:search")
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="register.csv"'
    response.write("\N{BYTE ORDER MARK}")  # spreadsheets read it as UTF-8 only so
    writer = csv.writer(response)
    writer.writerow([_("Name"), _("Unit"), _("Certificates"), _("County or city"), _("Industry")])
    people = searching.shown(searching.found(form.wanted())[:MOST_ROWS])
    writer.writerows(searching.table(people, names=False))
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: SignedInRequest) -> HttpResponse:
    """What one says of oneself, what of it is shown and until when, and one's ties."""
    mine = Profile.objects.filter(person=request.user).first() or Profile(person=request.user)
    running = request.user.consents.filter(withdrawn_at=None, until__gte=timezone.localdate())
    typed = request.POST if request.method == "POST" else None
    form = ProfileForm(typed, instance=mine, initial={"consents": [each.field for each in running]})
    if form.is_valid():
        form.save()
        keeping.consent(request.user, set(form.cleaned_data["consents"]))
        messages.success(request, _("Saved."))
        return redirect("register:profile")
    context = {
        "form": form,
        "consents": running,
        "tie_form": TieForm(auto_id="tie_%s"),
        "ties": request.user.ties.select_related("employer"),
    }
    return render(request, "training/register/profile.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def add_tie(request: SignedInRequest) -> HttpResponse:
    """Put a tie of one's own on record."""
    form = TieForm(request.POST)
    if form.is_valid():
        try:
            keeping.tie(request.user, form.cleaned_data["employer"], form.cleaned_data["kind"], by=request.user)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Written down: you are not asked to mediate there."))
    else:
        messages.error(request, _("Choose an employer and what ties you to it. Nothing was written."))
    return redirect("register:profile")


@login_required
@require_GET
def coverage(request: SignedInRequest) -> HttpResponse:
    """Which units have nobody certified; those first."""
    if not may_search(request.user):
        raise PermissionDenied
    unit = chosen_unit(request)
    fields, rows = searching.coverage(unit) if unit else ([], [])
    labels = dict(Scheme.Field.choices)
    most = max((count for row in rows for count in row.counts), default=0)
    context = {"unit": unit, "fields": [labels[field] for field in fields], "rows": rows, "most": most or 1}
    return render(request, "training/register/coverage.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def instructors(request: SignedInRequest) -> HttpResponse:
    """Who guides bargaining where, with their cases; appointing another."""
    if not may_search(request.user):
        raise PermissionDenied
    units = held_by(request.user)
    today = timezone.localdate()
    enterprises = units.filter(kind=Organization.Kind.ENTERPRISE).order_by("path")
    held = Certificate.objects.filter(scheme__field=Scheme.Field.INSTRUCTOR).in_force(today)
    people = User.objects.filter(pk__in=held.values("person")).order_by("name")
    typed = request.POST if request.method == "POST" else None
    form = AppointForm(typed, people=people, enterprises=enterprises, initial={"begins": today})
    if form.is_valid():
        given = form.cleaned_data
        try:
            keeping.appoint(given.pop("person"), given.pop("enterprise"), by=request.user, **given)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Appointed."))
            return redirect("register:instructors")
    rows = Appointment.objects.filter(enterprise__in=units).select_related("person", "enterprise")
    page = Paginator(rows.prefetch_related("cases"), 25).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "case_form": CaseForm(auto_id=False, initial={"on": today}),
        "end_form": EndForm(auto_id=False, initial={"on": today}),
    }
    return render(request, "training/register/instructors.html", context, status=422 if form.is_bound else 200)


def _appointment(request: SignedInRequest, pk: int) -> Appointment:
    found = get_object_or_404(Appointment.objects.select_related("person__organization", "enterprise"), pk=pk)
    if not may_appoint(request.user, found.enterprise):
        raise PermissionDenied
    return found


@login_required
@require_POST
def add_case(request: SignedInRequest, pk: int) -> HttpResponse:
    """Confirm a case that an instructor guided."""
    found = _appointment(request, pk)
    form = CaseForm(request.POST)
    _try(request, form, lambda given: keeping.case(found, by=request.user, **given), _("The case counts for them."))
    return redirect("register:instructors")


@login_required
@require_POST
def end(request: SignedInRequest, pk: int) -> HttpResponse:
    """End an appointment before its time."""
    found = _appointment(request, pk)
    _try(request, EndForm(request.POST), lambda given: keeping.end(found, **given), _("Written down."))
    return redirect("register:instructors")


def _try(request: SignedInRequest, form: Any, verb: Any, words: str) -> None:
    if not form.is_valid():
        told = "；".join(f"{form.fields[name].label}: {errors[0]}" for name, errors in form.errors.items())
        messages.error(request, _("Nothing was written: %(faults)s") % {"faults": told})
        return
    try:
        verb(form.cleaned_data)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def alliances(request: SignedInRequest) -> HttpResponse:
    """Who leads whom, and how far each has come; beginning another alliance."""
    if not may_search(request.user):
        raise PermissionDenied
    enterprises = held_by(request.user).filter(kind=Organization.Kind.ENTERPRISE).order_by("path")
    typed = request.POST if request.method == "POST" else None
    form = AllianceForm(typed, enterprises=enterprises, initial={"begins": timezone.localdate()})
    if form.is_valid():
        given = form.cleaned_data
        lead = given["lead"]
        responsible = lead.parent if lead.parent and organises(request.user, lead.parent) else lead
        try:
            names = [given["first"], given["second"], given["third"]]
            keeping.ally(responsible, lead, by=request.user, begins=given["begins"], names=names)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The alliance has begun."))
            return redirect("register:alliances")
    rows = Alliance.objects.run_by(request.user).select_related("organization", "lead")
    page = Paginator(rows.prefetch_related("led__steps"), 25).get_page(request.GET.get("page"))
    led = Led.objects.filter(alliance__in=rows)
    counts = {kind: led.filter(steps__kind=kind).count() for kind in ("founded", "demanded", "signed")}
    context = {
        "form": form,
        "page": page,
        "step_form": StepForm(auto_id=False, initial={"on": timezone.localdate()}),
        "led": led.count(),
        "counts": counts,
    }
    return render(request, "training/register/alliances.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def add_step(request: SignedInRequest, pk: int) -> HttpResponse:
    """One step of a led enterprise."""
    led = get_object_or_404(Led.objects.select_related("alliance__organization", "alliance__lead"), pk=pk)
    if not may_run(request.user, led.alliance):
        raise PermissionDenied
    form = StepForm(request.POST)
    _try(request, form, lambda given: keeping.step(led, by=request.user, **given), _("Written down."))
    return redirect("register:alliances")
