"""The formats that come with the platform, and what is wrong with one, in words."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from scoring.engine.format import Fault

FORMATS = Path(__file__).parent / "formats"
#: The order in which they are offered.
NAMES = (
    "recommended",
    "three-phases",
    "groups-knockout",
    "theory-gate",
    "written-and-live",
    "league",
    "mutual-aid",
)


@lru_cache(maxsize=1)
def formats() -> dict[str, dict[str, Any]]:
    """Every format by its name, as it is stored. To be copied before it is changed."""
    from ruamel.yaml import YAML  # noqa: PLC0415 (a parser that only this needs)

    reader = YAML(typ="safe")
    return {name: reader.load((FORMATS / f"{name}.yaml").read_text()) for name in NAMES}


def in_words(text: dict[str, str]) -> str:
    """A text of a format in the reader's language."""
    return text["en" if (get_language() or "").startswith("en") else "zh"]


def explained(fault: Fault) -> str:
    """What is wrong at this place of a format."""
    words = {
        "schema": _("This is no format of a contest."),
        "list": _("A list is missing here."),
        "empty": _("There must be at least one stage."),
        "choice": _("Possible here: %(about)s."),
        "yes_or_no": _("Only yes or no is possible here."),
        "roles": _("A team has a chief; other roles: %(about)s."),
        "bounds": _("The least and the most people of this role are two numbers from 0 to 20."),
        "number": _("A number from 0 to %(about)s is needed here."),
        "count": _("A whole number from 0 to %(about)s is needed here; minutes, groups and rounds from 1."),
        "drop": _("How many ballots are left out, and from how many on, are whole numbers up to 15."),
        "drop_all": _("No ballot would be left: leave fewer out, or only from a larger panel on."),
        "weightless": _("One of the components must have a weight above 0."),
        "component": _("There is no component “%(about)s”."),
        "nobody": _("A match needs a judge at least."),
        "id": _("An id is made of letters, digits and hyphens."),
        "twice": _("“%(about)s” stands here twice."),
        "both_languages": _("A text in Chinese and in English is needed here."),
        "counts": _(
            "A person’s title counts “matches” and components that are typed in, each by a number; not “%(about)s”."
        ),
        "in_use": _("“%(about)s” cannot be taken out any more: matches or marks belong to it."),
        "earlier": _("Only a single knock-out can be seeded, and only by a stage that stands above it."),
        "order": _("A title may exclude only titles that stand above it."),
    }
    words_for_it = words.get(fault.code, _("This cannot be used: %(about)s"))
    return words_for_it % {"about": fault.about} if "%(about)s" in words_for_it else words_for_it
