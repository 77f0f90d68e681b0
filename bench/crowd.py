"""Many quiet clients in one thread: they only read, and note which event each of them has seen last.

Events carry a mark, ``mark-`` and six digits, somewhere in their text; it is found without decoding, so that the
client costs little beside the server that is measured. The same crowd watches ours and every reference.
"""

import base64
import os
import select
import socket
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

MARK = b"mark-"
DIGITS = 6
HEARTBEAT = 4.0  # seconds after which a crowd that is still gathering says that it is there


def mark(number: int) -> str:
    """The mark of event ``number``."""
    return f"mark-{number:0{DIGITS}d}"


def masked(payload: bytes, opcode: int = 1) -> bytes:
    """A client's frame. The mask is zero: it is allowed, and costs the server what any other does."""
    size = len(payload)
    if size < 126:
        head = bytes((0x80 | opcode, 0x80 | size))
    else:
        head = bytes((0x80 | opcode, 0x80 | 126)) + size.to_bytes(2, "big")
    return head + b"\0\0\0\0" + payload


@dataclass(slots=True, eq=False)
class Room:
    """Watchers of one stream; when the last of them had seen each event."""

    size: int = 0
    arrived: dict[int, int] = field(default_factory=dict)
    done: dict[int, float] = field(default_factory=dict)
    newest: int = 0


@dataclass(slots=True, eq=False)
class Watcher:
    """One connection. ``high`` is the number of the last event that it has seen."""

    socket: socket.socket
    room: Room | None
    high: int = 0
    tail: bytes = b""
    closed: bool = False
    deaf: bool = False
    beats: bool = False  # ours expects a heartbeat; a reference would pass it on to everybody


def knock(address: tuple[str, int], path: str, cookie: str = "", *, small: bool = False) -> socket.socket:
    """Begin a WebSocket handshake."""
    plug = socket.socket()
    if small:
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    plug.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    plug.connect(address)
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: {address[0]}:{address[1]}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
        "Sec-WebSocket-Version: 13",
    ]
    if cookie:
        lines += ["Sec-WebSocket-Protocol: xieshang.v1", f"Cookie: sessionid={cookie}"]
    plug.sendall("\r\n".join([*lines, "", ""]).encode())
    return plug


def entered(plug: socket.socket) -> bytes:
    """Finish the handshake; whatever came after it."""
    plug.settimeout(30)
    answer = b""
    while b"\r\n\r\n" not in answer:
        chunk = plug.recv(65536)
        if not chunk:
            raise ConnectionError(f"no WebSocket: {answer[:200]!r}")
        answer += chunk
    head, rest = answer.split(b"\r\n\r\n", 1)
    if b" 101 " not in head:
        raise ConnectionError(f"no WebSocket: {head[:200]!r}")
    return rest


class Crowd:
    """All connections of a measurement."""

    def __init__(self) -> None:
        self.epoll = select.epoll()
        self.by_number: dict[int, Watcher] = {}
        self.beat = time.perf_counter()
        self.watchers: list[Watcher] = []

    def join(
        self,
        address: tuple[str, int],
        path: str,
        *,
        count: int = 1,
        cookie: str = "",
        room: Room | None = None,
        deaf: bool = False,
    ) -> list[Watcher]:
        """Open ``count`` connections; those of a ``room`` are watched, a ``deaf`` one is never read."""
        joined = []
        for begin in range(0, count, 50):
            plugs = [knock(address, path, cookie, small=deaf) for _ in range(min(50, count - begin))]
            for plug in plugs:
                rest = entered(plug)
                plug.setblocking(False)
                watcher = Watcher(plug, None if deaf else room, deaf=deaf, tail=rest[-16:], beats=bool(cookie))
                if not deaf:
                    self.by_number[plug.fileno()] = watcher
                    self.epoll.register(plug, select.EPOLLIN)
                joined.append(watcher)
            self.pump(0)
            if time.perf_counter() - self.beat > HEARTBEAT:
                self.alive()
        if room is not None and not deaf:
            room.size += count
        self.watchers += joined
        return joined

    def pump(self, seconds: float) -> None:
        """Read what has come, waiting at most so long for the first of it."""
        for number, _ in self.epoll.poll(seconds, 4096):
            self._read(self.by_number[number])

    def _read(self, watcher: Watcher) -> None:
        try:
            data = watcher.socket.recv(1 << 18)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._forget(watcher)
            watcher.closed = True
            return
        if data[0] == 0x89:  # a ping of the server's own
            watcher.socket.send(masked(data[2 : 2 + (data[1] & 127)], opcode=10))
        if watcher.room is None:
            return
        at = data.rfind(MARK, 0, len(data) - DIGITS)
        if at < 0 and watcher.tail:
            data = watcher.tail + data
            at = data.rfind(MARK, 0, len(data) - DIGITS)
        watcher.tail = data[-16:]
        if at >= 0:
            self._seen(watcher, watcher.room, int(data[at + 5 : at + 5 + DIGITS]))

    def _forget(self, watcher: Watcher) -> None:
        self.epoll.unregister(watcher.socket)
        del self.by_number[watcher.socket.fileno()]

    def _seen(self, watcher: Watcher, room: Room, number: int) -> None:
        for each in range(watcher.high + 1, number + 1):
            arrived = room.arrived[each] = room.arrived.get(each, 0) + 1
            if arrived == room.size:
                room.done[each] = time.perf_counter()
                room.newest = max(room.newest, each)
        watcher.high = max(watcher.high, number)

    def until(self, room: Room, number: int, seconds: float = 30.0) -> None:
        """Read until everybody in the room has seen event ``number``."""
        deadline = time.perf_counter() + seconds
        while number not in room.done:
            self.pump(0.5)
            if time.perf_counter() > deadline:
                seen = room.arrived.get(number, 0)
                lost = sum(watcher.closed for watcher in self.watchers if watcher.room is room)
                raise TimeoutError(f"{seen} of {room.size} have seen event {number}; {lost} were closed")

    def settle(self, quiet: float = 0.3) -> None:
        """Read until nothing comes any more."""
        while self.epoll.poll(quiet, 1):
            self.pump(0)

    def alive(self) -> None:
        """Tell our servers that everything was seen, as a client does every 15 s."""
        beat = masked(b'{"type":"ping","t":0,"seen":4503599627370496}')
        for watcher in self.watchers:
            if watcher.beats and not watcher.closed and not watcher.deaf:
                watcher.socket.send(beat)
        self.beat = time.perf_counter()
        self.settle(0.05)

    def leave(self, watchers: Sequence[Watcher] | None = None) -> None:
        """Close connections, all of them by default."""
        for watcher in watchers if watchers is not None else self.watchers:
            if not watcher.closed and not watcher.deaf:
                self._forget(watcher)
            watcher.socket.close()
        self.watchers = [] if watchers is None else [each for each in self.watchers if each not in set(watchers)]


def cpu(pids: Iterable[int]) -> float:
    """CPU seconds that these processes have used, all their threads, to the nanosecond."""
    return sum(time.clock_gettime_ns(((~pid) << 3) | 2) for pid in pids) / 1e9


def private_kib(pid: int) -> int:
    """Memory that only this process holds."""
    with open(f"/proc/{pid}/smaps_rollup") as lines:
        return sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))
