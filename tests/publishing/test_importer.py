"""Guides of others, from their bytes to a release: beside the schedule files, and each other."""

import datetime as dt
import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from guide.model.airing import Status
from guide.model.changes import ChangeKind
from guide.model.listing import Listing
from guide.model.problems import Place, error
from guide.model.source import ImportSource
from guide.model.target import Target, TargetKind
from guide.model.texts import Text
from guide.publishing.faults import OvertakenError, PublishingError
from guide.publishing.importer import Importer
from guide.publishing.publish import ImportOutcome, Outcome, Press, Verdict
from guide.publishing.readers import Readers
from guide.releases.shelf import Shelf
from guide.sources import yaml_files
from guide.sources.copies import Copies
from guide.sources.xmltv.limits import XmltvError
from guide.state.database import Database

PARIS = dt.timezone(dt.timedelta(hours=1))
NOW = dt.datetime(2026, 11, 20, 6, tzinfo=PARIS)
NATIONAL = ImportSource("national", "National", zone="Europe/Paris")
HOUR = dt.timedelta(hours=1)
ALONE = Readers(count=0)
ALL = Target(TargetKind.ALL)


class House:
    """A press and an importer over one home."""

    def __init__(self, home: Path, readers: Readers = ALONE) -> None:
        self.home = home
        database = Database(f"sqlite:///{home}/guide.sqlite")
        database.migrate()
        ids = map("id{}".format, itertools.count(1))
        shelf = Shelf(home / "releases")
        self.press = Press(database=database, shelf=shelf, mint=ids.__next__, keep=2)
        self.importer = Importer(
            self.press,
            Copies(home / "releases" / "sources"),
            lambda count: [next(ids) for _ in range(count)],
            readers=readers,
        )

    def close(self) -> None:
        self.importer.copies.close()
        self.press.database.close()

    def take(
        self,
        guide: str,
        *,
        source: ImportSource = NATIONAL,
        now: dt.datetime = NOW,
        allow_shrink: int = 20,
        dry_run: bool = False,
    ) -> ImportOutcome:
        path = self.home / "guide.xml"
        path.write_text(guide, encoding="utf-8")
        return self.importer.take(source, path, now=now, allow_shrink=allow_shrink, dry_run=dry_run)

    def publish(self, text: str, *, now: dt.datetime = NOW) -> None:
        draft = yaml_files.read({"a.yaml": text.encode()})
        outcome = self.press.publish(draft, now=now)
        assert not outcome.problems, outcome.problems

    def listings(self) -> list[Listing]:
        release = self.press.current()
        assert release
        with release:
            return release.listings(ALL)

    def told(self) -> list[tuple[str, str, str, str, int]]:
        """Return of each airing its id, where it is on, when in Paris, its state and SEQUENCE."""
        return [
            (
                one.airing.id,
                one.channel.id,
                one.airing.starts.astimezone(PARIS).strftime("%H:%M") if one.airing.starts else "",
                one.airing.status.value,
                one.revision.sequence,
            )
            for one in self.listings()
        ]

    def copies(self) -> list[str]:
        return [path.name[:8] for path in sorted((self.home / "releases/sources").glob("*/*"))]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    yield house
    house.close()


def guide(*programmes: str, channels: str = "") -> str:
    return f"<tv>{channels}{''.join(programmes)}</tv>"


def show(at: str, until: str, title: str, *more: str, channel: str = "tf1.example") -> str:
    clock = "20261120{}00 +0100".format
    return (
        f'<programme start="{clock(at)}" stop="{clock(until)}" channel="{channel}">'
        f"<title>{title}</title>{''.join(more)}</programme>"
    )


