"""The hours ledger and evidence: what is entered, what is put right, and the sums that are kept beside it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from people.models import Organization, User
from training.certification.models import Evidence, HoursEntry, HoursTally
from training.classes import attending
from training.classes.engine.presence import class_hours
from training.classes.models import Class, Enrolment, Status
from training.refusals import Refusal


def record(entries: Iterable[HoursEntry]) -> int:
    """Add these entries, except those whose source was counted before; how many were new. All or none.

    Whoever enters hours for a person is responsible for the right: no check of who may is made here.
    """
    told = list(entries)
    with transaction.atomic():
        keys = [each.key for each in told if each.key]
        there = set(HoursEntry.objects.filter(key__in=keys).values_list("key", flat=True))
        fresh = [each for each in told if not each.key or each.key not in there]
        HoursEntry.objects.bulk_create(fresh, batch_size=500)
        _count(fresh)
    return len(fresh)


def _count(entries: Iterable[HoursEntry]) -> None:
    sums: dict[tuple[int, int, str], list[Decimal]] = defaultdict(list)
    units = {each.unit_id: each.unit for each in entries if each.unit is not None}
    for each in entries:
        for unit in ancestry(units.get(each.unit_id)):
            sums[(unit, each.on.year, each.kind)].append(Decimal(each.hours))
    for (unit, year, kind), hours in sorted(sums.items()):
        tally, _made = HoursTally.objects.get_or_create(unit_id=unit, year=year, kind=kind)
        HoursTally.objects.filter(pk=tally.pk).update(hours=F("hours") + sum(hours), entries=F("entries") + len(hours))


def ancestry(unit: Organization | None) -> list[int]:
    """The ids of this unit and of all above it."""
    return [int(part) for part in unit.path.split("/") if part] if unit else []


def enter(person: User, *, by: User, kind: str, hours: Decimal, on: date, what: str) -> HoursEntry:
    """Hours that no class of the platform counts, such as a guided case. Raises Refusal."""
    if hours <= 0:
        raise Refusal(_("More than no hours are needed. To take hours back, correct the entry that has them."))
    if on > timezone.localdate():
        raise Refusal(_("Hours are entered when they are over. Nothing was written."))
    entry = HoursEntry(person=person, unit=person.organization, kind=kind, hours=hours, on=on, what=what.strip(), by=by)
    record([entry])
    return entry


def correct(entry: HoursEntry, hours: Decimal, *, by: User, reason: str) -> HoursEntry:
    """Let ``entry`` come to so many hours by an entry that says why; both stay. Raises Refusal."""
    if not reason.strip():
        raise Refusal(_("Write down why: the person reads it. Nothing was changed."))
    if hours < 0:
        raise Refusal(_("Hours cannot be fewer than none. Nothing was changed."))
    with transaction.atomic():
        held = HoursEntry.objects.select_for_update(no_key=True).get(pk=entry.pk)
        if held.corrects_id:
            raise Refusal(_("This is a correction itself: correct the entry that it belongs to."))
        counted = held.hours + sum((each.hours for each in held.corrections.all()), Decimal(0))
        if hours == counted:
            raise Refusal(_("It comes to so many hours already. Nothing was changed."))
        made = HoursEntry(
            person=held.person,
            unit=held.unit,
            kind=held.kind,
            hours=hours - counted,
            on=held.on,
            what=reason.strip()[:200],
            corrects=held,
            by=by,
        )
        record([made])
    return made


def credit(class_of: Class, *, by: User) -> int:
    """Enter the hours of everybody who completed the class or came in part; each person's once. Raises Refusal."""
    done = (Status.PARTLY, Status.COMPLETED)
    rows = list(Enrolment.objects.for_list().filter(class_of=class_of, status__in=done))
    if not rows:
        raise Refusal(_("Nobody has finished the class yet: finish it on its register first."))
    lessons = list(class_of.lessons.filter(cancelled=False).select_related("class_of"))
    found = attending.presences(lessons, rows)
    entries = []
    for row in rows:
        minutes: dict[str, int] = defaultdict(int)
        for lesson in lessons:
            minutes[lesson.kind] += found[(lesson.pk, row.pk)].minutes
        entries += [
            HoursEntry(
                person=row.person,
                unit=row.organization,
                kind=kind,
                hours=class_hours(count, class_of.minutes_per_hour),
                on=class_of.ends_on,
                what=str(class_of.title)[:200],
                key=f"class:{class_of.slug}:{row.pk}:{kind}",
                by=by,
            )
            for kind, count in minutes.items()
            if class_hours(count, class_of.minutes_per_hour) > 0
        ]
    return record(entries)


def offer(person: User, *, by: User, code: str, title: str, on: date, filename: str, content: bytes | None) -> Evidence:
    """Hand something in that shows a need is met."""
    return Evidence.objects.create(
        person=person, code=code, title=title, on=on, filename=filename, content=content, offered_by=by
    )


def check(evidence: Evidence, *, by: User, accepted: bool, reason: str = "") -> Evidence:
    """Accept or return it; somebody else's word on somebody's evidence, once. Raises Refusal."""
    if by.pk == evidence.person_id:
        raise Refusal(_("Somebody else has to check your own evidence."))
    if not accepted and not reason.strip():
        raise Refusal(_("Write down why it is returned: the person reads it. Nothing was changed."))
    with transaction.atomic():
        held = Evidence.objects.select_for_update(no_key=True).defer("content").get(pk=evidence.pk)
        if held.state != Evidence.State.OFFERED:
            raise Refusal(_("It was checked by %(name)s already. Nothing was changed.") % {"name": held.checked_by})
        held.state = Evidence.State.ACCEPTED if accepted else Evidence.State.REFUSED
        held.reason, held.checked_by, held.checked_at = reason.strip()[:300], by, timezone.now()
        held.save(update_fields=["state", "reason", "checked_by", "checked_at"])
    return held
