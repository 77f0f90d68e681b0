"""What must always hold of classes, looked up in the rows themselves."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, F, Q
from django.utils import timezone

from training.classes.engine.seats import Share, overbooked
from training.classes.models import Attendance, Class, Enrolment, Override, Status, StatusEntry
from training.classes.models.enrolment import HOLDING, WAITING

#: Which status may follow which; 0 is the beginning.
FOLLOWS: dict[int, set[int]] = {
    0: {10, 30},
    10: {20, 30, 75},
    20: {30, 75},
    30: {20, 40, 75},
    40: {50, 70, 75},
    50: {50, 60, 70, 75},
    60: {70, 75},
    70: {75, 80, 90, 100},
    75: {10, 30},
    80: {90, 100},
    90: {80, 100},
    100: {80, 90},
}


def faults() -> list[str]:
    """Every breach, one line each, for operators; empty when all is well."""
    return [*_classes(), *_steps(), *_parties(), *_attendance()]


def _classes() -> Iterator[str]:
    holding = Count("enrolments", filter=Q(enrolments__status__in=HOLDING))
    full = Class.objects.annotate(held=holding).filter(held__gt=F("capacity"))
    for slug, held, capacity in full.values_list("slug", "held", "capacity"):
        yield f"{slug}: {held} people hold {capacity} places"
    for class_of in Class.objects.prefetch_related("shares__organization"):
        shares = [Share(each.organization.path, each.places) for each in class_of.shares.all()]
        for node in overbooked(shares, class_of.capacity):
            yield f"{class_of.slug}: more places are kept inside {node or 'the class'} than there are"
        for each in class_of.shares.all():
            if not each.organization.path.startswith(class_of.organization.path):
                yield f"{class_of.slug}: a share of {each.organization.pk}, which is not below its organisation"


def _steps() -> Iterator[str]:
    entries: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for pk, number, status in StatusEntry.objects.order_by("number").values_list("enrolment", "number", "status"):
        entries[pk].append((number, status))
    for row in Enrolment.objects.select_related("class_of").iterator():
        steps = entries[row.pk]
        name = f"{row.class_of.slug}, enrolment {row.pk}"
        if [number for number, _status in steps] != list(range(1, len(steps) + 1)) or len(steps) != row.steps:
            yield f"{name}: its steps are not numbered 1 to {row.steps}"
        if not steps or steps[-1][1] != row.status:
            yield f"{name}: its status {row.status} is not its last step"
        for (_n, before), (_m, after) in zip([(0, 0), *steps], steps, strict=False):
            if after not in FOLLOWS[before]:
                yield f"{name}: {after} followed {before}"
        if row.position > row.class_of.last_position:
            yield f"{name}: position {row.position} was never given out"
    now = timezone.now()
    for row in Enrolment.objects.filter(status=Status.APPROVED):
        yield f"enrolment {row.pk}: approved, with neither a place nor a place on the waiting list"
    late = Enrolment.objects.filter(status=Status.OFFERED, offer_until__lt=now - timedelta(hours=24))
    for row in late:
        yield f"enrolment {row.pk}: an offer ran out more than a day ago; is “manage.py training tick” running?"


def _parties() -> Iterator[str]:
    found: dict[tuple[int, str], Counter[bool]] = defaultdict(Counter)
    rows = Enrolment.objects.exclude(party="").filter(status__in=(*WAITING, *HOLDING))
    for class_of, party, status in rows.values_list("class_of", "party", "status"):
        found[(class_of, party)][status in HOLDING] += 1
    jumped = set(StatusEntry.objects.filter(jump=True).values_list("enrolment__class_of", "enrolment__party"))
    for (class_of, party), counted in found.items():
        if len(counted) == 2 and (class_of, party) not in jumped:
            yield f"class {class_of}, party {party}: {counted[True]} of {counted.total()} have places"


def _attendance() -> Iterator[str]:
    for model in (Attendance, Override):
        rows = model.objects.exclude(lesson__class_of=F("enrolment__class_of"))
        for pk in rows.values_list("pk", flat=True):
            yield f"{model.__name__} {pk}: of a session of another class"
