"""Moodle XML: multichoice, truefalse, shortanswer, numerical and matching; HTML becomes text, files are refused.

The elements are those of docs.moodle.org/en/Moodle_XML_format. Entities and outside declarations are never followed.
"""

from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from typing import Any
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from training.bank.faults import Fault
from training.bank.formats.held import Defaults, choices, matched, named, tagged, taken
from training.bank.shape import Number, Question

KINDS = {"single": "multichoice", "multiple": "multichoice", "judge": "truefalse"} | {
    "fill": "shortanswer",
    "number": "numerical",
    "match": "matching",
}


def holds(question: Question) -> bool:
    """Everything but orders and fills of several blanks."""
    key: Any = question.key
    if question.type == "match":
        return all(each.text.zh + each.text.en for each in (*question.left, *question.right))
    return question.type in KINDS and (question.type != "fill" or len(key) == 1)


def write(questions: Sequence[Question]) -> str:
    """Canonical questions as one file. Raises nothing."""
    quiz = Element("quiz")
    for question in questions:
        _add(quiz, question)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(quiz, encoding="unicode") + "\n"


def read(content: bytes, defaults: Defaults) -> tuple[list[Question], list[Fault]]:
    """The questions of a file and everything wrong with it. Categories are passed over."""
    try:
        quiz = fromstring(content, forbid_dtd=True)
    except ParseError as error:
        return [], [Fault("syntax", data={"problem": str(error)}, line=error.position[0])]
    except (DefusedXmlException, ValueError, LookupError) as error:
        return [], [Fault("syntax", data={"problem": " ".join(str(error).split())[:200]})]
    found: list[Question] = []
    faults: list[Fault] = []
    entries = [each for each in quiz.iter("question") if each.get("type") != "category"]
    for number, entry in enumerate(entries, 1):
        words = _Words(f"#{number}")
        values = _values(entry, words, number, defaults)
        faults += words.faults
        if values and not words.faults:
            question, more = taken(values, number)
            found += [question] if question else []
            faults += more
    if not entries:
        faults.append(Fault("unsupported", data={"found": quiz.tag[:40]}))
    return found, faults


def _text(parent: Element, tag: str, words: str, **attributes: str) -> Element:
    element = SubElement(parent, tag, attributes)
    SubElement(element, "text").text = words
    return element


def _add(quiz: Element, question: Question) -> None:
    language = "zh" if question.text.zh else "en"
    entry = SubElement(quiz, "question", type=KINDS[question.type])
    _text(entry, "name", question.id)
    _text(entry, "questiontext", getattr(question.text, language), format="plain_text")
    if question.because:
        _text(entry, "generalfeedback", getattr(question.because, language), format="plain_text")
    SubElement(entry, "idnumber").text = question.id
    if question.type in ("single", "multiple"):
        SubElement(entry, "single").text = "true" if question.type == "single" else "false"
    for fraction, words in _answers(question, language):
        _text(entry, "answer", words, fraction=fraction, format="plain_text")
    if isinstance(question.key, Number):
        SubElement(entry.findall("answer")[-1], "tolerance").text = repr(question.key.tolerance)
    if isinstance(question.key, dict):
        right = {each.id: getattr(each.text, language) for each in question.right}
        pairs = [(getattr(each.text, language), question.key[each.id]) for each in question.left]
        pairs += [("", name) for name in right if name not in question.key.values()]
        for words, name in pairs:
            _text(_text(entry, "subquestion", words, format="plain_text"), "answer", right[name])
    tags = SubElement(entry, "tags")
    _text(tags, "tag", f"topic-{question.topic}")
    _text(tags, "tag", f"difficulty-{question.difficulty}")


