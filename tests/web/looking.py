"""Pages as a strict parser sees them."""

from xml.etree.ElementTree import Element

import html5lib

HTML = "{http://www.w3.org/1999/xhtml}"


def parsed(text: str) -> Element:
    """Return the document; raise for whatever an HTML parser would have to mend."""
    parser = html5lib.HTMLParser(strict=True)
    document: Element = parser.parse(text)
    return document


def elements(document: Element, tag: str) -> list[Element]:
    return list(document.iter(f"{HTML}{tag}"))


def main_of(document: Element) -> Element:
    """Return the page's own part, without what stands around every page."""
    (main,) = elements(document, "main")
    return main


def text_of(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def links(document: Element) -> list[str]:
    return [element.get("href", "") for element in elements(document, "a")]