def test_a_guide_becomes_a_release(house: House) -> None:
    outcome = house.take(
        guide(
            show("2000", "2040", "Le Journal"),
            show(
                "2040", "2105", "Missions", '<episode-num system="xmltv_ns">0.0.0/1</episode-num>'
            ),
            channels='<channel id="tf1.example"><display-name>TF1</display-name></channel>',
        )
    )
    assert (outcome.verdict, outcome.number, outcome.added) == (Verdict.PUBLISHED, 1, 2)
    assert house.told() == [
        ("id1", "tf1-example", "20:00", "confirmed", 0),
        ("id2", "tf1-example", "20:40", "confirmed", 0),
    ]
    journal, missions = house.listings()
    assert (journal.channel.name, journal.channel.aliases) == ("TF1", ("tf1.example",))
    assert missions.episode.id == "missions/season-1/episode-1"
    report = replace(outcome.report, findings=())
    assert (report.programmes, report.airings, report.channels, report.read) == (2, 2, 1, 2)


def test_the_same_bytes_again_are_not_even_looked_into(house: House) -> None:
    house.take(guide(show("2000", "2040", "Le Journal")))
    again = house.take(guide(show("2000", "2040", "Le Journal")), now=NOW + HOUR)
    assert (again.verdict, again.number) == (Verdict.UNCHANGED, 1)


def test_another_zone_reads_the_same_bytes_anew(house: House) -> None:
    bare = show("2000", "2040", "Le Journal").replace(" +0100", "")
    london = replace(NATIONAL, zone="Europe/London")
    house.take(guide(bare))
    house.take(guide(bare), source=london, now=NOW + HOUR, allow_shrink=100)
    assert house.told() == [("id1", "tf1-example", "21:00", "confirmed", 1)]


def test_what_moves_keeps_its_id(house: House) -> None:
    house.take(guide(show("2000", "2040", "Le Journal"), show("2040", "2105", "Missions")))
    outcome = house.take(
        guide(show("2010", "2050", "Le Journal"), show("2050", "2115", "Missions"))
    )
    assert [change.kind for change in outcome.changes] == [ChangeKind.MOVED, ChangeKind.MOVED]
    assert [one[:3] for one in house.told()] == [
        ("id1", "tf1-example", "20:10"),
        ("id2", "tf1-example", "20:50"),
    ]


def test_a_source_that_loses_much_of_what_lay_ahead_is_refused(house: House) -> None:
    ten = [show(f"{10 + n}00", f"{11 + n}00", f"Show {n}") for n in range(10)]
    house.take(guide(*ten))
    with pytest.raises(PublishingError, match=r"had 10 programmes ahead, and names 7 .*-shrink 30"):
        house.take(guide(*ten[:7]))
    assert len(house.told()) == 10
    assert len(house.copies()) == 2
    assert house.take(guide(*ten[:7]), allow_shrink=30).verdict is Verdict.PUBLISHED


def days(first: int, last: int) -> str:
    """Return a guide of one programme an evening, from the first to the last of these days."""
    shows = [show("2000", "2040", f"Show {day}") for day in range(first, last + 1)]
    return guide(*(one.replace("20261120", f"202611{day}") for day, one in enumerate(shows, first)))


def test_a_guide_that_moves_on_by_a_day_cancels_nothing(house: House) -> None:
    house.take(days(20, 26))
    outcome = house.take(days(21, 27), now=NOW + 24 * HOUR)
    assert (outcome.changes, outcome.added) == ((), 1)
    assert {status for *_, status, _ in house.told()} == {"confirmed"}


def test_what_a_guide_no_longer_reaches_is_cancelled_and_comes_back_as_itself(
    house: House,
) -> None:
    house.take(days(20, 26))
    shorter = house.take(days(21, 25), now=NOW + 24 * HOUR)
    (lost,) = shorter.changes
    assert (lost.kind, lost.id) == (ChangeKind.CANCELLED, "id7")
    longer = house.take(days(21, 27), now=NOW + 25 * HOUR)
    (back,) = longer.changes
    assert (back.kind, back.id) == (ChangeKind.RESTORED, "id7")
    assert {status for *_, status, _ in house.told()} == {"confirmed"}


