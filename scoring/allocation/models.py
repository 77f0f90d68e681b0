"""Rooms, judges with what they declared, and every version of a contest's timetable."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import User
from scoring.contests.models import Contest, Match, Team


class Room(models.Model):
    """A room in which a contest's matches are held, one at a time."""

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="halls", verbose_name=_("contest"))
    name = models.CharField(_("room"), max_length=40)

    class Meta:
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contest", "name"],
                name="allocation_room_named_once",
                violation_error_message=_("There is a room of this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class JudgeQuerySet(models.QuerySet["Judge"]):
    def with_conflicts(self) -> Self:
        """Every judge with what was declared: two queries for any number."""
        conflicts = models.Prefetch("conflicts", Conflict.objects.select_related("team"))
        return self.select_related("person").prefetch_related(conflicts)


class Judge(models.Model):
    """Somebody who may sit on a contest's panels. ``away``: half-days in which they cannot, ``["2026-12-01 am"]``."""

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="judges", verbose_name=_("contest"))
    name = models.CharField(_("name"), max_length=80)
    city = models.CharField(_("city or union"), max_length=120, blank=True)
    employer = models.CharField(_("employer"), max_length=120, blank=True)
    head = models.BooleanField(_("can be head judge"), default=False)
    experience = models.PositiveSmallIntegerField(_("contests judged before"), default=0)
    away = models.JSONField(_("not there"), default=list, blank=True)
    person = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("account"))

    objects = JudgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("judge")
        verbose_name_plural = _("judges")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contest", "name"],
                name="allocation_judge_named_once",
                violation_error_message=_("There is a judge of this name already: add where they come from."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Conflict(models.Model):
    """Why a judge may not judge a team, beside being of its city or employer, which need not be declared."""

    class Why(models.TextChoices):
        FAMILY = "family", _("family")
        COACHED = "coached", _("coached the team")
        JUDGED = "judged", _("judged the team before")
        OTHER = "other", _("another reason")

    judge = models.ForeignKey(Judge, models.CASCADE, related_name="conflicts", verbose_name=_("judge"))
    team = models.ForeignKey(Team, models.CASCADE, related_name="+", verbose_name=_("team"))
    why = models.CharField(_("why"), max_length=8, choices=Why)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("declared by"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("conflict")
        verbose_name_plural = _("conflicts")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["judge", "team"], name="allocation_conflict_once")]

    def __str__(self) -> str:
        return f"{self.judge} — {self.team}"


class Plan(models.Model):
    """One version of the timetable; never edited, the newest counts.

    ``answer``: ``{match id: [start "YYYY-MM-DD HH:MM", room, [judge ids]]}``. ``outcome``: what the search proved, as
    ``{"status", "cost", "bound", "seconds"}``; empty where people moved something.
    """

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="plans", verbose_name=_("contest"))
    version = models.PositiveIntegerField(_("version"))
    answer = models.JSONField()
    outcome = models.JSONField(default=dict)
    note = models.CharField(_("what changed"), max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    applied_at = models.DateTimeField(_("in force since"), null=True)

    class Meta:
        verbose_name = _("timetable")
        verbose_name_plural = _("timetables")
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["contest", "version"], name="allocation_plan_counted_once")]

    def __str__(self) -> str:
        return f"{self.contest_id} {self.version}"


class Search(models.Model):
    """A search for a timetable, which a process of its own carries out. ``lines``: why there is none, in words."""

    class Status(models.TextChoices):
        RUNNING = "running", _("searching")
        DONE = "done", _("found")
        NONE = "none", _("there is none")
        FAILED = "failed", _("stopped without an answer")

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="searches", verbose_name=_("contest"))
    asked = models.JSONField()
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.RUNNING)
    lines = models.JSONField(default=list)
    plan = models.ForeignKey(Plan, models.SET_NULL, null=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    began_at = models.DateTimeField(_("began"), default=timezone.now)

    class Meta:
        verbose_name = _("search")
        verbose_name_plural = _("searches")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contest"], condition=Q(status="running"), name="allocation_one_search_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.contest_id} {self.status}"


class Sitting(models.Model):
    """Where a match is held, as the timetable in force has it."""

    match = models.OneToOneField(Match, models.CASCADE, related_name="sitting", verbose_name=_("match"))
    room = models.ForeignKey(Room, models.PROTECT, related_name="sittings", verbose_name=_("room"))

    class Meta:
        verbose_name = _("sitting")
        verbose_name_plural = _("sittings")

    def __str__(self) -> str:
        return f"{self.match_id} {self.room}"
