import datetime as dt
import pickle

import pytest

from guide.model.airing import ShowingKind, Version
from guide.model.catalogue import Credit, Episode, Link
from guide.model.programme import Finding, Programme
from guide.model.texts import Text
from guide.sources.xmltv.findings import TEXTS, Notes
from guide.sources.xmltv.limits import Limits, XmltvError
from guide.sources.xmltv.reading import Reader, Reading
from tests.sources.xmltv.telling import PARIS, START, STARTS, element, odd, pieces, read, said

PART = "<title>A</title><sub-title>1</sub-title>"


def test_a_programme_says_all_that_it_may() -> None:
    within = """
      <title lang="fr">Missions</title><title lang="en">Missions to Mars</title>
      <sub-title lang="fr">Ulysse</sub-title>
      <desc lang="fr">Un équipage
          part pour Mars.</desc>
      <credits>
        <director>Julien Lacombe</director>
        <actor role="Jeanne Renoir">Hélène Viviès</actor>
        <actor role="Samuel" guest="yes">Clément Aubert</actor>
        <writer>Ami Cohen</writer><adapter>Henri Debeurme</adapter>
        <composer>Étienne Forget</composer><editor>C</editor><presenter>D</presenter>
        <commentator>E</commentator><guest>F</guest><narrator>G</narrator>
      </credits>
      <date>2016</date>
      <category lang="fr">Série</category><category lang="en">Series</category>
      <keyword lang="fr">mars</keyword>
      <language>fr</language><orig-language lang="fr">Français</orig-language>
      <length units="minutes">26</length>
      <icon src="https://example.org/1.jpg" width="100" height="100"/>
      <url system="imdb">https://example.org/imdb</url>
      <country lang="fr">France</country>
      <episode-num system="onscreen">S01E01</episode-num>
      <episode-num system="xmltv_ns">0.0/10.</episode-num>
      <video><present>yes</present><colour>yes</colour><aspect>16:9</aspect><quality>HDTV</quality></video>
      <audio><present>yes</present><stereo>stereo</stereo></audio>
      <previously-shown start="20160601"/>
      <premiere lang="fr">Première diffusion</premiere><last-chance/><new/><live/>
      <subtitles type="teletext"><language>fr</language></subtitles>
      <rating system="CSA"><value>-10</value><icon src="x.png"/></rating>
      <star-rating system="Télé"><value>3 / 5</value></star-rating>
      <review type="text">Bien.</review><review type="url" source="Télé">https://example.org/r</review>
      <image type="poster" size="3">https://example.org/2.jpg</image>
      <audio-description/><sport>Escrime</sport><team>Mars</team><series-id>1</series-id>"""
    more = f'stop="20170601210500 +0200" clumpidx="0/2" pdc-start="{START}" showview="1"'
    (programme,), findings = read(element(within, more=more))
    assert findings == []
    assert programme == Programme(
        channel="tf1.example",
        starts=STARTS,
        ends=STARTS + 25 * 60,
        episode=Episode(
            id="missions/season-1/episode-1",
            series="missions",
            season=1,
            number=1,
            title=Text((("fr", "Ulysse"),)),
            running=dt.timedelta(minutes=26),
            year=2016,
            genres=("Série",),
            countries=("France",),
            credits=(
                Credit("director", "Julien Lacombe"),
                Credit("actor", "Hélène Viviès", "Jeanne Renoir"),
                Credit("guest", "Clément Aubert", "Samuel"),
                Credit("writer", "Ami Cohen"),
                Credit("writer", "Henri Debeurme"),
                Credit("composer", "Étienne Forget"),
                Credit("editor", "C"),
                Credit("presenter", "D"),
                Credit("presenter", "E"),
                Credit("guest", "F"),
                Credit("voice", "G"),
            ),
            synopsis=Text((("fr", "Un équipage part pour Mars."),)),
            links=(
                Link("https://example.org/imdb", Text.of("imdb")),
                Link("https://example.org/r", Text.of("Télé")),
            ),
            original_language="fr",
            images=("https://example.org/1.jpg", "https://example.org/2.jpg"),
            keywords=("mars", "Escrime", "Mars"),
            ratings=(("CSA", "-10"),),
            stars=(("Télé", "3/5"),),
        ),
        series_title=Text((("fr", "Missions"), ("en", "Missions to Mars"))),
        season_count=10,
        clump=(0, 2),
        showing=ShowingKind.FIRST_RUN,
        premiere=True,
        live=True,
        last_chance=True,
        version=Version(
            audio=("fr",),
            subtitles=("fr",),
            on_request=("fr",),
            audio_description=True,
            sound="stereo",
            quality="HDTV",
            aspect="16:9",
        ),
        running=26 * 60,
        line=1,
        digest=(1).to_bytes(8, "big"),
    )


