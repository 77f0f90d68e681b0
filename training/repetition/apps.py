from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RepetitionConfig(AppConfig):
    name = "training.repetition"
    label = "repetition"
    verbose_name = _("Practice of questions")
