"""Pages of certificates within the platform: the list that is also the radar, one certificate, the reminders."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from people.http import SignedInRequest
from training.certification import granting, radar
from training.certification.forms import FilterForm
from training.certification.models import Certificate
from training.certification.permissions import may_begin, may_run_scheme, may_see_certificate
from training.certification.views import certificate_line
from training.classes.permissions import held_by
from training.refusals import Refusal


@login_required
@require_GET
def certificates(request: SignedInRequest) -> HttpResponse:
    """The certificates of one's units, those that end first at the top where days are asked for."""
    if not may_begin(request.user):
        raise PermissionDenied
    form = FilterForm(request.GET, units=held_by(request.user))
    rows = Certificate.objects.run_by(request.user).for_list().select_related("renewed_by")
    if form.is_valid():
        rows = _filtered(rows, form.cleaned_data)
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    context = {"page": page, "rows": [certificate_line(each) for each in page], "form": form}
    return render(request, "training/certification/certificates.html", context, status=200 if form.is_valid() else 422)


def _filtered(rows: Any, given: dict[str, Any]) -> Any:
    if given["unit"]:
        rows = rows.filter(unit__path__startswith=given["unit"].path)
    if given["scheme"]:
        rows = rows.filter(scheme=given["scheme"])
    if given["name"]:
        named = given["name"].strip()
        rows = rows.filter(Q(person__name__icontains=named) | Q(number__iexact=named) | Q(foreign_number=named))
    if given["days"]:
        today = timezone.localdate()
        last = today + timedelta(days=given["days"])
        rows = rows.filter(state=Certificate.State.VALID, until__range=(today, last)).order_by("until", "pk")
    return rows


def seen(request: SignedInRequest, number: str) -> Certificate:
    """The certificate of this number; 404 for whoever may not see its page within the platform."""
    rows = Certificate.objects.for_list().select_related(
        "renewed_by", "renews", "person__organization", "scheme__organization", "issued_by", "evidence__checked_by"
    )
    found = get_object_or_404(rows.defer("evidence__content"), number=number)
    if not may_see_certificate(request.user, found):
        raise Http404
    return found


@login_required
@require_GET
def certificate(request: SignedInRequest, number: str) -> HttpResponse:
    """One certificate with its chain and everything that befell it."""
    found = seen(request, number)
    own = found.person_id == request.user.pk
    context = certificate_line(found) | {
        "events": found.events.select_related("by"),
        "own": own,
        "decides": not own and may_run_scheme(request.user, found.scheme),
        "following": getattr(found, "renewed_by", None),
    }
    return render(request, "training/certification/certificate.html", context)


@login_required
@require_POST
def decide(request: SignedInRequest, number: str) -> HttpResponse:
    """Suspend, let hold again, or revoke: with a reason."""
    found = seen(request, number)
    if not may_run_scheme(request.user, found.scheme):
        raise PermissionDenied
    verbs = {"suspend": granting.suspend, "reinstate": granting.reinstate, "revoke": granting.revoke}
    verb = verbs.get(request.POST.get("decision", ""))
    if verb is None:
        raise Http404
    try:
        verb(found, by=request.user, reason=request.POST.get("reason", ""))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Written down. Its public page says so from now on."))
    return redirect("certification:certificate", number=number)


@login_required
@require_POST
def open_name(request: SignedInRequest, number: str) -> HttpResponse:
    """The holder's word on whether the name is shown."""
    found = seen(request, number)
    try:
        granting.open_name(found, by=request.user, agreed=request.POST.get("agreed") == "yes")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("certification:certificate", number=number)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: SignedInRequest) -> HttpResponse:
    """Every reminder that is due, as it would be sent; a press of the button sends them."""
    if not may_begin(request.user):
        raise PermissionDenied
    found = radar.messages(timezone.localdate(), Certificate.objects.run_by(request.user))
    if request.method == "POST":
        sent = radar.send(found)
        messages.success(request, ngettext("%(sent)s message sent.", "%(sent)s messages sent.", sent) % {"sent": sent})
        return redirect("certification:reminders")
    page = Paginator(found, 25).get_page(request.GET.get("page"))
    sendable = sum(not each.hindered for each in found)
    context = {"page": page, "sendable": sendable, "days": radar.REMIND_BEFORE}
    return render(request, "training/certification/reminders.html", context)
