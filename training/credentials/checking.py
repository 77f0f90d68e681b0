"""Checking a credential from anywhere: its form, proof, days and status, without asking its issuer's people.

The checks are those of the library ``openbadgeslib``; of it, what signs here uses the pinned contexts alone.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

MOST_BYTES = 256 * 1024
Download = Callable[[str], bytes]


class Unreadable(ValueError):
    """The file holds no credential; ``args[0]`` is a code of `WORDS` in the views: size, kind, form."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of it. ``fault``: what is wrong, in the checker's English; empty where nothing is.

    ``status_checked``: whether the issuer's lists were there to look at.
    """

    id: str = ""
    issuer: str = ""
    issuer_name: str = ""
    title: str = ""
    begins: str = ""
    until: str = ""
    fault: str = ""
    status_checked: bool = False


def taken_out(content: bytes) -> bytes | str:
    """The credential in a file: JSON, a JWT, or a certificate's PDF that carries one. Raises Unreadable."""
    if content.startswith(b"%PDF-"):
        return _from_pdf(content)
    if len(content) > MOST_BYTES:
        raise Unreadable("size")
    stripped = content.strip()
    if stripped.startswith(b"{"):
        return stripped
    if stripped.count(b".") == 2 and stripped.startswith(b"ey"):
        return stripped.decode("ascii", "replace")
    raise Unreadable("kind")


def _from_pdf(content: bytes) -> bytes:
    import io  # noqa: PLC0415

    from pypdf import PdfReader  # noqa: PLC0415 (only where a PDF is handed in)
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    if len(content) > 8 * MOST_BYTES:
        raise Unreadable("size")
    try:
        for name, files in PdfReader(io.BytesIO(content)).attachments.items():
            for each in files:
                if str(name).endswith(".json") and len(each) <= MOST_BYTES:
                    return bytes(each)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError):
        raise Unreadable("form") from None
    raise Unreadable("kind")


def check(credential: bytes | str, download: Download, *, status: bool = True) -> Finding:
    """Check a credential of a ``did:web`` issuer. ``download``: gives the bytes at an address, or raises.

    ``status``: whether the issuer's lists are looked at, too. Raises Unreadable where it is no credential at all.
    """
    from openbadgeslib.errors import LibOpenBadgesException  # noqa: PLC0415 (0.3 s that only a check needs)
    from openbadgeslib.ob3 import OB3LdpVerifier, OB3Verifier  # noqa: PLC0415

    claims = _claims(credential)
    told = _told(claims)
    if not told.issuer.startswith("did:"):
        return replace(told, fault="the issuer is not named by a DID, so no key can be found for it")
    try:
        if isinstance(credential, str):
            verifier = OB3Verifier.for_issuer_did(told.issuer, download=download)
            badge = verifier.verify(credential)
            if status:
                verifier.check_status(badge, download=download)
        else:
            OB3LdpVerifier.for_issuer_did(told.issuer).verify(credential, check_status=status, download=download)
    except LibOpenBadgesException as problem:
        return replace(told, fault=str(problem))
    return replace(told, status_checked=status and bool(claims.get("credentialStatus")))


def _claims(credential: bytes | str) -> dict[str, Any]:
    """What it says of itself, before anything of it is believed. Raises Unreadable."""
    import jwt  # noqa: PLC0415 (only where a credential is checked)

    try:
        if isinstance(credential, str):
            claims = jwt.decode(credential, options={"verify_signature": False})
        else:
            claims = json.loads(credential)
    except (ValueError, RecursionError, jwt.PyJWTError) as problem:
        raise Unreadable("form") from problem
    if not isinstance(claims, dict):
        raise Unreadable("form")
    return claims


def _told(claims: Mapping[str, Any]) -> Finding:
    issuer = claims.get("issuer")
    named = issuer if isinstance(issuer, Mapping) else {"id": issuer}
    return Finding(
        id=_text(claims.get("id")),
        issuer=_text(named.get("id")),
        issuer_name=_text(named.get("name")),
        title=_text(claims.get("name")),
        begins=_text(claims.get("validFrom")),
        until=_text(claims.get("validUntil")),
    )


def _text(told: Any) -> str:
    return told[:300] if isinstance(told, str) else ""
