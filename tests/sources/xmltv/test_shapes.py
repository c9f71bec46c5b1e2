"""What is picked out of bytes is what a parser reads there."""

import gzip
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from guide.model.programme import Finding, Programme
from guide.sources.xmltv.cutting import Piece
from guide.sources.xmltv.limits import Limits, XmltvError
from guide.sources.xmltv.reading import Reader, Reading
from tests.sources.xmltv.cutting import cut
from tests.sources.xmltv.telling import PARIS, element, pieces

DATA = Path(__file__).parents[3].parent / "shared" / "data" / "xmltv"
GUIDES = sorted(DATA.glob("guides/*")) + sorted(DATA.glob("nasty/*_offset*.xml"))
MANY = 150

Read = tuple[list[Programme], list[Finding]]


def by_parser(batch: Sequence[Piece], reading: Reading = PARIS) -> Read:
    """Read as if nothing were plain: the parser judges and writes down every programme."""
    reader = Reader(reading)
    reader._shapes._picked = _never  # type: ignore[method-assign, assignment] # on purpose
    return reader.programmes(batch)


def _never(piece: Piece) -> tuple[object, list[str]]:
    from guide.sources.xmltv.fields import NotPlainError

    raise NotPlainError


def outcome(
    batch: Sequence[Piece], *, parser: bool = False, warm: Sequence[Piece] = ()
) -> Read | str:
    """Return what is read, or where it is refused; `warm` has been read before."""
    reader = Reader(PARIS)
    reader.programmes(warm)
    try:
        return by_parser(batch) if parser else reader.programmes(batch)
    except XmltvError as refused:
        return f"refused at {refused.place.line}"


@pytest.mark.skipif(not GUIDES, reason="the guides of others are missing: ../shared/data/xmltv")
@pytest.mark.parametrize("path", GUIDES, ids=[path.name for path in GUIDES])
def test_real_guides_are_read_as_a_parser_reads_them(path: Path) -> None:
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    every = cut(raw).pieces
    some = every[:: max(1, len(every) // MANY)]
    assert Reader(PARIS).programmes(some) == by_parser(some)


WITHIN = (
    '<title lang="fr">A &amp; B</title>\n  <sub-title>C</sub-title><desc>D\n E</desc>'
    '<credits>\n<director>F</director><actor role="G" guest="yes">H</actor></credits>'
    '<date>2016</date><category lang="fr">Série</category><icon src="https://i.example/?a=1&amp;b"/>'
    '<episode-num system="xmltv_ns">0.0.</episode-num><video><aspect>16:9</aspect></video>'
    '<previously-shown start="20160601"/><subtitles type="teletext"><language>fr</language>'
    '</subtitles><rating system="CSA"><value>-10</value></rating><new/>'
)
PLAIN = element(WITHIN)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("C</sub", "C<!-- not said --></sub"),
        ("<date>", "<!-- pid = 1 --><date>"),
        ("D\n E", "<![CDATA[D\n E]]>"),
        ("D\n E", "<![CDATA[D]]>\n E"),
        ('"fr"', "'fr'"),
        ("<new/>", "<new></new>"),
        ("<new/>", "<new />"),
        ("</title>", "</title >"),
        ('<title lang="fr">', '<title\n lang = "fr" >'),
        ("&amp; B", "&#38; B"),
        ("A &amp; B", "A &#x26; B"),
        ("<date>2016</date>", "<?say nothing?><date>2016</date>"),
    ],
)
def test_xml_may_be_written_in_many_ways(old: str, new: str) -> None:
    plain, _ = Reader(PARIS).programmes(pieces(PLAIN))
    other, _ = Reader(PARIS).programmes(pieces(PLAIN.replace(old, new)))
    assert other == plain


@pytest.mark.parametrize(
    "within",
    [
        "<title>A &gt; B > C</title>",
        "<title>A >b> C >/b> D</title>",
        '<title lang="f>r">A</title>',
        "<title>A</title><credits><actor>B<image>https://i.example</image> C</actor></credits>",
        "<title>A<b>B</b>C</title>",
        "<title>A</title><x><y><z>B</z></y></x>",
        "<title>A</title>stray<date>2016</date>",
        "<title><![CDATA[<b>&amp;</b>]]></title>",
        "<title/><sub-title/><desc/><credits/><video/><rating/><subtitles/><length/><icon/><url/>",
        "<title>\ufeff\u200bA\x85</title>",
        "<title>A\r\nB&#13;C</title>",
        "<title>&#x10FFFF;</title>",
        "<titlé>A</titlé><title>B</title>",
        '<title xml:lang="fr">A</title>',
        '<title lang="en" lang2="fr">A</title>',
        "<title>A</title><title>B</title><title>C</title>",
        f"<title>A</title>{'<category>B</category>' * 2000}",
    ],
)
def test_what_is_not_plain_is_read_as_a_parser_reads_it(within: str) -> None:
    batch = pieces(element(within))
    assert outcome(batch) == outcome(batch, parser=True) != ""
    assert not isinstance(outcome(batch), str)


