"""What one may try next time."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

#: Goals by their code, in the order in which they matter; a person is given two at most.
GOALS: Mapping[str, Any] = {
    "agree": _("Come to an agreement: settle what costs you little early, and keep two minutes for the last points."),
    "walk_away": _("Sign nothing below your reservation: keep the figure beside you while you bargain."),
    "trade": _(
        "There were packages better for both. Give way where it costs you little, and ask for something in return."
    ),
    "ask": _("Ask the other side what matters most to it before your second offer."),
    "steps": _("Your first step down was large. Move in smaller steps, and get something for each."),
    "whole": _("Put whole packages on the table: single points leave nothing to trade with."),
    "patience": _("You took what was offered with time to spare. Try one better package before you accept."),
    "level": _("Well bargained: try the next level."),
}
