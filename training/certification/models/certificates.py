"""Certificates, one row for each cycle of a person's, and every event of each."""

from datetime import date
from secrets import choice
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Office, Organization, User
from training.certification.models.ledger import Evidence
from training.certification.models.schemes import Scheme, SchemeVersion
from training.classes.models import Class
from training.kept import Kept

#: Digits and letters without those that people mistake for others (Crockford's base 32).
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def fresh_number() -> str:
    """A number nobody can guess from another: the year and 45 random bits, as in ``2026-7QK4Z-P2MX``."""
    signs = "".join(choice(SIGNS) for _each in range(9))
    return f"{timezone.localdate().year}-{signs[:5]}-{signs[5:]}"


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def run_by(self, user: User) -> Self:
        """Those of people in the units, and of the schemes, that this person trains or organises for."""
        if user.is_staff:
            return self.all()
        found = Q(pk__in=[])
        for path in user.offices.filter(kind__in=Office.Kind.values).values_list("organization__path", flat=True):
            found |= Q(unit__path__startswith=path) | Q(scheme__organization__path__startswith=path)
        return self.filter(found)

    def in_force(self, on: date) -> Self:
        """Valid on that day: begun, not over, neither suspended nor revoked; renewed early: until the next begins."""
        early = Q(
            state=Certificate.State.REPLACED, renewed_by__state=Certificate.State.VALID, renewed_by__begins__gt=on
        )
        return self.filter(Q(state=Certificate.State.VALID) | early, Q(until=None) | Q(until__gte=on), begins__lte=on)

    def for_list(self) -> Self:
        return self.select_related("person", "unit", "scheme", "version")


class Certificate(models.Model):
    """One cycle of somebody's certification. ``until`` is the last day; ``renews`` the cycle before.

    ``printed``: what stood on it when it was issued, whatever people and schemes are called later. ``name_open``: the
    holder agrees that whoever has the number reads the name. ``subject``: a random id for the credential, of this
    certificate alone. Nothing else of the platform deletes a certificate, and no class or scheme that has one.
    """

    class State(models.TextChoices):
        VALID = "valid", _("valid")
        SUSPENDED = "suspended", _("suspended")
        REVOKED = "revoked", _("revoked")
        REPLACED = "replaced", _("replaced")

    number = models.CharField(_("number"), max_length=20, unique=True, default=fresh_number, editable=False)
    person = models.ForeignKey(User, models.PROTECT, related_name="certificates", verbose_name=_("person"))
    unit = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="certificates", verbose_name=_("scheme"))
    version = models.ForeignKey(SchemeVersion, models.PROTECT, related_name="certificates", verbose_name=_("version"))
    grade = models.SlugField(_("grade"), max_length=60)
    passed_on = models.DateField(_("passed on"))
    begins = models.DateField(_("valid from"))
    until = models.DateField(_("valid until"), null=True, blank=True)
    renews = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="renewed_by", verbose_name=_("renews")
    )
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.VALID, editable=False)
    class_of = models.ForeignKey(
        Class, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("class")
    )
    foreign_number = models.CharField(_("number on the document"), max_length=60, blank=True)
    foreign_issuer = models.CharField(_("issued by"), max_length=120, blank=True)
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, blank=True, verbose_name=_("evidence"))
    printed = models.JSONField(default=dict, editable=False)
    subject = models.UUIDField(default=uuid4, unique=True, editable=False)
    name_open = models.BooleanField(_("the name may be shown"), default=False)
    issued_at = models.DateTimeField(_("issued"), default=timezone.now)
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("issued by"))

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("begins")), name="certification_ends_after_it_begins"
            ),
        ]
        indexes = [
            models.Index(fields=["until"], name="certification_until"),
            models.Index(fields=["person", "scheme"], name="certification_of_person"),
            models.Index(fields=["scheme", "grade"], name="certification_of_grade"),
        ]

    def __str__(self) -> str:
        return self.number


class Event(Kept):
    """Something that befell a certificate: what, when, by whom and why."""

    class Kind(models.TextChoices):
        ISSUED = "issued", _("issued")
        REPLACED = "replaced", _("replaced")
        SUSPENDED = "suspended", _("suspended")
        REINSTATED = "reinstated", _("valid again")
        REVOKED = "revoked", _("revoked")
        NAME_OPEN = "open", _("the holder lets the name be shown")
        NAME_CLOSED = "closed", _("the holder lets the name be shown no more")

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="events", verbose_name=_("certificate"))
    kind = models.CharField(_("what"), max_length=10, choices=Kind)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("event of a certificate")
        verbose_name_plural = _("events of certificates")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=("suspended", "revoked", "reinstated")) | ~Q(reason=""),
                name="certification_event_with_a_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.certificate} {self.get_kind_display()}"


class Reminder(Kept):
    """A message that was sent before a certificate ends; each of the three is sent once."""

    certificate = models.ForeignKey(
        Certificate, models.PROTECT, related_name="reminders", verbose_name=_("certificate")
    )
    days = models.PositiveSmallIntegerField(_("days before the end"))
    to = models.EmailField(_("to"))
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["certificate", "days"], name="certification_reminder_once")]

    def __str__(self) -> str:
        return f"{self.certificate} {self.days}"
