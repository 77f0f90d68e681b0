"""Scenarios as files become versions: check one, load it, find the library."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rfc8785
from django.db import transaction
from django.db.models import Max

from negotiation.engine.payoffs import Reference
from negotiation.engine.scenario import Scenario as CompiledScenario
from negotiation.models import Scenario, ScenarioVersion
from negotiation.scenario_balance import balance_faults
from negotiation.scenario_checks import relation_faults
from negotiation.scenario_compile import compile_scenario
from negotiation.scenario_faults import Fault
from negotiation.scenario_format import File
from negotiation.scenario_shape import shape_faults
from negotiation.scenario_yaml import read
from people.models import Organization

LIBRARY = Path(__file__).parent / "library"


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in one file. ``content`` is its plain data without errors, else None."""

    file: str
    faults: tuple[Fault, ...]
    content: dict[str, Any] | None = None
    scenario: CompiledScenario | None = None
    reference: Reference | None = None

    @property
    def errors(self) -> tuple[Fault, ...]:
        return tuple(fault for fault in self.faults if fault.severity == "error")

    def lines(self) -> Iterator[str]:
        """Every fault as a line for people."""
        return (fault.line_in(self.file) for fault in self.faults)


class Faulty(Exception):
    """The file has errors; ``report`` says which. Nothing was stored."""

    def __init__(self, report: Report) -> None:
        super().__init__("\n".join(report.lines()))
        self.report = report


def library() -> list[Path]:
    """The files that come with the platform."""
    return sorted(LIBRARY.glob("*.yaml"))


def check(content: bytes, file: str = "") -> Report:
    """Everything wrong with a file, at once, in the order of its lines; whatever the bytes are, never an exception."""
    tree, faults = read(content)
    if tree is None:
        return _report(file, faults)
    shape = shape_faults(tree)
    faults += shape
    if any(fault.code == "schema-version" or (not fault.path and fault.code == "wrong-type") for fault in shape):
        return _report(file, faults)
    faults += relation_faults(tree)
    if any(fault.severity == "error" for fault in faults):
        return _report(file, faults)
    plain = without_nulls(tree.plain())
    scenario = compile_scenario(plain, digest(plain))
    balance, reference = balance_faults(tree, scenario)
    report = _report(file, faults + balance)
    return report if report.errors else Report(file, report.faults, plain, scenario, reference)


def _report(file: str, faults: list[Fault]) -> Report:
    return Report(file, tuple(sorted(faults, key=lambda fault: (fault.line, fault.column, fault.code))))


def without_nulls(value: Any) -> Any:
    """The same data with keys left out that were given as nothing: both mean the same."""
    if isinstance(value, dict):
        return {key: without_nulls(entry) for key, entry in value.items() if entry is not None}
    if isinstance(value, list):
        return [without_nulls(entry) for entry in value]
    return value


def canonical(content: dict[str, Any]) -> bytes:
    """The canonical JSON (RFC 8785) of a scenario: free of key order, comments and YAML style."""
    return rfc8785.dumps(content)


def digest(content: dict[str, Any]) -> str:
    """The name of a version: SHA-256 of the canonical JSON, 64 hex digits."""
    return hashlib.sha256(canonical(content)).hexdigest()


def load(content: bytes, file: str = "", *, owner: Organization | None = None) -> ScenarioVersion:
    """The version that this file writes: a new one when its text is new, else the one already there.

    Raises Faulty when the file has errors.
    """
    report = check(content, file)
    if report.content is None:
        raise Faulty(report)
    return store(report.content, owner=owner)


@transaction.atomic
def store(content: dict[str, Any], *, owner: Organization | None = None) -> ScenarioVersion:
    """Keep checked content as the newest version of its scenario; the same content again changes nothing."""
    scenario, _new = Scenario.objects.get_or_create(slug=content["id"], owner=owner)
    # Two loads of one scenario at once: the second waits here, then sees the first one's version.
    Scenario.objects.select_for_update().get(pk=scenario.pk)
    name = digest(content)
    there = scenario.versions.filter(digest=name).first()
    if there:
        return there
    latest = scenario.versions.aggregate(latest=Max("number"))["latest"] or 0
    return scenario.versions.create(
        number=latest + 1,
        digest=name,
        content=canonical(content).decode(),
        title_zh=content["title"]["zh"],
        title_en=content["title"]["en"],
    )


def load_library() -> list[ScenarioVersion]:
    """Load every file of the library."""
    return [load(path.read_bytes(), path.name) for path in library()]


def schema() -> dict[str, Any]:
    """The JSON Schema of the format, for editors that complete and check while one types."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | File.model_json_schema()
