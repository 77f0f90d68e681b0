"""What is bargained over and where: scenarios in their versions, sessions and who is seated at them."""

import hashlib
import uuid
from typing import Any, Self

import rfc8785
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from negotiation.engine.retiming import retimed
from negotiation.engine.scenario import Scenario as CompiledScenario
from negotiation.engine.state import OVER
from negotiation.scenario_compile import compiled
from people.models import Office, Organization, User
from people.permissions import Visitor


class ScenarioQuerySet(models.QuerySet["Scenario"]):
    def in_library(self) -> Self:
        """The scenarios that come with the platform: nobody's own, everybody's to use."""
        return self.filter(owner=None)

    def usable_by(self, organization: Organization) -> Self:
        """The library, what this organisation or one above it owns, and what is shared with either or with all."""
        above = [int(part) for part in organization.path.split("/") if part]
        shared = Scenario.shared_with.through.objects.filter(organization__in=above, scenario=OuterRef("pk"))
        return self.filter(Q(owner=None) | Q(owner__in=above) | Q(open=True) | Exists(shared))

    def about_to_be_played_by(self, user: User) -> Self:
        """Those over which this person is yet to bargain, or bargains now. Practice does not count: it is one's own."""
        at_the_table = Session.objects.filter(
            scenario__scenario=OuterRef("pk"),
            seats__person=user,
            seats__side__in=Seat.Side.values,
            practice=None,
        ).exclude(status__in=OVER)
        return self.filter(Exists(at_the_table))


class Scenario(models.Model):
    """A case that people bargain over, through all of its versions. ``slug`` is the ``id`` in its file."""

    slug = models.SlugField(_("id"), max_length=64)
    owner = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="scenarios", verbose_name=_("belongs to")
    )

    shared_with = models.ManyToManyField(
        Organization, blank=True, related_name="shared_scenarios", verbose_name=_("shared with")
    )
    open = models.BooleanField(_("shared with everybody"), default=False)

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
        later = ScenarioVersion.objects.filter(
            scenario=models.OuterRef("scenario"), number__gt=models.OuterRef("number")
        )
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


class Draft(models.Model):
    """A scenario that is being written: ``content`` is the document so far, perhaps full of faults.

    ``revision`` grows with every save, so that whoever writes on an older one is told instead of overwriting.
    """

    owner = models.ForeignKey(
        Organization, models.CASCADE, related_name="scenario_drafts", verbose_name=_("belongs to")
    )
    base = models.ForeignKey(
        ScenarioVersion, models.SET_NULL, null=True, related_name="+", verbose_name=_("begun from")
    )
    content = models.JSONField(_("content"))
    revision = models.PositiveIntegerField(default=1)
    edited_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("edited by"))
    edited_at = models.DateTimeField(_("edited"), auto_now=True)

    class Meta:
        verbose_name = _("draft of a scenario")
        verbose_name_plural = _("drafts of scenarios")
        ordering = ["-edited_at"]

    def __str__(self) -> str:
        title = self.content.get("title")
        words = title.get("en" if (get_language() or "").startswith("en") else "zh") if isinstance(title, dict) else ""
        return str(words or self.content.get("id") or _("Untitled"))

    @property
    def entries(self) -> list[Any]:
        """The data pack so far."""
        entries = self.content.get("data")
        return entries if isinstance(entries, list) else []


class SessionQuerySet(models.QuerySet["Session"]):
    def seen_by(self, user: Visitor) -> Self:
        """The sessions this visitor may know of: public ones, those they sit at, those they may run."""
        if not isinstance(user, User):
            return self.filter(public=True)
        if user.is_staff:
            return self
        mine = Q(public=True) | Q(seats__person=user)
        for office in user.offices.filter(kind=Office.Kind.ORGANISER).select_related("organization"):
            mine |= Q(organization__path__startswith=office.organization.path)
        return self.filter(mine).distinct()

    def run_by(self, user: User) -> Self:
        """The sessions that this person may run: those of organisations they organise; operators run all."""
        if user.is_staff:
            return self
        mine = Q(pk__in=[])
        for office in user.offices.filter(kind=Office.Kind.ORGANISER).select_related("organization"):
            mine |= Q(organization__path__startswith=office.organization.path)
        return self.filter(mine)

    def for_list(self, user: Visitor) -> Self:
        """In the order of the day, each with ``mine``: whether this visitor has a seat."""
        has_seat = Seat.objects.filter(session=OuterRef("pk"), person=user if isinstance(user, User) else None)
        mine = Exists(has_seat) if isinstance(user, User) else Value(False)
        return self.select_related("scenario", "organization").annotate(mine=mine).order_by("-mine", "starts_at", "pk")

    def with_seats(self) -> Self:
        """With every seat and who sits there: two queries, however many seats."""
        seats = Seat.objects.select_related("person").order_by("pk")
        return self.select_related("scenario", "organization").prefetch_related(models.Prefetch("seats", seats))


