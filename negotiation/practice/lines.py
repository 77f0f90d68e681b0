"""The sentences of practice opponents: the house's own, and what trainers have put in their place for their people."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from django.utils.translation import gettext_lazy as _

from negotiation.practice.models import Lines
from people.models import Organization, User

FILE = Path(__file__).parent / "lines.yaml"
LANGUAGES = ("zh", "en")
MOST, LONGEST = 12, 300

Texts = Mapping[str, Sequence[str]]  # by language

#: What a sentence of any topic may name, and what only some may.
WORDS = frozenset({"side", "other", "issue", "option", "give", "give_option", "get", "get_option"})
ONLY_HERE = {"disclose": {"fact"}, "unlawful": {"rule", "source"}}


#: What each topic is called for people.
TOPICS: Mapping[str, Any] = {
    "opening": _("Opening words"),
    "closing": _("Closing words"),
    "open": _("With the first package"),
    "concede": _("With a step towards the other side"),
    "hold": _("When it stays where it is"),
    "trade": _("With a trade"),
    "echo": _("With what the other side once offered"),
    "last": _("With the last package"),
    "settle": _("With a package for the rest"),
    "reject": _("When it rejects"),
    "ask": _("A question about priorities"),
    "heard": _("An answer to whatever was said"),
    "disclose": _("An answer with a fact"),
    "kept": _("An answer without one"),
    "on_issue": _("About an issue that was named"),
    "unlawful": _("About something unlawful"),
    "nudge": _("When no answer comes"),
    "impasse": _("At an impasse"),
}


class Unusable(ValueError):
    """A sentence that could not be said; the argument is the sentence."""


@cache
def house_lines() -> dict[str, dict[str, list[str]]]:
    """What the house says, by topic and language."""
    from ruamel.yaml import YAML  # noqa: PLC0415 (a megabyte that only practice needs)

    with FILE.open(encoding="utf-8") as file:
        read: dict[str, dict[str, list[str]]] = YAML(typ="safe", pure=True).load(file)
    return read


def lines_for(person: User) -> dict[str, Texts]:
    """What this person's opponents say: the sentences of the nearest organisation above that has its own, by topic."""
    found: dict[str, Texts] = dict(house_lines())
    if person.organization:
        above = [int(part) for part in person.organization.path.split("/") if part]
        rows = Lines.objects.filter(organization__in=above).select_related("organization")
        for row in sorted(rows, key=lambda row: len(row.organization.path)):
            found[row.topic] = row.texts
    return found


def keep_lines(organization: Organization, topic: str, texts: Texts) -> None:
    """Put these sentences in place of the house's; none at all brings those back.

    Raises Unusable for one with a word in braces that the topic has not, and KeyError for an unknown topic.
    """
    if topic not in house_lines():
        raise KeyError(topic)
    for sentence in [one for language in LANGUAGES for one in texts.get(language, ())]:
        if len(sentence) > LONGEST or "\0" in sentence or not _named(sentence) <= WORDS | ONLY_HERE.get(topic, set()):
            raise Unusable(sentence)
    if not any(texts.get(language) for language in LANGUAGES):
        Lines.objects.filter(organization=organization, topic=topic).delete()
        return
    whole = {language: list(texts.get(language) or house_lines()[topic][language]) for language in LANGUAGES}
    Lines.objects.update_or_create(organization=organization, topic=topic, defaults={"texts": whole})


def _named(sentence: str) -> set[str]:
    """The words in braces. Raises Unusable for braces that do not close, or that hold more than a word."""
    try:
        parts = list(Formatter().parse(sentence))
    except ValueError as problem:
        raise Unusable(sentence) from problem
    if any(form or conversion for _text, name, form, conversion in parts if name is not None):
        raise Unusable(sentence)
    return {name for _text, name, _form, _conversion in parts if name is not None}


def said(texts: Texts, language: str, choice: int, words: Mapping[str, Any]) -> str:
    """One of these sentences, by a number that chooses, its words filled in; a word that is missing is left out."""
    sentences = texts[language if language in LANGUAGES else "zh"]
    return sentences[choice % len(sentences)].format_map(_Filled(words))


class _Filled(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""
