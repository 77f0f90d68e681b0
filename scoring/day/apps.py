from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DayConfig(AppConfig):
    name = "scoring.day"
    label = "day"
    verbose_name = _("The day of a contest")
