"""What is wrong with a file of questions: in which file, entry and field, and in which words."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy

#: Told, but no reason to refuse the file.
WARNINGS = ("repealed", "to-check", "not-held")

WORDS = {
    "shape": gettext_lazy("This is not what the format asks for here: %(problem)s."),
    "not-a-list": gettext_lazy("A file of questions is a list of entries."),
    "duplicate-id": gettext_lazy("This id is already used in %(file)s."),
    "duplicate-stem": gettext_lazy("%(other)s asks the same question."),
    "no-key": gettext_lazy("The question has no key of the form that its type needs."),
    "key-not-option": gettext_lazy("The key names %(name)s, which is not among the options."),
    "key-single": gettext_lazy("Multiple choice needs at least two right options."),
    "key-all": gettext_lazy("Every option is right: nothing is left to choose."),
    "key-twice": gettext_lazy("The key names %(name)s more than once."),
    "key-incomplete": gettext_lazy("The key leaves out %(name)s."),
    "blanks": gettext_lazy("The text has %(text)s blanks, the key %(key)s."),
    "few-options": gettext_lazy("At least two options are needed."),
    "option-twice": gettext_lazy("The option %(name)s is there twice."),
    "not-for-type": gettext_lazy("A question of this type has no such field."),
    "no-text": gettext_lazy("The %(language)s text is missing."),
    "chinese-in-english": gettext_lazy("The English text holds Chinese characters: %(found)s."),
    "markup": gettext_lazy("HTML is not allowed in texts: %(found)s."),
    "no-rubric": gettext_lazy("A question that people mark needs a rubric."),
    "no-reason": gettext_lazy("Say why the key is right (because)."),
    "no-source": gettext_lazy("Name the law and article, or the work, that the key is from."),
    "no-review": gettext_lazy("Say who reviewed the question and when."),
    "dates": gettext_lazy("until is not after since."),
    "repealed": gettext_lazy("The article is not in force on %(at)s; no paper will hold the question."),
    "to-check": gettext_lazy("A lawyer has still to check it; no paper will hold the question."),
    "syntax": gettext_lazy("The file cannot be read from here on: %(problem)s."),
    "too-large": gettext_lazy("The file is larger than %(limit)s MB."),
    "attachment": gettext_lazy("Images and files are not taken over: %(found)s."),
    "unsupported": gettext_lazy("Questions of the kind %(found)s cannot be taken over."),
    "wrong-key": gettext_lazy("The marking of the answers gives no key: %(problem)s."),
    "not-held": gettext_lazy("%(format)s cannot hold: %(names)s."),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing found. ``entry`` is the id or ``#number`` of the entry, ``line`` counts from 1, 0 is unknown."""

    code: str
    entry: str = ""
    field: str = ""
    data: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    file: str = ""
    line: int = 0
    said: str = ""  # words that the reader of the file's own syntax has already found

    @property
    def severity(self) -> str:
        """error or warning."""
        return "warning" if self.code in WARNINGS else "error"

    @property
    def message(self) -> str:
        """What is wrong, in the language of now."""
        return self.said or str(WORDS[self.code]) % self.data

    def within(self, file: str) -> "Fault":
        """The same fault in this file."""
        return replace(self, file=file)

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.severity} [{self.code}] {self.entry} {self.field}".rstrip() + f": {self.message}"


def errors(faults: list[Fault]) -> list[Fault]:
    """Those for which a file is refused."""
    return [fault for fault in faults if fault.severity == "error"]
