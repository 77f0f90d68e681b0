"""GENIUS's XML: a domain of issues with values, and a profile for each side with evaluations and weights.

Issues and values are told apart by name, as the program does; indices only repair what is misspelt.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from fractions import Fraction

from django.utils.translation import gettext as _

from negotiation.formats.elements import Element, elements
from negotiation.formats.exchange import Profile
from negotiation.scenario_faults import Fault

#: How far weights may be from 1 in sum: files round them.
ROUNDED = Fraction(1, 1000)


@dataclass(slots=True)
class Reader:
    """Reads one file of the three. With ``lenient``, what can be put right is, and stands in ``repairs``."""

    lenient: bool
    faults: list[Fault] = field(default_factory=list)
    repairs: list[Fault] = field(default_factory=list)

    def wrong(self, fault: Fault, *, mended: bool = False) -> None:
        """Something is wrong: a fault, or a repair where it was put right."""
        mild = fault.severity == "warning"
        (self.repairs if mild or (mended and self.lenient) else self.faults).append(fault)

    # The domain

    def domain(self, content: bytes) -> dict[str, list[str]]:
        """``{issue: its values}``."""
        root = self._root(content)
        if root is None:
            return {}
        found: dict[str, list[str]] = {}
        issues = root.every("issue")
        if not issues:
            self.wrong(root.fault("missing-key", key="issue", expected='<issue index=… name=… type="discrete">'))
        for place, issue in enumerate(issues, 1):
            name = self._name(issue, place)
            if name in found:
                self.wrong(issue.fault("duplicate-key", key=name, line=issue.line))
                continue
            self._index(issue, place)
            found[name] = self._values(issue, name)
        return found

    def _root(self, content: bytes) -> Element | None:
        root, faults = elements(content)
        self.faults += faults
        return root

    def _name(self, issue: Element, place: int) -> str:
        if name := issue.attributes.get("name", "").strip():
            return name
        self.wrong(issue.fault("missing-key", key="name", expected="name=…"), mended=True)
        return f"issue {issue.attributes.get('index', place)}"

    def _index(self, issue: Element, place: int) -> None:
        """GENIUS counts from 1; others refuse anything else."""
        index = issue.attributes.get("index", "")
        if index != str(place):
            self.wrong(issue.fault("index-start", found=index, expected=place), mended=True)

    def _values(self, issue: Element, name: str) -> list[str]:
        kind = issue.attributes.get("type", "discrete").lower()
        if kind != "discrete" or issue.every("range"):
            self.wrong(issue.fault("bad-value", found=kind, expected="discrete"))
            return []
        values: dict[str, int] = {}
        for item in issue.every("item"):
            value = item.attributes.get("value", "").strip()
            if not value:
                self.wrong(item.fault("missing-key", key="value", expected="value=…"))
            elif value in values:
                self.wrong(item.fault("duplicate-key", key=value, line=values[value]), mended=True)
            else:
                values[value] = item.line
        if not values:
            self.wrong(issue.fault("missing-key", key="item", expected="<item index=… value=…/>"))
        return list(values)

    # A profile

    def profile(self, content: bytes, domain: dict[str, list[str]]) -> Profile:
        """One side's, over the issues and values of the domain."""
        made = Profile()
        root = self._root(content)
        if root is None:
            return made
        issues = root.every("issue")
        by_name = {issue.attributes.get("name", "").strip(): issue for issue in issues}
        for place, name in enumerate(domain):
            issue = by_name.get(name)
            if issue is None and place < len(issues):
                issue = issues[place]
                told = issue.fault("unknown-issue", found=issue.attributes.get("name", ""), expected=name)
                self.wrong(told, mended=True)
            if issue is None:
                self.wrong(root.fault("missing-key", key=name, expected="<issue name=…>"))
                continue
            made.evaluations[name] = self._evaluations(issue, name, domain[name])
        made.weights = self._weights(root, list(domain), issues)
        made.reservation = self._single(root, "reservation", Fraction(0)) or Fraction(0)
        made.discount = self._single(root, "discount_factor", None)
        return made

    def _evaluations(self, issue: Element, name: str, values: Sequence[str]) -> dict[str, Fraction]:
        found: dict[str, Fraction] = {}
        lines: dict[str, int] = {}
        for place, item in enumerate(issue.every("item")):
            value = item.attributes.get("value", "").strip()
            if value not in values:
                value = self._meant(item, name, value, values, place)
            if value in found:
                # Of two evaluations of one value the first stands, as in the domain.
                self.wrong(item.fault("duplicate-key", key=value, line=lines[value]), mended=True)
            elif value:
                found[value] = self._figure(item, "evaluation")
                lines[value] = item.line
        for value in values:
            if value not in found:
                self.wrong(issue.fault("missing-key", key=value, expected="evaluation=…"), mended=True)
                found[value] = Fraction(0)
        return found

    def _meant(self, item: Element, issue: str, value: str, values: Sequence[str], place: int) -> str:
        """The value of the domain that a misspelt one stands for: the nearest, else the one at its place."""
        near = get_close_matches(value, values, 1, 0.6)
        meant = near[0] if near else values[place] if place < len(values) else ""
        told = item.fault("unknown-option", issue=issue, found=value, expected=", ".join(values)[:200], meant=meant)
        self.wrong(told, mended=bool(meant))
        return meant if self.lenient else ""

    def _weights(self, root: Element, names: Sequence[str], issues: Sequence[Element]) -> dict[str, Fraction]:
        """Each issue's weight, by the index that issue and weight share."""
        by_index = {weight.attributes.get("index", ""): weight for weight in root.every("weight")}
        found = {}
        for name, issue in zip(names, issues, strict=False):
            weight = by_index.get(issue.attributes.get("index", ""))
            if weight is None:
                self.wrong(issue.fault("missing-key", key="weight", expected="<weight index=… value=…/>"))
                continue
            found[name] = self._figure(weight, "value")
        if found and abs(sum(found.values(), Fraction(0)) - 1) > ROUNDED:
            told = root.fault("weights-sum", found=float(sum(found.values())))
            self.wrong(told, mended=True)
        return found

    def _single(self, root: Element, tag: str, without: Fraction | None) -> Fraction | None:
        found = root.every(tag)
        return self._figure(found[0], "value") if found else without

    def _figure(self, element: Element, name: str) -> Fraction:
        text = element.attributes.get(name, "").strip()
        try:
            figure = Decimal(text)
        except InvalidOperation:
            figure = Decimal("NaN")
        if not figure.is_finite() or abs(figure.adjusted()) > 30:
            self.wrong(element.fault("not-finite", found=text[:40]))
            return Fraction(0)
        return Fraction(figure)


def told(repair: Fault) -> str:
    """What a repair did, after what was wrong."""
    done = {
        "duplicate-key": _("The first one counts."),
        "unknown-option": _("It is taken for the one that was meant."),
        "unknown-issue": _("It is taken for the issue at this place."),
        "missing-key": _("It counts as 0, or by its place."),
        "weights-sum": _("The weights count as they stand."),
        "index-start": _("Issues count in their order."),
    }
    return f"{repair.message} {done[repair.code]}"
