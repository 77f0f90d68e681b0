"""What is drawn and played in a contest."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from negotiation.models import Session
from people.models import User
from scoring.contests.models.contest import Contest
from scoring.contests.models.teams import Team


class Match(models.Model):
    """Two teams at one session: what its panel confirms counts for the component of its stage.

    ``lineup``: who sits where, ``{seat key: member's id}``, as it stood when the session began. While ``sides_open``
    the sides are still to be drawn at the table: nobody is seated, so that no team reads a brief.
    """

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="matches", verbose_name=_("contest"))
    stage = models.SlugField(_("stage"), max_length=40)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    session = models.OneToOneField(Session, models.PROTECT, related_name="match", verbose_name=_("session"))
    workers = models.ForeignKey(Team, models.PROTECT, related_name="+", verbose_name=_("workers’ side"))
    employer = models.ForeignKey(Team, models.PROTECT, related_name="+", verbose_name=_("employer’s side"))
    lineup = models.JSONField(default=dict, editable=False)
    sides_open = models.BooleanField(_("sides are drawn at the table"), default=False, editable=False)

    class Meta:
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(workers=models.F("employer")), name="contests_match_of_two_teams")
        ]

    def __str__(self) -> str:
        return f"{self.workers} — {self.employer}"


class DrawQuerySet(models.QuerySet["Draw"]):
    def standing(self) -> Self:
        """Those that were not declared void."""
        return self.filter(void_at=None)


class Draw(models.Model):
    """A draw by lot: ``published`` is committed to before it, ``drawn`` is the whole of it after.

    Of a stage's round; of the sides of that round's match ``pair`` (from 1), where they are drawn at the table; of
    the teams' codes where ``stage`` is empty. ``seed`` (64 hexadecimal digits) is secret
    until it is drawn. A void one stays on record with its reason, and another takes its place.
    """

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="draws", verbose_name=_("contest"))
    stage = models.SlugField(_("stage"), max_length=40, blank=True)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    pair = models.PositiveSmallIntegerField(default=0)
    published = models.JSONField()
    seed = models.CharField(max_length=64)
    drawn = models.JSONField(null=True)
    committed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("prepared by"))
    committed_at = models.DateTimeField(_("prepared"), default=timezone.now)
    drawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("drawn by"))
    drawn_at = models.DateTimeField(_("drawn"), null=True)
    void_at = models.DateTimeField(null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = DrawQuerySet.as_manager()

    class Meta:
        verbose_name = _("draw")
        verbose_name_plural = _("draws")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contest", "stage", "round", "pair"],
                condition=Q(void_at=None),
                name="contests_one_draw_a_round",
            ),
            models.CheckConstraint(condition=Q(void_at=None) | ~Q(reason=""), name="contests_void_with_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.contest_id} {self.stage} {self.round}"

    @property
    def result(self) -> dict[str, Any]:
        """What was drawn; nothing before that."""
        return self.drawn or {}
