"""What can be broadcast, whole: every key of the format reaches the model."""

import datetime as dt
from pathlib import Path

import pytest

from guide.model.catalogue import (
    Bouquet,
    Channel,
    Credit,
    Episode,
    Link,
    Period,
    Platform,
    Season,
    Series,
)
from guide.model.precision import NOT_DATED, Precision, When
from guide.model.problems import Place
from guide.model.source import ImportSource
from guide.model.texts import Text
from guide.model.window import Window, WindowRule
from guide.sources.yaml_files import collect, read


def _month(year: int, month: int, *, confirmed: bool = True) -> When:
    return When(Precision.MONTH, dt.date(year, month, 1), confirmed=confirmed)


def test_a_channel_is_read_whole() -> None:
    draft = read(
        {
            "s.yaml": b"""
zone: Europe/Paris
channels:
  a:
    name: A
    zone: Europe/London
    day_starts: 05:30
    aliases: [A.fr, 733]
    active: {from: 2013-04?, until: 2023-01-01 24:30}
    complete: {first: 2017-06-01, last: 2017-06-14}
    longest_gap: 30m
    horizon: 2w
    note: N
    links: https://a.example/
  b: B
platforms:
  go: {name: Go, url: https://go.example/, note: N}
  play: Play
bouquets:
  x: {name: X, channels: [b, a], platforms: go, note: N}
"""
        }
    )
    note = Text.of("N")
    died = When(Precision.TIME, dt.date(2023, 1, 2), dt.datetime(2023, 1, 2, 0, 30, tzinfo=dt.UTC))
    assert draft.problems == ()
    # In the order of the bouquet, which names b first.
    assert list(draft.catalogue.channels.values()) == [
        Channel("b", "B", "Europe/Paris"),
        Channel(
            id="a",
            name="A",
            zone="Europe/London",
            day_starts=dt.time(5, 30),
            aliases=("A.fr", "733"),
            active=Period(_month(2013, 4, confirmed=False), died),
            complete=(dt.date(2017, 6, 1), dt.date(2017, 6, 15)),
            longest_gap=dt.timedelta(minutes=30),
            horizon=dt.timedelta(days=14),
            note=note,
            links=(Link("https://a.example/"),),
        ),
    ]
    assert list(draft.catalogue.platforms.values()) == [
        Platform("go", "Go", "Europe/Paris", "https://go.example/", note),
        Platform("play", "Play", "Europe/Paris"),
    ]
    assert list(draft.catalogue.bouquets.values()) == [
        Bouquet("x", "X", ("b", "a"), ("go",), note=note)
    ]
    assert draft.catalogue.channels["a"].place == Place("s.yaml", 4, 3)


def test_a_series_is_read_whole() -> None:
    draft = read(
        {
            "s.yaml": b"""
language: fr
series:
  m:
    title: {fr: Le M, en: The M}
    original_title: M
    original_language: fr
    year: 2017
    genres: drama
    countries: [FR, NO]
    credits:
      actor: {X: Jeanne, Y: }
      writer: [U, V]
      director: W
    teaser: T
    synopsis: S
    note: N
    links: {url: https://m.example/, label: L}
    seasons:
      0:
      1:
        count: 3
        running: 26m
        announced: 2017-Q2?
        year: 2017
        title: Un
        credits: {composer: C}
        teaser: T1
        synopsis: S1
        note: N1
        links: https://m.example/1
        episodes:
          1: Ulysse
          2: {fr: Mars, en: Mars!}
          3-4: {running: 30m}
"""
        }
    )
    fr = (("fr", "N"),)
    assert draft.problems == ()
    assert list(draft.catalogue.series.values()) == [
        Series(
            id="m",
            title=Text((("fr", "Le M"), ("en", "The M"))),
            original_title="M",
            original_language="fr",
            year=2017,
            genres=("drama",),
            countries=("FR", "NO"),
            credits=(
                *(Credit("actor", "X", "Jeanne"), Credit("actor", "Y")),
                *(Credit("writer", "U"), Credit("writer", "V"), Credit("director", "W")),
            ),
            teaser=Text((("fr", "T"),)),
            synopsis=Text((("fr", "S"),)),
            note=Text(fr),
            links=(Link("https://m.example/", Text((("fr", "L"),))),),
        )
    ]
    assert list(draft.catalogue.seasons.values()) == [
        Season("m", 0, announced=NOT_DATED),
        Season(
            series="m",
            number=1,
            count=3,
            announced=When(Precision.QUARTER, dt.date(2017, 4, 1), confirmed=False),
            running=dt.timedelta(minutes=26),
            title=Text((("fr", "Un"),)),
            year=2017,
            credits=(Credit("composer", "C"),),
            teaser=Text((("fr", "T1"),)),
            synopsis=Text((("fr", "S1"),)),
            note=Text((("fr", "N1"),)),
            links=(Link("https://m.example/1"),),
        ),
    ]
    half_hour = dt.timedelta(minutes=30)
    assert list(draft.catalogue.episodes.values()) == [
        Episode("m/season-1/episode-1", "m", 1, 1, Text((("fr", "Ulysse"),))),
        Episode("m/season-1/episode-2", "m", 1, 2, Text((("fr", "Mars"), ("en", "Mars!")))),
        Episode("m/season-1/episode-3", "m", 1, 3, running=half_hour),
        Episode("m/season-1/episode-4", "m", 1, 4, running=half_hour),
    ]
    places = [episode.place.line for episode in draft.catalogue.episodes.values()]
    assert places == [33, 34, 35, 35]


