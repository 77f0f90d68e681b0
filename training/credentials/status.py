"""Status lists: one bit for each certificate, so that checking one tells nobody which one was checked.

W3C Bitstring Status List v1.0: lists of 131,072 bits, one for revocation and one for suspension, signed anew whenever
they are asked for and good for two days, so that an old copy cannot make a revoked certificate valid again.
"""

from datetime import timedelta
from secrets import randbelow
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from people.models import Organization
from training.certification.models import Certificate
from training.credentials.keys import address_of, did_of, signing_key
from training.credentials.models import StatusPlace
from training.credentials.signing import as_jwt

BITS = 131_072
#: A list is left for the next when it is half full: a free place is then found by lot at once.
MOST = BITS // 2
LIFE = timedelta(days=2)
PURPOSES = {"revocation": Certificate.State.REVOKED, "suspension": Certificate.State.SUSPENDED}


def place_of(certificate: Certificate) -> StatusPlace:
    """The certificate's place, given by lot when it is first asked for."""
    found = StatusPlace.objects.filter(certificate=certificate).first()
    if found is not None:
        return found
    issuer = certificate.scheme.organization
    sheet = 1 + StatusPlace.objects.filter(organization=issuer).count() // MOST
    while True:
        try:
            with transaction.atomic():
                return StatusPlace.objects.create(
                    certificate=certificate, organization=issuer, sheet=sheet, index=randbelow(BITS)
                )
        except IntegrityError:
            there = StatusPlace.objects.filter(certificate=certificate).first()
            if there is not None:  # another process gave one in this moment; else the place was taken: draw again
                return there


def entries(place: StatusPlace) -> list[dict[str, Any]]:
    """What a credential says of where its status is found."""
    return [
        {
            "id": f"{_address(place.organization, place.sheet, purpose)}#{place.index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": purpose,
            "statusListIndex": str(place.index),
            "statusListCredential": _address(place.organization, place.sheet, purpose),
        }
        for purpose in PURPOSES
    ]


def _address(organization: Organization, sheet: int, purpose: str) -> str:
    return f"{address_of(organization)}/status/{sheet}/{purpose}.jwt"


def published(organization: Organization, sheet: int, purpose: str) -> str:
    """The list as a signed credential. Raises keys.KeyMissing."""
    from openbadgeslib.ob3 import build_status_list_credential  # noqa: PLC0415 (only where a list is asked for)

    places = StatusPlace.objects.filter(organization=organization, sheet=sheet)
    bits = places.filter(certificate__state=PURPOSES[purpose]).values_list("index", flat=True)
    now = timezone.now()
    document = build_status_list_credential(
        did_of(organization), _address(organization, sheet, purpose), purpose, bits, BITS, now, now + LIFE
    )
    return as_jwt(document, signing_key(organization))
