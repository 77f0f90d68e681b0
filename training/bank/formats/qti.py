"""QTI 3.0 packages: choice, order, match and text entry, one item a file; all else is refused by name.

1EdTech Question & Test Interoperability 3.0, Best Practices and ASI Information Model. A package is a ZIP with
``imsmanifest.xml``. Sizes are looked at before anything is unpacked; DTDs and entities are never followed.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from training.bank.faults import Fault
from training.bank.formats.held import Defaults, named, tagged, taken
from training.bank.shape import Number, Question

ITEM = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
MANIFEST = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
MATCH_CORRECT = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"
MAP_RESPONSE = "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/map_response.xml"
#: Files of a package, bytes of all and of one item, unpacked.
FILES, UNPACKED, LARGEST_ITEM = 5_000, 50 * 1024 * 1024, 1024 * 1024
#: The same bytes for the same questions, whenever they are written.
WHEN = (2000, 1, 1, 0, 0, 0)
REFUSED = ("script", "style", "iframe", "object", "embed", "svg", "math")
BLOCKS = ("p", "div", "li", "ul", "ol", "br", "tr", "td", "h1", "h2", "h3", "blockquote")
MEDIA = ("img", "audio", "video", "picture", "source")


def holds(question: Question) -> bool:
    """Every type that a program marks."""
    return question.type in ("single", "multiple", "judge", "order", "match", "fill", "number")


# --- Writing --------------------------------------------------------------------------------------


def write(questions: Sequence[Question]) -> bytes:
    """Canonical questions as one package. Raises nothing."""
    content = io.BytesIO()
    manifest = Element("manifest", xmlns=MANIFEST, identifier="questions")
    metadata = SubElement(manifest, "metadata")
    SubElement(metadata, "schema").text = "QTI Package"
    SubElement(metadata, "schemaversion").text = "3.0.0"
    SubElement(manifest, "organizations")
    resources = SubElement(manifest, "resources")
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        for question in questions:
            path = f"items/{question.id}.xml"
            resource = SubElement(resources, "resource", identifier=question.id, type="imsqti_item_xmlv3p0", href=path)
            SubElement(resource, "file", href=path)
            _put(package, path, _item(question))
        _put(package, "imsmanifest.xml", manifest)
    return content.getvalue()


def _put(package: zipfile.ZipFile, path: str, root: Element) -> None:
    entry = zipfile.ZipInfo(path, WHEN)
    entry.compress_type = zipfile.ZIP_DEFLATED
    package.writestr(entry, '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n")


def _item(question: Question) -> Element:
    language = "zh" if question.text.zh else "en"
    root = Element(
        "qti-assessment-item",
        {
            "xmlns": ITEM,
            "identifier": question.id,
            "title": question.id,
            "label": f"topic-{question.topic} difficulty-{question.difficulty}",
            "adaptive": "false",
            "time-dependent": "false",
            "xml:lang": "zh-CN" if language == "zh" else "en",
        },
    )
    body = Element("qti-item-body")
    SubElement(body, "p").text = getattr(question.text, language)
    processing = _BODIES[question.type](root, body, question, language)
    for name, base in (("SCORE", "float"), ("FEEDBACK", "identifier")):
        SubElement(root, "qti-outcome-declaration", {"identifier": name, "cardinality": "single", "base-type": base})
    root.extend([body, processing])
    if question.because:
        feedback = {"outcome-identifier": "FEEDBACK", "identifier": "because", "show-hide": "show"}
        said = SubElement(SubElement(root, "qti-modal-feedback", feedback), "qti-content-body")
        SubElement(said, "p").text = getattr(question.because, language)
    return root


def _declare(root: Element, name: str, cardinality: str, base: str, values: Sequence[str]) -> Element:
    told = {"identifier": name, "cardinality": cardinality, "base-type": base}
    declared = SubElement(root, "qti-response-declaration", told)
    right = SubElement(declared, "qti-correct-response")
    for value in values:
        SubElement(right, "qti-value").text = value
    return declared


def _choice(root: Element, body: Element, question: Question, language: str) -> Element:
    key: Any = question.key
    several = question.type == "multiple"
    if question.type == "judge":
        options, values = [("true", "√"), ("false", "×")], ["true" if key else "false"]
    else:
        options = [(each.id, getattr(each.text, language)) for each in question.options]
        values = list(key) if several else [key]
    _declare(root, "RESPONSE", "multiple" if several else "single", "identifier", values)
    told = {"response-identifier": "RESPONSE", "max-choices": "0" if several else "1", "shuffle": "false"}
    interaction = SubElement(body, "qti-choice-interaction", told)
    for name, words in options:
        SubElement(interaction, "qti-simple-choice", identifier=name).text = words
    return Element("qti-response-processing", template=MATCH_CORRECT)


def _order(root: Element, body: Element, question: Question, language: str) -> Element:
    key: Any = question.key
    _declare(root, "RESPONSE", "ordered", "identifier", list(key))
    interaction = SubElement(body, "qti-order-interaction", {"response-identifier": "RESPONSE", "shuffle": "false"})
    for each in question.options:
        SubElement(interaction, "qti-simple-choice", identifier=each.id).text = getattr(each.text, language)
    return Element("qti-response-processing", template=MATCH_CORRECT)


def _match(root: Element, body: Element, question: Question, language: str) -> Element:
    key: Any = question.key
    _declare(root, "RESPONSE", "multiple", "directedPair", [f"L{left} {right}" for left, right in key.items()])
    told = {"response-identifier": "RESPONSE", "max-associations": str(len(question.left)), "shuffle": "false"}
    interaction = SubElement(body, "qti-match-interaction", told)
    for prefix, side, most in (("L", question.left, "1"), ("", question.right, "0")):
        held = SubElement(interaction, "qti-simple-match-set")
        for each in side:
            associable = {"identifier": f"{prefix}{each.id}", "match-max": most}
            SubElement(held, "qti-simple-associable-choice", associable).text = getattr(each.text, language)
    return Element("qti-response-processing", template=MATCH_CORRECT)


def _fill(root: Element, body: Element, question: Question, _language: str) -> Element:
    key: Any = question.key
    for number, accepted in enumerate(key, 1):
        name = "RESPONSE" if len(key) == 1 else f"RESPONSE_{number}"
        declared = _declare(root, name, "single", "string", [accepted[0]])
        mapping = SubElement(declared, "qti-mapping", {"default-value": "0"})
        for words in accepted:
            entry = {"map-key": words, "mapped-value": "1", "case-sensitive": "false"}
            SubElement(mapping, "qti-map-entry", entry)
        SubElement(SubElement(body, "p"), "qti-text-entry-interaction", {"response-identifier": name})
    return Element("qti-response-processing", template=MAP_RESPONSE)


def _number(root: Element, body: Element, question: Question, _language: str) -> Element:
    assert isinstance(question.key, Number)
    _declare(root, "RESPONSE", "single", "float", [repr(question.key.value)])
    SubElement(SubElement(body, "p"), "qti-text-entry-interaction", {"response-identifier": "RESPONSE"})
    processing = Element("qti-response-processing")
    condition = SubElement(SubElement(processing, "qti-response-condition"), "qti-response-if")
    spread = repr(question.key.tolerance)
    equal = SubElement(condition, "qti-equal", {"tolerance-mode": "absolute", "tolerance": f"{spread} {spread}"})
    SubElement(equal, "qti-variable", identifier="RESPONSE")
    SubElement(equal, "qti-correct", identifier="RESPONSE")
    outcome = SubElement(condition, "qti-set-outcome-value", identifier="SCORE")
    SubElement(outcome, "qti-base-value", {"base-type": "float"}).text = "1"
    return processing


_BODIES: dict[str, Any] = {
    "single": _choice,
    "multiple": _choice,
    "judge": _choice,
    "order": _order,
    "match": _match,
    "fill": _fill,
    "number": _number,
}


# --- Reading --------------------------------------------------------------------------------------


def read(content: bytes, defaults: Defaults) -> tuple[list[Question], list[Fault]]:
    """The questions of a package, and everything wrong with it by item; nothing of it is written anywhere."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if refused := _refused(package):
                return [], refused
            items = [(name, package.read(name)) for name in _items(package)]
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as problem:
        return [], [Fault("syntax", data={"problem": str(problem)[:200]})]
    found: list[Question] = []
    faults = [] if items else [Fault("unsupported", data={"found": "ZIP"})]
    for number, (name, text) in enumerate(items, 1):
        question, wrong = _one(name, text, number, defaults)
        found += [question] if question else []
        faults += wrong
    return found, faults


