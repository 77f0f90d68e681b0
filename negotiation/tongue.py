"""In which of a scenario's two languages somebody reads."""

import os

from django.conf import settings
from django.utils.translation import get_language

from negotiation.engine.scenario import Text


def language() -> str:
    """``zh`` or ``en``: the reader's; Chinese where it is neither."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def own(text: Text) -> str:
    """A text of a scenario in the reader's language."""
    return text[language()]


def of_terminal() -> str:
    """The language that the terminal asks for; the platform's own where it asks for none."""
    asked = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "en" if asked.startswith("en") else settings.LANGUAGE_CODE
