"""What search engines are told: schema.org nodes as JSON-LD 1.1 (RFC 8259 JSON in a page's head).

Nothing is told that the guide does not know: an airing with a day but no time has a date for its
start, a window that is only expected has no date, and of a tentative airing no status is claimed,
for schema.org has no word for it. Nor has it one for a repeat. Synopses may tell the story: only
teasers are told. Nodes refer to one another by `@id`, the address in the site's first language.
"""

import datetime as dt
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from guide.formats.words import Words
from guide.model.airing import Airing, Status
from guide.model.catalogue import Catalogue, Channel, Credit, Episode, Link, Season, Series
from guide.model.listing import Listing
from guide.model.precision import Precision, When
from guide.model.site import Site
from guide.model.texts import Text
from guide.model.window import Window

Node = dict[str, object]
CONTEXT = "https://schema.org"
# A presenter or guest contributes; schema.org has no closer word.
PEOPLE = {
    "director": "director",
    "writer": "author",
    "creator": "creator",
    "producer": "producer",
    "composer": "musicBy",
    "presenter": "contributor",
    "actor": "actor",
    "voice": "actor",
    "guest": "contributor",
}
# Not every kind of work is made by all of them.
NOT_OF_SEASONS = frozenset({"musicBy"})
# Whole genres of films: a magazine about cinema is none, and "Movie/Drama" may be anything.
FILM = re.compile(r"(film|t[eé]l[eé]film|movie|tv movie)\b[^/]*", re.IGNORECASE)
# In a data block these would end it, or mean something to older parsers of scripts.
ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def document(nodes: Iterable[Node]) -> str:
    """Return nodes as one JSON-LD text that may stand in a script element as it is."""
    graph = {"@context": CONTEXT, "@graph": list(nodes)}
    return json.dumps(graph, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)


@dataclass(frozen=True, slots=True)
class Facts:
    """Tells of a site's catalogue in one language."""

    site: Site
    words: Words
    catalogue: Catalogue

    def website(self) -> Node:
        """Return the site itself. Its search is not told: no engine reads that any more."""
        named = self._named("WebSite", "/", self.site.name)
        return _known(**named, inLanguage=self.words.language)

    def channel(self, channel: Channel) -> Node:
        return _known(
            **self._named("BroadcastService", f"/channels/{channel.id}/", channel.name),
            broadcastDisplayName=channel.name,
            broadcastTimezone=channel.zone,
            sameAs=_addresses(channel.links),
        )

    def series(self, series: Series, seasons: Sequence[Season] = ()) -> Node:
        name = self._text(series.title)
        return _known(
            **self._named("TVSeries", f"/series/{series.id}/", name),
            **self._work(series),
            **_people(series.credits),
            alternateName=series.original_title if series.original_title != name else None,
            containsSeason=[self.season_name(one) for one in seasons],
        )

    def season_name(self, season: Season) -> Node:
        """Return who a season is, in short."""
        name = self.words.season_name(season)
        return _known(
            **self._named("TVSeason", f"/series/{season.id}/", name),
            seasonNumber=season.number,
            numberOfEpisodes=season.count,
        )

    def season(self, season: Season, of: Series, episodes: Sequence[Episode] = ()) -> Node:
        people = _people(season.credits)
        return _known(
            **self.season_name(season),
            **self._work(season),
            **{role: names for role, names in people.items() if role not in NOT_OF_SEASONS},
            partOfSeries=self._series_name(of),
            episode=[self.work_name(one) for one in episodes],
        )

    def work_name(self, episode: Episode) -> Node:
        """Return who an episode, film or one-off is, in short."""
        kind, path = _kind(episode), _path(episode.id)
        name = self.words.episode_name(episode)
        return _known(**self._named(kind, path, name), episodeNumber=_number(kind, episode))

    def work(self, episode: Episode) -> Node:
        """Return all of an episode, film or one-off that gives no story away."""
        kind, season = _kind(episode), self.catalogue.season_of(episode)
        of = self.catalogue.series.get(episode.series or "")
        told = _known(
            **self.work_name(episode),
            **self._work(episode),
            partOfSeason=self.season_name(season) if season else None,
            partOfSeries=self._series_name(of) if of else None,
        )
        if kind == "CreativeWork":
            return told
        return told | _people(episode.credits) | _known(duration=_duration(episode.running))

    def airing(self, listing: Listing, *, whole: bool = False) -> Node:
        """Return an airing as an event; `whole` tells all of channel and work beside it."""
        airing, channel = listing.airing, listing.channel
        named = self._named(
            "BroadcastEvent", f"/airings/{airing.id}", self.words.listing_title(listing)
        )
        work = self.work(listing.episode) if whole else self.work_name(listing.episode)
        service = self.channel(channel) if whole else {"@id": self._id(f"/channels/{channel.id}/")}
        return _known(
            **named,
            startDate=_start(airing, channel),
            endDate=_at(airing.ends, channel.zone) if airing.starts else None,
            **_standing(listing),
            publishedOn=service,
            workPerformed=work,
            isLiveBroadcast=airing.live or None,
            videoFormat=airing.version.quality,
            inLanguage=list(airing.version.audio),
            subtitleLanguage=list(airing.version.subtitles),
        )

    def window(self, window: Window) -> Node | None:
        """Return a streaming window as an event; None of one that is not dated yet, or of what has
        left the guide.
        """
        platform, work = self.catalogue.platforms.get(window.platform), self._target(window.target)
        zone = platform.zone if platform else "UTC"
        opens, closes = _when(window.opens, zone), _when(window.closes, zone)
        if work is None or (opens is None and closes is None):
            return None
        name = platform.name if platform else window.platform
        service = _known(
            **{"@type": "BroadcastService"}, name=name, url=platform.url if platform else None
        )
        return _known(
            **{"@type": "OnDemandEvent"},
            name=name,
            url=window.url,
            startDate=opens,
            endDate=closes,
            publishedOn=service,
            workPerformed=work,
        )

    def _target(self, target: str) -> Node | None:
        if target in self.catalogue.series:
            return self._series_name(self.catalogue.series[target])
        season = self.catalogue.seasons.get(target)
        if season is not None:
            return self.season_name(season)
        episode = self.catalogue.episodes.get(target)
        return self.work_name(episode) if episode else None

    def _series_name(self, series: Series) -> Node:
        return self._named("TVSeries", f"/series/{series.id}/", self._text(series.title))

    def _named(self, kind: str, path: str, name: str | None) -> Node:
        named = {"@type": kind, "@id": self._id(path), "url": self._url(path)}
        return _known(**named, name=name)

    def _work(self, of: Series | Season | Episode) -> Node:
        """Return what kinds of works have in common."""
        teaser = self._text(of.teaser)
        about = _known(
            description=teaser,
            dateCreated=str(of.year) if of.year else None,
            sameAs=_addresses(of.links),
        )
        if isinstance(of, Season):
            return about
        return about | _known(
            genre=[self.words.genre(one) for one in of.genres],
            inLanguage=of.original_language,
        )

    def _text(self, text: Text | None) -> str | None:
        return text.in_(self.words.language) if text else None

    def _id(self, path: str) -> str:
        return self.site.url(f"/{self.site.languages[0]}{path}")

    def _url(self, path: str) -> str:
        return self.site.url(f"/{self.words.language}{path}")


