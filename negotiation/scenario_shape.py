"""What pydantic finds wrong with a file's shape, said as faults: with line, field and what is expected."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from django.utils.translation import gettext as _
from pydantic import BaseModel, Tag, ValidationError

from negotiation.scenario_faults import Fault
from negotiation.scenario_format import SCHEMA, File, Text, Title
from negotiation.scenario_yaml import Node

Location = Sequence[str | int]

_BOUNDS = {"greater_than", "greater_than_equal", "less_than", "less_than_equal", "finite_number"}


def shape_faults(tree: Node) -> list[Fault]:
    """Everything wrong with the shape. A file of another version gets this one fault and no others."""
    if not isinstance(tree.value, dict):
        return [tree.fault("wrong-type", expected=_("a scenario: “key: value” lines"), found=_found(tree))]
    named = tree["schema"]
    if named.text != SCHEMA:
        return [named.fault("schema-version", found=named.value if named.there else _("nothing"), expected=SCHEMA)]
    try:
        File.model_validate(tree.plain())
    except ValidationError as error:
        return [_fault(tree, found) for found in error.errors(include_url=False, include_input=False)]
    return []


def nearest(word: str, known: Sequence[str]) -> str:
    """The known word that was probably meant, or nothing."""
    return next(iter(get_close_matches(word, known, 1, 0.6)), "")


def listed(words: Sequence[str]) -> str:
    """The words one after the other, not more than people read."""
    return ", ".join(words[:20]) + (" …" if len(words) > 20 else "") if words else "–"


def _fault(tree: Node, error: Any) -> Fault:
    """One of pydantic's errors as a fault."""
    location: Location = error["loc"]
    kind, context = error["type"], error.get("ctx") or {}
    if kind in {"missing", "union_tag_not_found", "extra_forbidden"}:
        return _of_key(tree, location, kind)
    if kind in {"one-content", "uneven-series", "uneven-table"}:
        return _content(tree, location, kind, context)
    node, annotation = _node(tree, location), _annotation(location)
    if kind in {"literal_error", "union_tag_invalid"}:
        return _unknown_word(node, location, annotation)
    if kind in {"too_long", "string_too_long", "too_short", "string_too_short"}:
        return _amount(node, context)
    if kind == "string_pattern_mismatch":
        return node.fault("bad-key" if location[-1] == "key" else "bad-id", found=node.value)
    return _of_type(node, kind, context, annotation)


def _of_key(tree: Node, location: Location, kind: str) -> Fault:
    """A key that is missing, or one that has no place here."""
    if kind == "union_tag_not_found":  # the kind tells the rules apart, so nothing else can be judged
        kinds = _("one of: %s") % listed(_kinds(_annotation(location)))
        return _node(tree, location).fault("missing-key", at_key=True, key="kind", expected=kinds)
    *around, key = location
    if kind == "missing":
        expected = _expected(_annotation(location))
        return _node(tree, around).fault("missing-key", at_key=True, key=key, expected=expected)
    keys = _keys(_annotation(around))
    data = {"key": key, "expected": listed(keys), "meant": nearest(str(key), keys)}
    return _node(tree, location).fault("unknown-key", at_key=True, **data)


def _of_type(node: Node, kind: str, context: Any, annotation: Any) -> Fault:
    if kind in _BOUNDS:
        return node.fault("out-of-range", expected=_bound(kind, context), found=node.value)
    if isinstance(node.value, float) and int in _bases(annotation):
        return node.fault("not-integer", found=node.value)
    if kind == "string_type" and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return node.fault("number-as-text", found=node.value)
    return node.fault("wrong-type", at_key=node.value is None, expected=_expected(annotation), found=_found(node))


def _unknown_word(node: Node, location: Location, annotation: Any) -> Fault:
    if isinstance(node.value, dict):  # a rule of a kind that is not known
        node = node["kind"]
    known = _kinds(annotation) if not _literals(annotation) else _literals(annotation)
    code = "bad-audience" if location[-1] == "audience" else "bad-value"
    meant = nearest(str(node.value), known)
    return node.fault(code, found=node.value, expected=listed(known), meant=meant)


