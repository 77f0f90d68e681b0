"""Visits that a personal link began: they end with it, whatever ends it."""

from collections.abc import Callable, Collection
from importlib import import_module
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async
from django.conf import settings
from django.contrib.auth import alogout, logout
from django.contrib.sessions.models import Session as Visit
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from people.models import Office
from scoring.day.models import PersonalLink

#: Where a visit remembers the link that began it.
KEY = "personal_link"


def end_visits(links: Collection[int]) -> None:
    """Sign out everybody who came in by these links; a socket of theirs closes when it next looks."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for visit in Visit.objects.filter(expire_date__gt=timezone.now()).iterator() if links else ():
        if visit.get_decoded().get(KEY) in links:
            store(visit.session_key).delete()


class LinkMiddleware:
    """Looks at each page whether the link that began the visit still opens: somebody may hold an office by now."""

    async_capable = sync_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Any:
        if iscoroutinefunction(self):
            return self._on_the_loop(request)
        link = request.session.get(KEY)
        if link is not None and not _opens(link):
            logout(request)
        return self.get_response(request)

    async def _on_the_loop(self, request: HttpRequest) -> HttpResponse:
        link = await request.session.aget(KEY)
        if link is not None and not await sync_to_async(_opens)(link):
            await alogout(request)
        response: HttpResponse = await self.get_response(request)
        return response


def _opens(link: int) -> bool:
    mighty = Q(person__is_staff=True) | Exists(Office.objects.filter(user=OuterRef("person")))
    standing = PersonalLink.objects.filter(pk=link, revoked_at=None, expires_at__gt=timezone.now())
    return standing.exclude(mighty).exists()
