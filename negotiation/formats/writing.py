"""Points as files of other programs. Evaluations run from 0 to 1, so that every reading of them comes to the same.

Points, reservation and names go along; law, mandates, briefs, seats, clock, costs and what stands if nothing is agreed
have no place in these formats and stay behind.
"""

import json
from collections.abc import Mapping
from fractions import Fraction
from xml.etree import ElementTree as ET

from live.machine import SIDES
from negotiation.engine.frontier import Points
from negotiation.scenario_points import PointTable

DIGITS = 15


def genius(table: PointTable, name: str) -> Mapping[str, str]:
    """``{file name: XML}``: the domain and a profile for each side; indices from 1, in one order."""
    files = {"domain.xml": _domain(table.options, name)}
    for number, side in enumerate(SIDES):
        files[f"{side}.xml"] = _profile(table, number)
    return files


def _domain(options: Points, name: str) -> str:
    root = ET.Element("negotiation_template")
    space = ET.SubElement(root, "utility_space", number_of_issues=str(len(options)))
    _issues(ET.SubElement(space, "objective", index="0", etype="objective", type="objective", name=name), options)
    return _text(root)


def _issues(parent: ET.Element, options: Points, shares: Mapping[str, Mapping[str, Fraction]] | None = None) -> None:
    for place, (issue, values) in enumerate(options.items(), 1):
        element = ET.SubElement(
            parent, "issue", index=str(place), name=issue, etype="discrete", type="discrete", vtype="discrete"
        )
        for number, value in enumerate(values, 1):
            item = ET.SubElement(element, "item", index=str(number), value=value)
            if shares is not None:
                item.set("evaluation", _decimal(shares[issue][value]))


def _profile(table: PointTable, number: int) -> str:
    weights, shares, whole = weighed(table.options, number)
    root = ET.Element("utility_space", number_of_issues=str(len(weights)))
    objective = ET.SubElement(root, "objective", index="0", etype="objective", type="objective", name="any")
    _issues(objective, table.options, shares)
    for place, weight in enumerate(weights.values(), 1):
        ET.SubElement(objective, "weight", index=str(place), value=_decimal(weight))
    ET.SubElement(root, "reservation", value=_decimal(_reserved(table, number, whole)))
    return _text(root)


def weighed(options: Points, number: int) -> tuple[dict[str, Fraction], dict[str, dict[str, Fraction]], int]:
    """One side's weights, which sum to 1, its evaluations from 0 to 1, and the points that utility 1 stands for."""
    largest = {issue: max(pair[number] for pair in values.values()) for issue, values in options.items()}
    whole = sum(largest.values()) or 1
    weights = {issue: Fraction(most, whole) for issue, most in largest.items()}
    shares = {
        issue: {value: Fraction(pair[number], largest[issue] or 1) for value, pair in values.items()}
        for issue, values in options.items()
    }
    return weights, shares, whole


def _reserved(table: PointTable, number: int, whole: int) -> Fraction:
    return table.reservation[number] * table.scale / whole


def geniusweb(table: PointTable, name: str) -> Mapping[str, str]:
    """``{file name: JSON}``: a profile for each side, the domain in both. A reservation has no place there."""
    domain = {
        "name": name,
        "issuesValues": {issue: {"values": list(values)} for issue, values in table.options.items()},
    }
    files = {}
    for number, side in enumerate(SIDES):
        weights, shares, _whole = weighed(table.options, number)
        space = {
            "name": side,
            "domain": domain,
            "issueUtilities": {
                issue: {"discreteutils": {"valueUtilities": {value: float(share) for value, share in values.items()}}}
                for issue, values in shares.items()
            },
            "issueWeights": {issue: float(weight) for issue, weight in weights.items()},
        }
        files[f"{side}.json"] = json.dumps({"LinearAdditiveUtilitySpace": space}, ensure_ascii=False, indent=2) + "\n"
    return files


def points(table: PointTable, name: str) -> Mapping[str, str]:
    """``{file name: YAML}``: the points as a file of the platform, in whole numbers, for analysis and for authors."""
    lines = [f"id: {json.dumps(name)}", "parties:"]
    lines += [
        f"  {side}: {{reservation: {_decimal(table.reservation[number] * table.scale)}}}"
        for number, side in enumerate(SIDES)
    ]
    lines.append("issues:")
    for issue, values in table.options.items():
        lines += [f"  - id: {json.dumps(issue, ensure_ascii=False)}", "    options:"]
        for value, (workers, employer) in values.items():
            worth = f"{{workers: {workers}, employer: {employer}}}"
            lines.append(f"      - {{id: {json.dumps(value, ensure_ascii=False)}, points: {worth}}}")
    return {f"{name}.yaml": "\n".join(lines) + "\n"}


def _decimal(figure: Fraction) -> str:
    """A decimal of so many digits after the point at most, without an exponent."""
    text = f"{figure.numerator / figure.denominator:.{DIGITS}f}" if figure.denominator != 1 else str(figure.numerator)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _text(root: ET.Element) -> str:
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"