def _answers(question: Question, language: str) -> Iterator[tuple[str, str]]:
    key: Any = question.key
    match question.type:
        case "single" | "multiple":
            right = key if question.type == "multiple" else [key]
            wrong = 0 if question.type == "single" else -100 / max(1, len(question.options) - len(key))
            for each in question.options:
                share = 100 / len(right) if each.id in right else wrong
                yield f"{share:.5f}".rstrip("0").rstrip("."), getattr(each.text, language)
        case "judge":
            yield from (("100" if key else "0", "true"), ("0" if key else "100", "false"))
        case "fill":
            yield from (("100", each) for each in key[0])
        case "number":
            yield "100", repr(key.value)


class _Plain(HTMLParser):
    """Text without its tags; what must not come in is named."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.refused = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.words.append(" ")
        if tag in ("script", "style", "iframe", "object", "embed", "img", "audio", "video", "svg"):
            self.refused = self.refused or tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


class _Words:
    """The texts of one entry, and what had to be refused in them."""

    def __init__(self, label: str) -> None:
        self.label, self.faults = label, list[Fault]()

    def of(self, parent: Element | None) -> str:
        if parent is None:
            return ""
        if parent.find("file") is not None:
            self.refuse("attachment", parent.tag, "file")
        raw = parent.findtext("text") or ""
        if parent.get("format") == "plain_text" or parent.tag in ("name", "tag"):
            return " ".join(raw.split())
        reader = _Plain()
        reader.feed(raw)
        reader.close()
        if reader.refused:
            code = "attachment" if reader.refused in ("img", "audio", "video") else "markup"
            self.refuse(code, parent.tag, reader.refused)
        return " ".join("".join(reader.words).split())

    def refuse(self, code: str, place: str, found: str) -> None:
        self.faults.append(Fault(code, self.label, place, {"found": found, "problem": found}))


def _values(entry: Element, words: _Words, number: int, defaults: Defaults) -> dict[str, Any]:
    title = entry.findtext("idnumber") or words.of(entry.find("name"))
    tags = " ".join(words.of(each) for each in entry.iter("tag"))
    values = {"id": named(title, number), **tagged(tags, defaults)}
    values["text"] = {defaults.language: words.of(entry.find("questiontext"))}
    if because := words.of(entry.find("generalfeedback")):
        values["because"] = {defaults.language: because}
    try:
        return values | _key(entry, words, defaults.language)
    except ValueError as error:
        words.refuse("wrong-key", "answer", str(error)[:80])
        return {}


def _key(entry: Element, words: _Words, language: str) -> dict[str, Any]:
    """Type and key. Raises ValueError for a fraction or number that is none, or a key that nobody could meet."""
    answers = [(float(each.get("fraction") or 0), words.of(each), each) for each in entry.findall("answer")]
    right = [place for place, (fraction, _words, _each) in enumerate(answers) if fraction > 0]
    match entry.get("type"):
        case "multichoice":
            return _choice(entry, answers, right, language)
        case "truefalse" | "shortanswer" if right:
            accepted = [each for fraction, each, _element in answers if fraction == 100]
            if entry.get("type") == "shortanswer":
                return {"type": "fill", "key": [accepted]}
            return {"type": "judge", "key": [each.lower() for each in accepted] == ["true"]}
        case "numerical" if right:
            _fraction, value, element = answers[right[0]]
            return {
                "type": "number",
                "key": {"value": float(value), "tolerance": float(element.findtext("tolerance") or 0)},
            }
        case "matching":
            pairs = [(words.of(each), words.of(each.find("answer"))) for each in entry.findall("subquestion")]
            kept = [each for each in pairs if each[0]]
            return {"type": "match", **matched(kept, [each for _left, each in pairs], language)}
        case kind:
            words.refuse("unsupported", "type", str(kind)[:40])
    return {}


def _choice(
    entry: Element, answers: Sequence[tuple[float, str, Any]], right: list[int], language: str
) -> dict[str, Any]:
    found = choices([each for _fraction, each, _element in answers], right, language)
    if (entry.findtext("single") or "true").strip() not in ("true", "1"):
        return {"type": "multiple", **found}
    if [answers[place][0] for place in right] != [100] or not found["key"]:
        raise ValueError("fraction")
    return {"type": "single", **found, "key": found["key"][0]}
