"""Reading YAML with the place of everything in it, within fixed limits.

A file becomes a tree of ``Node``s whose values are only what JSON knows. Whatever cannot be read is
a ``Fault`` with its line; nothing here knows what a scenario is. Scalars are read as YAML 1.2 has
them (``yes`` and ``2025-03-01`` are text). No tag is ever followed and no object ever built.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from negotiation.scenario_faults import Fault

#: A parser's event. What it has depends on its class, of which ruamel declares next to nothing.
Event = Any

#: The largest file, in bytes. The longest of the library has a twentieth of it.
BYTES = 1024 * 1024
#: Values in a file, with those that aliases repeat.
NODES = 40_000
DEPTH = 16
ALIASES = 200
#: Beyond this a number is no longer exact in JSON (RFC 8785 refuses it, too).
LARGEST = 2**53 - 1

_INT = re.compile(r"[-+]?[0-9]+")
_HEX = re.compile(r"0x[0-9a-fA-F]+|0o[0-7]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_WORDS = {"": None, "~": None, "null": None, "Null": None, "NULL": None} | {
    word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")
}
#: The parser takes quadratic time over a very long tag, and no tag is used anyway.
_LONG_TAG = re.compile(r"![^\s,\[\]{}\"']{256,}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")


@dataclass(slots=True)
class Node:
    """A value and where it stands. ``line`` and ``column`` count from 1; ``key_at`` is the place of its key.

    Asking a node for what it does not have gives a node without value, so that rules may look
    at a file that is full of holes.
    """

    value: Any  # None, bool, int, float, str, dict[str, Node] or list[Node]
    line: int
    column: int
    path: str = ""
    key_at: tuple[int, int] | None = None
    there: bool = True
    faults: list[Fault] = field(default_factory=list)

    def __getitem__(self, key: str) -> "Node":
        found = self.value.get(key) if isinstance(self.value, dict) else None
        return found or Node(None, self.line, self.column, f"{self.path}.{key}".lstrip("."), self.key_at, there=False)

    def __iter__(self) -> Iterator["Node"]:
        """The entries of a list; of anything else none."""
        yield from self.value if isinstance(self.value, list) else ()

    def items(self) -> Iterator[tuple[str, "Node"]]:
        """The keys and values of a mapping; of anything else none."""
        yield from self.value.items() if isinstance(self.value, dict) else ()

    @property
    def text(self) -> str | None:
        """The value if it is a text."""
        return self.value if isinstance(self.value, str) else None

    def plain(self) -> Any:
        """The value without places, as JSON has it."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def fault(self, code: str, *, at_key: bool = False, **data: Any) -> Fault:
        """A fault at this place, or at that of its key."""
        line, column = (self.key_at if at_key and self.key_at else None) or (self.line, self.column)
        return Fault(code, line, column, self.path, data)


