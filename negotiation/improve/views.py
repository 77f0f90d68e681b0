"""The page of the round."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from negotiation.improve.offering import offer
from negotiation.improve.permissions import may_improve
from negotiation.models import Improvement, Session
from negotiation.views import session_for
from people.http import SignedInRequest


@login_required
@require_GET
@cache_control(private=True, no_store=True)
def improve(request: SignedInRequest, key: UUID) -> HttpResponse:
    """The round of an agreed session, which the first look offers to both chiefs; or why there is none."""
    session = session_for(request, key)
    if not may_improve(request.user, session):
        raise PermissionDenied
    row = offer(session)
    context = {"session": session, "config": improve_config(request, session, row) if row else None}
    return render(request, "negotiation/improve.html", context)


def improve_config(request: SignedInRequest, session: Session, row: Improvement) -> dict[str, Any]:
    """What the page's modules must know before the stream speaks."""
    person = str(request.user.uuid)
    seats: dict[str, dict[str, Any]] = row.set_up["seats"]
    seat, place = next(((name, each) for name, each in seats.items() if each["person"] == person), ("", {}))
    return {
        "ws": f"/ws/improvements/{row.key}/",
        "user": person,
        "seat": seat,
        "role": place.get("role", "spectator"),
        "side": place.get("side", ""),
        "title": session.title,
        "setting": session.setting,
        "urls": {
            "room": reverse("negotiation:room", args=[session.key]),
            "replay": reverse("negotiation:replay", args=[session.key]),
        },
    }
