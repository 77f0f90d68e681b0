"""Who is at the door: from a cookie or a ticket to a visitor, and when that ends.

People are Django's: any user model with a ``uuid``. Nothing else is known of them here.
"""

import hmac
from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.translation import check_for_language
from django.utils.translation.trans_real import parse_accept_lang_header

Check = tuple[str, str]


def cookies_of(headers: dict[bytes, bytes]) -> dict[str, str]:
    """The cookies of a handshake; none when the header cannot be read."""
    try:
        return {
            name: morsel.value for name, morsel in SimpleCookie(headers.get(b"cookie", b"").decode("latin-1")).items()
        }
    except CookieError:
        return {}


def language_of(headers: dict[bytes, bytes], cookies: dict[str, str]) -> str:
    """The language this person reads: the cookie's, the browser's, or the house's own."""
    offered = dict(settings.LANGUAGES)
    chosen = cookies.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in offered and check_for_language(chosen):
        return chosen
    for wish, _ in parse_accept_lang_header(headers.get(b"accept-language", b"").decode("latin-1")):
        for code in offered:
            if wish == code or wish.split("-")[0] == code.split("-")[0]:
                return code
    return settings.LANGUAGE_CODE


def person_of(session_key: str) -> tuple[str, Check] | None:
    """The signed-in, active person behind a session cookie, and what to ask later; else None."""
    if not session_key:
        return None
    store: SessionBase = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    user = (
        get_user_model().objects.filter(pk=store[SESSION_KEY], is_active=True).first() if SESSION_KEY in store else None
    )
    if user is None or not hmac.compare_digest(store.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()):
        return None
    return str(getattr(user, "uuid")), (session_key, store[HASH_SESSION_KEY])  # noqa: B009


def ended(checks: Iterable[Check]) -> set[Check]:
    """Those of ``checks`` that no longer hold: signed out, run out, account closed, password changed."""
    asked = set(checks)
    rows = Session.objects.filter(session_key__in=[key for key, _ in asked], expire_date__gt=timezone.now())
    found: dict[str, dict[str, Any]] = {row.session_key: row.get_decoded() for row in rows}
    users = get_user_model().objects.in_bulk({data[SESSION_KEY] for data in found.values() if SESSION_KEY in data})
    people = {str(pk): user for pk, user in users.items() if user.is_active}
    return {check for check in asked if not _holds(check, found.get(check[0], {}), people)}


def _holds(check: Check, data: dict[str, Any], people: dict[str, Any]) -> bool:
    user = people.get(str(data.get(SESSION_KEY)))
    return user is not None and hmac.compare_digest(check[1], user.get_session_auth_hash())
