"""Who practises what against whom, what came of it, and the sentences that trainers put in place of the house's."""

import uuid
from datetime import date, timedelta
from typing import Any, Self
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from negotiation.models import Seat, Session
from people.models import Office, Organization, User


class PracticeQuerySet(models.QuerySet["Practice"]):
    def going_on(self) -> Self:
        """Those whose result is not written down yet."""
        return self.filter(finished_at=None)

    def of(self, person: User) -> Self:
        """What this person has practised, the newest first."""
        return self.filter(person=person).select_related("session__scenario").order_by("-pk")

    def coached_by(self, trainer: User) -> Self:
        """The practice of people in the organisations that this trainer trains, and in all below them."""
        reach = models.Q(pk__in=[])
        for path in trainer.offices.filter(kind=Office.Kind.TRAINER).values_list("organization__path", flat=True):
            reach |= models.Q(person__organization__path__startswith=path)
        return self.filter(reach).select_related("session__scenario", "person").order_by("-pk")


class Practice(models.Model):
    """One session of one person against an opponent. What happens in it is the session's log.

    ``progress`` is the share of the time that was gone when it began: above 0 when it was forked from another
    session. ``share`` is the own payoff, 0 as without an agreement and 1 the best there is; ``short`` by what
    share both payoffs could still have grown. ``goals`` are codes of ``goals.GOALS``.
    """

    class Length(models.TextChoices):
        SHORT = "short", _("Short: a quarter of an hour")
        FULL = "full", _("Full: as the scenario has it")

    session = models.OneToOneField(Session, models.CASCADE, related_name="practice", verbose_name=_("session"))
    person = models.ForeignKey(User, models.CASCADE, related_name="practices", verbose_name=_("person"))
    side = models.CharField(_("side"), max_length=8, choices=Seat.Side)
    opponent = models.CharField(_("opponent"), max_length=40)
    level = models.PositiveSmallIntegerField(_("level"))
    length = models.CharField(_("length"), max_length=5, choices=Length, default=Length.SHORT)
    hints = models.BooleanField(_("hints"), default=True)
    language = models.CharField(_("language"), max_length=10, default="zh")
    progress = models.FloatField(default=0.0, editable=False)
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True, editable=False)
    agreed = models.BooleanField(_("agreed"), default=False, editable=False)
    points = models.IntegerField(_("points"), null=True, editable=False)
    share = models.FloatField(_("payoff"), null=True, editable=False)
    short = models.FloatField(_("short of the frontier"), null=True, editable=False)
    goals = models.JSONField(_("goals for next time"), default=list, editable=False)

    objects = PracticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("practice")
        verbose_name_plural = _("practices")

    def __str__(self) -> str:
        return str(self.session)

    @property
    def other_side(self) -> str:
        """The opponent's side."""
        return "employer" if self.side == "workers" else "workers"

    @property
    def percent(self) -> int | None:
        """The payoff for people."""
        return None if self.share is None else round(self.share * 100)

    def somebody(self, role: str) -> UUID:
        """The id under which the opponent, or the house as host, sits at the table: of nobody who signs in."""
        return uuid.uuid5(self.session.key, role)


class Tip(models.Model):
    """A word of a trainer to somebody who practises, shown at the table while it goes on."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="tips", verbose_name=_("practice"))
    trainer = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("trainer"))
    text = models.CharField(_("tip"), max_length=300)
    given_at = models.DateTimeField(_("given"), default=timezone.now)

    class Meta:
        verbose_name = _("tip")
        verbose_name_plural = _("tips")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.text


def streak(days: set[date], today: date) -> int:
    """How many days in a row up to today, or to yesterday while today has nothing yet."""
    day = today if today in days else today - timedelta(days=1)
    count = 0
    while day in days:
        count, day = count + 1, day - timedelta(days=1)
    return count


class Lines(models.Model):
    """What opponents say on one topic to the people of an organisation and of all below it."""

    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="practice_lines", verbose_name=_("organisation")
    )
    topic = models.SlugField(_("topic"), max_length=40)
    texts: Any = models.JSONField(_("sentences"))  # {"zh": [...], "en": [...]}

    class Meta:
        verbose_name = _("sentences")
        verbose_name_plural = _("sentences")
        constraints = [
            models.UniqueConstraint(fields=["organization", "topic"], name="practice_lines_once_for_a_topic"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} · {self.organization}"