class Session(models.Model):
    """One mock session. What happens in it is the log of its stream, whose key this is; not a column here.

    ``set_up`` is fixed at planning: ``{seat key: {"role", "side", "title"}}``. ``status`` and the
    people on the seats follow from the log, for lists only. ``timetable`` is for a session that does not go by
    its scenario's phases: ``{"phases": [{"phase": place of the scenario's, "seconds"}], "minutes": {news: minute}}``.
    """

    class Setting(models.TextChoices):
        HALL = "hall", _("In the hall")
        ONLINE = "online", _("Online")

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        OPEN = "open", _("Under way")
        PAUSED = "paused", _("Paused")
        AGREED = "agreed", _("Agreed")
        SUSPENDED = "suspended", _("Suspended")
        ABANDONED = "abandoned", _("Abandoned")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=120)
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="sessions", verbose_name=_("organisation")
    )
    scenario = models.ForeignKey(ScenarioVersion, models.PROTECT, related_name="sessions", verbose_name=_("scenario"))
    starts_at = models.DateTimeField(_("starts at"))
    setting = models.CharField(_("where"), max_length=6, choices=Setting, default=Setting.HALL)
    meeting_link = models.URLField(_("meeting link"), blank=True)
    public = models.BooleanField(_("anyone may watch"), default=True)
    set_up = models.JSONField(editable=False)
    timetable = models.JSONField(null=True, editable=False)
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.PLANNED, editable=False)
    released_at = models.DateTimeField(_("both sides' figures released"), null=True, editable=False)
    released_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("released by")
    )

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        """Whether nobody bargains any more."""
        return self.status in OVER

    def played(self) -> CompiledScenario:
        """The scenario as this session plays it: its own, in its own time where it has a timetable."""
        scenario = self.scenario.compiled()
        return retimed(scenario, self.timetable) if self.timetable else scenario

    def digest(self) -> str:
        """SHA-256 over all that the log of this session rests on: scenario version, setting and seats."""
        parts = {"scenario": self.scenario.digest, "setting": self.setting, "public": self.public, "seats": self.set_up}
        if self.timetable:
            parts["timetable"] = self.timetable
        return hashlib.sha256(rfc8785.dumps(parts)).hexdigest()


class Seat(models.Model):
    """A place at a session and who sits there now, as the log has it."""

    class Side(models.TextChoices):
        WORKERS = "workers", _("Workers' side")
        EMPLOYER = "employer", _("Employer's side")

    session = models.ForeignKey(Session, models.CASCADE, related_name="seats")
    key = models.SlugField(max_length=40)
    role = models.CharField(max_length=20)
    side = models.CharField(max_length=8, choices=Side, blank=True)
    person = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="seats", verbose_name=_("person")
    )

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        constraints = [
            models.UniqueConstraint(fields=["session", "key"], name="negotiation_seat_once_in_a_session"),
            models.CheckConstraint(
                name="negotiation_seat_side_fits_role",
                condition=Q(role__in=("chief", "representative"), side__in=("workers", "employer"))
                | ~Q(role__in=("chief", "representative")) & Q(side=""),
                violation_error_message=_("Negotiators sit on a side, and nobody else does."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The seat's title in the reader's language."""
        titles: dict[str, str] = self.session.set_up[self.key]["title"]
        return titles["en" if (get_language() or "").startswith("en") else "zh"]


class Tag(models.Model):
    """One speech act at one moment, as one coder heard it. ``id`` is made where it is pressed: sent again, it is one.

    ``at`` is epoch milliseconds of the session's own time, ``speaker`` a seat key or empty for the side as
    a whole, ``offer`` the offer it is about, if any. Taking one back deletes it.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    session = models.ForeignKey(Session, models.CASCADE, related_name="tags", verbose_name=_("session"))
    coder = models.ForeignKey(User, models.PROTECT, related_name="tags", verbose_name=_("coder"))
    at = models.BigIntegerField(_("moment"))
    side = models.CharField(_("side"), max_length=8, choices=Seat.Side)
    speaker = models.SlugField(_("speaker"), max_length=40, blank=True)
    code = models.SlugField(_("code"), max_length=20)
    offer = models.SlugField(_("offer"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["session", "coder", "at"], name="negotiation_tags_of_coder")]

    def __str__(self) -> str:
        return f"{self.code} {self.side}"


class Guess(models.Model):
    """What somebody at the table thought matters to the other side: ``{issue: weight from 0 to 10}``.

    Given when bargaining is over and before the figures are released; afterwards it could only be copied.
    """

    session = models.ForeignKey(Session, models.CASCADE, related_name="guesses", verbose_name=_("session"))
    person = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("person"))
    side = models.CharField(_("side"), max_length=8, choices=Seat.Side)
    weights = models.JSONField(_("weights"))

    class Meta:
        verbose_name = _("guess")
        verbose_name_plural = _("guesses")
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="negotiation_one_guess_a_person")]

    def __str__(self) -> str:
        return f"{self.person} · {self.session}"


class Improvement(models.Model):
    """The round after a signed agreement in which both chiefs may still find a better one. Its log is a stream.

    ``set_up`` is fixed when it is offered: ``{"signed": terms, "seats": {key: {"role", "side", "person", "title"}}}``.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.OneToOneField(Session, models.PROTECT, related_name="improvement", verbose_name=_("session"))
    set_up = models.JSONField(editable=False)

    class Meta:
        verbose_name = _("round of improvement")
        verbose_name_plural = _("rounds of improvement")

    def __str__(self) -> str:
        return str(self.session)

    def digest(self) -> str:
        """SHA-256 over all that the log of this round rests on."""
        return hashlib.sha256(rfc8785.dumps({"scenario": self.session.scenario.digest, **self.set_up})).hexdigest()