def test_a_guide_that_reaches_much_less_far_is_refused(house: House) -> None:
    house.take(days(20, 26))
    with pytest.raises(PublishingError, match="had 6 programmes ahead, and names 4 "):
        house.take(days(21, 24), now=NOW + 24 * HOUR)


def test_what_has_been_on_does_not_count_as_lost(house: House) -> None:
    ten = [show(f"{10 + n}00", f"{11 + n}00", f"Show {n}") for n in range(10)]
    house.take(guide(*ten))
    assert house.take(guide(*ten[5:]), now=NOW + 9 * HOUR).verdict is Verdict.PUBLISHED


@pytest.mark.parametrize(
    "bad", ["", "<html/>", "<tv><programme", "<tv></tv>", '<tv><channel id="a"/></tv>']
)
def test_what_is_no_guide_is_refused_and_nothing_is_lost(house: House, bad: str) -> None:
    house.take(guide(show("2000", "2040", "Le Journal")))
    with pytest.raises((XmltvError, PublishingError)):
        house.take(bad)
    assert house.told() == [("id1", "tf1-example", "20:00", "confirmed", 0)]
    assert [path.name[:14] for path in house.press.shelf.folder.glob("*.sqlite")] == [
        "release-000001"
    ]


class Overtaken(Press):
    """A press before which others publish, as often as `others` says."""

    others: int = 0

    def issue(self, *given: Any, **named: Any) -> Outcome:
        if Overtaken.others:
            Overtaken.others -= 1
            raise OvertakenError("another publish came first: look at it, then try again")
        return super().issue(*given, **named)


def overtaken(house: House, times: int) -> None:
    Overtaken.others = times
    press = house.press
    house.importer = replace(
        house.importer, press=Overtaken(press.database, press.shelf, press.mint)
    )


def test_an_import_that_is_overtaken_begins_again(house: House) -> None:
    overtaken(house, times=4)
    assert house.take(guide(show("20", "21", "One"))).verdict is Verdict.PUBLISHED
    assert [one[:3] for one in house.told()] == [("id1", "tf1-example", "20:00")]


def test_an_import_that_is_overtaken_again_and_again_is_refused(house: House) -> None:
    overtaken(house, times=5)
    with pytest.raises(OvertakenError, match="another publish came first"):
        house.take(guide(show("20", "21", "One")))
    assert house.press.number() == 0


def test_a_dry_run_publishes_nothing(house: House) -> None:
    outcome = house.take(guide(show("2000", "2040", "Le Journal")), dry_run=True)
    assert (outcome.verdict, outcome.added) == (Verdict.WOULD_PUBLISH, 1)
    assert house.press.current() is None


SCHEDULE = """
zone: Europe/Paris
channels: {{tf1: {{name: TF1, aliases: [tf1.example]}}}}
series: {{missions: {{title: Missions, seasons: {{1: {{episodes: {{1: {{running: 26m}}}}}}}}}}}}
airings: [{airings}]
"""
NOTHING = SCHEDULE.format(airings="")


def schedule(at: str) -> str:
    return SCHEDULE.format(airings=f"{{at: {at}, channel: tf1, episode: missions/s1e1}}")


def test_channels_and_series_of_the_schedules_are_the_same_ones(house: House) -> None:
    house.publish(schedule("2026-11-20 20:40"))
    house.take(guide(show("2200", "2230", "Missions")))
    own, imported = house.listings()
    assert (imported.channel, imported.series) == (own.channel, own.series)
    assert imported.airing.source == "national"


def test_the_schedules_airing_stands_above_the_imports(house: House) -> None:
    house.publish(schedule("2026-11-20 20:40"))
    house.take(
        guide(show("2000", "2040", "Le Journal"), show("2035", "2110", "Film", "<date>1999</date>"))
    )
    assert [one[2] for one in house.told()] == ["20:00", "20:40"]


