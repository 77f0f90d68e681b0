"""The one door for spreadsheets that people hand in: XLSX, XLS, ODS, CSV; never a formula, never a surprise.

A file is read by a child process of bounded memory and time, so one that is built to explode takes nothing
else with it. Whatever is wrong is a `Fault` with sheet, row and column; nothing raises but `Unreadable`,
which is the whole file's fault. What the cells mean is the caller's business.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

#: Bytes of a file at most; a register of 20,000 people takes about 2 MiB.
LARGEST = 10 * 1024 * 1024
SECONDS = 20


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at one place. ``row`` and ``column`` count from 1; 0 means all of the sheet or row."""

    sheet: str
    row: int
    column: int
    code: str
    message: str

    @property
    def place(self) -> str:
        """As spreadsheets name it: ``B12``, row 12, or nothing."""
        if not self.row:
            return ""
        return f"{letters(self.column)}{self.row}" if self.column else str(self.row)


class Unreadable(Exception):
    """The file cannot be read at all. ``code`` says why, the message what to do; nothing was taken from it."""

    def __init__(self, code: str) -> None:
        super().__init__(_words(code))
        self.code = code


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet as text: dates as 2026-11-24, whole numbers without a point. ``first_row`` counts from 1."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    first_row: int = 1
    first_column: int = 1
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """One row under a header. ``values`` by the caller's names; a column that is not there is empty."""

    sheet: str
    row: int
    values: Mapping[str, str]
    columns: Mapping[str, int] = field(default_factory=dict)

    def fault(self, name: str, code: str, message: str) -> Fault:
        """Something that the caller finds wrong with one of the values, or with the row (``name`` empty)."""
        return Fault(self.sheet, self.row, self.columns.get(name, 0), code, message)


def read(content: bytes) -> list[Sheet]:
    """Every sheet of a file, empty ones left out; a CSV is one sheet without a name.

    Raises Unreadable: ``empty``, ``too_large``, ``unknown`` (no spreadsheet), ``broken``, ``password``,
    ``explodes`` (unpacks to far more than it is), ``too_slow``, ``too_many_rows``, ``encoding``.
    """
    if not content.strip():
        raise Unreadable("empty")
    if len(content) > LARGEST:
        raise Unreadable("too_large")
    sheets = [_sheet(each) for each in _in_a_child(content)]
    found = [sheet for sheet in sheets if any(cell for row in sheet.rows for cell in row)]
    if not found:
        raise Unreadable("empty")
    return found


def records(sheet: Sheet, columns: Mapping[str, Sequence[str]], *, required: Iterable[str]) -> "Records":
    """The rows under the header, whose titles may be any of those given for each name, in any order.

    The header is the first row that has all ``required`` columns; what stands above it is a title. Empty
    rows are left out. Faults: those of the sheet, ``no_header`` and ``column_twice``.
    """
    wanted = {_plain(title): name for name, titles in columns.items() for title in titles}
    best: tuple[int, dict[str, int]] = (0, {})
    for number, row in enumerate(sheet.rows[:20]):
        at = {wanted[_plain(cell)]: place for place, cell in reversed(list(enumerate(row))) if _plain(cell) in wanted}
        if set(required) <= set(at):
            return _under(sheet, number, at, wanted)
        best = max(best, (len(at), at), key=lambda each: each[0])
    missing = [columns[name][0] for name in required if name not in best[1]]
    words = _("No row has all the columns that are needed; missing: %(titles)s.") % {"titles": "、".join(missing)}
    return Records((), (*sheet.faults, Fault(sheet.name, 0, 0, "no_header", words)))


@dataclass(frozen=True, slots=True)
class Records:
    """What stands under a header, and everything wrong with the sheet itself."""

    rows: tuple[Record, ...]
    faults: tuple[Fault, ...]
    unknown: tuple[str, ...] = ()  # titles of columns that nobody asked for

    def __iter__(self) -> Iterator[Record]:
        return iter(self.rows)


def letters(column: int) -> str:
    """The name of a column that counts from 1: 1 is A, 27 is AA."""
    name = ""
    while column > 0:
        column, letter = divmod(column - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def _under(sheet: Sheet, number: int, at: Mapping[str, int], wanted: Mapping[str, str]) -> Records:
    header = sheet.rows[number]
    titles = [_plain(cell) for cell in header]
    places = {name: sheet.first_column + place for name, place in at.items()}
    header_row = sheet.first_row + number
    twice = [
        Fault(sheet.name, header_row, sheet.first_column + place, "column_twice", _("This column is there twice."))
        for place, title in enumerate(titles)
        if title in wanted and at[wanted[title]] != place
    ]
    rows = tuple(
        Record(sheet.name, header_row + below, _values(row, at), places)
        for below, row in enumerate(sheet.rows[number + 1 :], 1)
        if any(cell for cell in row)
    )
    unknown = tuple(cell for cell, title in zip(header, titles, strict=True) if title and title not in wanted)
    return Records(rows, (*sheet.faults, *twice), unknown)


def _values(row: Sequence[str], at: Mapping[str, int]) -> dict[str, str]:
    return {name: row[place] if place < len(row) else "" for name, place in at.items()}


def _plain(title: str) -> str:
    """A title without what people add to it: case, blanks, a star for what is required."""
    return "".join(title.split()).strip("*＊:：").casefold()


def _in_a_child(content: bytes) -> list[dict[str, Any]]:
    try:
        child = subprocess.run(
            [sys.executable, "-m", "paper.sheet_reader"],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable("too_slow") from None
    if child.returncode:
        raise Unreadable("explodes" if child.returncode < 0 or b"MemoryError" in child.stderr else "broken")
    answer: dict[str, Any] = json.loads(child.stdout)
    if "refused" in answer:
        raise Unreadable(answer["refused"])
    sheets: list[dict[str, Any]] = answer["sheets"]
    return sheets


def _sheet(read: Mapping[str, Any]) -> Sheet:
    faults = tuple(Fault(read["name"], row, column, code, _words(code)) for code, row, column in read["faults"])
    rows = tuple(tuple(row) for row in read["rows"])
    return Sheet(read["name"], rows, read["first_row"], read["first_column"], faults)


def _words(code: str) -> str:
    return {
        "empty": _("The file is empty. Nothing was changed."),
        "too_large": _("The file is larger than 10 MB. Split it, and upload the parts one after the other."),
        "unknown": _("This is no spreadsheet that can be read. Save it as XLSX or CSV and upload it again."),
        "broken": _("The file is damaged. Open it in your spreadsheet program, save it again as XLSX and upload that."),
        "password": _("The file is protected by a password. Save it without one and upload it again."),
        "explodes": _("The file unpacks to far more than a list of people needs and was not opened."),
        "too_slow": _("Reading the file took too long. Split it, and upload the parts one after the other."),
        "too_many_rows": _("A sheet has more than 20,000 rows or 200 columns. Split it into several files."),
        "encoding": _("The characters cannot be read. Save the file as XLSX, or as CSV in UTF-8."),
        "merged": _("Merged cells: only the first one has a value. Split them and fill in every row."),
        "formula": _("A formula: its result may be out of date. Put in the value itself."),
        "error_value": _("The cell shows an error of the spreadsheet. Put in the value itself."),
        "too_long": _("More than 5,000 characters in one cell."),
    }[code]
