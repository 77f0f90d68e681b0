"""Calendar feeds by their secret addresses, which a calendar program reads without signing in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from people.http import SignedInRequest
from training.classes import calendars
from training.classes.models import CalendarKey, Class


@require_GET
def person_feed(request: HttpRequest, key: str) -> HttpResponse:
    """A person's sessions, for whoever has the address."""
    found = get_object_or_404(CalendarKey.objects.select_related("person"), key=key, person__is_active=True)
    return _answer(calendars.of_person(found.person))


@require_GET
def class_feed(request: HttpRequest, key: str) -> HttpResponse:
    """A class's sessions, for whoever has the address."""
    return _answer(calendars.of_class(get_object_or_404(Class, feed_key=key)))


def _answer(content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = "private, max-age=300"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@login_required
@require_POST
def renew_feed(request: SignedInRequest) -> HttpResponse:
    """A new address; the old one answers nothing from now on."""
    found, made = CalendarKey.objects.get_or_create(person=request.user)
    if not made:
        found.renew()
    messages.success(request, _("Your calendar has a new address; the old one is closed."))
    return redirect("classes:mine")
