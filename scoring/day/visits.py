"""Visits that a personal link began: they end when it is revoked."""

from importlib import import_module

from django.conf import settings
from django.contrib.sessions.models import Session as Visit
from django.utils import timezone

from scoring.day.models import PersonalLink

#: Where a visit remembers the link that began it.
KEY = "personal_link"


def end_visits(link: PersonalLink) -> None:
    """Sign out everybody who came in by this link."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for visit in Visit.objects.filter(expire_date__gt=timezone.now()).iterator():
        if visit.get_decoded().get(KEY) == link.pk:
            store(visit.session_key).delete()
