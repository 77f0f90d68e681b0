"""Signed heads: what proves to an outsider how far a log had come, kept outside the database.

A head is signed with Ed25519 over stream, count and ``h``. A chain alone does not notice a cut
tail or a whole history written anew; a head in a judge's hands does.
"""

import base64
import json
import os
import threading
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings


@cache
def _key_at(path: Path) -> Ed25519PrivateKey:
    """The key that signs for this installation, made on first use and readable by its owner alone."""
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except FileNotFoundError:
        made = Ed25519PrivateKey.generate()
        pem = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        # Whole or not at all: another process must never read half a key.
        part = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(pem)
        try:
            os.link(part, path)
        except FileExistsError:  # another process was first
            return _key_at.__wrapped__(path)
        finally:
            part.unlink()
        return made
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{path} holds no Ed25519 key")
    return key


def public_key() -> str:
    """The public key, as base64url of its 32 bytes."""
    raw = _key_at(Path(settings.LIVE_KEY)).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _signed_part(head: Mapping[str, Any]) -> bytes:
    return rfc8785.dumps({name: head[name] for name in ("stream", "count", "h", "at")})


def sign(address: tuple[str, UUID], count: int, h: bytes, at: int) -> dict[str, Any]:
    """The signed head of a stream: ``{"stream", "count", "h", "at", "key", "signature"}``; ``h`` in hex."""
    head: dict[str, Any] = {"stream": f"{address[0]}/{address[1]}", "count": count, "h": h.hex(), "at": at}
    signature = _key_at(Path(settings.LIVE_KEY)).sign(_signed_part(head))
    return {**head, "key": public_key(), "signature": base64.urlsafe_b64encode(signature).decode().rstrip("=")}


def is_genuine(head: Mapping[str, Any]) -> bool:
    """Whether the head bears a true signature of this installation's key."""
    try:
        raw = base64.urlsafe_b64decode(f"{head['key']}==")
        signature = base64.urlsafe_b64decode(f"{head['signature']}==")
        Ed25519PublicKey.from_public_bytes(raw).verify(signature, _signed_part(head))
    except (KeyError, ValueError, TypeError, InvalidSignature):
        return False
    return bool(head["key"] == public_key())


def keep(heads: list[dict[str, Any]]) -> None:
    """Append heads to the file outside the database, flushed to the disk."""
    with Path(settings.LIVE_HEADS).open("a") as file:
        file.writelines(json.dumps(head) + "\n" for head in heads)
        file.flush()
        os.fsync(file.fileno())


def kept(path: Path | None = None) -> Iterator[dict[str, Any]]:
    """The heads of a file, in order; of this installation's own when none is named.

    Raises ValueError naming the line that is no head.
    """
    path = path or Path(settings.LIVE_HEADS)
    if not path.exists():
        return
    for number, line in enumerate(path.read_text().splitlines(), 1):
        try:
            head = json.loads(line)
        except json.JSONDecodeError as problem:
            raise ValueError(f"{path}:{number}: {problem.msg}") from problem
        if not isinstance(head, dict):
            raise ValueError(f"{path}:{number}: not an object")  # noqa: TRY004 (of the file, not of an argument)
        yield head
