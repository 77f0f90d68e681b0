"""One sound entry of each closed type, to be spoilt by tests."""

import copy
from typing import Any


def text(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


BASE: dict[str, Any] = {
    "version": 1,
    "topic": "representatives",
    "difficulty": 1,
    "because": text("第十九条有规定。", "Article 19 says so."),
    "source": {"law": "集体合同规定", "article": "19", "since": "2004-05-01", "until": None},
    "reviewed": {"by": "编写组", "on": "2026-11-25"},
    "to_check": False,
}
OPTIONS = [{"id": name, "text": text(f"选项{name}", f"Option {name}")} for name in ("A", "B", "C")]
KEYS: dict[str, dict[str, Any]] = {
    "single": {"options": OPTIONS, "key": "B"},
    "multiple": {"options": OPTIONS, "key": ["A", "C"]},
    "order": {"options": OPTIONS, "key": ["B", "A", "C"]},
    "judge": {"key": True},
    "fill": {"key": [["三", "3"]]},
    "number": {"key": {"value": 90, "tolerance": 0}},
    "match": {"left": OPTIONS[:2], "right": OPTIONS, "key": {"A": "B", "B": "A"}},
}


def sample(type: str = "single", **changes: Any) -> dict[str, Any]:
    """A sound entry of a type with some fields changed."""
    entry = {"id": f"sample-{type}", "type": type, "text": text(f"问题{type}", f"Question {type}")}
    return copy.deepcopy({**BASE, **entry, **KEYS.get(type, {}), **changes})
