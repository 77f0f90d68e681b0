"""How many and how much in each unit and all below it, kept beside the rows: a dashboard reads a few hundred numbers.

`training check` compares them with a plain count.
"""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models import Organization
from training.certification.models.schemes import Scheme


class CertificateTally(models.Model):
    """Certificates of a grade that end on one day, neither suspended, revoked nor replaced; NEVER: without end."""

    NEVER = date.max

    unit = models.ForeignKey(Organization, models.CASCADE, related_name="+", verbose_name=_("unit"))
    scheme = models.ForeignKey(Scheme, models.CASCADE, related_name="+", verbose_name=_("scheme"))
    grade = models.SlugField(_("grade"), max_length=60)
    until = models.DateField(_("valid until"))
    number = models.IntegerField(_("certificates"), default=0)

    class Meta:
        verbose_name = _("count of certificates")
        verbose_name_plural = _("counts of certificates")
        constraints = [
            models.UniqueConstraint(fields=["unit", "scheme", "grade", "until"], name="certification_tally_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.scheme} {self.grade} {self.until}: {self.number}"


class HoursTally(models.Model):
    """Class hours of one kind in one year."""

    unit = models.ForeignKey(Organization, models.CASCADE, related_name="+", verbose_name=_("unit"))
    year = models.PositiveSmallIntegerField(_("year"))
    kind = models.CharField(_("kind"), max_length=9)
    hours = models.DecimalField(_("class hours"), max_digits=12, decimal_places=1, default=0)
    entries = models.IntegerField(_("entries"), default=0)

    class Meta:
        verbose_name = _("sum of hours")
        verbose_name_plural = _("sums of hours")
        constraints = [models.UniqueConstraint(fields=["unit", "year", "kind"], name="certification_hours_tally_once")]

    def __str__(self) -> str:
        return f"{self.unit} {self.year} {self.kind}: {self.hours}"
