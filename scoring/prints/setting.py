"""From the data of a paper to its file, or to a list of every character that cannot be printed and where it stands."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from paper.pdf import MissingGlyph, render
from scoring.contests.registering import Refusal

#: So many characters are looked for before people are told; each costs one more setting of the paper.
MOST = 8
#: So much is quoted of each place.
QUOTED = 60


class Unprintable(Refusal):
    """The fonts lack these ``characters``; ``where``: the texts in which they stand, in the order of ``characters``."""

    def __init__(self, characters: tuple[str, ...], where: tuple[str, ...]) -> None:
        told = "; ".join(
            _("“%(character)s” in “%(text)s”") % {"character": one, "text": text}
            for one, text in zip(characters, where, strict=True)
        )
        words = _(
            "The fonts have no shape for %(places)s. Write it in another way where it was typed; nothing was printed."
        )
        super().__init__(words % {"places": told})
        self.characters = characters
        self.where = where


def set_in_type(template: str, data: Mapping[str, Any], language: str) -> bytes:
    """The paper as PDF/UA. Raises Unprintable with all that its fonts lack, up to MOST characters at once."""
    missing: dict[str, str] = {}
    try_with: Any = data
    while True:
        try:
            content = render(template, try_with, language)
        except MissingGlyph as fault:
            place = next((text for text in _texts(data) if fault.text and fault.text in text), "")
            missing[fault.text] = _around(place, fault.text)
            if not place or len(missing) == MOST:
                break
            try_with = _without(try_with, fault.text)
        else:
            if not missing:
                return content
            break
    raise Unprintable(tuple(missing), tuple(missing.values()))


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for each in data.values():
            yield from _texts(each)
    elif isinstance(data, list | tuple):
        for each in data:
            yield from _texts(each)


def _around(text: str, found: str) -> str:
    """What is quoted of a place: all of it, or the middle of it with what was found."""
    if len(text) <= QUOTED:
        return text
    at = max(0, min(text.index(found) - QUOTED // 2, len(text) - QUOTED))
    return text[at : at + QUOTED]


def _without(data: Any, found: str) -> Any:
    if isinstance(data, str):
        return data.replace(found, "?")
    if isinstance(data, Mapping):
        return {key: _without(each, found) for key, each in data.items()}
    return [_without(each, found) for each in data] if isinstance(data, list | tuple) else data