def _amount(node: Node, context: Any) -> Fault:
    """A text or list that is too long or too short."""
    if node.value == "":
        return node.fault("empty-text")
    if "min_length" in context:
        return node.fault("too-few", found=context.get("actual_length"), limit=context["min_length"])
    found = len(node.value) if isinstance(node.value, str | list) else context.get("actual_length")
    unit = _("%s characters") if isinstance(node.value, str) else _("%s entries")
    return node.fault("too-long", found=unit % found, limit=context["max_length"])


def _content(tree: Node, location: Location, kind: str, context: Any) -> Fault:
    node = _node(tree, [*location, *context["at"]])
    if kind == "one-content":
        held = ", ".join(context["held"]) or _("none")
        return node.fault(kind, expected="number, text, numbers, series, table", found=held)
    return node.fault(kind, **{key: value for key, value in context.items() if key != "at"})


def _node(tree: Node, location: Location) -> Node:
    """The node at pydantic's location. Steps that name a branch of a union, not a place, are passed over."""
    entries: dict[Any, Node]
    for step in location:
        entries = tree.value if isinstance(tree.value, dict) else dict(enumerate(tree))
        if step in entries:
            tree = entries[step]
    return tree


def _branches(annotation: Any, tag: str = "") -> Iterator[tuple[Any, str]]:
    """The alternatives of an annotation, each with its tag."""
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *more = get_args(annotation)
        named = next((extra.tag for extra in more if isinstance(extra, Tag)), tag)
        yield from _branches(inner, named)
    elif origin in {Union, UnionType}:
        for branch in get_args(annotation):
            yield from _branches(branch, tag)
    elif annotation is not NoneType:
        yield annotation, tag


def _bases(annotation: Any) -> list[Any]:
    return [base for base, _tag in _branches(annotation)]


def _annotation(location: Location) -> Any:
    """What the format wants at this location."""
    here: Any = File
    for step in location:
        here = _step(here, step)
    return here


def _step(annotation: Any, step: str | int) -> Any:
    for base, tag in _branches(annotation):
        if isinstance(step, int):
            if get_origin(base) is list:
                return get_args(base)[0]
        elif tag == step:
            return base
        elif _is_model(base):
            field = next((f for name, f in base.model_fields.items() if (f.alias or name) == step), None)
            if field:
                return field.annotation
            if step in _kinds(base):
                return base
    return annotation


def _is_model(base: Any) -> bool:
    return isinstance(base, type) and issubclass(base, BaseModel)


def _keys(annotation: Any) -> list[str]:
    """The keys that a mapping may have here."""
    return [f.alias or name for base in _bases(annotation) if _is_model(base) for name, f in base.model_fields.items()]


def _literals(annotation: Any) -> list[str]:
    return [str(word) for base in _bases(annotation) if get_origin(base) is Literal for word in get_args(base)]


def _kinds(annotation: Any) -> list[str]:
    """The values of ``kind`` that tell the alternatives apart."""
    models = [base for base in _bases(annotation) if _is_model(base) and "kind" in base.model_fields]
    return [word for model in models for word in _literals(model.model_fields["kind"].annotation)]


def _expected(annotation: Any) -> str:
    """What belongs here, in words."""
    if literals := _literals(annotation):
        return _("one of: %s") % listed(literals)
    return _(" or ").join(dict.fromkeys(_described(base) for base in _bases(annotation)))


def _described(base: Any) -> str:
    if base in {Text, Title}:
        return _("text in both languages: {zh: …, en: …}")
    if _is_model(base):
        return _("an entry with %s") % listed(_keys(base))
    if get_origin(base) is list:
        return _("a list (lines that begin with “- ”)")
    words = {str: _("text"), int: _("a whole number"), float: _("a number"), bool: _("true or false")}
    return words.get(base, str(base))


def _bound(kind: str, context: Any) -> str:
    limit = next(iter(context.values()), "")
    words = {
        "greater_than": _("more than %s"),
        "greater_than_equal": _("at least %s"),
        "less_than": _("less than %s"),
        "less_than_equal": _("at most %s"),
    }
    return words[kind] % limit if kind in words else _("a finite number")


def _found(node: Node) -> str:
    """What stands there instead, in words."""
    match node.value:
        case None:
            return _("nothing")
        case dict():
            return _("an entry with keys")
        case list():
            return _("a list")
        case bool():
            return _("the value %s") % str(node.value).lower()
        case int() | float():
            return _("the number %s") % node.value
    return _("the text “%s”") % (str(node.value)[:60])
