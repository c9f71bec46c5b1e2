import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guide.model.feed_options import Kind, OptionError, Options, Streaming
from guide.model.target import Target
from guide.model.title_template import NAMES, Template, TemplateError
from tests.formats.builders import film

LANGUAGES = ("fr", "en")
VALUES = dict.fromkeys(NAMES, "") | {"series": "Missions", "code": "S1 É2", "channel": "OCS City"}


def parse(**query: str) -> Options:
    return Options.parse(query, languages=LANGUAGES)


def target(stem: str) -> Target:
    found = Target.parse(stem)
    assert found is not None
    return found


def test_without_a_query_everything_is_as_usual() -> None:
    assert parse() == Options()
    assert Options().parts() == {}
    assert Options().days_back(target("all")) == 30
    assert Options().days_back(target("series/missions")) is None


def test_every_option_is_read() -> None:
    wished = parse(
        lang="en",
        kind="premiere",
        alarm="1d,15m",
        past="0",
        ahead="730",
        cancelled="hide",
        tentative="hide",
        title="{series}",
        spoilers="no",
        streaming="yes",
    )
    minutes, day = dt.timedelta(minutes=15), dt.timedelta(days=1)
    assert wished == Options(
        lang="en",
        kinds=(Kind.PREMIERE,),
        alarms=(minutes, day),
        past=0,
        ahead=730,
        hide_cancelled=True,
        hide_tentative=True,
        title=Template("{series}"),
        spoilers=False,
        streaming=Streaming.YES,
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"alarm": "60m,1d,24h"}, {"alarm": "1d,1h"}),
        ({"kind": "repeat,first_run"}, {}),
        ({"kind": "repeat,premiere"}, {"kind": "premiere,repeat,premiere"}),
        ({"past": "030"}, {"past": "30"}),
        ({"past": "30"}, {}),
        ({"lang": "fr", "ahead": "180", "cancelled": "mark", "spoilers": "yes"}, {}),
        ({"title": " {series}   {code} "}, {"title": "{series} {code}"}),
    ],
)
def test_equal_wishes_are_one_address(one: dict[str, str], other: dict[str, str]) -> None:
    everything = target("all")
    assert parse(**one).on(everything) == parse(**other).on(everything)
    assert parse(**one).on(everything).parts() == parse(**other).on(everything).parts()


def test_a_series_feed_that_is_to_be_short_says_so() -> None:
    assert parse(past="30").on(target("series/missions")).parts() == {"past": "30"}


def test_the_streaming_feed_holds_streaming_whatever_is_wished() -> None:
    wished = parse(streaming="no").on(target("streaming"))
    assert (wished.streaming, wished.parts(target("streaming"))) == (Streaming.ONLY, {})


@pytest.mark.parametrize(
    ("name", "given", "allowed"),
    [
        ("lang", "de", "fr, en"),
        ("kind", "", "first_run, premiere, repeat"),
        ("kind", "first_run,live", "first_run, premiere, repeat"),
        ("alarm", "soon", "15m, 2h, 1d"),
        ("alarm", "29d", "28d at most"),
        ("alarm", "1m,2m,3m,4m,5m,6m", "up to 5"),
        ("alarm", "١m", "15m"),
        ("past", "3651", "0 to 3650"),
        ("past", "-1", "0 to 3650"),
        ("past", "٣", "0 to 3650"),
        ("past", "9" * 5000, "0 to 3650"),
        ("ahead", "731", "0 to 730"),
        ("cancelled", "show", "mark, hide"),
        ("tentative", "no", "mark, hide"),
        ("title", "{series.title}", "{series} {code} {episode}"),
        ("title", "{series", "{series}"),
        ("title", "no name", "{series}"),
        ("title", "{series}" + "x" * 120, "120"),
        ("spoilers", "maybe", "no, yes"),
        ("streaming", "both", "no, yes, only"),
    ],
)
def test_a_bad_value_is_named_with_what_is_allowed(name: str, given: str, allowed: str) -> None:
    with pytest.raises(OptionError) as raised:
        parse(**{name: given})
    assert raised.value.name == name
    assert allowed in raised.value.allowed
    assert str(raised.value).startswith(f"{name}: ")
    assert len(str(raised.value)) < 300


def test_an_unknown_option_is_told_which_are_known() -> None:
    with pytest.raises(OptionError, match=r"unknown option: 'colour'.* lang, kind, alarm, past"):
        parse(colour="red")


def test_kinds_choose_airings() -> None:
    first_run = film("Solaris", dt.datetime(2017, 6, 1, tzinfo=dt.UTC))
    wanting = [kind for kind in Kind if Options(kinds=(kind,)).wants(first_run)]
    assert wanting == [Kind.FIRST_RUN]


@pytest.mark.parametrize(
    ("template", "title"),
    [
        ("{series} {code}", "Missions S1 É2"),
        ("{series} – {code} – {episode}", "Missions – S1 É2"),
        ("{episode}: {series}", "Missions"),
        ("[{channel}] {series} ({episode})", "[OCS City] Missions"),
        ("{episode}", ""),
        ("{time} {showing}", ""),
    ],
)
def test_a_name_without_a_value_leaves_no_hole(template: str, title: str) -> None:
    assert Template.parse(template).fill(VALUES) == title


def test_values_are_not_templates() -> None:
    values = VALUES | {"series": "{code} %(x)s {"}
    assert Template.parse("{series}!").fill(values) == "{code} %(x)s {!"


def test_a_template_is_clean() -> None:
    assert Template.parse("e\u0301\r\n{series}\x00").text == "é {series}"
    with pytest.raises(TemplateError):
        Template.parse("{}")


OPTIONS = st.builds(
    Options,
    lang=st.sampled_from(["", "en"]),
    kinds=st.sampled_from([(), (Kind.PREMIERE,), (Kind.FIRST_RUN,), (Kind.PREMIERE, Kind.REPEAT)]),
    alarms=st.sets(st.integers(0, 40000), max_size=5).map(
        lambda minutes: tuple(dt.timedelta(minutes=m) for m in sorted(minutes))
    ),
    past=st.none() | st.integers(0, 3650),
    ahead=st.integers(0, 730),
    hide_cancelled=st.booleans(),
    hide_tentative=st.booleans(),
    title=st.none()
    | st.text(st.characters(codec="utf-8", exclude_characters="{}"), max_size=30).map(
        lambda text: Template.parse("{series}" + text)
    ),
    spoilers=st.booleans(),
    streaming=st.sampled_from(Streaming),
)


@given(OPTIONS)
def test_an_address_says_all_there_is_to_wish(wished: Options) -> None:
    assert Options.parse(wished.parts(), languages=LANGUAGES) == wished
