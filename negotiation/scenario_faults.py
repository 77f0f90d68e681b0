"""What is wrong with a scenario file: where, under which stable code, and in which words.

Codes are for programs and never change; words follow the language of whoever reads. ``error``: the
file cannot be loaded. ``warning``: it can, and the author should look. ``note``: a figure to know.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from negotiation.scenario_words import NOTES, WARNINGS, WORDS


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing found. ``line`` and ``column`` count from 1; ``path`` is the field, as
    ``issues[raise].options[B].points.workers``."""

    code: str
    line: int
    column: int
    path: str
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def severity(self) -> str:
        """error, warning or note."""
        if self.code in WARNINGS:
            return "warning"
        return "note" if self.code in NOTES else "error"

    @property
    def message(self) -> str:
        """What is wrong and what is expected, in the language of now."""
        words = {key: str(value) for key, value in self.data.items()}
        text = str(WORDS[self.code]) % words
        if meant := self.data.get("meant"):
            text += " " + _("Did you mean “%(meant)s”?") % {"meant": meant}
        return text

    def under(self, path: str) -> "Fault":
        """The same fault at this path."""
        return replace(self, path=path)

    def line_in(self, file: str) -> str:
        """``FILE:LINE:COLUMN: error[code] path: message``, as editors and people read it."""
        where = f" {self.path}" if self.path else ""
        return f"{file}:{self.line}:{self.column}: {self.severity}[{self.code}]{where}: {self.message}"

    def as_json(self, file: str) -> dict[str, Any]:
        """The fault for a program: its keys are part of the contract of ``scenario check --json``."""
        return {
            "file": file,
            "line": self.line,
            "column": self.column,
            "path": self.path,
            "severity": self.severity,
            "code": self.code,
            "message": self.message,
        }
