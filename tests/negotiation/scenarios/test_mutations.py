"""Whatever is done to a file, the answer is a report: never an exception, always with a place."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from negotiation.scenarios import Report, canonical, check, library
from tests.negotiation.scenarios.sample import SMALL

FILES = [SMALL, *(path.read_text(encoding="utf-8") for path in library())]
SNIPPETS = [
    "*x", "&x ", "{", "}", "[", "]", ": ", "- ", "? ", "|", ">", "'", '"', "%", "@", "`", "!", "!!int ", "#",
    "\t", "\n", "\r", "\ud800", "\u2028", "\x85", "𠮷", "null", ".nan", ".inf", "-1", "1e999", "9" * 30,
    "true", "{}", "[]", "<<: ", "---\n", "...\n", "%YAML 9.9\n", "id: A", "audience: boss", "points: ",
    "formula: ", "cost: (((", "lawful: false", "schema: ",
]  # fmt: skip

relaxed = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def is_clean(report: Report, content: bytes) -> None:
    lines = content.count(b"\n") + content.count(b"\r") + 2
    for fault in report.faults:
        assert fault.message
        assert "%(" not in fault.message
        assert 1 <= fault.line <= lines
        assert fault.column >= 1
        assert fault.as_json("f")["severity"] in {"error", "warning", "note"}
    assert bool(report.content) is not bool(report.errors)


@relaxed
@given(st.data())
def test_broken_text_is_reported(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(FILES))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = start + data.draw(st.integers(0, 30))
        text = text[:start] + data.draw(st.sampled_from(SNIPPETS)) + text[end:]
    content = text.encode("utf-8", "surrogatepass")
    is_clean(check(content), content)


@relaxed
@given(st.data())
def test_broken_bytes_are_reported(data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from(FILES)).encode())
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    is_clean(check(bytes(content)), bytes(content))


junk = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70).map(str) | st.floats(-1e9, 1e9) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in the data, the root left out."""
    keys = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, child in keys for found in [(*path, key), *places(child, (*path, key))]]


CONTENTS = [report.content for report in (check(text.encode()) for text in FILES) if report.content]


@relaxed
@given(st.data())
def test_wrong_values_in_any_place_are_reported(data: st.DataObject) -> None:
    content = data.draw(st.sampled_from(CONTENTS))
    changed: Any = copied(content)
    for place in data.draw(st.lists(st.sampled_from(places(content)), min_size=1, max_size=3)):
        put(changed, place, data.draw(junk), drop=data.draw(st.booleans()))
    raw = canonical(changed)
    is_clean(check(raw), raw)


def copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: copied(child) for key, child in value.items()}
    return [copied(child) for child in value] if isinstance(value, list) else value


def put(value: Any, place: tuple[Any, ...], new: Any, *, drop: bool) -> None:
    """Set or drop what stands at a place, if earlier changes left it there."""
    *way, last = place
    for key in way:
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            return
    if isinstance(value, dict) and drop:
        value.pop(last, None)
    elif isinstance(value, dict) or (isinstance(value, list) and isinstance(last, int) and last < len(value)):
        value[last] = new


@given(st.text(max_size=60))
def test_any_text_is_reported(text: str) -> None:
    content = text.encode("utf-8", "surrogatepass")
    is_clean(check(content), content)


@pytest.mark.parametrize("escape", [r"\ud800", r"\U00110000", r"\x00", r"\u200g", r"\u2028"])
def test_odd_escapes_are_reported(escape: str) -> None:
    content = SMALL.replace("licence: test", f'licence: "{escape}"').encode()
    is_clean(check(content), content)
