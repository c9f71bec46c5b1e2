"""Commands of a viewer: the guide in a terminal."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

import click

from guide.cli.installation import Installation, installed
from guide.cli.terminal import DATE, answer_json, answer_table
from guide.formats.words import Words, words
from guide.model import day as days
from guide.model.airing import Status
from guide.model.catalogue import Channel
from guide.model.listing import Listing
from guide.model.reminders import ReminderJob
from guide.model.target import Target, TargetKind
from guide.releases.release import Release
from guide.state import reminder_jobs

TONIGHT_FROM, TONIGHT_UNTIL = dt.timedelta(hours=20), dt.timedelta(hours=24)

CHANNEL = click.option("--channel", "channel", metavar="ID", help="Only this channel.")
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
        _channel(release, channel)
        on = [one for one in release.on_now(at) if channel in (None, one.channel.id)]
        _print(on, installation, as_json=as_json, lang=lang)


@click.command()
@CHANNEL
@JSON
@LANG
def tonight(channel: str | None, as_json: bool, lang: str | None) -> None:  # noqa: FBT001 -- click's way
    """Say what is on tonight, from 20:00 to midnight of each channel's time."""
    with installed() as installation, installation.current_release() as release:
        at = installation.clock.now()
        found = [
            listing
            for one in _channels(release, channel)
            for listing in release.day(one.id, days.broadcast_day(at, one))
            if _is_evening(listing)
        ]
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
            raise click.UsageError(f"there is no series {series!r}: {_known(release)}")
        at = installation.clock.now()
        found = [
            one
            for one in _airings(release, series, at)
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
        stems = (_target(series, season).stem,) if series else ()
        with installation.database.reading() as tx:
            at = installation.clock.now()
            planned = reminder_jobs.planned(tx, targets=stems, after=at)
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


def _target(series: str, season: int | None) -> Target:
    if season is None:
        return Target(TargetKind.SERIES, series)
    return Target(TargetKind.SEASON, series, season)


def _known(release: Release) -> str:
    names = sorted(release.catalogue.series)
    shown = ", ".join(names[:10])
    return f"the guide knows {shown}{' …' if len(names) > 10 else ''}" if names else "there is none"


def _channel(release: Release, channel: str | None) -> None:
    if channel is not None and channel not in release.catalogue.channels:
        known = ", ".join(list(release.catalogue.channels)[:10])
        raise click.UsageError(f"there is no channel {channel!r}: the guide knows {known}")


def _channels(release: Release, channel: str | None) -> list[Channel]:
    _channel(release, channel)
    channels = release.catalogue.channels
    return [channels[channel]] if channel else list(channels.values())


def _airings(release: Release, key: str, at: dt.datetime) -> list[Listing]:
    if key in release.catalogue.series:
        return release.listings(Target(TargetKind.SERIES, key), between=(at, None))
    return [
        one for one in release.airings_of(key) if one.airing.ends is None or one.airing.ends > at
    ]


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
        answer_json([_object(one, wording, installation) for one in listings])
        return
    heads = ("date", "time", "channel", "programme", "")
    answer_table(heads, [_row(one, wording) for one in listings])


def _row(listing: Listing, wording: Words) -> tuple[str, ...]:
    airing, channel = listing.airing, listing.channel
    date = wording.short_date(airing.date)
    time = wording.time(airing.starts, channel.zone) if airing.starts else "—"
    status = "" if airing.status is Status.CONFIRMED else wording.status(airing.status)
    marks = [status, wording.showing(listing) or "", *wording.version(airing.version)]
    return date, time, channel.name, wording.listing_title(listing), ", ".join(filter(None, marks))


def _object(listing: Listing, wording: Words, installation: Installation) -> dict[str, Any]:
    airing, episode = listing.airing, listing.episode
    zone = ZoneInfo(listing.channel.zone)
    return {
        "id": airing.id,
        "channel": listing.channel.id,
        "date": airing.date.isoformat(),
        "starts": airing.starts and airing.starts.astimezone(zone).isoformat(),
        "ends": airing.ends and airing.ends.astimezone(zone).isoformat(),
        "status": airing.status,
        "title": wording.listing_title(listing),
        "series": episode.series,
        "season": episode.season,
        "episode": episode.number,
        "showing": listing.showing.kind,
        "url": installation.site.url(f"/{wording.language}/airings/{airing.id}"),
    }
