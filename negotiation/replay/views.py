"""The page on which a session is seen again, what it plays, and leaving it to practise from a moment."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from live.machine import SIDES, Refused
from live.refusals import explain
from negotiation.models import Session
from negotiation.permissions import may_release
from negotiation.replay.film import film
from negotiation.replay.permissions import EYES, eyes_for, may_replay, sees_all_of
from negotiation.sessions import release as release_session
from negotiation.tags.permissions import may_tag
from negotiation.views import session_for
from people.http import SignedInRequest
from people.models import User

Beside = Callable[[Session, User | None], list[dict[str, Any]]]


@require_GET
@cache_control(private=True, no_store=True)
def replay(request: HttpRequest, key: UUID) -> HttpResponse:
    """The whole session again, through the eyes asked for in ``?as=``, else the visitor's own."""
    session = session_for(request, key)
    eyes = eyes_for(request.user, session)
    chosen = request.GET.get("as", eyes[0])
    if chosen not in eyes:
        raise PermissionDenied
    context = {
        "session": session,
        "eyes": [(each, eyes_words(each)) for each in eyes],
        "chosen": chosen,
        "config": replay_config(request, session, chosen) if session.is_over else None,
        "may_release": may_release(request.user, session),
    }
    return render(request, "negotiation/replay.html", context)


def eyes_words(eyes: str) -> str:
    """What a pair of eyes is called."""
    words: dict[str, str] = {
        "public": _("What everybody saw"),
        "workers": _("Workers’ side"),
        "employer": _("Employer’s side"),
        "officials": _("Those who ran it"),
        "judges": _("Judges"),
    }
    return words[eyes]


def replay_config(request: HttpRequest, session: Session, eyes: str) -> dict[str, Any]:
    """What the page's modules must know: where the film is, who looks through whose eyes, what stands beside it."""
    person = request.user if isinstance(request.user, User) else None
    notes: Beside = import_string(settings.BESIDE_THE_REPLAY)
    return {
        "ws": f"replay/{session.key}",  # names what this page keeps in the tab; no line is ever opened
        "film": f"{reverse('negotiation:film', args=[session.key])}?as={eyes}",
        "eyes": eyes,
        "user": str(person.uuid) if person else "",
        "seat": "",
        "role": "spectator",
        "side": eyes if eyes in SIDES else "",
        "setting": session.setting,
        "title": session.title,
        "notes": notes(session, person),
        "debrief": reverse("debrief:page", args=[session.key]) if len(eyes_for(request.user, session)) > 1 else "",
        # Everybody who may look with a side's eyes may go on as that side: negotiation.practice.permissions.may_fork.
        "fork": eyes in SIDES and person is not None,
        "urls": {"pad": reverse("negotiation:pad", args=[session.key])} if may_tag(request.user, session) else {},
    }


@require_GET
@gzip_page
@cache_control(private=True, no_store=True)
def film_data(request: HttpRequest, key: UUID) -> HttpResponse:
    """All that these eyes saw, in one answer: afterwards the page asks for nothing more."""
    session = session_for(request, key)
    eyes = request.GET.get("as", "public")
    if eyes not in EYES or not may_replay(request.user, session, eyes):
        raise PermissionDenied
    whole = sees_all_of(request.user, session, eyes)
    return HttpResponse(film(session.key, EYES[eyes], whole=whole), content_type="application/json")


@login_required
@require_POST
def release(request: SignedInRequest, key: UUID) -> HttpResponse:
    """Staff lets each side see the other's figures, once the session is over."""
    session = session_for(request, key)
    if not may_release(request.user, session):
        raise PermissionDenied
    try:
        release_session(session, request.user)
    except Refused as refusal:
        messages.error(request, explain(refusal))
    else:
        messages.success(request, _("Released: whoever had a seat can now see the session as each side saw it."))
    return redirect("negotiation:replay", key=session.key)
