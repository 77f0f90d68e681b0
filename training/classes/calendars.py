"""Calendar feeds (iCalendar, RFC 5545): a class's sessions, and a person's from all their classes."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from people.models import User
from training.classes.models import Class, Lesson
from training.classes.models.enrolment import ATTENDING


def of_class(class_of: Class) -> bytes:
    """Every session of the class, cancelled ones marked so."""
    return feed(str(class_of), class_of.lessons.select_related("class_of", "teacher"))


def of_person(person: User) -> bytes:
    """Every session of the classes that the person has a place in, and those that the person teaches."""
    mine = Q(class_of__enrolments__person=person, class_of__enrolments__status__in=ATTENDING) | Q(teacher=person)
    lessons = Lesson.objects.filter(mine).distinct().select_related("class_of", "teacher")
    return feed(_("Classes of %(name)s") % {"name": person}, lessons)


def feed(name: str, lessons: Iterable[Lesson]) -> bytes:
    """A calendar of these sessions. The uid of a session never changes; its sequence goes up with each change."""
    import icalendar  # noqa: PLC0415 (a parser and its time zones that only feeds need)

    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Xieshang//Training//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    zone = timezone.get_current_timezone()
    for lesson in lessons:
        event = icalendar.Event()
        event.add("uid", f"{lesson.uid}@xieshang")
        event.add("sequence", lesson.sequence)
        event.add("dtstamp", lesson.changed_at)
        event.add("dtstart", lesson.starts_at.astimezone(zone))
        event.add("dtend", lesson.ends_at.astimezone(zone))
        event.add("summary", f"{lesson} · {lesson.get_kind_display()}")
        event.add("status", "CANCELLED" if lesson.cancelled else "CONFIRMED")
        if lesson.place:
            event.add("location", lesson.place)
        event.add("description", "\n".join(_about(lesson)))
        if not lesson.cancelled:
            alarm = icalendar.Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", str(lesson))
            alarm.add("trigger", timedelta(hours=-1))
            event.add_component(alarm)
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _about(lesson: Lesson) -> list[str]:
    found = [str(lesson.class_of)]
    if lesson.taught_by:
        found.append(_("Teacher: %(name)s") % {"name": lesson.taught_by})
    if lesson.bus:
        found.append(_("Bus: %(bus)s") % {"bus": lesson.bus})
    return found
