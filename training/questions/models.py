"""One row for each version of an organisation's question; nothing of a version ever changes but who has read it."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Office, Organization, User
from people.permissions import Visitor


class EntryQuerySet(models.QuerySet["Entry"]):
    def kept_by(self, user: Visitor) -> Self:
        """Those of the organisations that this person trains or organises for."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        if user.is_staff:
            return self.all()
        found = Q(pk__in=[])
        for path in user.offices.filter(kind__in=Office.Kind.values).values_list("organization__path", flat=True):
            found |= Q(organization__path__startswith=path)
        return self.filter(found)

    def current(self) -> Self:
        """The newest version of each, and not retired."""
        newer = Entry.objects.filter(
            organization=models.OuterRef("organization"),
            name=models.OuterRef("name"),
            number__gt=models.OuterRef("number"),
        )
        return self.filter(~models.Exists(newer), retired_at=None)


class Entry(models.Model):
    """A question as the bank's format has it. No exam holds it before somebody has read it and stands for it."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="questions", verbose_name=_("belongs to")
    )
    name = models.SlugField(_("id"), max_length=80)
    number = models.PositiveSmallIntegerField(_("version"))
    topic = models.CharField(_("topic"), max_length=30)
    type = models.CharField(_("type"), max_length=10)
    content = models.JSONField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("imported by"))
    at = models.DateTimeField(_("imported"), default=timezone.now)
    read_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("read by"))
    read_at = models.DateTimeField(_("read"), null=True)
    basis = models.CharField(_("article or work that the key is from"), max_length=200, blank=True)
    retired_at = models.DateTimeField(_("retired"), null=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("question of an organisation")
        verbose_name_plural = _("questions of organisations")
        ordering = ["name", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "name", "number"], name="questions_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.number}"
