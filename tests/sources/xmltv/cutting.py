"""Guides for tests, cut by us and by a parser that knows nothing of us."""

import io
from dataclasses import dataclass

from lxml import etree

from guide.sources.xmltv.limits import Limits
from guide.sources.xmltv.opening import opened
from guide.sources.xmltv.parsing import elements
from guide.sources.xmltv.splitting import Piece, Splitter

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tv SYSTEM "xmltv.dtd">\n'
CHANNEL = '<channel id="a"><display-name>A</display-name></channel>\n'
PROGRAMME = '<programme start="20170601204000 +0200" channel="a"><title>A</title></programme>'


@dataclass(frozen=True, slots=True)
class Guide:
    """What a splitter made of a guide."""

    pieces: list[Piece]
    rest: bytes
    channels: int
    encoding: str


def cut(
    text: bytes | str, *, careful: bool = False, block: int = 1 << 17, limits: Limits | None = None
) -> Guide:
    """Open and cut a guide and parse its pieces, or raise XmltvError."""
    stream = io.BytesIO(text.encode() if isinstance(text, str) else text)
    with opened(stream, name="guide.xml", limits=limits) as source:
        splitter = Splitter(source, limits, careful=careful, block=block)
        pieces: list[Piece] = []
        for batch in splitter:
            elements(batch, name="guide.xml", limits=limits)
            pieces += batch
        assert splitter.programmes == len(pieces)
        return Guide(pieces, splitter.rest, splitter.channels, source.encoding)


def tv(*programmes: str, channels: str = CHANNEL, between: str = "\n") -> str:
    """Return a guide of these programmes."""
    body = between.join(programmes)
    return f"{HEAD}<tv>\n{channels}{body}\n</tv>"


def canonical(element: etree._Element) -> bytes:
    """Return the canonical form of an element, with the namespaces that it uses."""
    return etree.tostring(element, method="c14n", exclusive=True, with_tail=False)


def canonical_pieces(pieces: list[Piece]) -> list[bytes]:
    return [canonical(etree.fromstring(piece.raw)) for piece in pieces]


def by_parser(text: bytes | str) -> list[bytes]:
    """Return the canonical programmes of a whole document, as a parser sees it."""
    whole = text.encode() if isinstance(text, str) else text
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return [canonical(one) for one in etree.fromstring(whole, parser).findall("programme")]


def batches(text: str) -> list[list[Piece]]:
    with opened(io.BytesIO(text.encode()), name="guide.xml") as source:
        return list(Splitter(source))
