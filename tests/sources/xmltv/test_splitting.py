import hashlib
import re

import pytest
from lxml import etree

from guide.sources.xmltv.cutting import Cutter
from guide.sources.xmltv.limits import Limits, XmltvError
from guide.sources.xmltv.parsing import elements, line_in_source
from tests.sources.xmltv.cutting import (
    CHANNEL,
    HEAD,
    PROGRAMME,
    batches,
    by_parser,
    canonical,
    canonical_pieces,
    cut,
    tv,
)


def refusal(text: str | bytes, *, limits: Limits | None = None, careful: bool = False) -> str:
    with pytest.raises(XmltvError) as caught:
        cut(text, limits=limits, careful=careful)
    return str(caught.value)


def programme(number: int, *, lines: int = 1) -> str:
    return f'<programme start="{number}" channel="a">' + "\n" * lines + "</programme>"


def test_a_guide_is_cut_into_its_programmes_and_the_rest() -> None:
    got = cut(tv(programme(1), programme(2), between="\n  "))
    first, second = programme(1).encode(), programme(2).encode()
    assert [tuple(piece) for piece in got.pieces] == [
        (first, hashlib.blake2b(first, digest_size=8).digest(), 5),
        (second, hashlib.blake2b(second, digest_size=8).digest(), 7),
    ]
    assert got.channels == 1
    assert etree.tostring(etree.fromstring(got.rest), method="c14n") == (
        b'<tv>\n<channel id="a"><display-name>A</display-name></channel>\n'
        b"<?guide-programmes 3?>\n</tv>"
    )


def test_batches_hold_two_thousand_pieces_or_a_megabyte() -> None:
    assert [len(batch) for batch in batches(tv(*[programme(n) for n in range(4100)]))] == [
        2000,
        2000,
        100,
    ]
    long = f"<programme><desc>{'.' * 400_000}</desc></programme>"
    assert [len(batch) for batch in batches(tv(*[long] * 7))] == [3, 3, 1]


@pytest.mark.parametrize("careful", [False, True], ids=["quick", "careful"])
@pytest.mark.parametrize("block", [1, 7, 1000], ids="blocks of {}".format)
def test_lines_are_those_of_the_source(*, careful: bool, block: int) -> None:
    text = (
        HEAD
        + "<tv>"
        + "\n\n".join(
            (
                programme(1),
                programme(2, lines=3),
                "<!-- \n -->" + programme(3),
                CHANNEL,
                programme(4),
            )
        )
    )
    text += programme(5) + programme(6) + "\n" + CHANNEL.replace('"a"', '"b"') + "</tv>"
    got = cut(text, careful=careful, block=block)
    starts = {
        int(n[1]): text.count("\n", 0, n.start()) + 1 for n in re.finditer('start="(.)', text)
    }
    assert [piece.line for piece in got.pieces] == [*starts.values()]
    in_rest = got.rest[: got.rest.index(b'id="b"')].count(b"\n") + 1
    in_text = text[: text.index('id="b"')].count("\n") + 1
    assert line_in_source(got.rest, in_rest) == in_text


def test_the_quick_lane_takes_ordinary_guides() -> None:
    ordinary = b"\n  ".join([PROGRAMME.encode()] * 3)
    assert Cutter((), line=1).quick(ordinary) is not None
    for odd in (
        b"<!-- " + ordinary + b" -->",
        ordinary.replace(b"A<", b"A<programme/><"),
        ordinary.replace(b"></programme>", b"></programme >"),
        ordinary.replace(b"A<", b"<![CDATA[</programme><programme>]]><"),
        ordinary + b"<channel/>" + ordinary,
    ):
        assert Cutter((), line=1).quick(odd) is None


