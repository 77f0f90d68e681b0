"""How fast one seat, and one socket, may speak."""

from dataclasses import dataclass

from live.frames import LIMITS


@dataclass(slots=True)
class Bucket:
    """A token bucket: ``rate`` a second, ``burst`` at once. ``now`` is any clock that only goes forward, in seconds."""

    rate: float = LIMITS["rate"]
    burst: float = LIMITS["burst"]
    left: float = LIMITS["burst"]
    since: float = 0.0

    def take(self, now: float) -> float:
        """Take one; returns 0, or the seconds after which there will be one again."""
        self.left = min(self.burst, self.left + (now - self.since) * self.rate) if self.since else self.burst
        self.since = now
        if self.left >= 1:
            self.left -= 1
            return 0.0
        return (1 - self.left) / self.rate
