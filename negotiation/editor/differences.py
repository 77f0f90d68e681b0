"""What is different between two texts of a scenario, by subject and in words; for people, not for patching."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from negotiation.tongue import language

#: Lists whose entries have a name of their own, and the key that holds it.
NAMED = {"issues": "id", "options": "id", "seats": "id", "phases": "id", "constraints": "id", "legal_floors": "id"}
NAMED |= {"data": "key", "injects": "id", "documents": "id"}
LONGEST = 160

Path = tuple[str, ...]


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Pairs (where, what) in the order of the document; nothing where both say the same."""
    return list(_mapping(before, after, ()))


def _mapping(before: Mapping[str, Any], after: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for key in [*before, *(key for key in after if key not in before)]:
        yield from _value(key, before.get(key), after.get(key), path)


def _value(key: str, before: Any, after: Any, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if before == after or (not before and not after and before is not False and after is not False):
        return
    if isinstance(before, dict) and isinstance(after, dict):
        yield from _mapping(before, after, (*path, key))
    elif isinstance(before, list) and isinstance(after, list) and key in NAMED:
        yield from _entries(NAMED[key], key, before, after, path)
    else:
        yield " · ".join((*path, key)), _("%(before)s → %(after)s") % {"before": _shown(before), "after": _shown(after)}


def _entries(
    name: str, key: str, before: list[Any], after: list[Any], path: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    """Entries by their name: those that went, those that stayed and changed, those that came; then another order."""
    old, new = ({each.get(name): each for each in many if isinstance(each, dict)} for many in (before, after))
    for each in [*old, *(each for each in new if each not in old)]:
        where = (*path, f"{key} {_called(old.get(each) or new[each], each)}")
        if each not in new:
            yield " · ".join(where), _("removed")
        elif each not in old:
            yield " · ".join(where), _("added")
        else:
            yield from _mapping(old[each], new[each], where)
    stayed = [each for each in old if each in new]
    if stayed != [each for each in new if each in old]:
        yield " · ".join((*path, key)), _("in another order")


def _called(entry: Mapping[str, Any], name: Any) -> str:
    """What people call it, and its id."""
    words = entry.get("title") or entry.get("text") or entry.get("label")
    told = words.get(language()) if isinstance(words, dict) else ""
    return f"“{told[:60]}” ({name})" if told else str(name)


def _shown(value: Any) -> str:
    if value is None or value in ([], {}, ""):
        return _("nothing")
    if value is True or value is False:
        return _("yes") if value else _("no")
    text = str(value) if not isinstance(value, dict | list) else _flat(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_flat(each)}" for key, each in value.items())
    return ", ".join(map(_flat, value)) if isinstance(value, list) else str(value)
