"""Merge patches: the examples of RFC 7386, and what a diff promises for any two views."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from live.machine import Growing
from live.patches import diff, merge, plain

#: RFC 7386, appendix A: original, patch, result.
EXAMPLES: list[tuple[Any, Any, Any]] = [
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    (["a", "b"], ["c", "d"], ["c", "d"]),
    ({"a": "b"}, ["c"], ["c"]),
    ({"a": "foo"}, None, None),
    ({"a": "foo"}, "bar", "bar"),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
    ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
]


@pytest.mark.parametrize(("original", "patch", "result"), EXAMPLES)
def test_a_patch_is_applied_as_the_rfc_has_it(original: Any, patch: Any, result: Any) -> None:
    assert merge(original, patch) == result


keys = st.sampled_from("abcde")
values = st.recursive(
    st.integers(-2, 2) | st.booleans() | st.sampled_from(["", "x", "甲"]),
    lambda inner: st.dictionaries(keys, inner, max_size=4) | st.lists(inner, max_size=2),
    max_leaves=12,
)
views = st.dictionaries(keys, values, max_size=5)


@given(views, views)
@example({"a": [True, 0]}, {"a": [True, False]})
@example({"a": [{"b": 1}]}, {"a": [{"b": True}]})
def test_a_diff_turns_one_view_into_the_other_key_for_key(before: Any, after: Any) -> None:
    patch = diff(before, after)
    merged = merge(before, json.loads(json.dumps(patch)))

    assert json.dumps(merged, sort_keys=True) == json.dumps(after, sort_keys=True)


@given(views)
def test_nothing_is_said_of_what_is_the_same(view: Any) -> None:
    assert diff(view, json.loads(json.dumps(view))) == {}


writes = st.lists(st.tuples(keys, st.dictionaries(keys, st.integers(0, 3), max_size=3)), max_size=12)


@given(writes, st.data())
def test_a_growing_map_remembers_every_version_and_what_changed_between_them(entries: Any, data: Any) -> None:
    versions: list[tuple[Growing, dict[str, Any]]] = [(Growing(), {})]
    for key, value in entries:
        grown, table = versions[-1]
        versions.append((grown.with_entry(key, value), {**table, key: value}))
    for grown, table in versions:
        assert dict(grown) == table
        assert len(grown) == len(table)
    first = data.draw(st.integers(0, len(versions) - 1))
    last = data.draw(st.integers(first, len(versions) - 1))
    (older, before), (newer, after) = versions[first], versions[last]

    assert merge(before, diff({"m": older}, {"m": newer}).get("m", {})) == after
    assert plain({"m": newer}) == {"m": after}


def test_an_older_version_that_goes_its_own_way_disturbs_nobody() -> None:
    root = Growing().with_entry("a", 1)
    one, two = root.with_entry("b", 2), root.with_entry("b", 3)

    assert (dict(root), dict(one), dict(two)) == ({"a": 1}, {"a": 1, "b": 2}, {"a": 1, "b": 3})
    assert two.changes_since(one) is None
    assert diff({"m": one}, {"m": two}) == {"m": {"b": 3}}