HIDING = {
    "a comment with an end tag": "<programme>A<!-- </programme> -->B</programme>",
    "a comment with a whole one": f"<programme>A<!-- {PROGRAMME} -->B</programme>",
    "a comment from one to the next": "<programme>A<!-- </programme> <programme> -->B</programme>",
    "a comment of two": f"<programme/><!-- {PROGRAMME}\n{PROGRAMME} --><programme/>",
    "a comment between": f"{PROGRAMME}<!-- <programme> -->{PROGRAMME}",
    "a comment with a half": f"{PROGRAMME}<!-- </programme> -->{PROGRAMME}",
    "CDATA with an end tag": "<programme><desc><![CDATA[</programme>]]></desc></programme>",
    "CDATA from one to the next": "<programme><![CDATA[</programme>\n<programme>]]></programme>",
    "an instruction with a whole one": f"<programme><?x {PROGRAMME}?></programme>",
    "an instruction from one to the next": "<programme><?x </programme><programme>?></programme>",
    "an instruction between": f"{PROGRAMME}<?x {PROGRAMME}?>{PROGRAMME}",
    "closing itself": '<programme a=">"/><programme b=\'"/>\'/><programme></programme>',
    "an odd end tag": "<programme>A</programme\n><programme/><programme  >B</programme >",
    "one in another": "<programme>A<programme/><programme>B</programme></programme><programme/>",
    "longer names": "<programmes/><programme><programme-x>A</programme-x></programme>",
    "capitals": "<PROGRAMME>A</PROGRAMME><programme>B</programme><Programme/>",
    "text between": f"Thursday {PROGRAMME} and Friday {PROGRAMME} &amp; no more",
    "CDATA between": f"<![CDATA[<programme>]]>{PROGRAMME}",
    "a bracket in an attribute": "<programme a=\"a>b\" c='/>' >A</programme>",
    "what is almost a comment's end": f"<!-- <!- - -> ->{PROGRAMME}--><programme/>",
    "a namespace of its own": '<programme><x:y xmlns:x="urn:x" x:z=""/></programme>',
}


@pytest.mark.parametrize("careful", [False, True], ids=["quick", "careful"])
@pytest.mark.parametrize("body", HIDING.values(), ids=HIDING)
def test_pieces_are_what_a_parser_finds(body: str, *, careful: bool) -> None:
    text = tv(body)
    for block in (1, 10, 1 << 17):
        got = cut(text, careful=careful, block=block)
        assert canonical_pieces(got.pieces) == by_parser(text)


