"""Reading single values out of a command, which may be any JSON at all: a value, or Refused ``bad_data``."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from live.machine import Refused
from negotiation.engine.scenario import Scenario, Terms

SAY = 2_000  # characters of anything that is said, written or noted
REASON = 500  # characters of a reason
ID = 60  # characters of an id

_PERSON = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def bad(field: str) -> Refused:
    """The refusal that names the field it is about."""
    return Refused("bad_data", field=field)


def text(data: Mapping[str, Any], key: str, *, most: int = SAY, least: int = 1) -> str:
    """A text of ``least`` to ``most`` characters that every database and every client can hold.

    With ``least`` 0 it may be left out, and is then empty.
    """
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


def whole(data: Mapping[str, Any], key: str, low: int, high: int) -> int:
    """A whole number from ``low`` to ``high``; true and false are none."""
    value = data.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise bad(key)
    return value


def person(data: Mapping[str, Any], key: str) -> str:
    """The id of somebody, a UUID in its usual form; whether there is such a person is not known here."""
    value = data.get(key)
    if not isinstance(value, str) or not _PERSON.fullmatch(value):
        raise bad(key)
    return value


def terms(data: Mapping[str, Any], scenario: Scenario) -> Terms:
    """A package, full or partial, in the scenario's order: at least one issue, each with one of its options."""
    value = data.get("terms")
    if not isinstance(value, Mapping) or not value:
        raise bad("terms")
    if scenario.unknown(value):
        raise bad("terms")
    return {issue: value[issue] for issue in scenario.issues if issue in value}


def refers_to(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a line of the minutes is about, ready to be put beside it: an id, or up to six of them by what they name."""
    if "refers_to" not in data:
        return {}
    value = data["refers_to"]
    if not isinstance(value, Mapping):
        return {"refers_to": text(data, "refers_to", most=ID)}
    if not 1 <= len(value) <= 6:
        raise bad("refers_to")
    try:
        return {"refers_to": {text({"": name}, "", most=ID): text(value, name, most=ID) for name in value}}
    except Refused:
        raise bad("refers_to") from None
