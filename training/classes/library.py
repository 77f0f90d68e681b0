"""The patterns of classes that come with the platform: course, modules and half-days as data."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

PATTERNS = Path(__file__).parent / "patterns"
#: The order in which they are offered.
NAMES = ("cadres", "mutual-aid", "new-unions")


@lru_cache(maxsize=1)
def patterns() -> dict[str, dict[str, Any]]:
    """Every pattern by its name."""
    from ruamel.yaml import YAML  # noqa: PLC0415 (a parser that only this needs)

    reader = YAML(typ="safe")
    return {name: reader.load((PATTERNS / f"{name}.yaml").read_text()) for name in NAMES}


def in_words(text: dict[str, str]) -> str:
    """A text of a pattern in the reader's language."""
    return text["en" if (get_language() or "").startswith("en") else "zh"]
