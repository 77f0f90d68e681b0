"""The teams of a contest and their people."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from people.models import Organization, User
from scoring.contests.models.contest import Contest


class TeamQuerySet(models.QuerySet["Team"]):
    def with_members(self) -> Self:
        """Every team with those who are in it now and what was granted to it: three queries, however many teams."""
        here = models.Prefetch("members", Member.objects.filter(left_at=None))
        return self.select_related("organization").prefetch_related(here, "exemptions")

    def taking_part(self) -> Self:
        """Those that were approved."""
        return self.filter(status=Team.Status.APPROVED)


class Team(models.Model):
    """A team of an organisation, which those who run the contest approve, return or withdraw.

    ``code`` is drawn by lot; where the contest is blind it is all that judges read.
    """

    class Status(models.TextChoices):
        REGISTERED = "registered", _("waits for approval")
        APPROVED = "approved", _("takes part")
        RETURNED = "returned", _("returned to be completed")
        WITHDRAWN = "withdrawn", _("withdrawn")

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="teams", verbose_name=_("contest"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="teams", verbose_name=_("sent by"))
    name = models.CharField(_("team’s name"), max_length=60)
    name_en = models.CharField(_("team’s name in English"), max_length=60, blank=True)
    code = models.CharField(_("code"), max_length=8, blank=True, editable=False)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.REGISTERED, editable=False)
    reason = models.CharField(_("reason"), max_length=300, blank=True, editable=False)

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contest", "name"],
                name="contests_team_name_once",
                violation_error_message=_("A team of this name is registered already."),
            ),
            models.UniqueConstraint(
                fields=["contest", "code"], condition=~Q(code=""), name="contests_team_code_drawn_once"
            ),
        ]

    def __str__(self) -> str:
        return (self.name_en or self.name) if (get_language() or "").startswith("en") else self.name


class Member(models.Model):
    """Somebody in a team. ``contest`` repeats the team's, so that the database keeps a person to one team.

    Whoever was replaced stays on record with ``left_at``, and cannot join another team.
    """

    class Role(models.TextChoices):
        LEADER = "leader", _("Leader")
        CHIEF = "chief", _("Chief representative")
        REPRESENTATIVE = "representative", _("Representative")
        RESERVE = "reserve", _("Reserve")

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="+", editable=False)
    team = models.ForeignKey(Team, models.CASCADE, related_name="members", verbose_name=_("team"))
    role = models.CharField(_("role"), max_length=14, choices=Role)
    name = models.CharField(_("name"), max_length=80)
    employer = models.CharField(_("employer"), max_length=120)
    certificate = models.CharField(_("certificate"), max_length=60, blank=True)
    person = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    left_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("team member")
        verbose_name_plural = _("team members")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contest", "name", "employer"],
                name="contests_one_team_a_person",
                violation_error_message=_("This person is in a team of this contest already."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.contest_id = self.team.contest_id
        super().save(*args, **kwargs)


class Exemption(models.Model):
    """A rule that a team need not keep, with why. ``rule`` is one of ``scoring.contests.eligibility``."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="exemptions", verbose_name=_("team"))
    rule = models.CharField(_("rule"), max_length=12)
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("exemption")
        verbose_name_plural = _("exemptions")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["team", "rule"], name="contests_exempt_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="contests_exempt_with_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.rule}"


class Substitution(models.Model):
    """One person in another's place, in the order in which it was done; never edited."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="substitutions", verbose_name=_("team"))
    leaves = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name=_("leaves"))
    comes = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name=_("comes"))
    role = models.CharField(_("role"), max_length=14, choices=Member.Role)
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("substitution")
        verbose_name_plural = _("substitutions")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.leaves} → {self.comes}"