def test_prefixes_of_the_root_reach_the_pieces_that_use_them() -> None:
    root = '<tv xmlns:xsi="urn:xsi" xmlns="urn:tv" a=" xmlns:b=\'\'" xmlns:c = \'urn:c\'>'
    body = '<programme xsi:nil="true"/><programme><c:d/></programme><programme/>'
    again = '<programme xmlns:c="urn:other"><c:d/></programme>'
    got = cut(f"{root}{CHANNEL}{body}{again}</tv>")
    assert [piece.raw for piece in got.pieces] == [
        b'<programme xmlns:xsi="urn:xsi" xsi:nil="true"/>',
        b"<programme xmlns:c = 'urn:c'><c:d/></programme>",
        b"<programme/>",
        again.encode(),
    ]
    assert etree.fromstring(got.rest).tag == "tv"
    plain = f"{root}{body}{again}</tv>".replace(' xmlns="urn:tv"', "")
    assert canonical_pieces(got.pieces) == by_parser(plain)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "1:1: is empty; fetch"),
        (" \n", "1:1: is empty; fetch"),
        ("<tv/>", "1:1: is empty: it has no programme and no channel"),
        (HEAD + "<tv>\n</tv>", "1:1: is empty: it has no programme and no channel"),
        ("#EXTM3U\n#EXTINF", "1:1: is not XML: it begins with '#EXTM3U"),
        ('{"programmes": []}', "1:1: is not XML: it begins with '{\"prog"),
        ("\x1f\x8b".encode("latin-1") + b"rubbish", "1:1: the packed data are damaged"),
        ("<!DOCTYPE html>\n<html><p>404", "2:1: is a web page and not a guide"),
        (HEAD + "<rss version='2'/>", "3:1: has the root <rss>, so it is not XMLTV"),
        ("<TV></TV>", "1:1: has the root <TV>, so it is not XMLTV"),
        ("<x:tv xmlns:x='urn:x'/>", "1:1: has the root <x:tv>, so it is not XMLTV"),
        ("<!-- only -->", "1:1: is cut off before <tv>"),
        ("<!DOCTYPE tv SYSTEM 'a", "1:1: is cut off before <tv>"),
        ("<", "1:1: is cut off before <tv>"),
        ("\n<tv a='1'\nb=", "3:1: is cut off before <tv>"),
        ("<tv><channel>\n", "2:1: is cut off: </tv> is missing"),
        ("<tv>\n<programme>", "2:1: is cut off in a programme that begins here"),
        ("<tv>\n<programme/>\n", "3:1: is cut off: </tv> is missing"),
        ("<tv></tv>\n" + PROGRAMME, "2:1: has a programme that is not directly in <tv>"),
        ("<tv/>\n" + PROGRAMME, "2:1: is cut off: </tv> is missing"),
        (" <?xml version='1.0'?><tv/>", "1:7: is not well-formed XML: XML declaration allowed"),
        (tv("<a>" + PROGRAMME + "</a>"), "has a programme that is not directly in <tv>"),
        (tv("<programme xmlns='urn:x'/>"), "5:1: has a programme in a namespace; XMLTV has none"),
        (tv("</programme>"), "5:13: is not well-formed XML: Opening and ending tag mismatch"),
        (tv(PROGRAMME) + "x", "6:6: is not well-formed XML: Extra content at the end"),
        (tv(PROGRAMME) + "\0", "6:6: is not well-formed XML: Extra content at the end"),
        (tv(PROGRAMME) + tv(PROGRAMME), "is not well-formed XML"),
        (tv(PROGRAMME, "\v", PROGRAMME), "6:1: has a control character that XML forbids"),
        (tv(PROGRAMME, channels="<channel>\n\x01</channel>"), "5:1: has a control character"),
        (tv("<programme>\n&#27;</programme>"), "6:6: has a control character that XML forbids"),
        (tv("<programme>\0</programme>"), "5:12: has a control character that XML forbids"),
        (tv("<programme>\ufffe</programme>"), "5:12: has a control character that XML forbids"),
        (tv(channels="<x:channel/>"), "4:11: is not well-formed XML: Namespace prefix x on"),
        (tv("<programme x:a=''/>"), "5:18: is not well-formed XML: Namespace prefix x for a"),
        (tv(channels="<channel a='<programme/>'/>"), "is not well-formed XML"),
        (tv("<programme a='<programme/>'/>"), "is not well-formed XML"),
        (tv("<programme>A<!-- <programme/></programme>"), "is cut off in a programme"),
        (tv("<programme/><!-- <programme/>"), "is not well-formed XML: Comment not terminated"),
    ],
)
def test_what_is_not_a_guide_is_refused(text: str | bytes, reason: str) -> None:
    assert reason in refusal(text).removeprefix("guide.xml:")
    assert reason in refusal(text, careful=True).removeprefix("guide.xml:")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            tv(PROGRAMME, "\n" + PROGRAMME.replace("</title>", "\n</desc>"), PROGRAMME),
            (
                "guide.xml:8:8: is not well-formed XML: Opening and ending tag mismatch: title "
                'line 7 and desc; repair it (programme start="20170601204000 +0200" channel="a")'
            ),
        ),
        (
            tv(programme(1), "<programme>\n&eacrte;</programme>"),
            (
                "guide.xml:8:9: is not well-formed XML: Entity 'eacrte' not defined; "
                "write the character itself"
            ),
        ),
        (
            tv(programme(1)).replace("\n</tv>", "<channel>\n</display-name></tv>"),
            (
                "guide.xml:7:16: is not well-formed XML: Opening and ending tag mismatch: channel "
                "line 6 and display-name; repair it"
            ),
        ),
        (
            tv(programme(1)).encode() + "\n<!-- \xe9 -->".encode("latin-1"),
            "guide.xml:8:6: has bytes that are no UTF-8; let it declare the encoding it is in",
        ),
        (
            tv("<programme>", "\xe9</programme>").encode("latin-1"),
            "guide.xml:6:1: has bytes that are no UTF-8; let it declare the encoding it is in",
        ),
    ],
    ids=["tags", "an entity", "tags behind programmes", "bytes behind them", "bytes in one"],
)
def test_a_fault_is_told_with_its_place_in_the_source(text: str | bytes, message: str) -> None:
    assert refusal(text) == message
    assert refusal(text, careful=True) == message


