"""Schemes of certification: what they ask for is data, kept in versions."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from people.models import Organization, User
from training.kept import Kept


class SchemeQuerySet(models.QuerySet["Scheme"]):
    def for_list(self) -> Self:
        return self.select_related("organization").order_by("field", "slug")


class Scheme(models.Model):
    """A kind of certificate. ``origin``: issued here, or issued elsewhere and recorded here with evidence.

    ``draft``: the definition that is being written for the next version, if somebody is at it.
    """

    class Origin(models.TextChoices):
        HERE = "here", _("Issued here")
        ELSEWHERE = "elsewhere", _("Issued elsewhere, recorded here")

    class Field(models.TextChoices):
        INSTRUCTOR = "instructor", _("Bargaining instructor")
        COORDINATOR = "coordinator", _("Labour-relations coordinator")
        MEDIATOR = "mediator", _("Dispute mediator")
        HANDLER = "handler", _("Mutual-aid handler")
        COMPLETION = "completion", _("Completion of a class")
        OTHER = "other", _("Other")

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="schemes", verbose_name=_("responsible organisation")
    )
    slug = models.SlugField(_("code"), max_length=60, unique=True)
    field = models.CharField(_("field"), max_length=12, choices=Field, default=Field.OTHER)
    origin = models.CharField(_("origin"), max_length=9, choices=Origin, default=Origin.HERE)
    title = models.CharField(_("title"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    draft = models.JSONField(null=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = SchemeQuerySet.as_manager()

    class Meta:
        verbose_name = _("scheme")
        verbose_name_plural = _("schemes")

    def __str__(self) -> str:
        return (self.title_en or self.title) if (get_language() or "").startswith("en") else self.title


class SchemeVersion(Kept):
    """What a scheme asks for from a day on; never changed, so no certificate's dates ever move by an edit."""

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="versions", verbose_name=_("scheme"))
    number = models.PositiveSmallIntegerField(_("version"))
    definition = models.JSONField(_("definition"))
    in_force_from = models.DateField(_("in force from"))
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("version of a scheme")
        verbose_name_plural = _("versions of schemes")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "number"], name="certification_version_number_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="certification_version_with_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} · {self.number}"
