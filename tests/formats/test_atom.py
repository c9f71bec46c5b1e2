from collections.abc import Iterator
from xml.etree.ElementTree import Element

from hypothesis import example, given, settings
from hypothesis import strategies as st

from guide.formats import atom, syndication
from guide.formats.ical.values import on_one_line
from guide.formats.items import Head, Item
from guide.formats.words import words
from guide.model.target import Target, TargetKind
from guide.model.texts import Text
from tests.formats.builders import EVENING, PUBLISHED, SITE, FakeRelease, film
from tests.formats.feed_readers import atom_entries, feed_element

EXAMPLES = settings(max_examples=max(100, settings().max_examples), deadline=None)
TITLES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=120)
NASTY = "<b>]]>&amp;\x00\x1b</title> 👩\u200d🚀 \u200fשלום\u200f \"' \ufffe\u2028end"
HEAD = Head(
    id="feed /feeds/all.atom",
    title="A & B",
    about=("One.", "<Two>"),
    page="https://guide.example/en/?a=1&b=2",
    source="https://guide.example/feeds/all.atom?lang=en",
    updated=PUBLISHED,
    language="en",
    site=SITE,
)
ITEM = Item(
    id="urn:uuid:1",
    title="Tom & Jerry <3",
    url='https://guide.example/en/airings/a"b',
    updated=PUBLISHED,
    paragraphs=("On & on\n<b>", "]]>"),
    tags=('"Fun"',),
    published=EVENING,
)


def feed(title: str, note: str = "") -> bytes:
    release = FakeRelease([film(title, EVENING, note=Text.of(note) if note else None)])
    everything = Target(TargetKind.ALL)
    return syndication.feed(release, everything, atom, site=SITE, words=words("fr"), now=EVENING)


def shape(element: Element) -> Iterator[tuple[str, tuple[str, ...]]]:
    for one in element.iter():
        yield one.tag, tuple(one.attrib)


def test_an_entry_is_written_whole() -> None:
    assert atom.entry(ITEM).decode() == (
        "<entry>\n"
        "<id>urn:uuid:1</id>\n"
        "<title>Tom &amp; Jerry &lt;3</title>\n"
        "<updated>2017-05-20T09:30:05Z</updated>\n"
        "<published>2017-06-01T18:00:00Z</published>\n"
        '<link rel="alternate" type="text/html"'
        ' href="https://guide.example/en/airings/a&quot;b"/>\n'
        '<category term="&quot;Fun&quot;"/>\n'
        "<summary>On &amp; on · &lt;b&gt;</summary>\n"
        '<content type="html">&lt;p&gt;On &amp;amp; on&lt;br&gt;&amp;lt;b&amp;gt;&lt;/p&gt;'
        "&lt;p&gt;]]&amp;gt;&lt;/p&gt;</content>\n"
        "</entry>\n"
    )


def test_a_document_says_what_it_is_and_where() -> None:
    assert atom.document(HEAD, [b"<entry/>\n"]).decode() == (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">\n'
        "<id>urn:uuid:da5c5cc3-0ac2-5d7a-9bde-b15c5ccf7091</id>\n"
        "<title>A &amp; B</title>\n"
        "<subtitle>One. &lt;Two&gt;</subtitle>\n"
        "<updated>2017-05-20T09:30:05Z</updated>\n"
        "<author><name>Guide</name><uri>https://guide.example/</uri></author>\n"
        '<link rel="self" type="application/atom+xml"'
        ' href="https://guide.example/feeds/all.atom?lang=en"/>\n'
        '<link rel="alternate" type="text/html" href="https://guide.example/en/?a=1&amp;b=2"/>\n'
        "<generator>guide</generator>\n"
        "<entry/>\n"
        "</feed>\n"
    )


@EXAMPLES
@given(TITLES, TITLES)
@example(NASTY, NASTY)
@example("</title><entry>", "]]></content><script>")
def test_no_text_adds_an_element_and_a_title_comes_back(title: str, note: str) -> None:
    body = feed(title, note)
    plain = list(shape(feed_element(feed("Solaris", "Ce soir."))))
    assert list(shape(feed_element(body))) == plain
    assert [one.title for one in atom_entries(body)] == [on_one_line(title)]