def test_films_and_one_offs_are_episodes_of_no_series() -> None:
    text = (
        b"films: {a: {title: A, original_title: Z, year: 1973, running: 1h38}}\none_offs: {b: B}\n"
    )
    assert list(read({"s.yaml": text}).catalogue.episodes.values()) == [
        Episode(
            id="a",
            title=Text.of("A"),
            original_title="Z",
            year=1973,
            running=dt.timedelta(minutes=98),
        ),
        Episode("b", title=Text.of("B")),
    ]


@pytest.mark.parametrize(
    ("written", "when"),
    [
        ("ordered", NOT_DATED),
        ("2018", When(Precision.YEAR, dt.date(2018, 1, 1))),
        ("2018-Q4?", When(Precision.QUARTER, dt.date(2018, 10, 1), confirmed=False)),
        ("2018-06", _month(2018, 6)),
        ("2018-06-01", When(Precision.DAY, dt.date(2018, 6, 1))),
        (
            "2018-06-01 25:10?",
            When(
                Precision.TIME,
                dt.date(2018, 6, 2),
                dt.datetime(2018, 6, 1, 23, 10, tzinfo=dt.UTC),
                confirmed=False,
            ),
        ),
    ],
)
def test_a_date_is_as_precise_as_it_was_written(written: str, when: When) -> None:
    text = (
        f"zone: Europe/Paris\nseries: {{m: {{title: M, seasons: {{1: {{announced: {written}}}}}}}}}"
    )
    draft = read({"s.yaml": text.encode()})
    assert draft.problems == ()
    assert draft.catalogue.seasons["m/season-1"].announced == when


def test_windows_are_read_by_date_and_by_rule() -> None:
    draft = read(
        {
            "s.yaml": b"""
language: fr
platforms: {go: {name: Go, zone: Europe/Paris}}
windows:
  - {of: m/s1, platform: go, opens: 2017-06-01 20:40, closes: 2017-12?, url: https://go.example/}
  - {of: [film, m/s1e2], platform: go, opens: 2017-06-01}
  - {of: m, platform: [go, elsewhere], rule: {after: end, delay: 2h, lasts: 30d}, note: N}
  - {of: m/s2, platform: go, rule: {}}
"""
        }
    )
    opens = When(
        Precision.TIME, dt.date(2017, 6, 1), dt.datetime(2017, 6, 1, 18, 40, tzinfo=dt.UTC)
    )
    closes, day = _month(2017, 12, confirmed=False), When(Precision.DAY, dt.date(2017, 6, 1))
    rule = WindowRule(dt.timedelta(hours=2), dt.timedelta(days=30), from_end=True)
    note = Text((("fr", "N"),))
    assert draft.problems == ()
    assert draft.windows == (
        Window("m/season-1", "go", opens, closes, url="https://go.example/"),
        Window("film", "go", day),
        Window("m/season-1/episode-2", "go", day),
        Window("m", "go", rule=rule, note=note),
        Window("m", "elsewhere", rule=rule, note=note),
        Window("m/season-2", "go", rule=WindowRule()),
    )
    assert [window.place.line for window in draft.windows] == [5, 6, 6, 7, 7, 8]


