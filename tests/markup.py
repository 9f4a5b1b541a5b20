"""Reads pages the way a validator does, and finds things in them."""

from collections import Counter
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

import html5lib


class Answer(Protocol):
    """What tests look at of an answer, whether a view or the test client gave it."""

    content: bytes
    status_code: int

    def __getitem__(self, header: str) -> Any: ...


XHTML = "{http://www.w3.org/1999/xhtml}"


def parse(answer: Answer) -> Element:
    """The page as a tree; a parse error of the HTML standard, or an id used twice, fails the test."""
    parser = html5lib.HTMLParser(strict=True)
    document: Element = parser.parse(answer.content.decode())
    repeated = [name for name, times in Counter(ids(document)).items() if times > 1]
    assert not repeated, f"ids used more than once: {repeated}"
    return document


def ids(document: Element) -> list[str]:
    return [element.attrib["id"] for element in document.iter() if "id" in element.attrib]


def all_of(document: Element, name: str, css_class: str = "") -> list[Element]:
    """Every element ``name`` that carries ``css_class``."""
    found = document.iter(XHTML + name)
    return [
        element for element in found if not css_class or css_class in element.attrib.get("class", "").split()
    ]


def by_id(document: Element, element_id: str) -> Element:
    return next(element for element in document.iter() if element.attrib.get("id") == element_id)


def text(element: Element) -> str:
    """All text of ``element``, whitespace collapsed."""
    return " ".join("".join(element.itertext()).split())


def hit_links(document: Element) -> list[str]:
    """The addresses of the hits, in order."""
    headings = all_of(document, "h2", "hit__label")
    return [next(heading.iter(XHTML + "a")).attrib["href"] for heading in headings]


def hit_ids(document: Element) -> list[str]:
    """The ids of the concepts found, in order."""
    return [concept_of(link) for link in hit_links(document)]


def concept_of(address: str) -> str:
    """The id of the concept whose page is at ``address``."""
    return unquote(urlsplit(address).path.split("/", 2)[2])
