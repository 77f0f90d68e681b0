"""The data pack from a spreadsheet: one figure or text a row, through the one door for spreadsheets."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from paper.sheets import Fault, Record, read, records

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
}
REQUIRED = ("key", "zh", "value")
AUDIENCES = {"public": "public", "公开": "public", "": "public", "workers": "workers", "职工方": "workers"}
AUDIENCES |= {"employer": "employer", "企业方": "employer"}
KEY = re.compile(r"[a-z][a-z0-9_]{0,47}")
MOST = 200


@dataclass(frozen=True, slots=True)
class Pack:
    """What a spreadsheet would bring: entries of the format, which of them replace one, and everything wrong."""

    entries: list[dict[str, Any]]
    replaced: list[str]
    faults: list[Fault]


def pack(content: bytes, there: Sequence[dict[str, Any]]) -> Pack:
    """Read a spreadsheet against the data pack that is there. Raises paper.sheets.Unreadable. Nothing is written."""
    found: list[dict[str, Any]] = []
    faults: list[Fault] = []
    for sheet in read(content):
        rows = records(sheet, COLUMNS, required=REQUIRED)
        faults += rows.faults
        for record in rows:
            entry, wrong = _entry(record)
            faults += wrong
            if any(each["key"] == entry["key"] for each in found):
                faults.append(record.fault("key", "twice", _("This key stands in the file twice.")))
            found.append(entry)
    known = {each.get("key") for each in there if isinstance(each, dict)}
    replaced = [each["key"] for each in found if each["key"] in known]
    if len(found) + len(known) - len(replaced) > MOST:
        words = _("A data pack has at most %(most)s entries.") % {"most": MOST}
        faults.append(Fault("", 0, 0, "too_many", words))
    return Pack(found, replaced, faults)


def _entry(record: Record) -> tuple[dict[str, Any], list[Fault]]:
    values, faults = record.values, []
    if not KEY.fullmatch(values.get("key", "")):
        faults.append(record.fault("key", "key", _("A key is small letters, digits and “_”, a letter first.")))
    if not values.get("zh"):
        faults.append(record.fault("zh", "label", _("The name is missing.")))
    audience = AUDIENCES.get(values.get("audience", "").strip().lower())
    if audience is None:
        faults.append(record.fault("audience", "audience", _("Expected 公开, 职工方 or 企业方.")))
    if not values.get("value"):
        faults.append(record.fault("value", "value", _("The value is missing.")))
    entry: dict[str, Any] = {
        "key": values.get("key", ""),
        "label": _both(values.get("zh", ""), values.get("en", "")),
        "audience": audience or "public",
        **_content(values.get("value", "")),
    }
    for name in ("unit", "source", "note"):
        if text := values.get(name):
            entry[name] = _both(text, "")
    return entry, faults


def _content(value: str) -> dict[str, Any]:
    """A number where it is one, else a text."""
    plain = value.replace(",", "").replace("，", "")
    try:
        number = float(plain)
    except ValueError:
        return {"text": _both(value, "")}
    if number != number or abs(number) > 2**53:  # noqa: PLR0124 (NaN is no number)
        return {"text": _both(value, "")}
    return {"number": int(number) if number.is_integer() else number}


def _both(zh: str, en: str) -> dict[str, str]:
    """Until somebody translates it, the one stands for the other; the check names Chinese that stands in English."""
    return {"zh": zh or en, "en": en or zh}


def merged(there: Sequence[dict[str, Any]], entries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The data pack with these entries: one of a key that is there takes its place, so that again changes nothing."""
    new = {entry["key"]: entry for entry in entries}
    kept = [new.pop(each.get("key"), each) for each in there]
    return [*kept, *new.values()]
