"""Pages of the judges' desk: my panels, opening and seating one, the ballot, and a result with its whole working."""

import importlib
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from live.log import state_of
from live.machine import Refused
from live.refusals import explain
from negotiation.forms import SeatForm
from negotiation.models import Session
from people.http import SignedInRequest
from people.models import User
from scoring.forms import OpenForm
from scoring.models import Panel, Place
from scoring.panels import plan_panel, replace_on_panel, take_from_panel
from scoring.permissions import bargains_at, may_know, may_open, may_read_result, may_seat, may_study_judges
from scoring.sheets import rules_of, sheets_of, ties_of


@login_required
@require_GET
def panels(request: SignedInRequest) -> HttpResponse:
    """The panels that this person sits on or organises, and the sessions that still wait for theirs."""
    seen = Panel.objects.seen_by(request.user).for_list(request.user)
    context = {
        "page": Paginator(seen, 25).get_page(request.GET.get("page")),
        "waiting": Panel.objects.waited_for_by(request.user)[:25],
    }
    return render(request, "scoring/panels.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_panel(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Open the panel of a session: its judges and officials as they are seated there."""
    session = get_object_or_404(Session.objects.seen_by(request.user).select_related("organization"), key=key)
    if not may_open(request.user, session):
        raise PermissionDenied
    there = Panel.objects.filter(session=session).first()
    if there is not None:
        return redirect("scoring:seats", key=there.key)
    form = OpenForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            panel = plan_panel(session, rubric=form.cleaned_data["rubric"])
        except Refused as refused:
            words = {"not_now": _("The sides of this match are drawn at the table: draw them, then open the panel.")}
            seated = _("Somebody on this panel bargains at the session. Seat another person first.")
            messages.error(request, words.get(refused.code, seated))
            return redirect("negotiation:seats", key=session.key)
        messages.success(request, _("The panel is open. Its judges can begin."))
        return redirect("scoring:seats", key=panel.key)
    context = {"session": session, "form": form}
    return render(request, "scoring/open.html", context, status=422 if form.is_bound else 200)


def panel_for(request: HttpRequest, key: UUID) -> Panel:
    """The panel at this address, for whoever may change its seats; else 404 to a stranger, 403 to the others."""
    panel = get_object_or_404(Panel.objects.with_session().with_places(), key=key)
    if not may_know(request.user, panel):
        raise Http404
    if not may_seat(request.user, panel):
        raise PermissionDenied
    return panel


@login_required
@require_GET
def seats(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Who sits on the panel; each seat with its own small form."""
    return render(request, "scoring/seats.html", {"panel": panel_for(request, key), "form": SeatForm()})


@login_required
@require_POST
def change_seat(request: SignedInRequest, key: UUID, seat_key: str) -> HttpResponse:
    """Give one seat to somebody, or take it back, on the panel and at its session."""
    panel = panel_for(request, key)
    form = SeatForm(request.POST)
    if not form.is_valid():
        return render(request, "scoring/seats.html", {"panel": panel, "form": form, "failed": seat_key}, status=422)
    person: User | None = form.cleaned_data["person"]
    if person and bargains_at(panel.session, person):
        words = _("%(name)s bargains at this session and cannot sit on its panel. Nothing was changed.")
        messages.error(request, words % {"name": person})
        return redirect("scoring:seats", key=panel.key)
    try:
        if person:
            replace_on_panel(panel, seat_key, person)
        else:
            take_from_panel(panel, seat_key, reason=form.cleaned_data["reason"])
    except Refused as refusal:
        messages.error(request, explain(refusal))
    else:
        messages.success(request, _("Saved."))
    return redirect("scoring:seats", key=panel.key)


@login_required
@require_GET
@cache_control(private=True, no_store=True)
def ballot(request: SignedInRequest, key: UUID) -> HttpResponse:
    """The desk of whoever sits on the panel: a judge's ballot, or what an official has to do."""
    panel = get_object_or_404(Panel.objects.with_session(), key=key)
    if not may_know(request.user, panel):
        raise Http404
    place = Place.objects.filter(panel=panel, person=request.user).first()
    if place is None:
        raise PermissionDenied
    config = {
        "ws": f"/ws/panels/{panel.key}/",
        "session_ws": f"/ws/sessions/{panel.session.key}/",
        "user": str(request.user.uuid),
        "seat": place.key,
        "role": place.role,
        "title": panel.session.title,
        "signIn": reverse("people:sign_in"),
        "signOut": reverse("people:sign_out"),
        "urls": {
            "room": reverse("negotiation:room", args=[panel.session.key]),
            "result": reverse("scoring:result", args=[panel.key]),
        },
    }
    return render(request, "scoring/ballot.html", {"panel": panel, "config": config})


@require_GET
def result(request: HttpRequest, key: UUID) -> HttpResponse:
    """The result with its whole working: for everybody once it is published, for the panel once confirmed."""
    panel = get_object_or_404(Panel.objects.with_session().select_related("rubric"), key=key)
    if not may_read_result(request.user, panel):
        raise Http404
    outcome = state_of("panels", panel.key).result
    inside = may_know(request.user, panel)
    content: dict[str, Any] = outcome.seen_by_judges if inside or not outcome.seen_by_all else outcome.seen_by_all
    context = {
        "panel": panel,
        "session": panel.session,
        "result": content,
        "sheets": sheets_of(panel, content),
        "rules": rules_of(panel, content),
        "ties": ties_of(panel, content),
        "may_study": inside and may_study_judges(request.user, panel),
    }
    return render(request, "scoring/result.html", context)


@login_required
@require_GET
@cache_control(private=True, no_store=True)
def judges(request: SignedInRequest, key: UUID) -> HttpResponse:
    """How the panel judged, for its head judge and organisers, once the result is confirmed."""
    panel = get_object_or_404(Panel.objects.with_session().select_related("rubric"), key=key)
    if not may_read_result(request.user, panel):
        raise Http404
    if not may_study_judges(request.user, panel):
        raise PermissionDenied
    content = state_of("panels", panel.key).result.seen_by_judges
    # SciPy comes with it: a process that only serves other pages never loads it.
    found = importlib.import_module("scoring.judges_report").of_panel(panel, content)
    return render(request, "scoring/judges.html", {"panel": panel, "session": panel.session, "found": found})
