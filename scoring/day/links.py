"""Personal links: the way in for officials without a password, bound to the first device that opens one."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from negotiation.models import Seat
from people.models import User
from scoring.contests.models import Contest
from scoring.contests.registering import Refusal
from scoring.day.models import PersonalLink
from scoring.day.visits import end_visits

#: How long after the contest's first day a link opens.
LASTS = timedelta(days=14)


def digest(secret: str) -> str:
    """How a secret is kept: whoever reads the database cannot use it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def officials(contest: Contest) -> list[User]:
    """Everybody who has a seat at one of the contest's matches, by name; teams' people too. One query."""
    seated = Seat.objects.filter(session__match__contest=contest).exclude(person=None).values("person")
    return list(User.objects.filter(pk__in=seated, is_active=True).order_by("name", "pk"))


def issue(contest: Contest, people: Iterable[User], *, by: User) -> list[tuple[User, str]]:
    """A new link for each of these people, told this once; an older one of theirs ends. Raises Refusal.

    Not for whoever holds an office or runs the platform: a link must never open more than a seat.
    """
    people = list(people)
    if mighty := [str(each) for each in people if too_mighty(each)]:
        words = _("%(who)s hold an office and sign in with a password. No link was made.")
        raise Refusal(words % {"who": "、".join(mighty[:8])})
    last = datetime.combine(contest.starts_on, time.max) + LASTS
    made = []
    with transaction.atomic():
        Contest.objects.select_for_update(no_key=True).get(pk=contest.pk)
        older = PersonalLink.objects.filter(contest=contest, person__in=people, revoked_at=None)
        ended = list(older.values_list("pk", flat=True))
        older.update(revoked_at=timezone.now())
        end_visits(ended)
        for person in people:
            secret = secrets.token_urlsafe(24)
            PersonalLink.objects.create(
                contest=contest, person=person, digest=digest(secret), expires_at=timezone.make_aware(last), by=by
            )
            made.append((person, secret))
    return made


def too_mighty(person: User) -> bool:
    """Whether a link would open more than a seat: for whoever holds an office or runs the platform."""
    return person.is_staff or person.offices.exists()


def find(contest: Contest, secret: str) -> PersonalLink:
    """The link of this secret. Raises Refusal where it is none, is revoked or over: all with what to do now."""
    link = PersonalLink.objects.filter(contest=contest, digest=digest(secret)).select_related("person").first()
    if link is None:
        raise Refusal(_("This is no personal link of this contest. Ask the organisers for a new one."))
    if link.revoked_at is not None or not link.person.is_active:
        raise Refusal(_("This link was withdrawn, or a newer one took its place. Ask the organisers for a new one."))
    if too_mighty(link.person):
        raise Refusal(_("You hold an office by now: sign in with your password. This link opens nothing more."))
    if timezone.now() > link.expires_at:
        raise Refusal(_("This link is over with the contest. Ask the organisers if you still need to sign in."))
    return link


def bind(link: PersonalLink, device: str) -> str:
    """Bind the link to this device, or see that it is the one; returns the device's secret. Raises Refusal.

    Of two devices at the same moment one is let in.
    """
    secret = device or secrets.token_urlsafe(24)
    with transaction.atomic():
        now = PersonalLink.objects.select_for_update(no_key=True).get(pk=link.pk)
        if now.revoked_at is not None:
            raise Refusal(
                _("This link was withdrawn, or a newer one took its place. Ask the organisers for a new one.")
            )
        if now.device and not hmac.compare_digest(now.device, digest(secret)):
            raise Refusal(
                _("This link was opened on another device and works only there. The organisers can release it for you.")
            )
        if not now.device:
            now.device, now.opened_at = digest(secret), timezone.now()
            now.save(update_fields=["device", "opened_at"])
    return secret


def release(link: PersonalLink) -> None:
    """Let the next device that opens it be the one; the visit on the device before ends."""
    PersonalLink.objects.filter(pk=link.pk).update(device="", opened_at=None)
    end_visits([link.pk])


def revoke(link: PersonalLink) -> None:
    """From now on it opens nothing; visits that it began end, and their sockets close."""
    PersonalLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now())
    end_visits([link.pk])
