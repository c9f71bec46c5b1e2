"""One visit: everything a page may depend on."""

import datetime as dt
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlencode
from zoneinfo import ZoneInfo, available_timezones

from guide.formats.json_ld import Node
from guide.formats.words import Words
from guide.model.catalogue import Catalogue, Channel
from guide.model.site import Site
from guide.model.target import Target
from guide.releases.release import Release

MOST_CHANNELS = 50
# Names that depend on the machine, or mean nothing.
NO_ZONES = frozenset({"Factory", "localtime", "posixrules"})
COMMON_ZONES = (
    "Europe/Paris", "Europe/Brussels", "Europe/Zurich", "Europe/London", "Africa/Casablanca",
    "Africa/Dakar", "Africa/Tunis", "America/Cayenne", "America/Guadeloupe", "America/Martinique",
    "America/Montreal", "America/New_York", "America/Los_Angeles", "Asia/Beirut", "Asia/Tokyo",
    "Indian/Mayotte", "Indian/Reunion", "Pacific/Noumea", "Pacific/Tahiti", "UTC",
)  # fmt: skip


@cache
def zones() -> frozenset[str]:
    """Return the names that `zone` may have, wherever the server stands."""
    return frozenset(available_timezones() - NO_ZONES)


def common_zones() -> tuple[str, ...]:
    return tuple(zone for zone in COMMON_ZONES if zone in zones())


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a visitor's browser brings along: channels in their order, a zone, "light" or "dark";
    None and "" where nothing was chosen.
    """

    channels: tuple[str, ...] = ()
    zone: str | None = None
    theme: str = ""


NOTHING = Remembered()


@dataclass(frozen=True, slots=True)
class Visit:
    """`now` is UTC; `zone` is the one the viewer chose, None for the channels' own; `path` is the
    address after the language, starting with a slash; `page` is the page of a list, `bouquet`
    which channels a grid shows: as asked, "" if not. `chosen` are the channels that come first.
    `zone` and `chosen` are what the address says, else what is `remembered`.
    """

    site: Site
    words: Words
    release: Release
    now: dt.datetime
    path: str
    zone: str | None = None
    page: str = ""
    bouquet: str = ""
    chosen: tuple[str, ...] = ()
    remembered: Remembered = NOTHING

    @property
    def carried(self) -> dict[str, str]:
        """Return the options that lead from page to page with the visitor: the choices that the
        browser does not bring along by itself.
        """
        kept, options = self.remembered, {}
        if self.chosen != kept.channels:
            options["channels"] = ",".join(self.chosen)
        if self.zone != kept.zone:
            options["zone"] = self.zone or ""
        return options

    @property
    def wishes(self) -> dict[str, str]:
        """Return the options of a list of channels."""
        return ({"bouquet": self.bouquet} if self.bouquet else {}) | self.carried

    @property
    def language(self) -> str:
        return self.words.language

    @property
    def catalogue(self) -> Catalogue:
        return self.release.catalogue

    def address(self, path: str) -> str:
        """Return the address of a page in this visit's language, seen in this visit's zone."""
        zone = self.carried.get("zone")
        query = "" if zone is None else f"?{urlencode({'zone': zone})}"
        return f"/{self.language}{path}{query}"

    @property
    def first_channel(self) -> Channel | None:
        return next(iter(self.catalogue.channels.values()), None)

    @property
    def main_zone(self) -> str:
        """Return the zone a page of several channels is in: the chosen one, else the first's."""
        return self.zone or (self.first_channel.zone if self.first_channel else "UTC")

    @property
    def zone_text(self) -> str:
        return self.words.zone(self.main_zone, self.now)

    def zone_of(self, channel: Channel) -> str:
        return self.zone or channel.zone

    def date_of(self, at: dt.datetime) -> dt.date:
        return at.astimezone(ZoneInfo(self.main_zone)).date()


@dataclass(frozen=True, slots=True)
class Page:
    """`values` are what the template shows; `about` is what one can follow from this page;
    `query` is what the same page in another language needs beside its path; `address` is that of
    a page that has no language in its path, "" for all others; `kept` are the options that choosing
    another zone keeps; `several` says that it lists channels, chosen ones first.
    `facts` is what JSON-LD tells, `indexed` says whether the page is worth finding.
    """

    template: str
    title: str
    values: dict[str, object] = field(default_factory=dict)
    description: str = ""
    about: Target | None = None
    query: str = ""
    address: str = ""
    kept: tuple[tuple[str, str], ...] = ()
    several: bool = False
    facts: tuple[Node, ...] = ()
    indexed: bool = True


@dataclass(frozen=True, slots=True)
class Name:
    """What an airing or episode is called; each `lang` is "" or the tag of a foreign wording."""

    work: str
    work_lang: str
    code: str = ""
    title: str = ""
    title_lang: str = ""

    @property
    def plain(self) -> str:
        return " ".join(part for part in (self.work, self.code, self.title) if part)


def episode_path(episode_id: str, *, in_series: bool) -> str:
    return f"/series/{episode_id}" if in_series else f"/episodes/{episode_id}"
