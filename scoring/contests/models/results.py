"""What comes of a contest: marks, decisions, and the versions that officials stand for."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import User
from scoring.contests.models.contest import Contest
from scoring.contests.models.teams import Member, Team


class Mark(models.Model):
    """What a team got for a component that no panel judges. ``value`` is the exact decimal text as it was typed."""

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="marks")
    team = models.ForeignKey(Team, models.CASCADE, related_name="marks", verbose_name=_("team"))
    component = models.SlugField(_("component"), max_length=40)
    value = models.CharField(_("points"), max_length=12)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        constraints = [models.UniqueConstraint(fields=["team", "component"], name="contests_one_mark_a_component")]

    def __str__(self) -> str:
        return f"{self.team_id} {self.component} {self.value}"


class PersonMark(models.Model):
    """What somebody in a team got by themselves, such as in a written test; titles for people may count it."""

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="person_marks")
    member = models.ForeignKey(Member, models.CASCADE, related_name="marks", verbose_name=_("person"))
    component = models.SlugField(_("component"), max_length=40)
    value = models.CharField(_("points"), max_length=12)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("mark of a person")
        verbose_name_plural = _("marks of people")
        constraints = [
            models.UniqueConstraint(fields=["member", "component"], name="contests_one_mark_a_person_and_component")
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.component} {self.value}"


class Decision(models.Model):
    """A tie that people settled by name; never edited, a newer one of the same teams counts.

    ``order``: the teams' ids, best first.
    """

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="decisions")
    order = models.JSONField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.reason


class Choice(models.Model):
    """Whom officials named for a title, best first: organisers, or equals. Of two for the same the newest counts.

    ``order``: ids as the awards have them, of teams, members or organisations.
    """

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="choices")
    title = models.SlugField(max_length=40)
    order = models.JSONField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    reason = models.CharField(_("reason"), max_length=300)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.title}: {self.reason}"


class Standings(models.Model):
    """One version of the standings. A correction is a new one, with a reason; no version is ever edited.

    ``content`` as ``scoring.contests.results.lines`` gives it, exact fractions as text, and with it who gets which
    title: ``awards`` as ``scoring.contests.titles.awarded`` gives it.
    """

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="standings", verbose_name=_("contest"))
    version = models.PositiveIntegerField(_("version"))
    content = models.JSONField()
    awards = models.JSONField(default=list)
    computed_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("computed by"))
    computed_at = models.DateTimeField(_("computed"), default=timezone.now)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("confirmed by"))
    published_at = models.DateTimeField(_("published"), null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("standings")
        verbose_name_plural = _("standings")
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["contest", "version"], name="contests_standings_counted_once"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=models.F("computed_by")),
                name="contests_confirmed_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(confirmed_by__isnull=False),
                name="contests_published_only_when_confirmed",
            ),
            models.CheckConstraint(condition=Q(version=1) | ~Q(reason=""), name="contests_a_correction_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.contest_id} {self.version}"