@pytest.mark.parametrize(
    "broken",
    [
        "<title>A</titel>",
        "<title>A",
        "A</title>",
        "<title>A</title></title>",
        "<title>A & B</title>",
        "<title>A &nope; B</title>",
        "<title>A ]]> B</title>",
        "<title>A &#0; B</title>",
        "<title>A &#xFFFF; B</title>",
        "<title>A \uffff B</title>",
        "<title>A \x01 B</title>",
        "\x1ctitle>A</title>",
        "<title lang=fr>A</title>",
        '<title lang="fr>A</title>',
        '<title lang="fr" lang="en">A</title>',
        '<title lang="a<b">A</title>',
        '<title lang="a&b">A</title>',
        '<title lang="fr"">A</title>',
        '<title lang="fr"x="1">A</title>',
        "<title<A>/title>",
        "<title>A<!-- -- --></title>",
        "<title>A</ title>",
        "< title>A</title>",
        "<1title>A</1title>",
        "<x:title>A</x:title>",
        "<title>A</title/>",
        '<title>A</title lang="fr">',
        "<title>A</title<!-- b -->>",
        "<title<!-- b -->>A</title>",
        '<title lang="fr"<!-- b -->>A</title>',
        '<title lang="f> <!-- b -->r">A</title>',
    ],
)
def test_what_is_not_well_formed_is_refused_though_the_like_was_read_before(broken: str) -> None:
    warm = pieces(element("<title>A</title>"), element('<title lang="fr">A</title>'))
    batch = pieces(element(), element(broken))
    assert outcome(batch, warm=warm) == outcome(batch, parser=True) == "refused at 2"


def test_bytes_that_are_no_utf_8_are_refused_though_the_like_was_read_before() -> None:
    (good,) = pieces(element("<title>A</title>"))
    bad = good._replace(raw=good.raw.replace(b">A<", b">\xe9<"))
    assert outcome([bad], warm=[good]) == outcome([bad], parser=True) == "refused at 1"


def test_what_nests_too_deep_is_refused() -> None:
    within = f"<title>A</title>{'<x>' * 40}{'</x>' * 40}"
    assert outcome(pieces(element(within))) == "refused at 1"


ODDITIES = st.sampled_from(
    [*"<>&\"'=/!?- \n\x00\x01\x1c\u00e9", "]]>", "<!--", "-->", "&amp;", "/>", '="']
)


@settings(max_examples=200)
@given(st.integers(0, len(PLAIN)), st.integers(0, 3), ODDITIES | st.just(""))
@example(PLAIN.index("<date>"), 1, "\x1c")
@example(PLAIN.index("</date>"), 1, ">")
def test_no_damage_passes_that_a_parser_would_refuse(at: int, lost: int, put: str) -> None:
    damaged = PLAIN[:at] + put + PLAIN[at + lost :]
    warm = pieces(PLAIN)
    batch = pieces(damaged)
    if damaged.startswith("<programme") and damaged.endswith("</programme>"):
        assert outcome(batch, warm=warm) == outcome(batch, parser=True)


TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
NAMES = st.sampled_from(["title", "desc", "category", "credits", "actor", "video", "rating", "x"])


@st.composite
def trees(draw: st.DrawFn, depth: int = 0) -> str:
    name, text = draw(NAMES), draw(TEXT)
    lang = draw(st.sampled_from(["", ' lang="fr"', " lang='en'", ' role="A"', ' system="x"']))
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    kids = "".join(draw(st.lists(trees(depth + 1), max_size=2))) if depth < 3 else ""
    comment = draw(st.sampled_from(["", "", "<!--c-->", "<![CDATA[<d>]]>", "\n"]))
    return f"<{name}{lang}>{safe}{comment}{kids}</{name}>"


@settings(max_examples=60)
@given(st.lists(trees(), max_size=4))
def test_any_programme_is_read_or_refused_as_by_a_parser(within: list[str]) -> None:
    batch = pieces(element(f"<title>A</title>{''.join(within)}"))
    assert outcome(batch) == outcome(batch, parser=True)
    assert outcome(batch, warm=pieces(element("<title>A</title>"))) == outcome(batch, parser=True)


def test_what_is_remembered_of_shapes_is_bounded() -> None:
    reader = Reader(PARIS)
    for n in range(3000):
        reader.programmes(pieces(element(f'<title lang="{n}">A</title><x{n}/>')))
    assert len(reader._shapes._known) <= 2048
    assert len(reader._shapes._kinds) <= 4096
    assert len(reader._shapes._kinds._forms) <= 4096


def test_html_knows_more_characters_than_xml() -> None:
    (programme,), (finding,) = Reader(PARIS).programmes(
        pieces(element("<title>Caf&eacute;&nbsp;!</title>"))
    )
    assert programme.series_title
    assert programme.series_title.in_("fr") == "Café\xa0!"
    assert finding.code == "html-entity"


def test_who_nests_deeper_than_a_parser_goes_hears_of_our_limit_and_no_option_of_it() -> None:
    deep = f"<title>A</title>{'<x>' * 300}{'</x>' * 300}"
    with pytest.raises(XmltvError, match="nests elements deeper than 16; no guide needs that"):
        Reader(Reading("tests")).programmes(pieces(element(deep)))
    long = f"<title>A</title><{'x' * 60_000}/>"
    with pytest.raises(XmltvError, match="well-formed XML: Name too long: NCName; repair it"):
        Reader(Reading("tests")).programmes(pieces(element(long)))


def test_limits_are_those_of_the_reading() -> None:
    reader = Reader(Reading("tests", limits=Limits(depth=3)))
    with pytest.raises(XmltvError, match="deeper than 3"):
        reader.programmes(pieces(element("<title>A</title><credits><actor>B</actor></credits>")))
