"""Codes for signing in: a QR text and six digits from the session, the way and the server's time; a person's own code.

Nothing is stored but a secret for each session: the code of a moment is worked out anew. A code holds for its
15 seconds and the 15 after them, so that what was read at the end of a window can still be sent.
"""

import hmac
from base64 import b32encode
from hashlib import sha256

#: Seconds that a code is shown.
WINDOW = 15
WAYS = ("in", "out")


def _digest(secret: str, words: str) -> bytes:
    return hmac.new(secret.encode(), words.encode(), sha256).digest()


def token(secret: str, lesson: int, way: str, moment: float) -> str:
    """Sixteen letters and digits for the QR at this moment (seconds since 1970)."""
    return b32encode(_digest(secret, f"qr|{lesson}|{way}|{int(moment) // WINDOW}")[:10]).decode()


def digits(secret: str, lesson: int, way: str, moment: float) -> str:
    """Six digits to type at this moment."""
    number = int.from_bytes(_digest(secret, f"code|{lesson}|{way}|{int(moment) // WINDOW}")[:8])
    return f"{number % 1_000_000:06}"


def way_of(secret: str, lesson: int, given: str, moment: float) -> tuple[str, bool] | None:
    """Which way a code signs, and whether it still holds; None for one that was never shown in the last 10 minutes."""
    plain = "".join(given.split()).upper()
    if not plain.isascii():
        return None
    make = digits if len(plain) == 6 else token
    for age in range(40):
        for way in WAYS:
            if hmac.compare_digest(plain, make(secret, lesson, way, moment - age * WINDOW)):
                return way, age <= 1
    return None


def personal(secret: str, enrolment: int) -> str:
    """The code that a person shows to the staff at a site: the same for the whole class, worthless elsewhere."""
    return f"P{enrolment}-{b32encode(_digest(secret, f'person|{enrolment}')[:10]).decode()}"


def enrolment_of(secret: str, code: str) -> int | None:
    """Whose personal code this is; None when it is none of this class."""
    plain = code.strip().upper()
    number = plain.removeprefix("P").partition("-")[0]
    if not (plain.isascii() and number.isdigit() and len(number) < 18):
        return None
    return int(number) if hmac.compare_digest(personal(secret, int(number)), plain) else None
