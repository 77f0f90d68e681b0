"""Other formats of questions: which holds what, one module a format. Each holds one language of a question."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from training.bank.faults import Fault
from training.bank.formats import gift, moodle, qti, table
from training.bank.formats.held import Defaults, canonical, lost
from training.bank.shape import Question

__all__ = ["FORMATS", "LARGEST", "SUFFIXES", "Defaults", "Format", "gift", "moodle", "qti", "read", "table", "write"]

#: Bytes of a file at most: a bank of thousands of questions without images stays far below.
LARGEST = 10 * 1024 * 1024
Found = tuple[list[Question], list[Fault]]


@dataclass(frozen=True, slots=True)
class Format:
    """One format: its name, whether it holds a canonical question, and how it is written and read."""

    name: str
    holds: Callable[[Question], bool]
    write: Callable[[Sequence[Question]], str | bytes]
    read: Callable[[bytes, Defaults], Found]


FORMATS = {
    "gift": Format("GIFT", gift.holds, gift.write, gift.read),
    "moodle": Format("Moodle XML", moodle.holds, moodle.write, moodle.read),
    "qti": Format("QTI 3", qti.holds, qti.write, qti.read),
    "csv": Format("CSV", table.holds, table.write, table.read),
}
#: The format of a file by the end of its name.
SUFFIXES = {".gift": "gift", ".txt": "gift", ".xml": "moodle", ".zip": "qti"} | {".csv": "csv", ".xlsx": "csv"}


def write(questions: Iterable[Question], name: str, language: str) -> tuple[str | bytes, list[Fault]]:
    """The questions in a format and one language (``zh``, ``en``), and by name everything it cannot hold."""
    form, kept, faults = FORMATS[name], [], []
    for question in questions:
        short = canonical(question, language)
        if short is None or not form.holds(short):
            faults.append(Fault("not-held", question.id, "type", {"format": form.name, "names": question.type}))
            continue
        kept.append(short)
        if names := lost(question, language):
            faults.append(Fault("not-held", question.id, "", {"format": form.name, "names": ", ".join(names)}))
    return form.write(kept), faults


def read(content: bytes, name: str, defaults: Defaults) -> Found:
    """The questions of a file, and everything wrong with it; too large a file is not looked at."""
    if len(content) > LARGEST:
        return [], [Fault("too-large", data={"limit": LARGEST // 1024 // 1024})]
    return FORMATS[name].read(content, defaults)
