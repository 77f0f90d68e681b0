"""A result as sheets of paper would have it: rows that a person can add up by hand."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import get_language

from scoring.models import Panel


def in_words(text: Mapping[str, str]) -> str:
    """A bilingual text in the reader's language."""
    return text.get("en" if (get_language() or "").startswith("en") else "zh", "")


def decimals(value: str) -> str:
    """An exact number as people write it: at most four decimals."""
    return f"{float(Fraction(value)):.4f}".rstrip("0").rstrip(".")


def sheets_of(panel: Panel, content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One sheet for each subject, teams first, best place first."""
    subjects, rubric = panel.set_up["subjects"], panel.rubric.content
    titles = {each["id"]: in_words(each["title"]) for each in (*rubric["criteria"], *rubric["penalties"])}
    sheets = [
        {
            "title": in_words(subjects[key]["title"]),
            "side": subjects[key]["side"],
            "kind": sheet["kind"],
            "place": sheet["place"],
            "mark": sheet["mark"],
            "sum": decimals(sheet["sum"]),
            "count": sheet["count"],
            "mean": decimals(sheet["mean"]),
            "total": decimals(sheet["total"]),
            "penalties": [(titles[each["rule"]], decimals(each["points"])) for each in sheet["penalties"].values()],
            "judges": [_line(number, line, titles) for number, line in enumerate(sheet["judges"].values(), 1)],
        }
        for key, sheet in content["working"]["subjects"].items()
    ]
    return sorted(sheets, key=lambda sheet: (sheet["kind"] != "team", sheet["place"]))


def _line(number: int, line: Mapping[str, Any], titles: Mapping[str, str]) -> dict[str, Any]:
    values = line.get("values", {})
    return {
        "number": line.get("number", number),
        "total": decimals(line["total"]),
        "dropped": line.get("dropped", ""),
        "values": [(titles[key], value, decimals(line["points"][key])) for key, value in values.items()],
    }
