"""The page of counts, the door for tags, and what the pad must know."""

import json
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from live.machine import SIDES, Refused
from live.refusals import explain
from negotiation.engine.speech import CODES
from negotiation.models import Session
from negotiation.tags.counting import Row, clusters_of, pairs_of, rows_of, tags_of
from negotiation.tags.keeping import keep, tag_id, take_back
from negotiation.tags.permissions import may_compare, may_read_tags, may_tag
from negotiation.tags.words import CLUSTER_WORDS, CODE_WORDS
from negotiation.views import session_for
from people.http import SignedInRequest


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tags(request: SignedInRequest, key: UUID) -> HttpResponse:
    """The counts of a session; POST keeps one tag, or takes it back."""
    session = session_for(request, key)
    if request.method == "POST":
        return _post(request, session)
    if not may_read_tags(request.user, session):
        raise PermissionDenied
    together = may_compare(request.user, session)
    coded = tags_of(session, None if together else request.user)
    rows = rows_of(session, coded)
    phases = sorted({phase for row in rows for phase, _side in row.cells})
    context = {
        "session": session,
        "coded": len(coded),
        "together": together,
        "phases": [_phase_title(session, number) for number in phases],
        "rows": [_shown(row, phases) for row in rows],
        "clusters": [(CLUSTER_WORDS[key], sums) for key, sums in clusters_of(rows).items()],
        "pairs": pairs_of(session, coded) if together else [],
    }
    return render(request, "negotiation/tags.html", context)


def _phase_title(session: Session, number: int) -> str:
    """In the reader's language; what was tagged before the opening has none."""
    if not number:
        return _("Before the opening")
    title = session.scenario.compiled().phases[number - 1].title
    return title["en" if (get_language() or "").startswith("en") else "zh"]


def _shown(row: Row, phases: list[int]) -> dict[str, Any]:
    """A row as the table draws it: two cells for each phase, and two sums."""
    cells = [row.cells.get((phase, side), 0) for phase in phases for side in SIDES]
    return {"code": CODE_WORDS[row.code], "cells": cells, "sides": [row.sides[side] for side in SIDES]}


def _post(request: SignedInRequest, session: Session) -> HttpResponse:
    """Answers ``{"id"}``, or ``{"code", "message"}`` with 403 or 422. The same request twice does nothing twice."""
    if not may_tag(request.user, session):
        return _no(Refused("not_allowed"), 403)
    try:
        data = _body(request)
        if data.get("gone"):
            take_back(session, request.user, tag_id(data))
        else:
            keep(session, request.user, data)
    except Refused as refusal:
        return _no(refusal, 422)
    return JsonResponse({"id": data["id"]})


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        raise Refused("bad_data") from None
    if not isinstance(body, dict):
        raise Refused("bad_data")
    return body


def _no(refusal: Refused, status: int) -> JsonResponse:
    return JsonResponse({"code": refusal.code, "message": explain(refusal), "data": refusal.data}, status=status)


@login_required
@never_cache
@require_GET
def pad(request: SignedInRequest, key: UUID) -> JsonResponse:
    """What the pad must know: where tags go, what the keys mean, and what this coder has tagged already."""
    session = session_for(request, key)
    if not may_tag(request.user, session):
        raise PermissionDenied
    mine = tags_of(session, request.user)
    return JsonResponse(
        {
            "url": reverse("negotiation:tags", args=[session.key]),
            "csrf": get_token(request),
            "codes": [{"code": code, "words": CODE_WORDS[code]} for code in CODES],
            "mine": [{"id": str(t.pk), "at": t.at, "code": t.code, "side": t.side, "speaker": t.speaker} for t in mine],
        }
    )