LIMITS = Limits(programmes=3, channels=2, piece=300, rest=1000, depth=5)


@pytest.mark.parametrize(
    ("within", "beyond", "reason"),
    [
        (tv(*[PROGRAMME] * 3), tv(*[PROGRAMME] * 4), "8:1: has more than 3 programmes"),
        (tv(channels=CHANNEL * 2), tv(channels=CHANNEL * 3), "has more than 2 channels"),
        (
            tv(f"<programme>{'.' * 277}</programme>"),
            tv(PROGRAMME, f"<programme>{'.' * 278}</programme>"),
            "6:1: has a programme, comment or tag of more than 300 bytes",
        ),
        (
            tv(PROGRAMME, f"<!--{'.' * 292}-->"),
            tv(PROGRAMME, f"<!--{'.' * 300}-->"),
            "6:1: has a tag or a text of more than 300 bytes",
        ),
        (
            tv("<a/>", "." * 280, "<a/>", "." * 280, PROGRAMME),
            tv(PROGRAMME, "<a/>", "." * 290, "." * 290, "<a/>"),
            "has a tag or a text of more than 300 bytes",
        ),
        (
            tv(*[f"<!--{'.' * 280}-->"] * 2, PROGRAMME),
            tv(*[f"<!--{'.' * 280}-->"] * 4, PROGRAMME),
            "has more than 1,000 bytes beside its programmes",
        ),
        (
            tv("<programme><a><b><c/></b></a></programme>"),
            tv(PROGRAMME, "<programme><a><b><c><d/></c></b></a></programme>"),
            "6:1: nests elements deeper than 5",
        ),
        (
            tv("<programme/>", "<b><c><d><e/></d></c></b>"),
            tv("<programme/>", "\n<b><c><d><e>\n<f/></e></d></c></b>"),
            "8:1: nests elements deeper than 5",
        ),
        (
            tv("<a/>" * 77, PROGRAMME, channels=""),
            tv("<a/>" * 80, PROGRAMME, channels=""),
            "has too many elements that are no programmes",
        ),
        (f"<!--{'.' * 200}--><tv>{PROGRAMME}</tv>", f"<!--{'.' * 400}", "bytes before <tv>"),
    ],
    ids=[
        "programmes",
        "channels",
        "a programme",
        "a comment",
        "a text",
        "the rest",
        "depth in a programme",
        "depth elsewhere",
        "elements",
        "the prolog",
    ],
)
def test_each_limit_lets_pass_what_is_within_it(within: str, beyond: str, reason: str) -> None:
    cut(within, limits=LIMITS)
    for block in (10, 1 << 17):
        with pytest.raises(XmltvError, match=reason):
            cut(beyond, limits=LIMITS, block=block)


def test_characters_that_html_names_are_read() -> None:
    named = '<title b="&eacute;&quot;">&nbsp;&amp;&lt;&NotEqualTilde;<![CDATA[&nbsp;]]></title>'
    plain = '<title b="é&quot;">\xa0&amp;&lt;≂̸<![CDATA[&nbsp;]]></title>'
    text = tv(f"<programme>{named}</programme>", f"<channel>{named}</channel>", PROGRAMME)
    assert f"<channel>{plain}</channel>" in etree.tostring(
        etree.fromstring(cut(text).rest, etree.XMLParser(strip_cdata=False)), encoding="unicode"
    ).replace('&quot;">', '&quot;">')
    read = [canonical(one) for one in elements(cut(text).pieces, name="guide.xml")]
    assert read == by_parser(tv(f"<programme>{plain}</programme>", PROGRAMME))
    assert "Entity 'nothing' not defined" in refusal(tv("<programme>&nothing;</programme>"))
    assert "Entity 'nothing' not defined" in refusal(tv("<channel>&nothing;</channel>"))


def test_a_reason_is_one_line_without_anything_a_terminal_obeys() -> None:
    told = refusal(tv("<programme start='\n\x9b\u202e' channel='\x7f'>&x;</programme>"))
    assert told.endswith("write the character itself (programme start=' ' channel=' ')")
    assert all(one.isprintable() for one in told)
