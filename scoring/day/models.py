"""What happens on the day, in rows that are never edited but for how they end."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from negotiation.models import Session
from people.models import User
from scoring.allocation.models import Room
from scoring.contests.models import Contest, Match, Team


class Presence(models.Model):
    """A team or an official who is there. Taking it back leaves the row, with the reason."""

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="presences", verbose_name=_("contest"))
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="+", verbose_name=_("team"))
    person = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("person"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("checked in by"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("taken back by"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(team=None) ^ Q(person=None), name="day_a_team_or_a_person"),
            models.UniqueConstraint(
                fields=["contest", "team"], condition=Q(undone_at=None), name="day_team_is_there_once"
            ),
            models.UniqueConstraint(
                fields=["contest", "person"], condition=Q(undone_at=None), name="day_person_is_there_once"
            ),
            models.CheckConstraint(condition=Q(undone_at=None) | ~Q(reason=""), name="day_undone_with_a_reason"),
        ]

    def __str__(self) -> str:
        return str(self.team or self.person)


class PersonalLink(models.Model):
    """The way in for an official who has no password. The link itself is kept nowhere: ``digest`` is its SHA-256.

    The first device that opens it is the only one, until those who run the contest release it. ``device``: SHA-256 of
    the secret in that device's cookie.
    """

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="links", verbose_name=_("contest"))
    person = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("person"))
    digest = models.CharField(max_length=64, unique=True, editable=False)
    device = models.CharField(max_length=64, blank=True, editable=False)
    expires_at = models.DateTimeField(_("until"))
    opened_at = models.DateTimeField(_("opened"), null=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("made by"))
    at = models.DateTimeField(_("made"), default=timezone.now)

    class Meta:
        verbose_name = _("personal link")
        verbose_name_plural = _("personal links")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contest", "person"], condition=Q(revoked_at=None), name="day_one_link_a_person"
            )
        ]

    def __str__(self) -> str:
        return str(self.person)


class Entry(models.Model):
    """One thing that happened, in order. ``kind`` is a status of a session, or one of these."""

    OPENED, CLOSED, CALLED = "room_opened", "room_closed", "called"

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="entries", verbose_name=_("contest"))
    kind = models.CharField(_("what"), max_length=12)
    room = models.ForeignKey(Room, models.CASCADE, null=True, related_name="+", verbose_name=_("room"))
    match = models.ForeignKey(Match, models.CASCADE, null=True, related_name="entries", verbose_name=_("match"))
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%H:%M}"


class Announcement(models.Model):
    """Words for everybody, or for the teams or the judges alone."""

    class Audience(models.TextChoices):
        ALL = "all", _("everybody")
        TEAMS = "teams", _("teams")
        JUDGES = "judges", _("judges")

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="announcements", verbose_name=_("contest"))
    audience = models.CharField(_("for whom"), max_length=6, choices=Audience, default=Audience.ALL)
    text = models.CharField(_("text"), max_length=300)
    text_en = models.CharField(_("text in English"), max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    over_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.text


class Incident(models.Model):
    """Something that should not have happened, and what was done about it."""

    class Kind(models.TextChoices):
        TIME = "time", _("time")
        TECHNICAL = "technical", _("technical")
        CONDUCT = "conduct", _("conduct")
        HELP = "help", _("help from outside")
        HEALTH = "health", _("health")
        OTHER = "other", _("other")

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="incidents", verbose_name=_("contest"))
    match = models.ForeignKey(
        Match, models.CASCADE, null=True, blank=True, related_name="incidents", verbose_name=_("match")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    what = models.TextField(_("what happened"), max_length=2000)
    decided = models.TextField(_("what was decided"), max_length=2000, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%H:%M}"


class Protest(models.Model):
    """A team's protest about a match of its own, and who decided it and why."""

    class Status(models.TextChoices):
        OPEN = "open", _("waits for a decision")
        UPHELD = "upheld", _("upheld")
        REJECTED = "rejected", _("rejected")
        WITHDRAWN = "withdrawn", _("withdrawn")

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="protests", verbose_name=_("contest"))
    match = models.ForeignKey(Match, models.PROTECT, related_name="protests", verbose_name=_("match"))
    team = models.ForeignKey(Team, models.PROTECT, related_name="protests", verbose_name=_("team"))
    text = models.TextField(_("what it is about"), max_length=2000)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("filed by"))
    at = models.DateTimeField(_("filed"), default=timezone.now)
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.OPEN)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided"), null=True)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("protest")
        verbose_name_plural = _("protests")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=("open", "withdrawn")) | (Q(decided_by__isnull=False) & ~Q(reason="")),
                name="day_protest_decided_by_name_and_with_a_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.team} · {self.match}"


class DryRun(models.Model):
    """A session to try the day with. It is no match of the contest, so no result of it can count."""

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="dry_runs", verbose_name=_("contest"))
    match = models.ForeignKey(Match, models.CASCADE, related_name="dry_runs", verbose_name=_("match"))
    session = models.OneToOneField(Session, models.PROTECT, related_name="dry_run", verbose_name=_("session"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    over_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("dry run")
        verbose_name_plural = _("dry runs")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.session)
