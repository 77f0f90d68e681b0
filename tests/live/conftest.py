"""A notebook to write in, people to sit at it, and sockets that talk to it as a browser would."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from config.asgi import application
from live import log
from live.frames import SUBPROTOCOL
from live.kinds import kind_named
from live.machine import Command, Seat
from live.models import Stream
from live.switchboard import Switchboard
from people.models import User

PATIENCE = 5.0


@pytest.fixture
def notebooks(settings: Any, tmp_path: Any) -> Iterator[None]:
    """The kind of stream that these tests write in, with signed heads of its own."""
    settings.LIVE_STREAMS = {**settings.LIVE_STREAMS, "notebooks": "tests.live.notebook.NotebookStream"}
    settings.LIVE_HEADS = tmp_path / "heads.jsonl"
    kind_named.cache_clear()
    log.forget()
    yield
    kind_named.cache_clear()
    log.forget()


class Notes:
    """One notebook, written to by verbs as a room would."""

    def __init__(self) -> None:
        self.key: UUID = uuid4()
        self.people: dict[str, User] = {}
        log.create("notebooks", self.key, "a set-up")

    @property
    def address(self) -> tuple[str, UUID]:
        return "notebooks", self.key

    @property
    def stream(self) -> Stream:
        return Stream.objects.get(kind="notebooks", key=self.key)

    def seat(self, name: str) -> Seat:
        return log.state_of(*self.address).seats[name]  # type: ignore[no-any-return]

    def sit(self, name: str) -> User:
        """Somebody takes the seat of this name."""
        user = User.objects.create(username=f"{name}-{secrets.token_hex(4)}", name=name)
        self.people[name] = user
        log.act(*self.address, "seat.give", {"seat": name, "person": str(user.uuid)})
        return user

    def write(self, name: str, kind: str = "note", data: Any = None, **more: Any) -> log.Outcome:
        """One command of a seat; its outcome, refusals included."""
        command = Command(
            kind, {"text": "hello"} if data is None else data, more.get("expect"), more.get("id", new_id())
        )
        [outcome] = log.append([log.Submission(*self.address, self.seat(name), command)], now=more.get("now"))
        return outcome


def new_id() -> str:
    return secrets.token_urlsafe(18)


@pytest.fixture
def notes(notebooks: None, transactional_db: None) -> Notes:
    return Notes()


def cookie_of(user: User) -> str:
    """The cookie of a browser in which this person is signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


class Socket:
    """One socket, with the state that its frames add up to."""

    def __init__(self, communicator: WebsocketCommunicator) -> None:
        self.wire = communicator
        self.frames: list[dict[str, Any]] = []
        self.closed: int | None = None

    async def next(self) -> dict[str, Any]:
        """The next frame; the close code stands as ``{"type": "close", "code"}``."""
        message = await self.wire.receive_output(PATIENCE)
        if message["type"] == "websocket.close":
            self.closed = message.get("code", 1000)
            return {"type": "close", "code": self.closed}
        frame: dict[str, Any] = json.loads(message["text"])
        self.frames.append(frame)
        return frame

    async def until(self, type: str, **having: Any) -> dict[str, Any]:
        """The next frame of this type that has these values, presence and others passed over."""
        while True:
            frame = await self.next()
            if frame["type"] == type and all(frame.get(key) == value for key, value in having.items()):
                return frame
            if frame["type"] == "close":
                raise AssertionError(f"closed with {frame['code']} while waiting for {type}")

    async def send(self, kind: str, data: Any = None, expect: Any = None, id: str | None = None) -> str:
        id = id or new_id()
        await self.raw(json.dumps({"id": id, "kind": kind, "data": data or {}, "expect": expect}))
        return id

    async def raw(self, text: str) -> None:
        await self.wire.send_input({"type": "websocket.receive", "text": text})

    async def close_code(self) -> int:
        """The code with which the server ends this socket."""
        while self.closed is None:
            await self.next()
        return self.closed


class Door:
    """Opens sockets, and ends everything with the test."""

    def __init__(self) -> None:
        self.sockets: list[Socket] = []

    async def open(
        self,
        address: tuple[str, UUID] | str,
        user: User | None = None,
        *,
        query: str = "",
        subprotocols: tuple[str, ...] = (SUBPROTOCOL,),
        headers: tuple[tuple[bytes, bytes], ...] = (),
    ) -> Socket:
        """A socket that was accepted, with nothing read from it yet."""
        path = address if isinstance(address, str) else f"/ws/{address[0]}/{address[1]}/"
        cookies = [(b"cookie", b"sessionid=" + (await sync_to_async(cookie_of)(user)).encode())] if user else []
        communicator = WebsocketCommunicator(
            application, f"{path}?{query}", [(b"host", b"testserver"), *cookies, *headers], list(subprotocols)
        )
        connected, _ = await communicator.connect(PATIENCE)
        socket = Socket(communicator)
        self.sockets.append(socket)
        socket.closed = None if connected else 403
        return socket

    async def enter(self, address: tuple[str, UUID], user: User | None, **more: Any) -> tuple[Socket, dict[str, Any]]:
        """A socket that was let in, with its ``welcome``."""
        socket = await self.open(address, user, **more)
        return socket, await socket.until("welcome")

    async def end(self) -> None:
        for socket in self.sockets:
            await socket.wire.disconnect()
        if Switchboard.here is not None:
            await Switchboard.here.stop()
            Switchboard.here = None


@pytest_asyncio.fixture
async def door() -> AsyncIterator[Door]:
    opened = Door()
    yield opened
    await opened.end()
    for _ in range(3):
        await asyncio.sleep(0)
