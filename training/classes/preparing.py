"""Beginning a class, changing it, its sessions and its shares, and copying it to the next phase."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from people.models import Organization
from training.classes.engine.seats import Share, overbooked
from training.classes.library import patterns
from training.classes.models import Class, Course, Document, Lesson, Module, UnitShare
from training.classes.seating import locked, settle
from training.refusals import Refusal

#: When each half of a day is taught where nothing else is said.
HALVES = {
    Lesson.Half.MORNING: (time(8, 30), time(11, 30)),
    Lesson.Half.AFTERNOON: (time(14, 0), time(17, 0)),
    Lesson.Half.EVENING: (time(19, 0), time(21, 0)),
}
LARGEST = 5 * 1024 * 1024
#: How a file of each kind begins, and what it is served as.
FILES = {
    b"%PDF-": "application/pdf",
    b"PK\x03\x04": "application/octet-stream",
    b"\xd0\xcf\x11\xe0": "application/octet-stream",
    b"\x89PNG\r\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}


class ChangedMeanwhile(Exception):
    """Somebody else has saved the class since the form was opened; nothing was changed."""


@transaction.atomic
def begin(pattern: str, *, organization: Organization, slug: str, title: str, starts_on: date, **more: Any) -> Class:
    """A class with the course, the modules and the half-days of one of the patterns."""
    told = patterns()[pattern]
    course = course_of(told, organization)
    last = max(each["day"] for each in told["sessions"])
    class_of = Class.objects.create(
        course=course,
        organization=organization,
        slug=slug,
        title=title,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=last - 1),
        **(told.get("class", {}) | more),
    )
    modules = {module.number: module for module in course.modules.all()}
    for each in told["sessions"]:
        begins, ends = HALVES[Lesson.Half(each["half"])]
        day = starts_on + timedelta(days=each["day"] - 1)
        Lesson.objects.create(
            class_of=class_of,
            module=modules.get(each.get("module", 0)),
            kind=each["kind"],
            half=each["half"],
            title=each["title"]["zh"],
            title_en=each["title"]["en"],
            starts_at=at(day, begins),
            ends_at=at(day, ends),
            place=each.get("place", ""),
            bus=each.get("bus", ""),
        )
    return class_of


def course_of(told: Mapping[str, Any], organization: Organization) -> Course:
    """The course of a pattern in this organisation; made on first use."""
    course, made = Course.objects.get_or_create(
        organization=organization,
        title=told["course"]["zh"],
        defaults={
            "title_en": told["course"]["en"],
            "objectives": told["objectives"]["zh"],
            "certification": told.get("certification", ""),
        },
    )
    if made:
        for number, each in enumerate(told["modules"], 1):
            Module.objects.create(
                course=course,
                number=number,
                kind=each["kind"],
                title=each["title"]["zh"],
                title_en=each["title"]["en"],
                hours=Decimal(str(each["hours"])),
            )
    return course


def at(day: date, hour: time) -> datetime:
    """This hour of this day, in the platform's own time zone."""
    return timezone.make_aware(datetime.combine(day, hour))


def announce(class_of: Class) -> None:
    """From now on everybody sees the class and units nominate. Raises Refusal."""
    with locked(class_of) as held:
        if not held.lessons.exists():
            raise Refusal(_("A class without sessions cannot be announced: add its timetable first."))
        held.announced = True
        held.save(update_fields=["announced"])


def change(class_of: Class, *, revision: int, **given: Any) -> None:
    """Save what is fixed of a class; whoever waits moves up where places were added. Approvals stay as they are.

    Raises ChangedMeanwhile, Refusal (fewer places than shares).
    """
    with locked(class_of) as held:
        if held.revision != revision:
            raise ChangedMeanwhile
        for name, value in given.items():
            setattr(held, name, value)
        held.revision += 1
        if held.ends_on < held.starts_on:
            raise Refusal(_("A class ends on its first day or later. Nothing was changed."))
        _shares_fit(held, [Share(each.organization.path, each.places) for each in held.shares.all()])
        held.save()
        settle(held)


def share(class_of: Class, places: Mapping[Organization, int]) -> None:
    """Keep so many places for each of these units, 0 for none; others stay as they are. Raises Refusal."""
    with locked(class_of) as held:
        for unit, count in places.items():
            if not unit.path.startswith(held.organization.path):
                raise Refusal(_("%(unit)s does not belong to the organisation that holds the class.") % {"unit": unit})
            if count:
                UnitShare.objects.update_or_create(class_of=held, organization=unit, defaults={"places": count})
            else:
                held.shares.filter(organization=unit).delete()
        rows = held.shares.select_related("organization")
        _shares_fit(held, [Share(each.organization.path, each.places) for each in rows])
        settle(held)


