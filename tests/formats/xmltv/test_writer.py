"""The writer by hand writes what lxml writes of the same tree."""

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from guide.formats.xmltv.clean import clean
from guide.formats.xmltv.writer import Attributes, element, empty, holding, often
from tests.formats.builders import listing, season_1
from tests.formats.xmltv.documents import document

NAMES = st.sampled_from(["title", "sub-title", "desc", "x"])
TEXTS = st.text(st.characters(), max_size=30) | st.sampled_from(["a & b", "<b>", ']]>"', "'q'"])
ATTRIBUTES = st.dictionaries(st.sampled_from(["lang", "system", "role"]), TEXTS).map(
    lambda given: tuple(sorted(given.items()))
)
CHILDREN = st.lists(st.tuples(NAMES, TEXTS, ATTRIBUTES), min_size=1, max_size=4)


def grown(name: str, attributes: Attributes) -> etree._Element:
    return etree.Element(name, {key: clean(value) for key, value in attributes})


@given(CHILDREN, ATTRIBUTES)
def test_a_tree_is_written_as_lxml_writes_it(
    children: list[tuple[str, str, Attributes]], attributes: Attributes
) -> None:
    lines = "".join(element(name, text, own, 2) for name, text, own in children)
    tree = grown("programme", attributes)
    for name, text, own in children:
        if clean(text):
            child = grown(name, own)
            child.text = clean(text)
            tree.append(child)
    expected = etree.tostring(tree, pretty_print=True, encoding="unicode") if len(tree) else ""
    indented = "".join(f"  {line}\n" for line in expected.splitlines())
    assert holding("programme", lines, attributes, depth=1) == indented


@given(NAMES, ATTRIBUTES)
def test_an_empty_element_is_written_as_lxml_writes_it(name: str, attributes: Attributes) -> None:
    expected = etree.tostring(grown(name, attributes), encoding="unicode")
    assert empty(name, attributes, depth=0) == f"{expected}\n"


@given(NAMES, TEXTS, ATTRIBUTES)
def test_what_comes_often_is_written_alike(name: str, text: str, attributes: Attributes) -> None:
    assert often(name, text, attributes) == element(name, text, attributes)


def test_a_whole_document_is_what_lxml_makes_of_it() -> None:
    body = document(*season_1(), listing(id="2", showing=listing().showing))
    tree = etree.ElementTree(etree.fromstring(body, etree.XMLParser(load_dtd=False)))
    written = etree.tostring(tree, xml_declaration=True, encoding="UTF-8").replace(b"'", b'"', 4)
    assert written + b"\n" == body
