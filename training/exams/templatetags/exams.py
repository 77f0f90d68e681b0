"""How templates show texts of the bank."""

from collections.abc import Mapping

from django import template

from training.exams import shown

register = template.Library()


@register.filter
def in_words(text: Mapping[str, str] | None) -> str:
    """A text of the bank in the reader's language."""
    return shown.in_words(text)
