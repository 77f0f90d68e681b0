"""What a trainer looks at: how many are certified, whose certificates end soon, what waits; and the reminders."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import IntegrityError, transaction
from django.db.models import Q, Sum
from django.utils import translation
from django.utils.translation import gettext as _

from people.models import Office, Organization, User
from training.certification import words
from training.certification.engine.scheme import SchemeFault, grades_of
from training.certification.ledger import ancestry
from training.certification.models import (
    Certificate,
    CertificateTally,
    Evidence,
    HoursEntry,
    HoursTally,
    Reminder,
    Scheme,
    SchemeVersion,
)

#: So many days before the end of a certificate its holder is reminded.
REMIND_BEFORE = (90, 30, 7)


@dataclass(frozen=True, slots=True)
class Line:
    """A grade of a scheme in a unit: how many hold it on that day, and how many of them end within so many days."""

    scheme: Scheme
    grade: str
    title: str
    held: int
    ending: tuple[int, ...]


def lines(unit: Organization, on: date) -> list[Line]:
    """Every grade that somebody of the unit or below it holds; two queries and the schemes’ titles."""
    within = {
        f"within_{days}": Sum("number", filter=Q(until__lte=on + timedelta(days=days)), default=0)
        for days in REMIND_BEFORE
    }
    rows: Any = (
        CertificateTally.objects.filter(unit=unit, until__gte=on)
        .values("scheme", "grade")
        .annotate(held=Sum("number"), **within)
        .order_by("scheme__field", "scheme__slug", "grade")
    )
    schemes = Scheme.objects.in_bulk([row["scheme"] for row in rows])
    titles = grade_titles(schemes.values())
    return [
        Line(
            schemes[row["scheme"]],
            row["grade"],
            titles.get((row["scheme"], row["grade"]), row["grade"]),
            row["held"],
            tuple(row[f"within_{days}"] for days in REMIND_BEFORE),
        )
        for row in rows
        if row["held"]
    ]


def grade_titles(schemes: Iterable[Scheme]) -> dict[tuple[int, str], str]:
    """By scheme's id and grade, the grade's title in the reader's language: one query, however many schemes."""

    found: dict[tuple[int, str], str] = {}
    for version in SchemeVersion.objects.filter(scheme__in=list(schemes)).order_by("number"):
        try:
            found |= {(version.scheme_id, each.code): words.of(each.title) for each in grades_of(version.definition)}
        except SchemeFault:  # pragma: no cover (never written, but a page must not fail for it)
            continue
    return found


def hours(unit: Organization, year: int) -> list[tuple[str, Decimal, int]]:
    """By kind, the class hours of the unit and all below it in that year, and how many entries."""
    labels = dict(HoursEntry.Kind.choices)
    rows = HoursTally.objects.filter(unit=unit, year=year).order_by("kind")
    return [(str(labels.get(row.kind, row.kind)), row.hours, row.entries) for row in rows]


def ending(user: User, unit: Organization, on: date, days: int = 90) -> Any:
    """The certificates of the unit and below that end within so many days, the next first."""
    rows = Certificate.objects.run_by(user).filter(
        unit__path__startswith=unit.path, state=Certificate.State.VALID, until__range=(on, on + timedelta(days=days))
    )
    return rows.for_list().select_related("renewed_by").order_by("until", "pk")


def waiting(user: User) -> Any:
    """Evidence that this person may check, the oldest first."""
    rows = Evidence.objects.filter(state=Evidence.State.OFFERED).exclude(person=user)
    if not user.is_staff:
        found = Q(pk__in=[])
        for path in user.offices.filter(kind__in=Office.Kind.values).values_list("organization__path", flat=True):
            found |= Q(person__organization__path__startswith=path)
        rows = rows.filter(found)
    return rows.select_related("person__organization").defer("content").order_by("pk")


@dataclass(frozen=True, slots=True)
class Message:
    """A reminder as it would be sent. ``hindered``: why it cannot be, in a sentence."""

    certificate: Certificate
    days: int
    to: str
    subject: str
    text: str
    hindered: str = ""