class Unreadable(Exception):
    """Reading stops here: nothing after this place can be trusted."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


def read(content: bytes) -> tuple[Node | None, list[Fault]]:
    """The tree of a file, or None when it cannot be read, and every fault found while reading."""
    try:
        tree = _Reader(_decoded(content)).whole()
    except Unreadable as stopped:
        return None, [stopped.fault]
    return tree, list(_named(tree, ""))


def _decoded(content: bytes) -> str:
    if len(content) > BYTES:
        raise Unreadable(Fault("too-big", 1, 1, "", {"limit": BYTES}))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig", "replace")
        place = _place(before, len(before))
        raise Unreadable(Fault("not-utf8", *place, "", {"byte": f"0x{content[error.start]:02X}"})) from None
    if not text.strip():
        raise Unreadable(Fault("empty", 1, 1, ""))
    if found := _CONTROL.search(text):
        raise Unreadable(Fault("bad-character", *_place(text, found.start()), "", {"found": _code_point(found[0])}))
    if found := _LONG_TAG.search(text):
        raise Unreadable(Fault("tag", *_place(text, found.start()), "", {"tag": found[0][:20]}))
    return text


def _place(text: str, position: int) -> tuple[int, int]:
    """Line and column, from 1, of a position in a text."""
    return text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position)


def _code_point(character: str) -> str:
    return f"U+{ord(character):04X}"


class _Reader:
    """One pass over the parser's events, each counted before it is kept: the limits hold while reading."""

    def __init__(self, text: str) -> None:
        self.events: Iterator[Event] = iter(YAML(typ="safe", pure=True).parse(text))
        self.anchors: dict[str, Node | None] = {}  # None while the anchored value is still open
        self.nodes = self.aliases = 0

    def whole(self) -> Node:
        try:
            tree = self.document()
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            problem = " ".join(str(error.problem or error.context or "").split())
            raise Unreadable(Fault("yaml-syntax", line, column, "", {"problem": problem})) from None
        except YAMLError as error:  # a character that YAML does not allow, which names no line
            raise Unreadable(Fault("yaml-syntax", 1, 1, "", {"problem": " ".join(str(error).split())[:200]})) from None
        except (ValueError, ArithmeticError, IndexError, AttributeError, AssertionError, NotImplementedError) as error:
            # The parser meets some broken input (a \U escape beyond Unicode, an odd directive) with a bare error.
            raise Unreadable(Fault("yaml-syntax", 1, 1, "", {"problem": " ".join(str(error).split())[:200]})) from None
        return tree

    def document(self) -> Node:
        tree = None
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                if tree is not None:
                    raise Unreadable(_at(event, "many-documents"))
                tree = self.node(next(self.events), 1)
        if tree is None:
            raise Unreadable(Fault("empty", 1, 1, ""))
        return tree

    def node(self, event: Event, depth: int) -> Node:
        if isinstance(event, AliasEvent):
            return self.alias(event, depth)
        self.count(event, depth)
        anchor = getattr(event, "anchor", None)
        if anchor:
            self.anchors[anchor] = None
        node = Node(None, event.start_mark.line + 1, event.start_mark.column + 1)
        if event.tag and not (isinstance(event, ScalarEvent) and event.tag == "tag:yaml.org,2002:str"):
            node.faults.append(_at(event, "tag", tag=str(event.tag)))
        if isinstance(event, MappingStartEvent):
            node.value = self.mapping(node, depth)
        elif isinstance(event, SequenceStartEvent):
            node.value = self.sequence(depth)
        else:
            node.value = _scalar(event, node)
        if anchor:
            self.anchors[anchor] = node
        return node

    def count(self, event: Event, depth: int) -> None:
        self.nodes += 1
        if self.nodes > NODES:
            raise Unreadable(_at(event, "too-many-values", limit=NODES))
        if depth > DEPTH:
            raise Unreadable(_at(event, "too-deep", limit=DEPTH))

    def alias(self, event: Event, depth: int) -> Node:
        self.aliases += 1
        if self.aliases > ALIASES:
            raise Unreadable(_at(event, "too-many-aliases", limit=ALIASES))
        if event.anchor not in self.anchors:
            raise Unreadable(_at(event, "unknown-anchor", anchor=str(event.anchor)))
        anchored = self.anchors[event.anchor]
        if anchored is None:
            raise Unreadable(_at(event, "alias-loop", anchor=str(event.anchor)))
        return self.copy(anchored, event, depth)

    def copy(self, node: Node, event: Event, depth: int) -> Node:
        """The anchored value again, counted again: an alias of aliases cannot grow past the limits."""
        self.count(event, depth)
        value = node.value
        if isinstance(value, dict):
            value = {key: self.copy(child, event, depth + 1) for key, child in value.items()}
        elif isinstance(value, list):
            value = [self.copy(child, event, depth + 1) for child in value]
        return Node(value, node.line, node.column, key_at=node.key_at)

    def mapping(self, node: Node, depth: int) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            if not isinstance(event, ScalarEvent):
                raise Unreadable(_at(event, "key-not-text"))
            self.count(event, depth)
            child = self.node(next(self.events), depth + 1)
            if event.value in entries:
                first = entries[event.value].key_at or (0, 0)
                node.faults.append(_at(event, "duplicate-key", key=event.value, line=first[0]))
                continue
            child.key_at = (event.start_mark.line + 1, event.start_mark.column + 1)
            entries[event.value] = child
        return entries

    def sequence(self, depth: int) -> list[Node]:
        entries = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            entries.append(self.node(event, depth + 1))
        return entries


def _at(event: Event, code: str, **data: Any) -> Fault:
    return Fault(code, event.start_mark.line + 1, event.start_mark.column + 1, "", data)


def _scalar(event: Event, node: Node) -> Any:
    """The value that a scalar writes. Numbers that JSON cannot hold become 0, with a fault."""
    word: str = event.value
    if not event.implicit[0]:
        return word
    if word in _WORDS:
        return _WORDS[word]
    if _NOT_FINITE.fullmatch(word):
        node.faults.append(_at(event, "not-finite", found=word))
        return 0
    if _INT.fullmatch(word) or _HEX.fullmatch(word):
        # Long digits are judged by their length first: converting them takes quadratic time.
        number: int | float = int(word, 0 if _HEX.fullmatch(word) else 10) if len(word) <= 20 else LARGEST + 1
    elif _FLOAT.fullmatch(word):
        number = _float(word)
    else:
        return word
    if abs(number) > LARGEST:
        node.faults.append(_at(event, "number-too-large", found=word[:40], limit=LARGEST))
        return 0
    return number


def _float(word: str) -> int | float:
    """A decimal; a whole one (``5.0``) as the integer that it is in JSON too."""
    number = float(word)
    return int(number) if number.is_integer() and abs(number) <= LARGEST else number


def _named(node: Node, path: str) -> Iterator[Fault]:
    """Give each node its path, and yield the faults below it with theirs."""
    node.path = path
    for fault in node.faults:
        yield fault.under(path)
    if isinstance(node.value, str):
        if found := _CONTROL.search(node.value):
            yield node.fault("bad-character", found=_code_point(found[0]))
    elif isinstance(node.value, dict):
        for key, child in node.value.items():
            if found := _CONTROL.search(key):
                yield child.fault("bad-character", at_key=True, found=_code_point(found[0]))
            yield from _named(child, f"{path}.{key}".lstrip("."))
    elif isinstance(node.value, list):
        for number, child in enumerate(node.value, 1):
            yield from _named(child, f"{path}[{_label(child) or f'#{number}'}]")


def _label(node: Node) -> str:
    """What an entry of a list is called in a path: its ``id`` or ``key``, if it has one that is short."""
    name = node["id"].text or node["key"].text or ""
    return name if len(name) <= 48 and "]" not in name else ""


def written(content: Any) -> str:
    """Plain data as YAML that people can read and ``read`` reads again."""
    out = io.StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.allow_unicode = True
    yaml.default_flow_style = False
    yaml.width = 110
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.dump(content, out)
    return out.getvalue()