def test_import_sources_are_read_whole() -> None:
    draft = read(
        {
            "s.yaml": b"""
sources:
  far:
    name: Far
    address: https://far.example/guide.xml.gz
    zone: Europe/Paris
    shift: -1h30m
    shifts: {"2": 2h, C3.example: -1h}
    channels: {C1.example: a, "2": b}
    priority: 10
    owns: b
    every: 6h
  near: {name: Near, file: guides/near.xml}
"""
        }
    )
    assert draft.problems == ()
    assert draft.sources == (
        ImportSource(
            id="far",
            name="Far",
            address="https://far.example/guide.xml.gz",
            zone="Europe/Paris",
            shift=-dt.timedelta(minutes=90),
            shifts=(("2", dt.timedelta(hours=2)), ("C3.example", -dt.timedelta(hours=1))),
            channels=(("C1.example", "a"), ("2", "b")),
            priority=10,
            owns=("b",),
            every=dt.timedelta(hours=6),
        ),
        ImportSource("near", "Near", file="guides/near.xml"),
    )


def test_a_faulty_entry_leaves_its_ids_behind_for_what_refers_to_them() -> None:
    draft = read(
        {
            "s.yaml": b"""
channels: {a: {nome: A}}
platforms: {go: {}}
bouquets: {x: {channels: [a]}}
films: {f: {titel: F}}
series: {m: {seasons: {1: {episodes: {1-2: A, x: B}}, one: {}}}}
sources: {s: {}}
"""
        }
    )
    catalogue = draft.catalogue
    assert [problem.place.line for problem in draft.problems] == [2, 2, 3, 4, 5, 5, 6, 6, 6, 7]
    assert (set(catalogue.channels), set(catalogue.platforms)) == ({"a"}, {"go"})
    assert (set(catalogue.series), set(catalogue.seasons)) == ({"m"}, {"m/season-1"})
    assert set(catalogue.episodes) == {"f", "m/season-1/episode-1", "m/season-1/episode-2"}


def test_headings_with_nothing_under_them_and_no_files_at_all_are_fine() -> None:
    empty = b"channels:\nplatforms:\nseries: {}\nairings:\nslots: []\nwindows:\n"
    assert read({"s.yaml": empty}).problems == ()
    assert read({}).problems == ()


def test_a_folder_is_read_in_order_without_what_is_hidden_or_something_else(
    tmp_path: Path,
) -> None:
    for name in ("b.yml", "a/z.yaml", "a/notes.md", ".git/x.yaml", ".hidden.yaml", "c.yxml"):
        path = tmp_path / "s" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    (tmp_path / "s/folder.yaml").mkdir()
    assert list(collect(tmp_path / "s").items()) == [
        (f"{tmp_path.as_posix()}/s/a/z.yaml", b"a/z.yaml"),
        (f"{tmp_path.as_posix()}/s/b.yml", b"b.yml"),
    ]


def test_paths_are_shown_as_the_folder_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "s").mkdir()
    (tmp_path / "s/a.yaml").write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    assert list(collect(Path("s"))) == ["s/a.yaml"]


def test_a_missing_folder_and_a_file_are_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere: there is no such folder of schedules"):
        collect(tmp_path / "nowhere")
    (tmp_path / "a.yaml").write_bytes(b"")
    with pytest.raises(NotADirectoryError, match=r"a\.yaml: this is a file"):
        collect(tmp_path / "a.yaml")


def test_bouquets_stand_by_position_and_bring_their_channels_along() -> None:
    draft = read(
        {
            "s.yaml": b"""
zone: Europe/Paris
channels: {a: {name: A}, b: {name: B}, c: {name: C}}
bouquets: {x: {name: X, channels: [b]}, y: {name: Y, channels: [c], position: 1}}
"""
        }
    )
    assert list(draft.catalogue.bouquets) == ["y", "x"]
    assert list(draft.catalogue.channels) == ["c", "b", "a"]
