"""The keys that an issuer signs with: made here, kept outside the database, changed without breaking old ones."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from people.models import Organization
from training.credentials.models import IssuerKey

Private = Ed25519PrivateKey | rsa.RSAPrivateKey
Algorithm = IssuerKey.Algorithm


class KeyMissing(RuntimeError):
    """The file of a private key is not on this machine; ``args[0]`` is where it should be."""


def address_of(organization: Organization) -> str:
    """The issuer's own address, as in https://host/training/issuers/o1."""
    return f"{settings.PUBLIC_URL}/training/issuers/o{organization.pk}"


def did_of(organization: Organization) -> str:
    """The issuer's id, from which everybody finds its document: ``did:web`` of that address (did:web method, 2.1)."""
    parts = urlsplit(address_of(organization))
    return ":".join(["did:web", quote(parts.netloc, safe=""), *parts.path.strip("/").split("/")])


def signing_key(organization: Organization, algorithm: str = Algorithm.ED25519) -> IssuerKey:
    """The key of this algorithm that signs now; the first is made when it is needed."""
    found = organization.issuer_keys.filter(algorithm=algorithm, retired_at=None).first()
    return found or _make(organization, algorithm)


def rotate(organization: Organization) -> list[IssuerKey]:
    """Retire the keys that sign and make new ones; what was signed before stays checkable."""
    with transaction.atomic():
        organization.issuer_keys.filter(retired_at=None).update(retired_at=timezone.now())
        return [_make(organization, algorithm) for algorithm in Algorithm.values]


def _make(organization: Organization, algorithm: str) -> IssuerKey:
    private: Private
    if algorithm == Algorithm.ED25519:
        private = Ed25519PrivateKey.generate()
    else:
        private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    number = organization.issuer_keys.filter(algorithm=algorithm).count() + 1
    try:
        with transaction.atomic():
            made = IssuerKey.objects.create(
                organization=organization, kid=f"{algorithm}-{number}", algorithm=algorithm, public=public.decode()
            )
            # Within the transaction: a row without its file could sign nothing, and nobody would make another.
            _write(made, private)
    except IntegrityError:  # another process made it in this moment
        return organization.issuer_keys.get(algorithm=algorithm, retired_at=None)
    return made


def _write(key: IssuerKey, private: Private) -> None:
    path = path_of(key)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600, exist_ok=False)
    path.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )


def path_of(key: IssuerKey) -> Path:
    """Where the private half lies; with several processes, on a disk that all of them see."""
    # The end of the public key is in the name: a database set up anew never meets the keys of the one before.
    tail = "".join(sign for sign in key.public[-60:-27] if sign.isalnum())[-12:]
    return Path(settings.ISSUER_KEYS) / f"o{key.organization_id}" / f"{key.kid}-{tail}.pem"


def private_of(key: IssuerKey) -> Private:
    """The private half. Raises KeyMissing."""
    return _read(path_of(key))


@lru_cache(maxsize=64)
def _read(path: Path) -> Private:
    try:
        found = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except OSError:
        raise KeyMissing(str(path)) from None
    assert isinstance(found, Ed25519PrivateKey | rsa.RSAPrivateKey)
    return found


def document_of(organization: Organization) -> dict[str, Any]:
    """The issuer's DID document: every key that ever signed, those that sign now first."""
    did = did_of(organization)
    for algorithm in Algorithm.values:
        signing_key(organization, algorithm)
    rows = sorted(organization.issuer_keys.all(), key=lambda key: (key.retired_at is not None, key.pk))
    methods = [
        {"id": f"{did}#{key.kid}", "type": "JsonWebKey2020", "controller": did, "publicKeyJwk": jwk_of(key)}
        for key in rows
    ]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/suites/jws-2020/v1"],
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [each["id"] for each in methods],
    }


def jwk_of(key: IssuerKey) -> dict[str, Any]:
    """The public half as a JSON Web Key (RFC 7517; RFC 8037 for Ed25519)."""
    from jwt.algorithms import OKPAlgorithm, RSAAlgorithm  # noqa: PLC0415 (only where a document is asked for)

    public = serialization.load_pem_public_key(key.public.encode())
    if isinstance(public, Ed25519PublicKey):
        return dict(json.loads(OKPAlgorithm.to_jwk(public)))
    assert isinstance(public, rsa.RSAPublicKey)
    return dict(json.loads(RSAAlgorithm.to_jwk(public)))
