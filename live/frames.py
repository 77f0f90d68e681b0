"""The shapes of the wire: what a client may send, and one event as every socket of a view gets it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import rfc8785

from live.machine import Command, Event, Refused

PROTOCOL = 1
SUBPROTOCOL = "xieshang.v1"
LIMITS = {"frame": 65536, "rate": 20, "burst": 60, "waiting": 64, "sockets": 5, "say": 2000}
DID_AT_MOST = 500
COMMAND_ID = re.compile(r"[A-Za-z0-9_-]{22,64}")


@dataclass(frozen=True, slots=True)
class Ping:
    """A heartbeat: the client's own time, and the seq that it has drawn."""

    t: float
    seen: int | None


@dataclass(frozen=True, slots=True)
class Did:
    """The question which of these commands were carried out."""

    ids: tuple[str, ...]


def parse(text: str) -> Command | Ping | Did:
    """What a text frame says. Raises Refused: ``bad_frame``, or ``bad_data`` with the command's ``id``."""
    try:
        frame = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Refused("bad_frame") from None
    if not isinstance(frame, dict):
        raise Refused("bad_frame")
    match frame.get("type"):
        case "ping":
            return _ping(frame)
        case "did":
            return _did(frame)
        case None:
            return _command(frame)
        case _:
            raise Refused("bad_frame")


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _ping(frame: Mapping[str, Any]) -> Ping:
    t, seen = frame.get("t"), frame.get("seen")
    if isinstance(t, bool) or not isinstance(t, int | float) or not abs(t) < 2**53:
        raise Refused("bad_frame")
    if seen is not None and (isinstance(seen, bool) or not isinstance(seen, int) or not 0 <= seen < 2**53):
        raise Refused("bad_frame")
    return Ping(t, seen)


def _did(frame: Mapping[str, Any]) -> Did:
    ids = frame.get("ids")
    if not isinstance(ids, list) or len(ids) > DID_AT_MOST or not all(isinstance(each, str) for each in ids):
        raise Refused("bad_frame")
    return Did(tuple(each[:64] for each in ids))


def _command(frame: Mapping[str, Any]) -> Command:
    id, kind, data, expect = (frame.get(name) for name in ("id", "kind", "data", "expect"))
    if not isinstance(id, str) or not COMMAND_ID.fullmatch(id) or not isinstance(kind, str):
        raise Refused("bad_frame")
    data = {} if data is None else data
    if not isinstance(data, dict) or not isinstance(expect, dict | None):
        raise Refused("bad_data", id=id)
    try:
        rfc8785.dumps([kind, data, expect])
    except (rfc8785.CanonicalizationError, ValueError, RecursionError):
        raise Refused("bad_data", id=id) from None  # lone surrogates, integers that JSON cannot carry
    return Command(kind, data, expect, id)


def text_of(frame: Mapping[str, Any]) -> str:
    """A frame as it travels."""
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"))


def event_text(seq: int, event: Event, patch: Mapping[str, Any]) -> str:
    """One event of a view, with the difference that it made there."""
    frame = {"type": "event", "seq": seq, "kind": event.kind, "at": event.at, "by": event.by}
    return text_of({**frame, "data": event.data, "patch": patch})


def on_the_wire(text: str) -> bytes:
    """The bytes of an unmasked WebSocket text frame (RFC 6455 section 5.2), built once for all who get it."""
    payload = text.encode()
    size = len(payload)
    if size < 126:
        return bytes((0x81, size)) + payload
    if size < 1 << 16:
        return b"\x81\x7e" + size.to_bytes(2, "big") + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload
