"""A scripted server of the live protocol with a page in front of it, for trying the browser's client.

It speaks the wire only as far as a test says. One port serves the page, the modules under ``static`` with the
platform's own strict policy for content, and the sockets. It runs in a thread of its own, beside Playwright.
"""

import asyncio
import json
import threading
import time
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

STATIC = Path(__file__).resolve().parents[2] / "static"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'"
)
TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html; charset=utf-8", ".svg": "image/svg+xml"}
SHEETS = ("vendor/bootstrap.min", "css/tokens", "css/base", "css/room", "css/live", "css/judging")
WORDS = """
globalThis.gettext = (words) => words;
globalThis.ngettext = (one, many, count) => (count === 1 ? one : many);
globalThis.interpolate = (words, values) => values.reduce((text, value) => text.replace("%s", value), words);
"""
BENCH = """
import { Stream } from "/static/js/live/stream.js";
import { mountStatus } from "/static/js/live/status.js";
import { guardSignOut } from "/static/js/live/signout.js";
const config = JSON.parse(document.getElementById("config").textContent);
const stream = (globalThis.stream = new Stream(config));
globalThis.answers = [];
globalThis.ask = (kind, data, expect) => stream.send(kind, data, expect).then((answer) => answers.push(answer));
mountStatus(stream, document.getElementById("status"));
guardSignOut({ person: config.user });
stream.start();
"""


class Socket:
    """One connection of the page: what it asked for at the door, and every frame it sent."""

    def __init__(self, hall: "Hall", connection: ServerConnection) -> None:
        assert connection.request is not None
        self.hall, self.connection = hall, connection
        address = urlsplit(connection.request.path)
        self.path = address.path
        self.query = {key: values[0] for key, values in parse_qs(address.query).items()}
        self.frames: list[dict[str, Any]] = []

    @property
    def commands(self) -> list[dict[str, Any]]:
        """What it sent that is neither ping nor did."""
        return [frame for frame in self.frames if "type" not in frame]

    async def say(self, **frame: Any) -> None:
        await self.connection.send(json.dumps(frame, ensure_ascii=False))

    async def close(self, code: int) -> None:
        await self.connection.close(code)

    def cut(self) -> None:
        """The network goes away: no close frame."""
        self.connection.transport.abort()


