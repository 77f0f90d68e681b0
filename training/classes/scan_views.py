"""The staff's scanner: people's own codes, read with or without a network, and sent when there is one."""

import json
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from paper import qr
from people.http import SignedInRequest
from training.classes import scanning
from training.classes.attend_views import taught
from training.classes.engine.codes import personal
from training.classes.models.enrolment import ATTENDING
from training.classes.views import place_of, seen, tabs
from training.refusals import Refusal


@login_required
@never_cache
@require_GET
def scanner(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """The page that is opened while there is still a network, and that goes on without one."""
    lesson = taught(request, slug, pk)
    rows = lesson.class_of.enrolments.attending().for_list()
    people = {personal(lesson.class_of.secret, row.pk): str(row.person) for row in rows}
    context = tabs(request, lesson.class_of, "class") | {"lesson": lesson, "people": people}
    return render(request, "training/classes/scanner.html", context)


@login_required
@require_POST
def scans(request: SignedInRequest, slug: str, pk: int) -> JsonResponse:
    """What was scanned, each answered with why it was refused, or nothing. JSON in, JSON out."""
    lesson = taught(request, slug, pk)
    try:
        told = json.loads(request.body)
        sent_at = datetime.fromisoformat(str(told["sent_at"]))
        rows = told["scans"]
        if sent_at.tzinfo is None or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise ValueError("sent_at without a zone, or scans that are none")
        answers = scanning.take_scans(lesson, rows, by=request.user, sent_at=sent_at)
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return JsonResponse({"error": _("This is no list of scans. Nothing was taken.")}, status=400)
    except Refusal as refusal:
        return JsonResponse({"error": str(refusal)}, status=422)
    return JsonResponse({"answers": answers})


@login_required
@never_cache
@require_GET
def own_code(request: SignedInRequest, slug: str) -> HttpResponse:
    """A trainee's own code, for the staff to scan at a site."""
    found = seen(request, slug)
    mine = place_of(request.user, found)
    if mine is None or mine.status not in ATTENDING:
        raise PermissionDenied
    code = personal(found.secret, mine.pk)
    context = tabs(request, found, "class") | {"code": code, "qr": qr.svg(code), "mine": mine}
    return render(request, "training/classes/own_code.html", context)
