"""A contest, and every version of its format."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from people.models import Office, Organization, User
from people.permissions import Visitor


class ContestQuerySet(models.QuerySet["Contest"]):
    def run_by(self, user: Visitor) -> Self:
        """The contests that this person organises; operators run all."""
        if not isinstance(user, User):
            return self.none()
        if user.is_staff:
            return self
        found = Q(pk__in=())
        held = user.offices.filter(kind=Office.Kind.ORGANISER)
        for path in held.values_list("organization__path", flat=True):
            found |= Q(organization__path__startswith=path)
        return self.filter(found)

    def seen_by(self, user: Visitor) -> Self:
        """Announced contests are everybody's to see; one that is still being set up only its organisers'."""
        return self.filter(~Q(status=Contest.Status.SET_UP) | Q(pk__in=Contest.objects.run_by(user)))

    def for_list(self) -> Self:
        """The latest first, each with ``entered``: how many teams take part; one query for all."""
        entered = Count("teams", filter=Q(teams__status="approved"))
        return self.select_related("organization").annotate(entered=entered).order_by("-starts_on", "-pk")


class Contest(models.Model):
    """A contest. ``format`` is the newest version; ``revision`` counts them, so that nobody overwrites unseen."""

    class Status(models.TextChoices):
        SET_UP = "set_up", _("being set up")
        OPEN = "open", _("open for teams")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("address"), max_length=40, unique=True)
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="contests", verbose_name=_("organisation")
    )
    title = models.CharField(_("title"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    theme = models.CharField(_("theme"), max_length=120, blank=True)
    venue = models.CharField(_("venue"), max_length=120, blank=True)
    starts_on = models.DateField(_("first day"))
    expected_teams = models.PositiveSmallIntegerField(_("teams expected"), default=16)
    rooms = models.PositiveSmallIntegerField(_("rooms"), default=4)
    teams_until = models.DateTimeField(_("teams are registered until"), null=True, blank=True)
    substitutes_until = models.DateTimeField(_("people are replaced until"), null=True, blank=True)
    day_begins = models.TimeField(_("a day begins at"), default="08:30")
    day_ends = models.TimeField(_("a day ends at"), default="18:00")
    format = models.JSONField(_("format"))
    revision = models.PositiveIntegerField(default=1, editable=False)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.SET_UP, editable=False)
    frozen_at = models.DateTimeField(_("rules frozen"), null=True, editable=False)

    objects = ContestQuerySet.as_manager()

    class Meta:
        verbose_name = _("contest")
        verbose_name_plural = _("contests")

    def __str__(self) -> str:
        return (self.title_en or self.title) if (get_language() or "").startswith("en") else self.title


class Change(models.Model):
    """One change of a contest's set-up, in the order they were made; never edited. ``changes``: [[path, old, new]]."""

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="changes")
    revision = models.PositiveIntegerField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    changes = models.JSONField()

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["-revision"]
        constraints = [models.UniqueConstraint(fields=["contest", "revision"], name="contests_change_counted_once")]

    def __str__(self) -> str:
        return f"{self.contest_id} {self.revision}"
