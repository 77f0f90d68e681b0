"""A jury for one component of a contest, and each judge's sheet of each team."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import User
from scoring.allocation.models import Judge
from scoring.contests.models import Contest, Team
from scoring.models import Rubric


class Jury(models.Model):
    """Who marks a component, and by which text of its rubric; that text stays although the contest's changes."""

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="juries", verbose_name=_("contest"))
    component = models.SlugField(_("component"), max_length=40)
    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="juries", verbose_name=_("rubric"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("opened by"))
    at = models.DateTimeField(_("opened"), default=timezone.now)
    handed_over_at = models.DateTimeField(_("marks handed over"), null=True)

    class Meta:
        verbose_name = _("jury")
        verbose_name_plural = _("juries")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["contest", "component"], name="juries_one_a_component")]

    def __str__(self) -> str:
        return f"{self.contest_id} {self.component}"


class Sheet(models.Model):
    """What one judge gives one team. ``values`` {criterion: exact decimal text}; a draft until it is submitted.

    ``returned``: each time it went back, ``{"at", "by", "reason", "values"}``, the oldest first.
    """

    jury = models.ForeignKey(Jury, models.CASCADE, related_name="sheets", verbose_name=_("jury"))
    judge = models.ForeignKey(Judge, models.PROTECT, related_name="sheets", verbose_name=_("judge"))
    team = models.ForeignKey(Team, models.CASCADE, related_name="+", verbose_name=_("team"))
    values: Any = models.JSONField(default=dict)
    submitted_at = models.DateTimeField(_("submitted"), null=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("filled in by"))
    returned: Any = models.JSONField(default=list)

    class Meta:
        verbose_name = _("sheet")
        verbose_name_plural = _("sheets")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["jury", "judge", "team"], name="juries_one_sheet_a_team")]

    def __str__(self) -> str:
        return f"{self.judge} — {self.team}"
