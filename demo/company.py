"""The cast of the demo over HTTP: who can be played, new sessions, and the cookie of each seat."""

import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPMessage
from typing import IO, Any
from urllib.parse import urljoin, urlsplit

from demo.wire import Line

#: Sign-ins at a time: a server under test has a handful of threads for pages.
AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Role:
    """One entry of the cast, as ``/demo/cast.json`` has it."""

    role: str
    side: str
    seat: str
    session: str
    sign_in: str
    page: str
    ws: str


class _Stay(urllib.request.HTTPRedirectHandler):
    """Signing in answers with a redirect to the page; only its cookie is wanted."""

    def redirect_request(  # noqa: PLR0917 (the library's own signature)
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> None:
        return None


class Company:
    """The demo seen from outside. It may be served by several processes, each with its own address in ``urls``."""

    def __init__(self, urls: Sequence[str]) -> None:
        self.urls = [url.rstrip("/") + "/" for url in urls]
        self.url = self.urls[0]
        self._gate = asyncio.Semaphore(AT_ONCE)

    async def cast(self) -> list[Role]:
        """Every seat that the demo offers now."""
        return self._roles(await self._json("GET", "demo/cast.json"))

    async def new_session(self, *, judges: int) -> list[Role]:
        """The seats of a session that is made for this call and still planned."""
        return self._roles(await self._json("POST", f"demo/reset?judges={judges}"))

    async def cookie(self, role: Role) -> str:
        """The cookie that opens this seat's lines."""
        async with self._gate:
            return await asyncio.to_thread(self._sign_in, urljoin(self.url, role.sign_in))

    def line(self, path: str, number: int, *, cookie: str, changed: Callable[[], None] | None = None) -> Line:
        """A line to this path, on one of the servers in turn."""
        parts = urlsplit(urljoin(self.urls[number % len(self.urls)], path))
        scheme = "wss" if parts.scheme == "https" else "ws"
        origin = f"{parts.scheme}://{parts.netloc}"
        return Line(f"{scheme}://{parts.netloc}{parts.path}", cookie=cookie, origin=origin, changed=changed)

    def _roles(self, entries: Sequence[Mapping[str, Any]]) -> list[Role]:
        names = Role.__dataclass_fields__
        return [Role(**{name: str(entry[name] or "") for name in names}) for entry in entries]

    async def _json(self, method: str, path: str) -> Any:
        async with self._gate:
            return await asyncio.to_thread(self._ask, method, path)

    def _ask(self, method: str, path: str) -> Any:
        data = b"" if method == "POST" else None
        headers = {"Accept": "application/json", "Origin": self.url.rstrip("/")}
        request = urllib.request.Request(urljoin(self.url, path), data=data, headers=headers, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def _sign_in(self, address: str) -> str:
        opener = urllib.request.build_opener(_Stay)
        try:
            with opener.open(address, timeout=60) as answer:
                cookies = answer.headers.get_all("Set-Cookie") or []
        except urllib.error.HTTPError as answer:
            if answer.code not in (301, 302, 303):
                raise
            cookies = answer.headers.get_all("Set-Cookie") or []
        return "; ".join(cookie.split(";", 1)[0] for cookie in cookies)
