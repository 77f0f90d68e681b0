"""Reading what a command carries, which may be any JSON at all. Everything here answers or refuses ``bad_data``."""

import re
from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Any

from live.machine import Refused

_DECIMAL = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4})?")
_PERSON = re.compile(r"[A-Za-z0-9-]{1,64}")
_LAST_MOMENT = 2**53  # the largest whole number that every JSON reader keeps exactly


def bad(field: str) -> Refused:
    """The refusal that names the field it is about."""
    return Refused("bad_data", field=field)


def text(data: Mapping[str, Any], key: str, *, most: int, least: int = 0) -> str:
    """A text of ``least`` to ``most`` characters that every database and every client can hold."""
    value = data.get(key)
    if not isinstance(value, str) or not least <= len(value.strip()) or len(value) > most:
        raise bad(key)
    # A lone surrogate cannot be sent on, and PostgreSQL keeps no NUL.
    if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise bad(key)
    return value


def choice(data: Mapping[str, Any], key: str, among: Collection[str]) -> str:
    """One of the ids ``among``."""
    value = data.get(key)
    if not isinstance(value, str) or value not in among:
        raise bad(key)
    return value


def decimal(value: Any, field: str) -> Fraction:
    """A number that was sent as a plain decimal string, such as ``"7"`` or ``"7.5"``."""
    if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
        raise bad(field)
    return Fraction(value)


def moment(data: Mapping[str, Any], key: str) -> int:
    """A point in time, epoch ms."""
    value = data.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < _LAST_MOMENT:
        raise bad(key)
    return value


def person(data: Mapping[str, Any], key: str) -> str:
    """The opaque id of somebody."""
    value = data.get(key)
    if not isinstance(value, str) or not _PERSON.fullmatch(value):
        raise bad(key)
    return value
