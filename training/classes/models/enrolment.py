"""Who is in a class, and every step that led there: the list of statuses is only ever added to."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Organization, User
from training.classes.models.courses import Class


class Status(models.IntegerChoices):
    """The codes go up on the way to completion."""

    NOMINATED = 10, _("applied, waits for the unit")
    RETURNED = 20, _("returned")
    UNIT_APPROVED = 30, _("nominated, waits for the organiser")
    APPROVED = 40, _("approved")
    WAITLISTED = 50, _("on the waiting list")
    OFFERED = 60, _("a place is offered")
    BOOKED = 70, _("has a place")
    CANCELLED = 75, _("cancelled")
    NO_SHOW = 80, _("never came")
    PARTLY = 90, _("partly attended")
    COMPLETED = 100, _("completed")


#: Who takes up a place.
HOLDING = (Status.OFFERED, Status.BOOKED, Status.NO_SHOW, Status.PARTLY, Status.COMPLETED)
#: Who is or was in the class.
ATTENDING = (Status.BOOKED, Status.NO_SHOW, Status.PARTLY, Status.COMPLETED)
#: Who waits for a place.
WAITING = (Status.APPROVED, Status.WAITLISTED)


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def for_list(self) -> Self:
        return self.select_related("person", "organization", "class_of__organization")

    def attending(self) -> Self:
        """Those who have a place and took it."""
        return self.filter(status__in=ATTENDING)


class Enrolment(models.Model):
    """A person in a class. ``status`` repeats the last entry; ``position`` is the place in the order of nominations."""

    class_of = models.ForeignKey(Class, models.PROTECT, related_name="enrolments", verbose_name=_("class"))
    person = models.ForeignKey(User, models.PROTECT, related_name="enrolments", verbose_name=_("person"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("unit"))
    position = models.PositiveIntegerField(editable=False)
    party = models.CharField(_("comes together with"), max_length=40, blank=True)
    status = models.PositiveSmallIntegerField(_("status"), choices=Status, editable=False)
    steps = models.PositiveSmallIntegerField(default=0, editable=False)
    offer_until = models.DateTimeField(null=True, editable=False)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["class_of", "person"],
                name="classes_enrolled_once",
                violation_error_message=_("This person is in the list of this class already."),
            ),
            models.UniqueConstraint(fields=["class_of", "position"], name="classes_position_once"),
            models.CheckConstraint(
                condition=Q(status=Status.OFFERED, offer_until__isnull=False)
                | (~Q(status=Status.OFFERED) & Q(offer_until__isnull=True)),
                name="classes_offer_has_an_end",
            ),
        ]
        indexes = [models.Index(fields=["class_of", "status"])]

    def __str__(self) -> str:
        return f"{self.person} · {self.class_of}"


class StatusEntry(models.Model):
    """One step of an enrolment; never changed, never taken back. ``by`` nobody: the rules themselves.

    ``past``: who was passed over by it and why, ``[{"why", "unit", "positions"}]``.
    ``jump``: given out of order, which takes a reason that all units of the class read.
    """

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="entries", verbose_name=_("enrolment"))
    number = models.PositiveSmallIntegerField(_("number"))
    status = models.PositiveSmallIntegerField(_("status"), choices=Status)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    past = models.JSONField(default=list, blank=True)
    jump = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("step of an enrolment")
        verbose_name_plural = _("steps of enrolments")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "number"], name="classes_step_number_once"),
            models.CheckConstraint(condition=Q(jump=False) | ~Q(reason=""), name="classes_jump_with_a_reason"),
            models.CheckConstraint(
                condition=~Q(status=Status.RETURNED) | ~Q(reason=""), name="classes_return_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} {self.get_status_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A step of an enrolment is never changed: add another one.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("A step of an enrolment is never deleted.")
