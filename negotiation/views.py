"""Pages of sessions: the list, planning, seating, and the room itself."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from live.kinds import Visitor
from live.log import state_of
from live.machine import Refused
from live.refusals import explain
from negotiation.forms import PlanForm, SeatForm
from negotiation.models import Session
from negotiation.permissions import may_plan, may_read, may_run
from negotiation.sessions import plan_session, seat, unseat
from negotiation.table import CODERS, SPECTATOR, SessionStream, machine_of
from paper import qr as codes
from people.http import SignedInRequest
from people.models import User


def session_for(request: HttpRequest, key: UUID) -> Session:
    """The session at this address, if this visitor may know of it; else 404."""
    session = get_object_or_404(Session.objects.with_seats(), key=key)
    if not may_read(request.user, session):
        raise Http404
    return session


@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    """The sessions this visitor may enter: their own first, then what is public. Practice has a page of its own."""
    seen = Session.objects.seen_by(request.user).filter(practice=None).for_list(request.user)
    page = Paginator(seen, 25).get_page(request.GET.get("page"))
    return render(request, "negotiation/sessions.html", {"page": page, "may_plan": may_plan(request.user)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: SignedInRequest) -> HttpResponse:
    """Plan a session: then seat the people."""
    if not may_plan(request.user):
        raise PermissionDenied
    form = PlanForm(request.POST or None, planner=request.user)
    if request.method == "POST" and form.is_valid():
        session = plan_session(**form.cleaned_data)
        messages.success(request, _("The session is planned. Now give each seat to a person."))
        return redirect("negotiation:seats", key=session.key)
    return render(request, "negotiation/plan.html", {"form": form}, status=422 if form.is_bound else 200)


@login_required
@require_GET
def seats(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Who sits where; each seat with its own small form."""
    session = session_for(request, key)
    if not may_run(request.user, session):
        raise PermissionDenied
    return render(request, "negotiation/seats.html", {"session": session, "form": SeatForm()})


@login_required
@require_POST
def change_seat(request: SignedInRequest, key: UUID, seat_key: str) -> HttpResponse:
    """Give one seat to somebody, or take it back."""
    session = session_for(request, key)
    if not may_run(request.user, session):
        raise PermissionDenied
    form = SeatForm(request.POST)
    if not form.is_valid():
        context = {"session": session, "form": form, "failed": seat_key}
        return render(request, "negotiation/seats.html", context, status=422)
    person: User | None = form.cleaned_data["person"]
    try:
        if person:
            seat(session, seat_key, person)
        else:
            unseat(session, seat_key, reason=form.cleaned_data["reason"])
    except Refused as refusal:
        messages.error(request, explain(refusal))
    else:
        messages.success(request, _("Saved."))
    return redirect("negotiation:seats", key=session.key)


@require_GET
@cache_control(private=True, no_store=True)
def room(request: HttpRequest, key: UUID) -> HttpResponse:
    """The session itself: one page that each role sees its own way; anybody else watches."""
    session = session_for(request, key)
    config = room_config(request, session)
    config["own_brief"] = own_brief(session, config["seat"])
    return render(request, "negotiation/room.html", {"session": session, "config": config})


def own_brief(session: Session, seat_key: str) -> dict[str, str]:
    """What the scenario tells this seat alone, not even its own side: {zh, en}, or nothing.

    It never changes and nobody else may read it, so it comes with the page and not by the stream.
    """
    parties = session.scenario.compiled().parties.values()
    return next((dict(party.seat_briefs[seat_key]) for party in parties if seat_key in party.seat_briefs), {})


@require_GET
@cache_control(private=True, no_store=True)
def screen(request: HttpRequest, key: UUID) -> HttpResponse:
    """The big screen in the hall: only what is public, whoever opened it."""
    session = session_for(request, key)
    config = room_config(request, session) | {"seat": SPECTATOR.key, "role": SPECTATOR.role, "side": ""}
    return render(request, "negotiation/screen.html", {"session": session, "config": config})


def room_config(request: HttpRequest, session: Session) -> dict[str, Any]:
    """What the room's modules must know before the stream speaks: addresses and who is looking."""
    person = request.user if isinstance(request.user, User) else None
    visitor = Visitor(person=str(person.uuid) if person else "")
    sitting = SessionStream().seat_of(
        session.key, machine_of(session.key).seats(state_of("sessions", session.key)), visitor
    )
    seated = sitting or SPECTATOR
    watch = request.build_absolute_uri(reverse("negotiation:room", args=[session.key]))
    return {
        "ws": f"/ws/sessions/{session.key}/",
        "user": visitor.person,
        "seat": seated.key,
        "role": seated.role,
        "side": seated.side,
        "setting": session.setting,
        "title": session.title,
        "meeting_link": session.meeting_link,
        "watch_url": watch,
        "qr": reverse("negotiation:qr", args=[session.key]),
        "urls": {
            "sessions": reverse("negotiation:sessions"),
            "screen": reverse("negotiation:screen", args=[session.key]),
            "replay": reverse("negotiation:replay", args=[session.key]),
            **({"debrief": reverse("debrief:page", args=[session.key])} if sitting else {}),
            **({"improve": reverse("negotiation:improve", args=[session.key])} if seated.side else {}),
            **({"pad": reverse("negotiation:pad", args=[session.key])} if seated.role in CODERS else {}),
        },
        **_beside(session, person),
    }


def _beside(session: Session, person: User | None) -> dict[str, Any]:
    """What other rooms put beside the table for this person."""
    found: dict[str, Any] = {}
    for name in settings.BESIDE_THE_TABLE:
        beside: Callable[[Session, User | None], dict[str, Any]] = import_string(name)
        found |= beside(session, person)
    return found


@require_GET
def qr(request: HttpRequest, key: UUID) -> HttpResponse:
    """The address of the session as a QR code (SVG), for phones in the hall."""
    session = session_for(request, key)
    address = request.build_absolute_uri(reverse("negotiation:room", args=[session.key]))
    image = codes.svg(address)
    return HttpResponse(image, content_type="image/svg+xml", headers={"Cache-Control": "private, max-age=3600"})
