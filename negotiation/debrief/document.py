"""A debrief on paper: the same sections, in the house's plainest document."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from negotiation.debrief.parts import Cell, Grid, Section
from negotiation.models import Session
from negotiation.tongue import language
from paper.pdf import render


def pdf(session: Session, headlines: Sequence[str], sections: Sequence[Section]) -> bytes:
    """The bytes of the document. Raises paper.pdf.MissingGlyph for a character that cannot be printed."""
    parts: list[dict[str, Any]] = [{"kind": "list", "items": list(headlines)}]
    for section in sections:
        parts += _parts(section)
    played = formats.date_format(timezone.localtime(session.starts_at), "SHORT_DATETIME_FORMAT")
    data = {
        "title": _("Debrief"),
        "subtitle": session.title,
        "about": [str(session.scenario), played],
        "imprint": session.title,
        "parts": parts,
    }
    return render("plain", data, language())


def _parts(section: Section) -> Iterator[dict[str, Any]]:
    yield {"kind": "heading", "text": section.title}
    yield {"kind": "note", "text": section.says}
    for drawing in section.drawings:
        yield {"kind": "drawing", "svg": drawing.svg, "says": drawing.says}
    for grid in section.tables:
        if grid.caption:
            yield {"kind": "heading", "level": 2, "text": grid.caption}
        yield {"kind": "table", "head": list(grid.head), "rows": _rows(grid)}
    for text in section.notes:
        yield {"kind": "text", "text": text}


def _rows(grid: Grid) -> list[list[str]]:
    return [[cell.text if isinstance(cell, Cell) else cell for cell in row] for row in grid.rows]