def test_the_order_of_elements_says_nothing() -> None:
    parts = [
        "<desc>D</desc>",
        "<date>2016</date>",
        "<title>A</title>",
        "<new/>",
        "<url>https://e.org</url>",
    ]
    assert said("".join(parts)) == said("".join(reversed(parts)))


def test_a_programme_may_say_next_to_nothing() -> None:
    assert said("<title>Le Journal</title>") == Programme(
        channel="tf1.example",
        starts=STARTS,
        ends=None,
        episode=Episode(id="le-journal/episode", series="le-journal"),
        series_title=Text.of("Le Journal"),
        line=1,
        digest=(1).to_bytes(8, "big"),
    )


def test_a_description_is_of_the_airing_where_the_episode_is_not_known() -> None:
    news = said("<title>Le Journal</title><desc>Ce jeudi.</desc>")
    assert (news.synopsis, news.episode.synopsis) == (Text.of("Ce jeudi."), None)
    part = said("<title>Missions</title><sub-title>Ulysse</sub-title><desc>Mars.</desc>")
    assert (part.synopsis, part.episode.synopsis) == (None, Text.of("Mars."))


def test_what_one_edition_tells_is_not_told_of_all() -> None:
    guests = (
        "<credits><guest>B</guest></credits><date>2016</date><length units='minutes'>26</length>"
        "<category>News</category><url>https://e.org</url><icon src='https://e.org/1.jpg'/>"
    )
    news = said(f"<title>Le Journal</title>{guests}")
    assert news.episode == Episode(id="le-journal/episode", series="le-journal", genres=("News",))
    assert news.running == 26 * 60
    part = said(f"{PART}{guests}").episode
    assert (part.credits, part.images) == ((Credit("guest", "B"),), ("https://e.org/1.jpg",))
    assert part.running == dt.timedelta(minutes=26)


def test_a_film_has_no_series() -> None:
    film = said(
        '<title lang="fr">Le Corbeau</title><desc>Une lettre.</desc><date>1943</date>'
        "<category>Film policier</category>"
    )
    assert film.episode == Episode(
        id="le-corbeau-1943",
        title=Text((("fr", "Le Corbeau"),)),
        year=1943,
        genres=("Film policier",),
        synopsis=Text.of("Une lettre."),
    )
    assert (film.series_title, film.synopsis) == (None, None)


def test_a_film_in_a_numbered_series_is_a_part_of_it() -> None:
    number = '<episode-num system="xmltv_ns">0.0.</episode-num>'
    part = said(f"<title>Columbo</title><category>Téléfilm</category>{number}")
    assert part.episode.id == "columbo/season-1/episode-1"


def test_databases_know_films() -> None:
    number = '<episode-num system="dd_progid">MV00001117.0000</episode-num>'
    sub_title = "<sub-title>Movie (1966)</sub-title>"
    film = said(f"<title>Nevada Smith</title>{sub_title}{number}")
    assert (film.episode.id, film.episode.year) == ("nevada-smith-1966", 1966)


def test_a_series_of_the_schedules_keeps_its_id() -> None:
    reading = Reading("tests", series={"missions": "missions-2017"})
    part = said("<title>MISSIONS</title><sub-title>Ulysse</sub-title>", reading=reading)
    assert (part.episode.id, part.episode.series) == ("missions-2017/ulysse", "missions-2017")


def test_times_are_shifted_by_source_and_by_channel() -> None:
    more = f'stop="{START}"'
    shifted = said("<title>A</title>", reading=Reading("tests", shift=600), more=more)
    assert (shifted.starts, shifted.ends) == (STARTS + 600, STARTS + 600)
    reading = Reading("tests", shift=600, shifts={"tf1.example": -3600})
    assert said("<title>A</title>", reading=reading).starts == STARTS - 3600


def test_an_earlier_showing_is_compared_before_the_shift() -> None:
    within = f'<title>A</title><previously-shown start="{START}"/>'
    assert said(within, reading=Reading("tests", shift=600)).showing is None


def test_a_sub_title_serves_where_there_is_no_title() -> None:
    within = "<title/><sub-title>Ulysse</sub-title>"
    assert said(within).episode.id == "ulysse/episode"
    assert odd(within) == ["sub-title-as-title"]


@pytest.mark.parametrize(
    ("programme", "code"),
    [
        (element("<desc>A</desc>"), "no-title"),
        (element("<title> </title>"), "no-title"),
        (element(start=""), "bad-start"),
        (element(start="20170601"), "bad-start"),
        (element().replace('start="', 'begin="'), "bad-start"),
        (element().replace('"tf1.example"', '" "'), "no-channel"),
        (element().replace("channel=", "on="), "no-channel"),
        ("<programme/>", "no-title"),
    ],
)
def test_without_title_channel_or_start_there_is_no_programme(programme: str, code: str) -> None:
    programmes, findings = read(programme)
    assert programmes == []
    assert code in [one.code for one in findings]


