"""The one place where places are given: everything that may free or take one runs under the class's lock."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from people.models import Organization, User
from training.classes.engine.seats import Outcome, Rules, Share, Skip, Wish, allocate
from training.classes.models import Class, Enrolment, Status, StatusEntry
from training.classes.models.enrolment import HOLDING, WAITING


@contextmanager
def locked(class_of: Class) -> Iterator[Class]:
    """The class as it is now, with nobody else changing who is in it until the end; all or nothing."""
    with transaction.atomic():
        yield Class.objects.select_for_update(no_key=True).get(pk=class_of.pk)


@dataclass(slots=True)
class Step:
    """A status that an enrolment is about to get."""

    enrolment: Enrolment
    status: Status
    reason: str = ""
    by: User | None = None
    past: list[dict[str, object]] | None = None
    jump: bool = False
    offer_until: datetime | None = None


def record(steps: Iterable[Step], now: datetime | None = None) -> None:
    """Add these steps, and let each enrolment show its last one: two statements, however many."""
    now = now or timezone.now()
    entries, changed = [], {}
    for step in steps:
        row = step.enrolment
        row.steps, row.status, row.offer_until = row.steps + 1, step.status, step.offer_until
        changed[row.pk] = row
        entries.append(
            StatusEntry(
                enrolment=row,
                number=row.steps,
                status=step.status,
                at=now,
                by=step.by,
                reason=step.reason[:300],
                past=step.past or [],
                jump=step.jump,
            )
        )
    StatusEntry.objects.bulk_create(entries)
    if changed:
        Enrolment.objects.bulk_update(changed.values(), ["steps", "status", "offer_until"], batch_size=200)


def rules_of(class_of: Class, now: datetime) -> Rules:
    """How the class’s places are shared at this moment."""
    shares = class_of.shares.values_list("organization__path", "places")
    return Rules(
        class_of.capacity,
        tuple(Share(path, places) for path, places in shares),
        spare_open=class_of.spare_from is None or class_of.spare_from <= now,
        lapsed=class_of.shares_until is not None and class_of.shares_until <= now,
    )


def lapse(class_of: Class, now: datetime) -> int:
    """Offers that nobody accepted in time are gone; how many. To be called under the lock."""
    late = Enrolment.objects.filter(class_of=class_of, status=Status.OFFERED, offer_until__lte=now)
    steps = [Step(row, Status.CANCELLED, _("The offered place was not accepted in time.")) for row in late]
    record(steps, now)
    return len(steps)


def settle(class_of: Class, now: datetime | None = None) -> list[Enrolment]:
    """Give every place that is free to whoever is first among those who may have it; who got one.

    To be called under the lock, after whatever may have freed or taken a place. Somebody just approved has the place
    at once; somebody from the waiting list is offered it, for as many hours as the class says. Approvals stay.
    """
    now = now or timezone.now()
    lapse(class_of, now)
    outcome, rows = _outcome(class_of, now)
    skips = {skip.id: skip for skip in outcome.skipped}
    until = now + timedelta(hours=class_of.offer_hours) if class_of.offer_hours else None
    steps = []
    for given in outcome.given:
        row = rows[given]
        past = _past(row, rows, skips)
        if row.status == Status.WAITLISTED and until:
            steps.append(Step(row, Status.OFFERED, past=past, offer_until=until))
        else:
            steps.append(Step(row, Status.BOOKED, past=past))
    for skip in outcome.skipped:
        if rows[skip.id].status == Status.APPROVED:
            steps.append(Step(rows[skip.id], Status.WAITLISTED, explained(skip, held_by(outcome.skipped))))
    record(steps, now)
    return [rows[given] for given in outcome.given]


def _outcome(class_of: Class, now: datetime) -> tuple[Outcome, dict[int, Enrolment]]:
    active = Enrolment.objects.filter(class_of=class_of).select_related("organization").order_by("position")
    holders = active.filter(status__in=HOLDING).values_list("organization__path", flat=True)
    rows = {row.pk: row for row in active.filter(status__in=WAITING)}
    parties = {row.party for row in rows.values() if row.party}
    missing = active.filter(party__in=parties, status__in=(Status.NOMINATED, Status.RETURNED, Status.UNIT_APPROVED))
    incomplete = frozenset(missing.values_list("party", flat=True)) if parties else frozenset()
    waiting = [Wish(row.pk, row.organization.path, row.party) for row in rows.values()]
    return allocate(rules_of(class_of, now), list(holders), waiting, incomplete), rows


def _past(row: Enrolment, rows: dict[int, Enrolment], skips: dict[int, Skip]) -> list[dict[str, object]]:
    """Who stood before this one and got nothing, by reason."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for other in rows.values():
        if other.position >= row.position:
            break
        if other.pk in skips:
            found[(skips[other.pk].why, skips[other.pk].node)].append(other.position)
    return [{"why": why, "unit": node, "positions": positions} for (why, node), positions in found.items()]


def outlook(class_of: Class, now: datetime | None = None) -> dict[int, str]:
    """For everybody who waits, why there is no place at this moment, by the enrolment’s number. Changes nothing."""
    outcome, _rows = _outcome(class_of, now or timezone.now())
    units = held_by(outcome.skipped)
    return {skip.id: explained(skip, units) for skip in outcome.skipped}


def held_by(skips: Iterable[Skip]) -> dict[str, Organization]:
    """The units that these reasons name, by path."""
    paths = {skip.node for skip in skips if skip.node}
    return {each.path: each for each in Organization.objects.filter(path__in=paths)} if paths else {}


def explained(skip: Skip, units: dict[str, Organization]) -> str:
    """Why somebody has no place, in a sentence."""
    words = {
        "full": _("All places of the class are taken."),
        "share_full": _("The places of %(unit)s are taken, and the spare places are not given yet."),
        "spare_closed": _("No places are kept for this unit, and the spare places are not given yet."),
        "kept": _("The %(free)s places still free are kept for other units."),
        "party_incomplete": _("Somebody of the party is not approved yet; it gets its places together or not at all."),
        "party_too_large": _(
            "The party gets its places together or not at all; %(free)s places are free in the class."
        ),
    }[skip.why]
    return words % {"unit": units.get(skip.node, ""), "free": skip.free}


def moment(at: datetime) -> str:
    """As people read it."""
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")
