"""What becomes of odd programmes once they are read: counts of each file, and some in full."""

import csv
from pathlib import Path
from typing import NamedTuple

import pytest

from guide.model.airing import ShowingKind, Version
from guide.model.catalogue import Credit, Episode, Link
from guide.model.programme import Programme, sum_findings
from guide.model.texts import Text
from guide.sources.xmltv.reading import Reader
from tests.sources.xmltv.cutting import cut
from tests.sources.xmltv.telling import PARIS
from tests.sources.xmltv.test_nasty_bytes import DATA, with_data
from tests.sources.xmltv.test_nasty_bytes import table as table_of_bytes

INDIA = "http://imageswoapi.whatsonindia.com/WhatsOnTV/images/ProgramImages/xlarge"
TABLE = Path(__file__).with_name("nasty_meaning.csv")


class Row(NamedTuple):
    """Channels declared, programmes told, how many episodes those are, how many of them films."""

    channels: int
    programmes: int
    episodes: int
    films: int
    findings: str


def table() -> dict[str, Row]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return {
            name: Row(int(channels), int(programmes), int(episodes), int(films), findings)
            for name, channels, programmes, episodes, films, findings in list(csv.reader(lines))[1:]
        }


ROWS = table()


def read(name: str) -> list[Programme]:
    return Reader(PARIS).programmes(cut((DATA / name).read_bytes()).pieces)[0]


def outcome(name: str) -> Row:
    cuts = cut((DATA / name).read_bytes())
    reader = Reader(PARIS)
    guide, of_channels = reader.guide(cuts.rest)
    programmes, of_programmes = reader.programmes(cuts.pieces)
    findings = sum_findings([*of_channels, *of_programmes])
    return Row(
        len(guide.channels),
        len(programmes),
        len({one.episode.id for one in programmes}),
        sum(one.episode.series is None for one in programmes),
        " ".join(f"{one.code}:{one.count}" for one in findings),
    )


def test_the_table_has_each_file_that_is_read() -> None:
    assert ROWS.keys() == {name for name, row in table_of_bytes().items() if row.outcome == "read"}


@with_data
@pytest.mark.parametrize("name", ROWS)
def test_each_file_says_what_the_table_says(name: str) -> None:
    assert outcome(name) == ROWS[name]


@with_data
def test_a_programme_with_everything_the_dtd_has() -> None:
    (programme,) = read("nasty/iso8859-1_no_title.xml")
    described = (
        "Jordan's Queen Rania has made job creation a priority to help curb the staggering "
        "unemployment rates among youths in the Middle East."
    )
    assert programme.episode == Episode(
        id="now-on-pbs/episode-427",
        series="now-on-pbs",
        number=427,
        title=Text((("en", "Pilot"),)),
        running=programme.episode.running,
        year=2008,
        genres=("Newsmagazine", "Interview"),
        countries=("US",),
        credits=(
            Credit("actor", "David Thompson", "Walter Johnson"),
            Credit("guest", "Ryan Lee", "Karl James"),
            Credit("director", "Bart Eskander"),
            Credit("producer", "Roger Dobkowitz"),
            Credit("presenter", "Drew Carey"),
        ),
        synopsis=Text((("en", described),)),
        links=(
            Link("https://example.com/programme_one", Text.of("imdb")),
            Link("https://example.com/programme_one_2"),
            Link("https://example.com/programme_one_review", Text.of("Rotten Tomatoes")),
        ),
        original_language="fr",
        images=(
            f"{INDIA}/38B4DE4E9A7132257749051B6C8B4F699DB264F4V.jpg",
            "https://tvdb.com/programme_one_poster_1.jpg",
            "https://tmdb.com/programme_one_poster_2.jpg",
            "https://tvdb.com/programme_one_backdrop_3.jpg",
            "https://tmdb.com/programme_one_backdrop_3.jpg",
        ),
        keywords=("physical-comedy", "romantic"),
        ratings=(("BBFC", "15"), ("MPAA", "NC-17")),
        stars=(("TV Guide", "4/5"), ("IMDB", "8/10")),
    )
    assert programme.version == Version(
        audio=("en",),
        subtitles=("en", "es"),
        on_request=("en",),
        in_picture=("es",),
        sound="dolby digital",
        quality="HDTV",
        aspect="16:9",
    )
    assert programme.showing is ShowingKind.FIRST_RUN
    assert (programme.premiere, programme.last_chance, programme.running) == (True, True, 3600)


@with_data
def test_the_same_thing_in_other_white_space_is_the_same() -> None:
    first, *others = read("nasty/whitespace.xml")
    assert first.series_title == Text.of("T")
    assert first.synopsis == Text.of("Blah.")
    for other in others:
        assert (other.episode, other.synopsis) == (first.episode, first.synopsis)


@with_data
def test_programmes_that_share_a_slot_say_so() -> None:
    assert [
        (one.episode.id, one.clump, one.starts, one.ends) for one in read("nasty/clump_extract.xml")
    ] == [
        ("kilroy/episode", (0, 2), 1_033_718_400, 1_033_722_000),
        ("bbc-news-weather/episode", (1, 2), 1_033_718_400, 1_033_722_000),
    ]


@with_data
def test_ends_are_told_as_they_are_even_before_the_start() -> None:
    backwards = [
        (one.ends - one.starts) // 60
        for one in read("nasty/dst_change_day_2021-03-28_stop_before_start.xml")
        if one.ends is not None and one.ends < one.starts
    ]
    assert backwards == [-3]
    lengths = {(one.ends or 0) - one.starts for one in read("nasty/all_zero_length.xml")}
    assert 0 in lengths
    assert {one.ends for one in read("nasty/overlap_clumpidx.xml") if one.channel == "1"} == {None}


@with_data
def test_a_sign_in_latin_1_is_a_title() -> None:
    (programme,) = read("nasty/latin1_fr_livre.xml")
    assert programme.series_title == Text.of("£")
    assert programme.episode.id == "a176dc04/episode"


@with_data
def test_time_without_an_offset_is_that_of_the_source() -> None:
    first = read("nasty/no_offset_local_time_fr.xml")[0]
    in_utc, _ = Reader(PARIS.__class__("tests", zone="UTC")).programmes(
        cut((DATA / "nasty/no_offset_local_time_fr.xml").read_bytes()).pieces[:1]
    )
    assert first.starts in {in_utc[0].starts - 3600, in_utc[0].starts - 7200}
