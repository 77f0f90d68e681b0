"""What a debrief is made of, before it is a page or a document: sections of a sentence, drawings and tables."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; ``at`` (epoch ms) is the moment of the session that it is about."""

    text: str
    at: int | None = None


Row = Sequence[Cell | str]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its caption, its columns and its rows."""

    head: Sequence[str]
    rows: Sequence[Row]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A plot as SVG text, what it shows in a sentence, and the layers that may be switched off: (key, words)."""

    svg: str
    says: str
    layers: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One subject. ``says`` tells what to see; every drawing has its table."""

    key: str
    title: str
    says: str
    drawings: Sequence[Drawing] = field(default_factory=tuple)
    tables: Sequence[Grid] = field(default_factory=tuple)
    notes: Sequence[str] = field(default_factory=tuple)