def test_an_end_is_marked_as_derived_where_it_is_cut_and_not_where_the_start_is(
    house: House,
) -> None:
    house.publish(schedule("2026-11-20 20:40"))
    house.take(guide(show("1945", "2045", "Le Journal"), show("2100", "2200", "Le Film")))
    told = [
        (f"{one.airing.starts:%H:%M}", f"{one.airing.ends:%H:%M}", one.airing.ends_derived)
        for one in house.listings()
    ]
    assert told == [("18:45", "19:40", True), ("19:40", "20:06", True), ("20:06", "21:00", False)]


def test_an_editor_who_corrects_an_import_keeps_its_id(house: House) -> None:
    house.publish(NOTHING)
    number = '<episode-num system="xmltv_ns">0.0.</episode-num>'
    house.take(guide(show("2000", "2040", "Le Journal"), show("2040", "2105", "Missions", number)))
    before = {one[2]: one[0] for one in house.told()}
    house.publish(schedule("2026-11-20 20:45"), now=NOW + HOUR)
    told = {one[0]: one[2:4] for one in house.told()}
    assert told[before["20:40"]] == ("20:45", "confirmed")
    assert [one.airing.source for one in house.listings()] == ["national", None]


def named(at: str, name: str, channel: str = "tf1") -> str:
    told = f"{{at: {at}, channel: {channel}, episode: missions/s1e1, id: {name}}}"
    return SCHEDULE.format(airings=told)


def test_an_editor_who_names_an_imported_airing_speaks_of_it(house: House) -> None:
    house.publish(NOTHING)
    house.take(guide(show("2000", "2045", "Le Journal"), show("2100", "2130", "Film")))
    journal, film = (one[0] for one in house.told())
    house.publish(named("2026-11-20 20:18", journal), now=NOW + HOUR)
    house.take(guide(show("2000", "2045", "Le Journal"), show("2100", "2131", "Film")))
    assert [one[:4] for one in house.told()] == [
        (journal, "tf1", "20:18", "confirmed"),
        (film, "tf1", "21:00", "confirmed"),
    ]
    assert [one.airing.source for one in house.listings()] == [None, "national"]


def test_an_editor_may_name_an_imported_airing_that_was_cancelled(house: House) -> None:
    house.publish(NOTHING)
    house.take(guide(show("2000", "2100", "Le Journal"), show("2100", "2130", "Film")))
    film = house.told()[1][0]
    house.take(guide(show("2000", "2100", "Le Journal")), allow_shrink=50)
    house.publish(named("2026-11-21 21:00", film), now=NOW + HOUR)
    assert house.told()[1][:4] == (film, "tf1", "21:00", "confirmed")


@pytest.mark.parametrize(
    ("at", "channel"), [("2026-11-20 21:00", "tf1"), ("2026-11-20 20:00", "tf2")]
)
def test_an_imported_airing_is_not_named_elsewhere(house: House, at: str, channel: str) -> None:
    two = NOTHING.replace("{tf1:", "{tf2: {name: TF2}, tf1:")
    house.publish(two)
    house.take(guide(show("2000", "2100", "Le Journal")))
    text = named(at, "id1", channel).replace("{tf1:", "{tf2: {name: TF2}, tf1:")
    outcome = house.press.publish(yaml_files.read({"a.yaml": text.encode()}), now=NOW + HOUR)
    assert (outcome.verdict, outcome.number) == (Verdict.REFUSED, 2)
    text = (
        'the id "id1" is that of an imported airing on tf1 from 2026-11-20 19:00 to 20:00 UTC: '
        "put this one there, or give it another id"
    )
    assert outcome.problems == (error(Place("a.yaml", 5, 16), "imported-id", text),)


