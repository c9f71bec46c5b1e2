"""The quick lane, the careful lane and a parser of whole documents agree on any guide."""

import re
from unittest.mock import patch
from xml.parsers import expat

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from guide.sources.xmltv import parsing
from guide.sources.xmltv.limits import XmltvError
from tests.sources.xmltv.cutting import by_parser, canonical_pieces, cut

# What is likely to confuse who cuts bytes.
TRICKS = st.sampled_from(
    [
        "<programme>",
        "</programme>",
        "</programme> <programme>",
        "<programme/>",
        "<programme a='>'>x</programme>",
        "<programmes>",
        "<!--",
        "<![CDATA[",
        "<?",
        "</tv>",
        "<tv>",
        "&x;",
        "<",
        ">",
        "/>",
        '"',
        "é",
        "\n",
        " ",
        "-",
        "]",
        "?",
        "!",
    ]
)
HIDDEN = st.lists(TRICKS, max_size=5).map("".join)


def comment(text: str) -> str:
    return f"<!--{re.sub('-+(?=-)|-$', '', text)}-->"


def section(text: str) -> str:
    return f"<![CDATA[{text.replace(']]>', '')}]]>"


def instruction(text: str) -> str:
    return f"<?x {text.replace('?>', '')}?>"


CONSTRUCTS = HIDDEN.map(comment) | HIDDEN.map(section) | HIDDEN.map(instruction)
SPACE = st.sampled_from(["", " ", "\n", "\n  ", "\r\n", "\t"])
TEXTS = st.sampled_from(["text", "é", "&lt;programme&gt;", "&#10;", ">", "' \" /", "!", "?", ""])
NAMES = st.sampled_from(["title", "programme", "programmes", "programme-x", "Programme", "a.b"])
QUOTED = st.sampled_from(["'/>'", '">"', "'\"'", '"</"', "''", '"a\nb"', '"--"']).map(
    lambda value: value.replace("<", "&lt;")
)
ATTRIBUTES = st.lists(st.tuples(SPACE, QUOTED), max_size=3).map(
    lambda some: "".join(f" {space}a{at}{space}={value}" for at, (space, value) in enumerate(some))
)


def element(name: str, attributes: str, space: str, inside: str) -> str:
    if not inside:
        return f"<{name}{attributes}{space}/>"
    return f"<{name}{attributes}{space}>{inside}</{name}{space}>"


Strings = st.SearchStrategy[str]


def elements_of(names: Strings, inside: Strings) -> Strings:
    return st.builds(element, names, ATTRIBUTES, SPACE, inside)


CONTENT = st.recursive(
    TEXTS | CONSTRUCTS,
    lambda inner: st.lists(inner | elements_of(NAMES, inner), max_size=4).map("".join),
    max_leaves=8,
)
PROGRAMMES = elements_of(st.just("programme"), CONTENT)
PLAIN = st.just('<programme start="1"><title>A</title></programme>')
CHANNELS = elements_of(st.just("channel"), TEXTS)
OTHERS = CHANNELS | CONSTRUCTS | TEXTS | SPACE
BODIES = st.lists(PROGRAMMES | PLAIN | PLAIN | OTHERS, max_size=12).map("".join)
BY_RULE = ("is empty: it has no", "has a programme that is not directly in", "nests elements")


DOCTYPES = st.sampled_from(["", "<!DOCTYPE tv SYSTEM '>'>", "<!DOCTYPE tv [<!-- ]> -->]>"])


@st.composite
def guides(draw: st.DrawFn, doctypes: Strings = DOCTYPES) -> str:
    before = st.lists(HIDDEN.map(comment) | HIDDEN.map(instruction), max_size=3).map("".join)
    prolog = draw(before) + draw(doctypes) + draw(before) + draw(SPACE)
    return f"{prolog}<tv>{draw(BODIES)}<channel/></tv>{draw(SPACE)}"


def lines_by_parser(text: str) -> list[int]:
    """Return the lines on which the programmes of a document begin, as expat counts them."""
    lines: list[int] = []
    path: list[str] = []
    parser = expat.ParserCreate()

    def start(name: str, _attributes: object) -> None:
        if [*path, name] == ["tv", "programme"]:
            lines.append(parser.CurrentLineNumber)
        path.append(name)

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _name: path.pop()
    parser.Parse(text.encode(), True)  # noqa: FBT003 - expat has no name for it
    return lines


@given(guides(), st.sampled_from([1, 5, 30, 1 << 17]))
def test_both_lanes_find_what_parsers_find(text: str, block: int) -> None:
    quick = cut(text, block=block)
    careful = cut(text, careful=True, block=block)
    assert quick.pieces == careful.pieces
    assert canonical_pieces(quick.pieces) == by_parser(text)
    assert [one.line for one in quick.pieces] == lines_by_parser(text)
    assert quick.channels == len(etree.fromstring(text.encode()).findall("channel"))


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """Return a guide with a few random edits behind its root's start tag."""
    text = draw(guides(st.just("")))
    root = text.rindex("<tv>") + 4 if "<tv>" in text else 0
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(root, len(text)))
        end = draw(st.integers(start, min(len(text), start + 12)))
        text = text[:start] + draw(HIDDEN | st.just(text[root:start])) + text[end:]
    return text


def by_parser_or_none(text: str) -> list[bytes] | None:
    try:
        return by_parser(text)
    except etree.XMLSyntaxError:
        return None


@given(damaged(), st.sampled_from([1, 30, 1 << 17]), st.booleans())
def test_a_damaged_guide_is_cut_as_a_parser_would_or_refused(
    text: str,
    block: int,
    careful: bool,  # noqa: FBT001 - an argument of the property
) -> None:
    expected = by_parser_or_none(text)
    with patch.object(parsing, "_CHUNK", 16 * block):
        got, reason = cut_or_reason(text, block=block, careful=careful)
    if reason:
        assert expected is None or reason.startswith(BY_RULE)
    else:
        assert got == expected


def cut_or_reason(text: str, *, block: int, careful: bool) -> tuple[list[bytes], str]:
    try:
        got = cut(text, block=block, careful=careful)
    except XmltvError as refused:
        return [], refused.reason
    return canonical_pieces(got.pieces), ""
