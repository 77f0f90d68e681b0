"""Which streams have something to happen by itself, now."""

from live.log import Address, now_ms
from live.models import Stream

AT_ONCE = 200


def due(now: int | None = None) -> list[Address]:
    """The streams whose next timer has come, the most overdue first; at most 200 at once."""
    moment = now_ms() if now is None else now
    streams = Stream.objects.filter(due_at__lte=moment).order_by("due_at")
    return list(streams.values_list("kind", "key")[:AT_ONCE])
