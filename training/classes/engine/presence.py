"""From signing in and out to minutes, class hours and half-days; a teacher's word wins over every code."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

Way = Literal["in", "out"]
State = Literal["present", "partly", "absent", "excused", "open", "to_come"]


@dataclass(frozen=True, slots=True)
class Mark:
    """One signing in or out, at the server's time."""

    way: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the teacher decided: how many minutes, or excused."""

    minutes: int
    excused: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A session: from when to when, and what of it makes a half-day attended."""

    begins: datetime
    ends: datetime
    percent: int = 80
    sign_out: bool = False

    @property
    def minutes(self) -> int:
        return int((self.ends - self.begins) / timedelta(minutes=1))


@dataclass(frozen=True, slots=True)
class Presence:
    """What is known of one person in one session. ``open``: signed in, and nobody knows until when."""

    state: State
    minutes: int
    ruled: bool = False

    @property
    def counts(self) -> bool:
        return self.state == "present"


def presence(span: Span, marks: Iterable[Mark], ruling: Ruling | None, now: datetime) -> Presence:
    """Minutes between each signing in and the next signing out, inside the session only.

    Without ``sign_out`` somebody who signed in is there until the end; with it, who never signed out counts no
    minute after the last signing in until the teacher decides.
    """
    if ruling is not None:
        minutes = max(0, min(ruling.minutes, span.minutes))
        return Presence("excused" if ruling.excused else _state(span, minutes), minutes, ruled=True)
    seconds, since = 0.0, None
    came = False
    for mark in sorted(marks, key=lambda each: (each.at, each.way)):
        at = min(max(mark.at, span.begins), span.ends)
        if mark.way == "in":
            came, since = True, since or at
        elif since is not None:
            seconds, since = seconds + (at - since).total_seconds(), None
    if since is not None and not span.sign_out:
        seconds += max(0.0, (min(now, span.ends) - since).total_seconds())
    minutes = int(seconds // 60)
    if since is not None and (span.sign_out or now < span.ends):
        return Presence("open", minutes)
    if not came:
        return Presence("absent" if now >= span.begins else "to_come", 0)
    return Presence(_state(span, minutes), minutes)


def _state(span: Span, minutes: int) -> State:
    if not minutes:
        return "absent"
    return "present" if minutes * 100 >= span.minutes * span.percent else "partly"


def class_hours(minutes: int, per_hour: int) -> Decimal:
    """Class hours of ``per_hour`` minutes (45 in most schools), to a tenth."""
    return (Decimal(minutes) / per_hour).quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far somebody is from the least attendance. ``past``: half-days that are over or ruled on."""

    attended: int
    past: int
    planned: int
    minutes: int
    least: int

    @property
    def percent(self) -> int:
        """Of all planned half-days, rounded down: nothing is promised that is not there."""
        return self.attended * 100 // self.planned if self.planned else 0

    @property
    def may_miss(self) -> int:
        """How many half-days still to come may be missed; negative when the minimum is out of reach."""
        return self.planned - self.past + self.attended - self.needed

    @property
    def needed(self) -> int:
        return -(-self.planned * self.least // 100)

    @property
    def reached(self) -> bool:
        return self.planned > 0 and self.attended >= self.needed

    @property
    def out_of_reach(self) -> bool:
        return self.may_miss < 0


def progress(found: Sequence[tuple[Presence, bool]], least: int) -> Progress:
    """From each planned session's presence, and whether the session is over; ``least`` in percent."""
    return Progress(
        attended=sum(each.counts for each, _over in found),
        past=sum(over or each.ruled for each, over in found),
        planned=len(found),
        minutes=sum(each.minutes for each, _over in found),
        least=least,
    )
