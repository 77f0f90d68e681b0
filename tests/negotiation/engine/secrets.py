"""What may not be heard where: the words of the case that are confidential, and those whispered while it is played."""

from collections.abc import Mapping

from live.machine import PUBLIC, SIDES, side_audience
from tests.negotiation.engine.cases import CASE, confidential
from tests.negotiation.engine.sitting import VIEWS, Sitting

_WORDS = confidential()
#: By view: the words of the case that it may not hold before anything has been shown or released.
FORBIDDEN = {
    name: {word for word, where in _WORDS.items() if not where & audiences} for name, audiences in VIEWS.items()
}
_SHOWN = {"survey": {"611111"}, "margin": {"722222"}}


def opened(sitting: Sitting) -> set[str]:
    """The words that have become everybody's: of figures that were shown, of public news that has come."""
    words = set()
    for key in sitting.table.facts:
        words |= _SHOWN.get(key, set())
        words |= {f"{part}-{key}-{language}" for part in ("label", "unit", "source") for language in ("zh", "en")}
    for key, inject in CASE.injects.items():
        if inject.audience == PUBLIC and sitting.table.released(key):
            words |= {f"news-{key}-zh", f"news-{key}-en"}
    return words


def leaks(heard: Mapping[str, set[str]], sitting: Sitting) -> set[tuple[str, str]]:
    """Every (view, word) where a view heard what it may not."""
    free = opened(sitting)
    found = {(name, word) for name, words in heard.items() for word in (words & FORBIDDEN[name]) - free}
    for side in SIDES:
        closed = [name for name, audiences in VIEWS.items() if side_audience(side) not in audiences and name in heard]
        found |= {(name, word) for name in closed for word in heard[name] if word.startswith(f"whisper-{side}-")}
    return found
