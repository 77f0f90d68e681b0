"""JSON Merge Patch (RFC 7386): the difference of two views, and its application."""

from collections.abc import Mapping
from typing import Any

from live.machine import Growing

_SAME: Any = object()


def diff(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """The merge patch that turns ``before`` into ``after``; empty when they are equal.

    What both share (the same object) is skipped unread, and a ``Growing`` gives its own changes,
    so the cost is that of what changed.
    """
    if isinstance(before, Growing) and isinstance(after, Growing):
        changes = after.changes_since(before)
        if changes is not None:
            steps = ((key, _step(then, now)) for key, (then, now) in changes.items())
            return {key: step for key, step in steps if step is not _SAME}
    patch = {key: None for key in before if key not in after}
    for key, now in after.items():
        step = _step(before.get(key), now)
        if step is not _SAME:
            patch[key] = step
    return patch


def _step(then: Any, now: Any) -> Any:
    """What a patch says of one value; ``_SAME`` when it need say nothing."""
    if then is now:
        return _SAME
    if isinstance(now, Mapping):
        if isinstance(then, Mapping):
            return diff(then, now) or _SAME
        return plain(now)
    return _SAME if _alike(then, now) else now


def _alike(then: Any, now: Any) -> bool:
    """Whether both are written the same in JSON, however deep: to Python 0 equals False, to a reader it does not."""
    if then is now:
        return True
    if type(then) is not type(now) or then != now:
        return False
    if isinstance(now, Mapping):
        return all(_alike(then[key], inner) for key, inner in now.items())
    return not isinstance(now, list | tuple) or all(map(_alike, then, now))


def merge(target: Any, patch: Any) -> Any:
    """``target`` with ``patch`` applied, by RFC 7386 section 2. Neither is changed."""
    if not isinstance(patch, Mapping):
        return patch
    merged = dict(target) if isinstance(target, Mapping) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge(merged.get(key), value)
    return merged


def plain(value: Any) -> Any:
    """``value`` with every map a dict, ready for an encoder."""
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value