class Hall:
    """The server. ``deal`` decides what becomes of each command; without it every command is carried out."""

    def __init__(self, pages: dict[str, tuple[str, str]] | None = None) -> None:
        self.sockets: list[Socket] = []
        self.deal: Callable[[Socket, dict[str, Any]], Any] | None = None
        self.door: Callable[[Socket], Any] | None = None
        self.silent = False  # whether pings go unanswered
        self.pages = {
            "/bench.js": ("text/javascript", BENCH),
            "/words.js": ("text/javascript", WORDS),
            "/jsi18n/": ("text/javascript", WORDS),
            "/people/sign-out/": ("text/plain", "Out."),
            **(pages or {}),
        }
        self.seat = "judge-1"
        self.view = "view-1"
        self.may = ["score.set", "ballot.submit"]
        self.limits = {"frame": 65536, "rate": 20, "burst": 60, "waiting": 64, "sockets": 5, "say": 2000}
        self.state: dict[str, Any] = {"scores": {}}
        self.log: list[dict[str, Any]] = []
        self.done: dict[str, int] = {}  # id of a command -> seq
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._server: Server | None = None

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(self, *error: object) -> None:
        self.call(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._start())
        self._loop.run_forever()

    async def _start(self) -> None:
        self._server = await serve(
            self._serve,
            "127.0.0.1",
            0,
            process_request=self._page,
            subprotocols=[Subprotocol("xieshang.v1")],
            compression=None,
            ping_interval=None,
            max_size=1 << 20,
        )
        self.port = next(iter(self._server.sockets)).getsockname()[1]
        self._ready.set()

    async def _stop(self) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    # --- From the test's thread -------------------------------------------------------------------

    def call(self, work: Any) -> Any:
        """Run a coroutine on the server's loop and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    def cut(self) -> None:
        """Cut the newest connection."""
        self.drop(self.sockets[-1])

    def drop(self, socket: Socket) -> None:
        """Cut one connection."""
        self._loop.call_soon_threadsafe(socket.cut)

    def close(self, code: int) -> None:
        """Close the newest connection with ``code``."""
        self.call(self.sockets[-1].close(code))

    def say(self, **frame: Any) -> None:
        """Send a frame on the newest connection."""
        self.call(self.sockets[-1].say(**frame))

    def wait(self, holds: Callable[[], Any], seconds: float = 30) -> Any:
        """The first true answer of ``holds``; fails when there is none in time."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if answer := holds():
                return answer
            threading.Event().wait(0.02)
        raise AssertionError("what was waited for did not come")

    def address(self, *, user: str = "anna", seat: str = "judge-1") -> str:
        """The page of somebody at a seat."""
        return f"http://127.0.0.1:{self.port}/page?user={user}&seat={seat}"

    def commands(self) -> list[dict[str, Any]]:
        """Every command that arrived, over all connections."""
        return [frame for socket in self.sockets for frame in socket.commands]

    # --- The server's part ------------------------------------------------------------------------

    def happen(self, kind: str, patch: dict[str, Any], by: str | None = None) -> dict[str, Any]:
        """One more event, told to nobody yet."""
        event = {"type": "event", "seq": len(self.log) + 1, "kind": kind, "at": 1, "by": by, "data": {}, "patch": patch}
        self.log.append(event)
        _merge(self.state, patch)
        return event

    async def carry_out(self, socket: Socket, frame: dict[str, Any]) -> None:
        """Do a command once and acknowledge it every time."""
        if frame["id"] not in self.done:
            data = frame["data"]
            cell = {"value": data.get("value", ""), "note": data.get("note", "")}
            patch = {"scores": {data.get("criterion", "c"): {data.get("subject", "s"): cell}}}
            event = self.happen(frame["kind"], patch if frame["kind"] == "score.set" else {}, self.seat)
            self.done[frame["id"]] = event["seq"]
            await socket.say(**event)
        await socket.say(type="ack", id=frame["id"], seq=self.done[frame["id"]])

    async def welcome(self, socket: Socket) -> None:
        you = {"seat": self.seat, "role": "judge", "side": "", "audiences": ["public"], "may": self.may}
        await socket.say(
            type="welcome",
            protocol=1,
            stream=socket.path,
            view=self.view,
            you=you,
            limits=self.limits,
            build="test",
            now=int(time.time() * 1000),
        )
        after = int(socket.query.get("after", -1))
        if socket.query.get("view") == self.view and 0 <= after <= len(self.log):
            for event in self.log[after:]:
                await socket.say(**event)
        else:
            await socket.say(type="snapshot", seq=len(self.log), state=self.state)

    async def _serve(self, connection: ServerConnection) -> None:
        socket = Socket(self, connection)
        self.sockets.append(socket)
        try:
            if self.door is not None:
                await self.door(socket)
            else:
                await self.welcome(socket)
            async for text in connection:
                await self._take(socket, json.loads(text))
        except ConnectionClosed:
            return

    async def _take(self, socket: Socket, frame: dict[str, Any]) -> None:
        socket.frames.append(frame)
        if frame.get("type") == "ping":
            if not self.silent:
                await socket.say(type="pong", t=frame["t"], now=int(time.time() * 1000))
        elif frame.get("type") == "did":
            known = {id: "done" if id in self.done else "unknown" for id in frame["ids"]}
            await socket.say(type="did", ids=known)
        elif self.deal is not None:
            await self.deal(socket, frame)
        else:
            await self.carry_out(socket, frame)

    def _page(self, connection: ServerConnection, request: Request) -> Response | None:
        address = urlsplit(request.path)
        if address.path.startswith("/ws/"):
            return None
        if address.path.startswith("/static/"):
            file = (STATIC / address.path.removeprefix("/static/")).resolve()
            if file.is_file() and file.is_relative_to(STATIC):
                return _response(TYPES.get(file.suffix, "text/plain"), file.read_bytes())
            return _response("text/plain", b"", HTTPStatus.NOT_FOUND)
        if address.path == "/elsewhere":
            asked = {key: values[0] for key, values in parse_qs(address.query).items()}
            page = page_of(asked).replace("/bench.js", "/static/js/live/leaving.js").replace("/words.js", "/none.js")
            return _response(TYPES[".html"], page.encode())
        if address.path == "/page":
            asked = {key: values[0] for key, values in parse_qs(address.query).items()}
            return _response(TYPES[".html"], page_of(asked).encode())
        if address.path in self.pages:
            kind, content = self.pages[address.path]
            return _response(kind, content.encode())
        return _response("text/plain", b"", HTTPStatus.NOT_FOUND)


def page_of(asked: dict[str, str]) -> str:
    """A page with the bar, a way out, and the client for whoever is asked for."""
    config = {"ws": asked.get("ws", "/ws/panels/p/"), "user": asked.get("user", ""), "seat": asked.get("seat", "")}
    sheets = "".join(f'<link rel="stylesheet" href="/static/{sheet}.css">' for sheet in SHEETS)
    return f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Bench</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">{sheets}<script src="/words.js"></script>
<main><h1>Bench</h1>
<form action="/people/sign-out/" method="get" data-person="{config["user"]}"><button>Sign out</button></form>
<div id="status"></div><div id="ballot"></div></main>
<script type="application/json" id="config">{json.dumps(config)}</script>
<script type="module" src="/bench.js"></script></html>"""


def _response(kind: str, body: bytes, status: HTTPStatus = HTTPStatus.OK) -> Response:
    headers = Headers()
    headers["Content-Type"] = kind
    headers["Content-Length"] = str(len(body))
    headers["Content-Security-Policy"] = POLICY
    headers["Cache-Control"] = "no-store"
    return Response(status.value, status.phrase, headers, body)


def _merge(target: dict[str, Any], patch: dict[str, Any]) -> None:
    for key, value in patch.items():
        if value is None:
            target.pop(key, None)
        elif isinstance(value, dict):
            _merge(target.setdefault(key, {}), value)
        else:
            target[key] = value
