"""Personal codes that the staff scanned, perhaps hours ago with no network, and sent now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from people.models import User
from training.classes.attending import closed_for, in_words
from training.classes.engine import codes
from training.classes.models import Attendance, Enrolment, FailedScan, Lesson
from training.classes.models.enrolment import ATTENDING
from training.classes.seating import locked
from training.refusals import Refusal

MOST_SCANS = 500
Why = FailedScan.Why


@dataclass(frozen=True, slots=True)
class Scan:
    """One scan as it was sent. ``at``: when, on the server's clock; None when it was no time."""

    id: UUID
    code: str
    way: str
    at: datetime | None


def take_scans(
    lesson: Lesson, scans: Sequence[Mapping[str, object]], *, by: User, sent_at: datetime, now: datetime | None = None
) -> list[dict[str, str]]:
    """Each scan is recorded, or refused with its reason, which stays on record. Raises Refusal.

    ``scans``: ``id`` (UUID of the scan), ``code`` (personal), ``way``, ``at`` (the scanner's clock, put right by how
    far ``sent_at`` is from the server's). What was sent before is answered as before. The answers: ``id``, and
    ``why`` in words, empty for what is recorded.
    """
    now = now or timezone.now()
    if len(scans) > MOST_SCANS:
        raise Refusal(_("At most %(most)s scans can be sent at once; nothing was taken.") % {"most": MOST_SCANS})
    told = [_told(scan, now - sent_at) for scan in scans]
    with locked(lesson.class_of):
        tray = _Tray(lesson, by, now, [scan.id for scan in told])
        whys = [(scan, tray.take(scan)) for scan in sorted(told, key=lambda each: each.at or now)]
        Attendance.objects.bulk_create(tray.taken)
        FailedScan.objects.bulk_create(tray.refused)
    return [{"id": str(scan.id), "why": in_words(Why(why), lesson) if why else ""} for scan, why in whys]


def _told(scan: Mapping[str, object], ahead: timedelta) -> Scan:
    try:
        id = UUID(str(scan.get("id")))
    except ValueError:
        raise Refusal(_("A scan without an id of its own: nothing was taken.")) from None
    try:
        at: datetime | None = datetime.fromisoformat(str(scan.get("at")))
        at = at + ahead if at and at.tzinfo else None
    except (ValueError, OverflowError):
        at = None
    # PostgreSQL holds no NUL in a text.
    return Scan(id, str(scan.get("code", "")).replace("\0", "")[:100], str(scan.get("way")), at)


@dataclass
class _Tray:
    """The scans of one sending, held against what is known already."""

    lesson: Lesson
    by: User
    now: datetime
    ids: list[UUID]
    taken: list[Attendance] = field(default_factory=list)
    refused: list[FailedScan] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.known: dict[UUID | None, str] = dict.fromkeys(
            Attendance.objects.filter(scan__in=self.ids).values_list("scan", flat=True), ""
        )
        self.known |= dict(FailedScan.objects.filter(scan__in=self.ids).values_list("scan", "why"))
        inside = Enrolment.objects.filter(class_of=self.lesson.class_of_id, status__in=ATTENDING)
        self.people = {row.pk: row for row in inside}
        marks = self.lesson.attendance.order_by("at", "pk")
        self.last: dict[int, str] = dict(marks.values_list("enrolment", "way"))

    def take(self, scan: Scan) -> str:
        """Why this scan is refused; empty when it is recorded, now or before."""
        if scan.id in self.known:
            return self.known[scan.id]
        row = self.people.get(codes.enrolment_of(self.lesson.class_of.secret, scan.code) or 0)
        why = self._why_not(scan, row)
        if why is None and row is not None and scan.at is not None:
            self.last[row.pk] = scan.way
            self.taken.append(
                Attendance(
                    lesson=self.lesson,
                    enrolment=row,
                    way=scan.way,
                    source=Attendance.Source.STAFF,
                    at=scan.at,
                    by=self.by,
                    scan=scan.id,
                    received_at=self.now,
                )
            )
        else:
            self.refused.append(
                FailedScan(
                    class_of=self.lesson.class_of,
                    lesson=self.lesson,
                    person_id=row.person_id if row else None,
                    by=self.by,
                    why=why or Why.WRONG,
                    given=scan.code[:40],
                    at=self.now,
                    scan=scan.id,
                )
            )
        self.known[scan.id] = why or ""
        return why or ""

    def _why_not(self, scan: Scan, row: Enrolment | None) -> Why | None:
        if row is None:
            ours = codes.enrolment_of(self.lesson.class_of.secret, scan.code)
            return Why.NOT_IN_CLASS if ours else Why.WRONG
        if scan.at is None or scan.way not in codes.WAYS or scan.at > self.now + timedelta(minutes=1):
            return Why.CLOCK
        if (closed := closed_for(self.lesson, scan.way, scan.at)) is not None:
            return closed
        return Why.ALREADY if self.last.get(row.pk) == scan.way else None