def _known(**fields: object) -> Node:
    """Return the fields that say something."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], ())}


def _kind(episode: Episode) -> str:
    """Return what a work is, as far as the guide knows: a one-off of no known kind may be a film,
    a match or the news.
    """
    if episode.series is not None:
        return "TVEpisode"
    film = any(FILM.fullmatch(genre.strip()) for genre in episode.genres)
    return "Movie" if film else "CreativeWork"


def _number(kind: str, episode: Episode) -> int | None:
    return episode.number if kind == "TVEpisode" else None


def _path(episode_id: str) -> str:
    numbered = len(episode_id.split("/")) == 3
    return f"/series/{episode_id}" if numbered else f"/episodes/{episode_id}"


def _people(people: Iterable[Credit]) -> Node:
    """Return people by what they did; who plays whom is told as schema.org's roles are."""
    by_role: dict[str, list[Node]] = {}
    for one in people:
        role = PEOPLE.get(one.role, "contributor")
        person = {"@type": "Person", "name": one.name}
        node: Node = {**person}
        if role == "actor" and one.character:
            node = {"@type": "PerformanceRole", role: person, "characterName": one.character}
        by_role.setdefault(role, []).append(node)
    return dict(by_role)


def _addresses(links: Iterable[Link]) -> list[str]:
    return [link.url for link in links]


def _start(airing: Airing, channel: Channel) -> str:
    return _at(airing.starts, channel.zone) or airing.date.isoformat()


def _at(at: dt.datetime | None, zone: str) -> str | None:
    return at.astimezone(ZoneInfo(zone)).isoformat() if at else None


def _standing(listing: Listing) -> Node:
    airing, before = listing.airing, listing.revision.moved_from
    if airing.status is Status.CANCELLED:
        return {"eventStatus": f"{CONTEXT}/EventCancelled"}
    if airing.status is Status.TENTATIVE:
        return {}
    if before is None or (before.date, before.starts) == (airing.date, airing.starts):
        return {"eventStatus": f"{CONTEXT}/EventScheduled"}
    started = _at(before.starts, listing.channel.zone) or before.date.isoformat()
    return {"eventStatus": f"{CONTEXT}/EventRescheduled", "previousStartDate": started}


def _when(when: When | None, zone: str) -> str | None:
    if when is None or not when.confirmed:
        return None
    if when.precision is Precision.TIME:
        return _at(when.at, zone)
    return when.date.isoformat() if when.precision is Precision.DAY and when.date else None


def _duration(running: dt.timedelta | None) -> str | None:
    """Return ISO 8601's duration in minutes."""
    return f"PT{running // dt.timedelta(minutes=1)}M" if running else None
