"""What the platform knows of people that a need may ask for; seven queries, however many people."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Max
from django.utils import timezone

from negotiation.engine.state import OVER
from negotiation.models import Seat
from people.models import User
from training.certification.engine.needs import Facts, Happened, Held
from training.certification.models import Certificate, Evidence, HoursEntry
from training.classes.models import Enrolment, Status
from training.exams.outcomes import reached


def facts_of(people: Iterable[User], on: date | None = None) -> dict[int, Facts]:
    """By person’s id. ``on``: the day that certificates have to be in force on; today if none is given."""
    ids = [person.pk for person in people]
    happened: dict[int, list[Happened]] = defaultdict(list)
    for read in (_hours, _exams, _classes, _mocks, _evidence):
        for person, fact in read(ids):
            happened[person].append(fact)
    held = _held(ids, on or timezone.localdate())
    return {person: Facts(tuple(happened[person]), tuple(held[person])) for person in ids}


Found = Iterable[tuple[int, Happened]]


def _hours(ids: list[int]) -> Found:
    rows = HoursEntry.objects.filter(person__in=ids).values_list("person", "kind", "hours", "on", "what")
    for person, kind, hours, on, what in rows.order_by("on", "pk"):
        yield person, Happened("hours", on, what, code=kind, amount=hours)


def _exams(ids: list[int]) -> Found:
    for each in reached(ids):
        yield each.person, Happened("exam", each.on, each.title, code=each.subject, share=each.share)


def _classes(ids: list[int]) -> Found:
    rows = Enrolment.objects.filter(person__in=ids, status=Status.COMPLETED).exclude(class_of__course__certification="")
    fields = ("person", "class_of__course__certification", "class_of__ends_on", "class_of__title", "finished")
    for person, code, on, title, at in rows.annotate(finished=Max("entries__at")).values_list(*fields):
        # On its last day, although its register was closed later; earlier where it was closed before.
        yield person, Happened("class", min(on, timezone.localdate(at)), title, code=code)


def _mocks(ids: list[int]) -> Found:
    rows = Seat.objects.filter(person__in=ids, session__status__in=OVER, session__practice=None).exclude(side="")
    for person, at, title in rows.values_list("person", "session__starts_at", "session__title"):
        yield person, Happened("mocks", timezone.localdate(at), title)


def _evidence(ids: list[int]) -> Found:
    rows = Evidence.objects.filter(person__in=ids, state=Evidence.State.ACCEPTED)
    for person, code, on, title in rows.values_list("person", "code", "on", "title"):
        yield person, Happened("evidence", on, title, code=code)


def _held(ids: list[int], on: date) -> dict[int, list[Held]]:
    found: dict[int, list[Held]] = defaultdict(list)
    rows = Certificate.objects.filter(person__in=ids).in_force(on)
    for person, scheme, grade, begins, number in rows.values_list(
        "person", "scheme__slug", "grade", "begins", "number"
    ):
        found[person].append(Held(scheme, grade, begins, in_force=True, number=number))
    return found