def _refused(package: zipfile.ZipFile) -> list[Fault]:
    entries = package.infolist()
    if len(entries) > FILES or sum(each.file_size for each in entries) > UNPACKED:
        return [Fault("too-large", data={"limit": UNPACKED // 1024 // 1024})]
    for each in entries:
        path = PurePosixPath(each.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts:
            return [Fault("syntax", each.filename[:80], data={"problem": "path"})]
        if each.filename.endswith(".xml") and each.file_size > LARGEST_ITEM:
            return [Fault("too-large", each.filename[:80], data={"limit": LARGEST_ITEM // 1024 // 1024})]
    return []


def _items(package: zipfile.ZipFile) -> list[str]:
    """The files that the manifest calls items; without a manifest, every XML file."""
    names = set(package.namelist())
    if "imsmanifest.xml" in names:
        try:
            manifest = fromstring(package.read("imsmanifest.xml"), forbid_dtd=True)
        except (ParseError, DefusedXmlException, LookupError):
            manifest = Element("manifest")
        listed = [
            each.get("href", "")
            for each in manifest.iter()
            if _plain(each.tag) == "resource" and each.get("type", "").startswith("imsqti_item")
        ]
        if found := [name for name in listed if name in names]:
            return found
    return sorted(name for name in names if name.endswith(".xml") and name != "imsmanifest.xml")


def _plain(tag: Any) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _one(name: str, text: bytes, number: int, defaults: Defaults) -> tuple[Question | None, list[Fault]]:
    label = name[:80]
    try:
        root = fromstring(text, forbid_dtd=True)
        _cleared(root)
        values = _values(root, number, defaults)
    except _Unsupported as problem:
        return None, [Fault(problem.code, label, data={"found": str(problem)[:40]})]
    except ParseError as problem:
        return None, [Fault("syntax", label, data={"problem": str(problem)}, line=problem.position[0])]
    except (DefusedXmlException, LookupError) as problem:
        return None, [Fault("syntax", label, data={"problem": " ".join(str(problem).split())[:200]})]
    except _WrongKey as problem:
        return None, [Fault("wrong-key", label, data={"problem": str(problem)[:80]})]
    return taken(values, number)


def _cleared(root: Element) -> None:
    """Tags without their namespaces. Raises _Unsupported for what must not come in, and for what is no item."""
    for each in root.iter():
        each.tag = _plain(each.tag)
        if each.tag in MEDIA:
            raise _Unsupported(each.tag, "attachment")
        if each.tag in REFUSED:
            raise _Unsupported(each.tag, "markup")
    if root.tag != "qti-assessment-item":
        raise _Unsupported(root.tag)


class _WrongKey(Exception):
    """The marking of the answers gives no key."""


class _Unsupported(Exception):
    """What the bank has no place for; ``code`` of the fault."""

    def __init__(self, found: str, code: str = "unsupported") -> None:
        super().__init__(found)
        self.code = code


def _values(root: Element, number: int, defaults: Defaults) -> dict[str, Any]:
    language = {"z": "zh", "e": "en"}.get((root.get("{http://www.w3.org/XML/1998/namespace}lang") or "")[:1].lower())
    language = language or defaults.language
    body = root.find("qti-item-body")
    if body is None:
        raise _Unsupported("qti-item-body")
    values: dict[str, Any] = {"id": named(root.get("identifier") or "", number)}
    values |= tagged(root.get("label") or "", defaults)
    values["text"] = {language: _stem(body)}
    feedback = root.find("qti-modal-feedback")
    if feedback is not None and (because := " ".join(" ".join(feedback.itertext()).split())):
        values["because"] = {language: because}
    try:
        return values | _key(root, body, language)
    except (ValueError, KeyError, IndexError) as problem:
        raise _WrongKey(str(problem)) from problem


def _stem(body: Element) -> str:
    """The words outside interactions."""
    return " ".join("".join(_outside(body)).split())


def _outside(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if not child.tag.endswith("-interaction"):
            yield " " if child.tag in BLOCKS else ""
            yield from _outside(child)
        yield child.tail or ""


def _key(root: Element, body: Element, language: str) -> dict[str, Any]:
    interactions = [each for each in body.iter() if each.tag.endswith("-interaction")]
    kinds = {each.tag for each in interactions}
    declared = {each.get("identifier", ""): each for each in root.iter("qti-response-declaration")}
    if kinds == {"qti-text-entry-interaction"}:
        return _entries(root, [declared[each.get("response-identifier", "")] for each in interactions])
    if len(interactions) != 1:
        raise _Unsupported(", ".join(sorted(kinds)) or "no interaction")
    interaction = interactions[0]
    right = _right(declared[interaction.get("response-identifier", "")])
    if interaction.tag == "qti-choice-interaction":
        return _chosen(interaction, right, language)
    if interaction.tag == "qti-order-interaction":
        names = _lettered(interaction, "qti-simple-choice")
        return {"type": "order", "options": _texts(names, language), "key": [names[each][0] for each in right]}
    if interaction.tag == "qti-match-interaction":
        return _matched(interaction, right, language)
    raise _Unsupported(interaction.tag)


def _right(declared: Element) -> list[str]:
    found = declared.find("qti-correct-response")
    return [" ".join((each.text or "").split()) for each in found] if found is not None else []


def _lettered(parent: Element, tag: str) -> dict[str, tuple[str, str]]:
    """By identifier, the letter of its place and its words."""
    rows = list(parent.iter(tag))
    if len(rows) > 26:
        raise ValueError("more than 26 options")
    return {
        each.get("identifier", ""): (chr(ord("A") + place), " ".join("".join(each.itertext()).split()))
        for place, each in enumerate(rows)
    }


def _texts(names: dict[str, tuple[str, str]], language: str) -> list[dict[str, Any]]:
    return [{"id": letter, "text": {language: words}} for letter, words in names.values()]


def _chosen(interaction: Element, right: list[str], language: str) -> dict[str, Any]:
    names = _lettered(interaction, "qti-simple-choice")
    if set(names) == {"true", "false"} and len(right) == 1:
        return {"type": "judge", "key": {"true": True, "false": False}[right[0]]}
    key = [names[each][0] for each in right]
    if interaction.get("max-choices", "1") == "1":
        if len(key) != 1:
            raise ValueError("one right choice")
        return {"type": "single", "options": _texts(names, language), "key": key[0]}
    return {"type": "multiple", "options": _texts(names, language), "key": key}


def _matched(interaction: Element, right: list[str], language: str) -> dict[str, Any]:
    left_set, right_set = list(interaction.iter("qti-simple-match-set"))[:2]
    left = _lettered(left_set, "qti-simple-associable-choice")
    rights = _lettered(right_set, "qti-simple-associable-choice")
    numbers = {name: str(place) for place, name in enumerate(left, 1)}
    pairs = dict(each.split() for each in right)
    return {
        "type": "match",
        "left": [{"id": numbers[name], "text": {language: words}} for name, (_letter, words) in left.items()],
        "right": _texts(rights, language),
        "key": {numbers[one]: rights[other][0] for one, other in pairs.items()},
    }


def _entries(root: Element, declared: list[Element]) -> dict[str, Any]:
    if len(declared) == 1 and declared[0].get("base-type") in ("float", "integer"):
        equal = next(root.iter("qti-equal"), None)
        spread = (equal.get("tolerance") or "0").split()[0] if equal is not None else "0"
        return {"type": "number", "key": {"value": float(_right(declared[0])[0]), "tolerance": float(spread)}}
    return {"type": "fill", "key": [_accepted(each) for each in declared]}


def _accepted(declared: Element) -> list[str]:
    """Every mapped answer that earns something, or the correct one alone."""
    mapped = [
        each.get("map-key", "") for each in declared.iter("qti-map-entry") if float(each.get("mapped-value", "0")) > 0
    ]
    found = mapped or _right(declared)
    if not found:
        raise ValueError("no correct response")
    return found
