"""Tables, as XLSX or CSV: one row a question under a Chinese header. They hold no match and no bar in an answer."""

import csv
import io
import re
from collections.abc import Sequence
from string import ascii_uppercase
from typing import Any

from paper import sheets
from training.bank.faults import Fault
from training.bank.formats.held import Defaults, choices, taken
from training.bank.shape import Number, Question

LETTERS = ascii_uppercase[:10]
COLUMNS = {
    "id": ("编号", "id"),
    "type": ("题型", "type"),
    "text": ("题干", "text"),
    **{letter: (f"选项{letter}", f"option {letter}") for letter in LETTERS},
    "key": ("答案", "key"),
    "because": ("解析", "because"),
    "topic": ("知识点", "topic"),
    "difficulty": ("难度", "difficulty"),
}
TYPES = {
    "单选题": "single",
    "多选题": "multiple",
    "判断题": "judge",
    "填空题": "fill",
    "排序题": "order",
    "数值题": "number",
}
TRUE, FALSE = ("对", "正确", "true", "t", "√"), ("错", "错误", "false", "f", "×")


def holds(question: Question) -> bool:
    """At most ten options, and nothing that parts answers within an answer."""
    key: Any = question.key
    if question.type == "fill" and any("|" in each or ";" in each for accepted in key for each in accepted):
        return False
    return question.type in TYPES.values() and len(question.options) <= len(LETTERS)


def write(questions: Sequence[Question]) -> str:
    """Canonical questions as CSV with the mark by which spreadsheet programs know UTF-8. Raises nothing."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow([titles[0] for titles in COLUMNS.values()])
    words = {type: title for title, type in TYPES.items()}
    for question in questions:
        language = "zh" if question.text.zh else "en"
        options = [getattr(each.text, language) for each in question.options]
        because = getattr(question.because, language) if question.because else ""
        told = [question.id, words[question.type], getattr(question.text, language), *options]
        told += [""] * (len(LETTERS) - len(options))
        rows.writerow(
            [_safe(each) for each in [*told, _key(question), because, question.topic, str(question.difficulty)]]
        )
    return "\ufeff" + out.getvalue()


def read(content: bytes, defaults: Defaults) -> tuple[list[Question], list[Fault]]:
    """The questions of all sheets and everything wrong with them, with the row."""
    found: list[Question] = []
    faults: list[Fault] = []
    try:
        pages = sheets.read(content)
    except sheets.Unreadable as unreadable:
        return [], [Fault("syntax", said=str(unreadable))]
    for page in pages:
        rows = sheets.records(page, COLUMNS, required=("type", "text", "key"))
        faults += [Fault("syntax", each.place, said=each.message, line=each.row) for each in rows.faults]
        for row in rows:
            values = _values({name: _bare(row.values.get(name, "")) for name in COLUMNS}, row.row, defaults)
            question, more = taken(values, row.row, row.row)
            found += [question] if question else []
            faults += more
    return found, faults


def _safe(cell: str) -> str:
    """A cell that a spreadsheet program would compute is marked as text."""
    return f"'{cell}" if cell[:1] in tuple("=+-@'") and cell else cell


def _bare(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" else cell


def _key(question: Question) -> str:
    key: Any = question.key
    match question.type:
        case "judge":
            return TRUE[0] if key else FALSE[0]
        case "fill":
            return ";".join("|".join(accepted) for accepted in key)
        case "number":
            assert isinstance(key, Number)
            return f"{key.value!r}±{key.tolerance!r}"
        case _:
            return " ".join(key)


def _values(row: dict[str, str], number: int, defaults: Defaults) -> dict[str, Any]:
    kind = TYPES.get(row["type"], row["type"])
    values: dict[str, Any] = {"id": row["id"] or f"question-{number}", "type": kind}
    values |= {"text": {defaults.language: row["text"]}, "topic": row["topic"] or defaults.topic}
    values["difficulty"] = row["difficulty"] or defaults.difficulty
    if row["because"]:
        values["because"] = {defaults.language: row["because"]}
    cells = [row[letter] for letter in LETTERS]
    while cells and not cells[-1]:
        cells.pop()
    if cells:
        values["options"] = choices(cells, [], defaults.language)["options"]
    return values | {"key": _read_key(kind, row["key"])}


def _read_key(kind: str, said: str) -> Any:
    if kind == "judge":
        return True if said.lower() in TRUE else False if said.lower() in FALSE else None
    if kind == "fill":
        return [accepted.split("|") for accepted in said.split(";")]
    if kind == "number":
        value, _mark, tolerance = said.partition("±")
        return {"value": value, "tolerance": tolerance or 0}
    names = re.findall(r"[A-Z]", said)
    return said if kind == "single" else names
