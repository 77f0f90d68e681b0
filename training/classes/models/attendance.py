"""Who signed in and out, what the teacher decided, and every scan that failed; all of it only added to."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import User
from training.classes.models.courses import Class, Lesson
from training.classes.models.enrolment import Enrolment
from training.kept import Kept


class Attendance(Kept):
    """One signing in or out. ``at`` is the server's time, or the scanner's put right by the server's.

    ``scan``: the id that a scanner gave it, so that sending twice counts once. ``device``: a random id of the
    browser, to see two people on one phone.
    """

    class Way(models.TextChoices):
        IN = "in", _("signs in")
        OUT = "out", _("signs out")

    class Source(models.TextChoices):
        QR = "qr", _("QR code")
        CODE = "code", _("typed code")
        STAFF = "staff", _("scanned by staff")

    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="attendance", verbose_name=_("session"))
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="attendance", verbose_name=_("enrolment"))
    way = models.CharField(_("way"), max_length=3, choices=Way)
    source = models.CharField(_("source"), max_length=5, choices=Source)
    at = models.DateTimeField(_("at"))
    received_at = models.DateTimeField(_("received at"), default=timezone.now)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    device = models.CharField(max_length=40, blank=True)
    scan = models.UUIDField(null=True, unique=True)

    class Meta:
        verbose_name = _("signing in or out")
        verbose_name_plural = _("signings in and out")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["lesson", "enrolment"])]

    def __str__(self) -> str:
        return f"{self.enrolment} {self.way} {self.at}"


class Override(Kept):
    """What the teacher decided about somebody's half-day; the latest one holds, whatever the codes say."""

    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="overrides", verbose_name=_("session"))
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="overrides", verbose_name=_("enrolment"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    excused = models.BooleanField(_("excused"), default=False)
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("teacher’s decision")
        verbose_name_plural = _("teacher’s decisions")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="classes_override_with_a_reason")]

    def __str__(self) -> str:
        return f"{self.enrolment} {self.minutes}"


class FailedScan(Kept):
    """A code that did not sign anybody in, and why. ``person``: who tried, or whose code the staff scanned."""

    class Why(models.TextChoices):
        WRONG = "wrong", _("no such code")
        OLD = "old", _("the code had run out")
        TOO_EARLY = "early", _("too early")
        TOO_LATE = "late", _("too late")
        NOT_IN_CLASS = "outside", _("not in this class")
        CANCELLED = "cancelled", _("the session is cancelled")
        ALREADY = "already", _("signed already")
        TOO_MANY = "many", _("too many wrong codes")
        CLOCK = "clock", _("time of the scan cannot be")

    class_of = models.ForeignKey(Class, models.CASCADE, related_name="failed_scans", verbose_name=_("class"))
    lesson = models.ForeignKey(Lesson, models.CASCADE, null=True, related_name="failed_scans")
    person = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("person"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    why = models.CharField(_("why"), max_length=9, choices=Why)
    given = models.CharField(_("code"), max_length=40, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)
    scan = models.UUIDField(null=True, unique=True)

    class Meta:
        verbose_name = _("failed scan")
        verbose_name_plural = _("failed scans")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_why_display()} {self.at}"
