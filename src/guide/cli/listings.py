"""Listings as rows of a terminal and as objects for programs."""

from typing import Any
from zoneinfo import ZoneInfo

from guide.formats.words import Words
from guide.model.airing import Status
from guide.model.day import is_late_night
from guide.model.listing import Listing
from guide.model.site import Site

HEADS = ("date", "time", "channel", "programme", "")


def as_row(listing: Listing, wording: Words) -> tuple[str, ...]:
    airing, channel = listing.airing, listing.channel
    late = airing.starts is not None and is_late_night(airing.starts, channel)
    # The broadcast day's date beside a time after midnight would name a time of the day before.
    date = wording.night(airing.date) if late else wording.short_date(airing.date)
    time = wording.time(airing.starts, channel.zone) if airing.starts else "—"
    status = "" if airing.status is Status.CONFIRMED else wording.status(airing.status)
    marks = [status, wording.showing(listing) or "", *wording.version(airing.version)]
    return date, time, channel.name, wording.listing_title(listing), ", ".join(filter(None, marks))


def as_object(listing: Listing, wording: Words, site: Site) -> dict[str, Any]:
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
        "url": site.url(f"/{wording.language}/airings/{airing.id}"),
    }
