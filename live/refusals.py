"""From a refusal's code to its words: one catalogue, named by a setting, so that no room is named here."""

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.module_loading import import_string

from live.machine import Refused

#: After these the sender keeps the command and tries again.
TEMPORARY = frozenset({"try_again", "read_only", "internal", "slow_down"})


def explain(refusal: Refused, language: str | None = None) -> str:
    """The refusal in ``language``, or the one that is active: what stands in the way, what was kept, what to do."""
    words = import_string(settings.REFUSAL_WORDS)[refusal.code]
    if language is None:
        return str(words)
    with translation.override(language):
        return str(words)


def as_frame(refusal: Refused, command_id: str | None, language: str) -> dict[str, Any]:
    """The refusal as the wire has it."""
    data = dict(refusal.data)
    frame = {"type": "refuse", "id": command_id, "code": refusal.code, "message": explain(refusal, language)}
    if refusal.code in TEMPORARY:
        frame["retry_after"] = data.pop("retry_after", 2)
    return {**frame, "data": data}
