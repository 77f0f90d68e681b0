"""The child that reads one spreadsheet from its input and writes what it found as JSON. Run by `paper.sheets`.

Its memory is bounded before it looks at a byte. It never writes a file, and never follows anything that a
file points to.
"""

import csv
import io
import json
import resource
import sys
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from defusedxml.ElementTree import iterparse
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, ZipError

MEMORY = 512 * 1024 * 1024
#: An honest workbook has a few dozen entries and packs to a tenth or so of its size.
ENTRIES, UNPACKED, RATIO = 1_000, 100 * 1024 * 1024, 200
#: Rows of a sheet, columns of a row, characters of a cell at most: the words of `paper.sheets` name them.
ROWS, COLUMNS, CHARACTERS = 20_000, 200, 5_000
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
SHEET_XML = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

Found = dict[str, Any]
Place = tuple[str, int, int]


class Refused(Exception):
    """The whole file; the argument is the code."""


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    content = sys.stdin.buffer.read()
    try:
        answer: Found = {"sheets": list(sheets(content))}
    except Refused as refusal:
        answer = {"refused": str(refusal)}
    except MemoryError:
        answer = {"refused": "explodes"}
    json.dump(answer, sys.stdout)


def sheets(content: bytes) -> Iterator[Found]:
    """Every sheet of the file. Raises Refused."""
    if content.startswith(ZIP):
        formulas = inspected(content)
        yield from workbook(content, formulas)
    elif content.startswith(OLE):
        yield from workbook(content, {})
    else:
        yield separated(content)


def inspected(content: bytes) -> dict[str, list[Place]]:
    """Look at the package before anything unpacks it. The formulas of an XLSX, by sheet. Raises Refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
            unpacked = sum(entry.file_size for entry in entries)
            if len(entries) > ENTRIES or unpacked > UNPACKED or unpacked > RATIO * len(content):
                raise Refused("explodes")
            return formulas_of(package) if "xl/workbook.xml" in package.namelist() else {}
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError):
        raise Refused("broken") from None
    except (SyntaxError, ValueError, KeyError):  # XML that is broken, or forbidden by defusedxml
        raise Refused("broken") from None


def formulas_of(package: zipfile.ZipFile) -> dict[str, list[Place]]:
    """Where an XLSX has formulas: calamine gives the value they last had and says nothing of it."""
    targets = {}
    with package.open("xl/_rels/workbook.xml.rels") as file:
        for _event, element in iterparse(file):
            if element.tag.endswith("Relationship"):
                targets[element.get("Id")] = element.get("Target", "").lstrip("/").removeprefix("xl/")
    found = {}
    with package.open("xl/workbook.xml") as file:
        for _event, element in iterparse(file):
            target = targets.get(element.get(RELATION)) if element.tag == f"{SHEET_XML}sheet" else None
            if target and f"xl/{target}" in package.namelist():
                found[element.get("name", "")] = list(formulas_in(package, f"xl/{target}"))
    return found


def formulas_in(package: zipfile.ZipFile, entry: str) -> Iterator[Place]:
    with package.open(entry) as file:
        for _event, element in iterparse(file):
            if element.tag == f"{SHEET_XML}c":
                if element.find(f"{SHEET_XML}f") is not None:
                    yield ("formula", *coordinates(element.get("r", "")))
                element.clear()
            elif element.tag == f"{SHEET_XML}row":
                element.clear()


def coordinates(name: str) -> tuple[int, int]:
    """Row and column of B12."""
    column = 0
    for letter in filter(str.isalpha, name):
        column = column * 26 + ord(letter) - ord("A") + 1
    return int("".join(filter(str.isdigit, name)) or 0), column


def workbook(content: bytes, formulas: dict[str, list[Place]]) -> Iterator[Found]:
    try:
        book = CalamineWorkbook.from_object(io.BytesIO(content))
        for name in book.sheet_names:
            yield table(name, book.get_sheet_by_name(name), formulas.get(name, []))
    except PasswordError:
        raise Refused("password") from None
    except ZipError:
        raise Refused("broken") from None
    except CalamineError as error:
        raise Refused("unknown" if "detect" in str(error).lower() else "broken") from None


def table(name: str, sheet: Any, formulas: list[Place]) -> Found:
    if sheet.height > ROWS or sheet.width > COLUMNS:
        raise Refused("too_many_rows")
    top, left = sheet.start or (0, 0)
    merged = [
        ("merged", start[0] + 1, start[1] + 1)
        for start, end in (sheet.merged_cell_ranges or [])
        if start[0] >= top and start != end
    ]
    rows = [[text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=True)]
    return found(name, rows, top + 1, left + 1, [*merged, *formulas])


def found(name: str, rows: list[list[str]], first_row: int, first_column: int, faults: Iterable[Place]) -> Found:
    own = [
        (code, first_row + down, first_column + right)
        for down, row in enumerate(rows)
        for right, cell in enumerate(row)
        if (code := wrong(cell))
    ]
    return {
        "name": name,
        "rows": [[cell[:CHARACTERS] for cell in row] for row in rows],
        "first_row": first_row,
        "first_column": first_column,
        "faults": sorted({*faults, *own}, key=lambda place: (place[1:], place[0])),
    }


def wrong(cell: str) -> str:
    if len(cell) > CHARACTERS:
        return "too_long"
    return "error_value" if cell in ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!") else ""


def text(value: Any) -> str:
    """A cell as people read it."""
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
        case date() | time() | timedelta():
            return str(value)
    return str(value).strip()


def separated(content: bytes) -> Found:
    """A text file with columns: by tab, comma or semicolon, whichever the first line has most of."""
    words = decoded(content)
    first = words.lstrip().partition("\n")[0]
    separator = max("\t,;", key=first.count)
    rows = []
    try:
        for row in csv.reader(io.StringIO(words, newline=""), delimiter=separator, strict=True):
            rows.append([cell.strip() for cell in row])
            if len(rows) > ROWS or len(row) > COLUMNS:
                raise Refused("too_many_rows")
    except csv.Error:
        raise Refused("broken") from None
    formulas = [
        ("formula", down, right)
        for down, row in enumerate(rows, 1)
        for right, cell in enumerate(row, 1)
        if cell.startswith("=")
    ]
    return found("", rows, 1, 1, formulas)


def decoded(content: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or what Chinese Windows writes. Raises Refused."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            words = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if any(ord(letter) < 32 and letter not in "\t\r\n" for letter in words[:10_000]):
            raise Refused("unknown")
        return words
    raise Refused("encoding")


if __name__ == "__main__":
    main()
