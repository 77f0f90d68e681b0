"""Documents as PDF: a template of ``paper/templates`` and plain data in, the bytes of a tagged file out.

Sets in the two fonts that lie beside it and in no other, so a document looks the same on every machine.
PDF/UA-1: readable aloud, and a character that the fonts lack is an error, never a white box. Knows no room.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
FONTS = HERE / "fonts"
LANGUAGES = ("zh", "en")

#: A compiler takes one document at a time; one of 5 ms is not worth a second compiler's 100 MB.
_one_at_a_time = Lock()


class PaperFault(ValueError):
    """The document cannot be made; ``args[0]`` is what the typesetter says, ``args[1]`` the template."""


class MissingGlyph(PaperFault):
    """The fonts have no shape for a character of the text; ``text`` is the character, or what holds it."""

    def __init__(self, said: str, template: str, text: str) -> None:
        super().__init__(said, template)
        self.text = text


def render(
    template: str,
    data: Mapping[str, Any],
    language: str,
    *,
    attachments: Mapping[str, str] | None = None,
    archival: bool = False,
) -> bytes:
    """The document that ``templates/<template>.typ`` makes of ``data``; the same input gives the same bytes.

    ``data`` is JSON, read by the template as ``data``; ``language`` is ``zh`` or ``en``; ``attachments`` are texts
    by file name that travel inside the file; ``archival``: also PDF/A-3a, for keeping. Raises MissingGlyph, or
    PaperFault for all else: no such template,
    data the template does not expect.
    """
    source = TEMPLATES / f"{template}.typ"
    if language not in LANGUAGES or not source.resolve().is_relative_to(TEMPLATES) or not source.is_file():
        raise PaperFault(f"no template {template!r} in {language!r}", template)
    inputs = {
        "data": json.dumps(data, ensure_ascii=False),
        "language": language,
        "attachments": json.dumps(dict(attachments or {}), ensure_ascii=False),
    }
    return _typeset(source, template, inputs, ["a-3a", "ua-1"] if archival else ["ua-1"])


def _typeset(source: Path, template: str, inputs: dict[str, str], standards: list[str]) -> bytes:
    from typst import TypstError  # noqa: PLC0415 (81 MB that only a document needs)

    with _one_at_a_time:
        try:
            made = _compiler().compile(
                source, format="pdf", sys_inputs=inputs, pdf_standards=standards, timestamp=0, root=TEMPLATES
            )
        except TypstError as problem:
            raise _fault(problem.message, problem.hints, template) from problem
    assert isinstance(made, bytes)
    return made


def _fault(said: str, hints: list[str], template: str) -> PaperFault:
    """The typesetter's error under the name that callers know."""
    if "could not be displayed with" not in said:
        return PaperFault(said, template)
    return MissingGlyph(said, template, said.partition("the text ")[2].partition(" could not")[0].strip('`"'))


@lru_cache(maxsize=1)
def _compiler() -> Any:
    """The process's one compiler: reading the fonts takes 100 ms, a document 5."""
    import typst  # noqa: PLC0415 (81 MB that only a document needs)

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
    return typst.Compiler(root=TEMPLATES, font_paths=fonts)
