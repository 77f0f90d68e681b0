"""Pages of attendance: the screen with the code, signing, who is absent, the teacher's word, the end of the class."""

from datetime import UTC, datetime
from secrets import token_urlsafe
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from paper import qr
from people.http import SignedInRequest
from training.classes import attending
from training.classes.engine import codes
from training.classes.models import Enrolment, Lesson
from training.classes.permissions import may_teach
from training.classes.views import run, seen, tabs
from training.refusals import Refusal

#: The cookie that lets the teacher see two people on one device; it says nothing else.
DEVICE = "attendance_device"
#: What marks the moment at which a person opened a code.
SEEN = "training.classes.seen"


def lesson_of(request: SignedInRequest, slug: str, pk: int) -> Lesson:
    """A session of a class that this visitor may know of."""
    found = seen(request, slug)
    return get_object_or_404(
        Lesson.objects.select_related("class_of__organization", "class_of__course"), class_of=found, pk=pk
    )


def taught(request: SignedInRequest, slug: str, pk: int) -> Lesson:
    """A session that this visitor teaches or whose class they run."""
    found = lesson_of(request, slug, pk)
    if not may_teach(request.user, found):
        raise PermissionDenied
    return found


@login_required
@never_cache
@require_GET
def screen(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """For the wall: the QR and the six digits of this moment, and how many are here."""
    lesson = taught(request, slug, pk)
    way = request.GET.get("way", "in")
    if way not in codes.WAYS:
        raise Http404
    now = timezone.now().timestamp()
    secret = lesson.class_of.secret
    address = reverse("classes:sign", kwargs={"slug": slug, "pk": pk})
    token = codes.token(secret, pk, way, now)
    full = request.build_absolute_uri(f"{address}?code={token}")
    digits = codes.digits(secret, pk, way, now)
    context = tabs(request, lesson.class_of, "class") | {
        "lesson": lesson,
        "way": way,
        "qr": qr.svg(full),
        "digits": f"{digits[:3]} {digits[3:]}",
        "left": codes.WINDOW - int(now) % codes.WINDOW,
        "closed": _closed(lesson, way),
        "address": request.build_absolute_uri(address),
        "counted": lesson.attendance.filter(way=way).values("enrolment").distinct().count(),
        "all": lesson.class_of.enrolments.attending().count(),
    }
    page = "_code.html" if request.headers.get("HX-Request") else "screen.html"
    return render(request, f"training/classes/{page}", context)


def _closed(lesson: Lesson, way: str) -> str:
    why = attending.closed_for(lesson, way, timezone.now())
    return attending.in_words(why, lesson) if why else ""


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Where the QR leads: one press signs in or out. Or the six digits are typed."""
    lesson = lesson_of(request, slug, pk)
    context = tabs(request, lesson.class_of, "class") | {"lesson": lesson, "code": request.GET.get("code", "")[:40]}
    status = 200
    device = request.COOKIES.get(DEVICE, "")[:40] or token_urlsafe(16)
    if request.method == "POST":
        given = request.POST.get("code", "").replace("\0", "")[:100]
        try:
            seen_at = _seen_at(request, pk, given)
            context["done"] = attending.sign(lesson, request.user, given, device=device, seen_at=seen_at)
        except Refusal as refusal:
            context |= {"refusal": str(refusal), "code": ""}
            status = 422
    elif context["code"]:
        context["grant"] = signing.dumps([pk, request.user.pk, context["code"], timezone.now().timestamp()], salt=SEEN)
    response = render(request, "training/classes/sign.html", context, status=status)
    response.set_cookie(
        DEVICE, device, max_age=400 * 24 * 3600, httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return response


def _seen_at(request: SignedInRequest, pk: int, given: str) -> datetime | None:
    """When this person's own browser opened this code, at most two minutes ago: reading a page takes a while."""
    try:
        *told, stamp = signing.loads(request.POST.get("grant", ""), salt=SEEN, max_age=120)
    except signing.BadSignature:
        return None
    return datetime.fromtimestamp(stamp, UTC) if told == [pk, request.user.pk, given] else None


@login_required
@never_cache
@require_GET
def presence(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Who is absent and who is here, as it changes; anomalies; the teacher's word."""
    lesson = taught(request, slug, pk)
    context = tabs(request, lesson.class_of, "class") | {"lesson": lesson} | _presence(lesson)
    page = "_presence.html" if request.headers.get("HX-Request") else "presence.html"
    return render(request, f"training/classes/{page}", context)


def _presence(lesson: Lesson) -> dict[str, Any]:
    rows = list(lesson.class_of.enrolments.attending().for_list())
    found = attending.presences([lesson], rows)
    order = {"absent": 0, "to_come": 0, "open": 2, "partly": 1, "excused": 3, "present": 4}
    told = [{"row": row, "presence": found[(lesson.pk, row.pk)]} for row in rows]
    told.sort(key=lambda each: order[each["presence"].state])  # type: ignore[attr-defined]
    return {
        "rows": told,
        "absent": sum(each.state in ("absent", "to_come") for each in found.values()),
        "anomalies": attending.anomalies(lesson),
        "failed": lesson.failed_scans.select_related("person", "by")[:50],
        "overrides": lesson.overrides.select_related("enrolment__person", "by").order_by("-pk")[:50],
        "minutes": attending.span_of(lesson).minutes,
    }


@login_required
@require_POST
def override(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """The teacher's word on those that were chosen."""
    lesson = taught(request, slug, pk)
    chosen = [int(each) for each in request.POST.getlist("chosen") if each.isdecimal() and len(each) < 18]
    rows = Enrolment.objects.filter(class_of=lesson.class_of, pk__in=chosen)
    decision = request.POST.get("decision", "")
    whole = attending.span_of(lesson).minutes
    typed = request.POST.get("minutes", "")
    minutes = {"present": whole, "absent": 0, "excused": 0}.get(decision)
    if decision == "minutes" and typed.isdecimal() and len(typed) < 5:
        minutes = int(typed)
    if minutes is None:
        messages.error(request, _("Say how many minutes, as a whole number. Nothing was changed."))
        return redirect("classes:presence", slug=slug, pk=pk)
    reason = request.POST.get("reason", "").replace("\0", "")[:300]
    try:
        attending.decide(lesson, rows, by=request.user, minutes=minutes, reason=reason, excused=decision == "excused")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Recorded. What the codes say stays on record beside it."))
    return redirect("classes:presence", slug=slug, pk=pk)


@login_required
@require_GET
def register(request: SignedInRequest, slug: str) -> HttpResponse:
    """Everybody's half-days, hours, and who has reached the least attendance."""
    found = run(request, slug)
    rows = list(found.enrolments.attending().for_list())
    lessons = list(found.lessons.filter(cancelled=False).select_related("class_of"))
    presences = attending.presences(lessons, rows)
    progress = attending.progress_of(found, rows)
    context = tabs(request, found, "register") | {
        "lessons": lessons,
        "rows": [
            {
                "row": row,
                "cells": [presences[(lesson.pk, row.pk)] for lesson in lessons],
                "progress": progress[row.pk],
                "hours": attending.hours_of(found, progress[row.pk]),
            }
            for row in rows
        ],
    }
    return render(request, "training/classes/register.html", context)


@login_required
@require_POST
def finish(request: SignedInRequest, slug: str) -> HttpResponse:
    """Completed, partly attended, never came."""
    found = run(request, slug)
    try:
        count = attending.finish(found, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The class is finished; %(count)s people have a new status.") % {"count": count})
    return redirect("classes:register", slug=slug)
