"""Commands of a viewer: the guide in a terminal."""

import datetime as dt
from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

import click

from guide.cli.installation import Installation, installed
from guide.cli.listings import HEADS, as_object, as_row
from guide.cli.naming import known_channel, some_of
from guide.cli.terminal import DATE, answer_json, answer_table
from guide.formats.words import words
from guide.model import day as days
from guide.model.airing import Status
from guide.model.catalogue import Channel
from guide.model.listing import Listing
from guide.model.reminders import ReminderJob
from guide.model.target import Target, TargetKind
from guide.releases.release import Release
from guide.state import reminder_jobs

TONIGHT_FROM, TONIGHT_UNTIL = dt.timedelta(hours=20), dt.timedelta(hours=24)
# A notice is of use until a day after the slot that it is about.
NOTICES_LIVE = dt.timedelta(days=2)
EVERYTHING = Target(TargetKind.ALL)

CHANNEL = click.option(
    "--channel", "channel", metavar="CHANNEL", help="Only this one: its id or name."
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
LANG = click.option("--lang", type=click.Choice(["fr", "en"]), help="Language of the answer.")


@click.command()
@CHANNEL
@JSON
@LANG
def now(channel: str | None, as_json: bool, lang: str | None) -> None:  # noqa: FBT001 -- click's way
    """Say what is on now."""
    with installed() as installation, installation.current_release() as release:
        at = installation.clock.now()
        channel = known_channel(release, channel)
        on = [one for one in release.on_now(at) if channel in (None, one.channel.id)]
        _print(on, installation, as_json=as_json, lang=lang)


@click.command()
@CHANNEL
@JSON
@LANG
def tonight(channel: str | None, as_json: bool, lang: str | None) -> None:  # noqa: FBT001 -- click's way
    """Say what is on tonight, from 20:00 to midnight of each channel's time."""
    with installed() as installation, installation.current_release() as release:
        found = _tonight(release, _channels(release, channel), installation.clock.now())
        _print(_in_order(found), installation, as_json=as_json, lang=lang)


@click.command()
@click.argument("date", metavar="[DATE]", required=False, type=DATE)
@CHANNEL
@JSON
@LANG
def day(date: dt.date | None, channel: str | None, as_json: bool, lang: str | None) -> None:  # noqa: FBT001 -- click's way
    """Print a broadcast day, today's if none is named."""
    with installed() as installation, installation.current_release() as release:
        at = installation.clock.now()
        found = [
            listing
            for one in _channels(release, channel)
            for listing in release.day(one.id, date or days.broadcast_day(at, one))
        ]
        _print(found, installation, as_json=as_json, lang=lang)


@click.command("next")
@click.argument("series")
@CHANNEL
@JSON
@LANG
def next_(series: str, channel: str | None, as_json: bool, lang: str | None) -> None:  # noqa: FBT001 -- click's way
    """Print the coming airings of SERIES (its id, or the id of a film)."""
    with installed() as installation, installation.current_release() as release:
        if series not in release.catalogue.series and series not in release.catalogue.episodes:
            known = some_of(sorted(release.catalogue.series))
            raise click.UsageError(f"there is no series {series!r}: {known}")
        at = installation.clock.now()
        channel = known_channel(release, channel)
        found = [
            one
            for one in airings_of(release, series, at)
            if channel in (None, one.channel.id) and one.airing.status is not Status.CANCELLED
        ]
        _print(found, installation, as_json=as_json, lang=lang)


@click.command()
@click.option("--series", metavar="ID", help="Only this series.")
@click.option("--season", metavar="N", type=click.IntRange(min=0), help="Only this season of it.")
@JSON
def reminders(series: str | None, season: int | None, as_json: bool) -> None:  # noqa: FBT001 -- click's way
    """List the planned reminder jobs: when each is due, and how many people it concerns."""
    if season is not None and series is None:
        raise click.UsageError("--season goes with --series")
    with installed() as installation, installation.current_release() as release:
        at = installation.clock.now()
        target = _target(series, season) if series else None
        stems = (target.stem,) if target else ()
        off = _called_off(release, target, at) if target else ()
        with installation.database.reading() as tx:
            planned = reminder_jobs.planned(tx, targets=stems, airings=off, after=at)
        rows = [_job(job, release) for job in planned]
        heads = ("due", "airing", "kind", "lead", "people", "state", "about")
        if as_json:
            answer_json([dict(zip(heads, row, strict=True)) for row in rows])
        else:
            answer_table(heads, rows)


def _job(job: ReminderJob, release: Release) -> tuple[str, ...]:
    listing = release.listing(job.airing)
    about = words("en").listing_title(listing) if listing else ""
    due = f"{job.due:%Y-%m-%dT%H:%M:%SZ}"
    lead = f"{job.lead} {job.zone}".strip()
    return due, job.airing, job.kind, lead, str(job.people), job.state, about


def _called_off(release: Release, target: Target, at: dt.datetime) -> list[str]:
    """Return the ids of the cancelled airings of which notices may still be on their way."""
    found = release.listings(target, between=(at - NOTICES_LIVE, None))
    return [one.airing.id for one in found if one.airing.status is Status.CANCELLED]


def _target(series: str, season: int | None) -> Target:
    if season is None:
        return Target(TargetKind.SERIES, series)
    return Target(TargetKind.SEASON, series, season)


def _channels(release: Release, channel: str | None) -> list[Channel]:
    channels, known = release.catalogue.channels, known_channel(release, channel)
    return [channels[known]] if known else list(channels.values())


def airings_of(release: Release, key: str, at: dt.datetime) -> list[Listing]:
    """Return what is on or comes of a series, a film or a part, by its id."""
    if key in release.catalogue.series:
        return release.listings(Target(TargetKind.SERIES, key), between=(at, None))
    return [
        one for one in release.airings_of(key) if one.airing.ends is None or one.airing.ends > at
    ]


def _tonight(release: Release, channels: Sequence[Channel], at: dt.datetime) -> list[Listing]:
    """Return what is on these channels in the evening of their broadcast day."""
    dates = {one.id: days.broadcast_day(at, one) for one in channels}
    evenings = {_evening(dates[one.id], one.zone) for one in channels}
    if not evenings:
        return []
    target = Target(TargetKind.CHANNEL, channels[0].id) if len(channels) == 1 else EVERYTHING
    between = (min(starts for starts, _ in evenings), max(ends for _, ends in evenings))
    return [
        one
        for one in release.listings(target, between=between)
        if dates.get(one.channel.id) == one.airing.date and _is_evening(one)
    ]


def _evening(date: dt.date, zone: str) -> tuple[dt.datetime, dt.datetime]:
    midnight = dt.datetime.combine(date, dt.time(), ZoneInfo(zone))
    starts, ends = (
        (midnight + after).astimezone(dt.UTC) for after in (TONIGHT_FROM, TONIGHT_UNTIL)
    )
    return starts, ends


def _is_evening(listing: Listing) -> bool:
    if listing.airing.starts is None:
        return True
    local = listing.airing.starts.astimezone(ZoneInfo(listing.channel.zone)).replace(tzinfo=None)
    since = local - dt.datetime.combine(listing.airing.date, dt.time())
    return TONIGHT_FROM <= since < TONIGHT_UNTIL


def _in_order(listings: Iterable[Listing]) -> list[Listing]:
    latest = dt.datetime.max.replace(tzinfo=dt.UTC)
    return sorted(listings, key=lambda one: one.airing.starts or latest)


def _print(
    listings: list[Listing], installation: Installation, *, as_json: bool, lang: str | None
) -> None:
    wording = words(lang or installation.settings.languages[0])
    if as_json:
        answer_json([as_object(one, wording, installation.site) for one in listings])
        return
    answer_table(HEADS, [as_row(one, wording) for one in listings])
