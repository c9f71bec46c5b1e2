"""Guides that mean harm, by name; as a program it reads each in a process of its own."""

import gzip
import io
import json
import lzma
import os
import resource
import sys
from collections.abc import Callable, Iterator
from itertools import chain, repeat
from typing import BinaryIO, cast

from guide.sources.xmltv.limits import XmltvError
from guide.sources.xmltv.opening import opened
from guide.sources.xmltv.parsing import elements
from guide.sources.xmltv.splitting import Splitter

PROGRAMME = '<programme start="20170601204000 +0200" channel="a"><title>A</title></programme>'
END = f"{PROGRAMME}</tv>"
MEGABYTE = 1_000_000


class Stream(io.RawIOBase):
    """A file that is made while it is read, so that it takes no memory of its own."""

    def __init__(self, parts: Iterator[str]) -> None:
        self._parts = parts
        self._ahead = b""

    def read(self, size: int = -1, /) -> bytes:
        while len(self._ahead) < size and (part := next(self._parts, None)) is not None:
            self._ahead += part.encode()
        some, self._ahead = self._ahead[:size], self._ahead[size:]
        return some


def text(whole: str) -> Callable[[], bytes]:
    return whole.encode


def long(before: str, each: str, times: int, after: str) -> Callable[[], Stream]:
    """Return `before`, `times` times `each`, and `after`, a hundred kilobytes or so at once."""
    many = max(1, 100_000 // len(each))
    return lambda: Stream(
        chain([before], repeat(each * many, times // many), [each * (times % many), after])
    )


def numbered(before: str, each: str, times: int, after: str) -> Callable[[], Stream]:
    return lambda: Stream(chain([before], (each.format(n) for n in range(times)), [after]))


def doctype(declarations: str, body: str = "&x;") -> str:
    return f"<!DOCTYPE tv [{declarations}]><tv><channel id='a'>{body}</channel>{END}"


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10)).join(
    ['<!ENTITY l0 "lol">', '<!ENTITY x "&l9;">']
)
ENTITY = "declares an ENTITY, which no guide needs; remove it"
BOMB = b"<tv>" + b"<a/>" * (10 << 20)
TOO_LONG = "has a programme, comment or tag of more than 1,000,000 bytes"

# name: (what makes it, how the refusal begins; "" where the guide is read)
ATTACKS: dict[str, tuple[Callable[[], bytes | io.RawIOBase], str]] = {
    "a file in an entity": (text(doctype("<!ENTITY x SYSTEM 'file:///etc/hostname'>")), ENTITY),
    "an address in an entity": (text(doctype("<!ENTITY x SYSTEM 'http://127.0.0.1:9/'>")), ENTITY),
    "a parameter entity": (text(doctype("<!ENTITY % x SYSTEM 'http://127.0.0.1:9/'> %x;")), ENTITY),
    "an entity behind a comment": (text(doctype("<!-- ' --><!ENTITY x 'y'>")), ENTITY),
    "an entity behind an instruction": (text(doctype("<?x \" ?><!ENTITY x 'y'>")), ENTITY),
    "an entity in UTF-16": (lambda: doctype("<!ENTITY x 'y'>").encode("utf-16"), ENTITY),
    "an entity in UTF-7": (
        lambda: (
            b'<?xml version="1.0" encoding="UTF-7"?>' + doctype("<!ENTITY x 'y'>").encode("utf-7")
        ),
        "is in UTF-7, which is not read",
    ),
    "a billion laughs": (text(doctype(LAUGHS)), ENTITY),
    "a long entity often": (
        text(doctype(f"<!ENTITY x '{'x' * 50_000}'>", "&x;" * 50_000)),
        ENTITY,
    ),
    "laughs in an attribute": (text(doctype(LAUGHS, "<icon src='&x;'/>")), ENTITY),
    "an undeclared entity": (
        text(doctype("<!ELEMENT tv ANY>")),
        "is not well-formed XML: Entity 'x' not defined",
    ),
    "an undeclared parameter entity": (text(doctype("%x;", "")), ""),
    "attributes by default": (text(doctype("<!ATTLIST programme channel CDATA 'b'>", "")), ""),
    "a second declaration": (
        text("<?xml version='1.0'?><?xml version='1.0' encoding='UTF-16'?><tv>" + END),
        "is not well-formed XML: XML declaration allowed only at the start",
    ),
    "a bomb in gzip": (lambda: gzip.compress(BOMB), "expands more than 200 times"),
    "a bomb in xz": (lambda: lzma.compress(BOMB, preset=0), "expands more than 200 times"),
    "a bomb in a bomb": (lambda: gzip.compress(gzip.compress(BOMB)), "is not XML: it begins with"),
    "a hundred thousand levels in a programme": (
        long("<tv><programme>", "<a>", 100_000, "</programme></tv>"),
        "nests elements deeper than 16",
    ),
    "a hundred thousand levels elsewhere": (
        long("<tv>", "<a>", 100_000, END),
        "nests elements deeper than 16",
    ),
    "a hundred thousand programmes in programmes": (
        long("<tv>", "<programme>", 80_000, "</programme>" * 80_000 + "</tv>"),
        TOO_LONG,
    ),
    "200,000 attributes of a programme": (
        numbered("<tv><programme", " a{}=''", 200_000, "/></tv>"),
        TOO_LONG,
    ),
    "80,000 attributes of a programme": (
        numbered("<tv><programme", " a{}=''", 80_000, "/></tv>"),
        "",
    ),
    "200,000 attributes of a channel": (
        numbered("<tv><channel", " a{}=''", 200_000, "/>" + END),
        TOO_LONG,
    ),
    "200,000 attributes of the root": (
        numbered("<tv", " a{}=''", 200_000, ">" + END),
        "has more than 1,000,000 bytes before <tv>",
    ),
    "a million channels": (
        long("<tv>", "<channel id='1'/>", MEGABYTE, END),
        "has more than 50,000 channels",
    ),
    "ten million elements": (long("<tv>", "<a/>", 10 * MEGABYTE, END), "has too many elements"),
    "a million elements": (long("<tv>", "<a/>", 990_000, END), ""),
    "a comment before each programme": (
        long("<tv>", f"<!-- -->{PROGRAMME}", 40_000, "</tv>"),
        "",
    ),
    "a huge text in a programme": (
        long("<tv><programme><desc>", "x", 100 * MEGABYTE, "</desc></programme></tv>"),
        TOO_LONG,
    ),
    "a huge text elsewhere": (long("<tv><channel>", "x", 100 * MEGABYTE, "</channel>"), TOO_LONG),
    "a huge comment": (long("<tv><!--", "x", 100 * MEGABYTE, "-->" + END), TOO_LONG),
    "a huge comment first": (long("<!--", "x", 100 * MEGABYTE, "--><tv>"), "has more than 1,000"),
    "a huge attribute": (long("<tv><a b='", "x", 100 * MEGABYTE, "'/>" + END), TOO_LONG),
    "a huge DOCTYPE": (long("<!DOCTYPE tv '", "x", 100 * MEGABYTE, "'><tv>"), "has more than 1,0"),
    "white space without end": (long("", " \n", 100 * MEGABYTE, ""), "has more than 1,000,000"),
    "brackets without end": (long("<tv>", "<", 100 * MEGABYTE, ""), "has more than 64,000,000"),
    "open programmes without end": (long("<tv>", "<programme ", 9 * MEGABYTE, ""), TOO_LONG),
    "open quotes without end": (long("<tv>", "<programme a='\"", 9 * MEGABYTE, ""), TOO_LONG),
    "open comments without end": (long("<tv>", "<!-- ", 9 * MEGABYTE, ""), TOO_LONG),
    "open sections without end": (long("<tv>", "<![CDATA[", 9 * MEGABYTE, ""), TOO_LONG),
    "open comments in a programme": (
        long("<tv><programme>", "<!-- ", 180_000, f"</programme>{PROGRAMME}</tv>"),
        "is cut off in a programme that begins here",
    ),
    "open comments behind programmes": (
        long(f"<tv>{PROGRAMME}<channel/>&x;", "<!-- ", 180_000, "</tv>"),
        "is not well-formed XML: Entity 'x' not defined",
    ),
    "a document that begins anew behind a fault": (
        text(f"<tv>&x;{' ' * 65_529}<tv><channel/></tv>"),
        "is not well-formed XML: Entity 'x' not defined",
    ),
    "open declarations": (
        long("<!DOCTYPE tv [", "<!-- \" ' ", 100_000, "]><tv>"),
        "is cut off before <tv>",
    ),
    "many namespaces": (
        numbered("<tv", " xmlns:a{}='urn:a'", 40_000, f">{END}"),
        "declares too many namespaces",
    ),
    "entities in attributes": (
        long("<tv><a b='", "&nbsp;", 166_000, f"'/>{PROGRAMME}</tv>"),
        "",
    ),
    "the smallest programmes": (long("<tv>", "<programme/>", 100_000, "</tv>"), ""),
    "programmes of a megabyte": (
        long("<tv>", f"<programme>{'<a/>' * 249_000}</programme>", 4, "</tv>"),
        "",
    ),
}


def read(content: bytes | io.RawIOBase) -> str:
    """Read a guide; return the reason of its refusal, or ""."""
    made = io.BytesIO(content) if isinstance(content, bytes) else content
    stream = cast("BinaryIO", made)
    try:
        with opened(stream, name="guide.xml") as source:
            for batch in Splitter(source):
                elements(batch, name="guide.xml")
    except XmltvError as refused:
        return refused.reason
    return ""


def measured(name: str) -> dict[str, str | float]:
    """Read one of them; return the reason, the processor's seconds and the megabytes it took."""
    made = ATTACKS[name][0]()
    before = resource.getrusage(resource.RUSAGE_SELF)
    reason = read(made)
    after = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "reason": reason,
        "seconds": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "megabytes": (after.ru_maxrss - before.ru_maxrss) / 1024,
    }


def in_a_process_of_its_own(name: str) -> dict[str, str | float]:
    read_end, write_end = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.write(write_end, json.dumps(measured(name)).encode())
        finally:
            os._exit(0)
    os.close(write_end)
    os.waitpid(child, 0)
    with os.fdopen(read_end) as told:
        return dict(json.loads(told.read() or "{}"))


if __name__ == "__main__":
    names = sys.argv[1:] or ATTACKS
    json.dump({name: in_a_process_of_its_own(name) for name in names}, sys.stdout, indent=1)
