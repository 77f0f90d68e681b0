"""What is taught: a course with its modules, and a class of it with its sessions, places and shares."""

from secrets import token_urlsafe
from typing import Self
from uuid import uuid4

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from people.models import Office, Organization, User
from people.permissions import Visitor


def fresh_secret() -> str:
    """Unguessable, 32 characters."""
    return token_urlsafe(24)


class Kind(models.TextChoices):
    """How a session, or a part of a course, is taught."""

    LECTURE = "lecture", _("Lecture")
    SITE = "site", _("On-site teaching")
    DRILL = "drill", _("Drill")
    MOCK = "mock", _("Mock session")
    EXAM = "exam", _("Exam")


class Course(models.Model):
    """What is taught in every class of it. ``certification``: the code of the scheme that it counts for."""

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="courses", verbose_name=_("held by"))
    title = models.CharField(_("title"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    objectives = models.TextField(_("objectives"), max_length=2000, blank=True)
    certification = models.CharField(_("counts for the certification"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        ordering = ["title"]

    def __str__(self) -> str:
        return (self.title_en or self.title) if (get_language() or "").startswith("en") else self.title


class Module(models.Model):
    """A part of a course, with its class hours."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="modules", verbose_name=_("course"))
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.LECTURE)
    hours = models.DecimalField(_("class hours"), max_digits=5, decimal_places=1)
    objectives = models.TextField(_("objectives"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="classes_module_number_once"),
            models.CheckConstraint(condition=Q(hours__gte=0), name="classes_module_hours_not_negative"),
        ]

    def __str__(self) -> str:
        return (self.title_en or self.title) if (get_language() or "").startswith("en") else self.title


class ClassQuerySet(models.QuerySet["Class"]):
    def seen_by(self, user: Visitor) -> Self:
        """Every announced class, and those in preparation for whoever organises or trains there or teaches in one."""
        if not isinstance(user, User) or not user.is_active:
            return self.filter(announced=True)
        if user.is_staff:
            return self.all()
        may = Q(announced=True) | Q(lessons__teacher=user)
        for path in user.offices.filter(kind__in=Office.Kind.values).values_list("organization__path", flat=True):
            may |= Q(organization__path__startswith=path)
        return self.filter(may).distinct()

    def for_list(self) -> Self:
        """What a list shows, in one query."""
        booked = Count("enrolments", filter=Q(enrolments__status=70), distinct=True)
        return self.select_related("organization", "course").annotate(booked=booked).order_by("-starts_on", "-pk")


class Class(models.Model):
    """A class of a course: phase 2 of it, say. Nobody but those who prepare it sees it before it is announced."""

    class Approval(models.TextChoices):
        TWO_STEPS = "two", _("The unit nominates, the organiser approves")
        UNIT = "unit", _("Whoever the unit nominates is approved")

    course = models.ForeignKey(Course, models.PROTECT, related_name="classes", verbose_name=_("course"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="classes", verbose_name=_("held by"))
    slug = models.SlugField(_("address"), max_length=50, unique=True)
    title = models.CharField(_("title"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    phase = models.PositiveSmallIntegerField(_("phase"), default=1)
    follows = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, editable=False, related_name="next_phases"
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    announced = models.BooleanField(_("announced"), default=False, editable=False)
    capacity = models.PositiveSmallIntegerField(
        _("places"), default=60, validators=[MinValueValidator(1), MaxValueValidator(2000)]
    )
    approval = models.CharField(_("approval"), max_length=4, choices=Approval, default=Approval.TWO_STEPS)
    nominations_until = models.DateTimeField(_("nominations until"), null=True, blank=True)
    spare_from = models.DateTimeField(
        _("spare places are given from"),
        null=True,
        blank=True,
        help_text=_("Places kept for no unit. Empty: from the beginning."),
    )
    shares_until = models.DateTimeField(
        _("shares are kept until"),
        null=True,
        blank=True,
        help_text=_("After this moment a unit’s unused places go to whoever waits. Empty: they are kept."),
    )
    offer_hours = models.PositiveSmallIntegerField(
        _("hours to accept an offered place"),
        default=48,
        validators=[MaxValueValidator(24 * 14)],
        help_text=_("0: whoever moves up has the place at once."),
    )
    least_attendance = models.PositiveSmallIntegerField(
        _("attendance needed, in percent of half-days"), default=80, validators=[MaxValueValidator(100)]
    )
    present_percent = models.PositiveSmallIntegerField(
        _("a half-day counts from this percentage of its minutes"), default=80, validators=[MaxValueValidator(100)]
    )
    minutes_per_hour = models.PositiveSmallIntegerField(
        _("minutes of a class hour"), default=45, validators=[MinValueValidator(30), MaxValueValidator(60)]
    )
    sign_out = models.BooleanField(_("people also sign out"), default=False)
    secret = models.CharField(max_length=40, default=fresh_secret, editable=False)
    feed_key = models.CharField(max_length=40, default=fresh_secret, unique=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    last_position = models.PositiveIntegerField(default=0, editable=False)

    objects = ClassQuerySet.as_manager()

    class Meta:
        verbose_name = _("class")
        verbose_name_plural = _("classes")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="classes_class_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="classes_class_has_a_place"),
            models.CheckConstraint(
                condition=Q(least_attendance__lte=100, present_percent__lte=100, minutes_per_hour__gte=30),
                name="classes_class_percentages",
            ),
        ]

    def __str__(self) -> str:
        return (self.title_en or self.title) if (get_language() or "").startswith("en") else self.title


class UnitShare(models.Model):
    """Places kept for a unit and all below it."""

    class_of = models.ForeignKey(Class, models.CASCADE, related_name="shares", verbose_name=_("class"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("unit"))
    places = models.PositiveSmallIntegerField(_("places"))

    class Meta:
        verbose_name = _("share of a unit")
        verbose_name_plural = _("shares of units")
        ordering = ["organization__path"]
        constraints = [models.UniqueConstraint(fields=["class_of", "organization"], name="classes_share_once")]

    def __str__(self) -> str:
        return f"{self.organization}: {self.places}"


class Lesson(models.Model):
    """A session of a class: half a day of one kind, somewhere, by somebody.

    ``sequence`` goes up with each change, as calendars expect (RFC 5545, 3.8.7.4).
    """

    class Half(models.TextChoices):
        MORNING = "morning", _("Morning")
        AFTERNOON = "afternoon", _("Afternoon")
        EVENING = "evening", _("Evening")

    class_of = models.ForeignKey(Class, models.CASCADE, related_name="lessons", verbose_name=_("class"))
    module = models.ForeignKey(Module, models.SET_NULL, null=True, blank=True, verbose_name=_("module"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.LECTURE)
    half = models.CharField(_("half-day"), max_length=9, choices=Half)
    title = models.CharField(_("title"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    teacher = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="lessons_taught", verbose_name=_("teacher")
    )
    teacher_name = models.CharField(_("teacher’s name, without an account"), max_length=80, blank=True)
    bus = models.CharField(_("bus"), max_length=120, blank=True, help_text=_("Number, where and when it leaves"))
    capacity = models.PositiveSmallIntegerField(_("room for"), null=True, blank=True)
    cancelled = models.BooleanField(_("cancelled"), default=False)
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("session of a class")
        verbose_name_plural = _("sessions of classes")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="classes_lesson_ends_after_it_begins")
        ]

    def __str__(self) -> str:
        return (self.title_en or self.title) if (get_language() or "").startswith("en") else self.title

    @property
    def taught_by(self) -> str:
        return str(self.teacher) if self.teacher else self.teacher_name


class Document(models.Model):
    """A file for a class or one of its sessions, for those who are in it."""

    class_of = models.ForeignKey(Class, models.CASCADE, related_name="documents", verbose_name=_("class"))
    lesson = models.ForeignKey(Lesson, models.SET_NULL, null=True, blank=True, verbose_name=_("session"))
    name = models.CharField(_("name"), max_length=120)
    content = models.BinaryField(editable=False)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class CalendarKey(models.Model):
    """The secret address of a person's calendar feed; a new key closes the old address."""

    person = models.OneToOneField(User, models.CASCADE, related_name="calendar_key")
    key = models.CharField(max_length=40, default=fresh_secret, unique=True)

    def __str__(self) -> str:
        return str(self.person)

    def renew(self) -> None:
        self.key = fresh_secret()
        self.save(update_fields=["key"])
