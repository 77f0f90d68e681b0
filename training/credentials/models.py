"""Rows of credentials: public keys, places in the status lists, what was made for each certificate, and batches."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Organization, User
from training.certification.models import Certificate, Scheme
from training.classes.models import Class


class IssuerKey(models.Model):
    """The public half of a key that an organisation signs with; the private one lies in a file outside the database.

    A retired key signs nothing more, and stays in the issuer's document so that what it signed can be checked for ever.
    """

    class Algorithm(models.TextChoices):
        ED25519 = "ed25519", "Ed25519"
        RS256 = "rs256", "RSA 2048"

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="issuer_keys", verbose_name=_("issuer"))
    kid = models.SlugField(_("name of the key"), max_length=40)
    algorithm = models.CharField(_("algorithm"), max_length=8, choices=Algorithm)
    public = models.TextField(_("public key"))
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    retired_at = models.DateTimeField(_("retired"), null=True)

    class Meta:
        verbose_name = _("issuer’s key")
        verbose_name_plural = _("issuers’ keys")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "kid"], name="credentials_key_name_once"),
            models.UniqueConstraint(
                fields=["organization", "algorithm"],
                condition=models.Q(retired_at=None),
                name="credentials_one_key_signs",
            ),
        ]

    def __str__(self) -> str:
        return self.kid


class StatusPlace(models.Model):
    """The bit of a certificate in its issuer's status lists; the places are given by lot, so they tell nothing."""

    certificate = models.OneToOneField(
        Certificate, models.PROTECT, related_name="status_place", verbose_name=_("certificate")
    )
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("issuer"))
    sheet = models.PositiveIntegerField(_("list"))
    index = models.PositiveIntegerField(_("place"))

    class Meta:
        verbose_name = _("place in the status list")
        verbose_name_plural = _("places in the status lists")
        constraints = [
            models.UniqueConstraint(fields=["organization", "sheet", "index"], name="credentials_place_once")
        ]

    def __str__(self) -> str:
        return f"{self.sheet}:{self.index}"


class Issued(models.Model):
    """What was made for a certificate, byte for byte as it was handed out; never made anew."""

    certificate = models.OneToOneField(
        Certificate, models.PROTECT, related_name="issued", verbose_name=_("certificate")
    )
    credential = models.TextField(_("credential"))
    jwt = models.TextField(_("credential as JWT"))
    pdf = models.BinaryField(_("document"))
    made_at = models.DateTimeField(_("made"), default=timezone.now)

    class Meta:
        verbose_name = _("issued document")
        verbose_name_plural = _("issued documents")

    def __str__(self) -> str:
        return str(self.certificate)


class Batch(models.Model):
    """Certificates of one grade for several people of a class, made in the background."""

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="batches", verbose_name=_("scheme"))
    grade = models.SlugField(_("grade"), max_length=60)
    class_of = models.ForeignKey(Class, models.SET_NULL, null=True, related_name="+", verbose_name=_("class"))
    title = models.CharField(_("title"), max_length=120)
    passed_on = models.DateField(_("passed on"), default=timezone.localdate)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title


class BatchItem(models.Model):
    """One person of a batch: waits, has a certificate, or could not have one and why."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="items", verbose_name=_("batch"))
    person = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("person"))
    certificate = models.OneToOneField(
        Certificate, models.PROTECT, null=True, related_name="batch_item", verbose_name=_("certificate")
    )
    fault = models.CharField(_("why not"), max_length=600, blank=True)

    class Meta:
        verbose_name = _("certificate of a batch")
        verbose_name_plural = _("certificates of batches")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["batch", "person"], name="credentials_person_once_in_a_batch")]

    def __str__(self) -> str:
        return f"{self.batch} {self.person}"
