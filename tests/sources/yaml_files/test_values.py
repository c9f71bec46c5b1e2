"""Strings stay strings: the value read is the text that was written, or an error at its place."""

import datetime as dt

import pytest

from guide.model.problems import Place
from guide.model.texts import Text
from guide.sources.yaml_files import read
from guide.sources.yaml_files.tree import Leaf, parse

WRITTEN = """
21:00 09:05 00:30 24:35 1:30 12:30:45 190:20:30 21h00
NO no No yes Yes on Off y n true True TRUE false null Null ~ NULL
0 1 -1 +12 0123 0o17 0x1F 0b101 1_000 1.000.000 1e3 1.0 1.50 .5 5. 685_230.15 .inf -.inf .NaN
2017-06-01 2017-6-1 2017-13-45 2017-06-01T20:40:00Z 2017 2017-Q2 2018? 01/06/2017
FR fr ocs-city = << Europe/Paris 1st 007 12e03 0777 ١٢ ２１ é
"""
SCALARS = WRITTEN.split()

# For each field: a file with the value written in it, and what was read of it as text.
FIELDS = {
    "year": "films: {a: {title: A, year: VALUE}}",
    "country": "films: {a: {title: A, countries: VALUE}}",
    "genre": "films: {a: {title: A, genres: VALUE}}",
    "zone": "channels: {a: {name: A, zone: VALUE}}",
    "day_starts": "channels: {a: {name: A, zone: UTC, day_starts: VALUE}}",
    "channel": "airings: [{episode: a, at: 2017-06-01 20:40, channel: VALUE}]",
    "date": "airings: [{episode: a, channel: a, at: VALUE}]",
    "live": "airings: [{episode: a, channel: a, at: 2017-06-01 20:40, live: VALUE}]",
}


def _read_of(field: str, text: str) -> str:
    draft = read({"s.yaml": text.encode()})
    film, channel = draft.catalogue.episodes.get("a"), draft.catalogue.channels.get("a")
    airing = next(iter(draft.airings), None)
    known: dict[str, object] = {
        "year": film and film.year,
        "country": film and "".join(film.countries),
        "genre": film and "".join(film.genres),
        "zone": channel and channel.zone,
        "day_starts": channel and f"{channel.day_starts:%H:%M}",
        "channel": airing and airing.channel,
        "date": airing and airing.date,
        "live": airing and str(airing.live).lower(),
    }
    return str(known[field])


def test_the_table_holds_sixty_scalars() -> None:
    assert len(SCALARS) >= 60


@pytest.mark.parametrize("scalar", SCALARS)
def test_a_scalar_is_read_as_the_text_that_was_written(scalar: str) -> None:
    root, problems = parse("s.yaml", f"{{a: {scalar}}}".encode())
    assert problems == []
    assert root is not None
    assert root[Leaf("a")] == scalar


@pytest.mark.parametrize("scalar", SCALARS)
def test_a_title_is_the_text_that_was_written(scalar: str) -> None:
    draft = read({"s.yaml": f"films: {{a: {{title: {scalar}}}}}".encode()})
    assert draft.problems == ()
    assert draft.catalogue.episodes["a"].title == Text.of(scalar)


@pytest.mark.parametrize("scalar", SCALARS)
@pytest.mark.parametrize("field", FIELDS)
def test_a_typed_value_is_what_was_written_or_an_error_at_its_place(
    field: str, scalar: str
) -> None:
    before, _, after = FIELDS[field].partition("VALUE")
    text = f"{before}{scalar}{after}"
    problems = read({"s.yaml": text.encode()}).problems
    if problems:
        assert [p.place for p in problems] == [Place("s.yaml", 1, len(before) + 1)]
    else:
        assert _read_of(field, text) == scalar


def test_controls_and_turns_of_direction_are_taken_out_of_texts() -> None:
    title = r"a\u202eb\u0007\x9bc\u2066d\u200ee\x1bf\x85g\u2028h\ti\ufeffj\nk\ud800l"
    text = f'films: {{a: {{title: "{title}", synopsis: "{title}"}}}}'
    film = read({"s.yaml": text.encode()}).catalogue.episodes["a"]
    assert film.title == Text.of("abcdef g h ij kl")
    assert film.synopsis == Text.of("abcdef\ng\nh ij\nkl")


def test_a_long_text_keeps_its_lines_and_a_title_has_one() -> None:
    text = "films:\n a:\n  title: |\n   One\n   two\n  synopsis: |\n   One\n\n   two\n"
    film = read({"s.yaml": text.encode()}).catalogue.episodes["a"]
    assert film.title == Text.of("One two")
    assert film.synopsis == Text.of("One\n\ntwo")


def test_a_text_that_is_too_long_is_refused() -> None:
    text = f"films: {{a: {{title: A, synopsis: {'x' * 20_001}}}}}"
    assert [str(problem) for problem in read({"s.yaml": text.encode()}).problems] == [
        "s.yaml:1:33: error: synopsis: the text has 20,001 signs: at most 20,000 [bad-text]"
    ]


@pytest.mark.parametrize(
    ("written", "minutes"),
    [("26m", 26), ("1h", 60), ("1h30m", 90), ("1h30", 90), ("1h 05m", 65), ("1d", 1440)],
)
def test_a_running_time_is_read_as_people_write_it(written: str, minutes: int) -> None:
    draft = read({"s.yaml": f"films: {{a: {{title: A, running: {written}}}}}".encode()})
    assert draft.problems == ()
    assert draft.catalogue.episodes["a"].running == dt.timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "url",
    [
        *("javascript:alert(1)", "ftp://a/", "//a.example/", "a.example", "http://", "data:,x"),
        *("https://a.example/ x", "http://[::1", "http://a.example:99999/", "HTTPX://a", "x"),
        *('https://a.example/"onclick=', "https://a.example/<b>"),
    ],
)
def test_an_address_that_is_not_of_the_web_is_refused(url: str) -> None:
    quoted = url.replace("'", "''")
    text = f"films: {{a: {{title: A, links: '{quoted}'}}}}"
    assert [p.code for p in read({"s.yaml": text.encode()}).problems] == ["bad-url"]