def test_an_edit_survives_the_next_import(house: House) -> None:
    house.publish(NOTHING)
    number = '<episode-num system="xmltv_ns">0.0.</episode-num>'
    mission = show("2040", "2105", "Missions", number)
    house.take(guide(show("2000", "2040", "Le Journal"), mission))
    house.publish(schedule("2026-11-20 20:45"), now=NOW + HOUR)
    before = house.told()
    house.take(guide(show("2000", "2039", "Le Journal"), mission), now=NOW + HOUR)
    assert [one[:4] for one in house.told()] == [one[:4] for one in before]


def mission(told: str) -> str:
    number = '<episode-num system="xmltv_ns">0.0.</episode-num>'
    return show("2040", "2105", "Missions", f"<desc>{told}</desc>", number)


def test_what_the_schedules_leave_open_is_filled_from_an_import(house: House) -> None:
    house.publish(schedule("2026-11-20 20:45"))
    house.take(guide(mission("They land.")))
    (one,) = house.listings()
    assert one.episode.synopsis == Text.of("They land.")
    assert one.episode.running == dt.timedelta(minutes=26)
    assert one.episode.provenance == (("synopsis", "national"),)


def test_what_is_filled_follows_the_import_and_the_editor_wins(house: House) -> None:
    house.publish(schedule("2026-11-20 20:45"))
    house.take(guide(mission("They land.")))
    house.take(guide(mission("They land on Mars.")), now=NOW + HOUR)
    assert house.listings()[0].episode.synopsis == Text.of("They land on Mars.")
    assert house.listings()[0].revision.revised == NOW + HOUR
    own = schedule("2026-11-20 20:45").replace("running: 26m", "running: 26m, synopsis: Ours.")
    house.publish(own, now=NOW + 2 * HOUR)
    assert house.listings()[0].episode.synopsis == Text.of("Ours.")
    house.publish(schedule("2026-11-20 20:45"), now=NOW + 3 * HOUR)
    assert house.listings()[0].episode.synopsis == Text.of("They land on Mars.")
    house.importer.drop("national", now=NOW + 4 * HOUR)
    assert house.listings()[0].episode.synopsis is None


def test_of_two_sources_the_one_of_higher_priority_is_shown(house: House) -> None:
    house.take(guide(show("2000", "2040", "Le Journal"), show("2040", "2105", "Missions")))
    better = replace(NATIONAL, id="better", priority=1)
    house.take(guide(show("2040", "2110", "Missions, la suite")), source=better)
    shown = [one for one in house.listings() if not one.airing.gone]
    assert [(one.airing.source, one.series.title.in_("fr")) for one in shown if one.series] == [
        ("national", "Le Journal"),
        ("better", "Missions, la suite"),
    ]


def slots(house: House) -> list[tuple[str | None, str, str]]:
    """Return of what is on by whom, and its slot in UTC."""
    return [
        (one.airing.source, f"{one.airing.starts:%H:%M}", f"{one.airing.ends:%H:%M}")
        for one in house.listings()
        if one.airing.status is Status.CONFIRMED
    ]


def test_what_is_on_gives_way_to_a_source_of_higher_priority(house: House) -> None:
    house.take(guide(show("2000", "2040", "Le Journal"), show("2040", "2105", "Missions")))
    better = replace(NATIONAL, id="better", priority=1)
    special = guide(show("2010", "2040", "Édition spéciale"))
    house.take(special, source=better, now=NOW + 14 * HOUR)
    assert slots(house) == [
        ("national", "19:00", "19:10"),
        ("better", "19:10", "19:40"),
        ("national", "19:40", "20:05"),
    ]


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        ("20:40", [(None, "19:40", "20:06")]),
        ("20:56", [("national", "19:40", "19:56"), (None, "19:56", "20:22")]),
    ],
)
def test_what_is_on_gives_way_to_the_schedules(
    house: House, at: str, shown: list[tuple[str | None, str, str]]
) -> None:
    house.publish(NOTHING)
    house.take(guide(show("2000", "2040", "Le Journal"), show("2040", "2112", "Le Film")))
    now = NOW + 14 * HOUR + dt.timedelta(minutes=50)
    house.publish(schedule(f"2026-11-20 {at}"), now=now)
    assert slots(house) == [("national", "19:00", "19:40"), *shown]


