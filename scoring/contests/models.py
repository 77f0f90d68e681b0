"""A contest, every version of its format, and the teams that take part."""

import uuid
from typing import Any, Self

from django.db import models
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from negotiation.models import Session
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
        entered = Count("teams", filter=Q(teams__status=Team.Status.APPROVED))
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


class Match(models.Model):
    """Two teams at one session: what its panel confirms counts for the component of its stage.

    ``lineup``: who sits where, ``{seat key: member's id}``, as it stood when the session began.
    """

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="matches", verbose_name=_("contest"))
    stage = models.SlugField(_("stage"), max_length=40)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    session = models.OneToOneField(Session, models.PROTECT, related_name="match", verbose_name=_("session"))
    workers = models.ForeignKey(Team, models.PROTECT, related_name="+", verbose_name=_("workers’ side"))
    employer = models.ForeignKey(Team, models.PROTECT, related_name="+", verbose_name=_("employer’s side"))
    lineup = models.JSONField(default=dict, editable=False)

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

    Of a stage's round; of the teams' codes where ``stage`` is empty. ``seed`` (64 hexadecimal digits) is secret
    until it is drawn. A void one stays on record with its reason, and another takes its place.
    """

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="draws", verbose_name=_("contest"))
    stage = models.SlugField(_("stage"), max_length=40, blank=True)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
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
                fields=["contest", "stage", "round"], condition=Q(void_at=None), name="contests_one_draw_a_round"
            ),
            models.CheckConstraint(condition=Q(void_at=None) | ~Q(reason=""), name="contests_void_with_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.contest_id} {self.stage} {self.round}"


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
