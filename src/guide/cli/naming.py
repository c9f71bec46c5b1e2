"""Channels as somebody types them: by id, by name, by what a guide of others calls them."""

from collections.abc import Callable, Iterable, Sequence

import click

from guide.model.catalogue import Channel
from guide.releases.indexing import folded
from guide.releases.release import Release

SHOWN = 10


def known_channel(release: Release, asked: str | None) -> str | None:
    """Return the id of the channel that is asked for, None where none is.

    Its id counts before its name and aliases, of which neither case nor accents matter. Raises
    UsageError for what no channel, or more than one, is called.
    """
    channels = release.catalogue.channels
    if asked is None or asked in channels:
        return asked
    found = _called(asked, channels.values(), str.casefold)
    found = found or _called(asked, channels.values(), folded)
    if not found:
        raise click.UsageError(f"there is no channel {asked!r}: {some_of(channels)}")
    if len(found) > 1:
        raise click.UsageError(f"{len(found)} channels are called {asked!r}: {few(found)}")
    return found[0]


def _called(asked: str, channels: Iterable[Channel], alike: Callable[[str], str]) -> list[str]:
    """Return the ids of the channels whose names are `alike` what is asked for."""
    wanted = alike(asked.strip())
    if not wanted:
        return []
    return [
        one.id
        for one in channels
        if any(alike(name) == wanted for name in (one.id, one.name, *one.aliases))
    ]


def some_of(ids: Iterable[str]) -> str:
    """Return what there is to name: "the guide knows a, b and 120 more"."""
    return f"the guide knows {few(list(ids)) or 'none'}"


def few(names: Sequence[str]) -> str:
    """Return the first few of some names, and how many more there are."""
    more = len(names) - SHOWN
    shown = ", ".join(names[:SHOWN])
    return f"{shown} and {more:,} more" if more > 0 else shown
