"""One hub for each stream and process: the folded state, its views, and the sockets that follow them.

An event is rendered and encoded once for each view and written to that view's sockets. A hub
believes the log alone: a hint that it missed, or that never came, shows as a gap and is read up.
Everything here runs on the event loop; what must wait (a query) is awaited outside of it.
"""

import asyncio
import hashlib
import itertools
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from live.frames import event_text, text_of
from live.kinds import Visitor, kind_named
from live.log import Address, Grown, Head
from live.machine import Event, Machine, Seat
from live.patches import diff, plain
from live.wire import Frame, Line

RECENT = 500
TICK = 0.01
UNSEEN_BYTES, UNSEEN_FRAMES, UNSEEN_SECONDS = 1 << 20, 1_000, 20.0


@dataclass(slots=True, eq=False)
class Peer:
    """One socket that has been let in. ``seen`` is the seq that its person has before them."""

    line: Line
    seat: Seat
    visitor: Visitor
    check: tuple[str, str]  # session key and the hash that a changed password changes; empty for a ticket
    close: Callable[[int], None]
    seen: int = 0
    heard: float = 0.0


@dataclass(slots=True, eq=False)
class Feed:
    """One view of the stream and whoever follows it."""

    audiences: frozenset[str]
    token: str
    seq: int
    view: Mapping[str, Any]
    seats: frozenset[str] = frozenset()
    recent: deque[Frame] = field(default_factory=lambda: deque(maxlen=RECENT))
    sent: deque[tuple[int, float]] = field(default_factory=lambda: deque(maxlen=UNSEEN_FRAMES + 1))
    total: int = 0  # bytes written to each socket since the feed began
    peers: set[Peer] = field(default_factory=set)
    waiting: list[Frame] = field(default_factory=list)
    timer: asyncio.TimerHandle | None = None
    presence: Mapping[str, int] = field(default_factory=dict)

    def push(self, frame: Frame, now: float) -> None:
        """Number one more event: the first goes out at once, what follows within a tick goes together."""
        self.seq += 1
        self.recent.append(frame)
        self.total += len(frame)
        self.sent.append((self.total, now))
        self.waiting.append(frame)
        if self.timer is None:
            self.flush()
            self.timer = asyncio.get_running_loop().call_later(TICK, self._tick)

    def _tick(self) -> None:
        self.timer = None
        if self.waiting:
            self.flush()
            self.timer = asyncio.get_running_loop().call_later(TICK, self._tick)

    def flush(self) -> None:
        """Write what waits."""
        frames, self.waiting = self.waiting, []
        if frames:
            self.write(frames)

    def write(self, frames: list[Frame]) -> None:
        """Write the same frames to every socket, their bytes put together once."""
        joined = b"".join(frame.wire for frame in frames)
        for peer in self.peers:
            peer.line.write(frames, joined)

    def is_slow(self, peer: Peer, now: float) -> bool:
        """Whether too much was sent that this peer has not seen: by size, by number or by age."""
        unseen = self.seq - peer.seen
        if unseen <= 0 or not self.sent:
            return False
        if unseen > UNSEEN_FRAMES:
            return True
        if unseen >= len(self.sent):
            return self.total > UNSEEN_BYTES
        before, _ = self.sent[-unseen - 1]
        _, since = self.sent[-unseen]
        return self.total - before > UNSEEN_BYTES or now - since > UNSEEN_SECONDS