def test_a_removed_source_cancels_what_lay_ahead_of_it(house: House) -> None:
    house.take(guide(show("2000", "2040", "Le Journal")))
    outcome = house.importer.drop("national", now=NOW)
    assert [change.kind for change in outcome.changes] == [ChangeKind.CANCELLED]
    release = house.press.current()
    assert release
    with release:
        assert (list(release.catalogue.channels), list(release.retired.channels)) == (
            [],
            ["tf1-example"],
        )
    with pytest.raises(PublishingError, match="no source is called national"):
        house.importer.drop("national", now=NOW)


def test_a_source_of_which_nothing_is_shown_is_removed_too(house: House) -> None:
    house.publish(schedule("2026-11-20 20:40").replace("26m", "26m, synopsis: Ours."))
    house.take(guide(show("2040", "2106", "Missions")))
    before = house.told()
    outcome = house.importer.drop("national", now=NOW)
    assert (outcome.verdict, house.told()) == (Verdict.PUBLISHED, before)
    with pytest.raises(PublishingError, match="no source is called national"):
        house.importer.drop("national", now=NOW)


def test_copies_stay_as_long_as_the_releases_made_of_them(house: House) -> None:
    for day in range(4):
        title = f"Le Journal {day}"
        house.take(guide(show("2000", "2040", title)), now=NOW + day * 8 * 24 * HOUR)
    house.importer.copies.close()
    house.take(guide(show("2000", "2040", "Fin")), now=NOW + 40 * 24 * HOUR)
    assert len(house.copies()) == 2


def test_what_the_schedules_drop_stays_while_a_guide_speaks_of_it(house: House) -> None:
    house.publish(NOTHING)
    number = '<episode-num system="xmltv_ns">0.0.</episode-num>'
    house.take(guide(show("2000", "2040", "Missions", number)))
    before = house.told()
    house.publish("zone: Europe/Paris\nchannels: {arte: {name: Arte}}", now=NOW + HOUR)
    assert house.told() == before
    house.importer.drop("national", now=NOW + 2 * HOUR)
    assert [one[:4] for one in house.told()] == [("id1", "tf1", "20:00", "cancelled")]


def test_what_the_schedules_drop_is_known_as_long_as_a_guide_spoke_of_it(house: House) -> None:
    house.publish(NOTHING)
    number = '<episode-num system="xmltv_ns">0.0.</episode-num>'
    house.take(guide(show("2000", "2040", "Missions", number)))
    house.importer.drop("national", now=NOW + HOUR)
    house.publish("zone: Europe/Paris\nchannels: {arte: {name: Arte}}", now=NOW + 2 * HOUR)
    (one,) = house.listings()
    assert (one.channel.name, one.episode.id) == ("TF1", "missions/season-1/episode-1")
    release = house.press.current()
    assert release
    with release:
        assert (list(release.catalogue.channels), list(release.catalogue.series)) == (["arte"], [])


def test_a_source_that_is_described_otherwise_is_imported_anew(house: House) -> None:
    same = guide(show("2000", "2040", "Le Journal"))
    house.take(same)
    mapped = replace(NATIONAL, channels=(("tf1.example", "une"),))
    assert house.take(same, source=mapped, allow_shrink=100).verdict is Verdict.PUBLISHED
    assert [one[1] for one in house.told() if one[3] == "confirmed"] == ["une"]
    named = replace(mapped, name="The other")
    assert house.take(same, source=named).verdict is Verdict.PUBLISHED
    assert house.take(same, source=named).verdict is Verdict.UNCHANGED
