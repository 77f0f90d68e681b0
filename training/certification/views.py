"""Pages of schemes: the list, a scheme with its rules in words, what somebody is missing, and a trainer's dashboard."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from people.http import SignedInRequest
from people.models import Organization, User
from training.certification import granting, radar, words
from training.certification.designing import versions_on
from training.certification.engine.expiry import renewable_from, term
from training.certification.engine.scheme import Grade, grades_of
from training.certification.forms import IssueForm, PreviewForm
from training.certification.models import Certificate, Scheme, SchemeVersion
from training.certification.permissions import may_begin, may_run_scheme, may_see_record
from training.classes.permissions import held_by
from training.refusals import Refusal


@require_GET
def schemes(request: HttpRequest) -> HttpResponse:
    """Every scheme with its grades, and the visitor's own certificates."""
    today = timezone.localdate()
    rows = list(Scheme.objects.for_list())
    versions = versions_on(rows, today)
    listed = [{"scheme": each, "grades": [_grade(grade) for grade in _grades(versions.get(each.pk))]} for each in rows]
    context: dict[str, Any] = {"listed": listed, "may_begin": may_begin(request.user), "mine": []}
    if isinstance(request.user, User):
        own = request.user.certificates.for_list().select_related("renewed_by")
        context["mine"] = [certificate_line(each) for each in own]
    return render(request, "training/certification/schemes.html", context)


def certificate_line(certificate: Certificate) -> dict[str, Any]:
    """What a list shows of a certificate."""
    return {
        "certificate": certificate,
        "title": radar.words_of(certificate),
        "state": granting.state_on(certificate, timezone.localdate()),
        "until": words.day(certificate.until),
    }


def _grades(version: SchemeVersion | None) -> list[Grade]:
    return list(grades_of(version.definition)) if version else []


def _grade(grade: Grade) -> dict[str, Any]:
    return {
        "code": grade.code,
        "title": words.grade(grade),
        "needs": [words.need(each) for each in grade.needs],
        "renewal": [words.need(each) for each in grade.renewal] if grade.renewable else None,
        "validity": words.validity(grade.validity),
    }


@require_GET
def scheme(request: HttpRequest, slug: str) -> HttpResponse:
    """A scheme’s rules in words, its versions, and when a certificate would end."""
    found = get_object_or_404(Scheme.objects.for_list(), slug=slug)
    version = found.versions.filter(in_force_from__lte=timezone.localdate()).first()
    grades = _grades(version)
    asked = "passed_on" in request.GET
    form = PreviewForm(request.GET if asked else None, initial={"passed_on": timezone.localdate()})
    terms = []
    if form.is_valid():
        given = form.cleaned_data
        for grade in grades:
            days = term(grade.validity, given["passed_on"], given["previous_until"])
            early = renewable_from(grade.validity, days.until)
            terms.append(
                {
                    "title": words.grade(grade),
                    "begins": words.day(days.begins),
                    "until": words.day(days.until),
                    "early": words.day(early) if early else "",
                }
            )
    context = {
        "scheme": found,
        "version": version,
        "grades": [_grade(each) for each in grades],
        "versions": found.versions.select_related("by"),
        "form": form,
        "terms": terms,
        "runs": may_run_scheme(request.user, found),
    }
    return render(request, "training/certification/scheme.html", context)


def person_of(request: SignedInRequest, uuid: Any) -> User:
    """The person of this record; 404 for whoever may not see it."""
    person = get_object_or_404(User.objects.select_related("organization"), uuid=uuid)
    if not may_see_record(request.user, person):
        raise Http404
    return person


@login_required
@require_GET
def standing(request: SignedInRequest, slug: str, grade: str, person: Any = None) -> HttpResponse:
    """Every rule of a grade, met or not, with its evidence: one's own, or somebody's whose record one keeps."""
    found = get_object_or_404(Scheme.objects.for_list(), slug=slug)
    holder = person_of(request, person) if person else request.user
    return _standing(request, found, grade, holder, form=IssueForm(initial={"passed_on": timezone.localdate()}))


def _standing(
    request: SignedInRequest, found: Scheme, grade: str, holder: User, *, form: IssueForm, status: int = 200
) -> HttpResponse:
    try:
        where = granting.standing(holder, found, grade)
    except Refusal as refusal:
        raise Http404(str(refusal)) from None
    context = {
        "scheme": found,
        "grade": _grade(where.grade),
        "person": holder,
        "own": holder.pk == request.user.pk,
        "lines": [words.verdict(each) for each in where.verdicts],
        "met": where.met,
        "renews": where.renews,
        "early": words.day(renewable_from(where.grade.validity, where.renews.until)) if where.renews else "",
        "form": form,
        "issues": found.origin == Scheme.Origin.HERE
        and may_run_scheme(request.user, found)
        and holder.pk != request.user.pk,
    }
    return render(request, "training/certification/standing.html", context, status=status)


@login_required
@require_POST
def issue(request: SignedInRequest, slug: str, grade: str, person: Any) -> HttpResponse:
    """Issue one certificate, or the next cycle of one."""
    found = get_object_or_404(Scheme.objects.for_list(), slug=slug)
    holder = person_of(request, person)
    if not may_run_scheme(request.user, found):
        raise PermissionDenied
    form = IssueForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = granting.grant(
                holder, found, grade, by=request.user, passed_on=given["passed_on"], exception=given["exception"]
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(number)s is issued.") % {"number": made.number})
            return redirect("certification:certificate", number=made.number)
    return _standing(request, found, grade, holder, form=form, status=422)


@login_required
@require_GET
def dashboard(request: SignedInRequest) -> HttpResponse:
    """How many are certified in a unit, whose certificates end soon, this year's hours, what waits to be checked."""
    if not may_begin(request.user):
        raise PermissionDenied
    unit = chosen_unit(request)
    today = timezone.localdate()
    context: dict[str, Any] = {"unit": unit, "days": radar.REMIND_BEFORE, "year": today.year}
    if unit is not None:
        context |= {
            "parts": unit.children.order_by("name")[:200],
            "lines": radar.lines(unit, today),
            "hours": radar.hours(unit, today.year),
            "ending": [certificate_line(each) for each in radar.ending(request.user, unit, today)[:10]],
            "waiting": radar.waiting(request.user)[:10],
        }
    return render(request, "training/certification/dashboard.html", context)


def chosen_unit(request: SignedInRequest) -> Organization | None:
    """The unit that the address names, or the highest of the visitor's own."""
    units = held_by(request.user)
    named = request.GET.get("unit", "")
    if named:
        if not named.isdecimal() or len(named) > 18:
            raise Http404
        return get_object_or_404(units, pk=int(named))
    return units.order_by("path").first()
