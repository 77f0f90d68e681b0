"""Who: organisations in their tree, and the people in them. No idea of a session, a score or a course."""

import uuid
from typing import Self

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def below(self, organization: "Organization") -> Self:
        """This organisation and everything under it in the tree."""
        return self.filter(path__startswith=organization.path)


class Organization(models.Model):
    """A trade-union body or an enterprise. ``path`` holds the ids from the root down, each with a slash."""

    class Kind(models.TextChoices):
        PROVINCE = "province", _("Province")
        CITY = "city", _("City")
        COUNTY = "county", _("County or district")
        INDUSTRY = "industry", _("Industrial union")
        ENTERPRISE = "enterprise", _("Enterprise")

    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("belongs to")
    )
    path = models.CharField(max_length=200, editable=False, db_index=True)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name"],
                name="people_organization_name_once_under_its_parent",
                violation_error_message=_("An organisation of this name is already there."),
            )
        ]

    def __str__(self) -> str:
        return (self.name_en or self.name) if (get_language() or "").startswith("en") else self.name

    def save(self, *args: object, **kwargs: object) -> None:
        super().save(*args, **kwargs)  # type: ignore[arg-type]
        path = f"{self.parent.path if self.parent else ''}{self.pk}/"
        if path != self.path:
            self.path = path
            type(self).objects.filter(pk=self.pk).update(path=path)


class User(AbstractUser):
    """A person who signs in. ``uuid`` is the only id of theirs that ever leaves the server."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=80)
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("organisation")
    )
    language = models.CharField(
        _("language"), max_length=10, blank=True, choices=[("zh-hans", "简体中文"), ("en", "English")]
    )

    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)


class Office(models.Model):
    """What somebody is trusted with in an organisation and in all below it."""

    class Kind(models.TextChoices):
        ORGANISER = "organiser", _("Organiser")
        TRAINER = "trainer", _("Trainer")

    user = models.ForeignKey(User, models.CASCADE, related_name="offices", verbose_name=_("person"))
    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="offices", verbose_name=_("organisation")
    )
    kind = models.CharField(_("office"), max_length=12, choices=Kind)

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organization", "kind"],
                name="people_office_held_once",
                violation_error_message=_("This person already holds this office here."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_kind_display()} · {self.organization}"
