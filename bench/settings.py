"""The platform's settings with the bench's own stream beside the others, and without limits for one seat."""

from config.settings import *  # noqa: F403
from config.settings import LIVE_STREAMS
from live.frames import LIMITS

LIVE_STREAMS = {**LIVE_STREAMS, "notes": "bench.notes.NotesStream"}
LIMITS.update(rate=10**9, burst=10**9, waiting=10**9)  # one publisher stands for many
