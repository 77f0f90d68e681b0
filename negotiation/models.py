"""What is bargained over and where: scenarios in their versions, sessions and who is seated at them."""

from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from negotiation.engine.scenario import Scenario as CompiledScenario
from negotiation.scenario_compile import compiled
from people.models import Organization


class ScenarioQuerySet(models.QuerySet["Scenario"]):
    def in_library(self) -> Self:
        """The scenarios that come with the platform: nobody's own, everybody's to use."""
        return self.filter(owner=None)

    def usable_by(self, organization: Organization) -> Self:
        """The library, and what this organisation or one above it owns."""
        above = [int(part) for part in organization.path.split("/") if part]
        return self.filter(models.Q(owner=None) | models.Q(owner__in=above))


class Scenario(models.Model):
    """A case that people bargain over, through all of its versions. ``slug`` is the ``id`` in its file."""

    slug = models.SlugField(_("id"), max_length=64)
    owner = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="scenarios", verbose_name=_("belongs to")
    )

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")
        ordering = ["slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "slug"],
                name="negotiation_scenario_id_once_in_an_organization",
                violation_error_message=_("The organisation already has a scenario of this id."),
            ),
            # NULL is not equal to NULL in the constraint above, so the library needs its own.
            models.UniqueConstraint(
                fields=["slug"],
                condition=models.Q(owner=None),
                name="negotiation_scenario_id_once_in_the_library",
                violation_error_message=_("The library already has a scenario of this id."),
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class ScenarioVersionQuerySet(models.QuerySet["ScenarioVersion"]):
    def newest(self) -> Self:
        """The latest version of each scenario."""
        later = ScenarioVersion.objects.filter(scenario=models.OuterRef("scenario"), number__gt=models.OuterRef("number"))
        return self.filter(~models.Exists(later))

    def frozen(self) -> Self:
        """Those that a session was planned on."""
        return self.exclude(frozen_at=None)


class ScenarioVersion(models.Model):
    """One text of a scenario, which never changes: another text is another version.

    ``content`` is the file in canonical JSON (RFC 8785) and ``digest`` its SHA-256, so anybody can
    recompute the name of what was played. A trigger of the database refuses a change of either, and
    of ``frozen_at`` once set; a version that a session is planned on cannot be deleted.
    """

    scenario = models.ForeignKey(Scenario, models.PROTECT, related_name="versions", verbose_name=_("scenario"))
    number = models.PositiveIntegerField(_("version"))
    digest = models.CharField(_("SHA-256"), max_length=64, db_index=True)
    content = models.TextField(_("content"))
    title_zh = models.CharField(_("title in Chinese"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200)
    loaded_at = models.DateTimeField(_("loaded"), default=timezone.now)
    frozen_at = models.DateTimeField(_("first used"), null=True, blank=True)

    objects = ScenarioVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("scenario version")
        verbose_name_plural = _("scenario versions")
        ordering = ["scenario__slug", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["scenario", "number"], name="negotiation_scenario_version_numbered_once"),
            models.UniqueConstraint(fields=["scenario", "digest"], name="negotiation_scenario_text_stored_once"),
            models.CheckConstraint(
                condition=models.Q(number__gte=1), name="negotiation_scenario_version_counts_from_one"
            ),
        ]

    def __str__(self) -> str:
        return self.title_en if (get_language() or "").startswith("en") else self.title_zh

    def freeze(self) -> None:
        """Mark it as used, once and for ever; the first moment stands."""
        now = timezone.now()
        if type(self).objects.filter(pk=self.pk, frozen_at=None).update(frozen_at=now):
            self.frozen_at = now

    def compiled(self) -> CompiledScenario:
        """The scenario as the engine plays it; built once a process for each digest."""
        return compiled(self.digest, lambda: self.content)
