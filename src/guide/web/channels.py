"""A channel of an address: the one there is, the one meant, or the sentence that there is none."""

import datetime as dt
from urllib.parse import quote

from flask import redirect
from werkzeug.exceptions import Gone, HTTPException, NotFound

from guide.model.catalogue import Channel
from guide.web.days import is_near
from guide.web.evening import EVERYTHING
from guide.web.visit import Visit

HOUR_OF_GRID = 18


def channel_of(visit: Visit, channel_id: str) -> Channel:
    """Return the channel; a 301 for another name of one, Gone for one that was here once."""
    found = visit.catalogue.channels.get(channel_id)
    if found is not None:
        return found
    for one in visit.catalogue.channels.values():
        if channel_id in one.aliases:
            raise moved(visit, f"/channels/{channel_id}", f"/channels/{one.id}")
    if channel_id in visit.release.retired.channels:
        raise Gone(visit.words.text("This channel has left the guide."))
    raise NotFound(visit.words.text("This guide has no such channel."))


def moved(visit: Visit, old: str, new: str) -> HTTPException:
    """Return the lasting redirect of a page that is at another path, `new` for `old`."""
    rest = quote(visit.path.removeprefix(old))
    return HTTPException(response=redirect(visit.address(f"{new}{rest}"), 301))


def channel_address(channel_id: str, visit: Visit, rest: str = "") -> str:
    return visit.address(f"/channels/{channel_id}/{rest}")


def grid_address(date: dt.date, visit: Visit) -> str:
    """Return where the grid of a day's evening is, "" where the guide has no page of it."""
    near = is_near(date, EVERYTHING, visit)
    return visit.address(f"/guide/{date}/{HOUR_OF_GRID}") if near else ""
