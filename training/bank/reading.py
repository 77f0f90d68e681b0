"""Reading files of the bank: YAML within limits, each entry in its shape, every fault with entry and field."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from training.bank import checks
from training.bank.faults import Fault
from training.bank.shape import Question

FOLDER = Path(__file__).parent / "questions"


@dataclass(frozen=True, slots=True)
class Bank:
    """The entries of some files that have their shape, and everything wrong with the files."""

    questions: tuple[Question, ...]
    faults: tuple[Fault, ...]

    @property
    def sound(self) -> bool:
        """No fault but warnings."""
        return all(fault.severity == "warning" for fault in self.faults)


def load(paths: Iterable[Path], at: date) -> Bank:
    """All files together, checked as of a day. Raises OSError when a file cannot be opened."""
    faults: list[Fault] = []
    entries: list[checks.Entry] = []
    for path in paths:
        found, wrong = read(path.read_bytes())
        faults += [fault.within(str(path)) for fault in wrong]
        entries += [checks.Entry(question, str(path), line) for question, line in found]
    faults += checks.check(entries, at)
    return Bank(tuple(entry.question for entry in entries), tuple(faults))


def library() -> list[Path]:
    """The files of the project's own bank."""
    return sorted(FOLDER.glob("*.yaml"))


def read(content: bytes) -> tuple[list[tuple[Question, int]], list[Fault]]:
    """The entries that have their shape with the line of each, and what is wrong with the others."""
    from negotiation import scenario_yaml  # noqa: PLC0415 (a parser that no page needs)

    tree, wrong = scenario_yaml.read(content)
    faults = [
        Fault("syntax", field=each.path, data={"problem": each.message}, line=each.line, said=each.message)
        for each in wrong
    ]
    if tree is None:
        return [], faults
    if not isinstance(tree.value, list):
        return [], [*faults, Fault("not-a-list", line=tree.line)]
    found = []
    for number, node in enumerate(tree, 1):
        question, shaped = entry(node.plain(), number, node.line)
        faults += shaped
        if question:
            found.append((question, node.line))
    return found, faults


def entry(values: Any, number: int, line: int = 0) -> tuple[Question | None, list[Fault]]:
    """One entry from plain data, or None and what is wrong with each of its fields."""
    name = values.get("id") if isinstance(values, dict) else None
    label = name if isinstance(name, str) else f"#{number}"
    try:
        return Question.model_validate(values), []
    except ValidationError as error:
        return None, _faults(error.errors(include_url=False, include_context=False), label, line)


def _faults(errors: Sequence[Any], label: str, line: int) -> list[Fault]:
    """A key has many forms and fails each: that is told once."""
    places: dict[str, str] = {}
    for each in errors:
        steps = each["loc"][:1] if each["loc"][:1] == ("key",) else each["loc"]
        places.setdefault(".".join(str(step) for step in steps), each["msg"])
    return [Fault("shape", label, place, {"problem": problem}, line=line) for place, problem in places.items()]
