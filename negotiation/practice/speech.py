"""What the opponent says: a topic from what it does and why, its words from the table, the sentence from the lines.

Through ``settings.PRACTICE_SPEAK`` a callable may put a sentence of its own in the place of the one that was chosen.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from negotiation.engine.scenario import Scenario, Text
from negotiation.practice.lines import Texts, said
from negotiation.practice.scene import Scene

logger = logging.getLogger(__name__)

#: Words by which somebody asks what matters to the other side, in both languages.
ASKS = ("优先", "看重", "重要", "关心", "在意", "难处", "最想", "priorit", "important", "matter", "care ", "need most")
SIDE_NAMES = {
    "workers": {"zh": "职工方", "en": "workers’ side"},
    "employer": {"zh": "企业方", "en": "employer’s side"},
}


@dataclass(frozen=True, slots=True)
class Speech:
    """Something to be said: its topic in the lines, the words to fill in, and the terms that it goes with."""

    topic: str
    words: Mapping[str, str] = field(default_factory=dict)
    terms: Mapping[str, str] = field(default_factory=dict)


Speak = Callable[[Speech, Mapping[str, Any]], str | None]


def sentence(speech: Speech, scene: Scene, lines: Mapping[str, Texts], language: str) -> str:
    """The words of a speech, from the lines, or from whoever is plugged in."""
    words = {
        "side": SIDE_NAMES[scene.side][language],
        "other": SIDE_NAMES[scene.other_side][language],
        **speech.words,
    }
    plain = said(lines[speech.topic], language, scene.dice(speech.topic, 1000), words)
    return _plugged_in(speech, scene, language, plain) or plain


def _plugged_in(speech: Speech, scene: Scene, language: str, plain: str) -> str:
    """What the callable of the setting would say; nothing when there is none, or when it fails."""
    if not settings.PRACTICE_SPEAK:
        return ""
    speak: Speak = import_string(settings.PRACTICE_SPEAK)
    context = {
        "language": language,
        "side": scene.side,
        "sentence": plain,
        "statements": scene.statements,
        "agreed": dict(scene.table.agreed),
        "progress": scene.progress,
    }
    try:
        return str(speak(speech, context) or "")
    except Exception:  # somebody else's code: whatever it raises, the plain sentence is said
        logger.warning("PRACTICE_SPEAK failed; the plain sentence is said", exc_info=True)
        return ""


def heard(text: str, scene: Scene, language: str) -> Speech:
    """The answer to what the other side said: the law where it is broken, what may be told where it is asked."""
    if found := _unlawful(text, scene.scenario, language):
        return found
    if any(word in text.lower() for word in ASKS) or text.rstrip().endswith(("？", "?")):
        return _disclosed(scene, language)
    for key, issue in scene.scenario.issues.items():
        if any(title and title in text for title in issue.title.values()):
            option = scene.last_word(scene.side).get(key) or _best(scene.own.points[key])
            named = {"issue": issue.title[language], "option": issue.options[option].text[language]}
            return Speech("on_issue", named)
    return Speech("heard")


def _best(points: Mapping[str, int]) -> str:
    return max(points, key=lambda option: points[option])


def _unlawful(text: str, scenario: Scenario, language: str) -> Speech | None:
    """When an option below a legal floor is named word for word."""
    for issue in scenario.issues.values():
        for option in issue.options.values():
            if not option.lawful and any(words and words in text for words in option.text.values()):
                floor = scenario.floors[option.floor]
                return Speech("unlawful", {"rule": floor.rule[language], "source": floor.source[language]})
    return None


def _disclosed(scene: Scene, language: str) -> Speech:
    """The next thing that the own side may let out; after the last, that there is no more."""
    facts = [fact[language] for fact in scene.scenario.parties[scene.side].may_disclose]
    told = {fact for fact in facts for one in scene.statements if one["seat"] == scene.mine and fact in one["text"]}
    left = [fact for fact in facts if fact not in told]
    return Speech("disclose", {"fact": left[0]}) if left else Speech("kept")


def about_offer(topic: str, terms: Mapping[str, str], scene: Scene, language: str) -> Speech:
    """The note beside an offer: where the own side gave way since its last one, and what it wants for that.

    What it wants is any point on which both still differ, by chance: its priorities are its own.
    """
    before, theirs = scene.last_word(scene.side), scene.last_word(scene.other_side)
    points = scene.own.points
    given = [i for i, o in terms.items() if before.get(i) in points[i] and points[i][o] < points[i][before[i]]]
    differ = [i for i, o in terms.items() if theirs.get(i, o) != o and i not in given] or list(terms)
    give = given[scene.dice("give", len(given))] if given else ""
    get = differ[scene.dice("get", len(differ))]
    words = {"get": scene.issue(get).title[language], "get_option": _option(scene, get, terms[get])[language]}
    if give:
        words |= {"give": scene.issue(give).title[language], "give_option": _option(scene, give, terms[give])[language]}
    elif topic in ("concede", "trade"):
        topic = "hold" if before else "open"
    return Speech(topic, words, terms)


def _option(scene: Scene, issue: str, option: str) -> Text:
    return scene.issue(issue).options[option].text