class Hub:
    """Follows one stream for this process."""

    def __init__(self, address: Address, head: Head) -> None:
        self.address = address
        self.machine: Machine[Any] = kind_named(address[0]).machine(address[1])
        self.head = head
        self.feeds: dict[frozenset[str], Feed] = {}
        self.elsewhere: dict[str, tuple[float, Mapping[str, int]]] = {}  # presence in other processes
        self._presence_timer: asyncio.TimerHandle | None = None
        self.presence_changed: Callable[[Hub], None] = lambda hub: None

    # --- Sockets ------------------------------------------------------------------------------

    def seat_of(self, visitor: Visitor) -> Seat | None:
        """Where this visitor sits now."""
        kind, key = self.address
        return kind_named(kind).seat_of(key, self.machine.seats(self.head.state), visitor)

    def peers(self) -> list[Peer]:
        """Everybody who follows the stream here."""
        return [peer for feed in self.feeds.values() for peer in feed.peers]

    def feed_for(self, seat: Seat) -> Feed:
        """The feed of this seat's view, begun when nobody has followed it yet."""
        audiences = self.machine.audiences(seat)
        feed = self.feeds.get(audiences)
        if feed is None:
            view = self.machine.view(self.head.state, audiences)
            feed = Feed(audiences, self.token(audiences), self.head.seq_for(audiences), view)
            self.feeds[audiences] = feed
        return feed

    def token(self, audiences: frozenset[str]) -> str:
        """The opaque name of a view: another one means that nothing held of it is of use."""
        parts = (*map(str, self.address), self.machine.shape, *sorted(audiences))
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:22]

    def join(self, feed: Feed, peer: Peer, after: int | None) -> None:
        """Let a socket in behind ``after``: from here on it misses nothing, and gets nothing twice."""
        feed.flush()
        missed = None if after is None else feed.seq - after
        if missed is None or not 0 <= missed <= len(feed.recent):
            state = plain(feed.view)
            peer.line.write([Frame(text_of({"type": "snapshot", "seq": feed.seq, "state": state}))])
        elif missed:
            peer.line.write(list(itertools.islice(feed.recent, len(feed.recent) - missed, None)))
        peer.seen = feed.seq
        feed.peers.add(peer)
        feed.presence = {}
        self.presence_soon()
        self.presence_changed(self)

    def leave(self, peer: Peer) -> None:
        """Forget a socket. A feed that nobody follows is given up."""
        for audiences, feed in list(self.feeds.items()):
            if peer in feed.peers:
                feed.peers.discard(peer)
                if not feed.peers:
                    if feed.timer is not None:
                        feed.timer.cancel()
                    del self.feeds[audiences]
                self.presence_soon()
                self.presence_changed(self)

    # --- Events -------------------------------------------------------------------------------

    def take(self, grown: Grown) -> bool:
        """Follow what was appended. False when something before it is missing: then the log must be read."""
        steps = [step for step in grown.steps if step[0] > self.head.seq]
        if steps and steps[0][0] != self.head.seq + 1:
            return False
        now = asyncio.get_running_loop().time()
        for seq, event, state in steps:
            told = {**self.head.told, event.audience: self.head.told.get(event.audience, 0) + 1}
            self.head = Head(self.head.pk, seq, b"", event.at, state, told)
            self._show(event, state, now)
        if any(event.kind in ("seat.given", "seat.taken") for _, event, _ in steps):
            self.reseat()
        return True

    def _show(self, event: Event, state: Any, now: float) -> None:
        for feed in self.feeds.values():
            if event.audience in feed.audiences:
                view = self.machine.view(state, feed.audiences)
                patch = diff(feed.view, view)
                feed.view = view
                feed.push(Frame(event_text(feed.seq + 1, event, patch)), now)

    def reseat(self) -> None:
        """After a change of seats: close whoever lost theirs, or sees another view now."""
        for feed in list(self.feeds.values()):
            for peer in list(feed.peers):
                seat = self.seat_of(peer.visitor)
                if seat is not None and seat.key == peer.seat.key and self.machine.audiences(seat) == feed.audiences:
                    peer.seat = seat
                elif peer.seat.key in self.machine.seats(self.head.state):
                    peer.close(4403)
                else:
                    peer.close(4410 if seat is not None else 4403)

    # --- Presence -----------------------------------------------------------------------------

    def here(self) -> Counter[str]:
        """Sockets of this process by seat."""
        return Counter(peer.seat.key for peer in self.peers())

    def presence_soon(self) -> None:
        """Show presence again, at most once a second."""
        if self._presence_timer is None:
            self._presence_timer = asyncio.get_running_loop().call_later(1.0, self.show_presence)

    def show_presence(self) -> None:
        """Tell each view who of its own side and of the staff is here, where that has changed."""
        self._presence_timer = None
        count = self.here()
        now = asyncio.get_running_loop().time()
        for at, seats in self.elsewhere.values():
            if now - at < 60:
                count.update(seats)
        sitting = self.machine.seats(self.head.state)
        for feed in self.feeds.values():
            side = next((peer.seat.side for peer in feed.peers), "")
            shown = {
                key: count[key]
                for key, seat in sitting.items()
                if count[key] and (seat.role in self.machine.staff or (side and seat.side == side))
            }
            if shown != feed.presence:
                feed.presence = shown
                feed.flush()
                feed.write([Frame(text_of({"type": "presence", "seats": shown}))])
