import datetime as dt
from collections.abc import Sequence

from guide.model.airing import ShowingKind, Status
from guide.model.broadcasts import Earliest
from guide.releases.broadcasts import Broadcasts
from guide.releases.release import Release
from tests.releases.builders import FILM, MARS, ULYSSE, Press, airing, draft, paris, some_day

ALL = ("city", "max", "far")
LONG_AGO = paris("2010-01-01 00:00")


Earliests = dict[str, dict[str, Earliest]]


def asked(
    release: Release, channels: Sequence[str], since: dt.datetime
) -> tuple[frozenset[str], Earliests]:
    """Return which channels show anything, and the earliest airings that each is told of."""
    with Broadcasts(release.path, channels, since) as told:
        earliest = {channel: told.earliest(channel) for channel in channels}
        return told.shown, {channel: some for channel, some in earliest.items() if some}


def test_what_is_on_once_is_the_earliest_of_nothing(press: Press) -> None:
    release = press.publish(draft(airing(), airing(on="max", of=FILM)))
    assert asked(release, ALL, LONG_AGO) == (frozenset({"city", "max"}), {})


def test_the_earliest_airing_is_known_with_its_channels_and_the_first_run(press: Press) -> None:
    release = press.publish(
        draft(
            airing("2017-06-03 20:40"),
            airing("2017-06-01 20:40", on="max"),
            airing("2017-06-01 20:40", on="city"),
            airing("2017-06-02 10:00", of=FILM, showing_override=ShowingKind.REPEAT),
            airing("2017-06-04 10:00", of=FILM, showing_override=ShowingKind.FIRST_RUN),
            airing("2017-06-02 12:00", of=MARS, showing_override=ShowingKind.UNKNOWN),
            airing("2017-06-04 12:00", of=MARS, showing_override=ShowingKind.UNKNOWN),
        )
    )
    at = paris("2017-06-01 20:40")
    ulysse = Earliest(at, ("city", "max"), at)
    _, earliest = asked(release, ALL, LONG_AGO)
    assert earliest["max"] == {ULYSSE: ulysse}
    assert earliest["city"] == {
        ULYSSE: ulysse,
        FILM: Earliest(paris("2017-06-02 10:00"), ("city",), paris("2017-06-04 10:00")),
        MARS: Earliest(paris("2017-06-02 12:00"), ("city",), None),
    }


def test_only_the_channels_and_the_period_that_were_asked_for_count(press: Press) -> None:
    release = press.publish(
        draft(
            airing("2017-06-01 20:40", on="max"),
            airing("2017-06-02 20:40"),
            airing("2017-06-03 20:40"),
        )
    )
    first, second = (paris(f"2017-06-0{day} 20:40") for day in (1, 2))
    after = first + dt.timedelta(hours=1)

    def starts(channels: Sequence[str], since: dt.datetime) -> dt.datetime:
        return asked(release, channels, since)[1]["city"][ULYSSE].starts

    assert starts(ALL, LONG_AGO) == first
    assert starts(("city",), LONG_AGO) == second
    assert starts(ALL, after) == second
    assert asked(release, ("max",), after) == (frozenset(), {})
    assert asked(release, (), LONG_AGO) == (frozenset(), {})


def test_what_is_cancelled_gone_or_without_a_time_was_never_on(press: Press) -> None:
    first = airing("2017-06-01 20:40", on="max", id="first")
    press.publish(draft(first, airing("2017-06-04 20:40", id="last")))
    release = press.publish(
        draft(
            airing("2017-06-02 20:40", on="max", status=Status.CANCELLED),
            some_day("2017-06-02", on="max", of=ULYSSE),
            airing("2017-06-04 20:40", id="last"),
        )
    )
    assert asked(release, ALL, LONG_AGO) == (frozenset({"city"}), {})
