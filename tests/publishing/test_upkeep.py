"""Imports over files of another layout, and copies that nobody needs after them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from guide.model.airing import Status
from guide.model.problems import NOWHERE, error
from guide.publishing.faults import PublishingError
from guide.publishing.publish import Verdict
from guide.releases import space
from guide.releases.sealed import ReleaseError
from guide.sources.xmltv.limits import Limits
from tests.publishing.test_importer import HOUR, NATIONAL, NOW, House, guide, schedule, show

GOOD = guide(show("2000", "2040", "Le Journal"), show("2040", "2200", "Film"))
LESS = guide(show("2000", "2040", "Le Journal"))

OTHER = replace(NATIONAL, id="other", name="Other")
ARTE = guide(show("2010", "2100", "Doc" * 99, channel="arte.example"))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    yield house
    house.close()


def age(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make files of another layout of what was published so far."""
    for module in ("ledger", "release", "shelf", "written"):
        monkeypatch.setattr(f"guide.releases.{module}.LAYOUT", 99)


def test_an_import_never_builds_on_another_layout_that_it_cannot_renew(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.publish(schedule("2026-11-20 18:00"))
    age(monkeypatch)
    stricter = (error(NOWHERE, "stricter", "this was right once"),)
    monkeypatch.setattr("guide.publishing.importer.check", lambda _draft, *, now: stricter)
    with pytest.raises(PublishingError, match=r"this was right once.*`guide publish`"):
        house.take(GOOD)
    assert house.press.number() == 1


NIGHT = guide(show("2200", "2300", "La Nuit"))
LONGER = guide(show("2200", "2330", "La Nuit"))


@pytest.mark.parametrize("published", [True, False])
def test_a_new_layout_knows_all_that_its_guides_say(
    house: House, monkeypatch: pytest.MonkeyPatch, *, published: bool
) -> None:
    """Two sources on one channel: what the one says is not lost by an import of the other."""
    house.take(GOOD)
    house.take(NIGHT, source=OTHER)
    before = [one[:4] for one in house.told()]
    age(monkeypatch)
    if published:
        house.publish("channels: {}", now=NOW + HOUR)
    house.take(LONGER, source=OTHER, now=NOW + HOUR)
    assert [one[:4] for one in house.told()] == before
    assert house.take(GOOD, now=NOW + HOUR).verdict is Verdict.UNCHANGED
    with pytest.raises(PublishingError, match="had 2 programmes ahead, and names 1"):
        house.take(LESS, now=NOW + 2 * HOUR)
    house.take(LESS, now=NOW + 2 * HOUR, allow_shrink=50)
    assert [one[2:4] for one in house.told()] == [
        ("20:00", "confirmed"), ("20:40", "cancelled"), ("22:00", "confirmed"),
    ]  # fmt: skip


@pytest.mark.parametrize("fault", ["missing", "unreadable"])
def test_a_copy_that_cannot_be_read_hinders_no_new_layout(
    house: House, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    house.take(GOOD)
    house.take(ARTE, source=OTHER)
    before = [one[:4] for one in house.told()]
    age(monkeypatch)
    whole = house.importer
    if fault == "missing":
        (house.home / "releases/sources/other").rename(house.home / "away")
    else:
        house.importer = replace(house.importer, limits=Limits(max_bytes=len(GOOD)))
    house.importer.drop("national", now=NOW)
    assert house.told()[1][:4] == before[1]
    house.importer = whole
    if fault == "missing":
        (house.home / "away").rename(house.home / "releases/sources/other")
    house.take(ARTE, source=OTHER, now=NOW + HOUR)
    assert house.told()[1][:4] == before[1]
    assert house.press.number() == 5


@pytest.mark.parametrize("fault", ["damaged", "missing"])
def test_an_import_counts_though_an_old_release_cannot_be_looked_into(
    house: House, fault: str
) -> None:
    house.take(GOOD)
    (old,) = (house.press.shelf.folder / name for name in house.press.shelf.names())
    house.take(LESS, allow_shrink=100, now=NOW + HOUR)
    old.chmod(0o644)
    old.write_bytes(b"no release")
    if fault == "missing":
        old.unlink()
        old.symlink_to("nowhere")
    outcome = house.take(GOOD, now=NOW + 2 * HOUR)
    assert (outcome.verdict, outcome.number) == (Verdict.PUBLISHED, 3)


def test_guides_that_are_refused_leave_no_copies_behind(house: House) -> None:
    house.take(GOOD)
    for hour in range(1, 4):
        with pytest.raises(PublishingError):
            house.take(guide(show("2000", "2040", f"Mire {hour}")), now=NOW + hour * HOUR)
    # The one that was imported, and the last that came.
    assert len(house.copies()) == 2
    other = replace(NATIONAL, id="other")
    with pytest.raises(PublishingError):
        house.take("<tv><channel id='a'/></tv>", source=other, now=NOW)
    assert len(house.copies()) == 3


def test_the_order_of_series_in_the_files_reads_no_guide_again(house: House) -> None:
    series = ["a: {title: A}", "b: {title: B}"]
    house.publish(f"series: {{{', '.join(series)}}}")
    house.take(GOOD)
    house.publish(f"series: {{{', '.join(series[::-1])}}}", now=NOW + HOUR)
    assert house.importer.reads_alike(NATIONAL)
    assert house.take(GOOD, now=NOW + HOUR).verdict is Verdict.UNCHANGED


def test_a_new_alias_in_the_files_holds_for_all_of_a_guide(house: House) -> None:
    house.publish("channels: {une: {name: Une, zone: Europe/Paris}}")
    house.take(GOOD)
    house.publish(
        "channels: {une: {name: Une, zone: Europe/Paris, aliases: tf1.example}}", now=NOW + HOUR
    )
    assert not house.importer.reads_alike(NATIONAL)
    house.take(GOOD, now=NOW + HOUR)
    assert {one[1] for one in house.told() if one[3] == "confirmed"} == {"une"}


def test_some_channels_have_a_shift_of_their_own(house: House) -> None:
    both = guide(
        show("2000", "2040", "Le Journal"), show("2000", "2040", "Doc", channel="arte.example")
    )
    house.take(both)
    shifted = replace(NATIONAL, shift=HOUR, shifts=(("arte.example", -HOUR),))
    house.take(both, source=shifted, now=NOW + HOUR, allow_shrink=100)
    assert {one[1:3] for one in house.told()} == {
        ("tf1-example", "21:00"),
        ("arte-example", "19:00"),
    }
    assert house.take(both, source=shifted, now=NOW + HOUR).verdict is Verdict.UNCHANGED


def test_another_rank_settles_what_was_imported_before(house: House) -> None:
    other = guide(show("2000", "2040", "Mire"))
    house.take(GOOD)
    house.take(other, source=OTHER)
    house.take(other, source=replace(OTHER, priority=1), now=NOW + HOUR)
    titles = {
        one.series.title.in_("fr")
        for one in house.listings()
        if one.series and one.airing.status is Status.CONFIRMED
    }
    assert titles == {"Mire", "Film"}


def on(house: House) -> set[str]:
    """Return the titles of what is not cancelled."""
    listings = (one for one in house.listings() if one.airing.status is Status.CONFIRMED)
    return {one.series.title.in_("fr") for one in listings if one.series}


def test_a_channel_that_a_source_owns_is_told_by_it_alone(house: House) -> None:
    owner = replace(OTHER, owns=("tf1-example",))
    house.take(GOOD)
    house.take(NIGHT, source=owner)
    assert on(house) == {"La Nuit"}
    house.take(GOOD.replace("Film", "Mire"), now=NOW + HOUR, allow_shrink=100)
    assert on(house) == {"La Nuit"}
    house.take(NIGHT, source=OTHER, now=NOW + HOUR)
    assert on(house) == {"Le Journal", "Mire", "La Nuit"}


def test_a_source_that_is_removed_owns_nothing(house: House) -> None:
    house.take(GOOD)
    house.take(ARTE, source=replace(OTHER, owns=("tf1-example",)))
    assert {one[1] for one in house.told() if one[3] == "confirmed"} == {"arte-example"}
    house.importer.drop("other", now=NOW + HOUR)
    assert on(house) == {"Le Journal", "Film"}


def test_a_guide_that_does_not_fit_on_the_disk_is_not_begun(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(space, "free", lambda _folder: space.RESERVE + len(GOOD) - 1)
    with pytest.raises(ReleaseError, match="a new release needs"):
        house.take(GOOD)
    monkeypatch.setattr(space, "free", lambda _folder: space.RESERVE + len(GOOD))
    assert house.take(GOOD).verdict is Verdict.PUBLISHED


def test_what_another_source_covers_is_kept_for_when_that_one_goes(house: House) -> None:
    upper = replace(NATIONAL, priority=9)
    house.take(guide(show("2000", "2200", "Grand Film")), source=upper)
    house.take(guide(show("2000", "2200", "Mire")), source=OTHER, now=NOW + HOUR)
    changed = guide(show("2000", "2200", "La Nuit"))
    outcome = house.take(changed, source=OTHER, now=NOW + 2 * HOUR)
    assert (outcome.verdict, outcome.changes) == (Verdict.PUBLISHED, ())
    house.importer.drop("national", now=NOW + 3 * HOUR)
    on = [one for one in house.listings() if one.airing.status is not Status.CANCELLED]
    assert [one.series.title.in_("fr") for one in on if one.series] == ["La Nuit"]
