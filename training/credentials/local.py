"""What a check may look at without any network: the documents and lists of the issuers that are on this platform."""

import json
import re
from urllib.parse import urlsplit

from django.conf import settings

from people.models import Organization
from training.credentials import keys, status

_DOCUMENT = re.compile(r"/training/issuers/o(\d{1,18})/did\.json\Z")
_LIST = re.compile(r"/training/issuers/o(\d{1,18})/status/(\d{1,9})/(revocation|suspension)\.jwt\Z")


def download(address: str) -> bytes:
    """The bytes that this platform would serve at an address of its own. Raises LookupError for any other."""
    asked, own = urlsplit(address), urlsplit(settings.PUBLIC_URL)
    if asked.netloc != own.netloc:
        raise LookupError(f"{address} is not of this platform")
    if found := _DOCUMENT.search(asked.path):
        return json.dumps(keys.document_of(_issuer(found[1]))).encode()
    if found := _LIST.search(asked.path):
        return status.published(_issuer(found[1]), int(found[2]), found[3]).encode()
    raise LookupError(f"{address} is no document of an issuer")


def _issuer(number: str) -> Organization:
    found = Organization.objects.filter(pk=int(number)).first()
    if found is None:
        raise LookupError(f"no issuer o{number}")
    return found
