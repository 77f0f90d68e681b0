"""The hours ledger and the evidence that people hand in."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Organization, User
from training.kept import Kept


class HoursEntry(Kept):
    """Class hours of one person, only ever added to. A mistake is put right by an entry that says what it corrects.

    ``key``: where the hours come from, such as ``class:phase-2:17``; the same source is never counted twice.
    ``unit``: the person's at that time.
    """

    class Kind(models.TextChoices):
        LECTURE = "lecture", _("Lecture")
        SITE = "site", _("On-site teaching")
        DRILL = "drill", _("Drill")
        MOCK = "mock", _("Mock session")
        EXAM = "exam", _("Exam")
        REFRESHER = "refresher", _("Refresher")
        GUIDED = "guided", _("Guided case")
        TAUGHT = "taught", _("Taught")
        OTHER = "other", _("Other")

    person = models.ForeignKey(User, models.PROTECT, related_name="hours", verbose_name=_("person"))
    unit = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))
    kind = models.CharField(_("kind"), max_length=9, choices=Kind)
    hours = models.DecimalField(
        _("class hours"), max_digits=6, decimal_places=1, validators=[MinValueValidator(-500), MaxValueValidator(500)]
    )
    on = models.DateField(_("on"))
    what = models.CharField(_("what for"), max_length=200)
    key = models.CharField(max_length=120, null=True, unique=True, editable=False)  # noqa: DJ001 (unique where set)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections", editable=False)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("entry of hours")
        verbose_name_plural = _("entries of hours")
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(hours__gt=0) | Q(corrects__isnull=False), name="certification_hours_positive"
            )
        ]
        indexes = [models.Index(fields=["person", "on"], name="certification_hours_of_person")]

    def __str__(self) -> str:
        return f"{self.person} {self.hours} {self.on}"


class Evidence(models.Model):
    """Something that shows a need is met: a document, a guided case. A named person other than its owner checks it."""

    class State(models.TextChoices):
        OFFERED = "offered", _("to be checked")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("returned")

    person = models.ForeignKey(User, models.PROTECT, related_name="evidence", verbose_name=_("person"))
    code = models.SlugField(_("what it shows"), max_length=60)
    title = models.CharField(_("title"), max_length=200)
    on = models.DateField(_("date of the event"))
    filename = models.CharField(_("file"), max_length=120, blank=True)
    content = models.BinaryField(null=True, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OFFERED, editable=False)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    offered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("handed in by"))
    offered_at = models.DateTimeField(_("handed in"), default=timezone.now)
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("checked by"))
    checked_at = models.DateTimeField(_("checked"), null=True)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="offered", checked_by__isnull=True) | Q(checked_by__isnull=False),
                name="certification_evidence_checked_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""), name="certification_evidence_returned_with_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["state"], name="certification_evidence_state")]

    def __str__(self) -> str:
        return self.title
