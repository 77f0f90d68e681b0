"""What judges give a recorded session before the contest, and what teams say of their judges after it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import User
from scoring.contests.models import Contest, Match, Team
from scoring.models import Panel


class Calibration(models.Model):
    """A recorded session that a contest's judges score by themselves, to be compared with its confirmed panel."""

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="calibrations", verbose_name=_("contest"))
    panel = models.ForeignKey(Panel, models.PROTECT, related_name="+", verbose_name=_("recorded session"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("calibration")
        verbose_name_plural = _("calibrations")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["contest", "panel"], name="quality_calibrated_by_it_once")]

    def __str__(self) -> str:
        return str(self.panel)


class Trial(models.Model):
    """One judge's values for a calibration, once and for all. ``values``: ``{side: {criterion: value}}`` as text."""

    calibration = models.ForeignKey(Calibration, models.CASCADE, related_name="trials")
    person = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("judge"))
    values = models.JSONField()
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("trial")
        verbose_name_plural = _("trials")
        constraints = [models.UniqueConstraint(fields=["calibration", "person"], name="quality_tried_once")]

    def __str__(self) -> str:
        return f"{self.person} {self.calibration_id}"


class Opinion(models.Model):
    """What a team thinks of the panel of one of its matches, for the next panels. Judges never read it.

    ``answers``: ``{judge's seat: [1 to 5 for each of QUESTIONS]}``.
    """

    match = models.ForeignKey(Match, models.CASCADE, related_name="opinions", verbose_name=_("match"))
    team = models.ForeignKey(Team, models.CASCADE, related_name="opinions", verbose_name=_("team"))
    answers = models.JSONField()
    text = models.TextField(_("anything else"), max_length=1000, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("opinion")
        verbose_name_plural = _("opinions")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["match", "team"], name="quality_one_opinion_a_match"),
            models.CheckConstraint(condition=~Q(answers={}), name="quality_opinion_has_answers"),
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.match_id}"
