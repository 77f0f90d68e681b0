"""What people do in an exam: attempts, answers as they were given, more time, marks."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import User
from training.exams.models.exams import Exam
from training.kept import Kept


class Attempt(models.Model):
    """One sitting of one person. ``deadline_at`` is the server's; ``paper`` the questions with their keys, as drawn.

    ``pen``: the device that writes; another one that takes it up has it from then on. ``on_paper``: answered by hand
    and typed in by somebody else. ``points``, ``most``: what it comes to as far as it is marked, exact.
    """

    class Ended(models.TextChoices):
        PERSON = "person", _("handed in")
        TIME = "time", _("time was over")
        STAFF = "staff", _("typed in from paper")

    exam = models.ForeignKey(Exam, models.PROTECT, related_name="sat", verbose_name=_("exam"))
    person = models.ForeignKey(User, models.PROTECT, related_name="exams_sat", verbose_name=_("person"))
    number = models.PositiveSmallIntegerField(_("attempt"))
    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    paper = models.JSONField(editable=False)
    mark = models.CharField(_("paper"), max_length=8)
    started_at = models.DateTimeField(_("began"), default=timezone.now)
    deadline_at = models.DateTimeField(_("until"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    ended = models.CharField(_("how it ended"), max_length=6, choices=Ended, blank=True)
    on_paper = models.BooleanField(_("on paper"), default=False)
    pen = models.CharField(max_length=40, blank=True)
    points = models.CharField(_("points"), max_length=40, blank=True)
    most = models.PositiveIntegerField(_("of"), default=0)
    passed = models.BooleanField(_("passed"), null=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["exam", "person", "number"], name="exams_attempt_number_once"),
            models.UniqueConstraint(
                fields=["exam", "person"], condition=Q(ended_at=None), name="exams_one_attempt_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["deadline_at"], condition=Q(ended_at=None), name="exams_under_way")]

    def __str__(self) -> str:
        return f"{self.person} · {self.exam} · {self.number}"


class Answer(Kept):
    """An answer as it came, never changed: the newest that counts holds. ``seq``: the device's own; sent twice is once.

    ``late``: it came after the deadline and its grace; kept, and not counted. ``behind``: sent again after a newer one.
    """

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="answers", verbose_name=_("attempt"))
    item = models.CharField(_("item"), max_length=80)
    value = models.JSONField(_("answer"), null=True)
    device = models.CharField(max_length=40)
    seq = models.PositiveIntegerField()
    late = models.BooleanField(_("late"), default=False)
    behind = models.BooleanField(default=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "device", "seq"], name="exams_answer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.item}"


class Extension(Kept):
    """More minutes for one attempt, with a reason."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="extensions", verbose_name=_("attempt"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("more time")
        verbose_name_plural = _("more time")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="exams_extension_with_a_reason")]

    def __str__(self) -> str:
        return f"{self.attempt_id} +{self.minutes}"


class Mark(Kept):
    """What one marker gave a written answer, as the share of its points; nobody marks the same answer twice."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="marks", verbose_name=_("attempt"))
    item = models.CharField(_("item"), max_length=80)
    marker = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("marker"))
    share = models.CharField(_("share of the points"), max_length=20)
    note = models.CharField(_("note"), max_length=500, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("mark of a written answer")
        verbose_name_plural = _("marks of written answers")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["attempt", "item", "marker"], name="exams_marked_once")]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.item} {self.share}"
