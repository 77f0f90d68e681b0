"""Tickets, for sockets without a cookie."""

import json
import re
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from live import tickets
from live.kinds import Visitor
from live.machine import Refused
from live.refusals import explain

STREAM = re.compile(r"(?:/?ws/)?(?P<kind>[a-z]+)/(?P<key>[0-9a-fA-F-]{32,36})/?")


@csrf_exempt  # it changes nothing of the visitor's, and only this page could use what it answers
@require_POST
@never_cache
def ticket(request: HttpRequest) -> JsonResponse:
    """A ticket for the stream named in ``stream`` (``/ws/sessions/<uuid>/``): ``{"ticket", "expires_in"}``.

    For the seat of whoever is signed in, else the spectator's where the stream is public. 400 for
    an address that is none, 404 for a stream that the visitor may not see.
    """
    found = STREAM.fullmatch(_asked(request))
    if found is None or found["kind"] not in settings.LIVE_STREAMS:
        return _no("bad_data", 400)
    visitor = Visitor(person=str(getattr(request.user, "uuid", "")))
    try:
        token = tickets.issue(found["kind"], UUID(found["key"]), visitor, now=timezone.now())
    except ValueError:
        return _no("bad_data", 400)
    except (KeyError, Refused):
        return _no("not_allowed", 404)
    return JsonResponse({"ticket": token, "expires_in": int(tickets.LIFE.total_seconds())})


def _asked(request: HttpRequest) -> str:
    if request.content_type != "application/json":
        return request.POST.get("stream", "")
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        return ""
    stream = body.get("stream") if isinstance(body, dict) else None
    return stream if isinstance(stream, str) else ""


def _no(code: str, status: int) -> JsonResponse:
    return JsonResponse({"code": code, "message": explain(Refused(code))}, status=status)
