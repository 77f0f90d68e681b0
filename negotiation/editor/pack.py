"""The data pack from a spreadsheet: an entry a row; a series or table on a sheet that the row names."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from negotiation.tongue import own
from paper.sheets import Fault, Record, Sheet, read, records

#: What each column may be called; the first is that of the template.
COLUMNS = {
    "key": ("键", "key"),
    "zh": ("名称（中文）", "label zh", "名称"),
    "en": ("名称（英文）", "label en"),
    "unit": ("单位", "unit"),
    "audience": ("谁能看", "audience"),
    "value": ("数值", "value"),
    "source": ("来源", "source"),
    "note": ("说明", "note"),
    "sheet": ("工作表", "sheet"),
}
REQUIRED = ("key", "zh", "value")
AUDIENCES = {"public": "public", "公开": "public", "": "public", "workers": "workers", "职工方": "workers"}
AUDIENCES |= {"employer": "employer", "企业方": "employer"}
KEY = re.compile(r"[a-z][a-z0-9_]{0,47}")
MOST = 200
AS_TABLE = ("", "表格", "表", "table")
#: Characters of JSON that the entries of one file may come to: a scenario file has 1 MiB.
LARGEST = 512 * 1024
#: How large a series and a table may be in the format.
LABELS, LINES, TABLE_COLUMNS, TABLE_ROWS = (2, 60), (1, 6), (1, 12), (1, 60)


@dataclass(frozen=True, slots=True)
class Pack:
    """What a spreadsheet would bring: entries of the format, which of them replace one, and everything wrong."""

    entries: list[dict[str, Any]]
    replaced: list[str]
    faults: list[Fault]


def pack(content: bytes, there: Sequence[dict[str, Any]]) -> Pack:
    """Read a spreadsheet against the data pack that is there. Raises paper.sheets.Unreadable. Nothing is written.

    The sheet with the entries is the first one that has their header. One that a row names holds a series (labels in
    the first row, a line in each row below) where all below the labels are figures and the row does not say 表格, else
    a table.
    """
    book = read(content)
    main, rows = next(
        ((sheet, under) for sheet in book if (under := records(sheet, COLUMNS, required=REQUIRED)).rows),
        (book[0], records(book[0], COLUMNS, required=REQUIRED)),
    )
    others = {sheet.name: sheet for sheet in book if sheet is not main}
    found: list[dict[str, Any]] = []
    faults: list[Fault] = list(rows.faults)
    keys: set[str] = set()
    for record in rows:
        entry, wrong = _entry(record, others)
        faults += wrong
        if entry["key"] in keys:
            faults.append(record.fault("key", "twice", _("This key stands in the file twice.")))
        keys.add(entry["key"])
        found.append(entry)
    known = {each.get("key") for each in there if isinstance(each, dict)}
    replaced = [each["key"] for each in found if each["key"] in known]
    if len(found) + len(known) - len(replaced) > MOST:
        words = _("A data pack has at most %(most)s entries.") % {"most": MOST}
        faults.append(Fault("", 0, 0, "too_many", words))
    if len(json.dumps(found, ensure_ascii=False)) > LARGEST:
        words = _("All entries together are more than a scenario can hold; please shorten the longest texts.")
        faults.append(Fault("", 0, 0, "too_large", words))
    return Pack(found[: MOST + 1], replaced, faults)


def _entry(record: Record, others: Mapping[str, Sheet]) -> tuple[dict[str, Any], list[Fault]]:
    values, faults = record.values, []
    if not KEY.fullmatch(values.get("key", "")):
        faults.append(record.fault("key", "key", _("A key is small letters, digits and “_”, a letter first.")))
    if not values.get("zh"):
        faults.append(record.fault("zh", "label", _("The name is missing.")))
    audience = AUDIENCES.get(values.get("audience", "").strip().lower())
    if audience is None:
        faults.append(record.fault("audience", "audience", _("Expected 公开, 职工方 or 企业方.")))
    content, wrong = _held(record, others)
    faults += wrong
    entry: dict[str, Any] = {
        "key": values.get("key", ""),
        "label": _both(values.get("zh", ""), values.get("en", "")),
        "audience": audience or "public",
        **content,
    }
    for name in ("unit", "source", "note"):
        if text := values.get(name):
            entry[name] = _both(text, "")
    return entry, faults


def _held(record: Record, others: Mapping[str, Sheet]) -> tuple[dict[str, Any], list[Fault]]:
    """What an entry holds: its value, or what stands on the sheet that it names."""
    value, name = record.values.get("value", ""), record.values.get("sheet", "")
    if name and value.lower() not in AS_TABLE:
        words = _("Beside a sheet the value is empty, or 表格 where figures are to stand as a table.")
        return {}, [record.fault("value", "both", words)]
    if name and name not in others:
        words = _("There is no other sheet of this name with anything in it.")
        return {}, [record.fault("sheet", "no_sheet", words)]
    if name:
        return _of_sheet(others[name], as_table=bool(value))
    if not value:
        return {"text": _both("", "")}, [record.fault("value", "value", _("The value is missing."))]
    return _content(value), []


def _of_sheet(sheet: Sheet, *, as_table: bool) -> tuple[dict[str, Any], list[Fault]]:
    """A series where all below the labels are figures, else a table; with what is too many or missing."""
    head, *body = [row for row in sheet.rows if any(row)]
    figures = [[_number(cell) for cell in row[1:]] for row in body]
    if body and not as_table and len(head) > LABELS[0] and all(each is not None for row in figures for each in row):
        faults = [*_amount(sheet, len(head) - 1, LABELS), *_amount(sheet, len(body), LINES), *_blank(sheet, head[1:])]
        lines = [{"label": _both(row[0], ""), "values": numbers} for row, numbers in zip(body, figures, strict=True)]
        return {"series": {"x": [_label(cell) for cell in head[1:]], "lines": lines}}, faults + list(sheet.faults)
    faults = [*_amount(sheet, len(head), TABLE_COLUMNS), *_amount(sheet, len(body), TABLE_ROWS), *_blank(sheet, head)]
    rows = [[_both(cell, "") if (number := _number(cell)) is None else number for cell in row] for row in body]
    return {"table": {"columns": [_both(cell, "") for cell in head], "rows": rows}}, faults + list(sheet.faults)


def _label(cell: str) -> int | str:
    """A year or a month as the figure that it is, else the words."""
    number = _number(cell)
    return number if isinstance(number, int) else cell


def _amount(sheet: Sheet, found: int, allowed: tuple[int, int]) -> list[Fault]:
    if allowed[0] <= found <= allowed[1]:
        return []
    words = _("Here are %(found)s rows or columns; from %(least)s to %(most)s are possible.")
    said = words % {"found": found, "least": allowed[0], "most": allowed[1]}
    return [Fault(sheet.name, 0, 0, "amount", said)]


def _blank(sheet: Sheet, head: Sequence[str]) -> list[Fault]:
    if all(head):
        return []
    return [Fault(sheet.name, sheet.first_row, 0, "blank", _("A column has no title."))]


def _content(value: str) -> dict[str, Any]:
    """A number where it is one, else a text."""
    number = _number(value)
    return {"text": _both(value, "")} if number is None else {"number": number}


def _number(value: str) -> int | float | None:
    """The figure that a cell shows (1,250.5), exactly as far as every reader of JSON keeps it; None for a text."""
    try:
        number = float(value.replace(",", "").replace("，", ""))
    except ValueError:
        return None
    if not abs(number) <= 2**53:  # NaN is no number either
        return None
    return int(number) if number.is_integer() else number


def _both(zh: str, en: str) -> dict[str, str]:
    """Until somebody translates it, the one stands for the other; the check names Chinese that stands in English."""
    return {"zh": zh or en, "en": en or zh}


def merged(there: Sequence[dict[str, Any]], entries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The data pack with these entries: one of a key that is there takes its place, so that again changes nothing."""
    new = {entry["key"]: entry for entry in entries}
    kept = [new.pop(each.get("key"), each) for each in there]
    return [*kept, *new.values()]


def shown(entry: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """An entry as one line of the preview: key, name, who may see it, value or what kind of sheet it is."""
    if series := entry.get("series"):
        words = _("series: %(lines)s lines over %(labels)s labels")
        value = words % {"lines": len(series["lines"]), "labels": len(series["x"])}
    elif table := entry.get("table"):
        words = _("table: %(rows)s rows of %(columns)s columns")
        value = words % {"rows": len(table["rows"]), "columns": len(table["columns"])}
    else:
        value = str(entry["number"]) if "number" in entry else own(entry.get("text", {"zh": "", "en": ""}))
    who = {"public": _("everybody"), "workers": _("Workers' side"), "employer": _("Employer's side")}
    return entry["key"], own(entry["label"]), who[entry["audience"]], value
