"""The socket: admit, parse, hand over, relay. It decides nothing and never waits for the disk.

``receive`` stays on the event loop: a heartbeat is answered there whatever the database does. The
rules of the wire are those of protocol version 1.
"""

import logging
import secrets
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import parse_qs
from uuid import UUID

from channels.consumer import AsyncConsumer
from channels.exceptions import StopConsumer
from django.conf import settings
from django.db import Error as DatabaseError
from django.http.request import split_domain_port, validate_host
from django.utils import timezone

from live import history, log, rights, tickets
from live.frames import LIMITS, PROTOCOL, SUBPROTOCOL, Did, Ping, parse, text_of
from live.hub import Feed, Hub, Peer
from live.kinds import Visitor
from live.log import Done, Outcome, Submission
from live.machine import Command, Refused, Seat
from live.models import Stream
from live.rates import Bucket
from live.refusals import as_frame
from live.switchboard import Switchboard
from live.wire import Frame, Line

logger = logging.getLogger(__name__)

#: Any frames, heartbeats included: far more than a client ever sends.
ALL_RATE, ALL_BURST = 60, 300
BAD_FRAMES_IN_A_ROW = 3


class StreamConsumer(AsyncConsumer):
    """One socket on one stream."""

    channel_layer_alias = None  # type: ignore[assignment]  # only the switchboard listens to the layer
    seat_rates: ClassVar[dict[tuple[str, UUID, str], Bucket]] = {}

    hub: Hub | None = None
    feed: Feed | None = None
    peer: Peer | None = None

    async def dispatch(self, message: Mapping[str, Any]) -> None:
        """Handle one message of the server, without the thread that Channels would visit for each."""
        match message["type"]:
            case "websocket.receive":
                self.receive(message)
            case "websocket.connect":
                await self.connect()
            case "websocket.disconnect":
                self.leave()
                raise StopConsumer

    # --- Coming in ----------------------------------------------------------------------------

    async def connect(self) -> None:
        """Let the visitor in, or say why not by a close code that a browser can read."""
        self.headers = dict(self.scope["headers"])
        if not self.origin_allowed():
            await self.send({"type": "websocket.close"})  # HTTP 403
            return
        offered = list(self.scope.get("subprotocols", []))
        known = SUBPROTOCOL in offered
        await self.send({"type": "websocket.accept", "subprotocol": SUBPROTOCOL if known else None})
        self.open = True
        self.line = Line(self.scope, self.send)
        self.cookies = rights.cookies_of(self.headers)
        self.language = rights.language_of(self.headers, self.cookies)
        self.board = Switchboard.running()
        self.rate, self.frames, self.bad, self.pending = Bucket(), Bucket(ALL_RATE, ALL_BURST, ALL_BURST), 0, 0
        code = await self.admit(offered) if known else 4426
        if code:
            self.close(code)

    def origin_allowed(self) -> bool:
        """Whether this page may open a socket here: same scheme, host and port, or one that is named.

        A program sends no Origin and holds no cookie of a browser that could be abused.
        """
        host = self.headers.get(b"host", b"").decode("latin-1")
        if not validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS):
            return False
        origin = self.headers.get(b"origin")
        if origin is None:
            return True
        scheme = "https" if settings.SESSION_COOKIE_SECURE or self.scope.get("scheme") == "wss" else "http"
        return origin.decode("latin-1") in (settings.LIVE_ORIGINS or [f"{scheme}://{host}"])

    async def admit(self, offered: list[str]) -> int:  # noqa: PLR0911 (one return for each thing that may be missing)
        """Find stream, visitor and seat and join. Returns 0, or the close code that says what was missing."""
        if self.board.closing:
            return 4012
        if self.board.is_full():
            return 4503
        route = self.scope["url_route"]["kwargs"]
        self.address = (route["kind"], route["key"])
        try:
            visitor, check = await self.board.read(lambda: self.visitor(offered))
            if visitor is None:
                return 4401
            hub = await self.board.hub(self.address)
        except (KeyError, Stream.DoesNotExist):
            return 4404
        except DatabaseError:
            return 4012
        seat = hub.seat_of(visitor)
        if seat is None or (visitor.guest and seat.key != visitor.guest):
            return 4401 if visitor.guest else 4403
        return await self.join(hub, seat, visitor, check)

    def visitor(self, offered: list[str]) -> tuple[Visitor | None, rights.Check]:
        """Who is at the door, by ticket or by cookie. Runs off the loop."""
        if self.address[0] not in settings.LIVE_STREAMS:
            raise KeyError(self.address)
        for each in offered:
            if each.startswith("ticket."):
                return tickets.spend(each.removeprefix("ticket."), *self.address, now=timezone.now()), ("", "")
        found = rights.person_of(self.cookies.get(settings.SESSION_COOKIE_NAME, ""))
        if found is None:
            if not Stream.objects.filter(kind=self.address[0], key=self.address[1]).exists():
                raise KeyError(self.address)
            return None, ("", "")
        return Visitor(person=found[0]), found[1]

    async def join(self, hub: Hub, seat: Seat, visitor: Visitor, check: rights.Check) -> int:
        """Send ``welcome`` and where the view stands, and follow it from there."""
        sitting = seat.key in hub.machine.seats(hub.head.state)
        if sitting and hub.here()[seat.key] >= LIMITS["sockets"]:
            return 4503
        feed = hub.feed_for(seat)
        after = self.wanted(feed)
        if after is not None and after < feed.seq - len(feed.recent):
            await self.read_back(hub, feed, after)
            feed = hub.feed_for(seat)
        if not self.open:
            return 0
        self.hub, self.feed = hub, feed
        self.peer = Peer(self.line, seat, visitor, check, self.close, heard=self.board.loop.time())
        self.board.hubs.setdefault(self.address, hub)
        self.say(self.welcome(hub, feed, seat))
        hub.join(feed, self.peer, after)
        return 0

    def wanted(self, feed: Feed) -> int | None:
        """The seq behind which the client asks to resume, if it holds this very view."""
        query = parse_qs(self.scope.get("query_string", b"").decode("latin-1"))
        after = query.get("after", [""])[0]
        if query.get("view") != [feed.token] or not after.isdecimal() or len(after) > 15:
            return None
        return int(after) if feed.seq - 500 <= int(after) <= feed.seq else None

    async def read_back(self, hub: Hub, feed: Feed, after: int) -> None:
        """Have the feed remember further back than this process has followed it."""
        oldest = feed.seq - len(feed.recent)
        try:
            frames = await self.board.read(lambda: history.frames_between(hub.address, feed.audiences, after, oldest))
        except DatabaseError:
            return  # then the client gets a snapshot
        if feed.seq - len(feed.recent) == oldest and len(frames) == oldest - after:
            feed.recent.extendleft(Frame(text) for text in reversed(frames))

    def welcome(self, hub: Hub, feed: Feed, seat: Seat) -> dict[str, Any]:
        """The first frame: who you are here, what you may do, and how much of it."""
        you = {
            "seat": seat.key,
            "role": seat.role,
            "side": seat.side or None,
            "audiences": sorted(feed.audiences),
            "may": sorted(hub.machine.may(seat)),
        }
        return {
            "type": "welcome",
            "protocol": PROTOCOL,
            "stream": f"{self.address[0]}/{self.address[1]}",
            "view": feed.token,
            "you": you,
            "keep": sorted(hub.machine.keep & hub.machine.may(seat)),
            "limits": LIMITS,
            "build": settings.RELEASE,
            "now": log.now_ms(),
        }

    # --- What comes in ------------------------------------------------------------------------

    def receive(self, message: Mapping[str, Any]) -> None:
        """One frame of the client. Never waits, and never ends the socket by an exception."""
        if self.peer is None or not self.open:
            return
        now = self.board.loop.time()
        self.peer.heard = now
        if self.frames.take(now):
            self.close(4429)
            return
        text = message.get("text")
        if text is not None and len(text.encode()) > LIMITS["frame"]:
            self.close(4413)
            return
        try:
            if text is None:
                raise Refused("bad_frame")
            said = parse(text)
        except Refused as refusal:
            self.misread(refusal)
            return
        self.bad = 0
        try:
            self.handle(said, now)
        except Refused as refusal:
            self.refuse(refusal, said.id if isinstance(said, Command) else None)
        except Exception:  # the last resort: a socket outlives whatever is wrong on the server
            number = secrets.token_hex(4)
            logger.exception("Log id %s: a frame could not be handled", number)
            self.refuse(Refused("internal", log=number), said.id if isinstance(said, Command) else None)

    def misread(self, refusal: Refused) -> None:
        """Answer a frame that says nothing; three of them in a row end the socket."""
        id = refusal.data.pop("id", None)
        self.refuse(refusal, id)
        self.bad = self.bad + 1 if refusal.code == "bad_frame" else 0
        if self.bad >= BAD_FRAMES_IN_A_ROW:
            self.close(4400)

    def handle(self, said: Command | Ping | Did, now: float) -> None:
        """Answer a heartbeat, a question, or hand over a command. Raises Refused."""
        assert self.peer is not None
        assert self.feed is not None
        if isinstance(said, Ping):
            if said.seen is not None:
                self.peer.seen = max(self.peer.seen, min(said.seen, self.feed.seq))
            self.say({"type": "pong", "t": said.t, "now": log.now_ms()})
            return
        seat = self.peer.seat
        shared = self.seat_rates.setdefault((*self.address, seat.key), Bucket())
        wait = max(self.rate.take(now), shared.take(now))
        if wait or self.pending >= LIMITS["waiting"]:
            raise Refused("slow_down", retry_after=max(1, round(wait)))
        self.pending += 1
        if isinstance(said, Did):
            self.board.keep(self.tell_what_was_done(said))
        else:
            self.board.submit(Submission(*self.address, seat, said), lambda outcome: self.answer(said.id, outcome))

    async def tell_what_was_done(self, asked: Did) -> None:
        """Answer which commands of this seat are on the disk."""
        assert self.peer is not None
        seat = self.peer.seat.key
        try:
            done = await self.board.read(lambda: history.done_by(self.address, seat, asked.ids))
        except DatabaseError:
            self.refuse(Refused("try_again"), None)
        else:
            self.say({"type": "did", "ids": {id: "done" if id in done else "unknown" for id in asked.ids}})
        self.pending -= 1

    def answer(self, id: str, outcome: Outcome) -> None:
        """Tell the sender what became of a command."""
        self.pending -= 1
        if isinstance(outcome, Done):
            proof = {"receipt": outcome.proof} if outcome.proof else {}
            self.say({"type": "ack", "id": id, "seq": outcome.seq, **proof})
        else:
            self.refuse(outcome, id)

    # --- What goes out ------------------------------------------------------------------------

    def say(self, frame: Mapping[str, Any]) -> None:
        """Send one frame to this socket alone, behind what its view was sent."""
        if self.open:
            if self.feed is not None:
                self.feed.flush()
            self.line.write([Frame(text_of(frame))])

    def refuse(self, refusal: Refused, id: str | None) -> None:
        """Send a refusal in the person's language."""
        self.say(as_frame(refusal, id, self.language))

    def close(self, code: int) -> None:
        """End this socket with a code that says what the client should do."""
        if self.open:
            self.open = False
            self.line.close(code)
            self.forget()

    def leave(self) -> None:
        """The socket is gone."""
        self.open = False
        if getattr(self, "line", None) is not None:
            self.line.drop()
        self.forget()

    def forget(self) -> None:
        """Follow the stream no longer."""
        if self.hub is not None and self.peer is not None:
            self.board.leave(self.hub, self.peer)
            self.hub = self.peer = None
