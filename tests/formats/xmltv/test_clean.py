import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from guide.formats.xmltv.clean import clean

NARROW = "\N{NARROW NO-BREAK SPACE}"
ANY = st.text(st.characters())


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        (" a  b\t\nc\r\n ", "a b c"),
        ("a\x00b\x07c\x1f\x7f", "abc"),
        ("a\x80\x9fb\x85c", "ab c"),
        ("l’\ufffdpée ï¿½ \ufeff", "l’pée"),
        ("ïï¿½¿½x", "x"),
        ("¿Qué?", "¿Qué?"),
        (f"«{NARROW}Orphée{NARROW}»\n", f"«{NARROW}Orphée{NARROW}»"),
        ("e\N{COMBINING ACUTE ACCENT}", "é"),
        ("a\ud800b\uffff\ufdd0", "ab"),
        ("one\u2028two", "one two"),
        ("🚀", "🚀"),
        ("\N{NO-BREAK SPACE}\x00 ", ""),
    ],
)  # fmt: skip
def test_a_text_is_one_line_of_what_xml_may_hold(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@given(ANY)
@example("\x00 a")
@example("a\ufdd0 \u0301")
def test_whatever_is_cleaned_can_be_read_back_and_stays_so(text: str) -> None:
    cleaned = clean(text)
    element = etree.Element("x")
    element.text = cleaned
    read = etree.fromstring(etree.tostring(element))
    assert (read.text or "") == cleaned
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert cleaned.strip() == cleaned
    assert not {"\n", "\r", "\t", "\ufffd"} & set(cleaned)
