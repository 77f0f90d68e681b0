"""Reading what a command carries, which may be any JSON at all. Everything here answers or refuses ``bad_data``."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from live.machine import Refused
from negotiation.engine.scenario import Scenario, Terms

SAY = 2_000  # characters of anything that is said, written or noted
REASON = 500

_PERSON = re.compile(r"[A-Za-z0-9-]{1,64}")


def bad(field: str) -> Refused:
    """The refusal that names the field it is about."""
    return Refused("bad_data", field=field)


def text(data: Mapping[str, Any], key: str, *, most: int = SAY, least: int = 1) -> str:
    """A text of ``least`` to ``most`` characters that every database and every client can hold."""
    value = data.get(key, "" if least == 0 else None)
    if not isinstance(value, str) or len(value.strip()) < least or len(value) > most:
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


def known_id(data: Mapping[str, Any], key: str) -> str:
    """A short id, which need not exist."""
    return text(data, key, most=60)


def whole(data: Mapping[str, Any], key: str, low: int, high: int) -> int:
    """A whole number from ``low`` to ``high``."""
    value = data.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise bad(key)
    return value


def person(data: Mapping[str, Any], key: str) -> str:
    """The opaque id of somebody."""
    value = data.get(key)
    if not isinstance(value, str) or not _PERSON.fullmatch(value):
        raise bad(key)
    return value


def terms(data: Mapping[str, Any], scenario: Scenario) -> Terms:
    """A package, full or partial: at least one issue, each with one of its options."""
    value = data.get("terms")
    if not isinstance(value, dict) or not value:
        raise bad("terms")
    if unknown := scenario.unknown(value):
        raise Refused("bad_data", field="terms", issues=[issue[:60] for issue in unknown[:20]])
    return {issue: value[issue] for issue in scenario.issues if issue in value}


def refers_to(data: Mapping[str, Any]) -> dict[str, str]:
    """What a line of the minutes is about: a short id, or a few of them by what they name; ``{}`` when absent."""
    value = data.get("refers_to")
    if value is None:
        return {}
    if isinstance(value, str):
        return {"refers_to": known_id(data, "refers_to")}
    if not isinstance(value, dict) or len(value) > 6:
        raise bad("refers_to")
    return {"refers_to": {known_id({"name": name}, "name"): known_id(value, name) for name in value}}  # type: ignore[dict-item]
