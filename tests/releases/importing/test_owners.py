"""Who an entry belongs to: the schedule files, else the source whose word counts most."""

import datetime as dt
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from guide.model.cell import unpacked
from guide.model.changes import ReleaseNote
from guide.model.source import ImportSource
from guide.model.texts import Text
from guide.releases.written import begun, write_end
from tests.publishing.test_importer import HOUR, NATIONAL, NOTHING, NOW, House, guide, show

LOW, HIGH = replace(NATIONAL, id="a-low"), replace(NATIONAL, id="high", priority=1)
NUMBER = '<episode-num system="xmltv_ns">0.0.</episode-num>'


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    yield house
    house.close()


def mission(told: str, *, channel: str = "tf1.example", title: str = "Missions") -> str:
    return guide(show("2040", "2105", title, *([told] if told else []), NUMBER, channel=channel))


def desc(text: str) -> str:
    return f"<desc>{text}</desc>"


def genre(text: str) -> str:
    return f"<category>{text}</category>"


def told(house: House) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return of each episode that is shown its synopsis, genres, and sources of what is filled."""
    return [
        (
            one.episode.synopsis.in_("fr") if one.episode.synopsis else "",
            *one.episode.genres,
            tuple(f"{field} of {source}" for field, source in one.episode.provenance),
        )  # type: ignore[misc] # one genre at most
        for one in house.listings()
        if not one.airing.gone
    ]


def cells(house: House) -> list[tuple[str, str | None]]:
    """Return titles and genres as a grid shows them."""
    release = house.press.current()
    assert release
    with release:
        found = release.cells(list(release.catalogue.channels), (NOW, NOW + 24 * HOUR))
    return [(unpacked(one.title).in_("fr"), one.genre) for one in found]


def owners(house: House, kind: str = "episodes") -> list[tuple[str, str]]:
    release = house.press.current()
    assert release
    with release:
        sql = "SELECT id, coalesce(source, 'files') FROM entry WHERE kind = ? ORDER BY id"
        return [(key, source) for key, source in release.rows(sql, (kind,))]


OWN = NOTHING.replace("title: Missions", 'title: "Missions: ours"').replace(
    "running: 26m", "running: 26m, genres: [drama]"
)


def test_the_grid_has_the_editors_title_and_genre(house: House) -> None:
    house.publish(OWN)
    house.take(mission(genre("Series"), title="MISSIONS"))
    assert cells(house) == [("Missions: ours", "drama")]


def test_the_grid_follows_the_editor_who_renames_a_series(house: House) -> None:
    house.publish(NOTHING)
    house.take(mission(""))
    house.publish(NOTHING.replace("title: Missions", "title: Missions sur Mars"), now=NOW + HOUR)
    assert cells(house) == [("Missions sur Mars", None)]


def test_the_grid_has_the_title_and_genre_of_the_source_that_counts_more(house: House) -> None:
    house.take(mission(genre("Drama")), source=HIGH)
    house.take(
        mission(genre("Série"), channel="two.example", title="MISSIONS"),
        source=LOW,
    )
    assert cells(house) == [("Missions", "Drama"), ("Missions", "Drama")]


LOWS = mission(desc("Low.") + genre("Low"), channel="one.example")
HIGHS = mission(desc("High."), channel="two.example")


def said(house: House, *order: ImportSource) -> None:
    for at, source in enumerate(order):
        house.take(LOWS if source == LOW else HIGHS, source=source, now=NOW + at * HOUR)


@pytest.mark.parametrize("order", [(LOW, HIGH), (HIGH, LOW)])
def test_the_order_of_imports_is_no_matter(house: House, order: tuple[ImportSource, ...]) -> None:
    said(house, *order)
    assert told(house) == [("High.", "Low", ("genres of a-low",))] * 2
    assert owners(house) == [("missions/season-1/episode-1", "high")]
    assert cells(house) == [("Missions", "Low")] * 2


@pytest.mark.parametrize("order", [(LOW, HIGH), (HIGH, LOW)])
def test_what_a_removed_source_owned_goes_to_the_next(
    house: House, order: tuple[ImportSource, ...]
) -> None:
    said(house, *order)
    house.importer.drop("high", now=NOW + 3 * HOUR)
    assert owners(house) == [("missions/season-1/episode-1", "a-low")]
    assert ("Low.", "Low", ()) in told(house)


def test_what_only_a_removed_source_spoke_of_is_taken_by_the_next_who_does(house: House) -> None:
    house.take(HIGHS, source=HIGH)
    house.importer.drop("high", now=NOW + HOUR)
    house.take(LOWS, source=LOW, now=NOW + 2 * HOUR)
    assert owners(house) == [("missions/season-1/episode-1", "a-low")]
    assert ("Low.", "Low", ()) in told(house)


def test_what_the_files_let_go_belongs_to_the_source_that_counts_most(house: House) -> None:
    house.publish(NOTHING)
    said(house, LOW, HIGH)
    house.publish("zone: Europe/Paris\nchannels: {arte: {name: Arte}}", now=NOW + 3 * HOUR)
    assert owners(house) == [("missions/season-1/episode-1", "high")]
    assert told(house) == [("High.", "Low", ("genres of a-low",))] * 2


def test_another_rank_changes_the_owner(house: House) -> None:
    said(house, LOW, HIGH)
    house.take(LOWS, source=replace(LOW, priority=2), now=NOW + 3 * HOUR)
    assert owners(house) == [("missions/season-1/episode-1", "a-low")]
    assert told(house) == [("Low.", "Low", ())] * 2
    house.take(LOWS, source=LOW, now=NOW + 4 * HOUR)
    assert owners(house) == [("missions/season-1/episode-1", "high")]
    assert told(house) == [("High.", "Low", ("genres of a-low",))] * 2


def test_what_is_filled_stays_filled_when_the_owner_says_something_else(house: House) -> None:
    said(house, LOW, HIGH)
    higher = mission(desc("Higher."), channel="two.example")
    house.take(higher, source=HIGH, now=NOW + 3 * HOUR)
    assert told(house) == [("Higher.", "Low", ("genres of a-low",))] * 2


def test_the_grid_has_the_genre_that_is_filled_in(house: House) -> None:
    house.publish(NOTHING)
    house.take(mission(genre("Drama")))
    assert cells(house) == [("Missions", "Drama")]
    house.take(mission(genre("Série")), now=NOW + HOUR)
    assert cells(house) == [("Missions", "Série")]
    assert house.listings()[0].revision.revised == NOW + HOUR


def test_a_channel_that_the_files_drop_and_a_source_is_mapped_onto_stays(house: House) -> None:
    mapped = replace(NATIONAL, channels=(("tf1.example", "tf1"),))
    house.publish(NOTHING)
    house.take(mission(""), source=mapped)
    house.publish("zone: Europe/Paris\nchannels: {arte: {name: Arte}}", now=NOW + HOUR)
    house.take(mission(desc("Later.")), source=mapped, now=NOW + 2 * HOUR)
    house.importer.drop("national", now=NOW + 3 * HOUR)
    house.publish("zone: Europe/Paris\nchannels: {arte: {name: ARTE}}", now=NOW + 4 * HOUR)
    (one,) = house.listings()
    assert (one.channel.id, one.airing.status.value) == ("tf1", "cancelled")
    house.take(mission(desc("Again.")), source=mapped, now=NOW + 5 * HOUR)
    assert [one.airing.status.value for one in house.listings()] == ["confirmed"]


@pytest.mark.parametrize(
    ("kind", "key"), [("channels", "tf1-example"), ("episodes", "missions/season-1/episode-1")]
)
def test_no_release_is_made_in_which_an_airing_has_lost_its_entry(
    house: House, kind: str, key: str
) -> None:
    house.take(mission(""))
    release = house.press.current()
    assert release
    lost = f"airings are left without {key} of the {kind}"
    with release, begun(house.home / "2.sqlite", release) as file:
        file.execute("DELETE FROM entry WHERE kind = ?", (kind,))
        with pytest.raises(sqlite3.IntegrityError, match=lost):
            write_end(file, ReleaseNote(2, NOW, "", 0), (), ())


NEWS = show("1900", "1930", "NEWS")
ALSO = show("2000", "2030", "News")


@pytest.mark.parametrize(
    "guides", [[NEWS + ALSO], [ALSO + NEWS], [NEWS, NEWS + ALSO], [ALSO, NEWS + ALSO]]
)
def test_one_spelling_of_a_title_stays_however_it_is_read(house: House, guides: list[str]) -> None:
    for at, some in enumerate(guides):
        house.take(guide(some), now=NOW + at * HOUR)
    assert cells(house) == [("News", None)] * 2
    assert {one.series.title for one in house.listings() if one.series} == {Text.of("News")}
    assert house.listings()[1].revision.revised <= NOW + dt.timedelta(hours=1)
