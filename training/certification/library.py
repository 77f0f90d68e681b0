"""The schemes that come with the platform, as data to begin with."""

from functools import lru_cache
from pathlib import Path
from typing import Any

SCHEMES = Path(__file__).parent / "schemes"
#: The order in which they are offered.
NAMES = (
    "bargaining-instructor",
    "dispute-mediator",
    "class-completion",
    "mutual-aid-handler",
    "labour-relations-coordinator",
)


@lru_cache(maxsize=1)
def patterns() -> dict[str, dict[str, Any]]:
    """Every scheme by its code."""
    from ruamel.yaml import YAML  # noqa: PLC0415 (a parser that only this needs)

    reader = YAML(typ="safe")
    return {name: reader.load((SCHEMES / f"{name}.yaml").read_text()) for name in NAMES}
