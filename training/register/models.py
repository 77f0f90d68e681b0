"""Rows of the register."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Office, Organization, User
from people.permissions import Visitor


class Profile(models.Model):
    """What somebody says of themselves for the register. Shown only as far as they consent."""

    class Industry(models.TextChoices):
        MANUFACTURING = "manufacturing", _("Manufacturing")
        CONSTRUCTION = "construction", _("Construction")
        TRANSPORT = "transport", _("Transport and delivery")
        TRADE = "trade", _("Trade and catering")
        MINING = "mining", _("Mining and energy")
        PUBLIC = "public", _("Public services")
        IT = "it", _("Information technology")
        OTHER = "other", _("Other industries")

    person = models.OneToOneField(User, models.CASCADE, related_name="profile", verbose_name=_("person"))
    place = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("county or city")
    )
    industry = models.CharField(_("industry known best"), max_length=14, choices=Industry, blank=True)
    languages = models.CharField(_("languages and dialects"), max_length=120, blank=True)
    available = models.BooleanField(_("can be asked at present"), default=False)
    note = models.TextField(_("what else to know"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")

    def __str__(self) -> str:
        return str(self.person)


class Consent(models.Model):
    """Consent to show one field to those who search, until a day; withdrawing takes effect at once.

    Personal Information Protection Law, arts. 14–15: free, withdrawable, for a stated purpose.
    """

    class Field(models.TextChoices):
        NAME = "name", _("name, unit and certificates")
        PLACE = "place", _("county or city")
        SKILLS = "skills", _("industry and languages")
        CONTACT = "contact", _("e-mail address")

    person = models.ForeignKey(User, models.CASCADE, related_name="consents", verbose_name=_("person"))
    field = models.CharField(_("field"), max_length=8, choices=Field)
    given_at = models.DateTimeField(_("given"), default=timezone.now)
    until = models.DateField(_("until"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "field"], condition=Q(withdrawn_at=None), name="register_one_consent_a_field"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.field} {self.until}"


class Tie(models.Model):
    """Something that ties a person to an employer, so that they are not asked to mediate there."""

    class Kind(models.TextChoices):
        WORKED = "worked", _("worked there")
        FAMILY = "family", _("family works there")
        ADVISED = "advised", _("advised them")
        OTHER = "other", _("another tie")

    person = models.ForeignKey(User, models.CASCADE, related_name="ties", verbose_name=_("person"))
    employer = models.ForeignKey(Organization, models.CASCADE, related_name="+", verbose_name=_("employer"))
    kind = models.CharField(_("kind"), max_length=7, choices=Kind)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("tie")
        verbose_name_plural = _("ties")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "employer", "kind"],
                name="register_tie_once",
                violation_error_message=_("This tie is on record already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.employer}"


class Appointment(models.Model):
    """An instructor who guides bargaining at an enterprise, from a day to a day."""

    person = models.ForeignKey(User, models.PROTECT, related_name="appointments", verbose_name=_("instructor"))
    enterprise = models.ForeignKey(
        Organization, models.PROTECT, related_name="instructors", verbose_name=_("enterprise")
    )
    begins = models.DateField(_("from"))
    until = models.DateField(_("until"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("appointed by"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    ended_on = models.DateField(_("ended"), null=True)
    reason = models.CharField(_("reason for its end"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["-begins", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("begins")), name="register_appointment_ends_later"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | ~Q(reason=""), name="register_appointment_ended_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.enterprise}"

    @property
    def running(self) -> bool:
        """Whether it holds today or is still to begin."""
        return self.ended_on is None and self.until >= timezone.localdate()


class GuidedCase(models.Model):
    """A bargaining that an instructor guided: it counts for the renewal of their certificate."""

    class Outcome(models.TextChoices):
        SIGNED = "signed", _("agreement signed")
        TALKS = "talks", _("talks go on")
        FAILED = "failed", _("no agreement")

    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="cases", verbose_name=_("appointment"))
    title = models.CharField(_("title"), max_length=160)
    on = models.DateField(_("on"))
    outcome = models.CharField(_("outcome"), max_length=6, choices=Outcome)
    hours = models.DecimalField(_("class hours"), max_digits=4, decimal_places=1, default=0)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("confirmed by"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("guided case")
        verbose_name_plural = _("guided cases")
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return self.title


class AllianceQuerySet(models.QuerySet["Alliance"]):
    def run_by(self, user: Visitor) -> Self:
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        if user.is_staff:
            return self.all()
        found = Q(pk__in=[])
        for path in user.offices.filter(kind__in=Office.Kind.values).values_list("organization__path", flat=True):
            found |= Q(organization__path__startswith=path) | Q(lead__path__startswith=path)
        return self.filter(found)


class Alliance(models.Model):
    """“1+3”: an enterprise with a union leads up to three that have none yet."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="alliances", verbose_name=_("responsible organisation")
    )
    lead = models.ForeignKey(Organization, models.PROTECT, related_name="leads", verbose_name=_("leading enterprise"))
    begins = models.DateField(_("from"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    objects = AllianceQuerySet.as_manager()

    class Meta:
        verbose_name = _("alliance")
        verbose_name_plural = _("alliances")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lead"], name="register_leads_once", violation_error_message=_("This enterprise leads already.")
            )
        ]

    def __str__(self) -> str:
        return str(self.lead)


class Led(models.Model):
    """An enterprise that is led; known by its name, for it has no union and so no place in the tree."""

    alliance = models.ForeignKey(Alliance, models.CASCADE, related_name="led", verbose_name=_("alliance"))
    name = models.CharField(_("enterprise"), max_length=120)
    workers = models.PositiveIntegerField(_("workers"), default=0)

    class Meta:
        verbose_name = _("led enterprise")
        verbose_name_plural = _("led enterprises")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["alliance", "name"],
                name="register_led_once",
                violation_error_message=_("This enterprise is in the alliance already."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Step(models.Model):
    """How far a led enterprise has come; each step once, in the order in which it was done."""

    class Kind(models.TextChoices):
        FOUNDED = "founded", _("union founded")
        DEMANDED = "demanded", _("demand to bargain sent")
        SIGNED = "signed", _("agreement signed")

    led = models.ForeignKey(Led, models.CASCADE, related_name="steps", verbose_name=_("enterprise"))
    kind = models.CharField(_("step"), max_length=8, choices=Kind)
    on = models.DateField(_("on"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("step of an alliance")
        verbose_name_plural = _("steps of alliances")
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["led", "kind"], name="register_step_once", violation_error_message=_("This step is on record.")
            )
        ]

    def __str__(self) -> str:
        return f"{self.led} {self.kind}"
