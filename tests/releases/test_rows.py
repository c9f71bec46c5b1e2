import datetime as dt
import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from guide.model.airing import Airing, Showing, ShowingKind, Status, Version
from guide.model.catalogue import Channel, Credit, Episode, Link, Period, Season
from guide.model.changes import Change, ChangeKind
from guide.model.listing import Slot
from guide.model.precision import Precision, When
from guide.model.problems import Place
from guide.model.texts import Text
from guide.releases.airings import airing_of, data_of
from guide.releases.rows import from_json, seconds, to_json
from tests.releases.builders import EVENING, airing

EVERYTHING_SAID = Airing(
    "city",
    "film",
    dt.date(2017, 6, 1),
    EVENING,
    EVENING + dt.timedelta(minutes=90),
    id="x",
    status=Status.CANCELLED,
    reason=Text.of({"fr": "grève", "en": "strike"}),
    version=Version("VOST", ("en",), ("fr", "nl"), hard_of_hearing=True),
    live=True,
    showing_override=ShowingKind.REPEAT,
    premiere_override="none",
    links=(Link("https://example.org/", Text.of("page")),),
    gone=True,
)


def test_what_is_written_is_read_as_it_was() -> None:
    values = (
        EVERYTHING_SAID,
        Showing(ShowingKind.REPEAT, premiere="season", finale=True),
        Channel(
            "city",
            "OCS City",
            "Europe/Paris",
            dt.time(5, 30),
            ("730",),
            Period(When(Precision.YEAR, dt.date(2013, 1, 1), confirmed=False)),
            (dt.date(2017, 5, 29), dt.date(2017, 6, 12)),
            dt.timedelta(minutes=15),
            dt.timedelta(days=14),
        ),
        Episode("film", running=dt.timedelta(minutes=26), credits=(Credit("actor", "A", "B"),)),
        Season("missions", 1, 10, When(Precision.TIME, dt.date(2017, 6, 1), EVENING)),
        Change(ChangeKind.MOVED, "airing", "x", "T", Slot("c", dt.date(2017, 6, 1), None, None)),
    )
    assert tuple(from_json(type(value), to_json(value)) for value in values) == values


def test_instants_are_utc_whatever_zone_they_came_in() -> None:
    summer = dt.timezone(dt.timedelta(hours=2))
    when = When(Precision.TIME, None, EVENING.astimezone(summer))
    assert to_json(when) == '{"precision":"time","at":"2017-06-01T18:00:00Z"}'
    assert from_json(When, to_json(when)).at == EVENING


def test_defaults_are_left_out_and_unknown_fields_ignored() -> None:
    assert to_json(Showing()) == "{}"
    assert from_json(Showing, '{"finale":true,"of_a_later_version":1}') == Showing(finale=True)


def test_where_it_stood_in_a_file_is_no_part_of_it() -> None:
    assert to_json(airing(place=Place("a.yaml", 3, 4))) == to_json(airing())


@given(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.timedeltas(dt.timedelta(0), dt.timedelta(days=40)),
)
def test_the_json_is_the_one_of_the_standard_library(title: str, running: dt.timedelta) -> None:
    written = to_json(Episode("film", title=Text.of({"fr": title}), running=running))
    plain = json.dumps(json.loads(written), ensure_ascii=False, separators=(",", ":"))
    assert written == plain


def test_what_columns_say_is_left_out_and_they_win() -> None:
    assert data_of(airing(id="x")) == "{}"
    day, starts = EVERYTHING_SAID.date.isoformat(), seconds(EVENING)
    columns = ("x", "city", "film", day, starts, starts + 90 * 60, "cancelled", 1, None)
    for data in (data_of(EVERYTHING_SAID), to_json(replace(EVERYTHING_SAID, id="y", gone=False))):
        assert airing_of((*columns, data)) == EVERYTHING_SAID
