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
    """One sheet for each subject, teams first, best place first. ``criteria`` is empty where only totals are shown."""
    subjects, rubric = panel.set_up["subjects"], panel.rubric.content
    titles = {each["id"]: in_words(each["title"]) for each in rubric["penalties"]}
    sheets = []
    for key, sheet in content["working"]["subjects"].items():
        criteria = _criteria(rubric, sheet["kind"])
        lines = [_line(judge, line, criteria) for judge, line in sheet["judges"].items()]
        opened = any(line["cells"] for line in lines)
        sheets.append(
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
                "penalties": [
                    (titles[each["rule"]], decimals(each["points"])) for each in in_order(sheet["penalties"])
                ],
                "criteria": criteria if opened else [],
                "judges": sorted(lines, key=lambda line: line["number"]),
            }
        )
    return sorted(sheets, key=lambda sheet: (sheet["kind"] != "team", sheet["place"]))


def rules_of(panel: Panel, content: Mapping[str, Any]) -> dict[str, Any]:
    """What the arithmetic rests on: how many are left out at each end, the scale, every weight."""
    working, rubric = content["working"], panel.rubric.content
    judges, drop, drop_from = working["judges"], working["drop"], working["drop_from"]
    return {
        "judges": judges,
        "left_out": drop if drop_from and judges >= drop_from else 0,
        "drop_from": drop_from,
        "high": rubric["scale"]["high"],
        "team": _criteria(rubric, "team"),
        "person": _criteria(rubric, "person"),
        "rubric": str(panel.rubric),
        "digest": panel.rubric.digest,
    }


def ties_of(panel: Panel, content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each comparison that was made between the teams, in order, with what each of them had."""
    subjects = panel.set_up["subjects"]
    return [
        {
            "title": in_words(step["title"]),
            "by": step["by"],
            "values": [(in_words(subjects[key]["title"]), decimals(value)) for key, value in step["values"].items()],
            "decided": step["decided"],
        }
        for step in in_order(content["ties"])
    ]


def _criteria(rubric: Mapping[str, Any], kind: str) -> list[dict[str, Any]]:
    return [
        {"id": each["id"], "title": in_words(each["title"]), "weight": each["weight"]}
        for each in rubric["criteria"]
        if each["kind"] == kind
    ]


def in_order(numbered: Mapping[str, Any]) -> list[Any]:
    """The entries of a map that is keyed 1, 2, 3 …"""
    return [numbered[key] for key in sorted(numbered, key=int)]


def _line(judge: str, line: Mapping[str, Any], criteria: list[dict[str, Any]]) -> dict[str, Any]:
    """A judge's row. The public's working names judges by number and has no cells."""
    values, points = line.get("values", {}), line.get("points", {})
    return {
        "number": line["number"] if "number" in line else int(judge),
        "total": decimals(line["total"]),
        "dropped": line.get("dropped", ""),
        "cells": [(values[c["id"]], decimals(points[c["id"]])) for c in criteria if c["id"] in values],
    }
