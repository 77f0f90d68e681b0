"""XML as elements that know their line. What could blow up is refused: entities, document types, depth, number."""

import io
from dataclasses import dataclass, field
from typing import Any
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import create_parser

from negotiation.scenario_faults import Fault
from negotiation.scenario_yaml import BYTES

DEEP, MANY = 30, 100_000


@dataclass(slots=True)
class Element:
    """One element; ``line`` and ``column`` count from 1."""

    tag: str
    attributes: dict[str, str]
    line: int
    column: int
    children: list["Element"] = field(default_factory=list)

    def every(self, tag: str) -> list["Element"]:
        """All elements of this tag below it, in order."""
        found, waiting = [], list(reversed(self.children))
        while waiting:
            element = waiting.pop()
            if element.tag == tag:
                found.append(element)
            waiting += reversed(element.children)
        return found

    def fault(self, code: str, **data: Any) -> Fault:
        """A fault at this element; its path is the tag with the name or number that tells it apart."""
        told = self.attributes.get("name") or self.attributes.get("value") or self.attributes.get("index") or ""
        return Fault(code, self.line, self.column, f"{self.tag}[{told[:60]}]" if told else self.tag, data)


class _Unreadable(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


class _Builder(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.root: Element | None = None
        self.open: list[Element] = []
        self.number = 0
        self.locator: Any = None

    def setDocumentLocator(self, locator: Any) -> None:  # noqa: N802 (the parser's own name)
        self.locator = locator

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802
        line, column = self.locator.getLineNumber(), self.locator.getColumnNumber() + 1
        self.number += 1
        if self.number > MANY:
            raise _Unreadable(Fault("too-many-values", line, column, name, {"limit": MANY}))
        if len(self.open) >= DEEP:
            raise _Unreadable(Fault("too-deep", line, column, name, {"limit": DEEP}))
        element = Element(name, dict(attrs.items()), line, column)
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)

    def endElement(self, name: str) -> None:  # noqa: N802
        self.open.pop()


def elements(content: bytes) -> tuple[Element | None, list[Fault]]:
    """The root of a document, or None and what keeps it from being read."""
    if len(content) > BYTES:
        return None, [Fault("too-big", 1, 1, "", {"limit": BYTES})]
    builder = _Builder()
    parser = create_parser(forbid_dtd=True)
    parser.setContentHandler(builder)
    try:
        parser.parse(io.BytesIO(content))
    except _Unreadable as stopped:
        return None, [stopped.fault]
    except DefusedXmlException:
        return None, [Fault("xml-unsafe", builder.locator.getLineNumber() if builder.locator else 1, 1, "")]
    except SAXParseException as problem:
        line, column = problem.getLineNumber() or 1, (problem.getColumnNumber() or 0) + 1
        return None, [Fault("xml-syntax", line, column, "", {"found": problem.getMessage()})]
    except (LookupError, ValueError) as problem:  # an encoding that nobody knows
        return None, [Fault("xml-syntax", 1, 1, "", {"found": str(problem)})]
    return builder.root, []