def messages(on: date, within: Any = None) -> list[Message]:
    """What would be sent on that day: for each certificate the most urgent reminder that is due and was not sent."""
    last = on + timedelta(days=max(REMIND_BEFORE))
    rows = (Certificate.objects.all() if within is None else within).filter(
        state=Certificate.State.VALID, until__range=(on, last)
    )
    rows = (
        rows.select_related("person", "scheme__organization", "unit")
        .prefetch_related("reminders")
        .order_by("until", "pk")
    )
    titles = grade_titles({row.scheme for row in rows})
    found = []
    for row in rows:
        assert row.until is not None
        left = (row.until - on).days
        due = min(days for days in REMIND_BEFORE if left <= days)
        if all(sent.days > due for sent in row.reminders.all()):
            found.append(_message(row, due, left, titles))
    return found


def _message(row: Certificate, days: int, left: int, titles: dict[tuple[int, str], str]) -> Message:
    person = row.person
    with translation.override(person.language or settings.LANGUAGE_CODE):
        told = {
            "name": person.name,
            "title": words_of(row),
            "number": row.number,
            "until": words.day(row.until),
            "left": left,
            "issuer": row.scheme.organization,
        }
        subject = _("%(title)s: valid until %(until)s") % told
        text = _(
            "%(name)s,\n\nyour certificate “%(title)s” (number %(number)s) is valid until %(until)s, that is for "
            "%(left)s more days. What a renewal needs and how far you have come stands on your page."
            "\n\n%(issuer)s"
        )
        hindered = "" if person.email else _("No e-mail address is known for this person.")
        return Message(row, days, person.email, subject, text % told, hindered)


def words_of(certificate: Certificate) -> str:
    """The grade as it is printed on the certificate, in the reader's language."""
    printed = certificate.printed.get("grade") or {}
    return words.of((printed.get("zh", certificate.grade), printed.get("en", certificate.grade)))


def send(found: Sequence[Message]) -> int:
    """Send those that can be; how many were. What was sent is kept before the next one goes, so none goes twice."""
    connection = get_connection()
    sent = 0
    for message in found:
        if message.hindered:
            continue
        try:
            with transaction.atomic():
                Reminder.objects.create(certificate=message.certificate, days=message.days, to=message.to)
                EmailMessage(message.subject, message.text, to=[message.to], connection=connection).send()
        except IntegrityError:  # somebody else sent it in this moment
            continue
        sent += 1
    return sent


def tally_faults() -> list[str]:
    """Where the counts kept beside the certificates and hours differ from a plain count; for `training check`."""

    key: tuple[Any, ...]
    counted: dict[tuple[Any, ...], int] = {}
    rows = Certificate.objects.filter(state=Certificate.State.VALID).select_related("unit")
    for row in rows.iterator():
        for unit in ancestry(row.unit):
            key = (unit, row.scheme_id, row.grade, row.until or CertificateTally.NEVER)
            counted[key] = counted.get(key, 0) + 1
    kept = {
        (row.unit_id, row.scheme_id, row.grade, row.until): row.number
        for row in CertificateTally.objects.exclude(number=0)
    }
    faults = [
        f"certificates of {key}: {kept.get(key, 0)} kept, {counted.get(key, 0)} counted"
        for key in _differing(kept, counted)
    ]
    sums: dict[tuple[Any, ...], Decimal] = {}
    entries = HoursEntry.objects.values("unit__path", "on__year", "kind").annotate(sum=Sum("hours"))
    for each in entries.order_by():
        for unit in (int(part) for part in (each["unit__path"] or "").split("/") if part):
            key = (unit, each["on__year"], each["kind"])
            sums[key] = sums.get(key, Decimal(0)) + each["sum"]
    told = {(row.unit_id, row.year, row.kind): row.hours for row in HoursTally.objects.exclude(hours=0)}
    sums = {key: value for key, value in sums.items() if value}
    faults += [f"hours of {key}: {told.get(key, 0)} kept, {sums.get(key, 0)} counted" for key in _differing(told, sums)]
    return faults


def _differing(one: dict[Any, Any], other: dict[Any, Any]) -> list[Any]:
    return sorted((key for key in one.keys() | other.keys() if one.get(key) != other.get(key)), key=str)
