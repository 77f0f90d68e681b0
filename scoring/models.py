"""Judging: rubrics, panels, and what of a panel's log the database itself must never let be false."""

import hashlib
import uuid
from typing import Any, Self

import rfc8785
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from negotiation.models import Session
from people.models import User
from people.permissions import Visitor
from scoring.engine.working import brief


class Rubric(models.Model):
    """One text of a rubric, which never changes: another text is another row."""

    slug = models.SlugField(max_length=40)
    digest = models.CharField(_("SHA-256"), max_length=64, unique=True)
    content = models.JSONField()

    class Meta:
        verbose_name = _("rubric")
        verbose_name_plural = _("rubrics")
        ordering = ["slug", "pk"]

    def __str__(self) -> str:
        title: dict[str, str] = self.content["title"]
        return title["en" if (get_language() or "").startswith("en") else "zh"]


class PanelQuerySet(models.QuerySet["Panel"]):
    def seen_by(self, user: Visitor) -> Self:
        """The panels that this person sits on, and those of sessions they organise; operators see all."""
        if not isinstance(user, User):
            return self.none()
        sessions = Session.objects.run_by(user)
        return self.filter(Q(places__person=user) | Q(session__in=sessions)).distinct()

    def waited_for_by(self, user: User) -> models.QuerySet[Session]:
        """The sessions that this person runs, with seats for judges and no panel yet; the next one first."""
        waiting = Session.objects.run_by(user).filter(panel=None, seats__role="head_judge")
        return waiting.order_by("starts_at", "pk")

    def with_session(self) -> Self:
        """With all that a page says of its session, in the same query."""
        return self.select_related("session", "session__organization", "session__scenario")

    def with_places(self) -> Self:
        """With every seat and who sits there: two queries, however many seats."""
        places = Place.objects.select_related("person").order_by("pk")
        return self.prefetch_related(models.Prefetch("places", places))

    def for_list(self, user: User) -> Self:
        """The latest first, each with ``mine``: whether this person sits there; and ``published``."""
        mine = Place.objects.filter(panel=OuterRef("pk"), person=user)
        published = Result.objects.filter(panel=OuterRef("pk")).exclude(published_at=None)
        marked = self.with_session().annotate(mine=Exists(mine), published=Exists(published))
        return marked.order_by("-session__starts_at", "-pk")


class Panel(models.Model):
    """The judges of one session. What they do is the log of the panel's stream, whose key this is.

    ``set_up`` is fixed at planning: ``{"seats": {key: {"role"}}, "subjects": {id: {…}}}``.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.OneToOneField(Session, models.PROTECT, related_name="panel", verbose_name=_("session"))
    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="panels", verbose_name=_("rubric"))
    set_up = models.JSONField(editable=False)

    objects = PanelQuerySet.as_manager()

    class Meta:
        verbose_name = _("panel")
        verbose_name_plural = _("panels")

    def __str__(self) -> str:
        return str(self.session)

    def digest(self) -> str:
        """SHA-256 over all that the log of this panel rests on."""
        return hashlib.sha256(rfc8785.dumps({"rubric": self.rubric.digest, **self.set_up})).hexdigest()


class Place(models.Model):
    """A seat of a panel and who sits there now, as the log has it."""

    panel = models.ForeignKey(Panel, models.CASCADE, related_name="places")
    key = models.SlugField(max_length=40)
    role = models.CharField(max_length=20)
    person = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="places", verbose_name=_("person")
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["panel", "key"], name="scoring_place_once_on_a_panel")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The seat's title in the reader's language."""
        titles: dict[str, str] = self.panel.session.set_up[self.key]["title"]
        return titles["en" if (get_language() or "").startswith("en") else "zh"]


class Ballot(models.Model):
    """A ballot that was submitted. At most one of a judge's counts; one that went back stays on record."""

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="ballots")
    judge = models.SlugField(max_length=40)
    person = models.CharField(max_length=64)
    submitted_at = models.BigIntegerField()
    returned = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["panel", "judge"],
                condition=Q(returned=False),
                name="scoring_one_effective_ballot_a_judge",
                violation_error_message=_("This judge's ballot is in already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.panel_id} {self.judge}"


class Result(models.Model):
    """A result that was computed; at most one of a panel is ever confirmed, by somebody else than computed it.

    ``brief`` is what standings need of a confirmed one (``scoring.engine.working.brief``), worked out once: a league
    has hundreds of results, and the whole working of each is ten times as long.
    """

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="results")
    computed_by = models.CharField(max_length=64)
    computed_at = models.BigIntegerField()
    confirmed_by = models.CharField(max_length=64, blank=True)
    published_at = models.BigIntegerField(null=True)
    content = models.JSONField()
    brief = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")
        constraints = [
            models.UniqueConstraint(
                fields=["panel"], condition=~Q(confirmed_by=""), name="scoring_one_confirmed_result_a_panel"
            ),
            models.CheckConstraint(
                condition=~Q(confirmed_by=F("computed_by")), name="scoring_confirmed_by_somebody_else"
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | ~Q(confirmed_by=""), name="scoring_published_only_when_confirmed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.panel_id} {self.computed_at}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """With the brief of what is confirmed, so that the two never part."""
        if self.confirmed_by and not self.brief and (working := self.content.get("working")):
            self.brief = brief(working["subjects"])
        super().save(*args, **kwargs)
