"""Pages on which a scheme's next version is written."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from people.http import SignedInRequest
from training.certification import designing, words
from training.certification.engine.scheme import grades_of
from training.certification.forms import ForceForm, GradeForm, NeedForm, NewSchemeForm
from training.certification.models import Scheme
from training.certification.permissions import may_begin, may_run_scheme
from training.classes.permissions import held_by
from training.refusals import Refusal


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    """Begin a scheme from one of the patterns."""
    if not may_begin(request.user):
        raise PermissionDenied
    organizations = held_by(request.user).order_by("path")
    typed = request.POST if request.method == "POST" else None
    form = NewSchemeForm(typed, organizations=organizations, initial={"organization": organizations.first()})
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = designing.begin(given["pattern"], given["organization"], by=request.user, slug=given["slug"])
        except Refusal as refusal:
            form.add_error("slug", str(refusal))
        else:
            messages.success(request, _("The scheme is in force. Look at its rules and change what is different here."))
            return redirect("certification:scheme", slug=made.slug)
    return render(request, "training/certification/new.html", {"form": form}, status=422 if form.is_bound else 200)


def _run(request: SignedInRequest, slug: str) -> Scheme:
    found = get_object_or_404(Scheme.objects.for_list(), slug=slug)
    if not may_run_scheme(request.user, found):
        raise PermissionDenied
    return found


@login_required
@require_GET
def design(request: SignedInRequest, slug: str) -> HttpResponse:
    """The draft of the next version: every grade with its needs, each with a button that takes it out."""
    return _design(request, _run(request, slug))


def _design(
    request: SignedInRequest, scheme: Scheme, status: int = 200, **forms: GradeForm | NeedForm | ForceForm
) -> HttpResponse:
    definition = designing.draft_of(scheme)
    shown = []
    for grade, told in zip(grades_of(definition), definition["grades"], strict=True):
        validity = grade.validity
        initial = {
            "code": grade.code,
            "title_zh": grade.title[0],
            "title_en": grade.title[1],
            "way": validity.way,
            "months": validity.months,
            "month": validity.fixed_day[0],
            "day": validity.fixed_day[1],
            "window_days": validity.window_days,
            "renewable": grade.renewable,
        }
        shown.append(
            {
                "code": told["code"],
                "title": words.grade(grade),
                "lists": [
                    {"which": "needs", "title": _("For the first certificate"), "needs": _named(grade.needs)},
                    *(
                        [{"which": "renewal", "title": _("For a renewal"), "needs": _named(grade.renewal)}]
                        if grade.renewable
                        else []
                    ),
                ],
                "form": GradeForm(initial=initial, auto_id=f"{grade.code}_%s"),
                "need_form": NeedForm(auto_id=f"{grade.code}_need_%s"),
            }
        )
    context = {
        "scheme": scheme,
        "grades": shown,
        "new_form": forms.get("new_form") or GradeForm(auto_id="new_%s"),
        "force_form": forms.get("force_form") or ForceForm(initial={"in_force_from": timezone.localdate()}),
        "wrong": forms.get("wrong"),
        "drafted": scheme.draft is not None,
    }
    return render(request, "training/certification/design.html", context, status=status)


def _named(needs: Any) -> list[str]:
    return [words.need(each) for each in needs]


def _revision(request: SignedInRequest) -> int:
    told = request.POST.get("revision", "")
    return int(told) if told.isdecimal() and len(told) < 10 else -1


def _try(request: SignedInRequest, scheme: Scheme, verb: Callable[[], object], said: str) -> HttpResponse:
    try:
        verb()
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("certification:design", slug=scheme.slug)


@login_required
@require_POST
def save_grade(request: SignedInRequest, slug: str) -> HttpResponse:
    """A grade's titles and validity, or one more grade."""
    scheme = _run(request, slug)
    form = GradeForm(request.POST)
    if not form.is_valid():
        return _design(request, scheme, 422, wrong=form)
    given = form.cleaned_data
    return _try(
        request,
        scheme,
        lambda: designing.set_grade(
            scheme, _revision(request), given["code"], form.fields_of_grade(), renewable=given["renewable"]
        ),
        _("The draft is saved. What is in force is not changed by it."),
    )


@login_required
@require_POST
def add_need(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask for one thing more."""
    scheme = _run(request, slug)
    form = NeedForm(request.POST)
    if not form.is_valid():
        return _design(request, scheme, 422, wrong=form)
    which = form.cleaned_data["which"]
    grade = request.POST.get("grade", "")
    return _try(
        request,
        scheme,
        lambda: designing.add_need(scheme, _revision(request), grade, which, form.need()),
        _("Added to the draft."),
    )


@login_required
@require_POST
def drop(request: SignedInRequest, slug: str) -> HttpResponse:
    """Take a need or a whole grade out of the draft."""
    scheme = _run(request, slug)
    grade, which = request.POST.get("grade", ""), request.POST.get("which", "")
    place = request.POST.get("place", "")
    if which in ("needs", "renewal") and place.isdecimal() and len(place) < 4:
        return _try(
            request,
            scheme,
            lambda: designing.drop_need(scheme, _revision(request), grade, which, int(place)),
            _("Taken out of the draft."),
        )
    return _try(
        request,
        scheme,
        lambda: designing.drop_grade(scheme, _revision(request), grade),
        _("The grade is out of the draft. Certificates of it stay as they are."),
    )


@login_required
@require_POST
def put_in_force(request: SignedInRequest, slug: str) -> HttpResponse:
    """Make the draft the next version."""
    scheme = _run(request, slug)
    form = ForceForm(request.POST)
    if form.is_valid():
        try:
            made = designing.put_in_force(scheme, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            told = {"number": made.number, "day": words.day(made.in_force_from)}
            messages.success(request, _("Version %(number)s is in force from %(day)s.") % told)
            return redirect("certification:scheme", slug=scheme.slug)
    return _design(request, scheme, 422, force_form=form)


@login_required
@require_POST
def discard(request: SignedInRequest, slug: str) -> HttpResponse:
    """Write nothing new after all."""
    scheme = _run(request, slug)
    return _try(request, scheme, lambda: designing.drop_draft(scheme), _("The draft is gone; what is in force stays."))
