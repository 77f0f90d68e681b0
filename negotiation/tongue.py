"""In which of a scenario's two languages somebody reads."""

from django.utils.translation import get_language

from negotiation.engine.scenario import Text


def language() -> str:
    """``zh`` or ``en``: the reader's; Chinese where it is neither."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def own(text: Text) -> str:
    """A text of a scenario in the reader's language."""
    return text[language()]
