"""Channels and their ids, in the form of RFC 2838 that the DTD asks for."""

import itertools
import re
from collections.abc import Iterable, Iterator

from guide.formats.xmltv.clean import clean
from guide.formats.xmltv.writer import element, empty, holding
from guide.model.catalogue import Channel
from guide.model.site import Site

# What tv_validate_file takes for an id: "city.ocs.example".
_ID = re.compile(r"[-a-zA-Z0-9]+(\.[-a-zA-Z0-9]+)+")
_FOREIGN = re.compile(r"[^-a-zA-Z0-9.]+")


def ids(channels: Iterable[Channel], site: Site) -> dict[str, str]:
    """Return the XMLTV id of each channel, by our id.

    It is the first alias of that form that no channel before has: what other guides and
    playlists call it, and what an imported guide called it. Else it is "<our id>.<host>".
    Readers match ids without regard to case (Kodi, Jellyfin), so none differ by that alone.
    """
    given: dict[str, str] = {}
    taken: set[str] = set()
    for channel in channels:
        chosen = next(one for one in _candidates(channel, site) if one.casefold() not in taken)
        given[channel.id] = chosen
        taken.add(chosen.casefold())
    return given


def channel_element(channel: Channel, xmltv_id: str) -> str:
    """Return the lines of one <channel>."""
    links = dict.fromkeys(clean(link.url) for link in channel.links)
    icon = clean(channel.icon or "")
    lines = [
        element("display-name", channel.name) or element("display-name", channel.id),
        empty("icon", (("src", icon),)) if icon else "",
        *(element("url", link) for link in links),
    ]
    return holding("channel", "".join(lines), (("id", xmltv_id),), depth=1)


def _candidates(channel: Channel, site: Site) -> Iterator[str]:
    yield from (alias for alias in channel.aliases if _ID.fullmatch(alias))
    # An address in figures of IPv6 has no host name in it.
    host = _FOREIGN.sub("", site.host).strip(".") or "guide"
    yield f"{channel.id}.{host}"
    yield from (f"{channel.id}-{n}.{host}" for n in itertools.count(2))
