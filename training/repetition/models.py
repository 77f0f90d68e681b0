"""Rows of practice: how well somebody knows a question, and every answer."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import User
from training.kept import Kept


class Card(models.Model):
    """One question in one person's memory, as ``fsrs`` keeps it; another version of the question begins anew."""

    person = models.ForeignKey(User, models.CASCADE, related_name="cards", verbose_name=_("person"))
    question = models.CharField(_("question"), max_length=80)
    version = models.PositiveSmallIntegerField(_("version"))
    topic = models.CharField(_("topic"), max_length=30)
    memory = models.JSONField(_("state"))
    due = models.DateTimeField(_("due"), default=timezone.now)
    answered = models.PositiveIntegerField(_("answered"), default=0)

    class Meta:
        verbose_name = _("card")
        verbose_name_plural = _("cards")
        constraints = [
            models.UniqueConstraint(fields=["person", "question", "version"], name="repetition_one_card_a_question")
        ]
        indexes = [models.Index(fields=["person", "due"], name="repetition_due")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.question}"


class Review(Kept):
    """One answer: how it was rated, 1 again, 2 hard, 3 good, 4 easy; ``seen``: whether it was known before."""

    card = models.ForeignKey(Card, models.CASCADE, related_name="reviews", verbose_name=_("card"))
    rating = models.PositiveSmallIntegerField(_("rating"))
    seen = models.BooleanField(_("seen before"))
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.card_id} {self.rating}"
