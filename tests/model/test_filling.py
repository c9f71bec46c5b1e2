import datetime as dt
from dataclasses import fields

from guide.model.catalogue import Credit, Episode, Link
from guide.model.filling import bare, fill
from guide.model.texts import Text

TITLE, OTHER = Text.of({"fr": "Ulysse"}), Text.of({"fr": "Odyssée"})
MINE = Episode("missions/season-1/episode-1", "missions", 1, 1, title=TITLE)
THEIRS = Episode(
    "missions-2017/ulysse",
    "missions-2017",
    title=OTHER,
    synopsis=Text.of("Mars."),
    year=2017,
    credits=(Credit("actor", "Hélène Viviès"),),
    provenance=(("year", "elsewhere"),),
)


def test_empty_fields_are_filled_and_say_from_where() -> None:
    assert fill(MINE, THEIRS, "epg") == Episode(
        MINE.id,
        "missions",
        1,
        1,
        title=TITLE,
        synopsis=THEIRS.synopsis,
        year=2017,
        credits=THEIRS.credits,
        provenance=(("year", "epg"), ("credits", "epg"), ("synopsis", "epg")),
    )


def test_nothing_is_filled_twice() -> None:
    once = fill(MINE, THEIRS, "epg")
    assert fill(once, THEIRS, "other") == once
    assert fill(MINE, MINE, "epg") is MINE


def test_who_it_is_is_never_filled() -> None:
    unknown = Episode("film")
    assert fill(unknown, MINE, "epg") == Episode(
        "film", title=TITLE, provenance=(("title", "epg"),)
    )


def test_every_field_of_an_episode_but_those_is_filled() -> None:
    whole = Episode(
        "x", "s", 2, 3, TITLE, "T", dt.timedelta(1), 2017, ("drama",), ("FR",),
        (Credit("actor", "A"),), TITLE, TITLE, TITLE, (Link("https://x.example"),), "fr",
        ("https://x.example/i",), ("key",), (("CSA", "-10"),), (("", "3/5"),),
    )  # fmt: skip
    filled = fill(Episode("y"), whole, "epg")
    empty = {one.name for one in fields(Episode) if not getattr(filled, one.name)}
    assert empty == {"series", "season", "number"}


def test_what_was_filled_in_is_taken_out_again() -> None:
    assert bare(fill(MINE, THEIRS, "epg")) == MINE
