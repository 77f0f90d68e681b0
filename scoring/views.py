"""Pages of the judges' desk: my panels, the ballot, and a result that can be redone by hand."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from live.log import state_of
from people.http import SignedInRequest
from scoring.models import Panel, Place
from scoring.permissions import may_know, may_read_result
from scoring.sheets import sheets_of


@login_required
@require_GET
def panels(request: SignedInRequest) -> HttpResponse:
    """The panels that this person sits on or organises."""
    seen = Panel.objects.seen_by(request.user).with_session()
    return render(request, "scoring/panels.html", {"page": Paginator(seen, 25).get_page(request.GET.get("page"))})


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
    context = {"panel": panel, "session": panel.session, "result": content, "sheets": sheets_of(panel, content)}
    return render(request, "scoring/result.html", context)
