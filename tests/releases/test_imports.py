"""A publish of the schedule files leaves alone what imported guides say."""

from dataclasses import replace

import pytest

from guide.model.airing import Showing, ShowingKind
from guide.model.catalogue import Catalogue, Series
from guide.model.changes import ChangeKind
from guide.model.draft import Draft
from guide.model.listing import Revision
from guide.model.target import Target, TargetKind
from guide.model.texts import Text
from guide.releases.release import Release
from tests.releases.builders import (
    EVENING,
    FILM,
    MARS,
    Press,
    airing,
    catalogue,
    draft,
    paris,
)
from tests.releases.imported import AIRINGS, CLAIMED, ENTRIES, NEWS, TABLES, TF1, take_in
from tests.releases.test_ledger import as_of_another_layout

EVERYTHING = Target(TargetKind.ALL)
OURS = airing(id="ours")
LATER = airing("2017-06-01 20:55", id="ours")


@pytest.fixture
def importing(press: Press) -> Press:
    """Return a press whose release has one airing of the files and two of a guide."""
    press.publish(draft(OURS))
    take_in(press)
    return press


def imported_rows(release: Release) -> dict[str, list[tuple[object, ...]]]:
    keys = "key IN (SELECT key FROM ledger WHERE source IS NOT NULL)"
    which = dict.fromkeys(TABLES, "source IS NOT NULL") | {"airing": keys, "cell": keys}
    which["source"] = "TRUE"
    return {one: release.rows(f"SELECT * FROM {one} WHERE {which[one]}") for one in TABLES}


def ids(release: Release) -> list[str]:
    return [one.airing.id for one in release.listings(EVERYTHING)]


@pytest.mark.parametrize(
    "what",
    [
        draft(LATER),
        draft(),
        draft(OURS, airing(of=MARS)),
        draft(catalogue=Catalogue()),
    ],
    ids=["moved", "dropped", "more", "nothing"],
)
def test_rows_of_imports_survive_untouched(importing: Press, what: Draft) -> None:
    before = imported_rows(importing.release())
    assert all(before[table] for table in TABLES if table != "covered")
    importing.publish(what)
    assert imported_rows(importing.release()) == before


def test_the_same_files_make_no_release_though_a_guide_is_imported(importing: Press) -> None:
    importing.publish(draft(OURS))
    assert importing.last
    assert not importing.last.changed


def test_what_is_told_is_of_the_files_alone(importing: Press) -> None:
    release = importing.publish(draft(LATER))
    assert [(one.kind, one.id) for one in release.changes()] == [(ChangeKind.MOVED, "ours")]
    assert set(release.records()) == {"ours"}
    assert release.touched(Target(TargetKind.CHANNEL, "tf1-fr")).number == 1


def test_listings_tell_of_both(importing: Press) -> None:
    release = importing.release()
    assert ids(release) == ["i1", "ours", "i2"]
    found = release.listing("i2")
    assert found is not None
    assert (found.airing, found.channel, found.showing) == (AIRINGS[1], TF1, CLAIMED)
    assert [*release.catalogue.channels] == ["city", "max", "far", "tf1-fr"]
    assert [*release.catalogue.episodes][-2:] == [NEWS, "le-cinquieme-element-1997"]
    assert len(release.catalogue.episodes) == len(catalogue().episodes) + 2


def test_ids_are_minted_that_no_imported_airing_has(press: Press) -> None:
    press.publish(draft(OURS))
    take_in(press, airings=(replace(AIRINGS[0], id="a1"), replace(AIRINGS[1], id="a2")))
    release = press.publish(draft(OURS, airing(of=FILM)))
    assert set(ids(release)) == {"ours", "a1", "a2", "a3"}


def test_an_entry_of_the_files_covers_an_imported_one_for_as_long_as_it_is_there(
    importing: Press,
) -> None:
    own = Series("le-journal", Text.of({"fr": "Le JT"}))
    known = catalogue()
    with_own = replace(known, series={**known.series, own.id: own})
    release = importing.publish(draft(OURS, catalogue=with_own))
    assert release.catalogue.series["le-journal"] == own
    assert [*release.catalogue.series] == ["missions", "le-journal"]
    assert release.rows("SELECT kind, id, source FROM covered") == [
        ("series", "le-journal", "xmltv")
    ]
    again = importing.publish(draft(OURS))
    assert again.catalogue.series["le-journal"] == ENTRIES[1]
    assert again.rows("SELECT * FROM covered") == []


def test_gone_airings_of_the_files_may_be_on_a_channel_that_only_a_guide_names(
    importing: Press,
) -> None:
    known = catalogue()
    own = replace(known, channels={**known.channels, "tf1-fr": replace(TF1, name="Ours")})
    importing.publish(draft(OURS, airing(on="tf1-fr", of=FILM, id="film"), catalogue=own))
    importing.now = paris("2017-06-05 12:00")
    release = importing.publish(draft(OURS))
    film = release.listing("film")
    assert film is not None
    assert (film.channel, film.airing.gone) == (TF1, True)
    assert release.retired.channels == {}
    importing.publish(draft(OURS))
    assert importing.last
    assert not importing.last.changed


def test_over_another_layout_imported_airings_are_made_again_as_far_as_can_be(
    importing: Press,
) -> None:
    before = importing.release()
    cells = before.rows("SELECT * FROM cell WHERE airing LIKE 'i%' ORDER BY key")
    as_of_another_layout(importing)
    release = importing.publish(draft(OURS))
    assert ids(release) == ids(before)
    unclaimed = Showing(ShowingKind.UNKNOWN, ShowingKind.UNKNOWN)
    assert [release.listing(one.id) for one in AIRINGS] == [
        replace(listing, showing=unclaimed)
        for listing in (before.listing(one.id) for one in AIRINGS)
        if listing
    ]
    after = release.rows("SELECT * FROM cell WHERE airing LIKE 'i%' ORDER BY key")
    assert [row[:-1] for row in after] == [row[:-1] for row in cells]
    assert release.rows("SELECT id, copy FROM source") == [("xmltv", "copy.xml")]
    assert release.rows("SELECT * FROM programme") == []
    assert release.listing("i1").revision == Revision(3, EVENING)  # type: ignore[union-attr]  # it is there