def test_a_bad_stop_is_none() -> None:
    assert said("<title>A</title>", more='stop="20170602"').ends is None
    assert odd("<title>A</title>", more='stop="20170602"') == ["bad-stop"]
    assert odd("<title>A</title>", more='stop=""') == []


def test_times_without_an_offset_are_counted() -> None:
    assert said("<title>A</title>", start="20170601204000").starts == STARTS
    assert odd("<title>A</title>", start="20170601204000") == ["no-offset"]


def test_findings_have_counts_and_the_first_lines() -> None:
    bad = element(start="soon")
    _, findings = read(bad, element(), *[bad] * 7)
    assert findings == [Finding("bad-start", TEXTS["bad-start"], 8, (1, 3, 4, 5, 6))]


def test_what_is_odd_is_counted_each_time_it_is_met() -> None:
    odd_one = element("<title>Caf&amp;eacute;</title><language>Klingonese</language>")
    _, findings = read(*[odd_one] * 3)
    assert [(one.code, one.count) for one in findings] == [
        ("double-escaped", 3),
        ("unknown-language", 3),
    ]


def test_findings_are_told_once() -> None:
    reader = Reader(PARIS)
    assert reader.programmes(pieces(element(start="soon")))[1]
    assert reader.programmes(pieces(element()))[1] == []


def test_strange_elements_are_passed_over_and_counted() -> None:
    within = "<title>A</title><series-desc>B</series-desc><x-own>C</x-own><mood>D</mood><mood/>"
    _, (finding,) = read(element(within))
    assert (finding.code, finding.count) == ("unknown-element", 2)


def test_strange_roles_are_guests() -> None:
    within = f"{PART}<credits><puppeteer>B</puppeteer><actor/></credits>"
    assert said(within).episode.credits == (Credit("guest", "B"),)
    assert odd(within) == ["unknown-role"]


def test_people_are_named_once_and_without_space() -> None:
    within = (
        f"{PART}<credits><actor role=' C '> B\n</actor><actor role='C'>B</actor>"
        "<actor> D <image>https://example.org/d.jpg</image> E</actor><actor role=''>F</actor>"
        "</credits>"
    )
    assert said(within).episode.credits == (
        Credit("actor", "B", "C"),
        Credit("actor", "D E"),
        Credit("actor", "F"),
    )


def test_a_text_is_cut_at_its_limit() -> None:
    reading = Reading("tests", limits=Limits(text=20))
    within = f"<title>A</title><sub-title>B</sub-title><desc>{'é' * 20}</desc>"
    synopsis = said(within, reading=reading).episode.synopsis
    assert synopsis == Text.of("é" * 8 + "…")
    assert odd(within, reading=reading) == ["long-text"]


def test_what_is_not_well_formed_is_refused_with_its_line() -> None:
    with pytest.raises(XmltvError) as refused:
        Reader(PARIS, name="guide.xml").programmes(pieces(element(), element("<title>A")))
    assert (refused.value.place.path, refused.value.place.line) == ("guide.xml", 2)


def test_a_reading_goes_to_other_processes() -> None:
    reading = Reading("tests", shifts={"a": 1}, series={"b": "c"})
    assert pickle.loads(pickle.dumps(reading)) == reading
    told = said("<title>A</title>")
    assert pickle.loads(pickle.dumps(told)) == told


def test_what_is_read_cannot_be_changed() -> None:
    told = said(f"{PART}<credits><actor>B</actor></credits>")
    for value, name in ((told, "starts"), (told.episode, "id"), (told.episode.credits[0], "name")):
        with pytest.raises(AttributeError):
            setattr(value, name, "x")


def test_every_kind_of_finding_says_what_was_done() -> None:
    notes = Notes()
    for code in TEXTS:
        notes(code)
    assert [one.text for one in notes.findings()] == [TEXTS[code] for code in sorted(TEXTS)]
    assert all(text[0].islower() and "\n" not in text for text in TEXTS.values())


def test_what_is_remembered_is_bounded() -> None:
    reader = Reader(PARIS)
    scripts = reader._shapes._learn.__self__  # type: ignore[attr-defined] # a method of it
    for first in range(0, 18_000, 1000):
        texts = [f"<title>T{n}</title><date>{n}</date>" for n in range(first, first + 1000)]
        reader.programmes(
            pieces(*[element(one).replace("tf1", str(n)) for n, one in enumerate(texts)])
        )
    assert 0 < len(scripts._understood) <= 16_384
    assert 0 < len(reader._channels) <= 8192
