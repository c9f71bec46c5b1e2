"""The search of a viewer: what something is called, and when it is on."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import click

from guide.cli.installation import Installation, installed
from guide.cli.listings import as_object, as_row
from guide.cli.naming import known_channel
from guide.cli.terminal import answer_json, answer_table, say
from guide.cli.viewing import CHANNEL, JSON, LANG, airings_of
from guide.formats.words import Words, words
from guide.model.airing import Status
from guide.model.day import day_bounds
from guide.model.found import Found
from guide.model.listing import Listing
from guide.releases.release import Release

# Of so many the next airing on one channel is looked for.
MOST = 100


@click.command()
@click.argument("text", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, MOST), default=20, show_default=True)
@CHANNEL
@JSON
@LANG
def find(
    text: tuple[str, ...], limit: int, channel: str | None, *, as_json: bool, lang: str | None
) -> None:
    """Find series, films and parts by title, people and genre, and when each is on next.

    Accents and case do not matter; the last word may be but begun; "in quotes" is taken as it is.
    """
    with installed() as installation, installation.current_release() as release:
        channel = known_channel(release, channel)
        at = installation.clock.now()
        asked = " ".join(text)
        found = release.search(asked, now=at, limit=MOST if channel else limit)
        if channel:
            found = list(_on(release, channel, found, at))[:limit]
        wording = words(lang or installation.settings.languages[0])
        if as_json:
            answer_json([_object(one, wording, installation) for one in found])
            return
        if not found:
            say(f"nothing is found for {asked!r}")
        heads = ("id", "what", "date", "time", "channel", "programme", "")
        answer_table(heads, [_row(one, wording) for one in found])


def _on(release: Release, channel: str, found: list[Found], at: dt.datetime) -> Iterator[Found]:
    """Yield what is on or comes on one channel, with its next airing there."""
    for one in found:
        coming = airings_of(release, _id(one), at)
        there = (
            listing
            for listing in coming
            if listing.channel.id == channel and listing.airing.status is not Status.CANCELLED
        )
        first = min(there, key=_moment, default=None)
        if first:
            yield replace(one, listing=first, ahead=True)


def _moment(listing: Listing) -> dt.datetime:
    """Return from when on it is known to be on: after all of its day, where no time is."""
    return listing.airing.starts or day_bounds(listing.airing.date, listing.channel)[1]


def _row(found: Found, wording: Words) -> tuple[str, ...]:
    if found.listing is None:
        return _id(found), _kind(found), "—", "—", "—", _title(found, wording), ""
    date, time, channel, title, marks = as_row(found.listing, wording)
    notes = marks if found.ahead else ", ".join(filter(None, (marks, wording.text("past"))))
    return _id(found), _kind(found), date, time, channel, title, notes


def _object(found: Found, wording: Words, installation: Installation) -> dict[str, Any]:
    listing = found.listing
    return {
        "id": _id(found),
        "kind": _kind(found),
        "title": _title(found, wording),
        "ahead": found.ahead,
        "airing": listing and as_object(listing, wording, installation.site),
    }


def _id(found: Found) -> str:
    return (found.episode or found.series).id  # type: ignore[union-attr] # one of them is given


def _kind(found: Found) -> str:
    if found.episode is None:
        return "series"
    return "part" if found.series else "film"


def _title(found: Found, wording: Words) -> str:
    if found.episode is not None:
        return wording.work_title(found.episode, found.series)
    return found.series.title.in_(wording.language) if found.series else ""
