"""An exam: what its papers are made of, who may sit it and when, what was voided."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from people.models import Office, Organization, User
from people.permissions import Visitor
from training.classes.models import Class
from training.classes.models.courses import fresh_secret


class ExamQuerySet(models.QuerySet["Exam"]):
    def run_by(self, user: Visitor) -> Self:
        """Those of the organisations that this person trains or organises for."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        if user.is_staff:
            return self.all()
        found = Q(pk__in=[])
        for path in user.offices.filter(kind__in=Office.Kind.values).values_list("organization__path", flat=True):
            found |= Q(organization__path__startswith=path)
        return self.filter(found)

    def for_list(self) -> Self:
        return self.select_related("organization", "class_of").order_by("-opens_at", "-pk")


class Exam(models.Model):
    """What is sat. ``same``: everybody gets the same questions, in another order; else everybody draws their own.

    ``seed`` fixes every paper and stays secret until the exam is over. ``differ``: by how many percent of an item's
    points two markers may differ before a third is asked.
    """

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="exams", verbose_name=_("held by"))
    class_of = models.ForeignKey(
        Class,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="exams",
        verbose_name=_("for the people of the class"),
    )
    code = models.SlugField(_("code"), max_length=60, unique=True)
    subject = models.SlugField(_("counts for the exam"), max_length=60)
    title = models.CharField(_("title"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    blueprint = models.JSONField(_("what its papers are made of"))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), validators=[MinValueValidator(1), MaxValueValidator(600)], default=60
    )
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    pass_percent = models.PositiveSmallIntegerField(
        _("percent to pass"), default=60, validators=[MaxValueValidator(100)]
    )
    attempts = models.PositiveSmallIntegerField(
        _("attempts of each person"), default=1, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    grace_seconds = models.PositiveSmallIntegerField(
        _("seconds for what is still on its way"), default=60, validators=[MaxValueValidator(600)]
    )
    same = models.BooleanField(_("everybody gets the same questions"), default=True)
    differ = models.PositiveSmallIntegerField(
        _("percent by which two markers may differ"), default=20, validators=[MaxValueValidator(100)]
    )
    markers = models.ManyToManyField(User, blank=True, related_name="exams_marked", verbose_name=_("markers"))
    seed = models.CharField(max_length=40, default=fresh_secret, editable=False)
    released_at = models.DateTimeField(_("results released"), null=True, editable=False)
    released_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = ExamQuerySet.as_manager()

    class Meta:
        verbose_name = _("exam")
        verbose_name_plural = _("exams")
        constraints = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="exams_closes_after_it_opens")
        ]

    def __str__(self) -> str:
        return (self.title_en or self.title) if (get_language() or "").startswith("en") else self.title


class Admission(models.Model):
    """Somebody who may sit although not of the class, or who gets more time; why, by whom."""

    exam = models.ForeignKey(Exam, models.CASCADE, related_name="admissions", verbose_name=_("exam"))
    person = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("person"))
    more_percent = models.PositiveSmallIntegerField(
        _("more time, in percent"), default=0, validators=[MaxValueValidator(200)]
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("admission")
        verbose_name_plural = _("admissions")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["exam", "person"], name="exams_admitted_once"),
            models.CheckConstraint(condition=Q(more_percent=0) | ~Q(reason=""), name="exams_more_time_with_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.exam}"


class Void(models.Model):
    """An item that counts for nobody, or for everybody, and what everybody had before and after; never taken back."""

    class How(models.TextChoices):
        OUT = "out", _("counts for nobody")
        ALL = "all", _("everybody gets its points")

    exam = models.ForeignKey(Exam, models.CASCADE, related_name="voids", verbose_name=_("exam"))
    item = models.CharField(_("item"), max_length=80)
    how = models.CharField(_("how"), max_length=3, choices=How)
    reason = models.CharField(_("reason"), max_length=300)
    changes = models.JSONField(default=list)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("voided item")
        verbose_name_plural = _("voided items")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["exam", "item"], name="exams_voided_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="exams_voided_with_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.how}"
