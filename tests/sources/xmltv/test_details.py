import pytest

from guide.model.airing import Version
from guide.model.catalogue import Link
from guide.model.texts import Text
from guide.sources.xmltv.details import Kind, genres, links, running, stars, web_addresses, year
from tests.sources.xmltv.telling import Notebook, odd, said


def test_genres_are_those_of_one_language() -> None:
    told = [("fr", "Série"), ("en", "Series"), ("", "Drama"), ("fr", "Policier"), ("fr", "série")]
    assert genres(told, ("en", "fr")) == ("Series", "Drama")
    assert genres(told, ("fr", "en")) == ("Série", "Drama", "Policier")
    assert genres(told, ("de",)) == ("Série", "Drama", "Policier")
    assert genres([], ("fr",)) == ()


@pytest.mark.parametrize(
    ("date", "told"),
    [
        ("1943", 1943),
        ("19431228", 1943),
        ("194312", 1943),
        ("", None),
        ("0000", None),
        ("n/a", None),
    ],
)
def test_a_date_has_a_year(date: str, told: int | None) -> None:
    assert year(date) == told


@pytest.mark.parametrize(
    ("unit", "text", "seconds"),
    [
        ("minutes", "52", 3120),
        ("hours", "1.5", 5400),
        ("seconds", "90", 90),
        (None, "52", 3120),
        ("hours", "1,5", 5400),
    ],
)
def test_a_length_is_told_in_seconds(unit: str | None, text: str, seconds: int) -> None:
    assert running((unit, text), Notebook()) == seconds


@pytest.mark.parametrize(
    ("unit", "text"), [("minutes", "-46"), ("hours", "0"), ("bla", "5"), ("hours", "25"), ("", "x")]
)
def test_a_length_that_is_none_is_left_out_and_noted(unit: str, text: str) -> None:
    notes = Notebook()
    assert running((unit, text), notes) is None
    assert notes.codes == ["bad-length"]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:image/png;base64,AAAA",
        "ftp://example.org/x",
        "//example.org/x.jpg",
        "p8680420_b_v3_bc.jpg",
        "General Entertainment",
        'https://example.org/"onload=',
        "https://example.org/<script>",
        "https://example.org/a b",
        f"https://example.org/{'x' * 2000}",
        "http://",
        "https://user:secret@example.org/",
        "http://user@example.org",
    ],
)
def test_only_the_web_is_linked_to(address: str) -> None:
    notes = Notebook()
    assert web_addresses([address, "HTTPS://example.org/é?a=1&b=2#c"], notes) == (
        "HTTPS://example.org/é?a=1&b=2#c",
    )
    assert notes.codes == ["bad-link"]


def test_a_page_is_labelled_with_its_system_and_linked_once() -> None:
    told = [("imdb", "https://example.org/1"), (None, "https://example.org/2")]
    assert links([*told, ("tmdb", "https://example.org/1"), (None, "x")], Notebook()) == (
        Link("https://example.org/1", Text.of("imdb")),
        Link("https://example.org/2"),
    )


def test_stars_have_no_space_around_the_slash() -> None:
    told = [("", "5.7 /10"), ("IMDB", "8 / 10"), ("", "5.7/10")]
    assert stars(told) == (("", "5.7/10"), ("IMDB", "8/10"))


def test_how_it_is_heard_read_and_seen() -> None:
    programme = said(
        "<title>A</title><language>en</language><video><aspect>16:9</aspect><quality>HDTV</quality>"
        "</video><audio><stereo>Dolby Digital</stereo></audio><subtitles type='teletext'><language>"
        'fr</language></subtitles><subtitles type="onscreen"><language lang="en">Spanish</language>'
        '</subtitles><subtitles type="deaf-signed"/><audio-description lang="en"/>'
    )
    assert programme.version == Version(
        audio=("en",),
        subtitles=("fr", "es"),
        audio_description=True,
        signed=True,
        sound="dolby digital",
        quality="HDTV",
        aspect="16:9",
        on_request=("fr",),
        in_picture=("es",),
    )


def test_subtitles_are_for_the_deaf_only_where_it_says_so() -> None:
    teletext = said('<title>A</title><subtitles type="teletext"/>').version
    assert teletext == Version(subtitles=("und",), on_request=("und",))
    deaf = '<title>A</title><subtitles type="hard-of-hearing"><language>fr</language></subtitles>'
    assert said(deaf).version.hard_of_hearing


def test_subtitles_in_no_language_are_there_all_the_same() -> None:
    assert said("<title>A</title><subtitles/>").version == Version(subtitles=("und",))
    named = "<title>A</title><subtitles><language>Klingonese</language></subtitles>"
    assert said(named).version == Version(subtitles=("und",))
    assert odd(named) == ["unknown-language"]


def test_several_qualities_are_the_first() -> None:
    video = '<title>A</title><video><quality>UHD","HD</quality></video>'
    assert said(video).version == Version(quality="UHD")


def test_nothing_told_is_nothing_known() -> None:
    assert said("<title>A</title>").version == Version()
    assert Kind() == Kind((), (), (), (), None, film=False)
