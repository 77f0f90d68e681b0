"""Signatures under credentials: the linked-data proof ``eddsa-rdfc-2022`` and the JWT beside it.

W3C Data Integrity EdDSA Cryptosuites 1.0, 3.2: the document and the options of the proof are made canonical by
RDFC-1.0, the SHA-256 of each is signed by Ed25519 in the order options, document. The contexts come with the library
``openbadgeslib`` and are never fetched.
"""

from datetime import UTC, datetime
from hashlib import sha256
from threading import Lock
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from training.credentials.keys import did_of, private_of
from training.credentials.models import IssuerKey

Document = dict[str, Any]
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
#: PyLD keeps what it resolved in a cache that threads may not share.
_one_at_a_time = Lock()


def signed(document: Document, key: IssuerKey, at: datetime) -> Document:
    """The document with its proof, made at that time by that Ed25519 key. Raises keys.KeyMissing."""
    private = private_of(key)
    assert isinstance(private, Ed25519PrivateKey)
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": moment(at),
        "verificationMethod": f"{did_of(key.organization)}#{key.kid}",
        "proofPurpose": "assertionMethod",
    }
    with _one_at_a_time:
        options = _canonical({**proof, "@context": document["@context"]})
        digest = sha256(options).digest() + sha256(_canonical(document)).digest()
    return {**document, "proof": {**proof, "proofValue": "z" + base58(private.sign(digest))}}


def _canonical(document: Document) -> bytes:
    from openbadgeslib.ob3.contexts import document_loader  # noqa: PLC0415 (0.3 s that only signing needs)
    from pyld import jsonld  # noqa: PLC0415

    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": document_loader()}
    found: str = jsonld.normalize(document, options)
    return found.encode()


def base58(content: bytes) -> str:
    """As Bitcoin writes it, which Multibase calls ``z``: no 0, O, I or l; each leading zero byte is a 1."""
    number, digits = int.from_bytes(content), ""
    while number:
        number, digit = divmod(number, 58)
        digits = BASE58[digit] + digits
    return "1" * (len(content) - len(content.lstrip(b"\0"))) + digits


def as_jwt(document: Document, key: IssuerKey) -> str:
    """The document as a JWT (VC-JWT of Open Badges 3.0, 8.2): RS256, or EdDSA for an Ed25519 key.

    Raises keys.KeyMissing.
    """
    import jwt  # noqa: PLC0415 (only where something is signed)

    claims = {**document, "iss": _id(document["issuer"]), "jti": document["id"], "nbf": _seconds(document["validFrom"])}
    subject = document["credentialSubject"]
    if "id" in subject:
        claims["sub"] = subject["id"]
    if "validUntil" in document:
        claims["exp"] = _seconds(document["validUntil"])
    algorithm = "EdDSA" if key.algorithm == IssuerKey.Algorithm.ED25519 else "RS256"
    headers = {"kid": f"{did_of(key.organization)}#{key.kid}"}
    return jwt.encode(claims, private_of(key), algorithm=algorithm, headers=headers)


def _id(issuer: str | dict[str, Any]) -> str:
    return issuer if isinstance(issuer, str) else str(issuer["id"])


def _seconds(told: str) -> int:
    return int(datetime.fromisoformat(told).timestamp())


def moment(at: datetime) -> str:
    """As xsd:dateTimeStamp has it, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