def _shares_fit(held: Class, shares: list[Share]) -> None:
    for node in overbooked(shares, held.capacity):
        if not node:
            words = _("More places are kept for units than the class has (%(places)s). Nothing was changed.")
            raise Refusal(words % {"places": held.capacity})
        unit = Organization.objects.get(path=node)
        words = _("More places are kept inside %(unit)s than are kept for it. Nothing was changed.")
        raise Refusal(words % {"unit": unit})


def save_lesson(lesson: Lesson) -> None:
    """Write a new or a changed session; calendars see the change by its sequence. Raises Refusal."""
    with locked(lesson.class_of) as held:
        if lesson.pk:
            lesson.sequence += 1
        day = timezone.localdate(lesson.starts_at)
        if not held.starts_on <= day <= held.ends_on:
            raise Refusal(_("The session must lie between the class’s first and last day. Nothing was changed."))
        if lesson.teacher_id:
            _free_teacher(lesson)
        lesson.save()


def _free_teacher(lesson: Lesson) -> None:
    clash = (
        Lesson.objects.filter(teacher=lesson.teacher_id, cancelled=False)
        .filter(starts_at__lt=lesson.ends_at, ends_at__gt=lesson.starts_at)
        .exclude(pk=lesson.pk)
        .first()
    )
    if clash is not None and not lesson.cancelled:
        words = _("%(teacher)s teaches “%(other)s” at that time. Nothing was changed.")
        raise Refusal(words % {"teacher": lesson.teacher, "other": clash})


def add_document(class_of: Class, name: str, content: bytes, lesson: Lesson | None = None) -> Document:
    """A file for those in the class. Raises Refusal: too large, or none of the kinds that are taken."""
    if len(content) > LARGEST:
        raise Refusal(_("The file is larger than 5 MB. Nothing was written: make it smaller or split it."))
    if not any(content.startswith(start) for start in FILES):
        raise Refusal(_("Only PDF, Office files, PNG and JPEG are taken. Nothing was written."))
    return Document.objects.create(class_of=class_of, name=name[:120], content=content, lesson=lesson)


def type_of(content: bytes) -> str:
    """What a document is served as."""
    return next(kind for start, kind in FILES.items() if content.startswith(start))


@transaction.atomic
def copy_to_next_phase(class_of: Class, *, slug: str, title: str, starts_on: date) -> Class:
    """The same course, sessions, shares and documents from this day on; nobody is in it, nothing is announced."""
    by = starts_on - class_of.starts_on
    old = Class.objects.get(pk=class_of.pk)
    fields = (
        *("course_id", "organization_id", "title_en", "place", "capacity", "approval", "offer_hours"),
        *("least_attendance", "present_percent", "minutes_per_hour", "sign_out"),
    )
    made = Class.objects.create(
        **{name: getattr(old, name) for name in fields},
        slug=slug,
        title=title,
        phase=old.phase + 1,
        follows=old,
        starts_on=starts_on,
        ends_on=old.ends_on + by,
        **{name: _later(getattr(old, name), by) for name in ("nominations_until", "spare_from", "shares_until")},
    )
    UnitShare.objects.bulk_create(
        UnitShare(class_of=made, organization_id=each.organization_id, places=each.places) for each in old.shares.all()
    )
    lessons = _copied(old.lessons.filter(cancelled=False), made, by)
    for document in old.documents.all():
        lesson = lessons.get(document.lesson_id) if document.lesson_id else None
        Document.objects.create(class_of=made, name=document.name, content=document.content, lesson=lesson)
    return made


def _copied(lessons: Iterable[Lesson], made: Class, by: timedelta) -> dict[int, Lesson]:
    copies = {}
    for old in lessons:
        names = (
            *("module_id", "kind", "half", "title", "title_en", "place"),
            *("teacher_id", "teacher_name", "bus", "capacity"),
        )
        copies[old.pk] = Lesson.objects.create(
            **{name: getattr(old, name) for name in names},
            class_of=made,
            starts_at=old.starts_at + by,
            ends_at=old.ends_at + by,
        )
    return copies


def _later(moment: datetime | None, by: timedelta) -> datetime | None:
    return moment + by if moment else None
