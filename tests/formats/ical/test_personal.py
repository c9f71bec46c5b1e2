"""The calendar of several targets, and the first entries of one."""

import datetime as dt
from pathlib import Path

import pytest

from guide.formats.ical.personal import Several, personal_ahead, personal_feed
from guide.formats.ical.preview import next_entries
from guide.formats.words import words
from guide.model.feed_options import Options
from guide.model.precision import Precision, When
from guide.model.target import Target
from guide.model.window import Window
from guide.releases.release import Release
from guide.sources import yaml_files
from tests.formats.builders import ROOT, SITE
from tests.formats.lint import Component, read, uids
from tests.releases.builders import EVENING, FILM, MARS, Press, airing, draft, some_day

DAY = dt.timedelta(days=1)


def several(release: Release, *stems: str) -> Several:
    targets = tuple(filter(None, map(Target.parse, stems)))
    assert len(targets) == len(stems)
    return Several(release, targets)


def calendar(release: Release, *stems: str, **wishes: str) -> Component:
    return read(
        personal_feed(
            several(release, *stems),
            name="Mine",
            site=SITE,
            words=words("fr"),
            now=EVENING,
            options=Options.parse(wishes, languages=("fr", "en")),
        )
    )


def ids(body: Component) -> list[str]:
    return [uid.partition("@")[0] for uid in uids(body)]


@pytest.fixture
def release(tmp_path: Path) -> Release:
    """Return episodes and films of long ago, of a fortnight ago and of this evening, and one
    episode of which the thirtieth day back begins in the middle.
    """
    opened = When(Precision.DAY, dt.date(2016, 6, 1))
    return Press(tmp_path, now=EVENING).publish(
        draft(
            airing("2016-06-01 20:40", id="old-episode"),
            airing("2016-06-02 20:40", id="old-film", of=FILM, on="max"),
            airing("2017-05-02 01:50", id="at-the-edge"),
            airing("2017-05-18 20:40", id="recent-film", of=FILM, on="max"),
            airing("2017-06-01 20:40", id="tonight"),
            some_day("2017-06-08", of=MARS, id="some-day"),
            windows=[Window("missions/season-1", "go", opened)],
        )
    )


def test_series_keep_all_their_past_beside_channels_that_do_not(release: Release) -> None:
    both = calendar(release, "channels/max", "series/missions")
    assert ids(both) == ["old-episode", "at-the-edge", "recent-film", "tonight", "some-day"]
    assert ids(calendar(release, "series/missions")) == [
        *("old-episode", "at-the-edge", "tonight", "some-day"),
    ]
    assert ids(calendar(release, "channels/max")) == ["recent-film"]


def test_what_is_in_a_channel_and_a_series_is_there_once_and_nothing_is_called_cut(
    release: Release,
) -> None:
    both = calendar(release, "channels/city", "series/missions", "series/missions/season-1")
    assert ids(both) == ["old-episode", "at-the-edge", "tonight", "some-day"]
    assert "calendrier contient" not in both.value("DESCRIPTION")


def test_a_wish_for_less_of_the_past_holds_for_series_too(release: Release) -> None:
    some = calendar(release, "channels/max", "series/missions", past="20")
    assert ids(some) == ["recent-film", "tonight", "some-day"]


def test_what_a_series_streamed_long_ago_is_kept_too(release: Release) -> None:
    wished = {"streaming": "only"}
    opened = [ids(calendar(release, one, **wished)) for one in ("series/missions", "bouquets/ocs")]
    assert [len(one) for one in opened] == [1, 1]
    assert opened[0][0].endswith("-opens")
    assert opened[1] == ["nothing"]


WISHES: tuple[dict[str, str], ...] = (
    {},
    {"streaming": "yes", "alarm": "15m"},
    {"streaming": "only"},
    {"kind": "first_run", "cancelled": "hide"},
    {"tentative": "hide", "ahead": "3"},
)
CHOICES = (
    ("all",),
    ("streaming",),
    ("series/missions/season-1",),
    ("channels/ocs-city", "channels/ocs-max", "premieres"),
    ("bouquets/ocs", "streaming", "series/missions"),
)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Release:
    press = Press(tmp_path_factory.mktemp("releases"), now=EVENING)
    return press.publish(yaml_files.read(yaml_files.collect(ROOT / "schedules")))


@pytest.mark.parametrize("stems", CHOICES, ids=" ".join)
@pytest.mark.parametrize("wishes", WISHES, ids=str)
def test_the_first_entries_are_those_of_the_whole_calendar(
    example: Release, stems: tuple[str, ...], wishes: dict[str, str]
) -> None:
    chosen = several(example, *stems)
    options = Options.parse(wishes, languages=("fr", "en"))
    known = {"site": SITE, "words": words("fr"), "options": options}
    for hours in (-100, 0, 2.7, 400):
        now = EVENING + dt.timedelta(hours=hours)
        whole = personal_feed(chosen, name="Mine", now=now, **known)  # type: ignore[arg-type]  # fields by name
        first = personal_ahead(chosen, now=now, most=20, **known)  # type: ignore[arg-type]  # as above
        expected = [one for one in next_entries(whole, now=now, most=5) if one.location]
        assert list(next_entries(first, now=now, most=5)) == expected
        assert first.count(b"BEGIN:VEVENT") <= 20
